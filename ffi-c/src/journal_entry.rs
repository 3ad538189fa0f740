//! What a journal is told of each request of many.

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
/// The platform has accepted it.
pub const RINGOUT_JOURNAL_STEP_PLACED: u32 = 2;
/// No phone rings for it.
pub const RINGOUT_JOURNAL_STEP_NOT_PLACED: u32 = 3;
/// It was sent, and no usable answer came: phones may be ringing.
pub const RINGOUT_JOURNAL_STEP_MAYBE_PLACED: u32 = 4;
/// The call is over, or was waited for long enough.
pub const RINGOUT_JOURNAL_STEP_ENDED: u32 = 5;

/// One step of one request of `ringout_client_place_all()`. It and all that is read out of it are valid until the
/// callback returns.
///
/// A program that was interrupted goes on like this: requests without an entry, and those whose last entry is
/// `RINGOUT_JOURNAL_STEP_NOT_PLACED`, can be placed; `RINGOUT_JOURNAL_STEP_PLACED` has the id to follow the call with;
/// `RINGOUT_JOURNAL_STEP_PLACING` and `RINGOUT_JOURNAL_STEP_MAYBE_PLACED` may have rung phones, and
/// `ringout_client_call_log()` finds out.
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

/// Keeps an entry of the journal where it outlives the process. Returns NULL if that was done, else why not: a text for
/// the user, such as that of `strerror()`, which is copied at once and becomes a part of an error's, so that it must
/// hold no secret. Then nothing more is placed; how calls under way end is told all the same.
///
/// It is called by `ringout_place_all_next()`, on the same thread. It may use the library, but not the
/// `ringout_place_all` that called it. It must return: no exception may leave it, and no longjmp.
pub type ringout_journal_callback =
    Option<unsafe extern "C" fn(entry: *const ringout_journal_entry, user_data: *mut c_void) -> *const c_char>;

/// A journal as the core sees it.
pub(crate) struct Journal {
    callback: unsafe extern "C" fn(*const ringout_journal_entry, *mut c_void) -> *const c_char,
    user_data: *mut c_void,
}

// SAFETY: the header says that the callback is called on whichever thread asks for the next result, by one at a time.
unsafe impl Send for Journal {}

impl Journal {
    pub(crate) fn new(callback: ringout_journal_callback, user_data: *mut c_void) -> Option<Self> {
        callback.map(|callback| Self { callback, user_data })
    }

    pub(crate) fn write(&self, entry: &JournalEntry) -> Result<(), JournalError> {
        let entry = ringout_journal_entry::new(entry);
        // SAFETY: the program's own callback gets what the header says, and returns NULL or a text.
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

/// What happened: a `RINGOUT_JOURNAL_STEP_...`; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_journal_entry_step(entry: *const ringout_journal_entry) -> u32 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(entry, 0, |entry| entry.step as u32) }
}

/// The name of a `RINGOUT_JOURNAL_STEP_...`, such as "Placing". Never NULL, valid for ever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_journal_step_name(step: u32) -> *const c_char {
    names::name(&STEPS, step)
}

/// The request's place in the array that was given, counted from 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_journal_entry_index(entry: *const ringout_journal_entry) -> usize {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(entry, 0, |entry| entry.index) }
}

/// When, in milliseconds since 1970 (UTC) by this machine's clock; -1 for NULL. This is the `sent_at_unix_ms` of
/// `ringout_client_call_log()`: that of `RINGOUT_JOURNAL_STEP_MAYBE_PLACED` is when the first byte of the request left, that
/// of `RINGOUT_JOURNAL_STEP_PLACING` the last moment before, after the login and the wait for the limits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_journal_entry_at_unix_ms(entry: *const ringout_journal_entry) -> i64 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(entry, -1, |entry| unix_ms(Some(entry.at))) }
}

/// The callee's number, as it is sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_journal_entry_to(entry: *const ringout_journal_entry) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(entry, ptr::null(), |entry| entry.to.as_ptr()) }
}

/// The caller's number, as it is sent; NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_journal_entry_from(entry: *const ringout_journal_entry) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(entry, ptr::null(), |entry| pointer(entry.from.as_ref())) }
}

/// The platform's id of the call, from `RINGOUT_JOURNAL_STEP_PLACED` on; NULL if there is no call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_journal_entry_call_id(entry: *const ringout_journal_entry) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(entry, ptr::null(), |entry| pointer(entry.call_id.as_ref())) }
}

/// How the call came out, with `RINGOUT_JOURNAL_STEP_ENDED`; else NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_journal_entry_outcome(entry: *const ringout_journal_entry) -> *const ringout_outcome {
    let outcome = |entry: &ringout_journal_entry| entry.outcome.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(entry, ptr::null(), outcome) }
}

/// Why the call was not placed, or may not have been; else NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_journal_entry_error(entry: *const ringout_journal_entry) -> *const ringout_error {
    let error = |entry: &ringout_journal_entry| entry.error.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(entry, ptr::null(), error) }
}

/// The whole entry in one line, such as "0 Placed to +16505550100 as 234343434".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_journal_entry_text(entry: *const ringout_journal_entry) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(entry, ptr::null(), |entry| entry.text.as_ptr()) }
}
