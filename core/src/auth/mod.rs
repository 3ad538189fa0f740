//! Login and token refresh: the only folder that builds an Authorization header.
//!
//! There is one login at a time. The first request that finds no usable token begins a login on a separate thread, and
//! all requests that need the token wait for it. So a slow login still serves later requests, even if the request that
//! began it has given up. No lock is held while a token request is in flight. `login` has the steps of a login, `state`
//! its state machine, and `session` what a request does with the current token.
//!
//! A request that needs a token finds one of these:
//!
//! - The token is fresh: the request uses it. Nearly every request does.
//! - The token is alive but should be replaced: a login begins, and the request continues with the old token. If there is
//!   a refresh token it first waits up to [`MAX_REFRESH_WAIT`](session::MAX_REFRESH_WAIT), because a refresh ends
//!   the old token at once.
//! - There is no usable token: the request waits for the login, and fails with it. Otherwise a refused login would be
//!   repeated by each of a hundred waiting threads. If an explicit login with other credentials fails, only that login
//!   fails.
//! - The authorization server has refused the credentials, or asked for a pause that the request has no time for: the
//!   request fails with the server's error, and nothing is sent.
//!
//! A network failure never costs a token. If the server even so responds with 401, the token is replaced once for that
//! request.

mod authorize;
mod credentials;
mod login;
mod pkce;
mod session;
mod state;
mod store;
mod token;

use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

pub use authorize::Authorization;
pub use credentials::Credentials;
pub use store::{FileTokenStore, StoreError, TokenKey, TokenStore};
pub use token::Token;

pub(crate) use credentials::TokenLifetimes;

use crate::base::cancel::SLICE;
use crate::base::clock;
use crate::base::error::{Error, ErrorCode, Result};
use crate::base::operation::{Operation, RateLimit};
use crate::base::process::PerProcess;
use crate::base::scrub::Scrubber;
use crate::base::secret::Secret;
use crate::transport::sender::Sender;
use login::LoginContext;
use session::{LoginSession, ProcessLogin, TokenDecision};
pub(crate) use state::is_verdict;
use state::{Consequence, LoginEvent, LoginState, consequence};
use store::BoundedStore;

/// Timeout of one login attempt, token store included. The token request itself has less, see `login`.
const MAX_ATTEMPT: Duration = Duration::from_secs(30);

/// Settings of a login.
///
/// Checked by the builder and not again here.
pub(crate) struct AuthSettings {
    pub(crate) origin: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: Option<Secret>,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) lifetimes: TokenLifetimes,
    pub(crate) store: Option<Arc<dyn TokenStore>>,
    pub(crate) user: Option<String>,
}

/// The login of one client.
#[derive(Debug)]
pub(crate) struct Auth {
    origin: String,
    client_id: String,
    client_secret: Option<Secret>,
    /// The credentials after `Basic` for a confidential app. A public app has no secret, and names itself in the body.
    basic: Option<Secret>,
    lifetimes: TokenLifetimes,
    store: Option<BoundedStore>,
    user: Option<String>,
    process: PerProcess<ProcessLogin>,
}

impl Auth {
    pub(crate) fn new(settings: AuthSettings) -> Self {
        let AuthSettings { origin, client_id, client_secret, credentials, lifetimes, store, user } = settings;
        let basic = client_secret
            .as_ref()
            .map(|secret| Secret::new(BASE64_STANDARD.encode(format!("{client_id}:{}", secret.expose()))));
        Self {
            origin,
            client_id,
            client_secret,
            basic,
            lifetimes,
            store: store.map(BoundedStore::new),
            user,
            process: PerProcess::new(ProcessLogin::new(LoginSession {
                credentials: credentials.map(Arc::new),
                ..LoginSession::default()
            })),
        }
    }

