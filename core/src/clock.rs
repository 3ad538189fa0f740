//! Time: the only file that reads a clock or sleeps.
//!
//! Deadlines, budgets and tokens use the clock that never goes back. The calendar is only for what leaves the process:
//! a stored token, a date in `Retry-After`, the time of an attempt.

#![allow(clippy::disallowed_methods)] // this is the one place

use std::time::{Duration, Instant, SystemTime};

use crate::cancel::CancelToken;

/// Now, on the clock that never goes back.
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Now, as the calendar has it.
pub(crate) fn wall() -> SystemTime {
    SystemTime::now()
}

/// Sleeps until `until`, or until the token is cancelled.
pub(crate) fn sleep_until(until: Instant, token: &CancelToken) {
    while !token.is_cancelled() {
        let left = until.saturating_duration_since(now());
        if left.is_zero() {
            return;
        }
        token.pause(left);
    }
}

/// Now plus `timeout`; a timeout too long for the clock counts as a year.
pub(crate) fn deadline_after(timeout: Duration) -> Instant {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    now() + timeout.min(YEAR)
}
