//! State machine of a client's login. Pure: no I/O and no clock, time is an argument.
//!
//! ```text
//!                      begin                         obtained
//!   Idle ────────────────────────────▶ LoggingIn ───────────────▶ Idle
//!    ▲  ▲                              │   │   │
//!    │  │ its time is over             │   │   └─ failed, token still alive ──────────▶ Deferred ──┐
//!    │  └──────────────────── Paused ◀─┘   │                                                       │
//!    │                 failed for a while  │ refused by the authorization server                   │
//!    │                                     ▼                                                       │
//!    ├─ changed (login, set_token, logout) ─ Refused                                               │
//!    └────────────────────────────────────────── its time is over, or the token expires ◀──────────┘
//! ```
//!
//! Only a verdict of the authorization server ends a login for good ([`is_verdict`]). After any other failure the refresh
//! token and the credentials stay, and a later request tries again.

use std::time::{Duration, Instant};

use crate::base::error::{Error, ErrorCode};

/// How long a token that could not be replaced is used before the next attempt, so that a login server that is down does
/// not get a request for every one of ours.
const REFRESH_DEFERRAL: Duration = Duration::from_secs(10);
/// Retries after a 408, a 5xx or a timeout (the platform's guide: 3 times, 10 s apart).
const MAX_RETRIES: u32 = 3;
const RETRY_PAUSE: Duration = Duration::from_secs(10);
/// Retries after a connection that failed or broke, and the pause before the first, which then doubles.
const CONNECTION_RETRIES: u32 = 2;
const CONNECTION_PAUSE: Duration = Duration::from_millis(500);
/// Bounds of a pause that a server asks for.
const MIN_PAUSE: Duration = Duration::from_secs(1);
const MAX_PAUSE: Duration = Duration::from_secs(3600);

/// Whether a login is in progress, allowed or forbidden.
#[derive(Debug, Clone, Default)]
pub(super) enum LoginState {
    /// The next request that needs a token begins a login.
    #[default]
    Idle,
    /// A login is in progress.
    LoggingIn(CurrentLogin),
    /// The last attempt failed, and the current token is used until then.
    Deferred { until: Instant },
    /// The last attempt failed temporarily, and no token request is sent before `until`.
    Paused { until: Instant, error: Error, retries: u32 },
    /// The authorization server refused the credentials: no token request is sent until they change.
    Refused(Error),
}

/// A login in progress.
#[derive(Debug, Clone)]
pub(super) struct CurrentLogin {
    pub(super) since: Instant,
    retries: u32,
    /// The state to restore if the login fails. Set for an explicit login, or one after a refusal.
    previous: Option<Box<LoginState>>,
}

/// An event in the life of a login.
pub(super) enum LoginEvent<'a> {
    /// A login begins. If an explicit one (with credentials that the user has just given) fails, everything stays as it
    /// was.
    Begin { explicit: bool },
    /// A token was obtained; `fresh` if it need not be replaced yet.
    Obtained { fresh: bool },
    /// No token was obtained; `token_alive` if the current one is still usable.
    Failed { error: &'a Error, token_alive: bool },
    /// The token or the credentials were replaced.
    Changed,
}

/// The consequence of a failure for the next attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Consequence {
    /// The credentials are not sent again.
    Refused,
    /// Retry after this time.
    Retry(Duration),
    /// Leave the retry to the next request.
    NextRequest,
}

impl LoginState {
    /// The transition function.
    pub(super) fn next(self, event: &LoginEvent<'_>, now: Instant) -> Self {
        match (self, event) {
            // After a refusal only an explicit login begins here; if it fails temporarily the refusal stays.
            (before @ Self::Refused(_), LoginEvent::Begin { .. }) | (before, LoginEvent::Begin { explicit: true }) => {
                Self::LoggingIn(CurrentLogin { since: now, retries: 0, previous: Some(Box::new(before)) })
            }
            (before, LoginEvent::Begin { explicit: false }) => {
                let retries = if let Self::Paused { retries, .. } = before { retries + 1 } else { 0 };
                Self::LoggingIn(CurrentLogin { since: now, retries, previous: None })
            }
            (_, LoginEvent::Obtained { fresh: true }) => Self::Idle,
            (_, LoginEvent::Obtained { fresh: false }) => Self::Deferred { until: now + REFRESH_DEFERRAL },
            (Self::LoggingIn(login), LoginEvent::Failed { error, token_alive }) => {
                login.failed(error, *token_alive, now)
            }
            (other, LoginEvent::Failed { .. }) => other,
            // The login in progress determines the next state.
            (login @ Self::LoggingIn(_), LoginEvent::Changed) => login,
            (_, LoginEvent::Changed) => Self::Idle,
        }
    }

