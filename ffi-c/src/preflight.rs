//! Preflight reports.

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

/// The server can be reached and accepts the credentials.
pub const RINGOUT_CHECK_KIND_LOGIN: u32 = 1;
/// The app has the RingOut permission, and the permissions that the other checks need.
pub const RINGOUT_CHECK_KIND_PERMISSION: u32 = 2;
/// The extension is enabled, and RingOut is one of its features.
pub const RINGOUT_CHECK_KIND_EXTENSION: u32 = 3;
/// The extension has a direct number or a digital line.
pub const RINGOUT_CHECK_KIND_LINE: u32 = 4;
/// There is a phone to ring first: the one in the request, or one of the user's forwarding numbers.
pub const RINGOUT_CHECK_KIND_FROM: u32 = 5;
/// There is a number to show to the callee: the one in the request, or any.
pub const RINGOUT_CHECK_KIND_CALLER_ID: u32 = 6;
/// The callee is in the user's country, or international calling is allowed. Only with a request.
pub const RINGOUT_CHECK_KIND_DESTINATION: u32 = 7;
/// This machine's clock agrees with the server's.
pub const RINGOUT_CHECK_KIND_CLOCK: u32 = 8;

/// No problem was found.
pub const RINGOUT_CHECK_RESULT_PASSED: u32 = 1;
/// A call may fail, or not behave as expected.
pub const RINGOUT_CHECK_RESULT_WARNING: u32 = 2;
/// A call would fail.
pub const RINGOUT_CHECK_RESULT_FAILED: u32 = 3;
/// It could not be checked.
pub const RINGOUT_CHECK_RESULT_UNKNOWN: u32 = 4;

/// A report on whether a call can be placed, with one entry for each check. Immutable.
pub struct ringout_preflight {
    preflight: Preflight,
    text: CString,
    explanations: Vec<CString>,
}

impl Handle for ringout_preflight {}

impl ringout_preflight {
    pub(crate) fn new(preflight: Preflight) -> Self {
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

/// Checks what would make a call fail, without ringing a phone: the login, the app's permissions, the extension and its
/// line, the phone numbers, and this machine's clock. Sends up to three requests of the Light group, and a login if the
/// client is not logged in. Free the report with `ringout_preflight_free()`.
///
/// - `request`: the call to check the numbers of; may be NULL.
///
/// Problems, and checks that could not be made, are in the report and are not errors. If there is no report, returns
/// `RINGOUT_INVALID_ARGUMENT` (the request itself is invalid), `RINGOUT_TIMEOUT` or `RINGOUT_CANCELLED`.
///
/// @errors TIMEOUT CANCELLED
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_preflight(
    client: *const ringout_client,
    request: *const ringout_call_request,
    preflight: *mut *mut ringout_preflight,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
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

/// Frees a report. NULL does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_preflight_free(preflight: *mut ringout_preflight) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(preflight) }
}

/// Returns true if no check failed. Warnings and checks that could not be made do not count. False for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_preflight_ok(preflight: *const ringout_preflight) -> bool {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(preflight, false, |report| report.preflight.is_ok()) }
}

/// Returns the report for a person to read: one line for each check, without a newline at the end. Valid until the
/// report is freed, like every string of the report.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_preflight_text(preflight: *const ringout_preflight) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(preflight, ptr::null(), |report| report.text.as_ptr()) }
}

/// Returns the number of checks: one for each kind that applies, in the order of the kinds. If the login fails, there
/// is only that one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_preflight_check_count(preflight: *const ringout_preflight) -> usize {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(preflight, 0, |report| report.preflight.checks.len()) }
}

/// Returns the kind of the check at `index`, counted from 0: a `RINGOUT_CHECK_KIND_...`. 0 for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_preflight_check_kind(preflight: *const ringout_preflight, index: usize) -> u32 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { check(preflight, index, |check| check.kind as u32) }
}

/// Returns the name of a `RINGOUT_CHECK_KIND_...`, such as "Permission". Never NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_check_kind_name(kind: u32) -> *const c_char {
    names::name(&KINDS, kind)
}

/// Returns the result of a check: a `RINGOUT_CHECK_RESULT_...`. 0 for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_preflight_check_result(preflight: *const ringout_preflight, index: usize) -> u32 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { check(preflight, index, |check| check.result as u32) }
}

/// Returns the name of a `RINGOUT_CHECK_RESULT_...`, such as "Passed". Never NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_check_result_name(result: u32) -> *const c_char {
    names::name(&RESULTS, result)
}

/// Returns one sentence that says what was found and what to do about it. NULL for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_preflight_check_explanation(
    preflight: *const ringout_preflight,
    index: usize,
) -> *const c_char {
    let explanation =
        |report: &ringout_preflight| report.explanations.get(index).map_or(ptr::null(), |text| text.as_ptr());
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(preflight, ptr::null(), explanation) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn check(preflight: *const ringout_preflight, index: usize, get: impl Fn(&Check) -> u32) -> u32 {
    // SAFETY: guaranteed by this function's contract.
    unsafe { memory::read(preflight, 0, |report| report.preflight.checks.get(index).map_or(0, &get)) }
}
