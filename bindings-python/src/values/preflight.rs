//! The report of `Client.preflight`.

use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::base::{argument, enums, value};
use crate::waiting::output::Output;
use crate::waiting::session::Session;

/// A report on whether a call could be placed, from `Client.preflight`. `str()` is one line for each check. Immutable,
/// comparable, hashable.
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct Preflight(ringout_core::Preflight);

#[pymethods]
impl Preflight {
    #[new]
    fn new(checks: &Bound<'_, PyAny>) -> PyResult<Self> {
        let check = |check: &Bound<'_, PyAny>| Ok(argument::object::<Check>("checks", check)?.get().0.clone());
        Ok(Self(ringout_core::Preflight { checks: argument::list("checks", "Checks", checks, check)? }))
    }

    /// Whether no check failed. Warnings, and checks that were not possible, do not count.
    #[getter]
    fn ok(&self) -> bool {
        self.0.is_ok()
    }

    /// The checks, one for each kind that applies, in the order of `CheckKind`.
    #[getter]
    fn checks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.checks.iter().cloned().map(Check))
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }
}

value::value! { Preflight { checks: "[Check]"; derived ok: "bool" } }
value::html! { Preflight }

impl Output for ringout_core::Preflight {
    fn into_python<'py>(self, py: Python<'py>, _: &Session) -> PyResult<Bound<'py, PyAny>> {
        Ok(Bound::new(py, Preflight(self))?.into_any())
    }
}

/// One check of a `Preflight`. Immutable, comparable, hashable.
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct Check(ringout_core::Check);

#[pymethods]
impl Check {
    #[new]
    fn new(kind: &Bound<'_, PyAny>, result: &Bound<'_, PyAny>, explanation: &Bound<'_, PyAny>) -> PyResult<Self> {
        let explanation = argument::string("explanation", explanation)?;
        let (kind, result) = (enums::parse("kind", kind)?, enums::parse("result", result)?);
        Ok(Self(ringout_core::Check { kind, result, explanation }))
    }

    /// The kind of check: a `CheckKind`.
    #[getter]
    fn kind<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        enums::member(py, self.0.kind)
    }

    /// The result: a `CheckResult`.
    #[getter]
    fn result<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        enums::member(py, self.0.result)
    }

    /// What was found and what to do, in one sentence. The wording may change in any version.
    #[getter]
    fn explanation(&self) -> &str {
        &self.0.explanation
    }
}

value::value! { Check { kind: "CheckKind", result: "CheckResult", explanation: "str" } }
