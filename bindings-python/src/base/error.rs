//! Conversion of the core's errors to the exceptions of `ringout._errors`, and the values that exceptions carry.

use std::collections::BTreeMap;
use std::time::SystemTime;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping};

use crate::base::import::Import;
use crate::base::typed::{datetime, extract, wrong_type};
use crate::base::{spelling, value};

/// Returns the exception for an error.
pub fn to_pyerr(py: Python<'_>, error: &ringout_core::Error) -> PyErr {
    exception(py, &error.clone().spelled(&spelling::PYTHON)).map_or_else(|failure| failure, PyErr::from_value)
}

fn exception<'py>(py: Python<'py>, error: &ringout_core::Error) -> PyResult<Bound<'py, PyAny>> {
    static CLASSES: Import = Import::new("ringout._errors", "CLASSES");
    let class = CLASSES.get(py)?.get_item(error.code().as_str())?;

    let details: Vec<_> = error.details().iter().cloned().map(ErrorDetail).collect();
    let kwargs = PyDict::new(py);
    kwargs.set_item("hint", error.hint())?;
    kwargs.set_item("parameter", error.parameter())?;
    kwargs.set_item("http_status", error.http_status())?;
    kwargs.set_item("error_code", error.error_code())?;
    kwargs.set_item("oauth_error", error.oauth_error())?;
    kwargs.set_item("request_id", error.request_id())?;
    kwargs.set_item("retry_after", error.retry_after().map(|wait| wait.as_secs_f64()))?;
    kwargs.set_item("retryable", error.is_retryable())?;
    kwargs.set_item("may_have_placed", error.may_have_placed())?;
    kwargs.set_item("details", details)?;
    kwargs.set_item("attempt", error.attempt().cloned().map(Attempt))?;
    let raised = class.call((error.message(),), Some(&kwargs))?;
    raised.setattr("_text", error.to_string())?;
    Ok(raised)
}

/// One entry of the `errors` list of a RingCentral error response. Immutable, comparable, hashable.
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct ErrorDetail(ringout_core::ErrorDetail);

#[pymethods]
impl ErrorDetail {
    #[new]
    #[pyo3(signature = (
        error_code=None, message=None, parameter_name=None, parameter_value=None, additional_info=None, fields=None,
    ))]
    fn new(
        error_code: Option<&Bound<'_, PyAny>>,
        message: Option<&Bound<'_, PyAny>>,
        parameter_name: Option<&Bound<'_, PyAny>>,
        parameter_value: Option<&Bound<'_, PyAny>>,
        additional_info: Option<&Bound<'_, PyAny>>,
        fields: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let fields = fields.map_or_else(|| Ok(BTreeMap::new()), as_json)?;
        Ok(Self(ringout_core::ErrorDetail {
            error_code: optional_string("error_code", error_code)?,
            message: optional_string("message", message)?,
            parameter_name: optional_string("parameter_name", parameter_name)?,
            parameter_value: optional_string("parameter_value", parameter_value)?,
            additional_info: optional_string("additional_info", additional_info)?,
            fields,
        }))
    }

    /// RingCentral's error code, such as `CMN-101`.
    #[getter]
    fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// RingCentral's message. Its wording may change, so do not base decisions on it.
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

    /// Additional information from RingCentral.
    #[getter]
    fn additional_info(&self) -> Option<&str> {
        self.0.additional_info.as_deref()
    }

    /// The entry's other fields under RingCentral's names, such as `permissionName` or `feature`. A new dict each time.
    #[getter]
    fn fields<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let json = self.0.fields_json().unwrap_or_else(|| "{}".to_owned());
        py.import("json")?.call_method1("loads", (json,))
    }
}

value::value! { ErrorDetail {
    error_code: "str?", message: "str?", parameter_name: "str?", parameter_value: "str?", additional_info: "str?",
    fields: "dict"
} }

/// Reads an optional `str`. `argument` cannot be used here, because it depends on this module for its errors.
fn optional_string(parameter: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<String>> {
    value.map(|value| extract(parameter, "a str", value)).transpose()
}

/// Returns each value as JSON, by name.
fn as_json(fields: &Bound<'_, PyAny>) -> PyResult<BTreeMap<String, String>> {
    let fields = fields.cast::<PyMapping>().map_err(|_| wrong_type("fields", "a mapping", fields))?;
    let dumps = fields.py().import("json")?.getattr("dumps")?;
    let field = |pair: Bound<'_, PyAny>| {
        let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract()?;
        Ok((extract("fields", "a mapping of names to values", &name)?, dumps.call1((value,))?.extract()?))
    };
    fields.items()?.iter().map(field).collect()
}

/// The numbers and the time of a request that may have placed a call. `Client.call_log` looks it up. Immutable, comparable,
/// hashable.
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct Attempt(pub ringout_core::Attempt);

#[pymethods]
impl Attempt {
    #[new]
    fn new(
        to: Option<&Bound<'_, PyAny>>,
        from_: Option<&Bound<'_, PyAny>>,
        sent_at: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let (to, from) = (optional_string("to", to)?, optional_string("from", from_)?);
        let sent_at = datetime("sent_at", sent_at)?;
        Ok(Self(ringout_core::Attempt { to, from, sent_at }))
    }

    /// The callee's number as sent, or None.
    #[getter]
    fn to(&self) -> Option<&str> {
        self.0.to.as_deref()
    }

    /// The caller's number as sent, or None.
    #[getter]
    fn from_(&self) -> Option<&str> {
        self.0.from.as_deref()
    }

    /// When the first byte of the request was sent, by this machine's clock. A datetime in UTC.
    #[getter]
    fn sent_at(&self) -> SystemTime {
        self.0.sent_at
    }
}

value::value! { Attempt { to: "str?", from_: "str?", sent_at: "datetime" } }
