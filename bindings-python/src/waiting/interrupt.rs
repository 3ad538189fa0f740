//! Ending what blocks when Python wants it: Ctrl-C, any other signal whose handler raises, `close()`.

use pyo3::prelude::*;
use ringout_core::{CancelToken, Error, ErrorCode, Result};

use crate::ground::error;
use crate::waiting::answer::Answer;
use crate::waiting::logging;
use crate::waiting::raised::Raised;
use crate::waiting::session::Session;

/// The core's token for one operation, and what a signal handler raised meanwhile.
pub struct Interrupt {
    token: CancelToken,
    raised: Raised,
}

impl Interrupt {
    pub fn new(session: &Session) -> Self {
        let raised = Raised::default();
        let (session, during) = (session.clone(), raised.clone());
        // Asked by the core on the blocked thread, about every 50 ms.
        let token = CancelToken::with_check(move || !session.is_open() || has_raised(&during));
        Self { token, raised }
    }

    pub fn token(&self) -> &CancelToken {
        &self.token
    }

    /// Runs an operation without the GIL.
    pub fn run<T: Answer>(&self, py: Python<'_>, operation: impl FnOnce() -> Result<T> + Send) -> PyResult<T> {
        let result = self.raised.detach(py, operation);
        let lost = |result: &Result<T>| match result {
            Ok(answer) => answer.lost(),
            Err(error) => Some(error.clone()),
        };
        self.settle(py, result, lost)
    }

    /// The same for an operation whose answer nobody misses.
    pub fn run_idly<T: Send>(&self, py: Python<'_>, operation: impl FnOnce() -> Result<T> + Send) -> PyResult<T> {
        let result = self.raised.detach(py, operation);
        self.settle(py, result, |_| None)
    }

    /// The same for one of several answers. What comes together with an exception is kept, for whoever asks again; `lost` is
    /// what has to be said of it beside the exception.
    pub fn run_keeping<T: Send>(
        &self,
        py: Python<'_>,
        kept: &mut Option<T>,
        lost: impl FnOnce(&T) -> Option<Error>,
        operation: impl FnOnce() -> Option<T> + Send,
    ) -> PyResult<Option<T>> {
        let answer = self.raised.detach(py, operation);
        let Some(raised) = self.raised.take() else { return Ok(answer) };
        *kept = answer;
        Err(with_context(py, raised, kept.as_ref().and_then(lost)))
    }

    /// What the operation comes to in Python. An exception of a signal handler comes first; if the core had more to tell
    /// than that it was interrupted, such as a call that may have been placed, that is the exception's context.
    fn settle<T>(
        &self,
        py: Python<'_>,
        result: Result<T>,
        lost: impl FnOnce(&Result<T>) -> Option<Error>,
    ) -> PyResult<T> {
        match self.raised.take() {
            Some(raised) => Err(with_context(py, raised, lost(&result))),
            None => result.map_err(|error| error::raise(py, &error)),
        }
    }
}

fn with_context(py: Python<'_>, raised: PyErr, lost: Option<Error>) -> PyErr {
    if let Some(lost) = lost.filter(|error| error.code() != ErrorCode::Cancelled) {
        raised.set_context(py, Some(error::raise(py, &lost)));
    }
    raised
}

/// Runs the signal handlers that are due, if this is the main thread, and keeps what they raise.
fn has_raised(during: &Raised) -> bool {
    let raises = |py: Python<'_>| {
        if let Err(raised) = py.check_signals().and_then(|()| logging::follow_level(py)) {
            during.put(raised);
        }
        during.is_some()
    };
    // An interpreter that is shutting down has no use for the answer.
    Python::try_attach(raises).unwrap_or(true)
}
