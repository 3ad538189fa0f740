//! A change of a call's state.

use std::ptr;
use std::time::Duration;

use ringout_core::Change;

use crate::memory::{self, Handle};
use crate::state::ringout_state;
use crate::time::milliseconds;
use crate::verdict::ringout_verdict;

/// A change of a call's state. It belongs to the watch that delivers it, and so does all that is read out of it: valid
/// until the callback returns, or until the next `ringout_watch_next()`.
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
}

/// What was seen before. NULL for the first look at a call that was not placed through this handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_change_previous(change: *const ringout_change) -> *const ringout_state {
    let previous = |change: &ringout_change| change.previous.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(change, ptr::null(), previous) }
}

/// What is seen now.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_change_state(change: *const ringout_change) -> *const ringout_state {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(change, ptr::null(), |change| &raw const change.state) }
}

/// How the step compares with the documents. NULL where there is no previous state.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_change_verdict(change: *const ringout_change) -> *const ringout_verdict {
    let verdict = |change: &ringout_change| change.verdict.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(change, ptr::null(), verdict) }
}

/// The change happened after this time, when the last look began that showed the state before. In milliseconds since the call was
/// placed, or the handle made.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_change_earliest_ms(change: *const ringout_change) -> u64 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(change, 0, |change| milliseconds(change.earliest)) }
}

/// The change happened before this time, when it was seen. In milliseconds since the call was placed, or the handle
/// made.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_change_latest_ms(change: *const ringout_change) -> u64 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(change, 0, |change| milliseconds(change.latest)) }
}
