//! What functions return, and what they say when they fail.

use std::ffi::{CString, c_char};

use ringout_core::{Error, ErrorCode, ErrorDetail};

use crate::memory::{self, Handle};
use crate::names::{self, Names};
use crate::spelling;
use crate::text::{c_string, optional_c_string, pointer};
use crate::time::unix_ms;

/// What a function that can fail returns: `RINGOUT_OK`, or the number of an error. The numbers never change.
pub type ringout_status = u32;

/// No error.
pub const RINGOUT_OK: ringout_status = 0;
/// Rejected locally, nothing was sent. `ringout_error_parameter()` names the argument.
pub const RINGOUT_INVALID_ARGUMENT: ringout_status = 1;
/// There is no usable token and nothing to log in again with.
pub const RINGOUT_NOT_LOGGED_IN: ringout_status = 2;
/// Bad credentials, an HTTP 401, or a refusal by the OAuth server.
pub const RINGOUT_UNAUTHORIZED: ringout_status = 3;
/// HTTP 403: a permission is missing, international calling is disabled, or funds are short.
pub const RINGOUT_FORBIDDEN: ringout_status = 4;
/// HTTP 404.
pub const RINGOUT_NOT_FOUND: ringout_status = 5;
/// HTTP 429. `ringout_error_retry_after_ms()` says how long to wait.
pub const RINGOUT_RATE_LIMITED: ringout_status = 6;
/// Any other HTTP 4xx.
pub const RINGOUT_REJECTED: ringout_status = 7;
/// HTTP 5xx after the allowed repeats.
pub const RINGOUT_SERVER: ringout_status = 8;
/// The deadline passed; nothing was placed.
pub const RINGOUT_TIMEOUT: ringout_status = 9;
/// DNS, connect, TLS, or a connection that broke; nothing was placed.
pub const RINGOUT_CONNECTION: ringout_status = 10;
/// The answer could not be understood, or was too large; or the request was too large to be sent.
pub const RINGOUT_PROTOCOL: ringout_status = 11;
/// A `ringout_cancel_token` interrupted the operation; nothing was placed.
pub const RINGOUT_CANCELLED: ringout_status = 12;
/// The token store failed.
pub const RINGOUT_STORAGE: ringout_status = 13;
/// A create was sent and no usable answer came: phones may be ringing. Never repeat it blindly.
pub const RINGOUT_MAYBE_PLACED: ringout_status = 14;
/// A required pointer was NULL. `ringout_error_parameter()` names it.
pub const RINGOUT_NULL_POINTER: ringout_status = 15;
/// A string was not valid UTF-8. `ringout_error_parameter()` names it.
pub const RINGOUT_INVALID_UTF8: ringout_status = 16;
/// A caught panic or a broken invariant. Please report it.
pub const RINGOUT_INTERNAL: ringout_status = 17;

/// Why a function failed. No text in it ever holds a secret, a token or a password.
///
/// Texts that are not there are NULL. All are borrowed until `ringout_error_free()`.
pub struct ringout_error {
    error: Error,
    text: CString,
    message: CString,
    hint: Option<CString>,
    parameter: Option<CString>,
    error_code: Option<CString>,
    oauth_error: Option<CString>,
    request_id: Option<CString>,
    details: Vec<Detail>,
    attempt_to: Option<CString>,
    attempt_from: Option<CString>,
}

struct Detail {
    error_code: Option<CString>,
    message: Option<CString>,
    parameter_name: Option<CString>,
    parameter_value: Option<CString>,
    additional_info: Option<CString>,
    fields: Option<CString>,
    /// Each of the fields by its name.
    named: Vec<(String, CString)>,
}

impl Handle for ringout_error {}

impl ringout_error {
    pub(crate) fn new(error: Error) -> Self {
        let error = error.spelled(&spelling::C);
        let attempt = error.attempt();
        Self {
            text: c_string(error.to_string()),
            message: c_string(error.message()),
            hint: optional_c_string(error.hint()),
            parameter: optional_c_string(error.parameter()),
            error_code: optional_c_string(error.error_code()),
            oauth_error: optional_c_string(error.oauth_error()),
            request_id: optional_c_string(error.request_id()),
            details: error.details().iter().map(Detail::new).collect(),
            attempt_to: optional_c_string(attempt.and_then(|attempt| attempt.to.as_deref())),
            attempt_from: optional_c_string(attempt.and_then(|attempt| attempt.from.as_deref())),
            error,
        }
    }
}

impl Detail {
    fn new(detail: &ErrorDetail) -> Self {
        Self {
            error_code: optional_c_string(detail.error_code.as_deref()),
            message: optional_c_string(detail.message.as_deref()),
            parameter_name: optional_c_string(detail.parameter_name.as_deref()),
            parameter_value: optional_c_string(detail.parameter_value.as_deref()),
            additional_info: optional_c_string(detail.additional_info.as_deref()),
            fields: optional_c_string(detail.fields_json().as_deref()),
            named: detail
                .fields
                .keys()
                .map(|name| (name.clone(), c_string(detail.field(name).unwrap_or_default())))
                .collect(),
        }
    }
}

static CODES: Names = Names::new(|| {
    names::table([(RINGOUT_OK, "OK")].into_iter().chain(ErrorCode::ALL.map(|code| (code.number(), code.as_str()))))
});

/// Frees an error. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_free(err: *mut ringout_error) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::free(err) }
}

/// The number of the error, the same that the function returned. `RINGOUT_OK` for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_code(err: *const ringout_error) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(err, RINGOUT_OK, |err| err.error.code().number()) }
}

/// The name of an error number, such as "RATE_LIMITED"; "OK" for 0. Never NULL: "Unknown" for a number that is none.
/// Valid for ever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_error_code_name(code: ringout_status) -> *const c_char {
    names::name(&CODES, code)
}

