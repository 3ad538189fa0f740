//! The record of one group in the store: its account as one line of JSON, and how it is exchanged.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::account::{Account, Wanted};
use crate::base::clock;
use crate::base::random;
use crate::fleet::ledger::{Ledger, LedgerKey, LedgerRecord, Swap};
use crate::model::request::RESERVED_PREFIX;

/// The version of the records. A worker refuses records of a later one, and goes on without the store.
const VERSION: u32 = 1;
/// How often an exchange starts again because another worker was faster.
const MAX_CONFLICTS: u8 = 32;
/// A record that should be there for longer than this was lost, and has not expired.
const MARGIN: Duration = Duration::from_secs(1);
/// The names of the groups in the keys.
const NAMES: [&str; 3] = ["Light", "Heavy", "Auth"];

/// A record as this worker has read or written it last.
#[derive(Debug, Clone)]
pub(super) struct Record {
    value: String,
    /// The name of its first write. If it changes, the store has lost the record in between.
    epoch: String,
    pub(super) account: Account,
    /// When the account was like this.
    at: Instant,
    /// When it was written.
    written: Instant,
    /// Until when the store keeps it at least.
    expires: Instant,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    v: u32,
    epoch: String,
    /// The name of this write: a value that is found again is the same write.
    write: String,
    #[serde(flatten)]
    account: Account,
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

impl Record {
    fn read(LedgerRecord { value, age }: LedgerRecord) -> Result<Self, String> {
        let damaged = |error: serde_json::Error| format!("its record cannot be read: {error}");
        let Version { v } = serde_json::from_str(&value).map_err(damaged)?;
        if v != VERSION {
            return Err(format!("its record is of version {v}, and this library reads version {VERSION}; update it"));
        }
        let Stored { epoch, mut account, .. } = serde_json::from_str(&value).map_err(damaged)?;
        if !account.is_plausible() {
            return Err("its record was not written by this library".to_owned());
        }
        let (now, lifetime) = (clock::now(), Duration::from_millis(account.lifetime_ms()));
        account.advance(u64::try_from(age.as_millis()).unwrap_or(u64::MAX));
        // A clock that is younger than the record cannot say when that was.
        let written = now.checked_sub(age).unwrap_or(now);
        Ok(Self { value, epoch, account, at: now, written, expires: now + lifetime.saturating_sub(age) })
    }

    /// The account as it is now.
    fn current(&self) -> Account {
        let mut account = self.account.clone();
        let elapsed = clock::now().saturating_duration_since(self.at);
        account.advance(u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX));
        account
    }
}

/// What a worker knows when it asks the store.
pub(super) struct Known {
    /// What it has read or written last.
    pub(super) record: Option<Record>,
    /// Since when the store has not worked for it.
    pub(super) failing_since: Option<Instant>,
}

/// One group of a user's requests in the store.
pub(super) struct Store<'a> {
    pub(super) ledger: &'a dyn Ledger,
    pub(super) server: &'a str,
    pub(super) client_id: &'a str,
    pub(super) user: &'a str,
    pub(super) index: usize,
}

impl Store<'_> {
    /// Changes the account, starting with the record that this worker knows, and again with what the store has until no
    /// other worker was faster. Nothing is written if nothing is granted and nothing is new. The error is why it failed.
    pub(super) fn exchange(
        &self,
        known: Known,
        new: &Account,
        worker: &str,
        wanted: Wanted,
        change: impl Fn(&mut Account) -> Wanted,
    ) -> Result<(Record, Wanted), String> {
        let Known { record, failing_since } = known;
        let (key, remembered) = (self.key(), record.as_ref().map(|record| (record.epoch.clone(), record.expires)));
        let (mut current, mut is_fresh) = match record {
            Some(record) if failing_since.is_none() => (Some(record), false),
            _ => (self.load(&key)?, true),
        };
        for _ in 0..MAX_CONFLICTS {
            let mut account = current.as_ref().map_or_else(|| new.clone(), Record::current);
            let epoch = current.as_ref().map(|record| record.epoch.clone());
            let is_lost = remembered.as_ref().is_some_and(|(remembered, expires)| {
                epoch.as_ref() != Some(remembered) && clock::now() + MARGIN < *expires
            });
            if is_lost {
                log::warn!(
                    target: "ringout",
                    "the store of the shared budget has lost the record of {}; nothing is sent for a window of RingCentral's limit",
                    NAMES[self.index],
                );
                account.pause();
            }
            // Nobody has written since, so the others may have sent their shares and not reported it yet.
            let is_first =
                failing_since.is_some_and(|since| current.as_ref().is_none_or(|record| record.written <= since));
            if is_first {
                account.pause();
            }
            let before = account.clone();
            let granted = change(&mut account);
            let is_refused = granted == Wanted::default() && wanted != granted;
            if !is_fresh && is_refused {
                (current, is_fresh) = (self.load(&key)?, true);
                continue;
            }
            match current {
                Some(record) if account == before && !is_lost && !is_first => {
                    return Ok((Record { account, at: clock::now(), ..record }, granted));
                }
                _ => {}
            }
            let expected = current.as_ref().map(|record| record.value.as_str());
            match self.write(&key, expected, epoch, &account, worker)? {
                Ok(record) => return Ok((record, granted)),
                Err(found) => (current, is_fresh) = (found, true),
            }
        }
        Err("other workers were always faster".to_owned())
    }

    fn load(&self, key: &LedgerKey) -> Result<Option<Record>, String> {
        self.ledger.load(key).map_err(|error| error.to_string())?.map(Record::read).transpose()
    }

    /// Writes the account if the record is still the expected one. The inner error is what is there instead.
    #[allow(clippy::type_complexity, reason = "both results and the failure of the store")]
    fn write(
        &self,
        key: &LedgerKey,
        expected: Option<&str>,
        epoch: Option<String>,
        account: &Account,
        worker: &str,
    ) -> Result<Result<Record, Option<Record>>, String> {
        let write = random::unique_name().map_err(|error| error.to_string())?;
        let epoch = epoch.unwrap_or_else(|| format!("{worker} {write}"));
        let stored = Stored { v: VERSION, epoch: epoch.clone(), write, account: account.clone() };
        let value = serde_json::to_string(&stored).map_err(|error| error.to_string())?;
        let lifetime = Duration::from_millis(account.lifetime_ms());
        let at = clock::now();
        let written = Record { value, epoch, account: account.clone(), at, written: at, expires: at + lifetime };
        match self.ledger.swap(key, expected, &written.value, lifetime).map_err(|error| error.to_string())? {
            Swap::Done => Ok(Ok(written)),
            // The store has repeated a write that had succeeded.
            Swap::Conflict(Some(record)) if record.value == written.value => Ok(Ok(written)),
            Swap::Conflict(record) => Ok(Err(record.map(Record::read).transpose()?)),
        }
    }

    fn key(&self) -> LedgerKey {
        LedgerKey {
            server: self.server.to_owned(),
            client_id: self.client_id.to_owned(),
            user: self.user.to_owned(),
            dedupe_key: format!("{RESERVED_PREFIX}limits:{}", NAMES[self.index]),
        }
    }
}
