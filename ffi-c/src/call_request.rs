//! Call requests: the struct, and its conversion to the core's.

use std::ffi::c_char;
use std::mem::offset_of;
use std::ptr;

use ringout_core::{CallRequest, Result};

use crate::config::set;
use crate::memory::{self, Growable};

/// The account's setting decides.
pub const RINGOUT_PLAY_PROMPT_DEFAULT: u32 = 0;
/// The caller must press 1 before the callee is dialled.
pub const RINGOUT_PLAY_PROMPT_YES: u32 = 1;
/// The callee is dialled as soon as the caller answers.
pub const RINGOUT_PLAY_PROMPT_NO: u32 = 2;

/// A call to place: the caller's phone rings first, then the callee's. Initialise with `RINGOUT_CALL_REQUEST_INIT`,
/// then set `to` and any other field. Fields that are not set are not sent.
///
/// Numbers are E.164 ("+16505550100"). The "+" is optional with 8 digits or more. Spaces, dashes of every kind, dots,
/// brackets and invisible marks are ignored. Caller and callee may also be an extension of the account ("101", 2 to 6
/// digits) or of a main number ("+16505550100*101"). The zero of "+44 (0)20 7946 0018" is dropped in countries where
/// callers from abroad omit it, and refused where it may belong to the number, as in Italy. Emergency numbers are
/// refused.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ringout_call_request {
    /// The size of the struct. `RINGOUT_CALL_REQUEST_INIT` sets it.
    pub struct_size: u32,
    /// Whether the caller must press 1 before the callee is dialled: a `RINGOUT_PLAY_PROMPT_...`.
    pub play_prompt: u32,
    /// The callee's number. Required.
    pub to: *const c_char,
    /// The caller's number, which rings first; NULL for the user's default forwarding number. Excludes
    /// `from_forwarding_number`.
    pub from: *const c_char,
    /// The caller as the id of one of the user's forwarding numbers, or NULL. Excludes `from`.
    pub from_forwarding_number: *const c_char,
    /// The number that the callee sees, one of the user's numbers with the CallerId feature; NULL for the account's
    /// setting.
    pub caller_id: *const c_char,
    /// RingCentral's id of the country for national numbers, such as "1", or NULL. With it, a number without "+" is a
    /// national number of 1 to 15 digits.
    pub country: *const c_char,
    /// Nonzero hangs up if `ringout_client_create_call()` is interrupted after the request was sent. That function still
    /// returns `RINGOUT_MAYBE_PLACED` at once. A thread of the library waits up to five seconds for the response and
    /// cancels the call that it names. The log has what became of it. Other functions ignore the field.
    pub cancel_on_exit: u64,
    /// The key under which this call is placed at most once by all processes that share a `ringout_ledger`, such as the
    /// id of a job; NULL for none. 1 to 256 bytes without control characters. It belongs to one pair of numbers. If the
    /// call of the key exists, `ringout_client_create_call()` returns it, see `ringout_call_adopted()`.
    pub dedupe_key: *const c_char,
}

// SAFETY: repr(C), `struct_size` comes first, integers and pointers only, and a test compares the end of the last field
// with the size.
unsafe impl Growable for ringout_call_request {
    const FIRST_SIZE: usize = offset_of!(Self, country) + size_of::<*const c_char>();
    const UNSET: Self = Self {
        struct_size: 0,
        play_prompt: RINGOUT_PLAY_PROMPT_DEFAULT,
        to: ptr::null(),
        from: ptr::null(),
        from_forwarding_number: ptr::null(),
        caller_id: ptr::null(),
        country: ptr::null(),
        cancel_on_exit: 0,
        dedupe_key: ptr::null(),
    };
}

/// Converts a request that must be given.
///
/// # Safety
/// `request` is NULL or a struct as the header describes it.
pub(crate) unsafe fn call_request(request: *const ringout_call_request) -> Result<CallRequest> {
    // SAFETY: guaranteed by this function's contract.
    unsafe { read(memory::growable(request, "request")?) }
}

/// Converts a request, or returns `None` for NULL.
///
/// # Safety
/// As for [`call_request`].
pub(crate) unsafe fn optional_call_request(request: *const ringout_call_request) -> Result<Option<CallRequest>> {
    // SAFETY: guaranteed by this function's contract.
    unsafe { memory::optional_growable(request, "request")?.map(|request| read(request)).transpose() }
}

/// Converts an array of requests. An error names the index.
///
/// # Safety
/// As for `memory::growables`, and the strings as for [`call_request`].
pub(crate) unsafe fn call_requests(requests: *const ringout_call_request, count: usize) -> Result<Vec<CallRequest>> {
    // SAFETY: guaranteed by this function's contract.
    let requests = unsafe { memory::growables(requests, count, "requests") }?;
    // SAFETY: guaranteed by this function's contract.
    let read = |request| unsafe { read(request) };
    let read = |(index, request)| read(request).map_err(|error| error.in_list("requests", index));
    requests.into_iter().enumerate().map(read).collect()
}

/// # Safety
/// The strings are as the header describes them.
unsafe fn read(request: ringout_call_request) -> Result<CallRequest> {
    let cancel_on_exit = request.cancel_on_exit != 0;
    // SAFETY: guaranteed by this function's contract.
    let (play_prompt, to, from, from_forwarding_number, caller_id, country, dedupe_key) = unsafe {
        (
            play_prompt(request.play_prompt)?,
            memory::text(request.to, "to")?,
            memory::optional_text(request.from, "from")?,
            memory::optional_text(request.from_forwarding_number, "from_forwarding_number")?,
            memory::optional_text(request.caller_id, "caller_id")?,
            memory::optional_text(request.country, "country")?,
            memory::optional_text(request.dedupe_key, "dedupe_key")?,
        )
    };
    let mut request = CallRequest::to(to);
    request = set(request, from, CallRequest::from);
    request = set(request, from_forwarding_number, CallRequest::from_forwarding_number);
    request = set(request, caller_id, CallRequest::caller_id);
    request = set(request, play_prompt, CallRequest::play_prompt);
    request = set(request, country, CallRequest::country);
    request = set(request, dedupe_key, CallRequest::dedupe_key);
    Ok(request.cancel_on_exit(cancel_on_exit))
}

fn play_prompt(number: u32) -> Result<Option<bool>> {
    match number {
        RINGOUT_PLAY_PROMPT_DEFAULT => Ok(None),
        RINGOUT_PLAY_PROMPT_YES => Ok(Some(true)),
        RINGOUT_PLAY_PROMPT_NO => Ok(Some(false)),
        other => Err(memory::invalid("play_prompt", format_args!("{other} is not a RINGOUT_PLAY_PROMPT_..."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_field_cannot_overlap_padding() {
        let end = offset_of!(ringout_call_request, dedupe_key) + size_of::<*const c_char>();
        assert_eq!(size_of::<ringout_call_request>(), end);
        let first = 2 * size_of::<u32>() + 5 * size_of::<*const c_char>();
        assert_eq!(ringout_call_request::FIRST_SIZE, first, "programs compiled with the first header");
    }
}
