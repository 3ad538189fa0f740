//! Limits of one operation: its deadline, its cancel token and its reaction to rate limits.
//!
//! Everything that may block checks them: the socket between two slices, the sender between two attempts, a request that
//! waits for another thread's login, a slow token store. So one deadline spans all of them, and one interruption ends any
//! of them.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use crate::base::cancel::CancelToken;
use crate::base::clock::{deadline_after, now};
use crate::base::error::{Error, ErrorCode, Result};

/// What the client does with a request that RingCentral's rate limits do not allow yet.
///
/// Either way the client stays within its budget and does not send the request, because every request that arrives during
/// a penalty restarts it. Set this for a client with [`ClientBuilder::rate_limit`](crate::ClientBuilder::rate_limit), or
/// for some operations with [`Client::with_rate_limit`](crate::Client::with_rate_limit).
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
    /// Waits if the deadline allows it, and otherwise fails like `FailFast`. If RingCentral responds with 429 even so,
    /// waits for its `Retry-After` (1 s to an hour, 30 s without one) and retries.
    #[default]
    Wait = 0,
    /// Fails at once with [`RateLimited`](crate::ErrorCode::RateLimited) and the time to wait.
    FailFast = 1,
}

impl RateLimit {
    /// Returns the name: `wait` or `fail-fast`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::FailFast => "fail-fast",
        }
    }
}

/// One operation's limits: its deadline, the token that may end it earlier, and its reaction to rate limits.
///
/// Never changed: a step with less time gets its own copy from [`at_most`](Self::at_most).
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) deadline: Instant,
    pub(crate) token: CancelToken,
    pub(crate) rate_limit: RateLimit,
    /// How long an exchange whose request was sent continues after an interruption.
    pub(crate) linger: Option<Arc<Linger>>,
}

/// Lets an exchange that was interrupted wait a little longer for the response to a request that was sent.
pub(crate) struct Linger {
    time: Duration,
    /// Called once, when an exchange begins to linger, with the time at which its request was sent.
    on_begin: Box<dyn Fn(SystemTime) + Send + Sync>,
    until: OnceLock<Instant>,
}

impl Linger {
    pub(crate) fn new(time: Duration, on_begin: impl Fn(SystemTime) + Send + Sync + 'static) -> Self {
        Self { time, on_begin: Box::new(on_begin), until: OnceLock::new() }
    }

    /// Returns the time at which the exchange must stop. Called on the thread of the exchange.
    fn until(&self, sent_at: SystemTime) -> Instant {
        *self.until.get_or_init(|| {
            (self.on_begin)(sent_at);
            deadline_after(self.time)
        })
    }
}

impl fmt::Debug for Linger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Linger").field("time", &self.time).finish_non_exhaustive()
    }
}

/// Why an operation must stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    Deadline,
    Interrupted,
}

impl Operation {
    pub(crate) fn new(timeout: Duration, token: &CancelToken, rate_limit: RateLimit) -> Self {
        Self { deadline: deadline_after(timeout), token: token.clone(), rate_limit, linger: None }
    }

    /// A copy with another token, whose exchanges linger when it is cancelled.
    pub(crate) fn lingering(&self, token: &CancelToken, linger: Linger) -> Self {
        Self { token: token.clone(), linger: Some(Arc::new(linger)), ..self.clone() }
    }

    /// A copy with at most this much time.
    pub(crate) fn at_most(&self, time: Duration) -> Self {
        self.clone().until(deadline_after(time))
    }

    /// A copy that ends at this time at the latest.
    pub(crate) fn until(self, deadline: Instant) -> Self {
        Self { deadline: self.deadline.min(deadline), ..self }
    }

    pub(crate) fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(now())
    }

    /// Whether it must stop, and why. An interruption takes precedence over the deadline.
    pub(crate) fn stop(&self) -> Option<Stop> {
        self.stop_at(now())
    }

    /// The same for the given time.
    pub(crate) fn stop_at(&self, now: Instant) -> Option<Stop> {
        if self.token.is_cancelled() {
            Some(Stop::Interrupted)
        } else if self.deadline <= now {
            Some(Stop::Deadline)
        } else {
            None
        }
    }

    /// The same for an exchange whose request was sent at this time, which may linger.
    pub(crate) fn stop_exchange(&self, now: Instant, sent_at: Option<SystemTime>) -> Option<Stop> {
        let stop = self.stop_at(now)?;
        match (stop, &self.linger, sent_at) {
            (Stop::Interrupted, Some(linger), Some(sent_at)) => (linger.until(sent_at) <= now).then_some(stop),
            _ => Some(stop),
        }
    }

    /// Fails if it must stop. `what` says what it waited for.
    pub(crate) fn check(&self, what: &str) -> Result<()> {
        match self.stop() {
            None => Ok(()),
            Some(Stop::Deadline) => Err(Error::new(ErrorCode::Timeout, format!("{what} before the deadline"))),
            Some(Stop::Interrupted) => Err(Error::new(ErrorCode::Cancelled, "the operation was interrupted")),
        }
    }

    /// Sleeps until `wait` elapses, the deadline passes or the operation is interrupted. Call [`check`](Self::check) or
    /// [`stop`](Self::stop) to find out which.
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
