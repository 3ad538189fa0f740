//! State changes, as watches deliver them.

use std::ptr;
use std::time::Duration;

use ringout_core::Change;

use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};
use crate::state::ringout_state;
use crate::time::milliseconds;
use crate::verdict::ringout_verdict;

/// A change of a call's state. A watch owns its changes and everything read from them, until the callback returns or
/// `ringout_watch_next()` is called again. One from `ringout_change_clone()` or `ringout_event_take_change()` is yours.
/// Immutable.
pub struct ringout_change {
    previous: Option<ringout_state>,
    state: ringout_state,
    verdict: Option<ringout_verdict>,
    earliest: Duration,
    latest: Duration,
}

impl Handle for ringout_change {}

impl ringout_change {
    pub(crate) fn new(change: Change) -> Self {
        Self {
            previous: change.previous.map(ringout_state::new),
            state: ringout_state::new(change.state),
            verdict: change.verdict.map(ringout_verdict::new),
            earliest: change.earliest,
            latest: change.latest,
        }
    }

    fn core(&self) -> Change {
        Change {
            previous: self.previous.as_ref().map(|state| state.core().clone()),
            state: self.state.core().clone(),
            verdict: self.verdict.as_ref().map(|verdict| verdict.core().clone()),
            earliest: self.earliest,
            latest: self.latest,
        }
    }
}

/// Copies a change, so that it outlives the callback or the next call of `ringout_watch_next()`. Sends nothing. Free the
/// copy with `ringout_change_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_change_clone(
    change: *const ringout_change,
    clone: *mut *mut ringout_change,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let change = memory::borrow(change, "change")?;
            let out = memory::out(clone, "clone")?;
            out.give(ringout_change::new(change.core()));
            Ok(())
        })
    }
}

/// Frees a change from `ringout_change_clone()` or `ringout_event_take_change()`. NULL does nothing. Do not free a change that belongs to a watch.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_change_free(change: *mut ringout_change) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(change) }
}

/// Returns the previous state. NULL for the first poll of a call that was not placed through this handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_change_previous(change: *const ringout_change) -> *const ringout_state {
    let previous = |change: &ringout_change| change.previous.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(change, ptr::null(), previous) }
}

/// Returns the new state.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_change_state(change: *const ringout_change) -> *const ringout_state {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(change, ptr::null(), |change| &raw const change.state) }
}

/// Returns how the transition compares with RingCentral's documentation. NULL if there is no previous state.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_change_verdict(change: *const ringout_change) -> *const ringout_verdict {
    let verdict = |change: &ringout_change| change.verdict.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(change, ptr::null(), verdict) }
}

/// Returns the lower bound of the time of the change: when the last poll that showed the previous state began. In
/// milliseconds since the call was placed, or the handle created.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_change_earliest_ms(change: *const ringout_change) -> u64 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(change, 0, |change| milliseconds(change.earliest)) }
}

/// Returns the upper bound of the time of the change: when a poll showed it. In milliseconds since the call was placed,
/// or the handle created.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_change_latest_ms(change: *const ringout_change) -> u64 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(change, 0, |change| milliseconds(change.latest)) }
}
