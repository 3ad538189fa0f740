//! Authorization code login through the platform's page: the URL for the user, and the redirect back.
//!
//! This is OAuth's authorization code grant (RFC 6749, section 4.1) with PKCE (RFC 7636). `state` proves that the
//! redirect belongs to a login that we began, the verifier that the same party redeems the code. Both are always used.
//! Nothing is kept in the client, because in a web application the redirect may arrive at another process.

use std::fmt;

use super::credentials::Credentials;
use super::pkce;
use crate::base::error::{Error, Result, refused_redirect};
use crate::base::secret::Secret;
use crate::transport::http::{decode_query, encode_query};

/// A login through RingCentral's login page that has begun.
///
/// Send the user to [`url`](Self::url). Keep `state`, `verifier` and `redirect_uri` (in a web application, in the user's
/// session) until RingCentral redirects back, then pass them to
/// [`Client::login_redirect`](crate::Client::login_redirect). Its `Debug` does not show the verifier.
///
/// # Examples
///
/// ```no_run
/// use ringout_core::{Authorization, Client};
///
/// let client = Client::builder("https://platform.ringcentral.com", "client-id").build()?;
/// let begun = client.authorize_url("https://example.com/callback")?;
/// println!("send the user to {}", begun.url());
/// let saved = (begun.redirect_uri().to_owned(), begun.state().to_owned(), begun.verifier().to_owned());
///
/// // After the redirect, perhaps in another process:
/// let restored = Authorization::new(saved.0, saved.1, saved.2);
/// client.login_redirect("https://example.com/callback?code=from-the-platform&state=as-it-was", &restored)?;
/// # Ok::<(), ringout_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Authorization {
    url: String,
    redirect_uri: String,
    state: String,
    verifier: Secret,
}

impl Authorization {
    /// Restores a login from its saved parts.
    pub fn new(redirect_uri: impl Into<String>, state: impl Into<String>, verifier: impl Into<String>) -> Self {
        Self {
            url: String::new(),
            redirect_uri: redirect_uri.into(),
            state: state.into(),
            verifier: Secret::new(verifier),
        }
    }

    /// Begins a login, with a random `state` and a PKCE challenge (S256).
    pub(crate) fn begin(origin: &str, client_id: &str, redirect_uri: &str) -> Result<Self> {
        if redirect_uri.is_empty() {
            return Err(Error::invalid(
                "redirect_uri",
                "is empty; set it to a redirect URI of the app in the developer console",
            ));
        }
        let mut authorization = Self::new(redirect_uri, pkce::random_text()?, pkce::random_text()?);
        let challenge = pkce::challenge(authorization.verifier());
        let query = encode_query([
            ("response_type", "code"),
            ("client_id", client_id),
            ("redirect_uri", redirect_uri),
            ("state", authorization.state()),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        authorization.url = format!("{origin}/restapi/oauth/authorize?{query}");
        Ok(authorization)
    }

    /// Returns where to send the user; empty for a login restored with [`new`](Self::new).
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns where RingCentral sends the user back to.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// Returns the state, which the redirect must bring back unchanged.
    pub fn state(&self) -> &str {
        &self.state
    }

    /// Returns the PKCE verifier: a secret that must not leave your side.
    pub fn verifier(&self) -> &str {
        self.verifier.expose()
    }

    /// Checks the URL that the platform redirected to, and takes the code from it.
    ///
    /// The state is checked first. If the redirect is not ours, nothing else in it is trusted, not even its error.
    pub(crate) fn redeem(&self, redirected_to: &str) -> Result<Credentials> {
        let query = redirected_to.split_once('?').map_or(redirected_to, |(_, query)| query);
        let fields = decode_query(query.split('#').next().unwrap_or_default());
        let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        if field("state") != Some(self.state()) || self.state.is_empty() {
            return Err(Error::invalid(
                "state",
                "the redirect does not belong to this login: its state is different; begin the login again",
            ));
        }
        if let Some(error) = field("error") {
            return Err(refused_redirect(error, field("error_description")));
        }
        match field("code") {
            Some(code) if !code.is_empty() => Ok(Credentials::of_redirect(Secret::new(code), self)),
            _ => Err(Error::invalid("code", "the redirect has no code")),
        }
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorization").field("redirect_uri", &self.redirect_uri).finish_non_exhaustive()
    }
}
