//! Verdicts on transitions between states.

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use ringout_core::{Field, Status, VerdictKind};

use crate::base::{argument, enums, value};
use crate::values::state::CallState;
use crate::values::status;

/// The result of `check_transition`. Immutable, comparable, hashable.
#[pyclass(frozen, eq, hash, from_py_object, module = "ringout")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Verdict {
    kind: VerdictKind,
    reasons: Vec<Reason>,
}

/// One finding about a transition. Immutable, comparable, hashable.
#[pyclass(frozen, eq, hash, from_py_object, module = "ringout")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Reason {
    field: Field,
    kind: VerdictKind,
    path: Vec<Status>,
    text: String,
}

/// Judges whether the state `to` may follow the state `from_`, and returns a `Verdict`.
///
/// Sends nothing. An undocumented value is not an error; its verdict is `Undocumented`.
///
/// Example:
///     >>> ringing = CallState("InProgress", "InProgress", "InProgress")
///     >>> ended = CallState("Success", "Finished", "Success")
///     >>> print(check_transition(ringing, ended))
///     Skipped; caller: InProgress > Success > Finished, but Success was not seen
#[pyfunction]
pub fn check_transition(from_: &Bound<'_, PyAny>, to: &Bound<'_, PyAny>) -> PyResult<Verdict> {
    let (from, to) = (argument::object::<CallState>("from", from_)?, argument::object::<CallState>("to", to)?);
    Ok(ringout_core::check_transition(&from.get().0, &to.get().0).into())
}

impl From<ringout_core::Verdict> for Verdict {
    fn from(verdict: ringout_core::Verdict) -> Self {
        Self { kind: verdict.kind, reasons: verdict.reasons.into_iter().map(Reason::from).collect() }
    }
}

impl From<ringout_core::Reason> for Reason {
    fn from(reason: ringout_core::Reason) -> Self {
        Self { field: reason.field, kind: reason.kind, path: reason.path.to_vec(), text: reason.text }
    }
}

impl Verdict {
    /// Returns the core's verdict, without the paths, which its text does not contain.
    pub fn core(&self) -> ringout_core::Verdict {
        let reason = |reason: &Reason| ringout_core::Reason {
            field: reason.field,
            kind: reason.kind,
            path: &[],
            text: reason.text.clone(),
        };
        ringout_core::Verdict { kind: self.kind, reasons: self.reasons.iter().map(reason).collect() }
    }
}

#[pymethods]
impl Verdict {
    #[new]
    fn new(kind: &Bound<'_, PyAny>, reasons: &Bound<'_, PyAny>) -> PyResult<Self> {
        let reason = |reason: &Bound<'_, PyAny>| Ok(argument::object::<Reason>("reasons", reason)?.get().clone());
        let reasons = argument::list("reasons", "Reasons", reasons, reason)?;
        Ok(Self { kind: enums::parse("kind", kind)?, reasons })
    }

    /// The worst verdict on the three statuses and their combination: a `VerdictKind`.
    #[getter]
    fn kind<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        enums::member(py, self.kind)
    }

    /// The reason for each part that is neither `Unchanged` nor `Documented`. Empty for a documented transition.
    #[getter]
    fn reasons<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.reasons.iter().cloned())
    }

    fn __str__(&self) -> String {
        self.core().to_string()
    }
}

value::value! { Verdict { kind: "VerdictKind", reasons: "[Reason]" } }

#[pymethods]
impl Reason {
    #[new]
    fn new(
        field: &Bound<'_, PyAny>,
        kind: &Bound<'_, PyAny>,
        path: &Bound<'_, PyAny>,
        text: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        Ok(Self {
            field: enums::parse("field", field)?,
            kind: enums::parse("kind", kind)?,
            path: argument::list("path", "statuses", path, |text| status::parse("path", text))?,
            text: argument::string("text", text)?,
        })
    }

    /// The part of the state: a `Field`.
    #[getter]
    fn field<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        enums::member(py, self.field)
    }

    /// The verdict on this part: a `VerdictKind`.
    #[getter]
    fn kind<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        enums::member(py, self.kind)
    }

    /// The inferred path through statuses that were not seen, such as `InProgress`, `Success`, `Finished`. Empty if none was
    /// skipped.
    #[getter]
    fn path<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let path: PyResult<Vec<_>> = self.path.iter().map(|step| status::object(py, step)).collect();
        PyTuple::new(py, path?)
    }

    /// The finding as a sentence.
    #[getter]
    fn text(&self) -> &str {
        &self.text
    }

    fn __str__(&self) -> &str {
        &self.text
    }
}

value::value! { Reason { field: "Field", kind: "VerdictKind", path: "[Status]", text: "str" } }
