//! Outcomes of calls.

use std::ffi::{CString, c_char};
use std::ptr;

use ringout_core::{Leg, Outcome, OutcomeKind, OutcomeSource};

use crate::memory::{self, Handle};
use crate::names::{self, Names};
use crate::status::{RINGOUT_STATUS_UNKNOWN, StatusText};
use crate::text::c_string;

/// The wait timed out, or your program has not waited yet: the call may still ring or be connected.
pub const RINGOUT_OUTCOME_STILL_IN_PROGRESS: u32 = 0;
/// Both legs answered. Only with `RINGOUT_UNTIL_ANSWERED`.
pub const RINGOUT_OUTCOME_ANSWERED: u32 = 1;
/// Both sides were connected, then hung up.
pub const RINGOUT_OUTCOME_COMPLETED: u32 = 2;
/// A phone was busy.
pub const RINGOUT_OUTCOME_BUSY: u32 = 3;
/// A phone was not answered in time.
pub const RINGOUT_OUTCOME_NO_ANSWER: u32 = 4;
/// A phone rejected the call, or the caller hung up while the callee was ringing.
pub const RINGOUT_OUTCOME_REJECTED: u32 = 5;
/// This handle cancelled the call, and RingCentral confirmed the end.
pub const RINGOUT_OUTCOME_CANCELLED: u32 = 6;
/// The call is not allowed: international calling, the destination, or RingOut from this number.
pub const RINGOUT_OUTCOME_BLOCKED: u32 = 7;
/// The account does not have enough funds.
pub const RINGOUT_OUTCOME_NOT_ENOUGH_FUNDS: u32 = 8;
/// There is no such user.
pub const RINGOUT_OUTCOME_NO_SUCH_USER: u32 = 9;
/// The phone network or RingCentral failed.
pub const RINGOUT_OUTCOME_FAILED: u32 = 10;
/// The call vanished before its end was seen, or every poll returned 404 for two minutes.
pub const RINGOUT_OUTCOME_ENDED_UNKNOWN: u32 = 11;

/// No leg decided the outcome.
pub const RINGOUT_LEG_NONE: u32 = 0;
/// The caller, whose phone rings first.
pub const RINGOUT_LEG_CALLER: u32 = 1;
/// The callee.
pub const RINGOUT_LEG_CALLEE: u32 = 2;

/// The polled statuses show the outcome.
pub const RINGOUT_SOURCE_STATUS: u32 = 1;
/// The call was gone (404 or `RINGOUT_STATUS_NO_SESSION_FOUND`); the outcome follows from the states before.
pub const RINGOUT_SOURCE_GONE: u32 = 2;
/// The call log shows the outcome.
pub const RINGOUT_SOURCE_CALL_LOG: u32 = 3;

/// How a call ended, or its state when the wait for it ended. Immutable.
pub struct ringout_outcome {
    outcome: Outcome,
    status: StatusText,
    text: CString,
    explanation: CString,
}

impl Handle for ringout_outcome {}

impl ringout_outcome {
    pub(crate) fn new(outcome: Outcome) -> Self {
        Self {
            status: StatusText::new(&outcome.status),
            text: c_string(outcome.to_string()),
            explanation: c_string(&outcome.explanation),
            outcome,
        }
    }
}

static KINDS: Names = Names::new(|| {
    let kinds = [
        OutcomeKind::StillInProgress,
        OutcomeKind::Answered,
        OutcomeKind::Completed,
        OutcomeKind::Busy,
        OutcomeKind::NoAnswer,
        OutcomeKind::Rejected,
        OutcomeKind::Cancelled,
        OutcomeKind::Blocked,
        OutcomeKind::NotEnoughFunds,
        OutcomeKind::NoSuchUser,
        OutcomeKind::Failed,
        OutcomeKind::EndedUnknown,
    ];
    names::table(kinds.map(|kind| (kind as u32, kind.as_str())))
});

static LEGS: Names = Names::new(|| {
    let legs = [Leg::Caller, Leg::Callee].map(|leg| (leg as u32, leg.as_str()));
    names::table([(RINGOUT_LEG_NONE, "none")].into_iter().chain(legs))
});

static SOURCES: Names = Names::new(|| {
    let sources = [OutcomeSource::Status, OutcomeSource::Gone, OutcomeSource::CallLog];
    names::table(sources.map(|source| (source as u32, source.as_str())))
});

/// Frees an outcome. NULL does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_outcome_free(outcome: *mut ringout_outcome) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(outcome) }
}

/// Returns the kind of outcome: a `RINGOUT_OUTCOME_...`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_outcome_kind(outcome: *const ringout_outcome) -> u32 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(outcome, RINGOUT_OUTCOME_STILL_IN_PROGRESS, |outcome| outcome.outcome.kind as u32) }
}

/// Returns the name of a `RINGOUT_OUTCOME_...`, such as "Completed". Never NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_outcome_kind_name(kind: u32) -> *const c_char {
    names::name(&KINDS, kind)
}

/// Returns the leg that decided the outcome: a `RINGOUT_LEG_...`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_outcome_leg(outcome: *const ringout_outcome) -> u32 {
    let leg = |outcome: &ringout_outcome| outcome.outcome.leg.map_or(RINGOUT_LEG_NONE, |leg| leg as u32);
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(outcome, RINGOUT_LEG_NONE, leg) }
}

/// Returns the name of a `RINGOUT_LEG_...`, such as "caller". Never NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_leg_name(leg: u32) -> *const c_char {
    names::name(&LEGS, leg)
}

/// Returns the status that decided the outcome: a `RINGOUT_STATUS_...`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_outcome_status(outcome: *const ringout_outcome) -> u32 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(outcome, RINGOUT_STATUS_UNKNOWN, |outcome| outcome.status.number()) }
}

/// Returns the status that decided the outcome, as RingCentral spells it. Valid until the outcome is freed, like its
/// other strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_outcome_status_text(outcome: *const ringout_outcome) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(outcome, ptr::null(), |outcome| outcome.status.pointer()) }
}

/// Returns true if caller and callee were connected at some time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_outcome_connected(outcome: *const ringout_outcome) -> bool {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(outcome, false, |outcome| outcome.outcome.connected) }
}

/// Returns true if RingCentral accepted a cancel from this handle before the end.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_outcome_cancelled_by_us(outcome: *const ringout_outcome) -> bool {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(outcome, false, |outcome| outcome.outcome.cancelled_by_us) }
}

/// Returns where the outcome is known from: a `RINGOUT_SOURCE_...`; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_outcome_source(outcome: *const ringout_outcome) -> u32 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(outcome, 0, |outcome| outcome.outcome.source as u32) }
}

/// Returns the name of a `RINGOUT_SOURCE_...`, such as "Status". Never NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_outcome_source_name(source: u32) -> *const c_char {
    names::name(&SOURCES, source)
}

/// Returns one sentence that explains the outcome, without a full stop.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_outcome_explanation(outcome: *const ringout_outcome) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(outcome, ptr::null(), |outcome| outcome.explanation.as_ptr()) }
}

/// Returns the kind and the explanation in one line.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_outcome_text(outcome: *const ringout_outcome) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(outcome, ptr::null(), |outcome| outcome.text.as_ptr()) }
}
