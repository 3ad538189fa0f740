//! Logging in and staying logged in: the only folder that writes an Authorization header.
//!
//! One login at a time: the first request that finds no usable token begins a login, on a thread of its own, and all that need
//! the token wait for it. So a login that is slow is finished for the requests that come next, whatever becomes of the one that
//! began it. No lock is held while a request is under way. What a login consists of is in `login`, where it stands in `state`.
//!
//! A request that needs a token finds one of these:
//!
//! - The token is fresh: it is used, and nothing else happens. That is the way of nearly every request.
//! - The token is alive and should be replaced: a login begins, and the request goes on with the old token. Where a refresh
//!   token is used it waits first, at most [`REFRESH_PATIENCE`], because a refresh ends the old token at once.
//! - There is no usable token: the request waits for the login, and takes over its failure. Otherwise a login that is refused would
//!   be repeated by each of a hundred waiting threads. The failure of a login with other credentials is that login's alone.
//! - The authorization server has refused the credentials, or asked for a pause that the request has no time for: it fails with
//!   what the server said, and nothing is sent.
//!
//! A network failure never costs a token. A 401 in spite of all this replaces the token once, for the request that got it.

mod authorize;
mod credentials;
mod login;
mod pkce;
mod state;
mod store;
mod token;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

pub use authorize::Authorization;
pub use credentials::Credentials;
pub use store::{FileTokenStore, StoreError, TokenKey, TokenStore};
pub use token::Token;

pub(crate) use credentials::TokenLifetimes;

use crate::base::cancel::{CancelToken, SLICE};
use crate::base::clock::{self, Condition};
use crate::base::error::{Error, ErrorCode, Result};
use crate::base::operation::{Operation, RateLimit};
use crate::base::process::{AfterFork, ForkSnapshot, PerProcess};
use crate::base::scrub::Scrubber;
use crate::base::secret::Secret;
use crate::transport::sender::Sender;
use login::{LoginContext, not_logged_in};
pub(crate) use state::is_verdict;
use state::{Consequence, Event, State, consequence};
use store::BoundedStore;

/// How long a request waits for a refresh before it goes on with the old token.
const REFRESH_PATIENCE: Duration = Duration::from_secs(1);
/// How long one try of a login may take, its store included. The token request itself has less: see `login`.
const MAX_TRY: Duration = Duration::from_secs(30);
/// What a login waits for, in the words of a request whose deadline passes meanwhile.
const FOR_THE_SERVER: &str = "the token endpoint did not answer";

/// What a login needs to know.
///
/// Checked by the builder; nothing here is checked again.
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
    /// What follows `Basic` for a confidential app; a public one has no secret, and names itself in the body.
    basic: Option<Secret>,
    lifetimes: TokenLifetimes,
    keeper: Option<BoundedStore>,
    user: Option<String>,
    own: PerProcess<ProcessLogin>,
}

/// What each process has of a login.
#[derive(Debug)]
struct ProcessLogin {
    session: Mutex<LoginSession>,
    changed: Condition,
    /// The session as it was when the login was last entered: a child goes on with that.
    snapshot: ForkSnapshot<LoginSession>,
    /// Ends the login that runs on a thread of its own when the client goes.
    ending: CancelToken,
}

impl ProcessLogin {
    fn new(session: LoginSession) -> Self {
        let snapshot = ForkSnapshot::default();
        snapshot.leave(&session);
        Self { session: Mutex::new(session), changed: Condition::new(), snapshot, ending: CancelToken::new() }
    }
}

/// The token and the credentials stay good in a child. A login that was under way is its parent's.
impl AfterFork for ProcessLogin {
    fn after_fork(&self) -> Self {
        Self::new(self.snapshot.load())
    }
}

/// Everything that changes while a client lives. Never locked while anything is sent, stored or asked of the host.
#[derive(Debug, Clone, Default)]
struct LoginSession {
    state: State,
    credentials: Option<Arc<Credentials>>,
    token: Option<Arc<Token>>,
    /// The token before it: a request that began with it may still be answered with an echo of it.
    replaced: Option<Arc<Token>>,
    /// The last token that the server refused before its time.
    refused: Option<Arc<Token>>,
    /// What the login that is under way waits for.
    waits_for: &'static str,
    /// Counts the logins that were begun, so that a request knows the failure of one that it waited for.
    begun: u64,
    /// How the last login with these credentials failed, and which one that was.
    last_failure: Option<(u64, Error)>,
}

