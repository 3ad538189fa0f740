//! Login session of a process: its token and credentials, and what a request does with them.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::login::{LoginContext, not_logged_in};
use super::state::{self, LoginEvent, LoginState, is_verdict};
use super::{Credentials, Token};
use crate::base::cancel::CancelToken;
use crate::base::clock::{self, Condition};
use crate::base::error::{Error, ErrorCode, Result};
use crate::base::operation::{Operation, RateLimit};
use crate::base::process::{AfterFork, ForkSnapshot};

/// How long a request waits for a refresh before it continues with the old token.
pub(super) const MAX_REFRESH_WAIT: Duration = Duration::from_secs(1);
/// What a login waits for, for the error of a request whose deadline passes.
pub(super) const NO_RESPONSE: &str = "the token endpoint did not respond";

/// The login state of one process.
#[derive(Debug)]
pub(super) struct ProcessLogin {
    pub(super) session: Mutex<LoginSession>,
    pub(super) changed: Condition,
    /// The session after its last update: a forked child starts with it.
    pub(super) snapshot: ForkSnapshot<LoginSession>,
    /// Interrupts the background login when the client is dropped.
    pub(super) ending: CancelToken,
}

impl ProcessLogin {
    pub(super) fn new(session: LoginSession) -> Self {
        let snapshot = ForkSnapshot::default();
        snapshot.leave(&session);
        Self { session: Mutex::new(session), changed: Condition::new(), snapshot, ending: CancelToken::new() }
    }
}

/// The token and the credentials stay valid in a child. A login in progress stays with the parent.
impl AfterFork for ProcessLogin {
    fn after_fork(&self) -> Self {
        Self::new(self.snapshot.load())
    }
}

/// The mutable state of a login. Never locked while anything is sent, stored or polled.
#[derive(Debug, Clone, Default)]
pub(super) struct LoginSession {
    pub(super) state: LoginState,
    pub(super) credentials: Option<Arc<Credentials>>,
    pub(super) token: Option<Arc<Token>>,
    /// The previous token: a request sent with it may still get a response that echoes it.
    pub(super) replaced: Option<Arc<Token>>,
    /// The last token that the server refused before it expired.
    pub(super) refused: Option<Arc<Token>>,
    /// What the login in progress waits for.
    pub(super) waiting_for: &'static str,
    /// Number of logins begun, so that a request recognizes the failure of a login that it waited for.
    pub(super) login_count: u64,
    /// The last failed login with these credentials: its number and its error.
    pub(super) last_failure: Option<(u64, Error)>,
}

/// What a request does to get a token.
///
/// Decided under the lock, carried out without it.
pub(super) enum TokenDecision {
    Use(Arc<Token>),
    /// Begin a login, and decide again.
    Begin,
    /// Wait for a change, at most until this time.
    Wait(Option<Instant>),
    Fail(Error),
}

impl LoginSession {
    /// The session as if the login in progress had not begun.
    pub(super) fn without_login(&self) -> Self {
        Self { state: self.state.without_login(), ..self.clone() }
    }

    pub(super) fn apply(&mut self, event: &LoginEvent<'_>) {
        self.state = std::mem::take(&mut self.state).next(event, clock::now());
    }

    pub(super) fn begin(&mut self, explicit: bool) {
        self.login_count += 1;
        self.waiting_for = NO_RESPONSE;
        self.apply(&LoginEvent::Begin { explicit });
    }

