//! What an `AbortSignal` pulls to interrupt an operation.

use napi_derive::napi;

/// Interrupts the operations that it is given to.
#[napi]
#[derive(Default)]
pub struct CancelToken(ringout_core::CancelToken);

#[napi]
impl CancelToken {
    /// A token that nobody has cancelled.
    #[napi(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Interrupts every operation that has this token, now and later.
    #[napi]
    pub fn cancel(&self) {
        self.0.cancel();
    }
}

/// The core's token behind an argument; without one, a token that nobody can cancel.
pub(crate) fn token(given: Option<&CancelToken>) -> ringout_core::CancelToken {
    given.map_or_else(ringout_core::CancelToken::new, |token| token.0.clone())
}
