//! The bounds of one operation, from the call of a method to its return.

use std::time::{Duration, Instant};

use crate::cancel::CancelToken;
use crate::clock::{deadline_after, now, sleep_until};
use crate::error::{Error, ErrorCode, Result};

/// What happens to a request that the platform's limits do not allow yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u32)]
pub enum RateLimit {
    /// It waits, if its deadline allows.
    #[default]
    Wait = 0,
    /// It fails at once with [`RateLimited`](crate::ErrorCode::RateLimited) and the time to wait.
    FailFast = 1,
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
