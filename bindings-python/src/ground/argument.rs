//! Arguments from Python: a wrong type is a `TypeError`, a wrong value an `InvalidArgumentError`, and both name the argument.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use pyo3::PyTypeInfo;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyString;
use ringout_core::{ErrorCode, Unit};

use crate::ground::error;
use crate::ground::typed::{self, typed, wrong_type};

pub use crate::ground::typed::object;

/// An error of an argument's value, made by the binding because the core cannot be asked.
pub fn invalid(py: Python<'_>, parameter: &str, problem: &str) -> PyErr {
    let message = format!("{parameter}: {problem}");
    let error = ringout_core::Error::from_binding(ErrorCode::InvalidArgument, Some(parameter), message);
    error::raise(py, &error)
}

/// A text. Python's may hold lone surrogates, which no encoding can send.
pub fn text(parameter: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    let text = value.cast::<PyString>().map_err(|_| wrong_type(parameter, "a str", value))?;
    text.to_str().map(str::to_owned).map_err(|_| invalid(value.py(), parameter, "has a lone surrogate in it"))
}

/// A text that may be missing.
pub fn optional_text(parameter: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<String>> {
    value.map(|value| text(parameter, value)).transpose()
}

/// A time in seconds.
pub fn seconds(parameter: &str, value: &Bound<'_, PyAny>) -> PyResult<Duration> {
    const WRONG: &str = "is not a duration; pass a number of seconds, 0 or more";
    let seconds = sound(parameter, WRONG, value, typed(parameter, "a number of seconds", value))?;
    ringout_core::time(parameter, seconds, Unit::Seconds).map_err(|error| error::raise(value.py(), &error))
}

/// A choice of two.
pub fn flag(parameter: &str, value: &Bound<'_, PyAny>) -> PyResult<bool> {
    typed(parameter, "a bool", value)
}

/// A choice of two that may be missing.
pub fn optional_flag(parameter: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<bool>> {
    value.map(|value| flag(parameter, value)).transpose()
}

/// A number of things.
pub fn count<'a, 'py, T: FromPyObject<'a, 'py>>(parameter: &str, value: &'a Bound<'py, PyAny>) -> PyResult<T> {
    sound(parameter, "is negative or too large", value, typed(parameter, "an int", value))
}

/// The path of a file.
pub fn path(parameter: &str, value: &Bound<'_, PyAny>) -> PyResult<PathBuf> {
    sound(parameter, "is not a path", value, typed(parameter, "a path", value))
}

/// A moment.
pub fn moment(parameter: &str, value: &Bound<'_, PyAny>) -> PyResult<SystemTime> {
    sound(parameter, "is before 1970, or later than a clock can show", value, typed::moment(parameter, value))
}

/// A moment that may be missing.
pub fn optional_moment(parameter: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<SystemTime>> {
    value.map(|value| moment(parameter, value)).transpose()
}

/// An object of a class that may be missing.
pub fn optional_object<'a, 'py, T: PyTypeInfo>(
    parameter: &str,
    value: Option<&'a Bound<'py, PyAny>>,
) -> PyResult<Option<&'a Bound<'py, T>>> {
    value.map(|value| object(parameter, value)).transpose()
}

/// What is made of each item of a sequence; `expected` are the items.
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

/// Sets what was given, and leaves the core's default where nothing was.
pub fn with<T, V>(target: T, value: Option<V>, set: impl FnOnce(T, V) -> T) -> T {
    match value {
        Some(value) => set(target, value),
        None => target,
    }
}

/// What was read of an argument; anything but a wrong type is a wrong value.
fn sound<T>(parameter: &str, problem: &str, value: &Bound<'_, PyAny>, read: PyResult<T>) -> PyResult<T> {
    let py = value.py();
    read.map_err(|error| if error.is_instance_of::<PyTypeError>(py) { error } else { invalid(py, parameter, problem) })
}
