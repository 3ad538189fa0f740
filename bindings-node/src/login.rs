//! Logging in and out, and tokens.

#![allow(clippy::needless_pass_by_value)] // napi hands strings over by value

use napi_derive::napi;
use ringout_core::{Authorization as CoreAuthorization, Credentials, Token as CoreToken};

use crate::cancel_token::CancelToken;
use crate::client::Client;
use crate::failure::since_1970;
use crate::operation::{Settled, settled, start};
use crate::queue::Queue;

/// The argument of `client.login`. The facade allows only the fields of one grant.
#[napi(object, object_to_js = false)]
pub struct LoginOptions {
    /// A JWT credential.
    pub jwt: Option<String>,
    /// A user's phone number or email address.
    pub username: Option<String>,
    /// The user's extension.
    pub extension: Option<String>,
    /// The user's password.
    pub password: Option<String>,
    /// An authorization code.
    pub code: Option<String>,
    /// The redirect URI of this login.
    pub redirect_uri: Option<String>,
    /// The PKCE verifier of this login.
    pub verifier: Option<String>,
}

impl LoginOptions {
    fn into_credentials(self) -> Credentials {
        match (self.jwt, self.code) {
            (Some(jwt), _) => Credentials::jwt(jwt),
            (None, Some(code)) => Credentials::code(code, self.redirect_uri.unwrap_or_default(), self.verifier),
            (None, None) => {
                let username = self.username.unwrap_or_default();
                Credentials::password(username, self.extension, self.password.unwrap_or_default())
            }
        }
    }
}

/// A login through the platform's login page.
#[napi(object)]
pub struct Authorization {
    /// The URL to send the user to.
    pub url: String,
    /// The URI that the platform redirects the user to.
    pub redirect_uri: String,
    /// The value that the redirect must return unchanged.
    pub state: String,
    /// The PKCE verifier, a secret.
    pub verifier: String,
}

/// A token of the core.
#[napi]
pub struct Token(CoreToken);

#[napi]
impl Token {
    /// Reads a saved token.
    #[napi]
    pub fn from_json(json: String) -> Settled<Token> {
        settled(CoreToken::from_json(&json).map(Token))
    }

    /// The token as JSON, a secret.
    #[napi]
    pub fn to_json(&self) -> &str {
        self.0.to_json()
    }

    /// The access token, a secret.
    #[napi]
    pub fn access_token(&self) -> &str {
        self.0.access_token()
    }

    /// The refresh token, a secret.
    #[napi]
    pub fn refresh_token(&self) -> Option<&str> {
        self.0.refresh_token()
    }

    /// The app's permissions.
    #[napi]
    pub fn scope(&self) -> Option<&str> {
        self.0.scope()
    }

    /// When the access token expires, in milliseconds since 1970.
    #[napi]
    pub fn expires_at(&self) -> f64 {
        since_1970(self.0.expires_at())
    }
}

#[napi]
impl Client {
    /// Logs in now.
    #[napi]
    pub fn login(
        &self,
        options: LoginOptions,
        queue: &Queue,
        number: u32,
        cancel: Option<&CancelToken>,
        timeout: Option<f64>,
    ) {
        start(self.core(), (queue.ticket(number), cancel, timeout), move |client| {
            client.login(options.into_credentials())
        });
    }

    /// Begins a login through the platform's login page.
    #[napi]
    pub fn authorize_url(&self, redirect_uri: String) -> Settled<Authorization> {
        settled(self.core().authorize_url(&redirect_uri).map(|authorization| Authorization {
            url: authorization.url().to_owned(),
            redirect_uri: authorization.redirect_uri().to_owned(),
            state: authorization.state().to_owned(),
            verifier: authorization.verifier().to_owned(),
        }))
    }

    /// Completes a login through the platform's login page.
    #[napi]
    pub fn login_redirect(
        &self,
        redirected_to: String,
        login: Authorization,
        queue: &Queue,
        number: u32,
        cancel: Option<&CancelToken>,
        timeout: Option<f64>,
    ) {
        let authorization = CoreAuthorization::new(login.redirect_uri, login.state, login.verifier);
        start(self.core(), (queue.ticket(number), cancel, timeout), move |client| {
            client.login_redirect(&redirected_to, &authorization)
        });
    }

    /// Refreshes the token now.
    #[napi]
    pub fn refresh(&self, queue: &Queue, number: u32, cancel: Option<&CancelToken>, timeout: Option<f64>) {
        start(self.core(), (queue.ticket(number), cancel, timeout), |client| client.refresh());
    }

    /// Ends the session, and removes the token and the credentials.
    #[napi]
    pub fn logout(&self, queue: &Queue, number: u32, cancel: Option<&CancelToken>, timeout: Option<f64>) {
        start(self.core(), (queue.ticket(number), cancel, timeout), |client| client.logout());
    }

    /// The current token.
    #[napi]
    pub fn token(&self) -> Option<Token> {
        self.core().token().map(Token)
    }

    /// Uses a saved token from now on.
    #[napi]
    pub fn set_token(&self, token: &Token) {
        self.core().set_token(token.0.clone());
    }
}
