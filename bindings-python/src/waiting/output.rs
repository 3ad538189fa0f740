//! Conversion of an operation's result to Python.

use std::time::Duration;

use pyo3::prelude::*;
use pyo3::types::PyBool;
use ringout_core::Error;

use crate::waiting::session::Session;

/// The result of an operation of the core.
pub trait Output: Send + 'static {
    fn into_python<'py>(self, py: Python<'py>, session: &Session) -> PyResult<Bound<'py, PyAny>>;

    /// The error to report if the program was interrupted and never receives this result, such as a call that was placed.
    fn unclaimed_error(&self) -> Option<Error> {
        None
    }

    /// The program was interrupted and never receives this result.
    fn abandon(&self) {}
}

impl Output for bool {
    fn into_python<'py>(self, py: Python<'py>, _: &Session) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyBool::new(py, self).to_owned().into_any())
    }
}

/// A time in seconds.
impl Output for Option<Duration> {
    fn into_python<'py>(self, py: Python<'py>, _: &Session) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.map(|time| time.as_secs_f64()).into_pyobject(py)?)
    }
}

impl Output for () {
    fn into_python<'py>(self, py: Python<'py>, _: &Session) -> PyResult<Bound<'py, PyAny>> {
        Ok(py.None().into_bound(py))
    }
}
