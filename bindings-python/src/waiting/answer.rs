//! What an operation of the core answers.

use pyo3::prelude::*;
use ringout_core::Error;

use crate::waiting::session::Session;

/// What an operation of the core answers.
pub trait Answer: Send + 'static {
    fn into_python<'py>(self, py: Python<'py>, session: &Session) -> PyResult<Bound<'py, PyAny>>;

    /// What has to be said of an answer that nobody takes any more, because the caller was interrupted meanwhile.
    fn lost(&self) -> Option<Error> {
        None
    }
}

impl Answer for () {
    fn into_python<'py>(self, py: Python<'py>, _: &Session) -> PyResult<Bound<'py, PyAny>> {
        Ok(py.None().into_bound(py))
    }
}
