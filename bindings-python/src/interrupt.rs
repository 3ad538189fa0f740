//! Ending what blocks when Python wants it: Ctrl-C, any other signal whose handler raises, `close()`.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use ringout_core::{CancelToken, Error, ErrorCode, Placed, Result};

use crate::placed::lost;
use crate::session::{Answer, Session};
use crate::{error, logging};

/// What Python code raised while an operation ran.
type Raised = Arc<Mutex<Option<PyErr>>>;

thread_local! {
    /// Of the operation that this thread is blocked in.
    static OPERATION: RefCell<Option<Raised>> = const { RefCell::new(None) };
}

/// The core's token for one operation, and what a signal handler raised meanwhile.
pub struct Interrupt {
    token: CancelToken,
    raised: Raised,
}

impl Interrupt {
    pub fn new(session: &Session) -> Self {
        let raised = Raised::default();
        let (session, slot) = (session.clone(), Arc::clone(&raised));
        // Asked by the core on the blocked thread, about every 50 ms.
        let token = CancelToken::with_check(move || !session.is_open() || has_raised(&slot));
        Self { token, raised }
    }

    pub fn token(&self) -> &CancelToken {
        &self.token
    }

    /// Runs an operation without the GIL.
    pub fn run<T: Answer>(&self, py: Python<'_>, operation: impl FnOnce() -> Result<T> + Send) -> PyResult<T> {
        let result = self.detach(py, operation);
        let lost = |result: &Result<T>| match result {
            Ok(answer) => answer.lost(),
            Err(error) => Some(error.clone()),
        };
        self.settle(py, result, lost)
    }

    /// The same for an operation whose answer nobody misses.
    pub fn run_idly<T: Send>(&self, py: Python<'_>, operation: impl FnOnce() -> Result<T> + Send) -> PyResult<T> {
        let result = self.detach(py, operation);
        self.settle(py, result, |_| None)
    }

    /// The same for one of several results. What comes together with an exception is kept, for whoever asks again.
    pub fn run_keeping(
        &self,
        py: Python<'_>,
        kept: &mut Option<Placed>,
        operation: impl FnOnce() -> Option<Placed> + Send,
    ) -> PyResult<Option<Placed>> {
        let placed = self.detach(py, operation);
        let Some(raised) = self.take() else { return Ok(placed) };
        *kept = placed;
        Err(with_context(py, raised, lost(kept.as_ref())))
    }

    fn detach<T: Send>(&self, py: Python<'_>, operation: impl FnOnce() -> T + Send) -> T {
        /// Puts back what was there before, also when the operation panics.
        struct Outer(Option<Raised>);
        impl Drop for Outer {
            fn drop(&mut self) {
                OPERATION.set(self.0.take());
            }
        }
        let _outer = Outer(OPERATION.replace(Some(Arc::clone(&self.raised))));
        py.detach(operation)
    }

    /// What the operation comes to in Python. An exception of a signal handler comes first; if the core had more to tell
    /// than that it was interrupted, such as a call that may have been placed, that is the exception's context.
    fn settle<T>(
        &self,
        py: Python<'_>,
        result: Result<T>,
        lost: impl FnOnce(&Result<T>) -> Option<Error>,
    ) -> PyResult<T> {
        match self.take() {
            Some(raised) => Err(with_context(py, raised, lost(&result))),
            None => result.map_err(|error| error::raise(py, &error)),
        }
    }

    fn take(&self) -> Option<PyErr> {
        self.raised.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

fn with_context(py: Python<'_>, raised: PyErr, lost: Option<Error>) -> PyErr {
    if let Some(lost) = lost.filter(|error| error.code() != ErrorCode::Cancelled) {
        raised.set_context(py, Some(error::raise(py, &lost)));
    }
    raised
}

/// Whether this thread is blocked in an operation.
pub fn is_operating() -> bool {
    OPERATION.with_borrow(Option::is_some)
}

/// Keeps what Python code raised on this thread for the operation that it is blocked in: interrupts it, and is raised from
/// it. Without one it is only reported.
pub fn keep(py: Python<'_>, raised: PyErr) {
    match OPERATION.with_borrow(Clone::clone) {
        Some(slot) => *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(raised),
        None => raised.write_unraisable(py, None),
    }
}

/// Runs the signal handlers that are due, if this is the main thread, and keeps what they raise.
fn has_raised(slot: &Mutex<Option<PyErr>>) -> bool {
    let raises = |py: Python<'_>| {
        let raised = py.check_signals().and_then(|()| logging::follow_level(py)).err();
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if raised.is_some() {
            *slot = raised;
        }
        slot.is_some()
    };
    // An interpreter that is shutting down has no use for the answer.
    Python::try_attach(raises).unwrap_or(true)
}
