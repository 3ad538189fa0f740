//! Changes of a call's state.

use std::time::Duration;

use pyo3::prelude::*;

use crate::base::{argument, value};
use crate::values::state::CallState;
use crate::values::verdict::Verdict;

/// A change of a call's state, from `Call.watch`. `str()` is one line. Immutable, comparable, hashable.
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct Change {
    previous: Option<CallState>,
    state: CallState,
    verdict: Option<Verdict>,
    earliest: Duration,
    latest: Duration,
}

impl From<ringout_core::Change> for Change {
    fn from(change: ringout_core::Change) -> Self {
        Self {
            previous: change.previous.map(CallState),
            state: CallState(change.state),
            verdict: change.verdict.map(Verdict::from),
            earliest: change.earliest,
            latest: change.latest,
        }
    }
}

impl Change {
    fn core(&self) -> ringout_core::Change {
        ringout_core::Change {
            previous: self.previous.clone().map(|previous| previous.0),
            state: self.state.0.clone(),
            verdict: self.verdict.as_ref().map(Verdict::core),
            earliest: self.earliest,
            latest: self.latest,
        }
    }
}

#[pymethods]
impl Change {
    #[new]
    fn new(
        previous: Option<&Bound<'_, PyAny>>,
        state: &Bound<'_, PyAny>,
        verdict: Option<&Bound<'_, PyAny>>,
        earliest: &Bound<'_, PyAny>,
        latest: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let previous = argument::optional_object::<CallState>("previous", previous)?;
        let verdict = argument::optional_object::<Verdict>("verdict", verdict)?;
        Ok(Self {
            previous: previous.map(|previous| previous.get().clone()),
            state: argument::object::<CallState>("state", state)?.get().clone(),
            verdict: verdict.map(|verdict| verdict.get().clone()),
            earliest: argument::seconds("earliest", earliest)?,
            latest: argument::seconds("latest", latest)?,
        })
    }

    /// The state before; None for the first poll of a call from `Client.call`.
    #[getter]
    fn previous(&self) -> Option<CallState> {
        self.previous.clone()
    }

    /// The new state.
    #[getter]
    fn state(&self) -> CallState {
        self.state.clone()
    }

    /// The verdict on the transition; None without a `previous` state.
    #[getter]
    fn verdict(&self) -> Option<Verdict> {
        self.verdict.clone()
    }

    /// The lower bound of when the change happened: the last poll that still showed the previous state began at this time.
    /// In seconds since the call was placed, or since its handle was created.
    #[getter]
    fn earliest(&self) -> f64 {
        self.earliest.as_secs_f64()
    }

    /// The upper bound of when the change happened: the new state was seen at this time. In seconds since the call was placed, or
    /// since its handle was created.
    #[getter]
    fn latest(&self) -> f64 {
        self.latest.as_secs_f64()
    }

    fn __str__(&self) -> String {
        self.core().to_string()
    }
}

value::value! { Change {
    previous: "CallState?", state: "CallState", verdict: "Verdict?", earliest: "float", latest: "float"
} }
value::html! { Change }
