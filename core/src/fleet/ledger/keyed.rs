//! One dedupe key in use: the intent to place its call, then the lease and the end of the call.
//!
//! Nothing here sends a request. Every write is a swap of the value that was last known, so a worker that was suspended
//! for an hour changes nothing that another worker has written since. Renewals of the lease and the end of the call are
//! written on a worker thread, one at a time for each key, because polls must not wait for a store.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::LedgerKey;
use super::bounded::{BoundedLedger, Found, Signed, Swapped};
use super::decide::lease_left;
use super::entry::{Entry, NewCall, Step};
use crate::base::cancel::CancelToken;
use crate::base::clock;
use crate::base::error::Result;
use crate::base::operation::{Operation, RateLimit};
use crate::base::process::{ForkState, Monitor};
use crate::base::workers;
use crate::model::state::Outcome;

/// How long the lease of a call lasts. A worker that polls renews it every third of that.
pub(crate) const LEASE: Duration = Duration::from_secs(30);
/// The longest lease of a worker that polls rarely, because it follows many calls.
const MAX_LEASE: Duration = Duration::from_secs(3600);
/// How long the result of a create waits for the ledger. The write continues after that.
const RESULT_TIMEOUT: Duration = Duration::from_secs(2);
/// How often a write on a worker thread starts again after a conflict.
const MAX_CONFLICTS: u8 = 8;

/// The intent to place the call of a key, which the ledger has. No other worker places it.
///
/// Dropping it frees the key again, because the request was not sent. After [`sent`](Self::sent) only the result of the
/// request decides.
pub(crate) struct Intent {
    ledger: Arc<BoundedLedger>,
    key: LedgerKey,
    signed: Signed,
    is_unsent: bool,
}

/// The result of writing an intent.
#[allow(clippy::large_enum_variant, reason = "it is read at once")]
pub(crate) enum Begun {
    /// This worker places the call.
    Mine(Intent),
    /// Another worker has written something else in the meantime.
    Lost,
}

impl Intent {
    /// Writes the intent instead of `expected`. If it cannot be written for certain, it is not, and the error says
    /// why.
    pub(crate) fn begin(
        ledger: &Arc<BoundedLedger>,
        key: &LedgerKey,
        expected: Option<String>,
        entry: Entry,
        operation: &Operation,
    ) -> Result<Begun> {
        let signed = ledger.sign(entry)?;
        let mut intent = Self { ledger: Arc::clone(ledger), key: key.clone(), signed, is_unsent: true };
        // If the store fails, panics or takes too long, the intent may have been written even so. Then it is dropped on
        // the store's thread, which frees the key.
        let begun = ledger.run(operation, move |_| {
            let swapped = intent.ledger.swap_here(&intent.key, expected.as_deref(), &intent.signed.value)?;
            if let Ok(Swapped::Done) = swapped {
                return Ok(Begun::Mine(intent));
            }
            intent.sent();
            Ok(Begun::Lost)
        })?;
        Ok(begun)
    }

    /// From now on the request may have been sent.
    pub(crate) fn sent(&mut self) {
        self.is_unsent = false;
    }

    /// The call was placed. Returns its key, which this worker has leased.
    pub(crate) fn placed(self, call: &NewCall) -> Arc<Keyed> {
        let known = self.write(self.signed.entry.placed(call, LEASE));
        let keyed = Keyed::new(&self.ledger, &self.key, call.clone(), false, self.signed.entry.clone());
        keyed.state.lock().known = Some(known);
        Arc::new(keyed)
    }

    /// The request failed and no phone rings.
    pub(crate) fn not_placed(self) {
        self.write(self.signed.entry.not_placed());
    }

    /// The request was sent and there is no usable response.
    pub(crate) fn maybe_placed(self, sent_at: std::time::SystemTime) {
        self.write(self.signed.entry.maybe_placed(sent_at));
    }

