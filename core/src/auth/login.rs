//! Getting a token: from the store, by a refresh, or with the credentials.
//!
//! In this order, and each step only if the one before did not help: a fresh token that another process has put into
//! the store, the refresh token, the credentials. An explicit login goes to the credentials at once.
//!
//! A refresh token works once. The platform gives the same new pair again if the answer to a refresh was lost, for
//! about 10 seconds after the new token is first used and at most an hour otherwise, so a lost refresh may be repeated,
//! and is, by the rules of `state`.

use std::sync::Arc;
use std::time::Duration;

use super::credentials::refresh_form;
use super::state::is_verdict;
use super::store::{BoundedStore, LOCKED, Lock, SILENT};
use super::token::{Moment, Token};
use super::{Auth, Credentials, FOR_THE_SERVER, TokenKey};
use crate::base::clock;
use crate::base::error::{self, Error, ErrorCode, RequestKind, Result};
use crate::base::operation::Operation;
use crate::base::secret::Secret;
use crate::base::wire::Group;
use crate::base::wire::HttpResponse;
use crate::transport::http::{Body, Method, Request};
use crate::transport::sender::Sender;

const TOKEN_PATH: &str = "/restapi/oauth/token";
/// How long one token request waits for its answer (the platform's guide: tries are 10 s apart).
const MAX_REQUEST: Duration = Duration::from_secs(10);
/// A token that came late is saved all the same, if the store is quick.
const TIME_TO_SAVE: Duration = Duration::from_secs(1);
const REVOKE_PATH: &str = "/restapi/oauth/revoke";

/// What a login starts from.
#[derive(Debug, Clone, Default)]
pub(super) struct LoginContext {
    pub(super) credentials: Option<Arc<Credentials>>,
    /// The token that has to be replaced.
    pub(super) token: Option<Arc<Token>>,
    /// A token that the server refused before its time: it is not to be found in the store again.
    pub(super) refused: Option<Arc<Token>>,
    /// Whether the credentials are new, and the token is not to be refreshed but got with them.
    pub(super) is_new: bool,
}

impl Auth {
    /// One login, under the store's lock: another process may have done it meanwhile. The store has bounds of its own.
    pub(super) fn obtain(
        &self,
        from: &LoginContext,
        sender: &Sender,
        operation: &Operation,
        in_the_store: &Operation,
    ) -> Result<Token> {
        let Some(keeper) = &self.keeper else {
            return self.request(from, sender, operation);
        };
        let key = self.key(from.credentials.as_deref());
        self.now_waits_for(LOCKED);
        let lock = keeper.lock(&key, in_the_store)?;
        self.now_waits_for(SILENT);
        let stored = if from.is_new { None } else { keeper.load(&key, in_the_store)? };
        self.now_waits_for(FOR_THE_SERVER);
        let mut from = from.clone();
        if let Some(stored) = stored {
            let refused = from.refused.as_ref().is_some_and(|refused| refused.is_same(&stored));
            if stored.is_fresh(clock::now()) && !refused {
                return Ok(stored);
            }
            from.token = Some(Arc::new(stored));
        }
        let token = self.request(&from, sender, operation)?;
        self.now_waits_for(SILENT);
        let until = in_the_store.deadline.max(clock::deadline_after(TIME_TO_SAVE));
        self.keep(keeper, lock, &key, &token, &Operation { deadline: until, ..in_the_store.clone() });
        Ok(token)
    }

    /// A token that cannot be kept is still good: it is used, and the trouble told.
    fn keep(&self, keeper: &BoundedStore, lock: Lock, key: &TokenKey, token: &Token, operation: &Operation) {
        if let Err(error) = keeper.save(lock, key, Some(token), operation) {
            log::warn!(target: "ringout", "{}; the token is used and not kept", error.scrubbed(self.own_secrets().chain(token.secrets())));
        }
    }

    /// Removes the token from the store, under its lock: a store may read and write all of its tokens at once.
    pub(super) fn forget(&self, credentials: Option<&Credentials>, operation: &Operation) -> Result<()> {
        let Some(keeper) = &self.keeper else { return Ok(()) };
        let key = self.key(credentials);
        let lock = keeper.lock(&key, operation)?;
        keeper.save(lock, &key, None, operation)
    }

    fn request(&self, from: &LoginContext, sender: &Sender, operation: &Operation) -> Result<Token> {
        let before = from.token.as_deref();
        if let Some((before, refresh)) =
            before.filter(|_| !from.is_new).and_then(|token| Some((token, token.refresh()?)))
        {
            let form = refresh_form(refresh, self.lifetimes, self.public_client_id());
            match self.exchange(("refresh token", &form), Some(before), sender, operation) {
                // The refresh token is used up or too old: the credentials, if there are any, log in again.
                Err(error) if is_verdict(&error) && from.credentials.is_some() => self.forget_refresh(before),
                result => return result,
            }
        }
        let credentials = from.credentials.as_ref().ok_or_else(not_logged_in)?;
        let form = credentials.form(self.lifetimes, self.public_client_id());
        let answered = self.exchange((credentials.grant(), &form), None, sender, operation);
        answered.map_err(|error| credentials.explain(error))
    }

    /// One token request. The answer is taken into a [`Secret`] before it is read, so that its memory is overwritten.
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

    /// Ends the session on the platform. Whether that works is of no consequence here: the token is gone already.
    pub(super) fn revoke(&self, token: &Token, sender: &Sender, operation: &Operation) {
        let form = super::credentials::revoke_form(token, self.public_client_id());
        if let Err(error) = self.send_form(REVOKE_PATH, &form, sender, operation) {
            log::debug!(target: "ringout", "revoke: {}", error.scrubbed(self.own_secrets().chain(token.secrets())));
        }
    }

    /// Basic names a confidential app and is never sent with anything but these two forms.
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
        // A login is given up and tried again after a while, where other requests wait for their answer as long as they may.
        sender.log_in(&request, &operation.at_most(MAX_REQUEST))
    }

    fn public_client_id(&self) -> Option<&str> {
        self.basic.is_none().then_some(self.client_id.as_str())
    }

    /// The same for all processes that log in alike. After a login through the page there is nothing to tell users
    /// apart by, so the user is `default` unless the settings name him.
    fn key(&self, credentials: Option<&Credentials>) -> TokenKey {
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
        "not logged in: log in first, or give the client `credentials` (`from_env` takes a JWT from RC_USER_JWT)";
    Error::new(ErrorCode::NotLoggedIn, text)
}
