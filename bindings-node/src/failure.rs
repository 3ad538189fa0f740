//! The core's errors as plain data, from which the facade creates instances of its error classes.

use std::time::{Duration, SystemTime};

use napi_derive::napi;
use ringout_core::{Attempt, Error, ErrorDetail};

use crate::spelling;

/// The fields of an error. Absent fields are not set.
#[napi(object, object_from_js = false)]
pub struct Failure {
    /// The code, such as `RATE_LIMITED`.
    pub code: String,
    /// The number of the code.
    pub number: u32,
    /// The message, then the hint and the request id in brackets.
    pub message: String,
    /// The hint alone.
    pub hint: Option<String>,
    /// The invalid argument, or the platform's parameter.
    pub parameter: Option<String>,
    /// The HTTP status of the response.
    pub http_status: Option<u32>,
    /// The platform's error code.
    pub error_code: Option<String>,
    /// The OAuth error.
    pub oauth_error: Option<String>,
    /// The platform's id of the request.
    pub request_id: Option<String>,
    /// How long to wait before the next request, in milliseconds.
    pub retry_after: Option<f64>,
    /// Whether the same operation may succeed later.
    pub retryable: bool,
    /// Whether phones may be ringing although the create failed.
    pub may_have_placed: bool,
    /// The entries of the response's `errors` list.
    pub details: Vec<FailureDetail>,
    /// The details of a create that may have placed a call.
    pub attempt: Option<FailedAttempt>,
}

/// One entry of the response's `errors` list.
#[napi(object, object_from_js = false)]
pub struct FailureDetail {
    /// The platform's error code.
    pub error_code: Option<String>,
    /// The platform's message.
    pub message: Option<String>,
    /// The invalid parameter.
    pub parameter_name: Option<String>,
    /// The invalid value.
    pub parameter_value: Option<String>,
    /// The platform's additional information.
    pub additional_info: Option<String>,
    /// The other fields, as a JSON object.
    pub fields: Option<String>,
}

/// A create that may have placed a call.
#[napi(object, object_from_js = false)]
pub struct FailedAttempt {
    /// The callee's number as sent.
    pub to: Option<String>,
    /// The caller's number as sent.
    pub from: Option<String>,
    /// When the first byte of the request left, in milliseconds since 1970.
    pub sent_at: f64,
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let error = &error.clone().spelled(&spelling::NODE);
        let owned = |value: Option<&str>| value.map(str::to_owned);
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

/// Converts a duration to milliseconds, as Node counts time.
pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Converts a time to whole milliseconds since 1970, as a `Date` has them.
pub(crate) fn since_1970(time: SystemTime) -> f64 {
    milliseconds(time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()).floor()
}
