//! Statuses. The class is a `str` subclass written in Python; its data comes from the core.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyTuple;
use ringout_core::Status;

use crate::base::argument;
use crate::base::import::{Import, once};

/// Returns the object for a status, the same one each time for a documented value.
pub fn object<'py>(py: Python<'py>, status: &Status) -> PyResult<Bound<'py, PyAny>> {
    static CLASS: Import = Import::new("ringout._status", "Status");
    static DOCUMENTED: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let class = CLASS.get(py)?;
    let documented = once(py, &DOCUMENTED, || Ok(class.getattr("DOCUMENTED")?.unbind()))?;
    match status {
        Status::Unknown(text) => class.call1((&**text,)),
        known => documented.get_item(known.number() as usize - 1),
    }
}

/// Reads a status from a string.
pub fn parse(parameter: &str, text: &Bound<'_, PyAny>) -> PyResult<Status> {
    Ok(Status::parse(&argument::string(parameter, text)?))
}

/// Returns every documented status, in the order of their numbers from 1.
#[pyfunction]
pub fn documented_statuses(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
    PyTuple::new(py, Status::DOCUMENTED.iter().map(Status::as_str))
}

/// Returns the canonical spelling of a status that RingCentral spells in several ways.
#[pyfunction]
#[pyo3(signature = (text, /))]
pub fn text_of_status(text: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(parse("text", text)?.as_str().to_owned())
}

/// Returns the number of a status: 1 to 17, or 0 for an undocumented one.
#[pyfunction]
#[pyo3(signature = (text, /))]
pub fn number_of_status(text: &Bound<'_, PyAny>) -> PyResult<u32> {
    Ok(parse("text", text)?.number())
}

/// Returns the meaning of a status.
#[pyfunction]
#[pyo3(signature = (text, /))]
pub fn explain_status(text: &Bound<'_, PyAny>) -> PyResult<&'static str> {
    Ok(parse("text", text)?.explain())
}
