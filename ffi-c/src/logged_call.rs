//! What the call log says of a call.

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

/// No record fits. The platform may write it some time after the call has ended.
pub const RINGOUT_LOG_MATCH_NONE: u32 = 0;
/// Several records fit equally well; the one nearest in time is given.
pub const RINGOUT_LOG_MATCH_AMBIGUOUS: u32 = 1;
/// One record fits, though something could not be compared: the caller's number was not known, or the times are minutes
/// apart.
pub const RINGOUT_LOG_MATCH_LIKELY: u32 = 2;
/// One record fits, a RingOut with both numbers, and within seconds.
pub const RINGOUT_LOG_MATCH_CERTAIN: u32 = 3;

/// What the platform's call log says of a call: the record that fits best, and how sure it is that it does. It never
/// changes.
///
/// The texts are the platform's own. What the record does not tell is NULL, and so is everything if no record fits.
/// Legs are counted from 0. Texts are borrowed until `ringout_logged_call_free()`.
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
    fn new(log: CallLog) -> Self {
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

/// Asks the platform what its call log says of the call, and how sure it is that this is the call. Free what it says
/// with `ringout_logged_call_free()`.
///
/// The log does not know the id of a RingOut, so the call is found by its numbers and by when it was placed. The platform
/// writes a record some time after the call has ended, at times a minute later; `RINGOUT_LOG_MATCH_NONE` until then. A
/// wait for a call that vanished before its end was seen reads the log by itself.
///
/// Sends one request of the group of which the platform allows least (10 a minute). Needs the ReadCallLog permission:
/// `RINGOUT_FORBIDDEN` without it. `RINGOUT_INVALID_ARGUMENT` for a handle that was made from an id, whose numbers and
/// time are not known: `ringout_client_call_log()` takes them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_log(
    call: *const ringout_call,
    logged: *mut *mut ringout_logged_call,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let out = memory::out(logged, "logged")?;
            out.give(ringout_logged_call::new(call.core().log()?));
            Ok(())
        })
    }
}

/// The same for a call that is known by its numbers and its time: one that may have been placed
/// (`ringout_error_attempt_to()` and its neighbours), or one of an earlier run.
///
/// - `to`: the callee's number.
/// - `from`: the caller's, or NULL if it is not known.
/// - `sent_at_unix_ms`: when the request was sent, in milliseconds since 1970 (UTC).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_call_log(
    client: *const ringout_client,
    to: *const c_char,
    from: *const c_char,
    sent_at_unix_ms: i64,
    logged: *mut *mut ringout_logged_call,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let to = Some(memory::text(to, "to")?.to_owned());
            let from = memory::optional_text(from, "from")?.map(str::to_owned);
            let since_1970 = u64::try_from(sent_at_unix_ms)
                .map_err(|_| memory::invalid("sent_at", format_args!("{sent_at_unix_ms} ms is before 1970")))?;
            let out = memory::out(logged, "logged")?;
            let attempt = Attempt { to, from, sent_at: UNIX_EPOCH + Duration::from_millis(since_1970) };
            out.give(ringout_logged_call::new(client.core().call_log(&attempt)?));
            Ok(())
        })
    }
}

/// Frees what a call log says. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_free(logged: *mut ringout_logged_call) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::free(logged) }
}

/// How sure it is that the record is the call: a `RINGOUT_LOG_MATCH_...`. The numbers grow from least to most.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_matching(logged: *const ringout_logged_call) -> u32 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(logged, RINGOUT_LOG_MATCH_NONE, |logged| logged.log.matching as u32) }
}

/// The name of a `RINGOUT_LOG_MATCH_...`, such as "Certain". Never NULL, valid for ever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_log_match_name(matching: u32) -> *const c_char {
    names::name(&MATCHES, matching)
}

/// How many records fit equally well; 0 if none fits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_candidates(logged: *const ringout_logged_call) -> usize {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(logged, 0, |logged| logged.log.candidates) }
}

/// The platform's id of the record.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_id(logged: *const ringout_logged_call) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(logged, |record| Some(&record.id)) }
}

/// The platform's id of the telephone session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_session_id(logged: *const ringout_logged_call) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(logged, |record| record.session_id.as_ref()) }
}

