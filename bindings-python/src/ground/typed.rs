//! The types of arguments: read here and not by pyo3, so that the `TypeError` of a wrong one names it.

use std::convert::Infallible;
use std::time::SystemTime;

use pyo3::PyTypeInfo;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyDateTime;

use crate::ground::spelling;

/// The error of an argument of another type than `expected`, which is a noun with its article.
pub fn wrong_type(parameter: &str, expected: &str, value: &Bound<'_, PyAny>) -> PyErr {
    let name = (spelling::PYTHON.name)(parameter).unwrap_or_else(|| parameter.to_owned());
    let given = match value.get_type().name() {
        Ok(_) if value.is_none() => "None".to_owned(),
        Ok(given) => given.to_string(),
        Err(_) => "something else".to_owned(),
    };
    PyTypeError::new_err(format!("{name} must be {expected}, not {given}"))
}

/// What pyo3 makes of an argument.
pub fn typed<'a, 'py, T: FromPyObject<'a, 'py>>(
    parameter: &str,
    expected: &str,
    value: &'a Bound<'py, PyAny>,
) -> PyResult<T> {
    value.extract::<T>().map_err(|problem| {
        let problem: PyErr = problem.into();
        if problem.is_instance_of::<PyTypeError>(value.py()) { wrong_type(parameter, expected, value) } else { problem }
    })
}

/// A moment.
pub fn moment(parameter: &str, value: &Bound<'_, PyAny>) -> PyResult<SystemTime> {
    let is_naive = value.cast::<PyDateTime>().is_ok_and(|at| at.getattr("tzinfo").is_ok_and(|zone| zone.is_none()));
    if is_naive {
        return Err(PyTypeError::new_err(format!("{parameter} must be a datetime with a time zone, not one without")));
    }
    typed(parameter, "a datetime with a time zone", value)
}

/// A choice of two with a default, which None is not.
pub struct Flag<'py>(Result<bool, Bound<'py, PyAny>>);

impl Flag<'_> {
    /// The default.
    pub const NO: Self = Self(Ok(false));

    /// The choice, or the error of an argument that is not a bool.
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

/// An object of a class.
pub fn object<'a, 'py, T: PyTypeInfo>(parameter: &str, value: &'a Bound<'py, PyAny>) -> PyResult<&'a Bound<'py, T>> {
    let name = |py| T::type_object(py).name().map_or_else(|_| "an object".to_owned(), |name| format!("a {name}"));
    value.cast::<T>().map_err(|_| wrong_type(parameter, &name(value.py()), value))
}