    /// Writes the result of the request. If that fails, the intent stays, so the call is not placed again. Returns the
    /// value that the ledger has.
    fn write(&self, entry: Entry) -> String {
        let operation = Operation::new(RESULT_TIMEOUT, &CancelToken::unreachable(), RateLimit::FailFast);
        let key = &self.key.dedupe_key;
        let written = self.ledger.sign(entry).and_then(|result| {
            let swapped = self.ledger.swap(&self.key, Some(&self.signed.value), &result, &operation)?;
            Ok((swapped, result.value))
        });
        match written {
            Ok((Swapped::Done, value)) => value,
            Ok((Swapped::Conflict(found), _)) => {
                log::warn!(target: "ringout", "another worker has changed the ledger for the key {key} during a create");
                found.map_or_else(|| self.signed.value.clone(), |found| found.value)
            }
            Err(error) => {
                log::warn!(target: "ringout", "the result of a create could not be written for the key {key}: {error}");
                self.signed.value.clone()
            }
        }
    }
}

impl Drop for Intent {
    fn drop(&mut self) {
        if !self.is_unsent {
            return;
        }
        let Ok(free) = self.ledger.sign(self.signed.entry.not_placed()) else { return };
        let (ledger, key, value) = (Arc::clone(&self.ledger), self.key.clone(), self.signed.value.clone());
        workers::STORES.get().spawn(move || {
            if let Err(error) = ledger.swap_here(&key, Some(&value), &free.value) {
                let key = &key.dedupe_key;
                log::warn!(target: "ringout", "nothing was sent for the key {key}, but the ledger may say so: {error}");
            }
        });
    }
}

/// The key of a call that was placed, by this worker or another.
#[derive(Debug)]
pub(crate) struct Keyed {
    ledger: Arc<BoundedLedger>,
    key: LedgerKey,
    /// The id of the call. Empty if only the call log knows it.
    call: NewCall,
    is_adopted: bool,
    /// The entry from which the next ones are made.
    base: Entry,
    state: Monitor<KeyedState>,
}

#[derive(Debug, Default)]
struct KeyedState {
    /// The value that the ledger had last, as far as known.
    known: Option<String>,
    /// When this worker last wrote its lease. `None` if it has none.
    leased_at: Option<Instant>,
    lease: Duration,
    /// When the call was last polled.
    polled_at: Option<Instant>,
    /// The end, until it is written.
    end: Option<Outcome>,
    is_writing: bool,
    /// The ledger has the end, so nothing more is written.
    is_over: bool,
    /// The values of claims that failed and may have been written.
    claims: Vec<String>,
}

/// A child is another worker, and has no lease.
impl ForkState for KeyedState {
    fn in_child(parent: &Self) -> Self {
        Self { known: parent.known.clone(), is_over: parent.is_over, ..Self::default() }
    }
}

impl Keyed {
    /// With the lease of this worker.
    fn new(ledger: &Arc<BoundedLedger>, key: &LedgerKey, call: NewCall, is_adopted: bool, base: Entry) -> Self {
        let state = KeyedState { leased_at: Some(clock::now()), lease: LEASE, ..KeyedState::default() };
        Self { ledger: Arc::clone(ledger), key: key.clone(), call, is_adopted, base, state: Monitor::new(state) }
    }

    /// Takes over a call that was found in the ledger, with its lease if that is free.
    pub(crate) fn adopt(
        ledger: &Arc<BoundedLedger>,
        key: &LedgerKey,
        found: Found,
        operation: &Operation,
    ) -> Arc<Self> {
        let entry = &found.entry;
        let call = NewCall { id: entry.call_id.clone().unwrap_or_default(), at: entry.sent_at() };
        let has_ended = entry.step == Step::Ended;
        let keyed = Self::new(ledger, key, call, true, entry.clone());
        {
            let mut state = keyed.state.lock();
            (state.known, state.leased_at) = (Some(found.value.clone()), None);
            state.is_over = has_ended;
        }
        if !has_ended && let Err(error) = keyed.take_lease_from(Some(found), operation) {
            // Without the lease the call can be followed too.
            log::warn!(target: "ringout", "no lease for the call of the key {}: {error}", key.dedupe_key);
        }
        Arc::new(keyed)
    }

    pub(crate) fn is_adopted(&self) -> bool {
        self.is_adopted
    }

    /// The entry of the placed call, with a lease of this worker.
    fn entry(&self, lease: Duration) -> Entry {
        // A call that only the call log knows has ended, and has no id.
        if self.call.id.is_empty() { self.base.clone() } else { self.base.placed(&self.call, lease) }
    }

