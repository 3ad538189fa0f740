//! Call log entries.

use std::ffi::{CString, c_char};
use std::ptr;
use std::time::{Duration, UNIX_EPOCH};

use ringout_core::{Attempt, CallLog, LogLeg, LogMatch, LogRecord};

use crate::call::ringout_call;
use crate::client::ringout_client;
use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};
use crate::names::{self, Names};
use crate::outcome::RINGOUT_LEG_NONE;
use crate::text::{c_string, optional_c_string, pointer};
use crate::time::{milliseconds, unix_ms};

/// No record fits. RingCentral may write it some time after the call has ended.
pub const RINGOUT_LOG_MATCH_NONE: u32 = 0;
/// Several records fit equally well; the one nearest in time is returned.
pub const RINGOUT_LOG_MATCH_AMBIGUOUS: u32 = 1;
/// One record fits, but not everything could be compared: the caller's number was not known, or the times are minutes
/// apart.
pub const RINGOUT_LOG_MATCH_LIKELY: u32 = 2;
/// One record fits: it is a RingOut, both numbers are the same, and the times differ by seconds.
pub const RINGOUT_LOG_MATCH_CERTAIN: u32 = 3;

/// RingCentral's call log entry of a call: the record that fits best, and how certain the match is. Immutable.
///
/// Strings are RingCentral's own and valid until the object is freed. Fields that the record lacks are NULL; if no
/// record fits, every field is NULL. Legs count from 0.
pub struct ringout_logged_call {
    log: CallLog,
    record: Option<Record>,
}

struct Record {
    id: CString,
    session_id: Option<CString>,
    from: Option<CString>,
    to: Option<CString>,
    action: Option<CString>,
    result: Option<CString>,
    legs: Vec<LegText>,
}

struct LegText {
    leg_type: Option<CString>,
    from: Option<CString>,
    to: Option<CString>,
    result: Option<CString>,
}

impl Handle for ringout_logged_call {}

impl ringout_logged_call {
    pub(crate) fn new(log: CallLog) -> Self {
        Self { record: log.record.as_ref().map(Record::new), log }
    }
}

impl Record {
    fn new(record: &LogRecord) -> Self {
        Self {
            id: c_string(&record.id),
            session_id: optional_c_string(record.session_id.as_deref()),
            from: optional_c_string(record.from.as_deref()),
            to: optional_c_string(record.to.as_deref()),
            action: optional_c_string(record.action.as_deref()),
            result: optional_c_string(record.result.as_deref()),
            legs: record.legs.iter().map(LegText::new).collect(),
        }
    }
}

impl LegText {
    fn new(leg: &LogLeg) -> Self {
        Self {
            leg_type: optional_c_string(leg.leg_type.as_deref()),
            from: optional_c_string(leg.from.as_deref()),
            to: optional_c_string(leg.to.as_deref()),
            result: optional_c_string(leg.result.as_deref()),
        }
    }
}

static MATCHES: Names = Names::new(|| {
    let matches = [LogMatch::None, LogMatch::Ambiguous, LogMatch::Likely, LogMatch::Certain];
    names::table(matches.map(|matching| (matching as u32, matching.as_str())))
});

/// Looks the call up in RingCentral's call log. Sends one request of the Heavy group (10 a minute). Free the result
/// with `ringout_logged_call_free()`.
///
/// The call log does not contain the ids of RingOut calls, so the call is found by its numbers and the time it was
/// placed. RingCentral writes the record after the call has ended, sometimes a minute later; until then the match is
/// `RINGOUT_LOG_MATCH_NONE`. A wait for a call that vanished before its end was seen looks it up automatically.
///
/// Returns `RINGOUT_FORBIDDEN` without the ReadCallLog permission, and `RINGOUT_INVALID_ARGUMENT` for a handle that was
/// created from an id, because its numbers and time are unknown. Use `ringout_client_call_log()` for such a call.
///
/// @errors request INVALID_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_log(
    call: *const ringout_call,
    logged: *mut *mut ringout_logged_call,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let out = memory::out(logged, "logged")?;
            out.give(ringout_logged_call::new(call.core().log()?));
            Ok(())
        })
    }
}

