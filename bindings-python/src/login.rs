//! What a client logs in with, logins through the platform's page, and tokens that a program keeps itself.

use std::time::SystemTime;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyString;
use ringout_core::Credentials;

use crate::argument::{optional_text, text};
use crate::error::raise;

type Text<'a, 'py> = Option<&'a Bound<'py, PyString>>;

/// The credentials of the one grant whose arguments were given: a JWT; username, password and extension; or code, redirect
/// URI and verifier.
pub fn credentials(
    jwt: Text<'_, '_>,
    (username, password, extension): (Text<'_, '_>, Text<'_, '_>, Text<'_, '_>),
    (code, redirect_uri, verifier): (Text<'_, '_>, Text<'_, '_>, Text<'_, '_>),
) -> PyResult<Credentials> {
    let jwt = optional_text("jwt", jwt)?;
    let (username, password) = (optional_text("username", username)?, optional_text("password", password)?);
    let extension = optional_text("extension", extension)?;
    let (code, redirect_uri) = (optional_text("code", code)?, optional_text("redirect_uri", redirect_uri)?);
    let verifier = optional_text("verifier", verifier)?;
    match (jwt, (username, password, extension), (code, redirect_uri, verifier)) {
        (Some(jwt), (None, None, None), (None, None, None)) => Ok(Credentials::jwt(jwt)),
        (None, (Some(username), Some(password), extension), (None, None, None)) => {
            Ok(Credentials::password(username, extension, password))
        }
        (None, (None, None, None), (Some(code), Some(redirect_uri), verifier)) => {
            Ok(Credentials::code(code, redirect_uri, verifier))
        }
        _ => Err(PyTypeError::new_err(
            "login() takes jwt; or username, password and perhaps extension; or code, redirect_uri and perhaps verifier",
        )),
    }
}

/// A login through the platform's page that has begun: `Client.authorize_url` makes one.
///
/// Send the user to `url`. Keep `redirect_uri`, `state` and `verifier` (in a web application: in the user's session) until the
/// platform redirects back, then give them to `Client.login_redirect` as `Authorization(redirect_uri, state, verifier)`.
#[pyclass(frozen, module = "ringout")]
pub struct Authorization(pub ringout_core::Authorization);

#[pymethods]
impl Authorization {
    #[new]
    fn new(
        redirect_uri: &Bound<'_, PyString>,
        state: &Bound<'_, PyString>,
        verifier: &Bound<'_, PyString>,
    ) -> PyResult<Self> {
        let (redirect_uri, state) = (text("redirect_uri", redirect_uri)?, text("state", state)?);
        Ok(Self(ringout_core::Authorization::new(redirect_uri, state, text("verifier", verifier)?)))
    }

    /// Where to send the user; empty for one that was not made by `Client.authorize_url`.
    #[getter]
    fn url(&self) -> &str {
        self.0.url()
    }

    /// Where the platform sends the user back to.
    #[getter]
    fn redirect_uri(&self) -> &str {
        self.0.redirect_uri()
    }

    /// What the redirect must bring back unchanged.
    #[getter]
    fn state(&self) -> &str {
        self.0.state()
    }

    /// The PKCE verifier: a secret, to be kept on your side.
    #[getter]
    fn verifier(&self) -> &str {
        self.0.verifier()
    }

    /// Never shows the verifier.
    fn __repr__(&self) -> String {
        format!("<ringout.Authorization for {}>", self.0.redirect_uri())
    }
}

/// A token as the platform gave it, for those who keep it themselves. Its `repr` shows no part of it.
#[pyclass(frozen, module = "ringout")]
pub struct Token(pub ringout_core::Token);

#[pymethods]
impl Token {
    /// Reads a token that `to_json` wrote, or the platform's own answer, taken as given just now.
    #[staticmethod]
    fn from_json(py: Python<'_>, json: &Bound<'_, PyString>) -> PyResult<Self> {
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
