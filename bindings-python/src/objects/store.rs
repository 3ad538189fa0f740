//! Token stores written in Python.

use std::any::Any;

use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyString;
use ringout_core::StoreError;

use crate::base::attach::attach;
use crate::values::token::TokenKey;

/// A token store written in Python. The core calls it on its own threads.
pub struct PythonStore(Py<PyAny>);

impl PythonStore {
    pub fn new(store: &Bound<'_, PyAny>) -> PyResult<Self> {
        for method in ["load", "save"] {
            if !store.getattr_opt(method)?.is_some_and(|found| found.is_callable()) {
                return Err(PyTypeError::new_err(format!("token_store has no method {method}(); see PythonStore")));
            }
        }
        Ok(Self(store.clone().unbind()))
    }

    /// Runs Python code, and returns the message of an exception. Drops its traceback and cause, which could show the token.
    fn run<R>(&self, code: impl FnOnce(&Bound<'_, PyAny>) -> PyResult<R>) -> Result<R, StoreError> {
        let task = |py: Python<'_>| code(self.0.bind(py)).map_err(|raised| StoreError::from(raised.to_string()));
        attach(task).unwrap_or_else(|| Err("Python is shutting down".into()))
    }
}

impl ringout_core::TokenStore for PythonStore {
    fn load(&self, key: &ringout_core::TokenKey) -> Result<Option<String>, StoreError> {
        self.run(|store| {
            let found = store.call_method1(intern!(store.py(), "load"), (TokenKey(key.clone()),))?;
            if found.is_none() {
                return Ok(None);
            }
            let text = found.cast::<PyString>().map_err(|_| wrong_type("load", "neither a str nor None", &found))?;
            Ok(Some(text.to_str()?.to_owned()))
        })
    }

    fn save(&self, key: &ringout_core::TokenKey, token: Option<&str>) -> Result<(), StoreError> {
        self.run(|store| store.call_method1(intern!(store.py(), "save"), (TokenKey(key.clone()), token)).map(drop))
    }

    fn try_lock(&self, key: &ringout_core::TokenKey) -> Result<Option<Box<dyn Any + Send>>, StoreError> {
        self.run(|store| {
            let Some(try_lock) = store.getattr_opt(intern!(store.py(), "try_lock"))? else {
                return Ok(Some(Box::new(()) as Box<dyn Any + Send>));
            };
            let lock = try_lock.call1((TokenKey(key.clone()),))?;
            if lock.is_none() {
                return Ok(None);
            }
            if !lock.hasattr(intern!(store.py(), "__exit__"))? {
                return Err(wrong_type("try_lock", "neither a context manager nor None", &lock));
            }
            Ok(Some(Box::new(HeldLock(lock.unbind())) as Box<dyn Any + Send>))
        })
    }
}

/// Returns the error for a wrong value. Names only its type, because the value may be a token.
fn wrong_type(method: &str, problem: &str, value: &Bound<'_, PyAny>) -> PyErr {
    let name = value.get_type().name().map_or_else(|_| "?".into(), |name| name.to_string());
    PyTypeError::new_err(format!("{method}() returned {problem}, but {name}"))
}

/// A lock of the store. Calls its `__exit__` when dropped.
struct HeldLock(Py<PyAny>);

impl Drop for HeldLock {
    fn drop(&mut self) {
        attach(|py| {
            let (lock, nothing) = (self.0.bind(py), (py.None(), py.None(), py.None()));
            if let Err(raised) = lock.call_method1(intern!(py, "__exit__"), nothing) {
                raised.write_unraisable(py, Some(lock));
            }
        });
    }
}
