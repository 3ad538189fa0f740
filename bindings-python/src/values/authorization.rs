//! Logins through the platform's page.

use pyo3::prelude::*;

use crate::ground::argument::text;

/// A login through the platform's page that has begun: `Client.authorize_url` makes one.
///
/// Send the user to `url`. Keep `redirect_uri`, `state` and `verifier` (in a web application: in the user's session) until the
/// platform redirects back, then give them to `Client.login_redirect` as `Authorization(redirect_uri, state, verifier)`.
#[pyclass(frozen, module = "ringout")]
pub struct Authorization(pub ringout_core::Authorization);

#[pymethods]
impl Authorization {
    #[new]
    fn new(redirect_uri: &Bound<'_, PyAny>, state: &Bound<'_, PyAny>, verifier: &Bound<'_, PyAny>) -> PyResult<Self> {
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
