//! Time: the only file that reads a clock or sleeps.

#![allow(clippy::disallowed_methods)] // this is the one place

use std::time::{Duration, Instant, SystemTime};

use crate::cancel::CancelToken;
use crate::error::{Error, ErrorCode, Result};
use crate::limits::RateLimit;

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

/// One operation's limits: its deadline, the token that may end it before, and what it does when the platform limits it.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) deadline: Instant,
    pub(crate) token: CancelToken,
    pub(crate) rate_limit: RateLimit,
}

/// Why an operation must stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    Deadline,
    Interrupted,
}

impl Operation {
    pub(crate) fn new(timeout: Duration, token: &CancelToken, rate_limit: RateLimit) -> Self {
        Self { deadline: deadline_after(timeout), token: token.clone(), rate_limit }
    }

    /// The same operation with at most this much time.
    pub(crate) fn at_most(&self, time: Duration) -> Self {
        Self { deadline: self.deadline.min(deadline_after(time)), ..self.clone() }
    }

    pub(crate) fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(now())
    }

    /// Whether it must stop, and why. The caller's wish comes before the deadline.
    pub(crate) fn stop(&self) -> Option<Stop> {
        if self.token.is_cancelled() {
            Some(Stop::Interrupted)
        } else if self.remaining().is_zero() {
            Some(Stop::Deadline)
        } else {
            None
        }
    }

    /// Fails when it must stop; `what` says what was waited for.
    pub(crate) fn check(&self, what: &str) -> Result<()> {
        match self.stop() {
            None => Ok(()),
            Some(Stop::Deadline) => Err(Error::new(ErrorCode::Timeout, format!("{what} before the deadline"))),
            Some(Stop::Interrupted) => Err(Error::new(ErrorCode::Cancelled, "the operation was interrupted")),
        }
    }

    pub(crate) fn sleep(&self, wait: Duration) {
        sleep_until(self.deadline.min(deadline_after(wait)), &self.token);
    }
}

/// Now plus `timeout`; a timeout too long for the clock counts as a year.
pub(crate) fn deadline_after(timeout: Duration) -> Instant {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    now() + timeout.min(YEAR)
}
