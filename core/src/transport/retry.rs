//! Whether, and when, a request is sent again. Pure: no I/O and no clock.
//!
//! A connection that would fail again in the same way ([`FailureKind::Refused`]) is never repeated.
//!
//! | request | repeated after |
//! |---|---|
//! | GET, DELETE | a connection that failed or broke (0.5 s, 1 s), 408 and 5xx (2, 4, 8, 16, 32 s) |
//! | POST, PUT, PATCH | a connection that failed before a byte was written (0.5 s, 1 s) |
//! | token, refresh, a poll of the tracker | a pooled connection that had gone stale; the rest is decided where they come from |
//!
//! `Retry-After` lengthens the pause after a 5xx and never shortens it. A 429 is waited out by all but the tracker and logins,
//! unless the user wants to fail fast: it is a refusal, so nothing was done. A create is not
//! repeated after a 503, not even after one that says when to come back: that is left to the user, who is told that it
//! was refused.
//!
//! A stale pooled connection is replaced at once, and once, except for what must not be sent twice. Nothing is repeated
//! after the operation's deadline or an interruption, or after an answer that broke HTTP's rules. A pause that would
//! outlast the operation is not begun: the sender sees to that.

use std::time::Duration;

use crate::base::operation::RateLimit;
use crate::base::wire::DEFAULT_PENALTY;
use crate::base::wire::HttpResponse;
use crate::transport::http::{Failure, FailureKind, Method};

/// What kind of request it is, as far as repeating goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RetryPolicy {
    /// Doing it twice is doing it once: status, lists, cancel.
    Idempotent,
    /// It may be repeated only if it provably never left: create, and every other change.
    IfUnsent,
    /// Not here: the tracker polls again by itself, and a login is tried again by rules of its own (`auth::state`).
    Never,
}

impl RetryPolicy {
    pub(crate) fn of(method: Method) -> Self {
        if method.is_idempotent() { Self::Idempotent } else { Self::IfUnsent }
    }
}

/// The repeats of a request whose connection failed or broke.
const CONNECTION_RETRIES: u32 = 2;
/// The repeats after a 5xx or 408 (WIRE: at most 5, 2 s x 2, cap 60 s).
const SERVER_RETRIES: u32 = 5;

/// How long to wait before sending a request again that got no answer; `None`: not again. `attempt` counts from 0.
pub(crate) fn after_failure(retry_policy: RetryPolicy, attempt: u32, failure: &Failure) -> Option<Duration> {
    if failure.kind != FailureKind::Connection || (failure.is_sent() && retry_policy == RetryPolicy::IfUnsent) {
        return None;
    }
    // The server had closed a pooled connection; the request was never looked at.
    if failure.stale && attempt == 0 {
        return Some(Duration::ZERO);
    }
    (attempt < CONNECTION_RETRIES && retry_policy != RetryPolicy::Never)
        .then(|| doubled(Duration::from_millis(500), attempt))
}

/// How long to wait before sending a request again that got this answer; `None`: the answer stands.
pub(crate) fn after_response(
    retry_policy: RetryPolicy,
    rate_limit: RateLimit,
    attempt: u32,
    response: &HttpResponse,
) -> Option<Duration> {
    if response.status == 429 {
        let waits = rate_limit == RateLimit::Wait && retry_policy != RetryPolicy::Never && attempt < SERVER_RETRIES;
        return waits.then(|| response.retry_after.unwrap_or(DEFAULT_PENALTY));
    }
    let passing = response.status == 408 || (500..600).contains(&response.status);
    match retry_policy {
        _ if !passing => None,
        RetryPolicy::IfUnsent | RetryPolicy::Never => None,
        RetryPolicy::Idempotent => (attempt < SERVER_RETRIES)
            .then(|| doubled(Duration::from_secs(2), attempt).max(response.retry_after.unwrap_or_default())),
    }
}

