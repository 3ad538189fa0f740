//! List of the user's caller IDs.

use std::ffi::{CString, c_char};
use std::ptr;

use ringout_core::PhoneNumber;

use crate::client::ringout_client;
use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};
use crate::text::{c_string, optional_c_string, pointer};

/// The user's phone numbers that a callee may be shown: values for `caller_id` of a `ringout_call_request`. Immutable.
///
/// Indexes count from 0. Fields that an entry lacks are NULL; for an index out of range every field is NULL. Strings
/// are valid until the list is freed.
pub struct ringout_caller_ids {
    numbers: Vec<Entry>,
}

struct Entry {
    id: CString,
    phone_number: CString,
    usage_type: Option<CString>,
    label: Option<CString>,
}

impl Handle for ringout_caller_ids {}

impl ringout_caller_ids {
    pub(crate) fn new(numbers: &[PhoneNumber]) -> Self {
        Self { numbers: numbers.iter().map(Entry::new).collect() }
    }
}

impl Entry {
    fn new(number: &PhoneNumber) -> Self {
        Self {
            id: c_string(&number.id),
            phone_number: c_string(&number.phone_number),
            usage_type: optional_c_string(number.usage_type.as_deref()),
            label: optional_c_string(number.label.as_deref()),
        }
    }
}

/// Requests the user's phone numbers with the CallerId feature. Sends requests of the Light group. Free the list with
/// `ringout_caller_ids_free()`.
///
/// Returns `RINGOUT_FORBIDDEN` without the ReadAccounts permission.
///
/// @errors request
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_caller_ids(
    client: *const ringout_client,
    caller_ids: *mut *mut ringout_caller_ids,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let out = memory::out(caller_ids, "caller_ids")?;
            out.give(ringout_caller_ids::new(&client.core().caller_ids()?));
            Ok(())
        })
    }
}

/// Frees a list of caller IDs. NULL does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_caller_ids_free(caller_ids: *mut ringout_caller_ids) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(caller_ids) }
}

/// Returns the number of caller IDs in the list; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_caller_ids_count(caller_ids: *const ringout_caller_ids) -> usize {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(caller_ids, 0, |list| list.numbers.len()) }
}

/// Returns RingCentral's id of the phone number at `index`, counted from 0. NULL if the entry has none, and for an
/// index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_caller_ids_id(caller_ids: *const ringout_caller_ids, index: usize) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(caller_ids, index, |entry| Some(&entry.id)) }
}

/// Returns the phone number at `index` in E.164. NULL if the entry has none, and for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_caller_ids_phone_number(
    caller_ids: *const ringout_caller_ids,
    index: usize,
) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(caller_ids, index, |entry| Some(&entry.phone_number)) }
}

/// Returns RingCentral's name for the use of the phone number at `index`, such as "DirectNumber". NULL if the entry
/// has none, and for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_caller_ids_usage_type(
    caller_ids: *const ringout_caller_ids,
    index: usize,
) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(caller_ids, index, |entry| entry.usage_type.as_ref()) }
}

/// Returns the label of the phone number at `index`. NULL if the entry has none, and for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_caller_ids_label(
    caller_ids: *const ringout_caller_ids,
    index: usize,
) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(caller_ids, index, |entry| entry.label.as_ref()) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn text(
    caller_ids: *const ringout_caller_ids,
    index: usize,
    get: impl Fn(&Entry) -> Option<&CString>,
) -> *const c_char {
    let get = |list: &ringout_caller_ids| pointer(list.numbers.get(index).and_then(&get));
    // SAFETY: guaranteed by this function's contract.
    unsafe { memory::read(caller_ids, ptr::null(), get) }
}
