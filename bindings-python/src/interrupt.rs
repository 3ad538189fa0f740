//! Blocking without the GIL, and ending when Python wants it: Ctrl-C, any other signal whose handler raises, `close()`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use ringout_core::{CancelToken, ErrorCode};

use crate::{convert, error};

/// Whether a client and its calls may still be used.
#[derive(Clone)]
pub struct Open(Arc<AtomicBool>);

impl Open {
    pub fn new() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }

    /// Refuses from now on, and ends what blocks.
    pub fn close(&self) {
        self.0.store(false, Ordering::Release);
    }

    pub fn check(&self, py: Python<'_>) -> PyResult<()> {
        if self.0.load(Ordering::Acquire) { Ok(()) } else { Err(convert::invalid(py, "client", "is closed")) }
    }
}

/// The core's token for one operation, and what a signal handler raised meanwhile.
pub struct Interrupt {
    token: CancelToken,
    raised: Arc<Mutex<Option<PyErr>>>,
}

impl Interrupt {
    pub fn new(open: &Open) -> Self {
        let raised = Arc::new(Mutex::new(None));
        let (open, slot) = (open.clone(), Arc::clone(&raised));
        // Asked by the core on the blocked thread, about every 50 ms.
        let token = CancelToken::with_check(move || !open.0.load(Ordering::Acquire) || signal_raises(&slot));
        Self { token, raised }
    }

    pub fn token(&self) -> &CancelToken {
        &self.token
    }

    /// What the operation comes to in Python. An exception of a signal handler comes first; if the core had more to tell
    /// than that it was interrupted, such as a call that may have been placed, that is the exception's context.
    pub fn settle<T>(&self, py: Python<'_>, result: ringout_core::Result<T>) -> PyResult<T> {
        let raised = self.raised.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (raised, result) {
            (None, result) => result.map_err(|error| error::raise(py, &error)),
            (Some(raised), Err(error)) if error.code() != ErrorCode::Cancelled => {
                raised.set_context(py, Some(error::raise(py, &error)));
                Err(raised)
            }
            (Some(raised), _) => Err(raised),
        }
    }
}

/// Runs an operation of the core without the GIL.
pub fn blocking<T: Send>(
    py: Python<'_>,
    open: &Open,
    operation: impl FnOnce(&CancelToken) -> ringout_core::Result<T> + Send,
) -> PyResult<T> {
    open.check(py)?;
    let interrupt = Interrupt::new(open);
    let result = py.detach(|| operation(interrupt.token()));
    interrupt.settle(py, result)
}

/// Runs the signal handlers that are due, if this is the main thread, and keeps what they raise.
fn signal_raises(slot: &Mutex<Option<PyErr>>) -> bool {
    let raises = |py: Python<'_>| {
        let raised = py.check_signals().err();
        let raises = raised.is_some();
        if raises {
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = raised;
        }
        raises
    };
    // An interpreter that is shutting down has no use for the answer.
    Python::try_attach(raises).unwrap_or(true)
}
