//! Cancel tokens: interrupt a blocking operation from another thread.
//!
//! A token is a flag and a condition variable. A read or a connect cannot be woken, so it blocks in slices of [`SLICE`]
//! and checks the flag in between. A sleep is woken at once.
//!
//! What has no thread that could check the flag registers a hook. A token with a parent is cancelled by such a hook.

use std::fmt;
use std::mem;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Weak};
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
    /// `cancel` must not fall between the check of the flag and a sleep, or the registration of a hook.
    hooks: Monitor<Hooks>,
    /// Cancels this token when another one is cancelled.
    parent: Option<(CancelToken, CancelHook)>,
    /// Belongs to handles only: your program has no access to it.
    unreachable: bool,
    check: Option<Box<dyn Fn() -> bool + Send + Sync>>,
}

/// The functions to call when the token is cancelled, with their ids. A list, because nearly all tokens have few.
#[derive(Default)]
struct Hooks {
    run: Vec<(u64, Box<dyn FnOnce() + Send>)>,
}

/// The next id of a hook. One for all tokens, because a forked child may drop a guard of its parent.
static NEXT_ID: AtomicU64 = AtomicU64::new(0);

/// What the parent process has registered belongs to its operations.
impl ForkState for Hooks {
    fn in_child(_: &Self) -> Self {
        Self::default()
    }
}

/// A registered function. Dropping it removes the function, without waiting for one that is running.
#[doc(hidden)]
pub struct CancelHook {
    token: Weak<TokenState>,
    id: u64,
}

impl Default for TokenState {
    fn default() -> Self {
        Self {
            cancelled: AtomicBool::new(false),
            hooks: Monitor::new(Hooks::default()),
            parent: None,
            unreachable: false,
            check: None,
        }
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
        self.0.cancel();
    }

    /// Creates a token that is cancelled with this one, or alone.
    #[doc(hidden)]
    pub fn child(&self) -> Self {
        let child = Arc::new_cyclic(|child: &Weak<TokenState>| {
            let child = Weak::clone(child);
            let cancel = move || {
                if let Some(child) = child.upgrade() {
                    child.cancel();
                }
            };
            // Nothing cancels an unreachable token.
            let parent = self.is_bound().then(|| (self.clone(), self.on_cancel(cancel)));
            TokenState { parent, ..TokenState::default() }
        });
        if self.is_cancelled() {
            child.cancel();
        }
        Self(child)
    }

    /// Calls `run` once when the token is cancelled, on the thread that cancels it and without any lock. If it is already
    /// cancelled, calls it now. Dropping the returned guard removes the function.
    #[doc(hidden)]
    pub fn on_cancel(&self, run: impl FnOnce() + Send + 'static) -> CancelHook {
        let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        let mut hooks = self.0.hooks.lock();
        if self.is_cancelled() {
            drop(hooks);
            run();
        } else {
            hooks.run.push((id, Box::new(run)));
        }
        CancelHook { token: Arc::downgrade(&self.0), id }
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
        self.0.check.is_some() || self.parent().is_some_and(Self::has_check)
    }

    fn parent(&self) -> Option<&Self> {
        self.0.parent.as_ref().map(|(parent, _)| parent)
    }

    /// Calls the check as well. Used only after something blocked, so a fast operation never pays for it.
    pub(crate) fn poll(&self) -> bool {
        if !self.is_cancelled() && self.0.check.as_ref().is_some_and(|check| check()) {
            self.cancel();
        }
        // Its cancel reaches this token.
        if let Some(parent) = self.parent().filter(|_| !self.is_cancelled()) {
            parent.poll();
        }
        self.is_cancelled()
    }

    /// Blocks for at most `time`, less when cancelled.
    ///
    /// With a check it wakes after a slice to call it; without one it sleeps through. It may wake early, so check the
    /// time afterwards.
    pub(crate) fn pause(&self, time: Duration) {
        let time = if self.has_check() { time.min(SLICE) } else { time };
        let guard = self.0.hooks.lock();
        if !self.is_cancelled() {
            drop(self.0.hooks.wait_timeout(guard, time));
        }
        self.poll();
    }
}

impl TokenState {
    fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
        let hooks = mem::take(&mut self.hooks.lock().run);
        self.hooks.notify_all();
        for (_, run) in hooks {
            run();
        }
    }
}

impl Drop for CancelHook {
    fn drop(&mut self) {
        if let Some(token) = self.token.upgrade() {
            let mut hooks = token.hooks.lock();
            let place = hooks.run.iter().position(|(id, _)| *id == self.id);
            let hook = place.map(|place| hooks.run.swap_remove(place));
            drop(hooks);
            // Without the lock, because what it captured may use the token when it is dropped.
            drop(hook);
        }
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[test]
    fn a_hook_runs_once_and_not_after_its_removal() {
        let (token, count) = (CancelToken::new(), Arc::new(AtomicUsize::new(0)));
        let count_up = |by| {
            let count = Arc::clone(&count);
            move || {
                count.fetch_add(by, Ordering::Relaxed);
            }
        };
        let _kept = token.on_cancel(count_up(1));
        drop(token.on_cancel(count_up(10)));
        assert_eq!(count.load(Ordering::Relaxed), 0);
        token.cancel();
        token.cancel();
        assert_eq!(count.load(Ordering::Relaxed), 1);
        drop(token.on_cancel(count_up(100)));
        assert_eq!(count.load(Ordering::Relaxed), 101, "it was already cancelled");
        assert_eq!(Arc::strong_count(&count), 1, "nothing is kept");
    }

    #[test]
    fn a_child_is_cancelled_with_its_parent_and_alone() {
        let parent = CancelToken::new();
        let (alone, with_parent) = (parent.child(), parent.child());
        alone.cancel();
        assert!(alone.is_cancelled() && !parent.is_cancelled() && !with_parent.is_cancelled());
        parent.cancel();
        assert!(with_parent.is_cancelled() && with_parent.child().is_cancelled());
        assert!(!CancelToken::unreachable().child().is_cancelled());
        drop((alone, with_parent));
        assert!(parent.0.hooks.lock().run.is_empty());
    }

    #[test]
    fn a_child_asks_the_check_of_its_parent() {
        let child = CancelToken::with_check(|| true).child();
        assert!(child.has_check() && !child.is_cancelled());
        assert!(child.poll() && child.is_cancelled());
    }
}
