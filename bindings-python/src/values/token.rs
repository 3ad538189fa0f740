//! Tokens that a program keeps itself, and whose they are.

use std::time::SystemTime;

use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::ground::argument::text;
use crate::ground::error::raise;
use crate::ground::value;

/// A token as the platform gave it, for those who keep it themselves. Its `repr` shows no part of it.
#[pyclass(frozen, module = "ringout")]
pub struct Token(pub ringout_core::Token);

#[pymethods]
impl Token {
    /// Reads a token that `to_json` wrote, or the platform's own answer, taken as given just now.
    #[staticmethod]
    fn from_json(py: Python<'_>, json: &Bound<'_, PyAny>) -> PyResult<Self> {
        ringout_core::Token::from_json(&text("json", json)?).map(Self).map_err(|error| raise(py, &error))
    }

    /// The JSON to keep, a secret: everything that the platform sent, and `expires_at`, in seconds since 1970.
    fn to_json(&self) -> &str {
        self.0.to_json()
    }

    /// The access token: a secret.
    #[getter]
    fn access_token(&self) -> &str {
        self.0.access_token()
    }

    /// The refresh token, a secret, or None: the platform gives one only to apps that ask for it.
    #[getter]
    fn refresh_token(&self) -> Option<&str> {
        self.0.refresh_token()
    }

    /// When the access token ends: a datetime in UTC.
    #[getter]
    fn expires_at(&self) -> SystemTime {
        self.0.expires_at()
    }

    /// The app's permissions as the platform lists them, separated by spaces, or None.
    #[getter]
    fn scope(&self) -> Option<&str> {
        self.0.scope()
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        Ok(format!("<ringout.Token, ends {}>", slf.getattr("expires_at")?.str()?.to_cow()?))
    }
}

/// Whose token it is: what a token store keeps it under. `str()` makes one text of the three. Immutable, comparable,
/// hashable.
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct TokenKey(pub ringout_core::TokenKey);

#[pymethods]
impl TokenKey {
    #[new]
    fn new(server: &Bound<'_, PyAny>, client_id: &Bound<'_, PyAny>, user: &Bound<'_, PyAny>) -> PyResult<Self> {
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
