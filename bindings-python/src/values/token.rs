//! Tokens, and the keys under which token stores save them.

use std::time::SystemTime;

use pyo3::prelude::*;

use crate::base::argument::string;
use crate::base::error::to_pyerr;
use crate::base::value;

/// A token, for programs that save it themselves. `repr()` does not show its secrets. There is no `to_dict`: `to_json` has the
/// whole token, and `from_json` restores it.
#[pyclass(frozen, module = "ringout")]
pub struct Token(pub ringout_core::Token);

#[pymethods]
impl Token {
    /// Reads a token from the JSON of `to_json`, or from RingCentral's response, which is taken as issued now.
    ///
    /// Raises:
    ///     InvalidArgumentError: The string is not the JSON of a token.
    #[staticmethod]
    fn from_json(py: Python<'_>, json: &Bound<'_, PyAny>) -> PyResult<Self> {
        ringout_core::Token::from_json(&string("json", json)?).map(Self).map_err(|error| to_pyerr(py, &error))
    }

    /// Returns the token as JSON, a secret: all that RingCentral sent, and `expires_at` in seconds since 1970.
    fn to_json(&self) -> &str {
        self.0.to_json()
    }

    /// The access token, a secret.
    #[getter]
    fn access_token(&self) -> &str {
        self.0.access_token()
    }

    /// The refresh token, a secret; or None. RingCentral issues one only to apps that request it.
    #[getter]
    fn refresh_token(&self) -> Option<&str> {
        self.0.refresh_token()
    }

    /// When the access token expires: a datetime in UTC.
    #[getter]
    fn expires_at(&self) -> SystemTime {
        self.0.expires_at()
    }

    /// The app's permissions, separated by spaces, or None.
    #[getter]
    fn scope(&self) -> Option<&str> {
        self.0.scope()
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        Ok(format!("<ringout.Token, expires {}>", slf.getattr("expires_at")?.str()?.to_cow()?))
    }
}

/// The key under which a token store saves a token. `str()` combines the three fields. Immutable, comparable, hashable.
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct TokenKey(pub ringout_core::TokenKey);

#[pymethods]
impl TokenKey {
    #[new]
    fn new(server: &Bound<'_, PyAny>, client_id: &Bound<'_, PyAny>, user: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (server, client_id) = (string("server", server)?, string("client_id", client_id)?);
        Ok(Self(ringout_core::TokenKey { server, client_id, user: string("user", user)? }))
    }

    /// The server's scheme, host and port.
    #[getter]
    fn server(&self) -> &str {
        &self.0.server
    }

    /// The app's client id.
    #[getter]
    fn client_id(&self) -> &str {
        &self.0.client_id
    }

    /// The user: `token_user` if it is set, otherwise the user of the credentials.
    #[getter]
    fn user(&self) -> &str {
        &self.0.user
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }
}

value::value! { TokenKey { server: "str", client_id: "str", user: "str" } }
