//! Calls with a dedupe key: what the ledger knows about one, and which worker may place it.

use std::sync::Arc;
use std::time::Duration;

use super::Call;
use crate::account::call_log::{self, LogMatch, LogQuery};
use crate::base::clock;
use crate::base::error::{Attempt, Error, ErrorCode, Result};
use crate::base::operation::Operation;
use crate::fleet::ledger::{Begun, BoundedLedger, Decision, Entry, Found, Intent, Keyed, LedgerKey, Numbers, decide};
use crate::model::request::{CheckedRequest, check_key};
use crate::session::Session;
use crate::tracking::CallRecord;

/// How often the ledger is read while another worker places the call.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LAST_PAUSE: Duration = Duration::from_secs(1);

/// What the ledger has for a request.
pub(crate) enum LookUp {
    /// The call exists.
    Adopted(Call),
    /// The call may be placed.
    Free(FreeKey),
}

/// A key under which a call may be placed, unless another worker is faster.
#[derive(Debug, Clone)]
pub(crate) struct FreeKey {
    ledger: Arc<BoundedLedger>,
    key: LedgerKey,
    numbers: Numbers,
    /// The value that the ledger has.
    expected: Option<String>,
}

impl FreeKey {
    /// Writes the intent to place the call, as the last thing before its request is sent.
    pub(super) fn begin(self, operation: &Operation) -> Result<Begun> {
        let Self { ledger, key, numbers, expected } = self;
        let entry = Entry::placing(numbers, clock::wall(), operation.remaining());
        Intent::begin(&ledger, &key, expected, entry, operation)
    }
}

/// Finds out whether the call of a request exists. Waits for another worker that is placing it.
///
/// Never sends the request that places a call.
pub(crate) fn look_up(
    session: &Session,
    checked: &CheckedRequest,
    dedupe_key: &str,
    operation: &Operation,
) -> Result<LookUp> {
    let numbers = Numbers {
        to: checked.to.clone(),
        from: checked.from.clone(),
        from_forwarding_number: checked.from_forwarding_number.clone(),
    };
    let (ledger, key) = session.api.ledger(dedupe_key)?;
    match read(session, ledger, &key, Some(&numbers), operation)? {
        Read::Call(call) => Ok(LookUp::Adopted(*call)),
        Read::Free(expected) => Ok(LookUp::Free(FreeKey { ledger: Arc::clone(ledger), key, numbers, expected })),
    }
}

/// Returns the call of a key, or `None` if none was placed.
pub(crate) fn find(session: &Session, dedupe_key: &str) -> Result<Option<Call>> {
    check_key(dedupe_key)?;
    let (ledger, key) = session.api.ledger(dedupe_key)?;
    match read(session, ledger, &key, None, &session.api.operation())? {
        Read::Call(call) => Ok(Some(*call)),
        Read::Free(_) => Ok(None),
    }
}

enum Read {
    Call(Box<Call>),
    /// No call was placed. The ledger has this value.
    Free(Option<String>),
}

fn read(
    session: &Session,
    ledger: &Arc<BoundedLedger>,
    key: &LedgerKey,
    numbers: Option<&Numbers>,
    operation: &Operation,
) -> Result<Read> {
    let mut pause = FIRST_PAUSE;
    loop {
        operation.check("the ledger was not read")?;
        let found = ledger.load(key, operation)?;
        if let (Some(found), Some(numbers)) = (&found, numbers) {
            found.entry.check_numbers(numbers)?;
        }
        match (decide(found.as_ref().map(|found| (&found.entry, found.age))), found) {
            (Decision::Adopt | Decision::AdoptEnded, Some(found)) => {
                return Ok(Read::Call(Box::new(adopt(session, ledger, key, found, operation))));
            }
            (Decision::AskLog, Some(found)) => {
                if let Some(found) = ask_log(session, ledger, key, &found, operation)? {
                    return Ok(Read::Call(Box::new(adopt(session, ledger, key, found, operation))));
                }
            }
            (Decision::Wait(left), Some(_)) => {
                operation.sleep(pause.min(left));
                operation.check("another worker has not finished placing the call")?;
                pause = (pause * 2).min(LAST_PAUSE);
            }
            (_, found) => return Ok(Read::Free(found.map(|found| found.value))),
        }
    }
}

/// Makes a handle for a call that the ledger has.
fn adopt(session: &Session, ledger: &Arc<BoundedLedger>, key: &LedgerKey, found: Found, operation: &Operation) -> Call {
    let (logged, outcome) = (logged(&found.entry), found.entry.outcome());
    let id = found.entry.call_id.clone().unwrap_or_default();
    let keyed = Keyed::adopt(ledger, key, found, operation);
    Call::placed(session.without_deadline(), CallRecord::adopted(id, logged, keyed, outcome))
}

/// Looks in the call log for a call that may have been placed. If it is certain to be there and has ended, writes its
/// end and returns it. `None` if the ledger has changed meanwhile.
fn ask_log(
    session: &Session,
    ledger: &Arc<BoundedLedger>,
    key: &LedgerKey,
    found: &Found,
    operation: &Operation,
) -> Result<Option<Found>> {
    let logged = logged(&found.entry);
    let log = match call_log::read(&session.api, &logged, None, operation) {
        Ok(log) => log,
        // The program may ask again.
        Err(error) if error.is_retryable() || error.is_login_failure() || error.code() == ErrorCode::Cancelled => {
            return Err(error);
        }
        Err(error) => return Err(maybe_placed(&found.entry, &format!("the call log cannot be read ({error})"))),
    };
    let end = (log.matching == LogMatch::Certain).then(|| log.end(&logged)).flatten();
    let Some(end) = end else {
        let known = if log.matching == LogMatch::Certain {
            "does not have its end yet"
        } else {
            "does not have it for certain"
        };
        return Err(maybe_placed(&found.entry, &format!("the call log {known}")));
    };
    ledger.end(key, found, &end.outcome(), operation)
}

fn logged(entry: &Entry) -> LogQuery {
    let Numbers { to, from, .. } = &entry.numbers;
    LogQuery { to: to.as_str().into(), from: from.as_deref().map(Into::into), at: entry.sent_at() }
}

/// The error for a key whose request was sent by a worker that cannot say what became of it.
fn maybe_placed(entry: &Entry, why: &str) -> Error {
    let Numbers { to, from, .. } = &entry.numbers;
    let text = format!(
        "the call to {to} was sent before with this dedupe key and may have been placed: {why}; it is not placed again"
    );
    let attempt = Attempt { to: Some(to.clone()), from: from.clone(), sent_at: entry.sent_at() };
    Error::new(ErrorCode::MaybePlaced, text).with_attempt(Some(attempt))
}
