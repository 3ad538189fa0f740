//! What is waited for, and how long.
//!
//! The options are values without a clock: the timeout begins when a wait, a watch or a follow does.

use std::time::Duration;

/// What to wait for.
///
/// The numbers are the same in every language and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u32)]
pub enum Until {
    /// The end of the call.
    #[default]
    Ended = 0,
    /// Both sides have answered, or the call has ended without that.
    Answered = 1,
}

impl Until {
    /// The name, the same in every language: `ended`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::Answered => "answered",
        }
    }
}

/// How to wait for a call.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use ringout_core::{Until, WaitOptions};
///
/// let minute = Duration::from_secs(60);
/// let options = WaitOptions::default().until(Until::Answered).timeout(minute).cancel_on_timeout(true);
/// ```
///
/// For [`Call::wait`](crate::Call::wait), [`Call::watch`](crate::Call::watch) and
/// [`Call::follow`](crate::Call::follow). The default waits for the end, for at most one hour, and does not hang up.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct WaitOptions {
    pub(super) until: Until,
    pub(super) timeout: Duration,
    pub(super) cancel_on_timeout: bool,
}

impl Default for WaitOptions {
    /// Until the end, for at most one hour.
    fn default() -> Self {
        Self { until: Until::Ended, timeout: Duration::from_secs(3600), cancel_on_timeout: false }
    }
}

impl WaitOptions {
    /// What to wait for; the end unless set.
    pub fn until(mut self, until: Until) -> Self {
        self.until = until;
        self
    }

    /// How long to wait at most; one hour unless set. Zero waits for nothing and tells what is known.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The same, but for at most this time.
    pub(crate) fn at_most(&self, time: Duration) -> Self {
        Self { timeout: self.timeout.min(time), ..self.clone() }
    }

    /// Whether to hang up when the timeout passes; off unless set.
    ///
    /// The cancel has a deadline of its own, the client's request timeout, which begins then. If it fails, the outcome
    /// is what is known of the call, and the log has a warning.
    pub fn cancel_on_timeout(mut self, cancel: bool) -> Self {
        self.cancel_on_timeout = cancel;
        self
    }
}
