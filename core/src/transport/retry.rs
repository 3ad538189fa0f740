//! Retry policy: whether, and when, a request is sent again. Pure: no I/O and no clock.
//!
//! A connection that would fail again in the same way ([`FailureKind::Refused`]) is never retried.
//!
//! | request | retried after |
//! |---|---|
//! | GET, DELETE | a connection that failed or broke (0.5 s, 1 s), 408 and 5xx (2, 4, 8, 16, 32 s) |
//! | POST, PUT, PATCH | a connection that failed before a byte was written (0.5 s, 1 s) |
//! | token, refresh, a poll of the tracker | a stale pooled connection; the auth module and the tracker decide about the rest |
//!
//! `Retry-After` lengthens the pause after a 5xx and never shortens it. A 429 is a refusal, so nothing was done: every
//! request except logins and the tracker's polls waits and retries, unless the user chose to fail fast. A create is not
//! retried after a 503, not even after one with `Retry-After`: the error says that the create was refused, and the user
//! decides.
//!
//! A stale pooled connection is replaced once, without a pause, except for a request that must not be sent twice. There
//! is no retry after the operation's deadline, after an interruption, or after a response that violates HTTP. The sender
//! never begins a pause that would outlast the operation.

use std::time::Duration;

use crate::base::operation::RateLimit;
use crate::base::wire::DEFAULT_PENALTY;
use crate::base::wire::HttpResponse;
use crate::transport::http::{Failure, FailureKind, Method};

/// How a request may be retried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RetryPolicy {
    /// Sending it twice has the same effect as sending it once: status, lists, cancel.
    Idempotent,
    /// Retried only if it provably was never sent: create, and every other change.
    IfUnsent,
    /// Not retried here: the tracker polls again anyway, and a login has its own rules (`auth::state`).
    Never,
}

impl RetryPolicy {
    pub(crate) fn of(method: Method) -> Self {
        if method.is_idempotent() { Self::Idempotent } else { Self::IfUnsent }
    }
}

/// Retries after a connection that failed or broke.
const CONNECTION_RETRIES: u32 = 2;
/// Retries after a 5xx or 408 (WIRE: at most 5, 2 s x 2, cap 60 s).
const SERVER_RETRIES: u32 = 5;

/// How long to wait before the retry of a request without a response; `None`: no retry. `attempt` counts from 0.
pub(crate) fn after_failure(retry_policy: RetryPolicy, attempt: u32, failure: &Failure) -> Option<Duration> {
    if failure.kind != FailureKind::Connection || (failure.is_sent() && retry_policy == RetryPolicy::IfUnsent) {
        return None;
    }
    // The server had closed a pooled connection without reading the request.
    if failure.stale && attempt == 0 {
        return Some(Duration::ZERO);
    }
    (attempt < CONNECTION_RETRIES && retry_policy != RetryPolicy::Never)
        .then(|| doubled(Duration::from_millis(500), attempt))
}

