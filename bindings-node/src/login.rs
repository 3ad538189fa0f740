//! Logging in and out, and the tokens of those who keep them themselves.

#![allow(clippy::needless_pass_by_value)] // napi hands strings over by value

use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;
use ringout_core::{Authorization as CoreAuthorization, Credentials, Token as CoreToken};

use crate::cancel_token::CancelToken;
use crate::client::Client;
use crate::failure::since_1970;
use crate::operation::{Settled, settled, start};

/// The argument of `client.login`: the facade lets only the fields of one grant through.
#[napi(object, object_to_js = false)]
pub struct LoginOptions {
    /// A JWT credential.
    pub jwt: Option<String>,
    /// A user's phone number or address.
    pub username: Option<String>,
    /// The user's extension.
    pub extension: Option<String>,
    /// The user's password.
    pub password: Option<String>,
    /// An authorization code.
    pub code: Option<String>,
    /// The redirect URI that the login began with.
    pub redirect_uri: Option<String>,
    /// The PKCE verifier that the login began with.
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

/// A login through the platform's page.
#[napi(object)]
pub struct Authorization {
    /// Where to send the user.
    pub url: String,
    /// Where the platform sends the user back to.
    pub redirect_uri: String,
    /// What the redirect must bring back unchanged.
    pub state: String,
    /// The PKCE verifier: a secret.
    pub verifier: String,
}

/// A token of the core.
#[napi]
pub struct Token(CoreToken);

#[napi]
impl Token {
    /// Reads a token that was kept.
    #[napi]
    pub fn from_json(json: String) -> Settled<Token> {
        settled(CoreToken::from_json(&json).map(Token))
    }

    /// The JSON to keep: a secret.
    #[napi]
    pub fn to_json(&self) -> &str {
        self.0.to_json()
    }

    /// The access token: a secret.
    #[napi]
    pub fn access_token(&self) -> &str {
        self.0.access_token()
    }

    /// The refresh token: a secret.
    #[napi]
    pub fn refresh_token(&self) -> Option<&str> {
        self.0.refresh_token()
    }

    /// The app's permissions.
    #[napi]
    pub fn scope(&self) -> Option<&str> {
        self.0.scope()
    }

    /// When the access token ends, in milliseconds since 1970.
    #[napi]
    pub fn expires_at(&self) -> f64 {
        since_1970(self.0.expires_at())
    }
}

#[napi]
impl Client {
    /// Logs in now.
    #[napi]
    pub fn login<'env>(
        &self,
        env: &'env Env,
        options: LoginOptions,
        cancel: Option<&CancelToken>,
        timeout: Option<f64>,
    ) -> napi::Result<Object<'env>> {
        start(env, self.core(), (cancel, timeout), move |client| client.login(options.into_credentials()))
    }

    /// Begins a login through the platform's page.
    #[napi]
    pub fn authorize_url(&self, redirect_uri: String) -> Settled<Authorization> {
        settled(self.core().authorize_url(&redirect_uri).map(|begun| Authorization {
            url: begun.url().to_owned(),
            redirect_uri: begun.redirect_uri().to_owned(),
            state: begun.state().to_owned(),
            verifier: begun.verifier().to_owned(),
        }))
    }

    /// Ends a login through the platform's page.
    #[napi]
    pub fn login_redirect<'env>(
        &self,
        env: &'env Env,
        redirected_to: String,
        begun: Authorization,
        cancel: Option<&CancelToken>,
        timeout: Option<f64>,
    ) -> napi::Result<Object<'env>> {
        let authorization = CoreAuthorization::new(begun.redirect_uri, begun.state, begun.verifier);
        start(env, self.core(), (cancel, timeout), move |client| client.login_redirect(&redirected_to, &authorization))
    }

    /// Replaces the token now.
    #[napi]
    pub fn refresh<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&CancelToken>,
        timeout: Option<f64>,
    ) -> napi::Result<Object<'env>> {
        start(env, self.core(), (cancel, timeout), |client| client.refresh())
    }

    /// Forgets the token and the credentials, and ends the session.
    #[napi]
    pub fn logout<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&CancelToken>,
        timeout: Option<f64>,
    ) -> napi::Result<Object<'env>> {
        start(env, self.core(), (cancel, timeout), |client| client.logout())
    }

    /// The token in use.
    #[napi]
    pub fn token(&self) -> Option<Token> {
        self.core().token().map(Token)
    }

    /// Goes on with a token that was kept.
    #[napi]
    pub fn set_token(&self, token: &Token) {
        self.core().set_token(token.0.clone());
    }
}
