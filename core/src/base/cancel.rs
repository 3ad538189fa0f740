//! Cancel tokens: interrupt a blocking operation from another thread.
//!
//! A token is a flag and a condition variable. A read or a connect cannot be woken, so it blocks in slices of [`SLICE`]
//! and checks the flag in between. A sleep is woken at once.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::base::process::{ForkState, Monitor};

/// Interrupts blocking operations from another thread.
///
/// Bind it to a client or a call with `with_cancel_token`. After [`cancel`](Self::cancel), every operation on that handle
/// ends with [`Cancelled`](crate::ErrorCode::Cancelled) within about 100 ms. A create whose request was already sent ends
/// with [`MaybePlaced`](crate::ErrorCode::MaybePlaced) instead. Clones are the same token; a cancelled token stays
/// cancelled.
///
/// If the token is cancelled before an operation begins, the operation sends nothing. Interrupting a wait does not end
/// the call: [`Call::cancel`](crate::Call::cancel) does, or
/// [`WaitOptions::cancel_on_exit`](crate::WaitOptions::cancel_on_exit) when the wait is interrupted.
///
/// # Examples
///
/// ```no_run
/// use ringout_core::{CancelToken, Client, ErrorCode, WaitOptions};
/// use std::time::Duration;
///
/// let token = CancelToken::new();
/// let call = Client::from_env()?.call("234343434")?.with_cancel_token(&token);
/// std::thread::spawn(move || {
///     std::thread::sleep(Duration::from_secs(10));
///     token.cancel();
/// });
/// let error = call.wait(&WaitOptions::default()).unwrap_err();
/// assert_eq!(error.code(), ErrorCode::Cancelled);
/// # Ok::<(), ringout_core::Error>(())
/// ```
///
/// With a check that runs on the blocked thread:
///
/// ```
/// use ringout_core::CancelToken;
/// use std::sync::atomic::{AtomicBool, Ordering};
///
/// static STOP: AtomicBool = AtomicBool::new(false);
/// let token = CancelToken::with_check(|| STOP.load(Ordering::Relaxed));
/// assert!(!token.is_cancelled());
/// ```
#[derive(Clone)]
pub struct CancelToken(Arc<TokenState>);

struct TokenState {
    cancelled: AtomicBool,
    sleep: Monitor<SleepLock>,
    /// Belongs to handles only: your program has no access to it.
    unreachable: bool,
    check: Option<Box<dyn Fn() -> bool + Send + Sync>>,
}

/// Guards only the sleep: `cancel` must not fall between the check of the flag and the wait.
#[derive(Default)]
struct SleepLock;

impl ForkState for SleepLock {
    fn in_child(_: &Self) -> Self {
        Self
    }
}

impl Default for TokenState {
    fn default() -> Self {
        Self { cancelled: AtomicBool::new(false), sleep: Monitor::new(SleepLock), unreachable: false, check: None }
    }
}

/// The longest time that an operation blocks without checking its token.
///
/// An interruption takes effect within two slices, the 100 ms that the documentation promises.
pub(crate) const SLICE: Duration = Duration::from_millis(50);

impl CancelToken {
    /// Creates a token.
    pub fn new() -> Self {
        Self(Arc::new(TokenState::default()))
    }

    /// Creates a token that also calls `check` on the blocked thread, about every 50 ms while an operation blocks. If
    /// `check` returns true, the operation is interrupted.
    ///
    /// For hosts that have to poll for interruptions, as Python does for Ctrl-C.
    ///
    /// `check` is called without any lock held. It is not called for a request that completes within 50 ms. Once it has
    /// returned true the token stays cancelled.
    pub fn with_check(check: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(TokenState { check: Some(Box::new(check)), ..TokenState::default() }))
    }

    /// The token of a handle without a bound one.
    pub(crate) fn unreachable() -> Self {
        Self(Arc::new(TokenState { unreachable: true, ..TokenState::default() }))
    }

    /// Interrupts every operation that is bound to this token, now and later. It may be called from any thread, any
    /// number of times.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Release);
        drop(self.0.sleep.lock());
        self.0.sleep.notify_all();
    }

    /// Whether your program can cancel it.
    ///
    /// Without such a token a wait sleeps until it is notified, instead of slice by slice.
    pub(crate) fn is_bound(&self) -> bool {
        !self.0.unreachable
    }

    /// Returns whether the token was cancelled. Does not call the `check` of [`with_check`](Self::with_check).
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::Acquire)
    }

    /// Whether it has a check.
    pub(crate) fn has_check(&self) -> bool {
        self.0.check.is_some()
    }

    /// Calls the check as well. Used only after something blocked, so a fast operation never pays for it.
    pub(crate) fn poll(&self) -> bool {
        if !self.is_cancelled() && self.0.check.as_ref().is_some_and(|check| check()) {
            self.cancel();
        }
        self.is_cancelled()
    }

    /// Blocks for at most `time`, less when cancelled.
    ///
    /// With a check it wakes after a slice to call it; without one it sleeps through. It may wake early, so check the
    /// time afterwards.
    pub(crate) fn pause(&self, time: Duration) {
        let time = if self.0.check.is_some() { time.min(SLICE) } else { time };
        let guard = self.0.sleep.lock();
        if !self.is_cancelled() {
            drop(self.0.sleep.wait_timeout(guard, time));
        }
        self.poll();
    }
}

impl Default for CancelToken {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for CancelToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelToken").field("cancelled", &self.is_cancelled()).finish_non_exhaustive()
    }
}
