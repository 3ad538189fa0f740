//! Token stores that are written in Python.

use std::any::Any;

use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyString;
use ringout_core::StoreError;

use crate::ground::attach::attach;
use crate::values::token::TokenKey;

/// A token store written in Python. The core calls it on threads of its own.
pub struct TokenStore(Py<PyAny>);

impl TokenStore {
    pub fn new(store: &Bound<'_, PyAny>) -> PyResult<Self> {
        for method in ["load", "save"] {
            if !store.getattr_opt(method)?.is_some_and(|found| found.is_callable()) {
                return Err(PyTypeError::new_err(format!("token_store has no method {method}(); see TokenStore")));
            }
        }
        Ok(Self(store.clone().unbind()))
    }

    /// Runs Python code, and tells what it raised in words. No traceback and no cause: they could show the token.
    fn run<R>(&self, code: impl FnOnce(&Bound<'_, PyAny>) -> PyResult<R>) -> Result<R, StoreError> {
        let told = |py: Python<'_>| code(self.0.bind(py)).map_err(|raised| StoreError::from(raised.to_string()));
        attach(told).unwrap_or_else(|| Err("Python is shutting down".into()))
    }
}

impl ringout_core::TokenStore for TokenStore {
    fn load(&self, key: &ringout_core::TokenKey) -> Result<Option<String>, StoreError> {
        self.run(|store| {
            let found = store.call_method1(intern!(store.py(), "load"), (TokenKey(key.clone()),))?;
            if found.is_none() {
                return Ok(None);
            }
            let text = found.cast::<PyString>().map_err(|_| wrong("load", "neither a str nor None", &found))?;
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
                return Err(wrong("try_lock", "neither a context manager nor None", &lock));
            }
            Ok(Some(Box::new(Held(lock.unbind())) as Box<dyn Any + Send>))
        })
    }
}

/// Says what is wrong with a value by its type; its text may be a token's.
fn wrong(method: &str, problem: &str, value: &Bound<'_, PyAny>) -> PyErr {
    let name = value.get_type().name().map_or_else(|_| "?".into(), |name| name.to_string());
    PyTypeError::new_err(format!("{method}() returned {problem}, but {name}"))
}

/// A lock that a store has given, and gets back when this is dropped.
struct Held(Py<PyAny>);

impl Drop for Held {
    fn drop(&mut self) {
        attach(|py| {
            let (lock, nothing) = (self.0.bind(py), (py.None(), py.None(), py.None()));
            if let Err(raised) = lock.call_method1(intern!(py, "__exit__"), nothing) {
                raised.write_unraisable(py, Some(lock));
            }
        });
    }
}