/// Looks a call up by its numbers and time, like `ringout_call_log()`: a call that may have been placed (see
/// `ringout_error_attempt_to()` and the functions after it), or one of an earlier run. Free the result with
/// `ringout_logged_call_free()`.
///
/// - `to`: the callee's number.
/// - `from`: the caller's number, or NULL if it is not known.
/// - `sent_at_unix_ms`: when the request was sent, in milliseconds since 1970 (UTC).
///
/// @errors request
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_call_log(
    client: *const ringout_client,
    to: *const c_char,
    from: *const c_char,
    sent_at_unix_ms: i64,
    logged: *mut *mut ringout_logged_call,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let attempt = attempt(to, from, sent_at_unix_ms)?;
            let out = memory::out(logged, "logged")?;
            out.give(ringout_logged_call::new(client.core().call_log(&attempt)?));
            Ok(())
        })
    }
}

/// Converts the description of a call to look for.
///
/// # Safety
/// The strings are as the header describes them.
pub(crate) unsafe fn attempt(
    to: *const c_char,
    from: *const c_char,
    sent_at_unix_ms: i64,
) -> ringout_core::Result<Attempt> {
    // SAFETY: guaranteed by this function's contract.
    let (to, from) = unsafe { (memory::text(to, "to")?.to_owned(), memory::optional_text(from, "from")?) };
    let since_1970 = u64::try_from(sent_at_unix_ms)
        .map_err(|_| memory::invalid("sent_at", format_args!("{sent_at_unix_ms} ms is before 1970")))?;
    let sent_at = UNIX_EPOCH + Duration::from_millis(since_1970);
    Ok(Attempt { to: Some(to), from: from.map(str::to_owned), sent_at })
}

/// Frees a call log entry. NULL does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_free(logged: *mut ringout_logged_call) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(logged) }
}

/// Returns how certain it is that the record belongs to the call: a `RINGOUT_LOG_MATCH_...`. The numbers grow with
/// certainty.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_matching(logged: *const ringout_logged_call) -> u32 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(logged, RINGOUT_LOG_MATCH_NONE, |logged| logged.log.matching as u32) }
}

/// Returns the name of a `RINGOUT_LOG_MATCH_...`, such as "Certain". Never NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_log_match_name(matching: u32) -> *const c_char {
    names::name(&MATCHES, matching)
}

/// Returns the number of records that fit equally well; 0 if none fits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_candidates(logged: *const ringout_logged_call) -> usize {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(logged, 0, |logged| logged.log.candidates) }
}

/// Returns RingCentral's id of the record.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_id(logged: *const ringout_logged_call) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(logged, |record| Some(&record.id)) }
}

/// Returns RingCentral's id of the telephony session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_session_id(logged: *const ringout_logged_call) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(logged, |record| record.session_id.as_ref()) }
}

/// Returns the start of the call by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_start_time_unix_ms(logged: *const ringout_logged_call) -> i64 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { number(logged, -1, |record| unix_ms(record.start_time)) }
}

/// Returns the duration of the call in milliseconds, with a precision of one second.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_duration_ms(logged: *const ringout_logged_call) -> u64 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { number(logged, 0, |record| milliseconds(record.duration)) }
}

/// Returns the caller's number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_from(logged: *const ringout_logged_call) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(logged, |record| record.from.as_ref()) }
}

/// Returns the callee's number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_to(logged: *const ringout_logged_call) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(logged, |record| record.to.as_ref()) }
}

/// Returns the kind of call, such as "RingOut Web".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_action(logged: *const ringout_logged_call) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(logged, |record| record.action.as_ref()) }
}

