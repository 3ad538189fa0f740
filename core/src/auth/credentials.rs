//! What a user logs in with.

use std::fmt;

use crate::error::{Error, Result};
use crate::http::encode_query;
use crate::secret::Secret;

/// What to log in with. Its `Debug` shows the kind and nothing else.
#[derive(Clone)]
pub struct Credentials(Grant);

#[derive(Clone)]
enum Grant {
    Jwt(Secret),
}

impl Credentials {
    /// A JWT credential from the developer console. It is exchanged for a token, never sent with a request.
    pub fn jwt(assertion: impl Into<String>) -> Self {
        Self(Grant::Jwt(Secret::new(assertion.into().trim().to_owned())))
    }

    pub(crate) fn check(&self) -> Result<()> {
        match &self.0 {
            Grant::Jwt(jwt) if jwt.expose().is_empty() => {
                Err(Error::invalid("jwt", "is empty; create a JWT credential in the developer console"))
            }
            Grant::Jwt(jwt) if jwt.expose().contains(|c: char| c.is_control() || c.is_whitespace()) => {
                Err(Error::invalid("jwt", "has white space in it; copy the whole credential and nothing else"))
            }
            Grant::Jwt(_) => Ok(()),
        }
    }

    /// The body of the token request.
    pub(crate) fn form(&self, public_client_id: Option<&str>) -> Secret {
        let Grant::Jwt(jwt) = &self.0;
        let fields = [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", jwt.expose())];
        Secret::new(encode_query(fields.into_iter().chain(public_client_id.map(|id| ("client_id", id)))))
    }

    pub(crate) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        let Grant::Jwt(jwt) = &self.0;
        std::iter::once(jwt)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(jwt)")
    }
}
