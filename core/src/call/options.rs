//! Options for waiting on a call.
//!
//! The options are plain values: the timeout starts when the wait, watch or follow does.

use std::time::Duration;

/// The event that ends a wait.
///
/// The numbers are the same in every language and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u32)]
pub enum Until {
    /// The end of the call.
    #[default]
    Ended = 0,
    /// Both sides have answered, or the call has ended before that.
    Answered = 1,
}

impl Until {
    /// Returns the name, which is the same in every language, such as `ended`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::Answered => "answered",
        }
    }
}

/// Options for [`Call::wait`](crate::Call::wait), [`Call::watch`](crate::Call::watch) and
/// [`Call::follow`](crate::Call::follow).
///
/// By default a wait lasts until the call ends, for up to one hour, and does not cancel the call.
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
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct WaitOptions {
    pub(super) until: Until,
    pub(super) timeout: Duration,
    pub(super) cancel_on_timeout: bool,
    pub(super) cancel_on_exit: bool,
}

impl Default for WaitOptions {
    /// Waits until the call ends, for up to one hour, without cancelling it.
    fn default() -> Self {
        Self {
            until: Until::Ended,
            timeout: Duration::from_secs(3600),
            cancel_on_timeout: false,
            cancel_on_exit: false,
        }
    }
}

impl WaitOptions {
    /// Sets the event to wait for. The default is the end of the call.
    pub fn until(mut self, until: Until) -> Self {
        self.until = until;
        self
    }

    /// Sets how long to wait. The default is one hour. With zero, a wait returns the known outcome at once.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Whether leaving the wait hangs up, for hosts that keep track of what they have to leave.
    #[doc(hidden)]
    pub fn cancels_on_exit(&self) -> bool {
        self.cancel_on_exit
    }

    /// Returns a copy with the timeout limited to `time`.
    pub(crate) fn at_most(&self, time: Duration) -> Self {
        Self { timeout: self.timeout.min(time), ..self.clone() }
    }

    /// Sets whether to cancel the call when the timeout passes. Off by default.
    ///
    /// The cancel starts at that moment and has its own deadline, the client's request timeout. If it fails, the wait
    /// still returns the known outcome and logs a warning.
    pub fn cancel_on_timeout(mut self, cancel: bool) -> Self {
        self.cancel_on_timeout = cancel;
        self
    }

    /// Sets whether to hang the call up if the wait is left without an outcome. Off by default.
    ///
    /// That is: the wait is interrupted or fails, or its [`Watch`](crate::Watch) or [`Follow`](crate::Follow) is dropped
    /// before its end. A wait that returns an outcome does not hang up, not even after its timeout. Neither does one of a
    /// call that was [detached](crate::Call::detach) since the wait began, or a forked child's copy of a handle.
    ///
    /// The client sends the cancel on one of its threads, at most once for a call, and logs the effect, or a warning if
    /// it fails. It has five seconds, whatever the handle's timeout and cancel token. Leaving the wait does not take
    /// longer for it, but dropping the last handle of the client waits for it. A process that ends without that may lose
    /// it.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{Client, Phase, WaitOptions};
    ///
    /// let call = Client::from_env()?.call("234343434")?;
    /// for change in call.watch(&WaitOptions::default().cancel_on_exit(true)) {
    ///     if change?.state.phase() == Phase::RingingCallee {
    ///         // Hangs up.
    ///         break;
    ///     }
    /// }
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn cancel_on_exit(mut self, cancel: bool) -> Self {
        self.cancel_on_exit = cancel;
        self
    }
}