    /// The login in progress, if any.
    pub(super) fn in_progress(&self) -> Option<&CurrentLogin> {
        if let Self::LoggingIn(login) = self { Some(login) } else { None }
    }

    /// The state as if the login in progress had not begun.
    pub(super) fn without_login(&self) -> Self {
        match self {
            Self::LoggingIn(login) => login.previous.as_deref().cloned().unwrap_or_default(),
            other => other.clone(),
        }
    }
}

impl CurrentLogin {
    pub(super) fn is_explicit(&self) -> bool {
        self.previous.is_some()
    }

    fn failed(self, error: &Error, token_alive: bool, now: Instant) -> LoginState {
        let consequence = consequence(error, self.retries);
        if let Some(previous) = self.previous {
            return match (*previous, consequence) {
                // A pause that the server asks for applies to all logins; an earlier refusal for good remains.
                (
                    LoginState::Idle | LoginState::Deferred { .. } | LoginState::Paused { .. },
                    Consequence::Retry(wait),
                ) if error.retry_after().is_some() => {
                    LoginState::Paused { until: now + wait, error: error.clone(), retries: 0 }
                }
                (previous, _) => previous,
            };
        }
        match consequence {
            Consequence::Refused => LoginState::Refused(error.clone()),
            Consequence::Retry(_) if token_alive && error.retry_after().is_none() => {
                LoginState::Deferred { until: now + REFRESH_DEFERRAL }
            }
            Consequence::NextRequest if token_alive && error.code() != ErrorCode::Cancelled => {
                LoginState::Deferred { until: now + REFRESH_DEFERRAL }
            }
            Consequence::Retry(wait) => {
                let wait = if token_alive { wait.max(REFRESH_DEFERRAL) } else { wait };
                LoginState::Paused { until: now + wait, error: error.clone(), retries: self.retries }
            }
            Consequence::NextRequest => LoginState::Idle,
        }
    }
}

/// Decides what follows a failed attempt after this many retries. A server's `Retry-After` is always respected.
pub(super) fn consequence(error: &Error, retries: u32) -> Consequence {
    let server_wait = error.retry_after().map(|wait| wait.clamp(MIN_PAUSE, MAX_PAUSE));
    let may_retry = retries < MAX_RETRIES;
    match error.code() {
        _ if is_verdict(error) => Consequence::Refused,
        ErrorCode::RateLimited => Consequence::Retry(server_wait.unwrap_or(RETRY_PAUSE)),
        ErrorCode::Server if error.http_status() == Some(503) && server_wait.is_some() => {
            Consequence::Retry(server_wait.unwrap_or(RETRY_PAUSE))
        }
        ErrorCode::Server if may_retry => Consequence::Retry(RETRY_PAUSE),
        ErrorCode::Rejected if error.http_status() == Some(408) && may_retry => Consequence::Retry(RETRY_PAUSE),
        // A refused certificate would be refused again.
        ErrorCode::Connection if error.is_retryable() && retries < CONNECTION_RETRIES => {
            Consequence::Retry(CONNECTION_PAUSE * (1 << retries))
        }
        // The attempt itself has waited long enough.
        ErrorCode::Timeout if may_retry => Consequence::Retry(Duration::ZERO),
        _ => Consequence::NextRequest,
    }
}

