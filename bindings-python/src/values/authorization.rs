//! Logins through RingCentral's login page.

use pyo3::prelude::*;

use crate::base::argument::string;
use crate::base::value;

/// A login through RingCentral's login page that has begun, from `Client.authorize_url`.
///
/// Send the user to `url`. Keep `redirect_uri`, `state` and `verifier` until RingCentral redirects the user back; in a web
/// application, keep them in the user's session. Then pass `Authorization(redirect_uri, state, verifier)` to
/// `Client.login_redirect`.
#[pyclass(frozen, module = "ringout")]
pub struct Authorization(pub ringout_core::Authorization);

#[pymethods]
impl Authorization {
    #[new]
    fn new(redirect_uri: &Bound<'_, PyAny>, state: &Bound<'_, PyAny>, verifier: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (redirect_uri, state) = (string("redirect_uri", redirect_uri)?, string("state", state)?);
        Ok(Self(ringout_core::Authorization::new(redirect_uri, state, string("verifier", verifier)?)))
    }

    /// The URL to send the user to; empty if the object is not from `Client.authorize_url`.
    #[getter]
    fn url(&self) -> &str {
        self.0.url()
    }

    /// The URI that RingCentral redirects the user to.
    #[getter]
    fn redirect_uri(&self) -> &str {
        self.0.redirect_uri()
    }

    /// The value that the redirect must return unchanged.
    #[getter]
    fn state(&self) -> &str {
        self.0.state()
    }

    /// The PKCE verifier, a secret. Do not send it to the user.
    #[getter]
    fn verifier(&self) -> &str {
        self.0.verifier()
    }

    /// Never shows the verifier.
    fn __repr__(&self) -> String {
        format!("<ringout.Authorization for {}>", self.0.redirect_uri())
    }
}

value::value! { secret Authorization { redirect_uri: "str", state: "str", verifier: "str"; derived url: "str" } }
