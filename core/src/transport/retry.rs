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
use crate::base::wire::Answer;
use crate::base::wire::DEFAULT_PENALTY;
use crate::transport::http::{Failure, FailureKind, Method};

/// What kind of request it is, as far as repeating goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Doing it twice is doing it once: status, lists, cancel.
    Freely,
    /// It may be repeated only if it provably never left: create, and every other change.
    IfNeverSent,
    /// Not here: the tracker polls again by itself, and a login is tried again by rules of its own (`auth::state`).
    Never,
}

impl Repeat {
    pub(crate) fn of(method: Method) -> Self {
        if method.is_repeatable() { Self::Freely } else { Self::IfNeverSent }
    }
}

/// The repeats of a request whose connection failed or broke.
const CONNECTION_REPEATS: u32 = 2;
/// The repeats after a 5xx or 408 (WIRE: at most 5, 2 s x 2, cap 60 s).
const SERVER_REPEATS: u32 = 5;

/// How long to wait before sending a request again that got no answer; `None`: not again. `attempt` counts from 0.
pub(crate) fn after_failure(repeat: Repeat, attempt: u32, failure: &Failure) -> Option<Duration> {
    if failure.kind != FailureKind::Connection || (failure.is_sent() && repeat == Repeat::IfNeverSent) {
        return None;
    }
    // The server had closed a pooled connection; the request was never looked at.
    if failure.stale && attempt == 0 {
        return Some(Duration::ZERO);
    }
    (attempt < CONNECTION_REPEATS && repeat != Repeat::Never).then(|| doubled(Duration::from_millis(500), attempt))
}

/// How long to wait before sending a request again that got this answer; `None`: the answer stands.
pub(crate) fn after_answer(repeat: Repeat, rate_limit: RateLimit, attempt: u32, answer: &Answer) -> Option<Duration> {
    if answer.status == 429 {
        let waits = rate_limit == RateLimit::Wait && repeat != Repeat::Never && attempt < SERVER_REPEATS;
        return waits.then(|| answer.retry_after.unwrap_or(DEFAULT_PENALTY));
    }
    let passing = answer.status == 408 || (500..600).contains(&answer.status);
    match repeat {
        _ if !passing => None,
        Repeat::IfNeverSent | Repeat::Never => None,
        Repeat::Freely => (attempt < SERVER_REPEATS)
            .then(|| doubled(Duration::from_secs(2), attempt).max(answer.retry_after.unwrap_or_default())),
    }
}

fn doubled(first: Duration, attempt: u32) -> Duration {
    const LONGEST: Duration = Duration::from_secs(60);
    first.saturating_mul(1 << attempt.min(6)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    fn lost(sent: bool, stale: bool) -> Failure {
        let sent_at = sent.then_some(SystemTime::UNIX_EPOCH);
        Failure { kind: FailureKind::Connection, sent_at, stale, text: String::new() }
    }

    fn answer(status: u16) -> Answer {
        Answer { status, ..Answer::default() }
    }

    #[test]
    fn a_create_is_repeated_only_if_it_never_left() {
        assert!(after_failure(Repeat::IfNeverSent, 0, &lost(false, false)).is_some());
        for stale in [false, true] {
            assert_eq!(after_failure(Repeat::IfNeverSent, 0, &lost(true, stale)), None);
        }
        for status in [408, 500, 502, 503, 504] {
            assert_eq!(after_answer(Repeat::IfNeverSent, RateLimit::Wait, 0, &answer(status)), None);
        }
    }

    #[test]
    fn what_would_fail_again_is_not_repeated() {
        let refused = Failure { kind: FailureKind::Refused, ..lost(false, false) };
        for repeat in [Repeat::Freely, Repeat::IfNeverSent, Repeat::Never] {
            assert_eq!(after_failure(repeat, 0, &refused), None);
        }
    }

    #[test]
    fn no_request_is_repeated_for_ever() {
        for repeat in [Repeat::Freely, Repeat::IfNeverSent] {
            assert_eq!(after_failure(repeat, 10, &lost(false, true)), None);
            assert_eq!(after_answer(repeat, RateLimit::Wait, 10, &answer(500)), None);
        }
    }

    #[test]
    fn a_refusal_is_never_repeated() {
        for status in [400, 401, 403, 404, 422] {
            for repeat in [Repeat::Freely, Repeat::IfNeverSent] {
                assert_eq!(after_answer(repeat, RateLimit::Wait, 0, &answer(status)), None);
            }
        }
    }

    #[test]
    fn a_limited_request_waits_unless_it_is_to_fail() {
        let limited = Answer { retry_after: Some(Duration::from_secs(7)), ..answer(429) };
        for repeat in [Repeat::Freely, Repeat::IfNeverSent] {
            assert_eq!(after_answer(repeat, RateLimit::Wait, 0, &limited), limited.retry_after);
            assert_eq!(after_answer(repeat, RateLimit::FailFast, 0, &limited), None);
            assert_eq!(after_answer(repeat, RateLimit::Wait, 0, &answer(429)), Some(DEFAULT_PENALTY));
        }
    }

    #[test]
    fn a_stale_connection_is_replaced_at_once() {
        assert_eq!(after_failure(Repeat::Freely, 0, &lost(true, true)), Some(Duration::ZERO));
        assert_eq!(after_failure(Repeat::Freely, 0, &lost(true, false)), Some(Duration::from_millis(500)));
    }

    #[test]
    fn the_backoff_doubles_up_to_its_cap() {
        assert_eq!(after_answer(Repeat::Freely, RateLimit::Wait, 1, &answer(500)), Some(Duration::from_secs(4)));
        assert_eq!(doubled(Duration::from_secs(2), 30), Duration::from_secs(60));
    }

    #[test]
    fn a_server_that_asks_for_less_than_the_backoff_gets_the_backoff() {
        for (told, wait) in [(0, 4), (3, 4), (4, 4), (7, 7), (3600, 3600)] {
            let busy = Answer { retry_after: Some(Duration::from_secs(told)), ..answer(503) };
            let pause = after_answer(Repeat::Freely, RateLimit::Wait, 1, &busy);
            assert_eq!(pause, Some(Duration::from_secs(wait)), "told {told} s");
        }
    }
}
