//! Argument conversion. A wrong type raises `TypeError`, a wrong value `InvalidArgumentError`; both name the argument.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use pyo3::PyTypeInfo;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyString;
use ringout_core::{ErrorCode, Unit};

use crate::base::error;
use crate::base::typed::{self, extract, wrong_type};

pub use crate::base::typed::object;

/// Returns an `InvalidArgumentError` for a value that the binding rejects before it reaches the core.
pub fn invalid(py: Python<'_>, parameter: &str, problem: &str) -> PyErr {
    let message = format!("{parameter}: {problem}");
    let error = ringout_core::Error::from_binding(ErrorCode::InvalidArgument, Some(parameter), message);
    error::to_pyerr(py, &error)
}

/// Reads a `str`. Rejects lone surrogates, which Python allows and UTF-8 cannot encode.
pub fn string(parameter: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    let text = value.cast::<PyString>().map_err(|_| wrong_type(parameter, "a str", value))?;
    text.to_str().map(str::to_owned).map_err(|_| invalid(value.py(), parameter, "contains a lone surrogate"))
}

/// Reads an optional `str`.
pub fn optional_string(parameter: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<String>> {
    value.map(|value| string(parameter, value)).transpose()
}

/// Reads a duration in seconds.
pub fn seconds(parameter: &str, value: &Bound<'_, PyAny>) -> PyResult<Duration> {
    const WRONG: &str = "is not a duration; pass a number of seconds, 0 or more";
    let seconds = validated(parameter, WRONG, value, extract(parameter, "a number of seconds", value))?;
    ringout_core::time(parameter, seconds, Unit::Seconds).map_err(|error| error::to_pyerr(value.py(), &error))
}

/// Reads an optional number.
pub fn optional_number(parameter: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<f64>> {
    value.map(|value| extract(parameter, "a number", value)).transpose()
}

/// Reads a `bool`.
pub fn flag(parameter: &str, value: &Bound<'_, PyAny>) -> PyResult<bool> {
    extract(parameter, "a bool", value)
}

/// Reads an optional `bool`.
pub fn optional_flag(parameter: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<bool>> {
    value.map(|value| flag(parameter, value)).transpose()
}

/// Reads a count.
pub fn count<'a, 'py, T: FromPyObject<'a, 'py>>(parameter: &str, value: &'a Bound<'py, PyAny>) -> PyResult<T> {
    validated(parameter, "is negative or too large", value, extract(parameter, "an int", value))
}

/// Reads a file path.
pub fn path(parameter: &str, value: &Bound<'_, PyAny>) -> PyResult<PathBuf> {
    validated(parameter, "is not a path", value, extract(parameter, "a path", value))
}

/// Reads a datetime with a time zone.
pub fn datetime(parameter: &str, value: &Bound<'_, PyAny>) -> PyResult<SystemTime> {
    validated(parameter, "is before 1970, or too far in the future", value, typed::datetime(parameter, value))
}

/// Reads an optional datetime with a time zone.
pub fn optional_datetime(parameter: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<SystemTime>> {
    value.map(|value| datetime(parameter, value)).transpose()
}

/// Reads an optional object of class `T`.
pub fn optional_object<'a, 'py, T: PyTypeInfo>(
    parameter: &str,
    value: Option<&'a Bound<'py, PyAny>>,
) -> PyResult<Option<&'a Bound<'py, T>>> {
    value.map(|value| object(parameter, value)).transpose()
}

/// Reads each item of a sequence with `read`. `expected` names the items in the `TypeError`.
pub fn list<T>(
    parameter: &str,
    expected: &str,
    value: &Bound<'_, PyAny>,
    read: impl Fn(&Bound<'_, PyAny>) -> PyResult<T>,
) -> PyResult<Vec<T>> {
    let wrong = || wrong_type(parameter, &format!("a sequence of {expected}"), value);
    if value.is_instance_of::<PyString>() {
        return Err(wrong());
    }
    value.try_iter().map_err(|_| wrong())?.map(|item| read(&item?)).collect()
}

/// Calls `set` if there is a value, and otherwise leaves the core's default.
pub fn with<T, V>(target: T, value: Option<V>, set: impl FnOnce(T, V) -> T) -> T {
    match value {
        Some(value) => set(target, value),
        None => target,
    }
}

/// Keeps a `TypeError` and turns every other failure into an `InvalidArgumentError`.
fn validated<T>(parameter: &str, problem: &str, value: &Bound<'_, PyAny>, read: PyResult<T>) -> PyResult<T> {
    let py = value.py();
    read.map_err(|error| if error.is_instance_of::<PyTypeError>(py) { error } else { invalid(py, parameter, problem) })
}
