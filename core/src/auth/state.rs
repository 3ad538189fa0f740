//! Where the login of a client stands. Pure: no I/O and no clock, time is an argument.
//!
//! ```text
//!                      begin                         obtained
//!   Idle ────────────────────────────▶ LoggingIn ───────────────▶ Idle
//!    ▲  ▲                              │   │   │
//!    │  │ its time is over             │   │   └─ failed, and the token is still alive ─▶ Held ──┐
//!    │  └──────────────────── Paused ◀─┘   │                                                     │
//!    │                 failed for a while  │ refused by the authorization server                 │
//!    │                                     ▼                                                     │
//!    ├─ changed (login, set_token, logout) ─ Refused                                             │
//!    └───────────────────────────────────────────────── its time is over, or the token dies ◀────┘
//! ```
//!
//! Only a verdict of the authorization server ends a login ([`is_verdict`]). Every other failure passes: the refresh token
//! and the credentials stay, and a later request tries again.

use std::time::{Duration, Instant};

use crate::base::error::{Error, ErrorCode};

/// How long a token that could not be replaced is used before the next try: a login server that is down is not asked
/// with every request.
const REFRESH_DEFERRAL: Duration = Duration::from_secs(10);
/// The retries after a 408, a 5xx or a timeout (the platform's guide: 3 times, 10 s apart).
const MAX_RETRIES: u32 = 3;
const PAUSE: Duration = Duration::from_secs(10);
/// The retries after a connection that failed or broke, and the pause before the first; it doubles.
const CONNECTION_RETRIES: u32 = 2;
const CONNECTION_PAUSE: Duration = Duration::from_millis(500);
/// No pause that a server asks for is shorter or longer.
const MIN_PAUSE: Duration = Duration::from_secs(1);
const MAX_PAUSE: Duration = Duration::from_secs(3600);

/// Whether somebody logs in, may log in, or must not.
#[derive(Debug, Clone, Default)]
pub(super) enum State {
    /// The next request that needs a token begins a login.
    #[default]
    Idle,
    /// A login is under way.
    LoggingIn(UnderWay),
    /// The last try failed, and the token is used as it is until then.
    Deferred { until: Instant },
    /// The last try failed in a way that passes, and no token request is sent before `until`.
    Paused { until: Instant, error: Error, retries: u32 },
    /// The authorization server has refused the credentials: no token request is sent until they change.
    Refused(Error),
}

/// A login that is under way.
#[derive(Debug, Clone)]
pub(super) struct UnderWay {
    pub(super) since: Instant,
    retries: u32,
    /// What is there again if the login fails: for one with credentials that the user has just given, or after a refusal.
    before: Option<Box<State>>,
}

/// What happens to a login.
pub(super) enum Event<'a> {
    /// A login begins. One with credentials that the user has just given leaves everything as it was if it fails.
    Begin { explicit: bool },
    /// A token was obtained; whether it is good for a while.
    Obtained { fresh: bool },
    /// No token was obtained; whether the one that was there can still be used.
    Failed { error: &'a Error, token_lives: bool },
    /// The token or the credentials were replaced.
    Changed,
}

/// What a failure means for the next try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Consequence {
    /// The credentials are not sent again.
    Refused,
    /// It is tried again after so long.
    Retry(Duration),
    /// It is left to the next request.
    LeftToTheNext,
}

impl State {
    /// The one transition function.
    pub(super) fn after(self, event: &Event<'_>, now: Instant) -> Self {
        match (self, event) {
            // After a refusal only a user asks; a failure that passes does not take the refusal back.
            (before @ Self::Refused(_), Event::Begin { .. }) | (before, Event::Begin { explicit: true }) => {
                Self::LoggingIn(UnderWay { since: now, retries: 0, before: Some(Box::new(before)) })
            }
            (before, Event::Begin { explicit: false }) => {
                let retries = if let Self::Paused { retries, .. } = before { retries + 1 } else { 0 };
                Self::LoggingIn(UnderWay { since: now, retries, before: None })
            }
            (_, Event::Obtained { fresh: true }) => Self::Idle,
            (_, Event::Obtained { fresh: false }) => Self::Deferred { until: now + REFRESH_DEFERRAL },
            (Self::LoggingIn(login), Event::Failed { error, token_lives }) => login.failed(error, *token_lives, now),
            (other, Event::Failed { .. }) => other,
            // The login that is under way ends by itself.
            (login @ Self::LoggingIn(_), Event::Changed) => login,
            (_, Event::Changed) => Self::Idle,
        }
    }

