//! Output of the token store callbacks.

use std::ffi::c_char;
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ringout_core::{Error, StoreError};
use zeroize::Zeroizing;

use crate::memory;

/// Takes the output of a `ringout_token_store` callback, besides its return value, and copies it. The library owns it;
/// it is valid until the callback returns.
#[derive(Default)]
pub struct ringout_token_sink {
    output: Mutex<Output>,
}

/// The values that a callback set. An `Err` is a string that was refused.
#[derive(Default)]
struct Output {
    token: Option<Result<Zeroizing<String>, Error>>,
    failure: Option<Result<String, Error>>,
}

impl ringout_token_sink {
    pub(crate) fn token(&self) -> Result<String, StoreError> {
        match self.output().token.take() {
            Some(token) => Ok(mem::take(&mut *token?)),
            None => Err("load returned RINGOUT_STORE_OK and set no token".into()),
        }
    }

    pub(crate) fn failure(&self) -> Option<StoreError> {
        let failure = self.output().failure.take()?;
        Some(failure.map_or_else(StoreError::from, StoreError::from))
    }

    fn output(&self) -> MutexGuard<'_, Output> {
        self.output.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sets the token that `load` found, as `save` received it. With NULL or a string that is not UTF-8, the load fails.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_token_sink_set_token(sink: *mut ringout_token_sink, token: *const c_char) {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        memory::read(sink.cast_const(), (), |sink| {
            let token = memory::text(token, "token").map(|token| Zeroizing::new(token.to_owned()));
            sink.output().token = Some(token);
        });
    }
}

/// Sets the reason why a callback fails, for the user to read. It becomes part of an error message, so it must not
/// contain a secret.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_token_sink_set_failure(sink: *mut ringout_token_sink, failure: *const c_char) {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        memory::read(sink.cast_const(), (), |sink| {
            sink.output().failure = Some(memory::text(failure, "failure").map(str::to_owned));
        });
    }
}
