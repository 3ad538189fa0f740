//! Type checks of arguments. Done here and not by pyo3, so that the `TypeError` names the argument.

use std::convert::Infallible;
use std::time::SystemTime;

use pyo3::PyTypeInfo;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyDateTime;

use crate::base::spelling;

/// Returns the `TypeError` for an argument of the wrong type. `expected` is a noun with its article.
pub fn wrong_type(parameter: &str, expected: &str, value: &Bound<'_, PyAny>) -> PyErr {
    let name = (spelling::PYTHON.name)(parameter).unwrap_or_else(|| parameter.to_owned());
    let given = match value.get_type().name() {
        Ok(_) if value.is_none() => "None".to_owned(),
        Ok(given) => given.to_string(),
        Err(_) => "something else".to_owned(),
    };
    PyTypeError::new_err(format!("{name} must be {expected}, not {given}"))
}

/// Extracts a value of type `T`.
pub fn extract<'a, 'py, T: FromPyObject<'a, 'py>>(
    parameter: &str,
    expected: &str,
    value: &'a Bound<'py, PyAny>,
) -> PyResult<T> {
    value.extract::<T>().map_err(|problem| {
        let problem: PyErr = problem.into();
        if problem.is_instance_of::<PyTypeError>(value.py()) { wrong_type(parameter, expected, value) } else { problem }
    })
}

/// Extracts a datetime. Rejects one without a time zone.
pub fn datetime(parameter: &str, value: &Bound<'_, PyAny>) -> PyResult<SystemTime> {
    let is_naive = value.cast::<PyDateTime>().is_ok_and(|at| at.getattr("tzinfo").is_ok_and(|zone| zone.is_none()));
    if is_naive {
        return Err(PyTypeError::new_err(format!("{parameter} must be a datetime with a time zone, not one without")));
    }
    extract(parameter, "a datetime with a time zone", value)
}

/// A `bool` argument with a default. Unlike an `Option`, it rejects None.
pub struct Flag<'py>(Result<bool, Bound<'py, PyAny>>);

impl Flag<'_> {
    /// The default.
    pub const NO: Self = Self(Ok(false));

    /// Returns the value. `TypeError` if the argument is not a bool.
    pub fn read(self, parameter: &str) -> PyResult<bool> {
        self.0.map_err(|value| wrong_type(parameter, "a bool", &value))
    }
}

impl<'py> FromPyObject<'_, 'py> for Flag<'py> {
    type Error = Infallible;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> Result<Self, Infallible> {
        Ok(Self(value.extract::<bool>().map_err(|_| value.to_owned())))
    }
}

/// Casts to class `T`.
pub fn object<'a, 'py, T: PyTypeInfo>(parameter: &str, value: &'a Bound<'py, PyAny>) -> PyResult<&'a Bound<'py, T>> {
    let name = |py| T::type_object(py).name().map_or_else(|_| "an object".to_owned(), |name| format!("a {name}"));
    value.cast::<T>().map_err(|_| wrong_type(parameter, &name(value.py()), value))
}
