//! From the core's error to the exceptions of `ringout._errors`, and the values that they carry.

use std::time::SystemTime;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::ground::import::Import;
use crate::ground::value;

/// The exception for an error.
pub fn raise(py: Python<'_>, error: &ringout_core::Error) -> PyErr {
    exception(py, error).map_or_else(|failure| failure, PyErr::from_value)
}

fn exception<'py>(py: Python<'py>, error: &ringout_core::Error) -> PyResult<Bound<'py, PyAny>> {
    static CLASSES: Import = Import::new("ringout._errors", "CLASSES");
    let class = CLASSES.get(py)?.get_item(error.code().as_str())?;

    let details: Vec<_> = error.details().iter().cloned().map(ErrorDetail).collect();
    let facts = PyDict::new(py);
    facts.set_item("hint", error.hint())?;
    facts.set_item("parameter", error.parameter())?;
    facts.set_item("http_status", error.http_status())?;
    facts.set_item("error_code", error.error_code())?;
    facts.set_item("oauth_error", error.oauth_error())?;
    facts.set_item("request_id", error.request_id())?;
    facts.set_item("retry_after", error.retry_after().map(|wait| wait.as_secs_f64()))?;
    facts.set_item("retryable", error.is_retryable())?;
    facts.set_item("details", details)?;
    facts.set_item("attempt", error.attempt().cloned().map(Attempt))?;
    class.call((error.message(),), Some(&facts))
}

/// One entry of the `errors` list of an answer, as the platform sent it.
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct ErrorDetail(ringout_core::ErrorDetail);

#[pymethods]
impl ErrorDetail {
    #[new]
    #[pyo3(signature = (error_code=None, message=None, parameter_name=None, parameter_value=None, additional_info=None))]
    fn new(
        error_code: Option<String>,
        message: Option<String>,
        parameter_name: Option<String>,
        parameter_value: Option<String>,
        additional_info: Option<String>,
    ) -> Self {
        Self(ringout_core::ErrorDetail { error_code, message, parameter_name, parameter_value, additional_info })
    }

    /// The platform's code, such as `CMN-101`.
    #[getter]
    fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// The platform's text. It may change; do not decide on it.
    #[getter]
    fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The parameter at fault, such as `to.phoneNumber`.
    #[getter]
    fn parameter_name(&self) -> Option<&str> {
        self.0.parameter_name.as_deref()
    }

    /// The value at fault.
    #[getter]
    fn parameter_value(&self) -> Option<&str> {
        self.0.parameter_value.as_deref()
    }

    /// Whatever else the platform said.
    #[getter]
    fn additional_info(&self) -> Option<&str> {
        self.0.additional_info.as_deref()
    }

    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        PyTuple::new(py, ["error_code", "message", "parameter_name", "parameter_value", "additional_info"])
    }

    fn __getnewargs__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        value::fields(slf)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        value::repr(slf)
    }
}

/// What is known about a create whose answer never came: `Client.call_log` looks for the call.
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct Attempt(pub ringout_core::Attempt);

#[pymethods]
impl Attempt {
    #[new]
    fn new(to: Option<String>, from_: Option<String>, sent_at: SystemTime) -> Self {
        Self(ringout_core::Attempt { to, from: from_, sent_at })
    }

    /// The callee's number as it was sent.
    #[getter]
    fn to(&self) -> Option<&str> {
        self.0.to.as_deref()
    }

    /// The caller's number as it was sent, if one was.
    #[getter]
    fn from_(&self) -> Option<&str> {
        self.0.from.as_deref()
    }

    /// When the request was sent: a datetime in UTC.
    #[getter]
    fn sent_at(&self) -> SystemTime {
        self.0.sent_at
    }

    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        PyTuple::new(py, ["to", "from_", "sent_at"])
    }

    fn __getnewargs__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        value::fields(slf)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        value::repr(slf)
    }
}
