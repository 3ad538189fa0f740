//! The class `CallState`.

use pyo3::prelude::*;

use crate::base::{enums, value};
use crate::values::status;
use crate::waiting::output::Output;
use crate::waiting::session::Session;

/// The state of a call: the statuses of the call and its two legs.
///
/// Takes strings or `Status` objects, also values that RingCentral does not document. `str()` is one line. Immutable, comparable,
/// hashable.
///
/// Example:
///     >>> state = CallState("Success", "Finished", "Finished")
///     >>> state.phase
///     Phase.ENDED
///     >>> state.to_dict()["phase"]
///     'Ended'
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

    /// The status of the call. It stays `Success` after a connected call has ended; only the statuses of the legs show the end.
    #[getter]
    fn call_status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        status::object(py, &self.0.call_status)
    }

    /// The status of the caller's leg, which rings first.
    #[getter]
    fn caller_status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        status::object(py, &self.0.caller_status)
    }

    /// The status of the callee's leg.
    #[getter]
    fn callee_status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        status::object(py, &self.0.callee_status)
    }

    /// The phase of the call: a `Phase`.
    #[getter]
    fn phase<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        enums::member(py, self.0.phase())
    }

    /// Returns one sentence about what is happening, or how the call ended.
    fn explain(&self) -> String {
        self.0.explain()
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }
}

value::value! { CallState {
    call_status: "Status", caller_status: "Status", callee_status: "Status";
    derived phase: "Phase"
} }
value::html! { CallState }

impl Output for ringout_core::CallState {
    fn into_python<'py>(self, py: Python<'py>, _: &Session) -> PyResult<Bound<'py, PyAny>> {
        Ok(Bound::new(py, CallState(self))?.into_any())
    }
}
