//! Whether one state may follow another.

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use ringout_core::{Field, Status, VerdictKind};

use crate::ground::{argument, enums, value};
use crate::values::state::CallState;
use crate::values::status;

/// What `check_transition` says of a step. Immutable, comparable, hashable.
#[pyclass(frozen, eq, hash, from_py_object, module = "ringout")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Verdict {
    kind: VerdictKind,
    reasons: Vec<Reason>,
}

/// One finding about a step. Immutable, comparable, hashable.
#[pyclass(frozen, eq, hash, from_py_object, module = "ringout")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Reason {
    field: Field,
    kind: VerdictKind,
    path: Vec<Status>,
    text: String,
}

/// Judges whether the state `to` may follow the state `from_`.
///
/// Asks nobody, and never fails: a value that no document has makes the verdict `Undocumented`.
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

#[pymethods]
impl Verdict {
    #[new]
    fn new(kind: &Bound<'_, PyAny>, reasons: &Bound<'_, PyAny>) -> PyResult<Self> {
        let reason = |reason: &Bound<'_, PyAny>| Ok(argument::object::<Reason>("reasons", reason)?.get().clone());
        let reasons = argument::list("reasons", "Reasons", reasons, reason)?;
        Ok(Self { kind: enums::parse("kind", kind)?, reasons })
    }

    /// The worst of the three statuses and of the new combination: a `VerdictKind`.
    #[getter]
    fn kind<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        enums::member(py, self.kind)
    }

    /// Why, for everything that is neither `Unchanged` nor `Documented`: empty on a documented step.
    #[getter]
    fn reasons<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.reasons.iter().cloned())
    }

    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        PyTuple::new(py, ["kind", "reasons"])
    }

    fn __getnewargs__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        value::fields(slf)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        value::repr(slf)
    }

    /// The core's own text; the paths do not show in it.
    fn __str__(&self) -> String {
        let reason = |reason: &Reason| ringout_core::Reason {
            field: reason.field,
            kind: reason.kind,
            path: &[],
            text: reason.text.clone(),
        };
        ringout_core::Verdict { kind: self.kind, reasons: self.reasons.iter().map(reason).collect() }.to_string()
    }
}

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
            text: argument::text("text", text)?,
        })
    }

    /// What it is about: a `Field`.
    #[getter]
    fn field<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        enums::member(py, self.field)
    }

    /// How bad it is: a `VerdictKind`.
    #[getter]
    fn kind<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        enums::member(py, self.kind)
    }

    /// The inferred way through states that were not seen, such as `InProgress`, `Success`, `Finished`; empty when nothing
    /// was skipped.
    #[getter]
    fn path<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let path: PyResult<Vec<_>> = self.path.iter().map(|step| status::object(py, step)).collect();
        PyTuple::new(py, path?)
    }

    /// The finding in words.
    #[getter]
    fn text(&self) -> &str {
        &self.text
    }

    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        PyTuple::new(py, ["field", "kind", "path", "text"])
    }

    fn __getnewargs__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        value::fields(slf)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        value::repr(slf)
    }

    fn __str__(&self) -> &str {
        &self.text
    }
}