    /// Takes the lease. Returns how long another worker still has it, or `None` if this worker has it now or the call
    /// has ended.
    pub(crate) fn take_lease(&self, operation: &Operation) -> Result<Option<Duration>> {
        self.take_lease_from(self.ledger.load(&self.key, operation)?, operation)
    }

    /// The same if the ledger had this.
    fn take_lease_from(&self, mut found: Option<Found>, operation: &Operation) -> Result<Option<Duration>> {
        let worker = self.ledger.worker()?;
        loop {
            if let Some(found) = &found {
                if found.entry.step == Step::Ended {
                    return Ok(None);
                }
                if let Some(left) = lease_left(&found.entry, found.age, worker) {
                    self.lose_lease();
                    return Ok(Some(left));
                }
            }
            let expected = found.map(|found| found.value);
            let new = self.ledger.sign(self.entry(LEASE))?;
            match self.ledger.swap(&self.key, expected.as_deref(), &new, operation)? {
                Swapped::Done => {
                    let mut state = self.state.lock();
                    (state.known, state.leased_at, state.lease) = (Some(new.value), Some(clock::now()), LEASE);
                    return Ok(None);
                }
                Swapped::Conflict(current) => found = current,
            }
            operation.check("other workers kept changing the ledger")?;
        }
    }

    fn lose_lease(&self) {
        self.state.lock().leased_at = None;
    }

    /// Claims the outcome. True once for a key, in all workers together.
    pub(crate) fn claim(&self, outcome: &Outcome, operation: &Operation) -> Result<bool> {
        loop {
            let found = self.ledger.load(&self.key, operation)?;
            if let Some(found) = &found
                && found.entry.is_claimed
            {
                // An earlier attempt of this handle may have been written although the store failed.
                let mine = std::mem::take(&mut self.state.lock().claims);
                return Ok(mine.contains(&found.value));
            }
            let ended = found.as_ref().and_then(|found| found.entry.outcome());
            let new = self.ledger.sign(self.entry(LEASE).ended(ended.as_ref().unwrap_or(outcome), true))?;
            let expected = found.map(|found| found.value);
            let swapped = self.ledger.swap(&self.key, expected.as_deref(), &new, operation).inspect_err(|_| {
                self.state.lock().claims.push(new.value.clone());
            })?;
            if matches!(swapped, Swapped::Done) {
                let mut state = self.state.lock();
                state.known = Some(new.value);
                state.end_writing();
                return Ok(true);
            }
            operation.check("other workers kept changing the ledger")?;
        }
    }

    /// Renews the lease if it is time, on a worker thread. Called with every poll of the call.
    pub(crate) fn polled(self: &Arc<Self>) {
        let now = clock::now();
        let mut state = self.state.lock();
        let pause = state.polled_at.replace(now).map_or(Duration::ZERO, |at| now.saturating_duration_since(at));
        // A worker with many calls polls each of them rarely.
        state.lease = (pause * 3).clamp(LEASE, MAX_LEASE);
        if state.is_due(now) {
            self.begin_writing(state);
        }
    }

    /// Writes the end of the call, on a worker thread.
    pub(crate) fn ended(self: &Arc<Self>, outcome: Outcome) {
        let mut state = self.state.lock();
        if !state.is_over {
            (state.end, state.leased_at) = (Some(outcome), None);
            self.begin_writing(state);
        }
    }

    fn begin_writing(self: &Arc<Self>, mut state: std::sync::MutexGuard<'_, KeyedState>) {
        if !std::mem::replace(&mut state.is_writing, true) {
            drop(state);
            let keyed = Arc::clone(self);
            workers::STORES.get().spawn(move || keyed.write());
        }
    }

