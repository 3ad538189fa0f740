//! Interrupting blocked operations: Ctrl-C, any other signal handler that raises, and `close()`.

use pyo3::prelude::*;
use ringout_core::{CancelToken, Error, ErrorCode, Result};

use crate::base::error;
use crate::waiting::logging;
use crate::waiting::output::Output;
use crate::waiting::raised::Raised;
use crate::waiting::session::Session;

/// The cancel token of one operation, and the exception that a signal handler raised during it.
pub struct Interrupt {
    token: CancelToken,
    raised: Raised,
}

impl Interrupt {
    pub fn new(session: &Session) -> Self {
        let raised = Raised::default();
        let (session, during) = (session.clone(), raised.clone());
        // The core calls this on the blocked thread about every 50 ms.
        let token = CancelToken::with_check(move || !session.is_open() || has_raised(&during));
        Self { token, raised }
    }

    pub fn token(&self) -> &CancelToken {
        &self.token
    }

    /// Runs an operation without the GIL.
    pub fn run<T: Output>(&self, py: Python<'_>, operation: impl FnOnce() -> Result<T> + Send) -> PyResult<T> {
        let result = self.raised.detach(py, operation);
        let unclaimed_error = |result: &Result<T>| match result {
            Ok(output) => {
                output.abandon();
                output.unclaimed_error()
            }
            Err(error) => Some(error.clone()),
        };
        self.settle(py, result, unclaimed_error)
    }

    /// Like `run`, but silently discards the result if the operation is interrupted.
    pub fn run_discarding<T: Send>(&self, py: Python<'_>, operation: impl FnOnce() -> Result<T> + Send) -> PyResult<T> {
        let result = self.raised.detach(py, operation);
        self.settle(py, result, |_| None)
    }

    /// Like `run`, for one of several results. A result that arrives together with an exception is stored in `retained` for the
    /// next request. `unclaimed_error` gives the context of the exception.
    pub fn run_retaining<T: Send>(
        &self,
        py: Python<'_>,
        retained: &mut Option<T>,
        unclaimed_error: impl FnOnce(&T) -> Option<Error>,
        operation: impl FnOnce() -> Option<T> + Send,
    ) -> PyResult<Option<T>> {
        let result = self.raised.detach(py, operation);
        let Some(raised) = self.raised.take() else { return Ok(result) };
        *retained = result;
        Err(with_context(py, raised, retained.as_ref().and_then(unclaimed_error)))
    }

    /// Returns or raises the result in Python. An exception of a signal handler takes precedence. Its context is the core's
    /// error if that says more than "interrupted", such as a call that may have been placed.
    fn settle<T>(
        &self,
        py: Python<'_>,
        result: Result<T>,
        unclaimed_error: impl FnOnce(&Result<T>) -> Option<Error>,
    ) -> PyResult<T> {
        match self.raised.take() {
            Some(raised) => Err(with_context(py, raised, unclaimed_error(&result))),
            None => result.map_err(|error| error::to_pyerr(py, &error)),
        }
    }
}

fn with_context(py: Python<'_>, raised: PyErr, context: Option<Error>) -> PyErr {
    if let Some(context) = context.filter(|error| error.code() != ErrorCode::Cancelled) {
        raised.set_context(py, Some(error::to_pyerr(py, &context)));
    }
    raised
}

/// Runs pending signal handlers if this is the main thread, and stores what they raise.
fn has_raised(during: &Raised) -> bool {
    let raises = |py: Python<'_>| {
        if let Err(raised) = py.check_signals().and_then(|()| logging::follow_level(py)) {
            during.put(raised);
        }
        during.is_some()
    };
    // An interpreter that is shutting down does not need the result.
    Python::try_attach(raises).unwrap_or(true)
}
