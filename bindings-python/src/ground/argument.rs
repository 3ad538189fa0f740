//! Arguments from Python: texts and times, and the error of one whose value is wrong.

use std::time::Duration;

use pyo3::prelude::*;
use pyo3::types::PyString;
use ringout_core::ErrorCode;

use crate::ground::error;

/// An error of an argument's value, made by the binding because the core cannot be asked.
pub fn invalid(py: Python<'_>, parameter: &str, problem: &str) -> PyErr {
    let message = format!("{parameter}: {problem}");
    let error = ringout_core::Error::from_binding(ErrorCode::InvalidArgument, Some(parameter), message);
    error::raise(py, &error)
}

/// A text. Python's may hold lone surrogates, which no encoding can send.
pub fn text(parameter: &str, value: &Bound<'_, PyString>) -> PyResult<String> {
    value.to_str().map(str::to_owned).map_err(|_| invalid(value.py(), parameter, "has a lone surrogate in it"))
}

/// A text that may be missing.
pub fn optional_text(parameter: &str, value: Option<&Bound<'_, PyString>>) -> PyResult<Option<String>> {
    value.map(|value| text(parameter, value)).transpose()
}

/// A time in seconds.
pub fn seconds(py: Python<'_>, parameter: &str, value: f64) -> PyResult<Duration> {
    Duration::try_from_secs_f64(value)
        .map_err(|_| invalid(py, parameter, "is not a time; give a number of seconds that is not negative"))
}

/// Sets what was given, and leaves the core's default where nothing was.
pub fn with<T, V>(target: T, value: Option<V>, set: impl FnOnce(T, V) -> T) -> T {
    match value {
        Some(value) => set(target, value),
        None => target,
    }
}
