//! Whether one state may follow another.

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

/// Nothing changed.
pub const RINGOUT_VERDICT_UNCHANGED: u32 = 0;
/// Each changed status took one documented step.
pub const RINGOUT_VERDICT_DOCUMENTED: u32 = 1;
/// Legal, through a state that was not seen.
pub const RINGOUT_VERDICT_SKIPPED: u32 = 2;
/// A value or a combination that the documents do not have: carry on, and report it.
pub const RINGOUT_VERDICT_UNDOCUMENTED: u32 = 3;
/// It leaves an ended state, or goes back.
pub const RINGOUT_VERDICT_IMPOSSIBLE: u32 = 4;

/// The reason is about the status of the call.
pub const RINGOUT_FIELD_CALL: u32 = 0;
/// The reason is about the leg to the caller.
pub const RINGOUT_FIELD_CALLER: u32 = 1;
/// The reason is about the leg to the callee.
pub const RINGOUT_FIELD_CALLEE: u32 = 2;
/// The reason is about the three together.
pub const RINGOUT_FIELD_COMBINATION: u32 = 3;

/// What `ringout_check_transition()` says of a step: a kind, and a reason for everything that is not documented. It
/// never changes.
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

/// Judges whether the state `to` may follow the state `from`. Asks nobody.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_check_transition(
    from: *const ringout_state,
    to: *const ringout_state,
    verdict: *mut *mut ringout_verdict,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
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

/// Frees a verdict that a function returned. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_free(verdict: *mut ringout_verdict) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::free(verdict) }
}

/// The worst of the three statuses and of the new combination: a `RINGOUT_VERDICT_...`. The numbers grow from best to
/// worst.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_kind(verdict: *const ringout_verdict) -> u32 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(verdict, RINGOUT_VERDICT_UNCHANGED, |verdict| verdict.verdict.kind as u32) }
}

/// The name of a `RINGOUT_VERDICT_...`, such as "Documented". Never NULL, valid for ever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_verdict_kind_name(kind: u32) -> *const c_char {
    names::name(&KINDS, kind)
}

/// The kind and all reasons in one line. Borrowed until the verdict is freed, as all its texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_text(verdict: *const ringout_verdict) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(verdict, ptr::null(), |verdict| verdict.text.as_ptr()) }
}

/// How many reasons there are: 0 for an unchanged or documented step.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_reason_count(verdict: *const ringout_verdict) -> usize {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(verdict, 0, |verdict| verdict.reasons.len()) }
}

/// What the reason `index`, counted from 0, is about: a `RINGOUT_FIELD_...`; `RINGOUT_FIELD_COMBINATION` if there is no
/// such reason.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_reason_field(verdict: *const ringout_verdict, index: usize) -> u32 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { reason(verdict, index, RINGOUT_FIELD_COMBINATION, |reason| reason.field as u32) }
}

/// The name of a `RINGOUT_FIELD_...`, such as "caller". Never NULL, valid for ever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_field_name(field: u32) -> *const c_char {
    names::name(&FIELDS, field)
}

/// How bad a reason is: a `RINGOUT_VERDICT_...`; `RINGOUT_VERDICT_UNCHANGED` if there is no such reason.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_reason_kind(verdict: *const ringout_verdict, index: usize) -> u32 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { reason(verdict, index, RINGOUT_VERDICT_UNCHANGED, |reason| reason.kind as u32) }
}

/// A reason in words; NULL if there is no such reason.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_reason_text(verdict: *const ringout_verdict, index: usize) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { reason_text(verdict, index, |reason| Some(&reason.text)) }
}

/// The inferred way through states that were not seen, such as "InProgress > Success > Finished"; NULL when nothing was
/// skipped, or if there is no such reason.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_reason_path(verdict: *const ringout_verdict, index: usize) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { reason_text(verdict, index, |reason| reason.path.as_ref()) }
}

/// How many statuses the inferred way has; 0 when nothing was skipped.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_reason_path_count(verdict: *const ringout_verdict, index: usize) -> usize {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { reason(verdict, index, 0, |reason| reason.path.len()) }
}

/// The status at `position`, counted from 0, of the inferred way: a `RINGOUT_STATUS_...`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_verdict_reason_path_status(
    verdict: *const ringout_verdict,
    index: usize,
    position: usize,
) -> u32 {
    let status = |reason: &Reason| reason.path.get(position).map_or(RINGOUT_STATUS_UNKNOWN, Status::number);
    // SAFETY: the caller keeps the contract of the header.
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
    // SAFETY: passed on from the caller.
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
    // SAFETY: passed on from the caller.
    unsafe { memory::read(verdict, ptr::null(), get) }
}
