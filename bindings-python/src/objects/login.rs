//! What a client logs in with.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use ringout_core::Credentials;

use crate::ground::argument::optional_text;

type Text<'a, 'py> = Option<&'a Bound<'py, PyAny>>;

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
