//! The bounds of one operation, from the call of a method to its return.
//!
//! Everything that may block asks it: the socket between two slices, the sender between two tries, the login while
//! another thread logs in, a token store that takes its time. So one deadline spans them all, and one interruption ends
//! any of them.

use std::time::{Duration, Instant};

use crate::base::cancel::CancelToken;
use crate::base::clock::{deadline_after, now};
use crate::base::error::{Error, ErrorCode, Result};

/// What happens to a request that the platform's limits do not allow yet.
///
/// Both keep the client's budget: a request that is known to be too much is not sent, because the platform begins its
/// penalty anew with every request that arrives during it. Set it for a client with
/// [`ClientBuilder::rate_limit`](crate::ClientBuilder::rate_limit), or for some operations with
/// [`Client::with_rate_limit`](crate::Client::with_rate_limit).
///
/// # Examples
///
/// ```no_run
/// use ringout_core::{Client, ErrorCode, RateLimit};
///
/// let call = Client::from_env()?.with_rate_limit(RateLimit::FailFast).call("234343434")?;
/// match call.status() {
///     Err(error) if error.code() == ErrorCode::RateLimited => println!("again in {:?}", error.retry_after()),
///     other => println!("{}", other?),
/// }
/// # Ok::<(), ringout_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u32)]
pub enum RateLimit {
    /// It waits, if its deadline allows; if not, it fails as with `FailFast`. A 429 in spite of that is waited out,
    /// too, for as long as its `Retry-After` says, 1 s to an hour, or 30 s.
    #[default]
    Wait = 0,
    /// It fails at once with [`RateLimited`](crate::ErrorCode::RateLimited) and the time to wait.
    FailFast = 1,
}

impl RateLimit {
    /// The choice in one word: `wait` or `fail-fast`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::FailFast => "fail-fast",
        }
    }
}

/// One operation's limits: its deadline, the token that may end it before, and what it does when the platform limits
/// it.
///
/// Cloned and never changed: a part of an operation that has less time gets one of its own from
/// [`at_most`](Self::at_most).
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
        self.clone().until(deadline_after(time))
    }

    /// The same operation, which ends at this moment if not before.
    pub(crate) fn until(self, deadline: Instant) -> Self {
        Self { deadline: self.deadline.min(deadline), ..self }
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

    /// Until the wait, the deadline or an interruption ends it; [`check`](Self::check) or [`stop`](Self::stop) then
    /// tells which.
    pub(crate) fn sleep(&self, wait: Duration) {
        let until = self.deadline.min(deadline_after(wait));
        while !self.token.is_cancelled() {
            let left = until.saturating_duration_since(now());
            if left.is_zero() {
                return;
            }
            self.token.pause(left);
        }
    }
}
