//! The credentials for `Client.login`.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use ringout_core::Credentials;

use crate::base::argument::optional_string;

type Arg<'a, 'py> = Option<&'a Bound<'py, PyAny>>;

/// Returns the credentials of the one grant whose arguments were passed: a JWT; username, password and extension; or code,
/// redirect URI and verifier.
pub fn credentials(
    jwt: Arg<'_, '_>,
    (username, password, extension): (Arg<'_, '_>, Arg<'_, '_>, Arg<'_, '_>),
    (code, redirect_uri, verifier): (Arg<'_, '_>, Arg<'_, '_>, Arg<'_, '_>),
) -> PyResult<Credentials> {
    let jwt = optional_string("jwt", jwt)?;
    let (username, password) = (optional_string("username", username)?, optional_string("password", password)?);
    let extension = optional_string("extension", extension)?;
    let (code, redirect_uri) = (optional_string("code", code)?, optional_string("redirect_uri", redirect_uri)?);
    let verifier = optional_string("verifier", verifier)?;
    match (jwt, (username, password, extension), (code, redirect_uri, verifier)) {
        (Some(jwt), (None, None, None), (None, None, None)) => Ok(Credentials::jwt(jwt)),
        (None, (Some(username), Some(password), extension), (None, None, None)) => {
            Ok(Credentials::password(username, extension, password))
        }
        (None, (None, None, None), (Some(code), Some(redirect_uri), verifier)) => {
            Ok(Credentials::code(code, redirect_uri, verifier))
        }
        _ => Err(PyTypeError::new_err(
            "login() takes jwt; or username, password and optionally extension; or code, redirect_uri and optionally verifier",
        )),
    }
}
