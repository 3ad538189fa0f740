//! Statuses: the class is written in Python and is a `str`; what it knows comes from the core.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyTuple;
use ringout_core::Status;

use crate::ground::argument;
use crate::ground::import::{Import, once};

/// The object for a status: always the same one for a documented value.
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

/// The status that a text stands for.
pub fn parse(parameter: &str, text: &Bound<'_, PyAny>) -> PyResult<Status> {
    Ok(Status::parse(&argument::text(parameter, text)?))
}

/// Every documented text, in the order of the numbers from 1.
#[pyfunction]
pub fn documented_statuses(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
    PyTuple::new(py, Status::DOCUMENTED.iter().map(Status::as_str))
}

/// The one text of a status that the platform writes in several ways.
#[pyfunction]
#[pyo3(signature = (text, /))]
pub fn text_of_status(text: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(parse("text", text)?.as_str().to_owned())
}

/// The number of a status: 1 to 17, and 0 for one that no document has.
#[pyfunction]
#[pyo3(signature = (text, /))]
pub fn number_of_status(text: &Bound<'_, PyAny>) -> PyResult<u32> {
    Ok(parse("text", text)?.number())
}

/// What a status means.
#[pyfunction]
#[pyo3(signature = (text, /))]
pub fn explain_status(text: &Bound<'_, PyAny>) -> PyResult<&'static str> {
    Ok(parse("text", text)?.explain())
}
