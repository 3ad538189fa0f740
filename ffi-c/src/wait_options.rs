//! Wait options: the struct, and its conversion to the core's.

use std::ffi::c_char;
use std::mem::offset_of;

use ringout_core::{Result, Until, WaitOptions};

use crate::config::{RINGOUT_DEFAULT_TIMEOUT, set, timeout};
use crate::memory::{self, Growable};
use crate::names::{self, Names};

/// Wait until the call ends.
pub const RINGOUT_UNTIL_ENDED: u32 = 0;
/// Wait until both sides have answered, or the call has ended without that.
pub const RINGOUT_UNTIL_ANSWERED: u32 = 1;

/// How to wait for a call. Initialise with `RINGOUT_WAIT_OPTIONS_INIT`, whose values also apply where a function takes
/// NULL.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ringout_wait_options {
    /// The size of the struct. `RINGOUT_WAIT_OPTIONS_INIT` sets it.
    pub struct_size: u32,
    /// What to wait for: a `RINGOUT_UNTIL_...`.
    pub until: u32,
    /// The longest time to wait, in milliseconds, or `RINGOUT_DEFAULT_TIMEOUT` for one hour. 0 returns the known
    /// outcome without polling.
    pub timeout_ms: u32,
    /// Nonzero hangs up when the timeout passes. If that fails, the outcome is that of the last known state.
    pub cancel_on_timeout: u32,
    /// Nonzero hangs up if the wait is left without an outcome: it fails, it is interrupted, the callback of
    /// `ringout_call_watch()` stops it, or the watch is freed before its end. The library sends the cancel on one of its
    /// threads, at most once for a call and for up to five seconds, and logs the effect. Freeing the last handle of the
    /// client waits for it; a process that exits before that may lose it. See `ringout_call_detach()`.
    pub cancel_on_exit: u32,
}

// SAFETY: repr(C), `struct_size` comes first, integers only, and a test compares the end of the last field with the size.
unsafe impl Growable for ringout_wait_options {
    const FIRST_SIZE: usize = offset_of!(Self, cancel_on_timeout) + size_of::<u32>();
    const UNSET: Self = Self {
        struct_size: 0,
        until: RINGOUT_UNTIL_ENDED,
        timeout_ms: RINGOUT_DEFAULT_TIMEOUT,
        cancel_on_timeout: 0,
        cancel_on_exit: 0,
    };
}

/// Converts the options of a wait; NULL means the defaults.
///
/// # Safety
/// `options` is NULL or a struct as the header describes it.
pub(crate) unsafe fn wait_options(options: *const ringout_wait_options) -> Result<WaitOptions> {
    // SAFETY: guaranteed by this function's contract.
    let options = unsafe { memory::optional_growable(options, "options") }?.unwrap_or(ringout_wait_options::UNSET);
    let wait = wait(options.until, options.timeout_ms, options.cancel_on_timeout)?;
    Ok(wait.cancel_on_exit(options.cancel_on_exit != 0))
}

/// Converts the fields of a wait, from wait options or batch options.
pub(crate) fn wait(number: u32, timeout_ms: u32, cancel_on_timeout: u32) -> Result<WaitOptions> {
    let wait = WaitOptions::default().until(until(number)?).cancel_on_timeout(cancel_on_timeout != 0);
    Ok(set(wait, timeout(timeout_ms), WaitOptions::timeout))
}

static UNTILS: Names =
    Names::new(|| names::table([Until::Ended, Until::Answered].map(|until| (until as u32, until.as_str()))));

/// Returns the name of a `RINGOUT_UNTIL_...`, such as "ended". Never NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_until_name(until: u32) -> *const c_char {
    names::name(&UNTILS, until)
}

fn until(number: u32) -> Result<Until> {
    match number {
        RINGOUT_UNTIL_ENDED => Ok(Until::Ended),
        RINGOUT_UNTIL_ANSWERED => Ok(Until::Answered),
        other => Err(memory::invalid("until", format_args!("{other} is not a RINGOUT_UNTIL_..."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_field_cannot_overlap_padding() {
        let end = offset_of!(ringout_wait_options, cancel_on_exit) + size_of::<u32>();
        assert_eq!(size_of::<ringout_wait_options>(), end);
        assert_eq!(ringout_wait_options::FIRST_SIZE, 16, "programs compiled with the first header");
    }
}
