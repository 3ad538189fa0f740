//! Steps of a login: get a token from the store, with the refresh token, or with the credentials.
//!
//! In this order, and each step only if the previous one gave no token: a fresh token that another process has stored,
//! the refresh token, the credentials. An explicit login goes straight to the credentials.
//!
//! A refresh token works once. If the response to a refresh was lost, the platform returns the same new pair again, for
//! about 10 seconds after the new token is first used and an hour at most otherwise. So a lost refresh may be repeated,
//! and is, by the rules of `state`.

use std::sync::Arc;
use std::time::Duration;

use super::credentials::refresh_form;
use super::session::NO_RESPONSE;
use super::state::is_verdict;
use super::store::{BoundedStore, STORE_LOCKED, STORE_TIMEOUT, StoreLock};
use super::token::{Moment, Token};
use super::{Auth, Credentials, TokenKey};
use crate::base::clock;
use crate::base::error::{self, Error, ErrorCode, RequestKind, Result};
use crate::base::operation::Operation;
use crate::base::secret::Secret;
use crate::base::wire::Group;
use crate::base::wire::HttpResponse;
use crate::transport::http::{Body, Method, Request};
use crate::transport::sender::Sender;

const TOKEN_PATH: &str = "/restapi/oauth/token";
/// Timeout of one token request (the platform's guide: attempts are 10 s apart).
const MAX_REQUEST: Duration = Duration::from_secs(10);
/// A token that arrives late is still saved, if the store is fast.
const TIME_TO_SAVE: Duration = Duration::from_secs(1);
const REVOKE_PATH: &str = "/restapi/oauth/revoke";

/// Input of a login.
#[derive(Debug, Clone, Default)]
pub(super) struct LoginContext {
    pub(super) credentials: Option<Arc<Credentials>>,
    /// The token to replace.
    pub(super) token: Option<Arc<Token>>,
    /// A token that the server refused before it expired, and that must not be taken from the store again.
    pub(super) refused: Option<Arc<Token>>,
    /// Whether the credentials are new, so that the token must be obtained with them instead of refreshed.
    pub(super) is_new: bool,
}

impl Auth {
    /// Runs one login under the store's lock, because another process may log in too. `store_operation`
    /// limits the store.
    pub(super) fn obtain(
        &self,
        from: &LoginContext,
        sender: &Sender,
        operation: &Operation,
        store_operation: &Operation,
    ) -> Result<Token> {
        let key = self.key_of(from.credentials.as_deref());
        sender.set_user(&key.user);
        let Some(store) = &self.store else {
            return self.request(from, sender, operation);
        };
        self.set_waiting_for(STORE_LOCKED);
        let lock = store.lock(&key, store_operation)?;
        self.set_waiting_for(STORE_TIMEOUT);
        let stored = if from.is_new { None } else { store.load(&key, store_operation)? };
        self.set_waiting_for(NO_RESPONSE);
        let mut from = from.clone();
        if let Some(stored) = stored {
            let refused = from.refused.as_ref().is_some_and(|refused| refused.is_same(&stored));
            if stored.is_fresh(clock::now()) && !refused {
                return Ok(stored);
            }
            from.token = Some(Arc::new(stored));
        }
        let token = self.request(&from, sender, operation)?;
        self.set_waiting_for(STORE_TIMEOUT);
        let until = store_operation.deadline.max(clock::deadline_after(TIME_TO_SAVE));
        self.save(store, lock, &key, &token, &Operation { deadline: until, ..store_operation.clone() });
        Ok(token)
    }

    /// Saves a token. One that cannot be saved is still used, and a warning is logged.
    fn save(&self, store: &BoundedStore, lock: StoreLock, key: &TokenKey, token: &Token, operation: &Operation) {
        if let Err(error) = store.save(lock, key, Some(token), operation) {
            let error = error.scrubbed(self.own_secrets().chain(token.secrets()));
            log::warn!(target: "ringout", "{error}; the token is used but not saved");
        }
    }

