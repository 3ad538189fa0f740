//! The core's errors as data; the facade makes an instance of the right class of it.

use std::time::{Duration, SystemTime};

use napi_derive::napi;
use ringout_core::{Attempt, Error, ErrorDetail};

use crate::spelling;

/// Everything an error carries. What is absent is not set.
#[napi(object, object_from_js = false)]
pub struct Failure {
    /// `RATE_LIMITED`
    pub code: String,
    /// The code's number.
    pub number: u32,
    /// What happened and, in brackets, what usually helps.
    pub message: String,
    /// What usually helps, by itself.
    pub hint: Option<String>,
    /// The argument or the platform's parameter at fault.
    pub parameter: Option<String>,
    /// The HTTP status of the answer.
    pub http_status: Option<u32>,
    /// The platform's code.
    pub error_code: Option<String>,
    /// The OAuth error.
    pub oauth_error: Option<String>,
    /// The platform's id of the request.
    pub request_id: Option<String>,
    /// How long to wait before the next request, in milliseconds.
    pub retry_after: Option<f64>,
    /// Whether the same call may succeed later.
    pub retryable: bool,
    /// Whether phones may be ringing for a create that failed with this.
    pub may_have_placed: bool,
    /// The entries of the answer's `errors` list.
    pub details: Vec<FailureDetail>,
    /// What is known of a create that may have placed a call.
    pub attempt: Option<FailedAttempt>,
}

/// One entry of the answer's `errors` list.
#[napi(object, object_from_js = false)]
pub struct FailureDetail {
    /// The platform's code.
    pub error_code: Option<String>,
    /// The platform's text.
    pub message: Option<String>,
    /// The parameter at fault.
    pub parameter_name: Option<String>,
    /// The value at fault.
    pub parameter_value: Option<String>,
    /// Whatever else the platform said.
    pub additional_info: Option<String>,
    /// The other fields, as a JSON object.
    pub fields: Option<String>,
}

/// A create that may have placed a call.
#[napi(object, object_from_js = false)]
pub struct FailedAttempt {
    /// The callee's number as it was sent.
    pub to: Option<String>,
    /// The caller's number as it was sent.
    pub from: Option<String>,
    /// When its first byte left, in milliseconds since 1970.
    pub sent_at: f64,
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let error = &error.clone().spelled(&spelling::NODE);
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Self {
            code: error.code().as_str().to_owned(),
            number: error.code().number(),
            message: error.to_string(),
            hint: owned(error.hint()),
            parameter: owned(error.parameter()),
            http_status: error.http_status().map(u32::from),
            error_code: owned(error.error_code()),
            oauth_error: owned(error.oauth_error()),
            request_id: owned(error.request_id()),
            retry_after: error.retry_after().map(milliseconds),
            retryable: error.is_retryable(),
            may_have_placed: error.may_have_placed(),
            details: error.details().iter().map(FailureDetail::from).collect(),
            attempt: error.attempt().map(FailedAttempt::from),
        }
    }
}

impl From<&ErrorDetail> for FailureDetail {
    fn from(detail: &ErrorDetail) -> Self {
        Self {
            error_code: detail.error_code.clone(),
            message: detail.message.clone(),
            parameter_name: detail.parameter_name.clone(),
            parameter_value: detail.parameter_value.clone(),
            additional_info: detail.additional_info.clone(),
            fields: detail.fields_json(),
        }
    }
}

impl From<&Attempt> for FailedAttempt {
    fn from(attempt: &Attempt) -> Self {
        Self { to: attempt.to.clone(), from: attempt.from.clone(), sent_at: since_1970(attempt.sent_at) }
    }
}

/// Node counts time in milliseconds.
pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// A moment as a date has it: whole milliseconds since 1970.
pub(crate) fn since_1970(moment: SystemTime) -> f64 {
    milliseconds(moment.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()).floor()
}