/// What a request does that needs a token.
///
/// Decided under the lock, done without it.
enum TokenDecision {
    Use(Arc<Token>),
    /// Begin a login, and look again.
    Begin,
    /// Wait for news until then, or without an end of its own.
    Wait(Option<Instant>),
    Fail(Error),
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
            keeper: store.map(BoundedStore::new),
            user,
            own: PerProcess::new(ProcessLogin::new(LoginSession {
                credentials: credentials.map(Arc::new),
                ..LoginSession::default()
            })),
        }
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Logs in with these credentials, and keeps them to log in again when the token ends. A refusal changes nothing:
    /// what was there before stays.
    pub(crate) fn log_in(&self, credentials: Credentials, sender: &Sender, operation: &Operation) -> Result<()> {
        credentials.check()?;
        let from = LoginContext { credentials: Some(Arc::new(credentials)), is_new: true, ..LoginContext::default() };
        let mut session = self.idle(operation)?;
        session.begin(true);
        drop(session);
        self.log_in_patiently(&from, sender, operation)
    }

    /// Replaces the token now, whether or not it is about to end.
    pub(crate) fn refresh(&self, sender: &Sender, operation: &Operation) -> Result<()> {
        let mut session = self.idle(operation)?;
        // Not the one that is to be replaced, should the store have it.
        let from = LoginContext { refused: session.token.clone(), ..session.login_context() };
        session.begin(false);
        drop(session);
        self.log_in_patiently(&from, sender, operation)
    }

    /// A login that the user asked for: on the user's thread, and with the pauses for which there is time.
    fn log_in_patiently(&self, from: &LoginContext, sender: &Sender, operation: &Operation) -> Result<()> {
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

    /// One try of a login that a request has begun: on a thread of its own, with bounds of its own. A store that does not answer
    /// is given up at the deadline of that request: what it was asked can be asked again.
    pub(crate) fn log_in_again(&self, sender: &Sender, deadline: Instant) {
        let from = self.lock().login_context();
        let operation = Operation::new(MAX_TRY, &self.own.get().ending, RateLimit::FailFast);
        let in_the_store = Operation { deadline: deadline.min(operation.deadline), ..operation.clone() };
        // Those who wait take the result from the session.
        let _ = self.run(&from, || self.obtain(&from, sender, &operation, &in_the_store));
    }

    /// Says what the login that is under way waits for.
    fn now_waits_for(&self, what: &'static str) {
        self.lock().waits_for = what;
    }

    /// The client goes: nothing of it is left when this returns.
    pub(crate) fn end(&self) {
        let own = self.own.get();
        own.ending.cancel();
        let mut session = self.lock();
        while session.state.under_way().is_some_and(|login| !login.is_explicit()) {
            (session, _) = own.changed.wait_timeout(&own.session, session, SLICE);
        }
    }

    /// Forgets the token and the credentials, here and in the store, then ends the session on the platform.
    pub(crate) fn log_out(&self, sender: &Sender, operation: &Operation) -> Result<()> {
        let mut session = self.idle(operation)?;
        let gone = std::mem::take(&mut *session);
        session.begun = gone.begun;
        // Nobody looks into the store before it has forgotten the token as well.
        session.begin(true);
        drop(session);
        self.enter(|_| ());
        let kept = self.forget(gone.credentials.as_deref(), operation);
        self.enter(|session| session.state = State::Idle);
        if let Some(token) = &gone.token {
            self.revoke(token, sender, operation);
        }
        let secrets = gone.credentials.iter().flat_map(|credentials| credentials.secrets());
        let tokens = gone.token.iter().flat_map(|token| token.secrets());
        kept.map_err(|error| error.scrubbed(self.own_secrets().chain(secrets).chain(tokens)))
    }

    pub(crate) fn token(&self) -> Option<Arc<Token>> {
        self.lock().token.clone()
    }

    /// Takes a token that the caller kept.
    pub(crate) fn set_token(&self, token: Token) {
        self.enter(|session| {
            session.token = Some(Arc::new(token));
            session.happens(&Event::Changed);
        });
    }

    /// The value of the Authorization header, after logging in if necessary. `begin` is to run
    /// [`log_in_again`](Self::log_in_again) on another thread, with the deadline that it gets.
    ///
    /// Sends nothing while the token is fresh.
    pub(crate) fn bearer(&self, operation: &Operation, begin: impl Fn(Instant)) -> Result<Bearer> {
        let mut session = self.lock();
        // The first login that this request has begun or waited for.
        let mut awaited = None;
        loop {
            match session.decide(awaited, operation, self.keeper.is_some(), clock::now()) {
                TokenDecision::Use(token) => return Ok(Bearer(token)),
                TokenDecision::Fail(error) => return Err(error),
                TokenDecision::Begin => {
                    operation.check("the login did not begin").map_err(|over| session.reason(awaited, over))?;
                    session.begin(false);
                    // A login that fails fast may be over before this request looks again.
                    awaited = awaited.or(Some(session.begun));
                    drop(session);
                    begin(operation.deadline);
                    session = self.lock();
                }
                TokenDecision::Wait(until) => {
                    awaited = awaited.or(Some(session.begun));
                    session = self.wait(session, until, operation)?;
                }
            }
        }
    }

    /// The server refused this token before its time: it is not offered again. False if nothing could replace it.
    ///
    /// The token stays where it is until it is replaced, marked by `refused`, so that its refresh token can still be
    /// used. One that has been replaced since is not in the way.
    pub(crate) fn mark_refused(&self, refused: &Bearer) -> bool {
        let mut session = self.lock();
        if session.token.as_ref().is_some_and(|token| !token.is_same(&refused.0)) {
            return true;
        }
        let has_refresh = refused.0.refresh().is_some();
        session.refused = Some(Arc::clone(&refused.0));
        has_refresh || session.credentials.is_some() || self.keeper.is_some()
    }

    /// Blanks out every secret of this login in an error, and the token that was sent, which may have been replaced
    /// since: a server may echo what it was sent.
    pub(crate) fn scrub(&self, error: Error, used: Option<&Bearer>) -> Error {
        self.with_secrets(used, |secrets| error.scrubbed(secrets.iter().copied()))
    }

    /// The same for a text.
    pub(crate) fn scrub_text(&self, text: &mut String) {
        self.with_secrets(None, |secrets| Scrubber::new(secrets.iter().copied()).blank_out(text));
    }

    /// Whether a text of a server has a secret of this login in it, whole.
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

    /// The authorization server has refused a refresh token for good.
    fn forget_refresh(&self, of: &Token) {
        self.enter(|session| {
            let keep = |token: Arc<Token>| if token.is_same(of) { Arc::new(token.without_refresh()) } else { token };
            session.token = session.token.take().map(keep);
        });
    }

    fn own_secrets(&self) -> impl Iterator<Item = &Secret> {
        self.client_secret.iter().chain(&self.basic)
    }

    /// Runs a login that was begun, without holding the lock, enters its result and wakes all that wait, also when it panics.
    fn run(&self, from: &LoginContext, login: impl FnOnce() -> Result<Token>) -> Result<()> {
        struct Finish<'a>(&'a Auth, &'a LoginContext, Option<Result<Arc<Token>>>);
        impl Drop for Finish<'_> {
            fn drop(&mut self) {
                let panicked = || Err(Error::new(ErrorCode::Internal, "the login panicked"));
                let result = self.2.take().unwrap_or_else(panicked);
                self.0.enter(|session| session.enter(self.1, result));
            }
        }
        let mut finish = Finish(self, from, None);
        let secrets =
            || from.credentials.iter().flat_map(|c| c.secrets()).chain(from.token.iter().flat_map(|t| t.secrets()));
        // Also of what this login did not send: the server knows the token in use from other requests.
        let scrub = |error: Error| self.scrub(error.scrubbed(secrets()), None).into_login_failure();
        let result = login().map(Arc::new).map_err(scrub);
        finish.2 = Some(result.clone());
        result.map(drop)
    }

    /// The session, as soon as nobody logs in.
    fn idle(&self, operation: &Operation) -> Result<MutexGuard<'_, LoginSession>> {
        let mut session = self.lock();
        while session.state.under_way().is_some() {
            session = self.wait(session, None, operation)?;
        }
        Ok(session)
    }

    /// Waits for news of the session for one slice at most, and then asks the host: the lock is given up and taken again, so
    /// the caller must look at the session again.
    fn wait<'a>(
        &'a self,
        session: MutexGuard<'a, LoginSession>,
        until: Option<Instant>,
        operation: &Operation,
    ) -> Result<MutexGuard<'a, LoginSession>> {
        operation.check(session.waits_for)?;
        let left = until.map_or(SLICE, |until| until.saturating_duration_since(clock::now()));
        let slice = operation.remaining().min(SLICE).min(left);
        let own = self.own.get();
        let (session, timed_out) = own.changed.wait_timeout(&own.session, session, slice);
        if !timed_out {
            return Ok(session);
        }
        // The host may take a lock of its own to answer, so ours is not held meanwhile.
        drop(session);
        operation.token.poll();
        Ok(self.lock())
    }

    /// Changes what a child goes on with, and wakes all that wait.
    fn enter(&self, change: impl FnOnce(&mut LoginSession)) {
        let own = self.own.get();
        let mut session = self.lock();
        change(&mut session);
        own.snapshot.leave(&session.without_login());
        drop(session);
        own.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, LoginSession> {
        self.own.get().session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LoginSession {
    /// The same as if the login that is under way had not begun.
    fn without_login(&self) -> Self {
        Self { state: self.state.without_login(), ..self.clone() }
    }

    fn happens(&mut self, event: &Event<'_>) {
        self.state = std::mem::take(&mut self.state).after(event, clock::now());
    }

    fn begin(&mut self, explicit: bool) {
        self.begun += 1;
        self.waits_for = FOR_THE_SERVER;
        self.happens(&Event::Begin { explicit });
    }

    /// What a request does, going by the token first and by the state of the login then. `awaited` is the first login that it
    /// has waited for.
    fn decide(&self, awaited: Option<u64>, operation: &Operation, has_store: bool, now: Instant) -> TokenDecision {
        let token = self.token.as_ref().filter(|token| token.is_alive(now) && !self.is_refused(token));
        if let Some(token) = token {
            return self.decide_with(token, has_store, now);
        }
        let failure = self.failure_since(awaited);
        match (&self.state, failure) {
            (State::LoggingIn(_), _) => TokenDecision::Wait(None),
            (State::Refused(error), _) => TokenDecision::Fail(error.clone()),
            (State::Paused { until, error, .. }, failure) if now < *until => {
                let fails_fast = error.code() == ErrorCode::RateLimited && operation.rate_limit == RateLimit::FailFast;
                if !fails_fast && *until < operation.deadline {
                    return TokenDecision::Wait(Some(*until));
                }
                // A request that has waited for this failure gets it as it is.
                let left = error.retry_after().filter(|_| failure.is_none()).map(|_| *until - now);
                TokenDecision::Fail(left.map_or_else(|| error.clone(), |left| error.clone().with_retry_after(left)))
            }
            (State::Idle | State::Deferred { .. }, Some(error)) => TokenDecision::Fail(error.clone()),
            _ if self.can_log_in(has_store) => TokenDecision::Begin,
            _ => TokenDecision::Fail(not_logged_in()),
        }
    }

    /// How a login failed that began with the first one that a request has waited for, or later.
    fn failure_since(&self, awaited: Option<u64>) -> Option<&Error> {
        let (number, error) = self.last_failure.as_ref()?;
        awaited.is_some_and(|first| *number >= first).then_some(error)
    }

    /// Why a request that is over has no token: its own end says less than the failure of the login that it waited for.
    fn reason(&self, awaited: Option<u64>, over: Error) -> Error {
        let failure = self.failure_since(awaited).filter(|_| over.code() == ErrorCode::Timeout);
        failure.cloned().unwrap_or(over)
    }

    /// With a token that can be used: no request waits for long.
    fn decide_with(&self, token: &Arc<Token>, has_store: bool, now: Instant) -> TokenDecision {
        if token.is_fresh(now) {
            return TokenDecision::Use(Arc::clone(token));
        }
        match &self.state {
            State::LoggingIn(login) => {
                let patient_until = login.since + REFRESH_PATIENCE;
                if token.refresh().is_some() && now < patient_until {
                    TokenDecision::Wait(Some(patient_until))
                } else {
                    TokenDecision::Use(Arc::clone(token))
                }
            }
            State::Deferred { until } | State::Paused { until, .. } if now < *until => {
                TokenDecision::Use(Arc::clone(token))
            }
            State::Refused(_) => TokenDecision::Use(Arc::clone(token)),
            _ if self.can_log_in(has_store) => TokenDecision::Begin,
            _ => TokenDecision::Use(Arc::clone(token)),
        }
    }

    fn is_refused(&self, token: &Token) -> bool {
        self.refused.as_ref().is_some_and(|refused| refused.is_same(token))
    }

    fn can_log_in(&self, has_store: bool) -> bool {
        self.credentials.is_some() || self.token.as_ref().is_some_and(|token| token.refresh().is_some()) || has_store
    }

    fn login_context(&self) -> LoginContext {
        LoginContext {
            credentials: self.credentials.clone(),
            token: self.token.clone(),
            refused: self.refused.clone(),
            is_new: false,
        }
    }

    /// What came of the login that is under way. New credentials replace those that were there, but for a code, which
    /// works once. After a refusal the refresh token is not offered again; the access token stays.
    fn enter(&mut self, from: &LoginContext, result: Result<Arc<Token>>) {
        let explicit = self.state.under_way().is_some_and(state::UnderWay::is_explicit);
        match result {
            Ok(token) => {
                if from.is_new {
                    self.credentials = from.credentials.clone().filter(|credentials| credentials.is_reusable());
                }
                self.happens(&Event::Obtained { fresh: token.is_fresh(clock::now()) });
                self.replaced = self.token.replace(token).or(self.replaced.take());
                (self.refused, self.last_failure) = (None, None);
            }
            Err(error) => {
                let token_lives =
                    self.token.as_ref().is_some_and(|token| token.is_alive(clock::now()) && !self.is_refused(token));
                self.happens(&Event::Failed { error: &error, token_lives });
                if explicit {
                    return;
                }
                if is_verdict(&error) {
                    self.token = self.token.take().map(|token| Arc::new(token.without_refresh()));
                }
                // The end of the client is no failure of a login.
                if error.code() != ErrorCode::Cancelled {
                    self.last_failure = Some((self.begun, error));
                }
            }
        }
    }
}

/// A token that is on its way with a request.
#[derive(Debug, Clone)]
pub(crate) struct Bearer(Arc<Token>);

impl Bearer {
    pub(crate) fn header(&self) -> &str {
        self.0.bearer()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]
mod tests {
    use std::cell::Cell;

    use super::*;

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

    /// What a request gets if every login ends at once with this failure, and how many logins it begins.
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
    fn a_login_that_is_over_before_its_request_looks_again_is_that_requests_login() {
        let minute = Duration::from_secs(60);
        let failure = Error::new(ErrorCode::RateLimited, "no").with_retry_after(minute);
        let (error, begun) = bearer(&CancelToken::new(), &failure);
        assert_eq!((error.code(), error.retry_after(), begun), (ErrorCode::RateLimited, Some(minute), 1));
    }

    #[test]
    fn a_request_without_time_for_another_login_tells_how_the_last_one_failed() {
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
        let (error, begun) = bearer(&token, &Error::new(ErrorCode::Connection, "nobody listens"));
        assert_eq!((error.code(), begun), (ErrorCode::Cancelled, 0));
    }
}