    /// The login that is under way.
    pub(super) fn under_way(&self) -> Option<&UnderWay> {
        if let Self::LoggingIn(login) = self { Some(login) } else { None }
    }

    /// The state as if the login that is under way had not begun.
    pub(super) fn without_login(&self) -> Self {
        match self {
            Self::LoggingIn(login) => login.before.as_deref().cloned().unwrap_or_default(),
            other => other.clone(),
        }
    }
}

impl UnderWay {
    pub(super) fn is_explicit(&self) -> bool {
        self.before.is_some()
    }

    fn failed(self, error: &Error, token_lives: bool, now: Instant) -> State {
        let consequence = consequence(error, self.retries);
        if let Some(before) = self.before {
            return match (*before, consequence) {
                // What the server asks for holds for everybody; a refusal for good outlives it.
                (State::Idle | State::Deferred { .. } | State::Paused { .. }, Consequence::Retry(wait))
                    if error.retry_after().is_some() =>
                {
                    State::Paused { until: now + wait, error: error.clone(), retries: 0 }
                }
                (before, _) => before,
            };
        }
        match consequence {
            Consequence::Refused => State::Refused(error.clone()),
            Consequence::Retry(_) if token_lives && error.retry_after().is_none() => {
                State::Deferred { until: now + REFRESH_DEFERRAL }
            }
            Consequence::LeftToTheNext if token_lives && error.code() != ErrorCode::Cancelled => {
                State::Deferred { until: now + REFRESH_DEFERRAL }
            }
            Consequence::Retry(wait) => {
                let wait = if token_lives { wait.max(REFRESH_DEFERRAL) } else { wait };
                State::Paused { until: now + wait, error: error.clone(), retries: self.retries }
            }
            Consequence::LeftToTheNext => State::Idle,
        }
    }
}

/// What a failed try means after so many retries. What the server asks for by `Retry-After` is always heeded.
pub(super) fn consequence(error: &Error, retries: u32) -> Consequence {
    let asked = error.retry_after().map(|wait| wait.clamp(MIN_PAUSE, MAX_PAUSE));
    let may_retry = retries < MAX_RETRIES;
    match error.code() {
        _ if is_verdict(error) => Consequence::Refused,
        ErrorCode::RateLimited => Consequence::Retry(asked.unwrap_or(PAUSE)),
        ErrorCode::Server if error.http_status() == Some(503) && asked.is_some() => {
            Consequence::Retry(asked.unwrap_or(PAUSE))
        }
        ErrorCode::Server if may_retry => Consequence::Retry(PAUSE),
        ErrorCode::Rejected if error.http_status() == Some(408) && may_retry => Consequence::Retry(PAUSE),
        // A certificate that is refused will be refused again.
        ErrorCode::Connection if error.is_retryable() && retries < CONNECTION_RETRIES => {
            Consequence::Retry(CONNECTION_PAUSE * (1 << retries))
        }
        // The try has waited for long enough.
        ErrorCode::Timeout if may_retry => Consequence::Retry(Duration::ZERO),
        _ => Consequence::LeftToTheNext,
    }
}