/// Returns how the call ended, such as "Call connected" or "Busy".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_result(logged: *const ringout_logged_call) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(logged, |record| record.result.as_ref()) }
}

/// Returns the number of legs in the record, which are in RingCentral's order. It may be 0 or 1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_leg_count(logged: *const ringout_logged_call) -> usize {
    // SAFETY: the program keeps the contract of the header.
    unsafe { number(logged, 0, |record| record.legs.len()) }
}

/// Returns which side the leg at `index` is: a `RINGOUT_LEG_...`. `RINGOUT_LEG_NONE` for a kind of leg that RingOut
/// does not have, and for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_leg(logged: *const ringout_logged_call, index: usize) -> u32 {
    let side = |leg: &LogLeg| leg.leg.map_or(RINGOUT_LEG_NONE, |leg| leg as u32);
    // SAFETY: the program keeps the contract of the header.
    unsafe { leg_number(logged, index, RINGOUT_LEG_NONE, side) }
}

/// Returns RingCentral's kind of the leg at `index`, such as "RingOutClientToCaller". NULL if the record has none, and
/// for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_leg_type(
    logged: *const ringout_logged_call,
    index: usize,
) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { leg_text(logged, index, |leg| leg.leg_type.as_ref()) }
}

/// Returns when the leg was dialled by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known,
/// and for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_leg_start_time_unix_ms(
    logged: *const ringout_logged_call,
    index: usize,
) -> i64 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { leg_number(logged, index, -1, |leg| unix_ms(leg.start_time)) }
}

/// Returns the duration of the leg at `index` in milliseconds, with a precision of one second. 0 for an index out of
/// range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_leg_duration_ms(logged: *const ringout_logged_call, index: usize) -> u64 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { leg_number(logged, index, 0, |leg| milliseconds(leg.duration)) }
}

/// Returns the number that the leg at `index` came from. NULL if the record has none, and for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_leg_from(
    logged: *const ringout_logged_call,
    index: usize,
) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { leg_text(logged, index, |leg| leg.from.as_ref()) }
}

/// Returns the number that was dialled for the leg at `index`. NULL if the record has none, and for an index out of
/// range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_leg_to(logged: *const ringout_logged_call, index: usize) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { leg_text(logged, index, |leg| leg.to.as_ref()) }
}

/// Returns how the leg at `index` ended, such as "Accepted" or "No Answer". NULL if the record has none, and for an
/// index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_leg_result(
    logged: *const ringout_logged_call,
    index: usize,
) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { leg_text(logged, index, |leg| leg.result.as_ref()) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn text(logged: *const ringout_logged_call, get: impl Fn(&Record) -> Option<&CString>) -> *const c_char {
    let get = |logged: &ringout_logged_call| pointer(logged.record.as_ref().and_then(&get));
    // SAFETY: guaranteed by this function's contract.
    unsafe { memory::read(logged, ptr::null(), get) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn number<T: Copy>(logged: *const ringout_logged_call, otherwise: T, get: impl Fn(&LogRecord) -> T) -> T {
    let get = |logged: &ringout_logged_call| logged.log.record.as_ref().map_or(otherwise, &get);
    // SAFETY: guaranteed by this function's contract.
    unsafe { memory::read(logged, otherwise, get) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn leg_text(
    logged: *const ringout_logged_call,
    index: usize,
    get: impl Fn(&LegText) -> Option<&CString>,
) -> *const c_char {
    // SAFETY: guaranteed by this function's contract.
    unsafe { text(logged, |record| record.legs.get(index).and_then(&get)) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn leg_number<T: Copy>(
    logged: *const ringout_logged_call,
    index: usize,
    otherwise: T,
    get: impl Fn(&LogLeg) -> T,
) -> T {
    // SAFETY: guaranteed by this function's contract.
    unsafe { number(logged, otherwise, |record| record.legs.get(index).map_or(otherwise, &get)) }
}
