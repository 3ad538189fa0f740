//! The cancel token that connects an `AbortSignal` to operations.

use napi_derive::napi;

/// Interrupts the operations that it is passed to.
#[napi]
#[derive(Default)]
pub struct CancelToken(ringout_core::CancelToken);

#[napi]
impl CancelToken {
    /// Creates a token.
    #[napi(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Interrupts every operation with this token, current and future.
    #[napi]
    pub fn cancel(&self) {
        self.0.cancel();
    }
}

/// Returns the core's token of an argument, or a new one that is never cancelled.
pub(crate) fn token(given: Option<&CancelToken>) -> ringout_core::CancelToken {
    given.map_or_else(ringout_core::CancelToken::new, |token| token.0.clone())
}
