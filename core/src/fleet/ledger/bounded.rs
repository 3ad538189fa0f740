//! Bounded access to a ledger: every call is limited by its operation, and every write has a name.
//!
//! A ledger is foreign code: it may hang, panic, or lose the connection between a write and its response. So it runs on a
//! worker thread, a panic there closes the channel of the result, and a value that is found again is recognised by the
//! name of its write.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::entry::Entry;
use super::{Ledger, LedgerKey, LedgerRecord, Swap};
use crate::base::cancel::SLICE;
use crate::base::error::{Error, ErrorCode, Result, StoreError};
use crate::base::operation::Operation;
use crate::base::process::{AfterFork, PerProcess};
use crate::base::random;
use crate::base::threads::{Received, oneshot};
use crate::base::workers;
use crate::model::state::Outcome;

/// The message for an operation whose deadline passes, completed by `Operation::check`.
const TIMEOUT: &str = "the ledger did not respond";

/// The ledger of one client.
pub(crate) struct BoundedLedger {
    store: Arc<dyn Ledger>,
    lifetime: Duration,
    worker: PerProcess<Worker>,
}

/// The name under which a client writes. A forked child has another.
struct Worker {
    name: Result<String>,
    writes: AtomicU64,
}

impl Worker {
    fn new() -> Self {
        Self { name: random::unique_name(), writes: AtomicU64::new(0) }
    }
}

impl AfterFork for Worker {
    fn after_fork(&self) -> Self {
        Self::new()
    }
}

/// A value of the ledger that was read.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) value: String,
    pub(crate) entry: Entry,
    pub(crate) age: Duration,
}

/// A value that is to be written, with its name.
#[derive(Debug, Clone)]
pub(super) struct Signed {
    pub(super) value: String,
    pub(super) entry: Entry,
}

/// The result of a swap.
#[allow(clippy::large_enum_variant, reason = "it is read at once")]
#[derive(Debug)]
pub(super) enum Swapped {
    Done,
    Conflict(Option<Found>),
}

impl BoundedLedger {
    pub(crate) fn new(store: Arc<dyn Ledger>, lifetime: Duration) -> Self {
        Self { store, lifetime, worker: PerProcess::new(Worker::new()) }
    }

    /// Returns the name of this worker.
    pub(crate) fn worker(&self) -> Result<&str> {
        self.worker.get().name.as_deref().map_err(Clone::clone)
    }

    /// Names a write. No two writes have the same value.
    pub(super) fn sign(&self, entry: Entry) -> Result<Signed> {
        let write = self.worker.get().writes.fetch_add(1, Ordering::Relaxed);
        let entry = entry.written_by(self.worker()?, write.to_string());
        let value = entry.to_json().map_err(|problem| failed(&problem))?;
        Ok(Signed { value, entry })
    }

    /// Loads the value of a key. One that this library cannot read is an error, because a call may have been placed.
    pub(crate) fn load(&self, key: &LedgerKey, operation: &Operation) -> Result<Option<Found>> {
        let key = key.clone();
        let record = self.run(operation, move |store| store.load(&key))?;
        record.map(read).transpose().map_err(|problem| failed(&problem))
    }

    /// Swaps a value, if the operation has the time. If it ends earlier, the store may still write it.
    pub(super) fn swap(
        self: &Arc<Self>,
        key: &LedgerKey,
        expected: Option<&str>,
        new: &Signed,
        operation: &Operation,
    ) -> Result<Swapped> {
        let (ledger, key, value) = (Arc::clone(self), key.clone(), new.value.clone());
        let expected = expected.map(str::to_owned);
        let swapped = self.run(operation, move |_| ledger.swap_here(&key, expected.as_deref(), &value))?;
        swapped.map_err(|problem| failed(&problem))
    }

    /// Writes the end of a call that was found elsewhere. `None` if another worker has written something since.
    pub(crate) fn end(
        self: &Arc<Self>,
        key: &LedgerKey,
        found: &Found,
        outcome: &Outcome,
        operation: &Operation,
    ) -> Result<Option<Found>> {
        let new = self.sign(found.entry.ended(outcome, false))?;
        let swapped = self.swap(key, Some(&found.value), &new, operation)?;
        let Signed { value, entry } = new;
        Ok(matches!(swapped, Swapped::Done).then_some(Found { value, entry, age: Duration::ZERO }))
    }

    /// Swaps a value on this thread, which must be one for stores. The inner error is a sentence about the current
    /// value.
    pub(super) fn swap_here(
        &self,
        key: &LedgerKey,
        expected: Option<&str>,
        value: &str,
    ) -> std::result::Result<std::result::Result<Swapped, String>, StoreError> {
        Ok(match self.store.swap(key, expected, value, self.lifetime)? {
            Swap::Done => Ok(Swapped::Done),
            // The store has repeated a write that had succeeded.
            Swap::Conflict(Some(record)) if record.value == value => Ok(Swapped::Done),
            Swap::Conflict(None) => Ok(Swapped::Conflict(None)),
            Swap::Conflict(Some(record)) => read(record).map(|found| Swapped::Conflict(Some(found))),
        })
    }

    /// Runs the store's code on a worker thread, so that blocking code cannot exceed a deadline.
    pub(super) fn run<T: Send + 'static>(
        &self,
        operation: &Operation,
        call: impl FnOnce(&dyn Ledger) -> std::result::Result<T, StoreError> + Send + 'static,
    ) -> Result<T> {
        let (sender, receiver) = oneshot();
        let store = Arc::clone(&self.store);
        workers::STORES.get().spawn(move || {
            // The operation may have ended and stopped waiting. Code that panics drops the sender, which closes the
            // channel.
            sender.send(call(&*store));
        });
        loop {
            match receiver.receive(SLICE) {
                Received::Value(Ok(value)) => return Ok(value),
                Received::Value(Err(error)) => return Err(failed(&error.to_string())),
                Received::Closed => return Err(failed("its code panicked")),
                Received::Pending => {
                    operation.token.poll();
                    operation.check(TIMEOUT)?;
                }
            }
        }
    }
}

fn read(record: LedgerRecord) -> std::result::Result<Found, String> {
    let LedgerRecord { value, age } = record;
    Entry::from_json(&value).map(|entry| Found { value, entry, age })
}

/// An error of the ledger. Its message is the store's, which sees no secret of this library.
fn failed(what: &str) -> Error {
    Error::new(ErrorCode::Storage, format!("the ledger failed: {what}"))
}

impl fmt::Debug for BoundedLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoundedLedger").field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}