/// The whole error in one line: the message, and the hint if there is one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_text(err: *const ringout_error) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(err, |err| Some(&err.text)) }
}

/// What happened, in one line.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_message(err: *const ringout_error) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(err, |err| Some(&err.message)) }
}

/// What usually helps, where the platform's documents say so; else NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_hint(err: *const ringout_error) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(err, |err| err.hint.as_ref()) }
}

/// The argument ("to", "server"), the environment variable or the platform's parameter ("to.phoneNumber") at fault;
/// else NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_parameter(err: *const ringout_error) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(err, |err| err.parameter.as_ref()) }
}

/// The HTTP status of the answer; 0 if there was no answer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_http_status(err: *const ringout_error) -> u32 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(err, 0, |err| err.error.http_status().map_or(0, u32::from)) }
}

/// The platform's own code, such as "CMN-102" or "OAU-140"; else NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_error_code(err: *const ringout_error) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(err, |err| err.error_code.as_ref()) }
}

/// The OAuth error, such as "invalid_grant"; else NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_oauth_error(err: *const ringout_error) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(err, |err| err.oauth_error.as_ref()) }
}

/// The platform's id of the request, for its support desk; else NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_request_id(err: *const ringout_error) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(err, |err| err.request_id.as_ref()) }
}

/// How long to wait before the next request, in milliseconds, when the platform is limiting them; else -1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_retry_after_ms(err: *const ringout_error) -> i64 {
    let milliseconds = |err: &ringout_error| {
        err.error.retry_after().map_or(-1, |time| i64::try_from(time.as_millis()).unwrap_or(i64::MAX))
    };
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(err, -1, milliseconds) }
}

/// Whether the same call of the function may succeed later without any change. Never true for `RINGOUT_MAYBE_PLACED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_retryable(err: *const ringout_error) -> bool {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(err, false, |err| err.error.is_retryable()) }
}

/// Whether phones may be ringing for a create that failed with this: true for `RINGOUT_MAYBE_PLACED`, and for an answer of
/// 408 or of the kind `RINGOUT_SERVER`, other than a 503 with `Retry-After`. So for any other POST of
/// `ringout_client_request()`. False for everything else, and for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_may_have_placed(err: *const ringout_error) -> bool {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(err, false, |err| err.error.may_have_placed()) }
}

/// How many entries the answer's list of errors had.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_detail_count(err: *const ringout_error) -> usize {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(err, 0, |err| err.details.len()) }
}

/// The platform's code in the entry `index`, counted from 0. NULL if the entry has none, or there is no such entry.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_detail_error_code(err: *const ringout_error, index: usize) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { detail(err, index, |detail| detail.error_code.as_ref()) }
}

/// The platform's text in an entry; NULL as above. It may change: do not decide on it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_detail_message(err: *const ringout_error, index: usize) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { detail(err, index, |detail| detail.message.as_ref()) }
}

/// The parameter at fault in an entry, such as "to.phoneNumber"; NULL as above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_detail_parameter_name(err: *const ringout_error, index: usize) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { detail(err, index, |detail| detail.parameter_name.as_ref()) }
}

/// The value at fault in an entry; NULL as above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_detail_parameter_value(
    err: *const ringout_error,
    index: usize,
) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { detail(err, index, |detail| detail.parameter_value.as_ref()) }
}

/// Whatever else the platform said in an entry; NULL as above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_detail_additional_info(
    err: *const ringout_error,
    index: usize,
) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { detail(err, index, |detail| detail.additional_info.as_ref()) }
}

/// One of the other fields of an entry, by the platform's name, such as "permissionName" or "feature": text as it is,
/// anything else as JSON. NULL as above, or if `name` is NULL or not UTF-8.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_detail_field(
    err: *const ringout_error,
    index: usize,
    name: *const c_char,
) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    let Ok(Some(name)) = (unsafe { memory::optional_text(name, "name") }) else { return std::ptr::null() };
    let is_named = |(known, _): &&(String, CString)| known == name;
    // SAFETY: the caller keeps the contract of the header.
    unsafe { detail(err, index, |detail| detail.named.iter().find(is_named).map(|(_, value)| value)) }
}

/// All of the other fields of an entry, as a JSON object; NULL if there are none, or as above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_detail_fields(err: *const ringout_error, index: usize) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { detail(err, index, |detail| detail.fields.as_ref()) }
}

/// Of a create that `ringout_error_may_have_placed()`: the callee's number as it was sent; else NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_attempt_to(err: *const ringout_error) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(err, |err| err.attempt_to.as_ref()) }
}

/// Of a create that `ringout_error_may_have_placed()`: the caller's number as it was sent, if one was; else NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_attempt_from(err: *const ringout_error) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { text(err, |err| err.attempt_from.as_ref()) }
}

/// Of a request that `ringout_error_may_have_placed()`: when its first byte left, in milliseconds since 1970 (UTC) by this
/// machine's clock; else -1. Look for the call in the call log from here on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_attempt_sent_at_unix_ms(err: *const ringout_error) -> i64 {
    let sent_at = |err: &ringout_error| unix_ms(err.error.attempt().map(|attempt| attempt.sent_at));
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(err, -1, sent_at) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn text(err: *const ringout_error, get: impl Fn(&ringout_error) -> Option<&CString>) -> *const c_char {
    // SAFETY: passed on from the caller.
    unsafe { memory::read(err, std::ptr::null(), |err| pointer(get(err))) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn detail(err: *const ringout_error, index: usize, get: impl Fn(&Detail) -> Option<&CString>) -> *const c_char {
    // SAFETY: passed on from the caller.
    unsafe { text(err, |err| err.details.get(index).and_then(&get)) }
}
