//! The numbers at which the user can be reached.

use std::ffi::{CString, c_char};
use std::ptr;

use ringout_core::ForwardingNumber;

use crate::client::ringout_client;
use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};
use crate::text::{c_string, optional_c_string, pointer};

/// The numbers at which the user can be reached: the phones that can be rung first. The list never changes.
///
/// Entries are counted from 0. What an entry does not have is NULL, and so is all of one that is not there. Texts are
/// borrowed until the list is freed.
pub struct ringout_forwarding_numbers {
    numbers: Vec<Entry>,
}

struct Entry {
    id: CString,
    phone_number: Option<CString>,
    label: Option<CString>,
    kind: Option<CString>,
}

impl Handle for ringout_forwarding_numbers {}

impl Entry {
    fn new(number: &ForwardingNumber) -> Self {
        Self {
            id: c_string(&number.id),
            phone_number: optional_c_string(number.phone_number.as_deref()),
            label: optional_c_string(number.label.as_deref()),
            kind: optional_c_string(number.kind.as_deref()),
        }
    }
}

/// Asks the platform for the user's forwarding numbers. Free the list with `ringout_forwarding_numbers_free()`.
///
/// The first one rings for a request without a caller, unless the user has set another. Needs the ReadAccounts
/// permission: `RINGOUT_FORBIDDEN` without it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_forwarding_numbers(
    client: *const ringout_client,
    forwarding_numbers: *mut *mut ringout_forwarding_numbers,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let out = memory::out(forwarding_numbers, "forwarding_numbers")?;
            let numbers = client.core().forwarding_numbers()?.iter().map(Entry::new).collect();
            out.give(ringout_forwarding_numbers { numbers });
            Ok(())
        })
    }
}

/// Frees a list. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_forwarding_numbers_free(forwarding_numbers: *mut ringout_forwarding_numbers) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::free(forwarding_numbers) }
}

/// How many numbers the list has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_forwarding_numbers_count(
    forwarding_numbers: *const ringout_forwarding_numbers,
) -> usize {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(forwarding_numbers, 0, |list| list.numbers.len()) }
}

/// The platform's id of the entry `index`: `from_forwarding_number` of a `ringout_call_request`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_forwarding_numbers_id(
    forwarding_numbers: *const ringout_forwarding_numbers,
    index: usize,
) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(forwarding_numbers, index, |entry| Some(&entry.id)) }
}

/// The number, E.164. A few kinds of device have none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_forwarding_numbers_phone_number(
    forwarding_numbers: *const ringout_forwarding_numbers,
    index: usize,
) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(forwarding_numbers, index, |entry| entry.phone_number.as_ref()) }
}

/// The name that the user gave the number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_forwarding_numbers_label(
    forwarding_numbers: *const ringout_forwarding_numbers,
    index: usize,
) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(forwarding_numbers, index, |entry| entry.label.as_ref()) }
}

/// What kind of phone it is, in the platform's words, such as "Mobile" or "PhoneLine".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_forwarding_numbers_kind(
    forwarding_numbers: *const ringout_forwarding_numbers,
    index: usize,
) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(forwarding_numbers, index, |entry| entry.kind.as_ref()) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn text(
    forwarding_numbers: *const ringout_forwarding_numbers,
    index: usize,
    get: impl Fn(&Entry) -> Option<&CString>,
) -> *const c_char {
    let get = |list: &ringout_forwarding_numbers| pointer(list.numbers.get(index).and_then(&get));
    // SAFETY: passed on from the caller.
    unsafe { memory::read(forwarding_numbers, ptr::null(), get) }
}