/// How long to wait before the retry of a request with this response; `None`: the response is final.
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
    let transient = response.status == 408 || (500..600).contains(&response.status);
    match retry_policy {
        _ if !transient => None,
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

    fn broken(sent: bool, stale: bool) -> Failure {
        let sent_at = sent.then_some(SystemTime::UNIX_EPOCH);
        Failure { kind: FailureKind::Connection, sent_at, stale, text: String::new() }
    }

    fn response(status: u16) -> HttpResponse {
        HttpResponse { status, ..HttpResponse::default() }
    }

    #[test]
    fn a_create_is_retried_only_if_it_was_never_sent() {
        assert!(after_failure(RetryPolicy::IfUnsent, 0, &broken(false, false)).is_some());
        for stale in [false, true] {
            assert_eq!(after_failure(RetryPolicy::IfUnsent, 0, &broken(true, stale)), None);
        }
        for status in [408, 500, 502, 503, 504] {
            assert_eq!(after_response(RetryPolicy::IfUnsent, RateLimit::Wait, 0, &response(status)), None);
        }
    }

    #[test]
    fn a_connection_that_would_fail_again_is_not_retried() {
        let refused = Failure { kind: FailureKind::Refused, ..broken(false, false) };
        for retry_policy in [RetryPolicy::Idempotent, RetryPolicy::IfUnsent, RetryPolicy::Never] {
            assert_eq!(after_failure(retry_policy, 0, &refused), None);
        }
    }

    #[test]
    fn only_methods_that_may_be_repeated_are() {
        for (method, wanted) in [
            (Method::Get, RetryPolicy::Idempotent),
            (Method::Delete, RetryPolicy::Idempotent),
            (Method::Post, RetryPolicy::IfUnsent),
            (Method::Put, RetryPolicy::IfUnsent),
            (Method::Patch, RetryPolicy::IfUnsent),
        ] {
            assert_eq!(RetryPolicy::of(method), wanted, "{method:?}");
        }
    }

    #[test]
    fn the_table_of_pauses_is_kept() {
        let pauses = |pause: &dyn Fn(u32) -> Option<Duration>| -> Vec<u64> {
            (0..10).map_while(|attempt| pause(attempt).map(|pause| u64::try_from(pause.as_millis()).unwrap())).collect()
        };
        let after = |policy, sent, stale| pauses(&move |attempt| after_failure(policy, attempt, &broken(sent, stale)));
        assert_eq!(after(RetryPolicy::Idempotent, true, false), [500, 1000]);
        assert_eq!(after(RetryPolicy::IfUnsent, false, false), [500, 1000]);
        assert_eq!(after(RetryPolicy::Idempotent, true, true), [0, 1000], "the second connection was new");
        assert_eq!(after(RetryPolicy::IfUnsent, false, true), [0, 1000]);
        assert_eq!(after(RetryPolicy::Never, true, true), [0]);
        assert!(after(RetryPolicy::Never, false, false).is_empty());
        let served = |policy, status| {
            pauses(&move |attempt| after_response(policy, RateLimit::Wait, attempt, &response(status)))
        };
        for status in [408, 500, 503, 599] {
            assert_eq!(served(RetryPolicy::Idempotent, status), [2000, 4000, 8000, 16_000, 32_000], "{status}");
            assert!(served(RetryPolicy::Never, status).is_empty(), "{status}");
        }
        for policy in [RetryPolicy::Idempotent, RetryPolicy::IfUnsent] {
            assert_eq!(served(policy, 429), [30_000; 5]);
        }
        for status in [407, 409, 499, 600] {
            assert!(served(RetryPolicy::Idempotent, status).is_empty(), "{status}");
        }
        assert!(served(RetryPolicy::Never, 429).is_empty());
    }

    #[test]
    fn no_request_is_retried_forever() {
        for retry_policy in [RetryPolicy::Idempotent, RetryPolicy::IfUnsent] {
            assert_eq!(after_failure(retry_policy, 10, &broken(false, true)), None);
            assert_eq!(after_response(retry_policy, RateLimit::Wait, 10, &response(500)), None);
        }
    }

    #[test]
    fn a_refusal_is_never_retried() {
        for status in [400, 401, 403, 404, 422] {
            for retry_policy in [RetryPolicy::Idempotent, RetryPolicy::IfUnsent] {
                assert_eq!(after_response(retry_policy, RateLimit::Wait, 0, &response(status)), None);
            }
        }
    }

    #[test]
    fn a_limited_request_waits_unless_it_fails_fast() {
        let limited = HttpResponse { retry_after: Some(Duration::from_secs(7)), ..response(429) };
        for retry_policy in [RetryPolicy::Idempotent, RetryPolicy::IfUnsent] {
            assert_eq!(after_response(retry_policy, RateLimit::Wait, 0, &limited), limited.retry_after);
            assert_eq!(after_response(retry_policy, RateLimit::FailFast, 0, &limited), None);
            assert_eq!(after_response(retry_policy, RateLimit::Wait, 0, &response(429)), Some(DEFAULT_PENALTY));
        }
    }

    #[test]
    fn a_stale_connection_is_replaced_at_once() {
        assert_eq!(after_failure(RetryPolicy::Idempotent, 0, &broken(true, true)), Some(Duration::ZERO));
        assert_eq!(after_failure(RetryPolicy::Idempotent, 0, &broken(true, false)), Some(Duration::from_millis(500)));
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
    fn a_retry_after_below_the_backoff_does_not_shorten_it() {
        for (seconds, wait) in [(0, 4), (3, 4), (4, 4), (7, 7), (3600, 3600)] {
            let busy = HttpResponse { retry_after: Some(Duration::from_secs(seconds)), ..response(503) };
            let pause = after_response(RetryPolicy::Idempotent, RateLimit::Wait, 1, &busy);
            assert_eq!(pause, Some(Duration::from_secs(wait)), "Retry-After: {seconds}");
        }
    }
}