/// When the call began, by the platform's clock, in milliseconds since 1970 (UTC); -1 if that is not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_start_time_unix_ms(logged: *const ringout_logged_call) -> i64 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { number(logged, -1, |record| unix_ms(record.start_time)) }
}

/// How long the call took, in milliseconds. The platform tells seconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_duration_ms(logged: *const ringout_logged_call) -> u64 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { number(logged, 0, |record| milliseconds(record.duration)) }
}

/// The caller's number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_from(logged: *const ringout_logged_call) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(logged, |record| record.from.as_ref()) }
}

/// The callee's number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_to(logged: *const ringout_logged_call) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(logged, |record| record.to.as_ref()) }
}

/// What kind of call it was, such as "RingOut Web".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_action(logged: *const ringout_logged_call) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(logged, |record| record.action.as_ref()) }
}

/// How the call ended, such as "Call connected" or "Busy".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_result(logged: *const ringout_logged_call) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(logged, |record| record.result.as_ref()) }
}

/// How many legs the record has, in the platform's order. There may be one only, or none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_leg_count(logged: *const ringout_logged_call) -> usize {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { number(logged, 0, |record| record.legs.len()) }
}

/// Which side the leg `index` is: a `RINGOUT_LEG_...`; `RINGOUT_LEG_NONE` for a kind of leg that is not RingOut's, or if
/// there is no such leg.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_leg(logged: *const ringout_logged_call, index: usize) -> u32 {
    let side = |leg: &LogLeg| leg.leg.map_or(RINGOUT_LEG_NONE, |leg| leg as u32);
    // SAFETY: the caller keeps the contract of the header.
    unsafe { leg_number(logged, index, RINGOUT_LEG_NONE, side) }
}

/// The platform's kind of the leg, such as "RingOutClientToCaller".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_leg_type(
    logged: *const ringout_logged_call,
    index: usize,
) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { leg_text(logged, index, |leg| leg.leg_type.as_ref()) }
}

/// When the leg was dialled, as `ringout_logged_call_start_time_unix_ms()` tells it; -1 if there is no such leg.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_leg_start_time_unix_ms(
    logged: *const ringout_logged_call,
    index: usize,
) -> i64 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { leg_number(logged, index, -1, |leg| unix_ms(leg.start_time)) }
}

/// How long the leg took, in milliseconds. The platform tells seconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_leg_duration_ms(logged: *const ringout_logged_call, index: usize) -> u64 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { leg_number(logged, index, 0, |leg| milliseconds(leg.duration)) }
}

/// The number that the leg came from.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_leg_from(
    logged: *const ringout_logged_call,
    index: usize,
) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { leg_text(logged, index, |leg| leg.from.as_ref()) }
}

/// The number that was dialled.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_leg_to(logged: *const ringout_logged_call, index: usize) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { leg_text(logged, index, |leg| leg.to.as_ref()) }
}

/// How the leg ended, such as "Accepted" or "No Answer".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_logged_call_leg_result(
    logged: *const ringout_logged_call,
    index: usize,
) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { leg_text(logged, index, |leg| leg.result.as_ref()) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn text(logged: *const ringout_logged_call, get: impl Fn(&Record) -> Option<&CString>) -> *const c_char {
    let get = |logged: &ringout_logged_call| pointer(logged.record.as_ref().and_then(&get));
    // SAFETY: passed on from the caller.
    unsafe { memory::read(logged, ptr::null(), get) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn number<T: Copy>(logged: *const ringout_logged_call, otherwise: T, get: impl Fn(&LogRecord) -> T) -> T {
    let get = |logged: &ringout_logged_call| logged.log.record.as_ref().map_or(otherwise, &get);
    // SAFETY: passed on from the caller.
    unsafe { memory::read(logged, otherwise, get) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn leg_text(
    logged: *const ringout_logged_call,
    index: usize,
    get: impl Fn(&LegText) -> Option<&CString>,
) -> *const c_char {
    // SAFETY: passed on from the caller.
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
    // SAFETY: passed on from the caller.
    unsafe { number(logged, otherwise, |record| record.legs.get(index).map_or(otherwise, &get)) }
}
