//! Status codes and error objects.

use std::ffi::{CString, c_char};

use ringout_core::{Error, ErrorCode, ErrorDetail};

use crate::memory::{self, Handle};
use crate::names::{self, Names};
use crate::spelling;
use crate::text::{c_string, optional_c_string, pointer};
use crate::time::unix_ms;

/// The return value of a function that can fail: `RINGOUT_OK` or an error code. The numbers never change.
pub type ringout_status = u32;

/// Success.
pub const RINGOUT_OK: ringout_status = 0;
/// Rejected locally; nothing was sent. `ringout_error_parameter()` names the argument.
pub const RINGOUT_INVALID_ARGUMENT: ringout_status = 1;
/// There is no usable token, and no credential to log in with.
pub const RINGOUT_NOT_LOGGED_IN: ringout_status = 2;
/// Bad credentials, HTTP 401, or a refusal by RingCentral's OAuth server.
pub const RINGOUT_UNAUTHORIZED: ringout_status = 3;
/// HTTP 403: a permission is missing, international calling is disabled, or funds are short.
pub const RINGOUT_FORBIDDEN: ringout_status = 4;
/// HTTP 404.
pub const RINGOUT_NOT_FOUND: ringout_status = 5;
/// HTTP 429. `ringout_error_retry_after_ms()` returns how long to wait.
pub const RINGOUT_RATE_LIMITED: ringout_status = 6;
/// Any other HTTP 4xx.
pub const RINGOUT_REJECTED: ringout_status = 7;
/// HTTP 5xx after the allowed retries.
pub const RINGOUT_SERVER: ringout_status = 8;
/// The deadline passed; no call was placed.
pub const RINGOUT_TIMEOUT: ringout_status = 9;
/// DNS, connect, TLS, or a broken connection; no call was placed.
pub const RINGOUT_CONNECTION: ringout_status = 10;
/// The response could not be understood or was too large, or the request was too large to be sent.
pub const RINGOUT_PROTOCOL: ringout_status = 11;
/// A `ringout_cancel_token` interrupted the operation; no call was placed.
pub const RINGOUT_CANCELLED: ringout_status = 12;
/// The token store failed, or the journal of a batch did.
pub const RINGOUT_STORAGE: ringout_status = 13;
/// The request that places a call was sent, and no usable response came: phones may be ringing. Do not retry blindly.
pub const RINGOUT_MAYBE_PLACED: ringout_status = 14;
/// A required pointer was NULL. `ringout_error_parameter()` names it.
pub const RINGOUT_NULL_POINTER: ringout_status = 15;
/// A string was not valid UTF-8. `ringout_error_parameter()` names it.
pub const RINGOUT_INVALID_UTF8: ringout_status = 16;
/// A caught panic or a broken invariant. Please report it.
pub const RINGOUT_INTERNAL: ringout_status = 17;

/// Why a function failed. None of its strings contains a secret, token or password. Immutable.
///
/// Fields that an error lacks are NULL. Strings are valid until the error is freed.
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
    /// The other fields by name.
    named: Vec<(String, CString)>,
}

impl Handle for ringout_error {}

impl ringout_error {
    pub(crate) fn code(&self) -> ringout_status {
        self.error.code().number()
    }

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

/// Frees an error. NULL does nothing. Do not free an error that belongs to a response, a result or a journal entry.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_free(err: *mut ringout_error) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(err) }
}

/// Returns the error code, the same number that the function returned. `RINGOUT_OK` for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_code(err: *const ringout_error) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(err, RINGOUT_OK, |err| err.error.code().number()) }
}

/// Returns the name of an error code, such as "RATE_LIMITED"; "OK" for 0 and "Unknown" for any other number. Never
/// NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_error_code_name(code: ringout_status) -> *const c_char {
    names::name(&CODES, code)
}

/// Returns the error in one line: the message, then the hint and RingCentral's request id if there are any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_text(err: *const ringout_error) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(err, |err| Some(&err.text)) }
}

/// Returns what happened, in one line.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_message(err: *const ringout_error) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(err, |err| Some(&err.message)) }
}

/// Returns advice, mostly from RingCentral's documentation; NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_hint(err: *const ringout_error) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(err, |err| err.hint.as_ref()) }
}

/// Returns the argument ("to", "server"), the environment variable or RingCentral's parameter ("to.phoneNumber") at
/// fault; NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_parameter(err: *const ringout_error) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(err, |err| err.parameter.as_ref()) }
}

/// Returns the HTTP status of the response; 0 if there was no response.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_http_status(err: *const ringout_error) -> u32 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(err, 0, |err| err.error.http_status().map_or(0, u32::from)) }
}

/// Returns RingCentral's error code, such as "CMN-102" or "OAU-140"; NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_error_code(err: *const ringout_error) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(err, |err| err.error_code.as_ref()) }
}

/// Returns the OAuth error, such as "invalid_grant"; NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_oauth_error(err: *const ringout_error) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(err, |err| err.oauth_error.as_ref()) }
}

