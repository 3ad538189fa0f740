//! Output of the ledger callbacks.

use std::ffi::c_char;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ringout_core::{Error, LedgerRecord, StoreError};

use crate::memory;

/// Takes the output of a `ringout_ledger` callback, besides its return value, and copies it. The library owns it; it is
/// valid until the callback returns.
#[derive(Default)]
pub struct ringout_ledger_sink {
    output: Mutex<Output>,
}

/// The values that a callback set. An `Err` is a string that was refused.
#[derive(Default)]
struct Output {
    record: Option<Result<LedgerRecord, Error>>,
    failure: Option<Result<String, Error>>,
}

impl ringout_ledger_sink {
    pub(crate) fn record(&self) -> Result<Option<LedgerRecord>, StoreError> {
        Ok(self.output().record.take().transpose()?)
    }

    pub(crate) fn failure(&self) -> Option<StoreError> {
        let failure = self.output().failure.take()?;
        Some(failure.map_or_else(StoreError::from, StoreError::from))
    }

    fn output(&self) -> MutexGuard<'_, Output> {
        self.output.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sets what the ledger has under the key: the value as `swap` received it, and how many milliseconds ago that was, by
/// the clock of the ledger. With NULL or a string that is not UTF-8, the callback fails.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_ledger_sink_set_record(
    sink: *mut ringout_ledger_sink,
    value: *const c_char,
    age_ms: u64,
) {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        memory::read(sink.cast_const(), (), |sink| {
            let record = |value: &str| LedgerRecord { value: value.to_owned(), age: Duration::from_millis(age_ms) };
            sink.output().record = Some(memory::text(value, "value").map(record));
        });
    }
}

/// Sets the reason why a callback fails, for the user to read. It becomes part of an error message, so it must not
/// contain a secret.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_ledger_sink_set_failure(sink: *mut ringout_ledger_sink, failure: *const c_char) {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        memory::read(sink.cast_const(), (), |sink| {
            sink.output().failure = Some(memory::text(failure, "failure").map(str::to_owned));
        });
    }
}
