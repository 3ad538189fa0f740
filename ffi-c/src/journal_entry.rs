//! Journal entries of a batch, and the journal callback.

use std::ffi::{CString, c_char, c_void};
use std::ptr;
use std::time::SystemTime;

use ringout_core::{JournalEntry, JournalError, JournalStep};

use crate::error::ringout_error;
use crate::memory::{self, Handle};
use crate::names::{self, Names};
use crate::outcome::ringout_outcome;
use crate::text::{c_string, optional_c_string, pointer};
use crate::time::unix_ms;

/// The request is about to be sent.
pub const RINGOUT_JOURNAL_STEP_PLACING: u32 = 1;
/// RingCentral has accepted the request.
pub const RINGOUT_JOURNAL_STEP_PLACED: u32 = 2;
/// The request failed, and no phone rings.
pub const RINGOUT_JOURNAL_STEP_NOT_PLACED: u32 = 3;
/// The request was sent and no usable response came: phones may be ringing.
pub const RINGOUT_JOURNAL_STEP_MAYBE_PLACED: u32 = 4;
/// The call is over, or the wait for it is.
pub const RINGOUT_JOURNAL_STEP_ENDED: u32 = 5;

/// One step of one request of `ringout_client_place_all()`. The library owns it and everything read from it, until the
/// callback returns.
///
/// To resume after a crash, look at the last entry of each request. Place those without an entry or with
/// `RINGOUT_JOURNAL_STEP_NOT_PLACED`. Follow those with `RINGOUT_JOURNAL_STEP_PLACED` by their call id. Those with
/// `RINGOUT_JOURNAL_STEP_PLACING` or `RINGOUT_JOURNAL_STEP_MAYBE_PLACED` may have rung phones; find out with
/// `ringout_client_call_log()`.
pub struct ringout_journal_entry {
    step: JournalStep,
    index: usize,
    at: SystemTime,
    to: CString,
    from: Option<CString>,
    call_id: Option<CString>,
    outcome: Option<ringout_outcome>,
    error: Option<ringout_error>,
    text: CString,
}

impl Handle for ringout_journal_entry {}

impl ringout_journal_entry {
    fn new(entry: &JournalEntry) -> Self {
        Self {
            step: entry.step,
            index: entry.index,
            at: entry.at,
            to: c_string(&entry.to),
            from: optional_c_string(entry.from.as_deref()),
            call_id: optional_c_string(entry.call_id.as_deref()),
            outcome: entry.outcome.clone().map(ringout_outcome::new),
            error: entry.error.clone().map(ringout_error::new),
            text: c_string(entry.to_string()),
        }
    }
}

/// Saves a journal entry where it outlives the process. Returns NULL on success, else the reason of the failure for the
/// user to read, such as the string of `strerror()`. The library copies the reason at once into an error message, so it
/// must not contain a secret. After a failure no more calls are placed, but the results of calls in flight are still
/// returned.
///
/// `ringout_place_all_next()` calls it, on the same thread. It may use the library, but not the `ringout_place_all`
/// that called it. It must return normally, without an exception or a longjmp.
pub type ringout_journal_callback =
    Option<unsafe extern "C" fn(entry: *const ringout_journal_entry, user_data: *mut c_void) -> *const c_char>;

/// A C journal callback with its `user_data`.
pub(crate) struct Journal {
    callback: unsafe extern "C" fn(*const ringout_journal_entry, *mut c_void) -> *const c_char,
    user_data: *mut c_void,
}

// SAFETY: the header says that the callback runs on any thread that asks for the next result, one thread at a time.
unsafe impl Send for Journal {}

impl Journal {
    pub(crate) fn new(callback: ringout_journal_callback, user_data: *mut c_void) -> Option<Self> {
        callback.map(|callback| Self { callback, user_data })
    }

    pub(crate) fn write(&self, entry: &JournalEntry) -> Result<(), JournalError> {
        let entry = ringout_journal_entry::new(entry);
        // SAFETY: the callback gets the arguments that the header promises, and returns NULL or a string.
        let failure = unsafe { memory::lossy_text((self.callback)(&raw const entry, self.user_data)) };
        failure.map_or(Ok(()), |failure| Err(failure.into()))
    }
}

static STEPS: Names = Names::new(|| {
    let steps = [
        JournalStep::Placing,
        JournalStep::Placed,
        JournalStep::NotPlaced,
        JournalStep::MaybePlaced,
        JournalStep::Ended,
    ];
    names::table(steps.map(|step| (step as u32, step.as_str())))
});

/// Returns the step: a `RINGOUT_JOURNAL_STEP_...`; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_journal_entry_step(entry: *const ringout_journal_entry) -> u32 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(entry, 0, |entry| entry.step as u32) }
}

/// Returns the name of a `RINGOUT_JOURNAL_STEP_...`, such as "Placing". Never NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_journal_step_name(step: u32) -> *const c_char {
    names::name(&STEPS, step)
}

/// Returns the index of the request in the array, counted from 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_journal_entry_index(entry: *const ringout_journal_entry) -> usize {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(entry, 0, |entry| entry.index) }
}

/// Returns the time of the step, in milliseconds since 1970 (UTC) by this machine's clock; -1 for NULL. It is the value
/// for `sent_at_unix_ms` of `ringout_client_call_log()`.
///
/// For `RINGOUT_JOURNAL_STEP_MAYBE_PLACED` it is when the first byte of the request was sent. For
/// `RINGOUT_JOURNAL_STEP_PLACING` it is the last moment before that, after the login and the wait for the rate limit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_journal_entry_at_unix_ms(entry: *const ringout_journal_entry) -> i64 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(entry, -1, |entry| unix_ms(Some(entry.at))) }
}

/// Returns the callee's number as it is sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_journal_entry_to(entry: *const ringout_journal_entry) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(entry, ptr::null(), |entry| entry.to.as_ptr()) }
}

/// Returns the caller's number as it is sent; NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_journal_entry_from(entry: *const ringout_journal_entry) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(entry, ptr::null(), |entry| pointer(entry.from.as_ref())) }
}

/// Returns RingCentral's id of the call, from `RINGOUT_JOURNAL_STEP_PLACED` on; NULL if there is no call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_journal_entry_call_id(entry: *const ringout_journal_entry) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(entry, ptr::null(), |entry| pointer(entry.call_id.as_ref())) }
}

/// Returns the outcome of the call, with `RINGOUT_JOURNAL_STEP_ENDED`; else NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_journal_entry_outcome(entry: *const ringout_journal_entry) -> *const ringout_outcome {
    let outcome = |entry: &ringout_journal_entry| entry.outcome.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(entry, ptr::null(), outcome) }
}

/// Returns why the call was not placed, or may not have been; else NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_journal_entry_error(entry: *const ringout_journal_entry) -> *const ringout_error {
    let error = |entry: &ringout_journal_entry| entry.error.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(entry, ptr::null(), error) }
}

/// Returns the entry in one line, such as "0 Placed to +16505550100 as 234343434".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_journal_entry_text(entry: *const ringout_journal_entry) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(entry, ptr::null(), |entry| entry.text.as_ptr()) }
}