fn doubled(first: Duration, attempt: u32) -> Duration {
    const MAX: Duration = Duration::from_secs(60);
    first.saturating_mul(1 << attempt.min(6)).min(MAX)
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    fn lost(sent: bool, stale: bool) -> Failure {
        let sent_at = sent.then_some(SystemTime::UNIX_EPOCH);
        Failure { kind: FailureKind::Connection, sent_at, stale, text: String::new() }
    }

    fn response(status: u16) -> HttpResponse {
        HttpResponse { status, ..HttpResponse::default() }
    }

    #[test]
    fn a_create_is_repeated_only_if_it_never_left() {
        assert!(after_failure(RetryPolicy::IfUnsent, 0, &lost(false, false)).is_some());
        for stale in [false, true] {
            assert_eq!(after_failure(RetryPolicy::IfUnsent, 0, &lost(true, stale)), None);
        }
        for status in [408, 500, 502, 503, 504] {
            assert_eq!(after_response(RetryPolicy::IfUnsent, RateLimit::Wait, 0, &response(status)), None);
        }
    }

    #[test]
    fn what_would_fail_again_is_not_repeated() {
        let refused = Failure { kind: FailureKind::Refused, ..lost(false, false) };
        for retry_policy in [RetryPolicy::Idempotent, RetryPolicy::IfUnsent, RetryPolicy::Never] {
            assert_eq!(after_failure(retry_policy, 0, &refused), None);
        }
    }

    #[test]
    fn no_request_is_repeated_for_ever() {
        for retry_policy in [RetryPolicy::Idempotent, RetryPolicy::IfUnsent] {
            assert_eq!(after_failure(retry_policy, 10, &lost(false, true)), None);
            assert_eq!(after_response(retry_policy, RateLimit::Wait, 10, &response(500)), None);
        }
    }

    #[test]
    fn a_refusal_is_never_repeated() {
        for status in [400, 401, 403, 404, 422] {
            for retry_policy in [RetryPolicy::Idempotent, RetryPolicy::IfUnsent] {
                assert_eq!(after_response(retry_policy, RateLimit::Wait, 0, &response(status)), None);
            }
        }
    }

    #[test]
    fn a_limited_request_waits_unless_it_is_to_fail() {
        let limited = HttpResponse { retry_after: Some(Duration::from_secs(7)), ..response(429) };
        for retry_policy in [RetryPolicy::Idempotent, RetryPolicy::IfUnsent] {
            assert_eq!(after_response(retry_policy, RateLimit::Wait, 0, &limited), limited.retry_after);
            assert_eq!(after_response(retry_policy, RateLimit::FailFast, 0, &limited), None);
            assert_eq!(after_response(retry_policy, RateLimit::Wait, 0, &response(429)), Some(DEFAULT_PENALTY));
        }
    }

    #[test]
    fn a_stale_connection_is_replaced_at_once() {
        assert_eq!(after_failure(RetryPolicy::Idempotent, 0, &lost(true, true)), Some(Duration::ZERO));
        assert_eq!(after_failure(RetryPolicy::Idempotent, 0, &lost(true, false)), Some(Duration::from_millis(500)));
    }

    #[test]
    fn the_backoff_doubles_up_to_its_cap() {
        assert_eq!(
            after_response(RetryPolicy::Idempotent, RateLimit::Wait, 1, &response(500)),
            Some(Duration::from_secs(4))
        );
        assert_eq!(doubled(Duration::from_secs(2), 30), Duration::from_secs(60));
    }

    #[test]
    fn a_server_that_asks_for_less_than_the_backoff_gets_the_backoff() {
        for (told, wait) in [(0, 4), (3, 4), (4, 4), (7, 7), (3600, 3600)] {
            let busy = HttpResponse { retry_after: Some(Duration::from_secs(told)), ..response(503) };
            let pause = after_response(RetryPolicy::Idempotent, RateLimit::Wait, 1, &busy);
            assert_eq!(pause, Some(Duration::from_secs(wait)), "told {told} s");
        }
    }
}