    /// Returns the key of the user, the same for all processes that log in alike.
    pub(crate) fn key(&self) -> TokenKey {
        let credentials = self.lock().credentials.clone();
        self.key_of(credentials.as_deref())
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Logs in with these credentials and keeps them for later logins. If the server refuses them, everything stays as it
    /// was.
    pub(crate) fn log_in(&self, credentials: Credentials, sender: &Sender, operation: &Operation) -> Result<()> {
        credentials.check()?;
        let from = LoginContext { credentials: Some(Arc::new(credentials)), is_new: true, ..LoginContext::default() };
        let mut session = self.idle(operation)?;
        session.begin(true);
        drop(session);
        // After a failure the earlier user stays.
        self.log_in_now(&from, sender, operation).inspect_err(|_| sender.set_user(&self.key().user))
    }

    /// Replaces the token now, whether or not it is about to expire.
    pub(crate) fn refresh(&self, sender: &Sender, operation: &Operation) -> Result<()> {
        let mut session = self.idle(operation)?;
        // The store may still have the token that is to be replaced.
        let from = LoginContext { refused: session.token.clone(), ..session.login_context() };
        session.begin(false);
        drop(session);
        self.log_in_now(&from, sender, operation)
    }

    /// Runs a login that the user asked for: on the user's thread, retrying while the operation has time.
    fn log_in_now(&self, from: &LoginContext, sender: &Sender, operation: &Operation) -> Result<()> {
        let mut retries = 0;
        self.run(from, || {
            loop {
                let error = match self.obtain(from, sender, operation, operation) {
                    Ok(token) => return Ok(token),
                    Err(error) => error,
                };
                let fails_fast = error.code() == ErrorCode::RateLimited && operation.rate_limit == RateLimit::FailFast;
                match consequence(&error, retries) {
                    Consequence::Retry(wait) if wait < operation.remaining() && !fails_fast => operation.sleep(wait),
                    _ => return Err(error),
                }
                operation.check("the login did not succeed")?;
                retries += 1;
            }
        })
    }

    /// Runs one attempt of a login for a request, on a separate thread with its own limits. It gives up on a slow store
    /// at the deadline of that request, because the store can be asked again.
    pub(crate) fn log_in_again(&self, sender: &Sender, deadline: Instant) {
        let from = self.lock().login_context();
        let operation = Operation::new(MAX_ATTEMPT, &self.process.get().ending, RateLimit::FailFast);
        let store_operation = Operation { deadline: deadline.min(operation.deadline), ..operation.clone() };
        // Waiting requests take the result from the session.
        let _ = self.run(&from, || self.obtain(&from, sender, &operation, &store_operation));
    }

    /// Records what the login in progress waits for.
    fn set_waiting_for(&self, what: &'static str) {
        self.lock().waiting_for = what;
    }

    /// Ends the background login when the client is dropped, and waits for it.
    pub(crate) fn end(&self) {
        let process = self.process.get();
        process.ending.cancel();
        let mut session = self.lock();
        while session.state.in_progress().is_some_and(|login| !login.is_explicit()) {
            (session, _) = process.changed.wait_timeout(&process.session, session, SLICE);
        }
    }

    /// Forgets the token and the credentials, here and in the store, then ends the session on the platform.
    pub(crate) fn log_out(&self, sender: &Sender, operation: &Operation) -> Result<()> {
        let mut session = self.idle(operation)?;
        let old = std::mem::take(&mut *session);
        session.login_count = old.login_count;
        // No login reads the store before the token is removed there as well.
        session.begin(true);
        drop(session);
        self.update(|_| ());
        let removed = self.forget(old.credentials.as_deref(), operation);
        self.update(|session| session.state = LoginState::Idle);
        if let Some(token) = &old.token {
            self.revoke(token, sender, operation);
        }
        let secrets = old.credentials.iter().flat_map(|credentials| credentials.secrets());
        let tokens = old.token.iter().flat_map(|token| token.secrets());
        removed.map_err(|error| error.scrubbed(self.own_secrets().chain(secrets).chain(tokens)))
    }

    pub(crate) fn token(&self) -> Option<Arc<Token>> {
        self.lock().token.clone()
    }

    /// Sets a token that your program stored.
    pub(crate) fn set_token(&self, token: Token) {
        self.update(|session| {
            session.token = Some(Arc::new(token));
            session.apply(&LoginEvent::Changed);
        });
    }

    /// Returns the token for the Authorization header, after logging in if necessary. `begin` must run
    /// [`log_in_again`](Self::log_in_again) with the given deadline on another thread.
    ///
    /// Sends nothing while the token is fresh.
    pub(crate) fn bearer(&self, operation: &Operation, begin: impl Fn(Instant)) -> Result<Bearer> {
        let mut session = self.lock();
        // The first login that this request has begun or waited for.
        let mut awaited = None;
        loop {
            match session.decide(awaited, operation, self.store.is_some(), clock::now()) {
                TokenDecision::Use(token) => return Ok(Bearer(token)),
                TokenDecision::Fail(error) => return Err(error),
                TokenDecision::Begin => {
                    operation.check("the login did not begin").map_err(|timeout| session.reason(awaited, timeout))?;
                    session.begin(false);
                    // A login that fails fast may have ended before this request checks again.
                    awaited = awaited.or(Some(session.login_count));
                    drop(session);
                    begin(operation.deadline);
                    session = self.lock();
                }
                TokenDecision::Wait(until) => {
                    awaited = awaited.or(Some(session.login_count));
                    session = self.wait(session, until, operation)?;
                }
            }
        }
    }

    /// Records that the server refused this token before it expired, so that it is not used again. Returns false if
    /// nothing could replace it.
    ///
    /// The token stays until it is replaced, marked by `refused`, because its refresh token is still usable. A token that
    /// has replaced it since is not affected.
    pub(crate) fn mark_refused(&self, refused: &Bearer) -> bool {
        let mut session = self.lock();
        if session.token.as_ref().is_some_and(|token| !token.is_same(&refused.0)) {
            return true;
        }
        let has_refresh = refused.0.refresh().is_some();
        session.refused = Some(Arc::clone(&refused.0));
        has_refresh || session.credentials.is_some() || self.store.is_some()
    }

    /// Blanks out every secret of this login in an error, and the token that was sent even if it has been replaced since:
    /// a server may echo it.
    pub(crate) fn scrub(&self, error: Error, used: Option<&Bearer>) -> Error {
        self.with_secrets(used, |secrets| error.scrubbed(secrets.iter().copied()))
    }

    /// Blanks out every secret of this login in a string.
    pub(crate) fn scrub_text(&self, text: &mut String) {
        self.with_secrets(None, |secrets| Scrubber::new(secrets.iter().copied()).blank_out(text));
    }

    /// Whether a server's text contains a secret of this login, whole.
    pub(crate) fn is_echoed_in(&self, text: &str) -> bool {
        self.with_secrets(None, |secrets| Scrubber::new(secrets.iter().copied()).is_in(text))
    }

    fn with_secrets<T>(&self, used: Option<&Bearer>, f: impl FnOnce(&[&Secret]) -> T) -> T {
        let session = self.lock();
        let credentials = session.credentials.clone();
        let tokens = [session.token.clone(), session.replaced.clone()];
        drop(session);
        let credentials = credentials.iter().flat_map(|credentials| credentials.secrets());
        let tokens = tokens.iter().flatten().chain(used.map(|bearer| &bearer.0)).flat_map(|token| token.secrets());
        f(&self.own_secrets().chain(credentials).chain(tokens).collect::<Vec<_>>())
    }

    /// Removes a refresh token that the authorization server has refused for good.
    fn forget_refresh(&self, of: &Token) {
        self.update(|session| {
            let without = |token: Arc<Token>| if token.is_same(of) { Arc::new(token.without_refresh()) } else { token };
            session.token = session.token.take().map(without);
        });
    }

    fn own_secrets(&self) -> impl Iterator<Item = &Secret> {
        self.client_secret.iter().chain(&self.basic)
    }

    /// Runs a login that has begun, without holding the lock. Records its result and wakes all waiting requests, even if
    /// it panics.
    fn run(&self, from: &LoginContext, login: impl FnOnce() -> Result<Token>) -> Result<()> {
        struct Finish<'a>(&'a Auth, &'a LoginContext, Option<Result<Arc<Token>>>);
        impl Drop for Finish<'_> {
            fn drop(&mut self) {
                let panicked = || Err(Error::new(ErrorCode::Internal, "the login panicked"));
                let result = self.2.take().unwrap_or_else(panicked);
                self.0.update(|session| session.finish(self.1, result));
            }
        }
        let mut finish = Finish(self, from, None);
        let secrets =
            || from.credentials.iter().flat_map(|c| c.secrets()).chain(from.token.iter().flat_map(|t| t.secrets()));
        // Also secrets that this login did not send: the server knows the current token from other requests.
        let scrub = |error: Error| self.scrub(error.scrubbed(secrets()), None).into_login_failure();
        let result = login().map(Arc::new).map_err(scrub);
        finish.2 = Some(result.clone());
        result.map(drop)
    }

