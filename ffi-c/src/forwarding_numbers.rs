//! List of the user's forwarding numbers.

use std::ffi::{CString, c_char};
use std::ptr;

use ringout_core::ForwardingNumber;

use crate::client::ringout_client;
use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};
use crate::text::{c_string, optional_c_string, pointer};

/// The user's forwarding numbers: the phones that can be rung first. Immutable.
///
/// Indexes count from 0. Fields that an entry lacks are NULL; for an index out of range every field is NULL. Strings
/// are valid until the list is freed.
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

impl ringout_forwarding_numbers {
    pub(crate) fn new(numbers: &[ForwardingNumber]) -> Self {
        Self { numbers: numbers.iter().map(Entry::new).collect() }
    }
}

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

/// Requests the user's forwarding numbers. Sends requests of the Light group. Free the list with
/// `ringout_forwarding_numbers_free()`.
///
/// A call request without a caller rings the first one, unless the user has set another. Returns `RINGOUT_FORBIDDEN`
/// without the ReadAccounts permission.
///
/// @errors request
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_forwarding_numbers(
    client: *const ringout_client,
    forwarding_numbers: *mut *mut ringout_forwarding_numbers,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let out = memory::out(forwarding_numbers, "forwarding_numbers")?;
            out.give(ringout_forwarding_numbers::new(&client.core().forwarding_numbers()?));
            Ok(())
        })
    }
}

/// Frees a list of forwarding numbers. NULL does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_forwarding_numbers_free(forwarding_numbers: *mut ringout_forwarding_numbers) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(forwarding_numbers) }
}

/// Returns the number of forwarding numbers in the list; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_forwarding_numbers_count(
    forwarding_numbers: *const ringout_forwarding_numbers,
) -> usize {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(forwarding_numbers, 0, |list| list.numbers.len()) }
}

/// Returns RingCentral's id of the forwarding number at `index`, counted from 0: a value for `from_forwarding_number`
/// of a `ringout_call_request`. NULL if the entry has none, and for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_forwarding_numbers_id(
    forwarding_numbers: *const ringout_forwarding_numbers,
    index: usize,
) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(forwarding_numbers, index, |entry| Some(&entry.id)) }
}

/// Returns the phone number at `index` in E.164. NULL for the few kinds of device that have none, and for an index out
/// of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_forwarding_numbers_phone_number(
    forwarding_numbers: *const ringout_forwarding_numbers,
    index: usize,
) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(forwarding_numbers, index, |entry| entry.phone_number.as_ref()) }
}

/// Returns the label that the user gave the number at `index`. NULL if the entry has none, and for an index out of
/// range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_forwarding_numbers_label(
    forwarding_numbers: *const ringout_forwarding_numbers,
    index: usize,
) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(forwarding_numbers, index, |entry| entry.label.as_ref()) }
}

/// Returns RingCentral's name for the kind of phone at `index`, such as "Mobile" or "PhoneLine". NULL if the entry has
/// none, and for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_forwarding_numbers_kind(
    forwarding_numbers: *const ringout_forwarding_numbers,
    index: usize,
) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
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
    // SAFETY: guaranteed by this function's contract.
    unsafe { memory::read(forwarding_numbers, ptr::null(), get) }
}