    /// Writes what is due until nothing is.
    fn write(&self) {
        let mut conflicts = 0;
        loop {
            let mut state = self.state.lock();
            let end = state.end.clone();
            if (end.is_none() && !state.is_due(clock::now())) || conflicts == MAX_CONFLICTS {
                state.is_writing = false;
                return;
            }
            let (expected, lease) = (state.known.clone(), state.lease);
            drop(state);
            let entry = match &end {
                Some(outcome) => self.entry(lease).ended(outcome, false),
                None => self.entry(lease),
            };
            let written = self.ledger.sign(entry).map_err(|error| error.to_string()).and_then(|new| {
                let swapped = self.ledger.swap_here(&self.key, expected.as_deref(), &new.value);
                swapped.map_err(|error| error.to_string())?.map(|swapped| (swapped, new.value))
            });
            let mut state = self.state.lock();
            match written {
                Ok((Swapped::Done, value)) => {
                    state.known = Some(value);
                    match end {
                        Some(_) => state.end_writing(),
                        None => state.leased_at = state.leased_at.and(Some(clock::now())),
                    }
                }
                Ok((Swapped::Conflict(found), _)) => {
                    conflicts += 1;
                    self.adapt(&mut state, found);
                }
                Err(problem) => {
                    let key = &self.key.dedupe_key;
                    log::warn!(target: "ringout", "the ledger could not be written for the key {key}: {problem}");
                    // Not again before the next renewal.
                    state.leased_at = state.leased_at.and(Some(clock::now()));
                    state.is_writing = false;
                    return;
                }
            }
        }
    }

    /// Continues from what another worker has written.
    fn adapt(&self, state: &mut KeyedState, found: Option<Found>) {
        let worker = self.ledger.worker().unwrap_or_default();
        if let Some(Found { entry, age, .. }) = &found {
            if entry.step == Step::Ended {
                state.end_writing();
            } else if state.leased_at.is_some() && lease_left(entry, *age, worker).is_some() {
                log::info!(target: "ringout", "another worker has taken over the call of the key {}", self.key.dedupe_key);
                state.leased_at = None;
            }
        }
        state.known = found.map(|found| found.value);
    }
}

impl KeyedState {
    /// The ledger has the end.
    fn end_writing(&mut self) {
        (self.end, self.leased_at, self.is_over) = (None, None, true);
    }

