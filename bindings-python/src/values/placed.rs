//! Results of `Client.place_all`.

use pyo3::exceptions::PyBaseException;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;

use crate::base::{argument, value};
use crate::values::outcome::Outcome;

/// The result of one request of `Client.place_all`. Immutable, comparable (calls and errors by identity), hashable.
#[pyclass(frozen, generic, module = "ringout")]
pub struct Placed {
    index: usize,
    call: Option<Py<PyAny>>,
    outcome: Option<ringout_core::Outcome>,
    error: Option<Py<PyBaseException>>,
}

#[pymethods]
impl Placed {
    #[new]
    #[pyo3(signature = (index, call=None, outcome=None, error=None))]
    fn from_parts(
        index: &Bound<'_, PyAny>,
        call: Option<Py<PyAny>>,
        outcome: Option<&Bound<'_, PyAny>>,
        error: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let index = argument::count("index", index)?;
        let outcome = argument::optional_object::<Outcome>("outcome", outcome)?;
        let error = argument::optional_object::<PyBaseException>("error", error)?;
        let outcome = outcome.map(|outcome| outcome.get().0.clone());
        Ok(Self { index, call, outcome, error: error.map(|error| error.clone().unbind()) })
    }

    /// The index of the request, from 0.
    #[getter]
    fn index(&self) -> usize {
        self.index
    }

    /// The call, or None if it was not placed.
    #[getter]
    fn call(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.call.as_ref().map(|call| call.clone_ref(py))
    }

    /// How the call ended, or None if there is an error.
    #[getter]
    fn outcome(&self) -> Option<Outcome> {
        self.outcome.clone().map(Outcome)
    }

    /// The `RingOutError` of `Client.create_call`, or of `Call.wait` if there is a call. None if there is an outcome.
    #[getter]
    fn error(&self, py: Python<'_>) -> Option<Py<PyBaseException>> {
        self.error.as_ref().map(|error| error.clone_ref(py))
    }

    /// An error that is raised refers to this result through the frames of its traceback.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.call)?;
        visit.call(&self.error)
    }

    fn __eq__(slf: &Bound<'_, Self>, other: &Bound<'_, Self>) -> PyResult<bool> {
        value::values(slf, Self::FIELDS)?.eq(value::values(other, Self::FIELDS)?)
    }

    fn __hash__(slf: &Bound<'_, Self>) -> PyResult<isize> {
        value::values(slf, Self::FIELDS)?.hash()
    }
}

value::value! { handle Placed { index: "int", call: "Call?", outcome: "Outcome?", error: "RingOutError?" } }

impl Placed {
    pub fn new(
        index: usize,
        call: Option<Py<PyAny>>,
        result: Result<ringout_core::Outcome, Py<PyBaseException>>,
    ) -> Self {
        let (outcome, error) = match result {
            Ok(outcome) => (Some(outcome), None),
            Err(error) => (None, Some(error)),
        };
        Self { index, call, outcome, error }
    }
}
