//! Entries of a journal of `Client.place_all`.

use std::time::SystemTime;

use pyo3::exceptions::PyBaseException;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use ringout_core::{Error, ErrorCode, JournalEntry as Entry};

use crate::base::error::to_pyerr;
use crate::base::{argument, enums, value};
use crate::values::outcome::Outcome;

/// One step of one request of `Client.place_all`, passed to its `journal`. `str()` is one line. Immutable, comparable (errors by
/// identity), hashable.
///
/// After a crash, the last entry of each request tells you how to continue. Without an entry, or after `NotPlaced`, place the
/// call. After `Placed`, follow the call by its `call_id`. After `Placing` or `MaybePlaced`, phones may have rung: look for the
/// call with `Client.call_log`.
#[pyclass(frozen, module = "ringout")]
pub struct JournalEntry {
    /// The entry without its error.
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
            at: argument::datetime("at", at)?,
            to: argument::string("to", to)?,
            from: argument::optional_string("from", from_)?,
            call_id: argument::optional_string("call_id", call_id)?,
            outcome: outcome.map(|outcome| outcome.get().0.clone()),
            error: None,
        };
        Ok(Self { core, error: error.map(|error| error.clone().unbind()) })
    }

    /// The step: a `JournalStep`.
    #[getter]
    fn step<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        enums::member(py, self.core.step)
    }

    /// The index of the request, from 0.
    #[getter]
    fn index(&self) -> usize {
        self.core.index
    }

    /// The time of the step by this machine's clock, a datetime in UTC. Pass it to `Client.call_log` as `sent_at`. For
    /// `MaybePlaced` it is when the first byte of the request was sent. For `Placing` it is just before that, after the login and
    /// the wait for the rate limit.
    #[getter]
    fn at(&self) -> SystemTime {
        self.core.at
    }

    /// The callee's number as sent.
    #[getter]
    fn to(&self) -> &str {
        &self.core.to
    }

    /// The caller's number as sent, or None.
    #[getter]
    fn from_(&self) -> Option<&str> {
        self.core.from.as_deref()
    }

    /// RingCentral's id of the call, from `Placed` on; None before.
    #[getter]
    fn call_id(&self) -> Option<&str> {
        self.core.call_id.as_deref()
    }

    /// How the call ended, for `Ended`; None before.
    #[getter]
    fn outcome(&self) -> Option<Outcome> {
        self.core.outcome.clone().map(Outcome)
    }

    /// Why the call was not placed, or may not have been: a `RingOutError`, or None.
    #[getter]
    fn error(&self, py: Python<'_>) -> Option<Py<PyBaseException>> {
        self.error.as_ref().map(|error| error.clone_ref(py))
    }

    /// An error that is raised refers to this entry through the frames of its traceback.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.error)
    }

    fn __eq__(slf: &Bound<'_, Self>, other: &Bound<'_, Self>) -> PyResult<bool> {
        value::values(slf, Self::FIELDS)?.eq(value::values(other, Self::FIELDS)?)
    }

    fn __hash__(slf: &Bound<'_, Self>) -> PyResult<isize> {
        value::values(slf, Self::FIELDS)?.hash()
    }

    /// The core's format.
    fn __str__(&self, py: Python<'_>) -> PyResult<String> {
        let message = |error: &Py<PyBaseException>| error.bind(py).str()?.extract::<String>();
        let message = self.error.as_ref().map(message).transpose()?;
        let error = message.map(|message| Error::from_binding(ErrorCode::Internal, None, message));
        Ok(Entry { error, ..self.core.clone() }.to_string())
    }
}

value::value! { JournalEntry {
    step: "JournalStep", index: "int", at: "datetime", to: "str", from_: "str?", call_id: "str?", outcome: "Outcome?",
    error: "RingOutError?"
} }

impl JournalEntry {
    pub fn of(py: Python<'_>, mut entry: Entry) -> Self {
        let error = entry.error.take().map(|error| to_pyerr(py, &error).into_value(py));
        Self { core: entry, error }
    }
}
