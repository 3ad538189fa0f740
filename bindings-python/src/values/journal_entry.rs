//! What a journal is told of one request of many.

use std::time::SystemTime;

use pyo3::exceptions::PyBaseException;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use ringout_core::{Error, ErrorCode, JournalEntry as Entry};

use crate::ground::error::raise;
use crate::ground::{argument, enums, value};
use crate::values::outcome::Outcome;

/// One step of one request of `Client.place_all`, as its `journal` gets it. `str()` is one line. Immutable, comparable (errors
/// by identity), hashable.
///
/// A program that was interrupted goes on like this: requests without an entry, and those whose last entry is `NotPlaced`, can
/// be placed; `Placed` has the id to follow the call with; `Placing` and `MaybePlaced` may have rung phones, and
/// `Client.call_log` finds out.
#[pyclass(frozen, module = "ringout")]
pub struct JournalEntry {
    /// Without its error.
    core: Entry,
    error: Option<Py<PyBaseException>>,
}

#[pymethods]
impl JournalEntry {
    #[new]
    #[pyo3(signature = (step, index, at, to, from_=None, call_id=None, outcome=None, error=None))]
    #[allow(clippy::too_many_arguments)] // the fields
    fn new(
        step: &Bound<'_, PyAny>,
        index: &Bound<'_, PyAny>,
        at: &Bound<'_, PyAny>,
        to: &Bound<'_, PyAny>,
        from_: Option<&Bound<'_, PyAny>>,
        call_id: Option<&Bound<'_, PyAny>>,
        outcome: Option<&Bound<'_, PyAny>>,
        error: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let outcome = argument::optional_object::<Outcome>("outcome", outcome)?;
        let error = argument::optional_object::<PyBaseException>("error", error)?;
        let core = Entry {
            step: enums::parse("step", step)?,
            index: argument::count("index", index)?,
            at: argument::moment("at", at)?,
            to: argument::text("to", to)?,
            from: argument::optional_text("from", from_)?,
            call_id: argument::optional_text("call_id", call_id)?,
            outcome: outcome.map(|outcome| outcome.get().0.clone()),
            error: None,
        };
        Ok(Self { core, error: error.map(|error| error.clone().unbind()) })
    }

    /// What happened: a `JournalStep`.
    #[getter]
    fn step<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        enums::member(py, self.core.step)
    }

    /// The request's place among those that were given, from 0.
    #[getter]
    fn index(&self) -> usize {
        self.core.index
    }

    /// When, by this machine's clock: a datetime in UTC. This is the `sent_at` of `Client.call_log`: that of `MaybePlaced` is
    /// when the first byte of the request left, that of `Placing` the last moment before, after the login and the wait for the
    /// limits.
    #[getter]
    fn at(&self) -> SystemTime {
        self.core.at
    }

    /// The callee's number, as it is sent.
    #[getter]
    fn to(&self) -> &str {
        &self.core.to
    }

    /// The caller's number as it is sent, or None.
    #[getter]
    fn from_(&self) -> Option<&str> {
        self.core.from.as_deref()
    }

    /// The platform's id of the call, from `Placed` on; None before.
    #[getter]
    fn call_id(&self) -> Option<&str> {
        self.core.call_id.as_deref()
    }

    /// How the call came out, with `Ended`; None before.
    #[getter]
    fn outcome(&self) -> Option<Outcome> {
        self.core.outcome.clone().map(Outcome)
    }

    /// Why it was not placed, or may not have been: a `RingOutError`, or None.
    #[getter]
    fn error(&self, py: Python<'_>) -> Option<Py<PyBaseException>> {
        self.error.as_ref().map(|error| error.clone_ref(py))
    }

    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        PyTuple::new(py, ["step", "index", "at", "to", "from_", "call_id", "outcome", "error"])
    }

    fn __getnewargs__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        value::fields(slf)
    }

    /// A program that raises the error has this in the frames of its traceback.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.error)
    }

    fn __eq__(slf: &Bound<'_, Self>, other: &Bound<'_, Self>) -> PyResult<bool> {
        value::fields(slf)?.eq(value::fields(other)?)
    }

    fn __hash__(slf: &Bound<'_, Self>) -> PyResult<isize> {
        value::fields(slf)?.hash()
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        value::repr(slf)
    }

    /// The core's own text.
    fn __str__(&self, py: Python<'_>) -> PyResult<String> {
        let text = |error: &Py<PyBaseException>| error.bind(py).str()?.extract::<String>();
        let text = self.error.as_ref().map(text).transpose()?;
        let error = text.map(|text| Error::from_binding(ErrorCode::Internal, None, text));
        Ok(Entry { error, ..self.core.clone() }.to_string())
    }
}

impl JournalEntry {
    pub fn of(py: Python<'_>, mut entry: Entry) -> Self {
        let error = entry.error.take().map(|error| raise(py, &error).into_value(py));
        Self { core: entry, error }
    }
}