    /// Decides what a request does, by the token first and then by the state of the login. `awaited` is the first login
    /// that it has waited for.
    pub(super) fn decide(
        &self,
        awaited: Option<u64>,
        operation: &Operation,
        has_store: bool,
        now: Instant,
    ) -> TokenDecision {
        let token = self.token.as_ref().filter(|token| token.is_alive(now) && !self.is_refused(token));
        if let Some(token) = token {
            return self.decide_with(token, has_store, now);
        }
        let failure = self.failure_since(awaited);
        match (&self.state, failure) {
            (LoginState::LoggingIn(_), _) => TokenDecision::Wait(None),
            (LoginState::Refused(error), _) => TokenDecision::Fail(error.clone()),
            (LoginState::Paused { until, error, .. }, failure) if now < *until => {
                let fails_fast = error.code() == ErrorCode::RateLimited && operation.rate_limit == RateLimit::FailFast;
                if !fails_fast && *until < operation.deadline {
                    return TokenDecision::Wait(Some(*until));
                }
                // A request that has waited for this failure gets it unchanged.
                let left = error.retry_after().filter(|_| failure.is_none()).map(|_| *until - now);
                TokenDecision::Fail(left.map_or_else(|| error.clone(), |left| error.clone().with_retry_after(left)))
            }
            (LoginState::Idle | LoginState::Deferred { .. }, Some(error)) => TokenDecision::Fail(error.clone()),
            _ if self.can_log_in(has_store) => TokenDecision::Begin,
            _ => TokenDecision::Fail(not_logged_in()),
        }
    }

    /// The last failure, if its login is `awaited` or a later one.
    fn failure_since(&self, awaited: Option<u64>) -> Option<&Error> {
        let (number, error) = self.last_failure.as_ref()?;
        awaited.is_some_and(|first| *number >= first).then_some(error)
    }

    /// Why a request that ended has no token: the failure of the login that it waited for says more than its own timeout.
    pub(super) fn reason(&self, awaited: Option<u64>, timeout: Error) -> Error {
        let failure = self.failure_since(awaited).filter(|_| timeout.code() == ErrorCode::Timeout);
        failure.cloned().unwrap_or(timeout)
    }

    /// Decides with a usable token: no request waits for long.
    fn decide_with(&self, token: &Arc<Token>, has_store: bool, now: Instant) -> TokenDecision {
        if token.is_fresh(now) {
            return TokenDecision::Use(Arc::clone(token));
        }
        match &self.state {
            LoginState::LoggingIn(login) => {
                let wait_until = login.since + MAX_REFRESH_WAIT;
                if token.refresh().is_some() && now < wait_until {
                    TokenDecision::Wait(Some(wait_until))
                } else {
                    TokenDecision::Use(Arc::clone(token))
                }
            }
            LoginState::Deferred { until } | LoginState::Paused { until, .. } if now < *until => {
                TokenDecision::Use(Arc::clone(token))
            }
            LoginState::Refused(_) => TokenDecision::Use(Arc::clone(token)),
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

    pub(super) fn login_context(&self) -> LoginContext {
        LoginContext {
            credentials: self.credentials.clone(),
            token: self.token.clone(),
            refused: self.refused.clone(),
            is_new: false,
        }
    }

    /// Records the result of the login in progress. New credentials replace the previous ones, unless they are a code,
    /// which works once. After a refusal the refresh token is not used again; the access token stays.
    pub(super) fn finish(&mut self, from: &LoginContext, result: Result<Arc<Token>>) {
        let explicit = self.state.in_progress().is_some_and(state::CurrentLogin::is_explicit);
        match result {
            Ok(token) => {
                if from.is_new {
                    self.credentials = from.credentials.clone().filter(|credentials| credentials.is_reusable());
                }
                self.apply(&LoginEvent::Obtained { fresh: token.is_fresh(clock::now()) });
                self.replaced = self.token.replace(token).or(self.replaced.take());
                (self.refused, self.last_failure) = (None, None);
            }
            Err(error) => {
                let token_alive =
                    self.token.as_ref().is_some_and(|token| token.is_alive(clock::now()) && !self.is_refused(token));
                self.apply(&LoginEvent::Failed { error: &error, token_alive });
                if explicit {
                    return;
                }
                if is_verdict(&error) {
                    self.token = self.token.take().map(|token| Arc::new(token.without_refresh()));
                }
                // Dropping the client is not a failure of the login.
                if error.code() != ErrorCode::Cancelled {
                    self.last_failure = Some((self.login_count, error));
                }
            }
        }
    }
}