/// Whether the authorization server itself has refused the credentials: with an OAuth error (RFC 6749, section 5.2) or
/// one of the platform's OAU codes. A proxy's page, a rate limit or a failing server is not its verdict.
pub(crate) fn is_verdict(error: &Error) -> bool {
    const TRANSIENT: [&str; 3] = ["server_error", "temporarily_unavailable", "slow_down"];
    let refuses = matches!(error.http_status(), Some(400 | 401 | 403));
    let by_oauth = error
        .oauth_error()
        .is_some_and(|code| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') && !TRANSIENT.contains(&code));
    refuses && (by_oauth || error.error_code().is_some_and(|code| code.starts_with("OAU-")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::{RequestKind, from_response};
    use crate::base::wire::HttpResponse;

    fn start() -> Instant {
        crate::base::clock::now()
    }

    fn response_error(status: u16, body: &str, retry_after: Option<u64>) -> Error {
        let retry_after = retry_after.map(Duration::from_secs);
        from_response(
            &HttpResponse { status, body: body.into(), retry_after, ..HttpResponse::default() },
            RequestKind::Grant("JWT"),
        )
    }

    fn begun(state: LoginState, explicit: bool, now: Instant) -> LoginState {
        state.next(&LoginEvent::Begin { explicit }, now)
    }

    fn failed(state: LoginState, error: &Error, token_alive: bool, now: Instant) -> LoginState {
        state.next(&LoginEvent::Failed { error, token_alive }, now)
    }

    #[test]
    fn only_the_authorization_server_gives_a_verdict() {
        for (status, body) in [
            (400, r#"{"error":"invalid_grant"}"#),
            (401, r#"{"error":"invalid_client"}"#),
            (400, r#"{"errorCode":"OAU-140"}"#),
            (403, r#"{"errors":[{"errorCode":"OAU-251"}]}"#),
        ] {
            assert!(is_verdict(&response_error(status, body, None)), "{status} {body}");
        }
        for status in [400, 401, 403, 404, 407, 408, 413, 421, 425, 429, 500, 502, 503, 504] {
            for body in ["", "<html>", "{}", r#"{"error":"Bad Gateway"}"#, r#"{"errorCode":"AGW-402"}"#] {
                assert!(!is_verdict(&response_error(status, body, None)), "{status} {body}");
            }
        }
        assert!(!is_verdict(&response_error(400, r#"{"error":"temporarily_unavailable"}"#, None)));
        assert!(!is_verdict(&response_error(429, r#"{"error":"invalid_grant"}"#, None)));
    }

    #[test]
    fn a_server_that_asks_for_a_pause_gets_it_while_the_token_is_alive() {
        let now = start();
        for status in [429, 503] {
            let state = failed(begun(LoginState::Idle, false, now), &response_error(status, "", Some(60)), true, now);
            let LoginState::Paused { until, .. } = state else { panic!("{status}: {state:?}") };
            assert_eq!(until, now + Duration::from_secs(60));
        }
    }

    #[test]
    fn no_pause_is_shorter_than_a_second_or_longer_than_an_hour() {
        for (seconds, wait) in [(0, MIN_PAUSE), (86_400, MAX_PAUSE)] {
            for status in [429, 503] {
                let error = response_error(status, "", Some(seconds));
                assert_eq!(consequence(&error, 0), Consequence::Retry(wait), "{status} {seconds}");
            }
        }
    }

    #[test]
    fn a_failing_server_gets_three_retries() {
        let now = start();
        let mut state = LoginState::Idle;
        for _ in 0..=MAX_RETRIES {
            state = failed(begun(state, false, now), &response_error(500, "", None), false, now);
        }
        assert!(matches!(state, LoginState::Idle), "{state:?}");
    }

    #[test]
    fn a_failure_with_new_credentials_changes_nothing() {
        let now = start();
        let refused = || LoginState::Refused(response_error(400, r#"{"error":"invalid_grant"}"#, None));
        let wrong = response_error(400, r#"{"error":"invalid_client"}"#, None);
        assert!(matches!(failed(begun(LoginState::Idle, true, now), &wrong, false, now), LoginState::Idle));
        let limited = response_error(429, "", Some(5));
        assert!(matches!(failed(begun(LoginState::Idle, true, now), &limited, false, now), LoginState::Paused { .. }));
        for explicit in [true, false] {
            assert!(matches!(failed(begun(refused(), explicit, now), &limited, false, now), LoginState::Refused(_)));
        }
    }

    #[test]
    fn without_the_login_in_progress_the_previous_state_returns() {
        let now = start();
        let refused = LoginState::Refused(response_error(400, r#"{"error":"invalid_grant"}"#, None));
        assert!(matches!(begun(LoginState::Idle, false, now).without_login(), LoginState::Idle));
        assert!(matches!(begun(refused.clone(), true, now).without_login(), LoginState::Refused(_)));
        assert!(matches!(refused.without_login(), LoginState::Refused(_)));
    }
}
