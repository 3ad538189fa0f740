//! Which application is asking.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::token::Form;
use crate::errors::OAuthError;
use crate::identity::Identity;
use crate::server::request::Request;

/// The two applications that the simulator knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum App {
    /// Has a secret, and proves it with HTTP Basic.
    Confidential,
    /// Has none: `client_id` in the body and no Authorization header.
    Public,
}

/// Checks the client's own credentials.
pub fn authenticate(identity: &Identity, request: &Request, form: &Form) -> Result<App, OAuthError> {
    match request.header("authorization") {
        Some(header) => with_basic(identity, header),
        None => without_secret(identity, form),
    }
}

fn with_basic(identity: &Identity, header: &str) -> Result<App, OAuthError> {
    let (id, secret) = decode_basic(header).ok_or_else(OAuthError::bad_client_header)?;
    if id == identity.client_id {
        return if secret == identity.client_secret {
            Ok(App::Confidential)
        } else {
            Err(OAuthError::wrong_client_secret())
        };
    }
    // An SDK that always sends Basic has an empty secret for a public application; the platform refuses that.
    Err(if id == identity.public_client_id { OAuthError::wrong_client_secret() } else { OAuthError::unknown_client() })
}

fn without_secret(identity: &Identity, form: &Form) -> Result<App, OAuthError> {
    match form.get("client_id") {
        None => Err(OAuthError::no_client()),
        Some(id) if id == identity.public_client_id => Ok(App::Public),
        Some(id) if id == identity.client_id => Err(OAuthError::wrong_client_secret()),
        Some(_) => Err(OAuthError::unknown_client()),
    }
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
