//! Ledgers written in JavaScript.
//!
//! The core calls a ledger on its own threads. The JavaScript methods run on Node's thread.

use std::time::Duration;

use napi_derive::napi;
use ringout_core::{LedgerRecord, StoreError, Swap};

use crate::callback::{Callback, CallbackFunction};

/// The longest timeout that an operation can have. A ledger that takes longer would block a thread for nothing.
const TIMEOUT: Duration = Duration::from_secs(3600);

/// One call of a method of the ledger.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct LedgerRequest {
    /// `load` or `swap`.
    pub operation: String,
    /// The key of the call.
    pub key: LedgerKey,
    /// The value that must be there, or null for none.
    pub expected: Option<String>,
    /// The value to store, with `swap`.
    pub value: Option<String>,
    /// How long to keep it, in milliseconds.
    pub lifetime: f64,
}

/// The key of a call.
#[napi(object, object_from_js = false)]
pub struct LedgerKey {
    /// The server's scheme, host and port.
    pub server: String,
    /// The app's client id.
    pub client_id: String,
    /// The user.
    pub user: String,
    /// The key of the request.
    pub dedupe_key: String,
    /// The string form.
    pub text: String,
}

/// A ledger that calls JavaScript.
pub(crate) struct Ledger(Callback<LedgerRequest>);

impl Ledger {
    /// Creates a ledger that calls a function of the facade.
    pub(crate) fn new(function: &CallbackFunction<'_, LedgerRequest>) -> napi::Result<Self> {
        Callback::new(function).map(Self)
    }

    /// Returns what the facade made of the result: an empty string for a value that was stored, an age in milliseconds and
    /// the current value, or nothing for none.
    fn call(&self, request: LedgerRequest) -> Result<Option<String>, StoreError> {
        let result = self.0.call(request, |waited| (waited >= TIMEOUT).then_some("it timed out"));
        Ok(result?)
    }
}

impl ringout_core::Ledger for Ledger {
    fn load(&self, key: &ringout_core::LedgerKey) -> Result<Option<LedgerRecord>, StoreError> {
        let request =
            LedgerRequest { operation: "load".to_owned(), key: key.into(), expected: None, value: None, lifetime: 0.0 };
        self.call(request)?.as_deref().map(record).transpose()
    }

    fn swap(
        &self,
        key: &ringout_core::LedgerKey,
        expected: Option<&str>,
        new: &str,
        lifetime: Duration,
    ) -> Result<Swap, StoreError> {
        let request = LedgerRequest {
            operation: "swap".to_owned(),
            key: key.into(),
            expected: expected.map(str::to_owned),
            value: Some(new.to_owned()),
            lifetime: lifetime.as_secs_f64() * 1000.0,
        };
        match self.call(request)?.as_deref() {
            Some("") => Ok(Swap::Done),
            current => Ok(Swap::Conflict(current.map(record).transpose()?)),
        }
    }
}

fn record(text: &str) -> Result<LedgerRecord, StoreError> {
    let (age, value) = text.split_once(' ').ok_or("its result has no age")?;
    Ok(LedgerRecord { value: value.to_owned(), age: Duration::from_millis(age.parse()?) })
}

impl From<&ringout_core::LedgerKey> for LedgerKey {
    fn from(key: &ringout_core::LedgerKey) -> Self {
        let ringout_core::LedgerKey { server, client_id, user, dedupe_key } = key.clone();
        Self { text: key.to_string(), server, client_id, user, dedupe_key }
    }
}
