//! Credentials of a user.
//!
//! The three grants that a user can have, and the forms they are sent as. A form is a [`Secret`] as soon as it exists.
//! The fourth grant, a refresh token, comes with a token and not from the user.

use std::fmt;
use std::time::Duration;

use super::authorize::Authorization;
use super::pkce;
use super::token::Token;
use crate::base::error::{Error, Result};
use crate::base::secret::Secret;
use crate::transport::http::encode_query;

/// Credentials to log in with. Its `Debug` shows the kind and nothing else.
///
/// Pass them to [`ClientBuilder::credentials`](crate::ClientBuilder::credentials), which logs in when the first request
/// needs it, or to [`Client::login`](crate::Client::login), which logs in at once. They are kept in memory and
/// overwritten when they are dropped.
///
/// # Examples
///
/// ```
/// use ringout_core::Credentials;
///
/// let jwt = Credentials::jwt("jwt-from-the-developer-console");
/// let password = Credentials::password("+16505550100", Some("101".to_owned()), "password");
/// assert_eq!(format!("{jwt:?} {password:?}"), "Credentials(jwt) Credentials(password)");
/// ```
#[derive(Clone)]
pub struct Credentials(Grant);

#[derive(Clone)]
enum Grant {
    Jwt(Secret),
    Password { username: String, extension: Option<String>, password: Secret },
    Code { code: Secret, redirect_uri: String, verifier: Option<Secret> },
}

/// Requested lifetimes of the tokens; RingCentral chooses those that are not set.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TokenLifetimes {
    pub(crate) access: Option<Duration>,
    pub(crate) refresh: Option<Duration>,
}

impl Credentials {
    /// Creates credentials from a JWT credential of the developer console. It is exchanged for a token, and never sent
    /// with any other request.
    ///
    /// Surrounding white space is removed. White space inside is [`InvalidArgument`](crate::ErrorCode::InvalidArgument),
    /// because the JWT was copied incompletely or with something else. The app needs the JWT grant.
    pub fn jwt(assertion: impl Into<String>) -> Self {
        Self(Grant::Jwt(Secret::new(assertion.into().trim().to_owned())))
    }

    /// Creates credentials from a user's phone number or email address, extension, and password. RingCentral is retiring
    /// this grant; prefer a JWT.
    ///
    /// An empty extension counts as none and is not sent.
    pub fn password(username: impl Into<String>, extension: Option<String>, password: impl Into<String>) -> Self {
        let extension = extension.filter(|extension| !extension.is_empty());
        Self(Grant::Password { username: username.into(), extension, password: Secret::new(password) })
    }

    /// Creates credentials from an authorization code that RingCentral sent to the redirect URI.
    /// [`Client::login_redirect`](crate::Client::login_redirect) takes it from the redirect and checks the `state`.
    ///
    /// A code works once. When the token can no longer be refreshed, the user must log in again. `verifier` belongs to
    /// the PKCE challenge that the login began with, if it had one.
    pub fn code(code: impl Into<String>, redirect_uri: impl Into<String>, verifier: Option<String>) -> Self {
        let (code, verifier) = (Secret::new(code), verifier.map(Secret::new));
        Self(Grant::Code { code, redirect_uri: redirect_uri.into(), verifier })
    }

    pub(super) fn of_redirect(code: Secret, authorization: &Authorization) -> Self {
        let redirect_uri = authorization.redirect_uri().to_owned();
        Self(Grant::Code { code, redirect_uri, verifier: Some(Secret::new(authorization.verifier())) })
    }

    pub(crate) fn check(&self) -> Result<()> {
        match &self.0 {
            Grant::Jwt(jwt) if jwt.is_empty() => {
                Err(Error::invalid("jwt", "is empty; create a JWT credential in the developer console"))
            }
            Grant::Jwt(jwt) if jwt.expose().contains(|c: char| c.is_control() || c.is_whitespace()) => {
                Err(Error::invalid("jwt", "contains white space; copy the whole credential and nothing else"))
            }
            Grant::Password { username, .. } if username.trim().is_empty() => {
                Err(Error::invalid("username", "is empty; set it to the user's phone number or email address"))
            }
            Grant::Password { password, .. } if password.is_empty() => Err(Error::invalid("password", "is empty")),
            Grant::Code { code, .. } if code.is_empty() => {
                Err(Error::invalid("code", "is empty; pass the code parameter of the redirect"))
            }
            Grant::Code { redirect_uri, .. } if redirect_uri.is_empty() => {
                Err(Error::invalid("redirect_uri", "is empty; pass the one that the login began with"))
            }
            _ => Ok(()),
        }
    }