    /// Returns the session once no login is in progress.
    fn idle(&self, operation: &Operation) -> Result<MutexGuard<'_, LoginSession>> {
        let mut session = self.lock();
        while session.state.in_progress().is_some() {
            session = self.wait(session, None, operation)?;
        }
        Ok(session)
    }

    /// Waits up to one slice for a change of the session, and then polls the host. The lock is released in between, so
    /// check the session again afterwards.
    fn wait<'a>(
        &'a self,
        session: MutexGuard<'a, LoginSession>,
        until: Option<Instant>,
        operation: &Operation,
    ) -> Result<MutexGuard<'a, LoginSession>> {
        operation.check(session.waiting_for)?;
        let left = until.map_or(SLICE, |until| until.saturating_duration_since(clock::now()));
        let slice = operation.remaining().min(SLICE).min(left);
        let process = self.process.get();
        let (session, timed_out) = process.changed.wait_timeout(&process.session, session, slice);
        if !timed_out {
            return Ok(session);
        }
        // The host's check may take a lock of the host, so ours is not held.
        drop(session);
        operation.token.poll();
        Ok(self.lock())
    }

    /// Changes the session, stores a snapshot for forked children, and wakes all waiting requests.
    fn update(&self, change: impl FnOnce(&mut LoginSession)) {
        let process = self.process.get();
        let mut session = self.lock();
        change(&mut session);
        process.snapshot.leave(&session.without_login());
        drop(session);
        process.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, LoginSession> {
        self.process.get().session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The token of a request in flight.
#[derive(Debug, Clone)]
pub(crate) struct Bearer(Arc<Token>);

impl Bearer {
    pub(crate) fn header(&self) -> &str {
        self.0.bearer()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing test should panic")]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::base::cancel::CancelToken;

    fn auth() -> Auth {
        Auth::new(AuthSettings {
            origin: String::new(),
            client_id: String::new(),
            client_secret: None,
            credentials: Some(Credentials::jwt("a.b.c")),
            lifetimes: TokenLifetimes::default(),
            store: None,
            user: None,
        })
    }

    /// The error of a request if every login fails at once with `failure`, and the number of logins it begins.
    fn bearer(token: &CancelToken, failure: &Error) -> (Error, u32) {
        let (auth, begun) = (auth(), Cell::new(0));
        let operation = Operation::new(Duration::from_secs(60), token, RateLimit::FailFast);
        let log_in = |_| {
            begun.set(begun.get() + 1);
            let from = auth.lock().login_context();
            let _ = auth.run(&from, || Err(failure.clone()));
        };
        (auth.bearer(&operation, log_in).unwrap_err(), begun.get())
    }

    #[test]
    fn a_request_fails_with_a_login_that_ended_before_it_checked() {
        let minute = Duration::from_secs(60);
        let failure = Error::new(ErrorCode::RateLimited, "no").with_retry_after(minute);
        let (error, begun) = bearer(&CancelToken::new(), &failure);
        assert_eq!((error.code(), error.retry_after(), begun), (ErrorCode::RateLimited, Some(minute), 1));
    }

    #[test]
    fn a_request_without_time_for_another_login_reports_how_the_last_one_failed() {
        let auth = auth();
        let operation = Operation::new(Duration::from_millis(50), &CancelToken::new(), RateLimit::Wait);
        let log_in = |_| {
            operation.sleep(Duration::MAX);
            let from = auth.lock().login_context();
            let _ = auth.run(&from, || Err(Error::new(ErrorCode::Timeout, "the store is locked")));
        };
        assert_eq!(auth.bearer(&operation, log_in).unwrap_err().message(), "the store is locked");
    }

    #[test]
    fn a_request_that_is_cancelled_begins_no_login() {
        let token = CancelToken::new();
        token.cancel();
        let (error, begun) = bearer(&token, &Error::new(ErrorCode::Connection, "connection refused"));
        assert_eq!((error.code(), begun), (ErrorCode::Cancelled, 0));
    }
}
