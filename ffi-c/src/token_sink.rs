//! Where a token store puts what it has to say.

use std::ffi::c_char;
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ringout_core::{Error, StoreError};
use zeroize::Zeroizing;

use crate::memory;

/// Takes what a callback of a `ringout_token_store` has to say besides its result. Everything is copied, so nothing of
/// it has to outlive the callback. It belongs to the library and is valid until the callback that received it returns.
#[derive(Default)]
pub struct ringout_token_sink {
    said: Mutex<Said>,
}

/// An error is text that cannot be taken.
#[derive(Default)]
struct Said {
    token: Option<Result<Zeroizing<String>, Error>>,
    failure: Option<Result<String, Error>>,
}

impl ringout_token_sink {
    pub(crate) fn token(&self) -> Result<String, StoreError> {
        match self.said().token.take() {
            Some(token) => Ok(mem::take(&mut *token?)),
            None => Err("load returned RINGOUT_STORE_OK and set no token".into()),
        }
    }

    pub(crate) fn failure(&self) -> Option<StoreError> {
        let failure = self.said().failure.take()?;
        Some(failure.map_or_else(StoreError::from, StoreError::from))
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// In `load`: the token that is kept under the key, as `save` got it. NULL, and text that is not UTF-8, make the load
/// fail.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_token_sink_set_token(sink: *mut ringout_token_sink, token: *const c_char) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        memory::read(sink.cast_const(), (), |sink| {
            let token = memory::text(token, "token").map(|token| Zeroizing::new(token.to_owned()));
            sink.said().token = Some(token);
        });
    }
}

/// In any callback: why it fails, in words for the user. The text becomes a part of an error's, so it must hold no
/// secret.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_token_sink_set_failure(sink: *mut ringout_token_sink, failure: *const c_char) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        memory::read(sink.cast_const(), (), |sink| {
            sink.said().failure = Some(memory::text(failure, "failure").map(str::to_owned));
        });
    }
}
