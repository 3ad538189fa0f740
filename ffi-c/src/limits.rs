//! List of rate limits.

use std::ffi::{CString, c_char};
use std::ptr;

use ringout_core::Limit;

use crate::client::ringout_client;
use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};
use crate::text::{c_string, optional_c_string, pointer};
use crate::time::milliseconds;

/// RingCentral's rate limits as far as the client knows them, with one entry for each group of requests. Immutable.
///
/// The groups are, in this order, "Light" (status requests and lists), "Heavy" (placing and cancelling calls, and the
/// call log) and "Auth" (logins). Indexes count from 0. For an index out of range, strings are NULL, the remaining
/// requests -1 and other numbers 0. Strings are valid until the list is freed.
pub struct ringout_limits {
    limits: Vec<Entry>,
}

struct Entry {
    limit: Limit,
    name: CString,
    ringcentral_name: Option<CString>,
    text: CString,
}

impl Handle for ringout_limits {}

impl Entry {
    fn new(limit: Limit) -> Self {
        Self {
            name: c_string(limit.name),
            ringcentral_name: optional_c_string(limit.ringcentral_name.as_deref()),
            text: c_string(limit.to_string()),
            limit,
        }
    }
}

/// Returns what the client knows of RingCentral's rate limits. Sends nothing and does not block. Free the list with
/// `ringout_limits_free()`.
///
/// Until a response has reported the limits, these are RingCentral's documented defaults. Other programs with the same
/// user and app use the same limits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_limits(
    client: *const ringout_client,
    limits: *mut *mut ringout_limits,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let out = memory::out(limits, "limits")?;
            out.give(ringout_limits { limits: client.core().limits().into_iter().map(Entry::new).collect() });
            Ok(())
        })
    }
}

/// Frees a list of rate limits. NULL does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_limits_free(limits: *mut ringout_limits) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(limits) }
}

/// Returns the number of groups.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_limits_count(limits: *const ringout_limits) -> usize {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(limits, 0, |list| list.limits.len()) }
}

/// Returns the name of the group at `index`, counted from 0: "Light", "Heavy" or "Auth". NULL for an index out of
/// range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_limits_name(limits: *const ringout_limits, index: usize) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(limits, index, |entry| Some(&entry.name)) }
}

/// Returns RingCentral's name for the group at `index`. NULL if no response has reported it, and for an index out of
/// range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_limits_ringcentral_name(limits: *const ringout_limits, index: usize) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(limits, index, |entry| entry.ringcentral_name.as_ref()) }
}

/// Returns the number of requests that a window of the group at `index` allows. 0 for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_limits_limit(limits: *const ringout_limits, index: usize) -> u32 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { number(limits, index, 0, |limit| limit.limit) }
}

/// Returns the length of a window of the group at `index`, in milliseconds. 0 for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_limits_window_ms(limits: *const ringout_limits, index: usize) -> u64 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { number(limits, index, 0, |limit| milliseconds(limit.window)) }
}

/// Returns the number of requests left in this window; -1 if no response has reported it. It is 0 after an HTTP 429
/// until the penalty is over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_limits_remaining(limits: *const ringout_limits, index: usize) -> i64 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { number(limits, index, -1, |limit| limit.remaining.map_or(-1, i64::from)) }
}

/// Returns how long the client would hold the next request back, in milliseconds, rounded up. 0 if it can be sent now.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_limits_retry_after_ms(limits: *const ringout_limits, index: usize) -> u64 {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        number(limits, index, 0, |limit| limit.retry_after.as_micros().div_ceil(1000).try_into().unwrap_or(u64::MAX))
    }
}

/// Returns one line for a person to read, such as "Heavy: 7 of 10 left in 60 s".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_limits_text(limits: *const ringout_limits, index: usize) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(limits, index, |entry| Some(&entry.text)) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn text(limits: *const ringout_limits, index: usize, get: impl Fn(&Entry) -> Option<&CString>) -> *const c_char {
    let get = |list: &ringout_limits| pointer(list.limits.get(index).and_then(&get));
    // SAFETY: guaranteed by this function's contract.
    unsafe { memory::read(limits, ptr::null(), get) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn number<T: Copy>(limits: *const ringout_limits, index: usize, otherwise: T, get: impl Fn(&Limit) -> T) -> T {
    let get = |list: &ringout_limits| list.limits.get(index).map_or(otherwise, |entry| get(&entry.limit));
    // SAFETY: guaranteed by this function's contract.
    unsafe { memory::read(limits, otherwise, get) }
}
