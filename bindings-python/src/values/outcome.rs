//! The class `Outcome`.

use pyo3::prelude::*;

use crate::base::{argument, enums, value};
use crate::values::status;
use crate::waiting::output::Output;
use crate::waiting::session::Session;

/// How a call ended, or that it was still in progress when the wait ended. `str()` is one line. Immutable, comparable, hashable.
///
/// Example:
///     >>> match call.wait(timeout=120):
///     ...     case Outcome(kind="Completed" | "Answered"):
///     ...         print("they talked")
///     ...     case Outcome(kind="Busy", leg=leg):
///     ...         print(f"the {leg} is busy")
///     they talked
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct Outcome(pub ringout_core::Outcome);

#[pymethods]
impl Outcome {
    #[new]
    fn new(
        kind: &Bound<'_, PyAny>,
        leg: Option<&Bound<'_, PyAny>>,
        status: &Bound<'_, PyAny>,
        connected: &Bound<'_, PyAny>,
        cancelled_by_us: &Bound<'_, PyAny>,
        source: &Bound<'_, PyAny>,
        explanation: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        Ok(Self(ringout_core::Outcome {
            kind: enums::parse("kind", kind)?,
            leg: leg.map(|leg| enums::parse("leg", leg)).transpose()?,
            status: status::parse("status", status)?,
            connected: argument::flag("connected", connected)?,
            cancelled_by_us: argument::flag("cancelled_by_us", cancelled_by_us)?,
            source: enums::parse("source", source)?,
            explanation: argument::string("explanation", explanation)?,
        }))
    }

    /// The outcome in one word: an `OutcomeKind`.
    #[getter]
    fn kind<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        enums::member(py, self.0.kind)
    }

    /// The `Leg` that decided the outcome, or None.
    #[getter]
    fn leg<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.leg.map(|leg| enums::member(py, leg)).transpose()
    }

    /// The `Status` that decided the outcome.
    #[getter]
    fn status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        status::object(py, &self.0.status)
    }

    /// Whether the caller and the callee were connected at any time.
    #[getter]
    fn connected(&self) -> bool {
        self.0.connected
    }

    /// Whether RingCentral accepted a cancel from this handle before the call ended.
    #[getter]
    fn cancelled_by_us(&self) -> bool {
        self.0.cancelled_by_us
    }

    /// What the outcome is based on: an `OutcomeSource`.
    #[getter]
    fn source<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        enums::member(py, self.0.source)
    }

    /// The outcome in one sentence.
    #[getter]
    fn explanation(&self) -> &str {
        &self.0.explanation
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }
}

value::value! { Outcome {
    kind: "OutcomeKind", leg: "Leg?", status: "Status", connected: "bool", cancelled_by_us: "bool",
    source: "OutcomeSource", explanation: "str"
} }
value::html! { Outcome }

impl Output for ringout_core::Outcome {
    fn into_python<'py>(self, py: Python<'py>, _: &Session) -> PyResult<Bound<'py, PyAny>> {
        Ok(Bound::new(py, Outcome(self))?.into_any())
    }
}
