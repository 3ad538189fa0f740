//! Token stores that are written in Python.

use std::any::Any;
use std::sync::mpsc;
use std::time::Duration;

use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};
use ringout_core::{StoreError, spawn};

use crate::attach::attach;
use crate::{argument, value};

/// How long the release of a lock is waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whose token it is: what a token store keeps it under. `str()` makes one text of the three. Immutable, comparable,
/// hashable.
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct TokenKey(ringout_core::TokenKey);

#[pymethods]
impl TokenKey {
    #[new]
    fn new(
        server: &Bound<'_, PyString>,
        client_id: &Bound<'_, PyString>,
        user: &Bound<'_, PyString>,
    ) -> PyResult<Self> {
        let text = argument::text;
        let (server, client_id) = (text("server", server)?, text("client_id", client_id)?);
        Ok(Self(ringout_core::TokenKey { server, client_id, user: text("user", user)? }))
    }

    /// Scheme, host and port of the server.
    #[getter]
    fn server(&self) -> &str {
        &self.0.server
    }

    /// The app.
    #[getter]
    fn client_id(&self) -> &str {
        &self.0.client_id
    }

    /// The user, as `token_user` has it, or as the credentials tell.
    #[getter]
    fn user(&self) -> &str {
        &self.0.user
    }

    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        PyTuple::new(py, ["server", "client_id", "user"])
    }

    fn __getnewargs__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        value::fields(slf)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        value::repr(slf)
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }
}

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
            Ok(Some(Box::new(Held(Some(lock.unbind()))) as Box<dyn Any + Send>))
        })
    }
}

/// Says what is wrong with a value by its type; its text may be a token's.
fn wrong(method: &str, problem: &str, value: &Bound<'_, PyAny>) -> PyErr {
    let name = value.get_type().name().map_or_else(|_| "?".into(), |name| name.to_string());
    PyTypeError::new_err(format!("{method}() returned {problem}, but {name}"))
}

/// A lock that a store has given, and gets back when this is dropped.
struct Held(Option<Py<PyAny>>);

impl Drop for Held {
    fn drop(&mut self) {
        let Some(lock) = self.0.take() else { return };
        let (done, released) = mpsc::channel::<()>();
        // On another thread, so that code which blocks holds nobody up for long.
        spawn(move || {
            attach(|py| {
                let nothing = (py.None(), py.None(), py.None());
                if let Err(raised) = lock.bind(py).call_method1(intern!(py, "__exit__"), nothing) {
                    raised.write_unraisable(py, Some(lock.bind(py)));
                }
            });
            drop(done);
        });
        // An end without a word is the end as well.
        let _ = released.recv_timeout(PATIENCE);
    }
}
