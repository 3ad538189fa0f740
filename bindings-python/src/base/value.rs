//! `copy`, `pickle` and `repr` of value objects.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

/// Returns the fields of a value object in the order of its constructor, as `copy` and `pickle` need them.
pub fn fields<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyTuple>> {
    let values: PyResult<Vec<_>> = names(value)?.iter().map(|name| value.getattr(name.cast::<PyString>()?)).collect();
    PyTuple::new(value.py(), values?)
}

/// Returns the fields by name, for a constructor that takes only keywords.
pub fn named_fields<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    let named = PyDict::new(value.py());
    for (name, field) in names(value)?.iter().zip(fields(value)?) {
        named.set_item(name, field)?;
    }
    Ok(named)
}

/// Returns `Class(field=value, ...)`, which Python can evaluate.
pub fn repr(value: &Bound<'_, PyAny>) -> PyResult<String> {
    let mut parts = Vec::new();
    for (name, field) in names(value)?.iter().zip(fields(value)?) {
        parts.push(format!("{name}={}", field.repr()?.to_cow()?));
    }
    Ok(format!("{}({})", value.get_type().name()?, parts.join(", ")))
}

fn names<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyTuple>> {
    Ok(value.getattr("__match_args__")?.cast_into()?)
}