/// Whether the authorization server itself has refused the credentials: by an OAuth error (RFC 6749, section 5.2) or one of the
/// platform's OAU codes. A proxy's page, a limit and a server that fails are not its verdict.
pub(crate) fn is_verdict(error: &Error) -> bool {
    const PASSING: [&str; 3] = ["server_error", "temporarily_unavailable", "slow_down"];
    let refuses = matches!(error.http_status(), Some(400 | 401 | 403));
    let by_oauth = error
        .oauth_error()
        .is_some_and(|code| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') && !PASSING.contains(&code));
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

    fn answered(status: u16, body: &str, retry_after: Option<u64>) -> Error {
        let retry_after = retry_after.map(Duration::from_secs);
        from_response(
            &HttpResponse { status, body: body.into(), retry_after, ..HttpResponse::default() },
            RequestKind::Grant("JWT"),
        )
    }

    fn begun(state: State, explicit: bool, now: Instant) -> State {
        state.after(&Event::Begin { explicit }, now)
    }

    fn failed(state: State, error: &Error, token_lives: bool, now: Instant) -> State {
        state.after(&Event::Failed { error, token_lives }, now)
    }

    #[test]
    fn only_the_authorization_server_gives_a_verdict() {
        for (status, body) in [
            (400, r#"{"error":"invalid_grant"}"#),
            (401, r#"{"error":"invalid_client"}"#),
            (400, r#"{"errorCode":"OAU-140"}"#),
            (403, r#"{"errors":[{"errorCode":"OAU-251"}]}"#),
        ] {
            assert!(is_verdict(&answered(status, body, None)), "{status} {body}");
        }
        for status in [400, 401, 403, 404, 407, 408, 413, 421, 425, 429, 500, 502, 503, 504] {
            for body in ["", "<html>", "{}", r#"{"error":"Bad Gateway"}"#, r#"{"errorCode":"AGW-402"}"#] {
                assert!(!is_verdict(&answered(status, body, None)), "{status} {body}");
            }
        }
        assert!(!is_verdict(&answered(400, r#"{"error":"temporarily_unavailable"}"#, None)));
        assert!(!is_verdict(&answered(429, r#"{"error":"invalid_grant"}"#, None)));
    }

    #[test]
    fn a_server_that_asks_for_a_pause_gets_it_while_the_token_lives() {
        let now = start();
        for status in [429, 503] {
            let state = failed(begun(State::Idle, false, now), &answered(status, "", Some(60)), true, now);
            let State::Paused { until, .. } = state else { panic!("{status}: {state:?}") };
            assert_eq!(until, now + Duration::from_secs(60));
        }
    }

    #[test]
    fn no_pause_is_shorter_than_a_second_or_longer_than_an_hour() {
        for (told, wait) in [(0, MIN_PAUSE), (86_400, MAX_PAUSE)] {
            for status in [429, 503] {
                let error = answered(status, "", Some(told));
                assert_eq!(consequence(&error, 0), Consequence::Retry(wait), "{status} {told}");
            }
        }
    }

    #[test]
    fn a_server_that_fails_is_tried_three_times_more() {
        let now = start();
        let mut state = State::Idle;
        for _ in 0..=MAX_RETRIES {
            state = failed(begun(state, false, now), &answered(500, "", None), false, now);
        }
        assert!(matches!(state, State::Idle), "{state:?}");
    }

    #[test]
    fn a_failure_with_new_credentials_leaves_what_was_there() {
        let now = start();
        let refused = || State::Refused(answered(400, r#"{"error":"invalid_grant"}"#, None));
        let wrong = answered(400, r#"{"error":"invalid_client"}"#, None);
        assert!(matches!(failed(begun(State::Idle, true, now), &wrong, false, now), State::Idle));
        let limited = answered(429, "", Some(5));
        assert!(matches!(failed(begun(State::Idle, true, now), &limited, false, now), State::Paused { .. }));
        for explicit in [true, false] {
            assert!(matches!(failed(begun(refused(), explicit, now), &limited, false, now), State::Refused(_)));
        }
    }

    #[test]
    fn without_the_login_that_is_under_way_there_is_what_was_before() {
        let now = start();
        let refused = State::Refused(answered(400, r#"{"error":"invalid_grant"}"#, None));
        assert!(matches!(begun(State::Idle, false, now).without_login(), State::Idle));
        assert!(matches!(begun(refused.clone(), true, now).without_login(), State::Refused(_)));
        assert!(matches!(refused.without_login(), State::Refused(_)));
    }
}
