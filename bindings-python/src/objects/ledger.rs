//! Ledgers written in Python.

use std::time::Duration;

use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyString};
use ringout_core::{LedgerRecord, StoreError, Swap};

use crate::base::argument::seconds;
use crate::base::attach::attach;
use crate::values::ledger_key::LedgerKey;

/// A ledger written in Python. The core calls it on its own threads.
pub struct PythonLedger(Py<PyAny>);

impl PythonLedger {
    /// Wraps the object that is the argument `name`.
    pub fn new(name: &str, ledger: &Bound<'_, PyAny>) -> PyResult<Self> {
        for method in ["load", "swap"] {
            if !ledger.getattr_opt(method)?.is_some_and(|found| found.is_callable()) {
                return Err(PyTypeError::new_err(format!("{name} has no method {method}(); see Ledger")));
            }
        }
        Ok(Self(ledger.clone().unbind()))
    }

    /// Runs Python code, and returns the message of an exception.
    fn run<R>(&self, code: impl FnOnce(&Bound<'_, PyAny>) -> PyResult<R>) -> Result<R, StoreError> {
        let task = |py: Python<'_>| code(self.0.bind(py)).map_err(|raised| StoreError::from(raised.to_string()));
        attach(task).unwrap_or_else(|| Err("Python is shutting down".into()))
    }
}

impl ringout_core::Ledger for PythonLedger {
    fn load(&self, key: &ringout_core::LedgerKey) -> Result<Option<LedgerRecord>, StoreError> {
        self.run(|ledger| {
            record("load", &ledger.call_method1(intern!(ledger.py(), "load"), (LedgerKey(key.clone()),))?)
        })
    }

    fn swap(
        &self,
        key: &ringout_core::LedgerKey,
        expected: Option<&str>,
        new: &str,
        lifetime: Duration,
    ) -> Result<Swap, StoreError> {
        self.run(|ledger| {
            let arguments = (LedgerKey(key.clone()), expected, new, lifetime.as_secs_f64());
            let result = ledger.call_method1(intern!(ledger.py(), "swap"), arguments)?;
            if result.is_instance_of::<PyBool>() && result.is_truthy()? {
                return Ok(Swap::Done);
            }
            record("swap", &result).map(Swap::Conflict)
        })
    }
}

/// Reads what a method returned: the value and its age in seconds, or None.
fn record(method: &str, result: &Bound<'_, PyAny>) -> PyResult<Option<LedgerRecord>> {
    if result.is_none() {
        return Ok(None);
    }
    let wrong = || {
        let name = result.get_type().name().map_or_else(|_| "?".into(), |name| name.to_string());
        let done = if method == "swap" { "True, " } else { "" };
        let expected = format!("{done}None or a tuple of a str and a number of seconds");
        PyTypeError::new_err(format!("{method}() must return {expected}, not {name}"))
    };
    let (value, age): (Bound<'_, PyAny>, Bound<'_, PyAny>) = result.extract().map_err(|_| wrong())?;
    let value = value.cast::<PyString>().map_err(|_| wrong())?.to_str()?.to_owned();
    // An age below zero would be a clock that was set back.
    let age = age.extract::<f64>().map_err(|_| wrong())?.max(0.0);
    let age = seconds("age", &age.into_pyobject(result.py())?.into_any())?;
    Ok(Some(LedgerRecord { value, age }))
}