    /// Whether the lease is due for renewal.
    fn is_due(&self, now: Instant) -> bool {
        self.leased_at.is_some_and(|at| now.saturating_duration_since(at) >= LEASE / 3)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::base::error::StoreError;
    use crate::fleet::ledger::{Ledger, LedgerRecord, Numbers, Swap};
    use crate::model::state::{OutcomeKind, OutcomeSource, Status};

    /// One value, whose age the test sets.
    #[derive(Default)]
    struct Value(Mutex<(Option<String>, Duration)>);

    impl Ledger for Arc<Value> {
        fn load(&self, _: &LedgerKey) -> std::result::Result<Option<LedgerRecord>, StoreError> {
            let (value, age) = self.0.lock().unwrap().clone();
            Ok(value.map(|value| LedgerRecord { value, age }))
        }

        fn swap(
            &self,
            key: &LedgerKey,
            expected: Option<&str>,
            new: &str,
            _: Duration,
        ) -> std::result::Result<Swap, StoreError> {
            let mut current = self.0.lock().unwrap();
            if current.0.as_deref() != expected {
                drop(current);
                return Ok(Swap::Conflict(self.load(key)?));
            }
            *current = (Some(new.to_owned()), Duration::ZERO);
            Ok(Swap::Done)
        }
    }

    fn operation() -> Operation {
        Operation::new(Duration::from_secs(10), &CancelToken::unreachable(), RateLimit::FailFast)
    }

    fn key() -> LedgerKey {
        let [server, client_id, user, dedupe_key] = ["s", "c", "u", "k"].map(str::to_owned);
        LedgerKey { server, client_id, user, dedupe_key }
    }

    fn worker(value: &Arc<Value>) -> Arc<BoundedLedger> {
        Arc::new(BoundedLedger::new(Arc::new(Arc::clone(value)), Duration::from_secs(3600)))
    }

    fn placed(value: &Arc<Value>) -> Arc<Keyed> {
        let numbers = Numbers { to: "+16505550100".into(), from: None, from_forwarding_number: None };
        let entry = Entry::placing(numbers, clock::wall(), Duration::from_secs(30));
        let Ok(Begun::Mine(mut intent)) = Intent::begin(&worker(value), &key(), None, entry, &operation()) else {
            panic!("the key is not free");
        };
        intent.sent();
        intent.placed(&NewCall { id: "7".into(), at: clock::wall() })
    }

    fn entry(value: &Arc<Value>) -> Entry {
        Entry::from_json(value.0.lock().unwrap().0.as_deref().unwrap()).unwrap()
    }

    /// Makes the last renewal and the last poll older.
    fn pass(keyed: &Keyed, value: &Arc<Value>, time: Duration) {
        let mut state = keyed.state.lock();
        state.leased_at = state.leased_at.and_then(|at| at.checked_sub(time));
        state.polled_at = state.polled_at.and_then(|at| at.checked_sub(time));
        value.0.lock().unwrap().1 += time;
    }

    /// Waits until nothing is being written.
    fn settle(keyed: &Keyed) {
        while keyed.state.lock().is_writing {
            std::thread::yield_now();
        }
    }

    #[test]
    fn polls_renew_the_lease_every_third_of_it() {
        let value = Arc::default();
        let keyed = placed(&value);
        keyed.polled();
        settle(&keyed);
        let first = entry(&value);
        pass(&keyed, &value, Duration::from_secs(9));
        keyed.polled();
        settle(&keyed);
        assert_eq!(entry(&value), first, "it is not time");
        pass(&keyed, &value, Duration::from_secs(2));
        keyed.polled();
        settle(&keyed);
        assert_ne!(entry(&value), first);
        assert_eq!(value.0.lock().unwrap().1, Duration::ZERO);
        assert_eq!(entry(&value).within(), LEASE);
        pass(&keyed, &value, Duration::from_secs(60));
        keyed.polled();
        settle(&keyed);
        assert_eq!(entry(&value).within().as_secs(), 180, "a worker that polls once a minute has it for longer");
    }

    #[test]
    fn a_worker_that_was_suspended_does_not_take_the_lease_back() {
        let value = Arc::default();
        let first = placed(&value);
        pass(&first, &value, Duration::from_secs(40));
        let second_worker = worker(&value);
        let found = second_worker.load(&key(), &operation()).unwrap().unwrap();
        let second = Keyed::adopt(&second_worker, &key(), found, &operation());
        let taken = entry(&value);
        for _ in 0..2 {
            first.polled();
            settle(&first);
            assert_eq!(entry(&value), taken);
            pass(&first, &value, Duration::from_secs(11));
        }
        second.polled();
        assert!(first.take_lease(&operation()).unwrap().is_some());
        assert_eq!(second.take_lease(&operation()).unwrap(), None);
    }

    #[test]
    fn a_claim_outlives_what_the_worker_sees_later() {
        let value = Arc::default();
        let keyed = placed(&value);
        let outcome = Outcome {
            kind: OutcomeKind::EndedUnknown,
            leg: None,
            status: Status::Invalid,
            connected: false,
            cancelled_by_us: false,
            source: OutcomeSource::Gone,
            explanation: "gone".into(),
        };
        assert!(keyed.claim(&outcome, &operation()).unwrap());
        let claimed = entry(&value);
        keyed.ended(Outcome { kind: OutcomeKind::Busy, ..outcome });
        pass(&keyed, &value, Duration::from_secs(60));
        keyed.polled();
        settle(&keyed);
        assert_eq!(entry(&value), claimed);
        let found = keyed.ledger.load(&key(), &operation()).unwrap().unwrap();
        let adopted = Keyed::adopt(&worker(&value), &key(), found, &operation());
        adopted.polled();
        adopted.ended(entry(&value).outcome().unwrap());
        settle(&adopted);
        assert_eq!(entry(&value), claimed);
    }

    #[test]
    fn a_result_that_could_not_be_written_is_written_by_a_poll() {
        let value = Arc::default();
        let keyed = placed(&value);
        // As if only the intent had been written.
        let mut placing = entry(&value);
        (placing.step, placing.call_id) = (Step::Placing, None);
        let json = placing.to_json().unwrap();
        keyed.state.lock().known = Some(json.clone());
        value.0.lock().unwrap().0 = Some(json);
        pass(&keyed, &value, Duration::from_secs(11));
        keyed.polled();
        settle(&keyed);
        assert_eq!((entry(&value).step, entry(&value).call_id.as_deref()), (Step::Placed, Some("7")));
    }
}