    /// The name of the grant in the developer console.
    pub(super) fn grant(&self) -> &'static str {
        match self.0 {
            Grant::Jwt(_) => "JWT",
            Grant::Password { .. } => "password",
            Grant::Code { .. } => "authorization code",
        }
    }

    /// Whether they can log in again: a code works once.
    pub(super) fn is_reusable(&self) -> bool {
        !matches!(self.0, Grant::Code { .. })
    }

    /// The user, as far as the credentials identify one, for the key of a token store.
    ///
    /// Only the platform may interpret the user in a JWT, so a fingerprint tells JWTs apart.
    pub(super) fn user(&self) -> Option<String> {
        match &self.0 {
            Grant::Jwt(jwt) => Some(format!("jwt-{}", pkce::fingerprint(jwt.expose()))),
            Grant::Password { username, extension, .. } => {
                Some(format!("{username}*{}", extension.as_deref().unwrap_or_default()))
            }
            Grant::Code { .. } => None,
        }
    }

    /// The fields of the token request.
    pub(super) fn form(&self, lifetimes: TokenLifetimes, public_client_id: Option<&str>) -> Secret {
        let mut fields = match &self.0 {
            Grant::Jwt(jwt) => {
                vec![("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", jwt.expose())]
            }
            Grant::Password { username, extension, password } => {
                let mut fields =
                    vec![("grant_type", "password"), ("username", username), ("password", password.expose())];
                fields.extend(extension.as_deref().map(|extension| ("extension", extension)));
                fields
            }
            Grant::Code { code, redirect_uri, verifier } => {
                let mut fields =
                    vec![("grant_type", "authorization_code"), ("code", code.expose()), ("redirect_uri", redirect_uri)];
                fields.extend(verifier.as_ref().map(|verifier| ("code_verifier", verifier.expose())));
                fields
            }
        };
        finish_form(&mut fields, lifetimes, public_client_id)
    }

    /// Adds which credentials were refused, if the platform only calls them invalid.
    pub(super) fn explain(&self, error: Error) -> Error {
        if error.oauth_error() != Some("invalid_grant") || !matches!(error.error_code(), None | Some("OAU-140")) {
            return error;
        }
        error.with_hint(match &self.0 {
            Grant::Jwt(_) => {
                "check the JWT (`credentials`, or RC_USER_JWT): it must be for this app and this server, and neither expired \
                 nor revoked"
            }
            Grant::Password { .. } => "check the user's name, extension and password",
            Grant::Code { .. } => {
                "a code works once and expires soon, and needs the redirect URI and verifier of its login; begin the login \
                 again"
            }
        })
    }

    pub(super) fn secrets(&self) -> Vec<&Secret> {
        match &self.0 {
            Grant::Jwt(jwt) => vec![jwt],
            Grant::Password { password, .. } => vec![password],
            Grant::Code { code, verifier, .. } => std::iter::once(code).chain(verifier).collect(),
        }
    }
}

/// The fields of a refresh.
pub(super) fn refresh_form(refresh: &Secret, lifetimes: TokenLifetimes, public_client_id: Option<&str>) -> Secret {
    let mut fields = vec![("grant_type", "refresh_token"), ("refresh_token", refresh.expose())];
    finish_form(&mut fields, lifetimes, public_client_id)
}

/// The fields of a revocation, which ends the whole session.
pub(super) fn revoke_form(token: &Token, public_client_id: Option<&str>) -> Secret {
    finish_form(&mut vec![("token", token.access_token())], TokenLifetimes::default(), public_client_id)
}

/// Adds the fields that every grant takes: the requested lifetimes, and the client id of a public app.
fn finish_form<'a>(
    fields: &mut Vec<(&'a str, &'a str)>,
    lifetimes: TokenLifetimes,
    public_client_id: Option<&'a str>,
) -> Secret {
    let seconds = |life: Option<Duration>| life.map(|life| life.as_secs().to_string());
    let (access, refresh) = (seconds(lifetimes.access), seconds(lifetimes.refresh));
    let lifetimes = [("access_token_ttl", &access), ("refresh_token_ttl", &refresh)];
    let lifetimes = lifetimes.iter().filter_map(|(name, life)| Some((*name, life.as_deref()?)));
    let client_id = public_client_id.map(|id| ("client_id", id));
    Secret::new(encode_query(fields.iter().copied().chain(lifetimes).chain(client_id)))
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Grant::Jwt(_) => "Credentials(jwt)",
            Grant::Password { .. } => "Credentials(password)",
            Grant::Code { .. } => "Credentials(code)",
        })
    }
}
