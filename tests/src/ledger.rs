//! A ledger in memory, whose clock the test moves and whose calls the test can fail.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use ringout_core::{CallRequest, Client, Ledger, LedgerKey, LedgerRecord, StoreError, Swap};
use ringout_simulator::Config;
use serde_json::Value;

use crate::Platform;
use crate::platform::{FROM, TO};

/// A worker of the fleet: a client of its own.
pub fn worker(platform: &Platform, ledger: &MemoryLedger) -> Client {
    platform.builder().ledger(ledger.clone()).build().unwrap()
}

/// A request with this key.
pub fn request(key: &str) -> CallRequest {
    CallRequest::to(TO).from(FROM).dedupe_key(key)
}

/// A platform on which a call takes a fraction of a second and never disappears.
pub fn fast() -> Platform {
    Platform::with(Config { speed: 40.0, linger: Duration::from_secs(100_000), ..Config::default() })
}

/// Returns the step of a value that is written; empty for a load.
pub fn step(value: Option<&Value>) -> &str {
    value.and_then(|value| value["step"].as_str()).unwrap_or_default()
}

/// What happens to a call of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It fails, and changes nothing.
    Fails,
    /// It does what it should, and then fails.
    FailsAfterwards,
    /// It does what it should, twice, as a client of a database does that repeats what got no response.
    Repeats,
    /// It panics, and changes nothing.
    Panics,
    /// It does what it should once the fault is removed.
    Hangs,
}

/// Decides about the call with this number, from 1, and its new value; `None` for a load.
pub type Decide = dyn Fn(usize, Option<&Value>) -> Option<Fault> + Send;

/// The ledger of a fleet. Clones share it.
#[derive(Clone, Default)]
pub struct MemoryLedger(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    values: HashMap<String, (String, Duration)>,
    now: Duration,
    calls: usize,
    fault: Option<Box<Decide>>,
    history: Vec<Value>,
}

impl MemoryLedger {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Moves the clock of the ledger.
    pub fn advance(&self, time: Duration) {
        self.lock().now += time;
    }

    /// Fails calls from now on as `decide` says.
    pub fn fail(&self, decide: impl Fn(usize, Option<&Value>) -> Option<Fault> + Send + 'static) {
        self.lock().fault = Some(Box::new(decide));
    }

    /// Works from now on.
    pub fn recover(&self) {
        self.lock().fault = None;
    }

    /// Forgets every value.
    pub fn lose(&self) {
        self.lock().values.clear();
    }

    /// Returns how many calls there were.
    pub fn calls(&self) -> usize {
        self.lock().calls
    }

    /// Returns every value that was written, in order.
    pub fn history(&self) -> Vec<Value> {
        self.lock().history.clone()
    }

    /// Returns the steps of every value that was written.
    pub fn steps(&self) -> Vec<String> {
        self.history().iter().map(|value| value["step"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Replaces the value of every key.
    pub fn edit(&self, change: impl Fn(&mut Value)) {
        for (value, _) in self.lock().values.values_mut() {
            let mut json = serde_json::from_str(value).unwrap_or_default();
            change(&mut json);
            *value = json.to_string();
        }
    }

    fn fault(&self, new: Option<&str>) -> Option<Fault> {
        let mut inner = self.lock();
        inner.calls += 1;
        let json = new.map(|new| serde_json::from_str(new).unwrap_or_default());
        let fault = inner.fault.as_ref().and_then(|decide| decide(inner.calls, json.as_ref()));
        drop(inner);
        match fault {
            Some(Fault::Panics) => panic!("the ledger panics"),
            Some(Fault::Hangs) => {
                while self.lock().fault.is_some() {
                    crate::timing::sleep(Duration::from_millis(2));
                }
                None
            }
            fault => fault,
        }
    }

    fn swap_now(&self, key: &LedgerKey, expected: Option<&str>, new: &str) -> Swap {
        let mut inner = self.lock();
        let now = inner.now;
        let key = key.to_string();
        let current = inner.values.get(&key).map(|(value, _)| value.as_str());
        if current != expected {
            let record =
                |(value, at): &(String, Duration)| LedgerRecord { value: value.clone(), age: now.saturating_sub(*at) };
            return Swap::Conflict(inner.values.get(&key).map(record));
        }
        inner.history.push(serde_json::from_str(new).unwrap_or_default());
        inner.values.insert(key, (new.to_owned(), now));
        Swap::Done
    }
}

impl Ledger for MemoryLedger {
    fn load(&self, key: &LedgerKey) -> Result<Option<LedgerRecord>, StoreError> {
        if let Some(Fault::Fails | Fault::FailsAfterwards) = self.fault(None) {
            return Err("the disk is full".into());
        }
        let inner = self.lock();
        let record = |(value, at): &(String, Duration)| LedgerRecord {
            value: value.clone(),
            age: inner.now.saturating_sub(*at),
        };
        Ok(inner.values.get(&key.to_string()).map(record))
    }

    fn swap(
        &self,
        key: &LedgerKey,
        expected: Option<&str>,
        new: &str,
        _lifetime: Duration,
    ) -> Result<Swap, StoreError> {
        let fault = self.fault(Some(new));
        if fault == Some(Fault::Fails) {
            return Err("the disk is full".into());
        }
        let swapped = self.swap_now(key, expected, new);
        match fault {
            Some(Fault::FailsAfterwards) => Err("the connection was lost".into()),
            Some(Fault::Repeats) => Ok(self.swap_now(key, expected, new)),
            _ => Ok(swapped),
        }
    }
}

impl std::fmt::Debug for MemoryLedger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemoryLedger")
    }
}
