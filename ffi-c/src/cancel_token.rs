//! Cancel tokens.

use ringout_core::CancelToken;

use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};

/// Interrupts blocking operations from another thread.
///
/// Bind it to a client or a call with `ringout_client_with_cancel_token()` or `ringout_call_with_cancel_token()`. After
/// `ringout_cancel_token_cancel()`, every operation on that handle returns `RINGOUT_CANCELLED` within about 100 ms. A
/// request to place a call that was already sent returns `RINGOUT_MAYBE_PLACED` instead. A cancelled token stays
/// cancelled.
pub struct ringout_cancel_token {
    token: CancelToken,
}

impl Handle for ringout_cancel_token {}

impl ringout_cancel_token {
    pub(crate) fn core(&self) -> &CancelToken {
        &self.token
    }
}

/// Creates a token that is not cancelled. Free it with `ringout_cancel_token_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_cancel_token_new(
    token: *mut *mut ringout_cancel_token,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            memory::out(token, "token")?.give(ringout_cancel_token { token: CancelToken::new() });
            Ok(())
        })
    }
}

/// Frees a token. NULL does nothing. The handles it is bound to stay usable and can no longer be interrupted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_cancel_token_free(token: *mut ringout_cancel_token) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(token) }
}

/// Interrupts every current and later operation on the handles that the token is bound to. May be called on any thread
/// and any number of times, but not in a signal handler. NULL does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_cancel_token_cancel(token: *const ringout_cancel_token) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(token, (), |token| token.token.cancel()) }
}

/// Returns true if the token was cancelled. False for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_cancel_token_is_cancelled(token: *const ringout_cancel_token) -> bool {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(token, false, |token| token.token.is_cancelled()) }
}