/// Returns RingCentral's id of the request, which its support asks for; NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_request_id(err: *const ringout_error) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(err, |err| err.request_id.as_ref()) }
}

/// Returns how long to wait before the next request, in milliseconds, if a rate limit is the cause; else -1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_retry_after_ms(err: *const ringout_error) -> i64 {
    let milliseconds = |err: &ringout_error| {
        err.error.retry_after().map_or(-1, |time| i64::try_from(time.as_millis()).unwrap_or(i64::MAX))
    };
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(err, -1, milliseconds) }
}

/// Returns true if the same function call may succeed later without any change. Never true for `RINGOUT_MAYBE_PLACED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_retryable(err: *const ringout_error) -> bool {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(err, false, |err| err.error.is_retryable()) }
}

/// Returns true if phones may be ringing after this error of `ringout_client_create_call()`: for
/// `RINGOUT_MAYBE_PLACED`, HTTP 408, and `RINGOUT_SERVER` other than a 503 with `Retry-After`. The same applies to
/// other POST requests of `ringout_client_request()`. False for every other error and for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_may_have_placed(err: *const ringout_error) -> bool {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(err, false, |err| err.error.may_have_placed()) }
}

/// Returns the number of entries in the response's list of errors.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_detail_count(err: *const ringout_error) -> usize {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(err, 0, |err| err.details.len()) }
}

/// Returns RingCentral's error code in the entry at `index`, counted from 0. NULL if the entry has none, and for an
/// index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_detail_error_code(err: *const ringout_error, index: usize) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { detail(err, index, |detail| detail.error_code.as_ref()) }
}

/// Returns RingCentral's message in the entry at `index`, counted from 0. It may change, so do not decide on it. NULL if
/// the entry has none, and for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_detail_message(err: *const ringout_error, index: usize) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { detail(err, index, |detail| detail.message.as_ref()) }
}

/// Returns the parameter at fault in the entry at `index`, counted from 0, such as "to.phoneNumber". NULL if the entry
/// has none, and for an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_detail_parameter_name(err: *const ringout_error, index: usize) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { detail(err, index, |detail| detail.parameter_name.as_ref()) }
}

/// Returns the value at fault in the entry at `index`, counted from 0. NULL if the entry has none, and for an index out of
/// range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_detail_parameter_value(
    err: *const ringout_error,
    index: usize,
) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { detail(err, index, |detail| detail.parameter_value.as_ref()) }
}

/// Returns the additional information in the entry at `index`, counted from 0. NULL if the entry has none, and for an
/// index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_detail_additional_info(
    err: *const ringout_error,
    index: usize,
) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { detail(err, index, |detail| detail.additional_info.as_ref()) }
}

/// Returns another field of the entry at `index`, counted from 0, by RingCentral's name, such as "permissionName" or
/// "feature". A string is returned as it is, any other value as JSON. NULL if the entry has no such field, for an index
/// out of range, and if `name` is NULL or not UTF-8.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_detail_field(
    err: *const ringout_error,
    index: usize,
    name: *const c_char,
) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    let Ok(Some(name)) = (unsafe { memory::optional_text(name, "name") }) else { return std::ptr::null() };
    let is_named = |(known, _): &&(String, CString)| known == name;
    // SAFETY: the program keeps the contract of the header.
    unsafe { detail(err, index, |detail| detail.named.iter().find(is_named).map(|(_, value)| value)) }
}

/// Returns all other fields of the entry at `index`, counted from 0, as a JSON object. NULL if the entry has none, and for
/// an index out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_detail_fields(err: *const ringout_error, index: usize) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { detail(err, index, |detail| detail.fields.as_ref()) }
}

/// Returns the callee's number as it was sent, if `ringout_error_may_have_placed()` is true for a call; else NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_attempt_to(err: *const ringout_error) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(err, |err| err.attempt_to.as_ref()) }
}

/// Returns the caller's number as it was sent, if `ringout_error_may_have_placed()` is true for a call with one; else
/// NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_attempt_from(err: *const ringout_error) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { text(err, |err| err.attempt_from.as_ref()) }
}

/// Returns when the first byte of the request was sent, if `ringout_error_may_have_placed()` is true; else -1. In
/// milliseconds since 1970 (UTC) by this machine's clock. Look for the call in the call log from this time on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_error_attempt_sent_at_unix_ms(err: *const ringout_error) -> i64 {
    let sent_at = |err: &ringout_error| unix_ms(err.error.attempt().map(|attempt| attempt.sent_at));
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(err, -1, sent_at) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn text(err: *const ringout_error, get: impl Fn(&ringout_error) -> Option<&CString>) -> *const c_char {
    // SAFETY: guaranteed by this function's contract.
    unsafe { memory::read(err, std::ptr::null(), |err| pointer(get(err))) }
}

/// # Safety
/// As for `memory::borrow`.
unsafe fn detail(err: *const ringout_error, index: usize, get: impl Fn(&Detail) -> Option<&CString>) -> *const c_char {
    // SAFETY: guaranteed by this function's contract.
    unsafe { text(err, |err| err.details.get(index).and_then(&get)) }
}
