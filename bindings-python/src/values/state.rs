//! What the platform says of a call at one moment.

use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::ground::{enums, value};
use crate::values::status;
use crate::waiting::answer::Answer;
use crate::waiting::session::Session;

/// What the platform says of a call at one moment: three statuses.
///
/// Made from texts or statuses; a text that no document has is kept. Immutable, comparable, hashable.
#[pyclass(frozen, eq, hash, from_py_object, module = "ringout")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CallState(pub ringout_core::CallState);

#[pymethods]
impl CallState {
    #[new]
    fn new(
        call_status: &Bound<'_, PyAny>,
        caller_status: &Bound<'_, PyAny>,
        callee_status: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        Ok(Self(ringout_core::CallState::new(
            status::parse("call_status", call_status)?,
            status::parse("caller_status", caller_status)?,
            status::parse("callee_status", callee_status)?,
        )))
    }

    /// The call as a whole. It stays `Success` after a connected call has ended: the legs tell.
    #[getter]
    fn call_status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        status::object(py, &self.0.call_status)
    }

    /// The leg to the caller, who is rung first.
    #[getter]
    fn caller_status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        status::object(py, &self.0.caller_status)
    }

    /// The leg to the callee.
    #[getter]
    fn callee_status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        status::object(py, &self.0.callee_status)
    }

    /// Where in its life the call is: a `Phase`.
    #[getter]
    fn phase<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        enums::member(py, self.0.phase())
    }

    /// What is happening, or how the call ended, in one sentence.
    fn explain(&self) -> String {
        self.0.explain()
    }

    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        PyTuple::new(py, ["call_status", "caller_status", "callee_status"])
    }

    fn __getnewargs__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        value::fields(slf)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        value::repr(slf)
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }
}

impl Answer for ringout_core::CallState {
    fn into_python<'py>(self, py: Python<'py>, _: &Session) -> PyResult<Bound<'py, PyAny>> {
        Ok(Bound::new(py, CallState(self))?.into_any())
    }
}
