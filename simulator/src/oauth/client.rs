//! Client authentication of the token endpoint.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::form::Form;
use crate::errors::OAuthError;
use crate::identity::Identity;
use crate::server::request::Request;

/// The two applications of the simulator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum App {
    /// Sends its secret with HTTP Basic.
    Confidential,
    /// Has no secret: sends its `client_id` in the body and no Authorization header.
    Public,
}

/// Checks the client's credentials.
pub fn authenticate(identity: &Identity, request: &Request, form: &Form) -> Result<App, OAuthError> {
    match request.header("authorization") {
        Some(header) => with_basic(identity, header),
        None => without_secret(identity, form),
    }
}

/// Returns the app with this id, without authentication.
pub fn by_id(identity: &Identity, id: &str) -> Result<App, OAuthError> {
    let apps = [(&identity.client_id, App::Confidential), (&identity.public_client_id, App::Public)];
    let known = apps.into_iter().find(|(known, _)| *known == id);
    known.map(|(_, app)| app).ok_or_else(OAuthError::unknown_client)
}

fn with_basic(identity: &Identity, header: &str) -> Result<App, OAuthError> {
    let (id, secret) = decode_basic(header).ok_or_else(OAuthError::bad_client_header)?;
    // Some clients form-encode both first (RFC 6749, 2.3.1), and most do not.
    let app = by_id(identity, &id).or_else(|error| by_id(identity, &form_decoded(&id)).map_err(|_| error))?;
    let is_secret = |secret: &str| secret == identity.client_secret;
    // A public application must not use Basic, even with an empty secret.
    match app {
        App::Confidential if is_secret(&secret) || is_secret(&form_decoded(&secret)) => Ok(App::Confidential),
        App::Confidential | App::Public => Err(OAuthError::wrong_client_secret()),
    }
}

fn without_secret(identity: &Identity, form: &Form) -> Result<App, OAuthError> {
    match form.get("client_id") {
        None => Err(OAuthError::no_client()),
        Some(id) => match by_id(identity, id)? {
            App::Public => Ok(App::Public),
            App::Confidential => Err(OAuthError::wrong_client_secret()),
        },
    }
}

fn form_decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

fn decode_basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}
