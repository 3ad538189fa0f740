//! What a client knows of the platform's limits.

use std::ffi::{CString, c_char};
use std::ptr;

use ringout_core::Limit;

use crate::client::ringout_client;
use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};
use crate::text::{c_string, optional_c_string, pointer};
use crate::time::milliseconds;

/// The platform's limits, as far as a client knows them: one entry for each group of requests, in the order "Light" (status
/// requests and lists), "Heavy" (creates, cancels and the call log), "Auth" (logins). The list never changes.
///
/// Entries are counted from 0. Texts are borrowed until the list is freed; those of an entry that is not there are NULL, its
/// remaining requests -1 and its other numbers 0.
pub struct ringout_limits {
    limits: Vec<Entry>,
}

struct Entry {
    limit: Limit,
    name: CString,
    platform_name: Option<CString>,
    text: CString,
}

impl Handle for ringout_limits {}

impl Entry {
    fn new(limit: Limit) -> Self {
        Self {
            name: c_string(limit.name),
            platform_name: optional_c_string(limit.platform_name.as_deref()),
            text: c_string(limit.to_string()),
            limit,
        }
    }
}

/// Tells what the client knows of the platform's limits. Sends nothing and blocks on nothing. Free the list with
/// `ringout_limits_free()`.
///
/// Before an answer has told, these are the platform's defaults. Other programs of the same user and app spend the same
/// limits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_limits(
    client: *const ringout_client,
    limits: *mut *mut ringout_limits,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let out = memory::out(limits, "limits")?;
            out.give(ringout_limits { limits: client.core().limits().into_iter().map(Entry::new).collect() });
            Ok(())
        })
    }
}

/// Frees a list. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_limits_free(limits: *mut ringout_limits) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::free(limits) }
}

/// How many groups the list has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_limits_count(limits: *const ringout_limits) -> usize {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(limits, 0, |list| list.limits.len()) }
}

/// The group of the entry `index`: "Light", "Heavy" or "Auth".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_limits_name(limits: *const ringout_limits, index: usize) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(limits, index, |entry| Some(&entry.name)) }
}

/// What the platform calls the group; NULL if no answer has told.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_limits_platform_name(limits: *const ringout_limits, index: usize) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(limits, index, |entry| entry.platform_name.as_ref()) }
}

/// How many requests a window has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_limits_limit(limits: *const ringout_limits, index: usize) -> u32 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { number(limits, index, 0, |limit| limit.limit) }
}

/// How long a window is, in milliseconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_limits_window_ms(limits: *const ringout_limits, index: usize) -> u64 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { number(limits, index, 0, |limit| milliseconds(limit.window)) }
}

/// How many requests are left in this window; -1 if no answer has told. It is 0 after an HTTP 429 until the wait is over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_limits_remaining(limits: *const ringout_limits, index: usize) -> i64 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { number(limits, index, -1, |limit| limit.remaining.map_or(-1, i64::from)) }
}

/// How long the client holds the next request back, in milliseconds, rounded up; 0 if it may be sent now.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_limits_opens_in_ms(limits: *const ringout_limits, index: usize) -> u64 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        number(limits, index, 0, |limit| limit.opens_in.as_micros().div_ceil(1000).try_into().unwrap_or(u64::MAX))
    }
}

/// All of it in one line, to be read by a person, such as "Heavy: 7 of 10 left in 60 s".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_limits_text(limits: *const ringout_limits, index: usize) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(limits, index, |entry| Some(&entry.text)) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn text(limits: *const ringout_limits, index: usize, get: impl Fn(&Entry) -> Option<&CString>) -> *const c_char {
    let get = |list: &ringout_limits| pointer(list.limits.get(index).and_then(&get));
    // SAFETY: passed on from the caller.
    unsafe { memory::read(limits, ptr::null(), get) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn number<T: Copy>(limits: *const ringout_limits, index: usize, otherwise: T, get: impl Fn(&Limit) -> T) -> T {
    let get = |list: &ringout_limits| list.limits.get(index).map_or(otherwise, |entry| get(&entry.limit));
    // SAFETY: passed on from the caller.
    unsafe { memory::read(limits, otherwise, get) }
}
