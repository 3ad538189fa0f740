//! Batch options: the struct, and its conversion to the core's.

use std::ffi::c_void;
use std::mem::offset_of;
use std::ptr;
use std::time::Duration;

use ringout_core::{PlaceOptions, Result};

use crate::config::{RINGOUT_DEFAULT_TIMEOUT, set};
use crate::journal_entry::{Journal, ringout_journal_callback};
use crate::memory::{self, Growable};
use crate::wait_options::{RINGOUT_UNTIL_ENDED, wait};

/// The options of a batch of calls. Initialise with `RINGOUT_PLACE_OPTIONS_INIT`, whose values also apply where a
/// function takes NULL.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ringout_place_options {
    /// The size of the struct. `RINGOUT_PLACE_OPTIONS_INIT` sets it.
    pub struct_size: u32,
    /// What to wait for with each call: a `RINGOUT_UNTIL_...`.
    pub until: u32,
    /// The longest time to wait for each call, from when it is placed, in milliseconds, or `RINGOUT_DEFAULT_TIMEOUT`
    /// for one hour.
    pub timeout_ms: u32,
    /// Nonzero hangs up when the timeout passes. If that fails, the outcome is that of the last known state.
    pub cancel_on_timeout: u32,
    /// The most calls in flight at once; 0 for no limit. A phone that rings for one call is busy for another, so use 1
    /// if all calls have the same caller.
    pub concurrency: usize,
    /// Called before and after each request is sent; NULL for none.
    pub journal: ringout_journal_callback,
    /// Passed to the journal; may be NULL. It must stay valid until the `ringout_place_all` is freed.
    pub user_data: *mut c_void,
    /// The time for the whole batch, from the call of `ringout_client_place_all()`, in milliseconds; 0 for no limit.
    /// When it passes, each request that was not sent gets `RINGOUT_TIMEOUT`, and the wait for each call in flight ends
    /// like a wait that times out.
    pub total_timeout_ms: u64,
}

// SAFETY: repr(C), `struct_size` comes first, integers, a function that may be NULL and a pointer only, and a test
// compares `FIRST_SIZE` with the size below.
unsafe impl Growable for ringout_place_options {
    const FIRST_SIZE: usize = offset_of!(Self, total_timeout_ms) + size_of::<u64>();
    const UNSET: Self = Self {
        struct_size: 0,
        until: RINGOUT_UNTIL_ENDED,
        timeout_ms: RINGOUT_DEFAULT_TIMEOUT,
        cancel_on_timeout: 0,
        concurrency: 0,
        journal: None,
        user_data: ptr::null_mut(),
        total_timeout_ms: 0,
    };
}

/// Converts the options; NULL means the defaults.
///
/// # Safety
/// `options` is NULL or a struct as the header describes it.
pub(crate) unsafe fn place_options(options: *const ringout_place_options) -> Result<PlaceOptions> {
    // SAFETY: guaranteed by this function's contract.
    let options = unsafe { memory::optional_growable(options, "options") }?.unwrap_or(ringout_place_options::UNSET);
    let wait = wait(options.until, options.timeout_ms, options.cancel_on_timeout)?;
    let concurrency = (options.concurrency != 0).then_some(options.concurrency);
    let place = set(PlaceOptions::default().wait(wait), concurrency, PlaceOptions::concurrency);
    let total_timeout = (options.total_timeout_ms != 0).then(|| Duration::from_millis(options.total_timeout_ms));
    let place = set(place, total_timeout, PlaceOptions::total_timeout);
    let journal = Journal::new(options.journal, options.user_data);
    Ok(set(place, journal, |place, journal| place.journal(move |entry| journal.write(entry))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_field_cannot_overlap_padding() {
        assert_eq!(size_of::<ringout_place_options>(), ringout_place_options::FIRST_SIZE);
    }
}
