//! Ending a blocking operation from outside.
//!
//! One flag and one condition variable. What blocks in the system, a read or a connect, cannot be woken, so it blocks
//! in slices of [`SLICE`] and looks at the flag in between; what sleeps here is woken at once.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::base::process::{ForkState, Monitor};

/// Interrupts blocking operations from another thread.
///
/// Bind it to a client or a call with `with_cancel_token`; every operation on that handle then ends with
/// [`Cancelled`](crate::ErrorCode::Cancelled) soon after [`cancel`](Self::cancel), within about 100 ms. A create whose
/// request was already sent ends with [`MaybePlaced`](crate::ErrorCode::MaybePlaced) instead. Clones are the same
/// token; a cancelled token stays cancelled.
///
/// A token that was cancelled before an operation begins keeps it from sending anything. An interrupted wait does not
/// end the call: [`Call::cancel`](crate::Call::cancel) does.
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
/// A host that has to be asked, on the thread that is blocked:
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
pub struct CancelToken(Arc<Shared>);

struct Shared {
    cancelled: AtomicBool,
    gate: Monitor<Gate>,
    /// It belongs to handles only; nobody can get at it.
    unreachable: bool,
    check: Option<Box<dyn Fn() -> bool + Send + Sync>>,
}

/// Guards nothing but the sleep: `cancel` must not fall between the test and the wait.
#[derive(Default)]
struct Gate;

impl ForkState for Gate {
    fn in_child(_: &Self) -> Self {
        Self
    }
}

impl Default for Shared {
    fn default() -> Self {
        Self { cancelled: AtomicBool::new(false), gate: Monitor::new(Gate), unreachable: false, check: None }
    }
}

/// The longest time that an operation blocks without looking at its token.
///
/// Two of them are the 100 ms within which an interruption is promised to be seen.
pub(crate) const SLICE: Duration = Duration::from_millis(50);

impl CancelToken {
    /// A token that nobody has cancelled.
    pub fn new() -> Self {
        Self(Arc::new(Shared::default()))
    }

    /// A token that also asks `check`, on the blocked thread, about every 50 ms while something blocks: true
    /// interrupts.
    ///
    /// For hosts that learn of an interruption by asking, as Python does of Ctrl-C.
    ///
    /// `check` is called without any lock held, and not at all for a request that is answered within 50 ms. Once it
    /// has said true the token is cancelled for good.
    pub fn with_check(check: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(Shared { check: Some(Box::new(check)), ..Shared::default() }))
    }

    /// The token of a handle that none was bound to.
    pub(crate) fn unreachable() -> Self {
        Self(Arc::new(Shared { unreachable: true, ..Shared::default() }))
    }

    /// Interrupts every operation that is bound to this token, now and later. Callable from any thread, any number of
    /// times.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Release);
        drop(self.0.gate.lock());
        self.0.gate.notify_all();
    }

    /// Whether anybody could cancel it.
    ///
    /// A wait without such a token sleeps until there is news, instead of slice by slice.
    pub(crate) fn is_bound(&self) -> bool {
        !self.0.unreachable
    }

    /// Whether it was cancelled.
    ///
    /// It does not ask the `check` of [`with_check`](Self::with_check).
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::Acquire)
    }

    /// Whether there is a host to ask.
    pub(crate) fn asks_host(&self) -> bool {
        self.0.check.is_some()
    }

    /// Asks the host as well. Called only after something blocked, never on the way of a quick answer.
    pub(crate) fn poll(&self) -> bool {
        if !self.is_cancelled() && self.0.check.as_ref().is_some_and(|check| check()) {
            self.cancel();
        }
        self.is_cancelled()
    }

    /// Blocks for at most `time`, less when cancelled.
    ///
    /// With a check it wakes after a slice, to ask; without one it sleeps through. It may wake early: the caller looks
    /// at the time.
    pub(crate) fn pause(&self, time: Duration) {
        let time = if self.0.check.is_some() { time.min(SLICE) } else { time };
        let guard = self.0.gate.lock();
        if !self.is_cancelled() {
            drop(self.0.gate.wait_timeout(guard, time));
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
