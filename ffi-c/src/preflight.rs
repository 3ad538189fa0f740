//! What would make a call fail, found before anything rings.

use std::ffi::{CString, c_char};
use std::ptr;

use ringout_core::{Check, CheckKind, CheckResult, Preflight};

use crate::call_request::{optional_call_request, ringout_call_request};
use crate::client::ringout_client;
use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};
use crate::names::{self, Names};
use crate::text::c_string;

/// The server answers, and the credentials are taken.
pub const RINGOUT_CHECK_KIND_LOGIN: u32 = 1;
/// The app has the RingOut permission, and those to read what else is checked.
pub const RINGOUT_CHECK_KIND_PERMISSION: u32 = 2;
/// The extension is enabled, and RingOut is one of its features.
pub const RINGOUT_CHECK_KIND_EXTENSION: u32 = 3;
/// The extension has a direct number or a digital line.
pub const RINGOUT_CHECK_KIND_LINE: u32 = 4;
/// There is a phone to ring first: the request's, or one of the user's forwarding numbers.
pub const RINGOUT_CHECK_KIND_FROM: u32 = 5;
/// There is a number to show to the callee: the request's, or any.
pub const RINGOUT_CHECK_KIND_CALLER_ID: u32 = 6;
/// The callee is in the user's own country, or calls abroad are allowed. Only with a request.
pub const RINGOUT_CHECK_KIND_DESTINATION: u32 = 7;
/// This machine's clock agrees with the server's.
pub const RINGOUT_CHECK_KIND_CLOCK: u32 = 8;

/// Nothing is wrong.
pub const RINGOUT_CHECK_RESULT_PASSED: u32 = 1;
/// A call may go wrong, or not as expected.
pub const RINGOUT_CHECK_RESULT_WARNING: u32 = 2;
/// A call would fail.
pub const RINGOUT_CHECK_RESULT_FAILED: u32 = 3;
/// It could not be checked.
pub const RINGOUT_CHECK_RESULT_UNKNOWN: u32 = 4;

/// Whether a call could be placed, point by point. It never changes.
pub struct ringout_preflight {
    preflight: Preflight,
    text: CString,
    explanations: Vec<CString>,
}

impl Handle for ringout_preflight {}

impl ringout_preflight {
    fn new(preflight: Preflight) -> Self {
        let explanations = preflight.checks.iter().map(|check| c_string(&check.explanation)).collect();
        Self { text: c_string(preflight.to_string()), explanations, preflight }
    }
}

static KINDS: Names = Names::new(|| {
    let kinds = [
        CheckKind::Login,
        CheckKind::Permission,
        CheckKind::Extension,
        CheckKind::Line,
        CheckKind::From,
        CheckKind::CallerId,
        CheckKind::Destination,
        CheckKind::Clock,
    ];
    names::table(kinds.map(|kind| (kind as u32, kind.as_str())))
});

static RESULTS: Names = Names::new(|| {
    let results = [CheckResult::Passed, CheckResult::Warning, CheckResult::Failed, CheckResult::Unknown];
    names::table(results.map(|result| (result as u32, result.as_str())))
});

/// Checks, without ringing anybody, what would make a call fail: the login, the app's permissions, the extension and its
/// line, the numbers, this machine's clock. With a request, that one's numbers as well; `request` may be NULL. Free the
/// report with `ringout_preflight_free()`.
///
/// What is wrong is in the report and no error; neither is what could not be checked. An error means that there is no
/// report: `RINGOUT_INVALID_ARGUMENT` for a request that would not be sent, `RINGOUT_TIMEOUT`, `RINGOUT_CANCELLED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_preflight(
    client: *const ringout_client,
    request: *const ringout_call_request,
    preflight: *mut *mut ringout_preflight,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let request = optional_call_request(request)?;
            let out = memory::out(preflight, "preflight")?;
            out.give(ringout_preflight::new(client.core().preflight(request.as_ref())?));
            Ok(())
        })
    }
}

/// Frees a report. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_preflight_free(preflight: *mut ringout_preflight) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::free(preflight) }
}

/// Whether nothing was found that would make a call fail. Warnings, and what could not be checked, do not count. False
/// for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_preflight_ok(preflight: *const ringout_preflight) -> bool {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(preflight, false, |report| report.preflight.is_ok()) }
}

/// The report, to be read by a person: one line for each check, without a newline at the end. Borrowed until the report
/// is freed, as all its texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_preflight_text(preflight: *const ringout_preflight) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(preflight, ptr::null(), |report| report.text.as_ptr()) }
}

/// How many checks there are: one for each kind that applies, in the order of the kinds. Only the first if nobody can
/// log in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_preflight_check_count(preflight: *const ringout_preflight) -> usize {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(preflight, 0, |report| report.preflight.checks.len()) }
}

/// What the check `index`, counted from 0, is about: a `RINGOUT_CHECK_KIND_...`; 0 if there is no such check.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_preflight_check_kind(preflight: *const ringout_preflight, index: usize) -> u32 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { check(preflight, index, |check| check.kind as u32) }
}

/// The name of a `RINGOUT_CHECK_KIND_...`, such as "Permission". Never NULL, valid for ever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_check_kind_name(kind: u32) -> *const c_char {
    names::name(&KINDS, kind)
}

/// What came of a check: a `RINGOUT_CHECK_RESULT_...`; 0 if there is no such check.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_preflight_check_result(preflight: *const ringout_preflight, index: usize) -> u32 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { check(preflight, index, |check| check.result as u32) }
}

/// The name of a `RINGOUT_CHECK_RESULT_...`, such as "Passed". Never NULL, valid for ever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_check_result_name(result: u32) -> *const c_char {
    names::name(&RESULTS, result)
}

/// What was found, and what to do about it, in one sentence; NULL if there is no such check.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_preflight_check_explanation(
    preflight: *const ringout_preflight,
    index: usize,
) -> *const c_char {
    let explanation =
        |report: &ringout_preflight| report.explanations.get(index).map_or(ptr::null(), |text| text.as_ptr());
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(preflight, ptr::null(), explanation) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn check(preflight: *const ringout_preflight, index: usize, get: impl Fn(&Check) -> u32) -> u32 {
    // SAFETY: passed on from the caller.
    unsafe { memory::read(preflight, 0, |report| report.preflight.checks.get(index).map_or(0, &get)) }
}
