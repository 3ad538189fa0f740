//! Verdicts on state transitions.

use std::ffi::{CString, c_char};
use std::ptr;

use ringout_core::{Field, Reason, Status, Verdict, VerdictKind};

use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};
use crate::names::{self, Names};
use crate::state::ringout_state;
use crate::status::RINGOUT_STATUS_UNKNOWN;
use crate::text::{c_string, pointer};

/// No status changed.
pub const RINGOUT_VERDICT_UNCHANGED: u32 = 0;
/// Each changed status took one documented step.
pub const RINGOUT_VERDICT_DOCUMENTED: u32 = 1;
/// Documented, through a state that was not seen.
pub const RINGOUT_VERDICT_SKIPPED: u32 = 2;
/// A value or a combination that RingCentral's documentation does not have. Carry on, and report it.
pub const RINGOUT_VERDICT_UNDOCUMENTED: u32 = 3;
/// A step out of an ended state, or backwards.
pub const RINGOUT_VERDICT_IMPOSSIBLE: u32 = 4;

/// The reason concerns the status of the call.
pub const RINGOUT_FIELD_CALL: u32 = 0;
/// The reason concerns the caller's leg.
pub const RINGOUT_FIELD_CALLER: u32 = 1;
/// The reason concerns the callee's leg.
pub const RINGOUT_FIELD_CALLEE: u32 = 2;
/// The reason concerns the combination of the three statuses.
pub const RINGOUT_FIELD_COMBINATION: u32 = 3;

/// The judgement of `ringout_check_transition()` on a transition: a kind, and a reason for each part that is not
/// documented. Immutable.
pub struct ringout_verdict {
    verdict: Verdict,
    text: CString,
    reasons: Vec<ReasonText>,
}

struct ReasonText {
    text: CString,
    path: Option<CString>,
}

impl Handle for ringout_verdict {}

impl ringout_verdict {
    pub(crate) fn new(verdict: Verdict) -> Self {
        let reasons = verdict.reasons.iter().map(ReasonText::new).collect();
        Self { text: c_string(verdict.to_string()), reasons, verdict }
    }

    pub(crate) fn core(&self) -> &Verdict {
        &self.verdict
    }
}

impl ReasonText {
    fn new(reason: &Reason) -> Self {
        let path: Vec<&str> = reason.path.iter().map(Status::as_str).collect();
        Self { text: c_string(&reason.text), path: (!path.is_empty()).then(|| c_string(path.join(" > "))) }
    }
}

static KINDS: Names = Names::new(|| {
    let kinds = [
        VerdictKind::Unchanged,
        VerdictKind::Documented,
        VerdictKind::Skipped,
        VerdictKind::Undocumented,
        VerdictKind::Impossible,
    ];
    names::table(kinds.map(|kind| (kind as u32, kind.as_str())))
});

static FIELDS: Names = Names::new(|| {
    let fields = [Field::Call, Field::Caller, Field::Callee, Field::Combination];
    names::table(fields.map(|field| (field as u32, field.as_str())))
});

/// Judges whether the state `to` may follow the state `from`. Sends nothing. Free the verdict with
/// `ringout_verdict_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_check_transition(
    from: *const ringout_state,
    to: *const ringout_state,
    verdict: *mut *mut ringout_verdict,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let from = memory::borrow(from, "from")?;
            let to = memory::borrow(to, "to")?;
            let out = memory::out(verdict, "verdict")?;
            out.give(ringout_verdict::new(ringout_core::check_transition(from.core(), to.core())));
            Ok(())
        })
    }
}

/// Frees a verdict that a function returned. NULL does nothing. Do not free a verdict that belongs to a change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_free(verdict: *mut ringout_verdict) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(verdict) }
}

/// Returns the worst kind among the three statuses and their combination: a `RINGOUT_VERDICT_...`. The numbers grow
/// from best to worst.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_kind(verdict: *const ringout_verdict) -> u32 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(verdict, RINGOUT_VERDICT_UNCHANGED, |verdict| verdict.verdict.kind as u32) }
}

/// Returns the name of a `RINGOUT_VERDICT_...`, such as "Documented". Never NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_verdict_kind_name(kind: u32) -> *const c_char {
    names::name(&KINDS, kind)
}

/// Returns the kind and all reasons in one line. Valid until the verdict is freed, like its other strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_text(verdict: *const ringout_verdict) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(verdict, ptr::null(), |verdict| verdict.text.as_ptr()) }
}

/// Returns the number of reasons: 0 if the transition is unchanged or documented.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_reason_count(verdict: *const ringout_verdict) -> usize {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(verdict, 0, |verdict| verdict.reasons.len()) }
}

/// Returns the part that the reason at `index`, counted from 0, concerns: a `RINGOUT_FIELD_...`.
/// `RINGOUT_FIELD_COMBINATION` for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_reason_field(verdict: *const ringout_verdict, index: usize) -> u32 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { reason(verdict, index, RINGOUT_FIELD_COMBINATION, |reason| reason.field as u32) }
}

/// Returns the name of a `RINGOUT_FIELD_...`, such as "caller". Never NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_field_name(field: u32) -> *const c_char {
    names::name(&FIELDS, field)
}

/// Returns the kind of a reason: a `RINGOUT_VERDICT_...`. `RINGOUT_VERDICT_UNCHANGED` for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_reason_kind(verdict: *const ringout_verdict, index: usize) -> u32 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { reason(verdict, index, RINGOUT_VERDICT_UNCHANGED, |reason| reason.kind as u32) }
}

/// Returns a reason in words; NULL for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_reason_text(verdict: *const ringout_verdict, index: usize) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { reason_text(verdict, index, |reason| Some(&reason.text)) }
}

/// Returns the inferred path through states that were not seen, such as "InProgress > Success > Finished". NULL if no
/// state was skipped, and for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_reason_path(verdict: *const ringout_verdict, index: usize) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { reason_text(verdict, index, |reason| reason.path.as_ref()) }
}

/// Returns the number of statuses in the inferred path; 0 if no state was skipped.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_reason_path_count(verdict: *const ringout_verdict, index: usize) -> usize {
    // SAFETY: the program keeps the contract of the header.
    unsafe { reason(verdict, index, 0, |reason| reason.path.len()) }
}

/// Returns the status at `position`, counted from 0, of the inferred path: a `RINGOUT_STATUS_...`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_reason_path_status(
    verdict: *const ringout_verdict,
    index: usize,
    position: usize,
) -> u32 {
    let status = |reason: &Reason| reason.path.get(position).map_or(RINGOUT_STATUS_UNKNOWN, Status::number);
    // SAFETY: the program keeps the contract of the header.
    unsafe { reason(verdict, index, RINGOUT_STATUS_UNKNOWN, status) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn reason<T: Copy>(
    verdict: *const ringout_verdict,
    index: usize,
    otherwise: T,
    get: impl Fn(&Reason) -> T,
) -> T {
    let get = |verdict: &ringout_verdict| verdict.verdict.reasons.get(index).map_or(otherwise, &get);
    // SAFETY: guaranteed by this function's contract.
    unsafe { memory::read(verdict, otherwise, get) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn reason_text(
    verdict: *const ringout_verdict,
    index: usize,
    get: impl Fn(&ReasonText) -> Option<&CString>,
) -> *const c_char {
    let get = |verdict: &ringout_verdict| pointer(verdict.reasons.get(index).and_then(&get));
    // SAFETY: guaranteed by this function's contract.
    unsafe { memory::read(verdict, ptr::null(), get) }
}