    /// Removes the token from the store, under its lock, because a store may read and write all of its tokens at once.
    pub(super) fn forget(&self, credentials: Option<&Credentials>, operation: &Operation) -> Result<()> {
        let Some(store) = &self.store else { return Ok(()) };
        let key = self.key_of(credentials);
        let lock = store.lock(&key, operation)?;
        store.save(lock, &key, None, operation)
    }

    fn request(&self, from: &LoginContext, sender: &Sender, operation: &Operation) -> Result<Token> {
        let before = from.token.as_deref();
        if let Some((before, refresh)) =
            before.filter(|_| !from.is_new).and_then(|token| Some((token, token.refresh()?)))
        {
            let form = refresh_form(refresh, self.lifetimes, self.public_client_id());
            match self.exchange(("refresh token", &form), Some(before), sender, operation) {
                // The refresh token was already used or has expired: log in with the credentials, if there are any.
                Err(error) if is_verdict(&error) && from.credentials.is_some() => self.forget_refresh(before),
                result => return result,
            }
        }
        let credentials = from.credentials.as_ref().ok_or_else(not_logged_in)?;
        let form = credentials.form(self.lifetimes, self.public_client_id());
        let result = self.exchange((credentials.grant(), &form), None, sender, operation);
        result.map_err(|error| credentials.explain(error))
    }

    /// Sends one token request. The response goes into a [`Secret`] before it is parsed, so that its memory is
    /// overwritten.
    fn exchange(
        &self,
        (grant, form): (&'static str, &Secret),
        before: Option<&Token>,
        sender: &Sender,
        operation: &Operation,
    ) -> Result<Token> {
        let response = self.send_form(TOKEN_PATH, form, sender, operation)?;
        if !response.is_success() {
            return Err(error::from_response(&response, RequestKind::Grant(grant)));
        }
        let body = Secret::from_bytes(response.body);
        Token::from_response(body.expose().as_bytes(), before, Moment::now())
    }

    /// Ends the session on the platform. A failure does not matter: the token is already forgotten.
    pub(super) fn revoke(&self, token: &Token, sender: &Sender, operation: &Operation) {
        let form = super::credentials::revoke_form(token, self.public_client_id());
        if let Err(error) = self.send_form(REVOKE_PATH, &form, sender, operation) {
            log::debug!(target: "ringout", "revoke: {}", error.scrubbed(self.own_secrets().chain(token.secrets())));
        }
    }

    /// Sends a form. Basic authentication identifies a confidential app and is used for these two forms only.
    fn send_form(&self, path: &str, form: &Secret, sender: &Sender, operation: &Operation) -> Result<HttpResponse> {
        let authorization = self.basic.as_ref().map(|basic| Secret::new(format!("Basic {}", basic.expose())));
        let request = Request {
            method: Method::Post,
            target: path,
            template: path,
            body: Some(Body::Form(form.expose())),
            group: Group::Auth,
            authorization: authorization.as_ref().map(Secret::expose),
            keep_headers: false,
        };
        // A login times out and is retried, whereas other requests wait for their response as long as they may.
        sender.log_in(&request, &operation.at_most(MAX_REQUEST))
    }

    fn public_client_id(&self) -> Option<&str> {
        self.basic.is_none().then_some(self.client_id.as_str())
    }

    /// The token's key, the same for all processes that log in alike. A login through the login page does not identify
    /// its user, so that is `default` unless set with `token_user`.
    pub(super) fn key_of(&self, credentials: Option<&Credentials>) -> TokenKey {
        let user = self.user.clone().or_else(|| credentials?.user());
        TokenKey {
            server: self.origin.clone(),
            client_id: self.client_id.clone(),
            user: user.unwrap_or_else(|| "default".into()),
        }
    }
}

pub(super) fn not_logged_in() -> Error {
    let text =
        "not logged in: log in first, or set the client's `credentials` (`from_env` takes a JWT from RC_USER_JWT)";
    Error::new(ErrorCode::NotLoggedIn, text)
}
