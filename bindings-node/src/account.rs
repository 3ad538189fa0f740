//! The user's numbers, and preflight reports.

use napi_derive::napi;

use crate::cancel_token::CancelToken;
use crate::client::Client;
use crate::operation::start;
use crate::options::CreateCallOptions;
use crate::queue::Queue;

/// One of the user's numbers that may be shown to the callee.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct PhoneNumber {
    /// The platform's id of the number.
    pub id: String,
    /// The number.
    pub phone_number: String,
    /// The platform's name for its use.
    pub usage_type: Option<String>,
    /// The label of the number.
    pub label: Option<String>,
}

/// A number at which the user can be reached.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct ForwardingNumber {
    /// The platform's id of the number.
    pub id: String,
    /// The number.
    pub phone_number: Option<String>,
    /// The label that the user gave it.
    pub label: Option<String>,
    /// The platform's name for the kind of phone.
    pub kind: Option<String>,
}

/// A preflight report.
#[napi(object, object_from_js = false)]
pub struct Preflight {
    /// Whether no check failed.
    pub ok: bool,
    /// The checks.
    pub checks: Vec<Check>,
    /// The string form, one line for each check.
    pub text: String,
}

/// One check of a report.
#[napi(object, object_from_js = false)]
pub struct Check {
    /// The kind of check.
    pub kind: String,
    /// The result.
    pub result: String,
    /// The finding, in one sentence.
    pub explanation: String,
}

#[napi]
impl Client {
    /// Lists the user's numbers that may be shown to a callee.
    #[napi]
    pub fn caller_ids(&self, queue: &Queue, number: u32, cancel: Option<&CancelToken>, timeout: Option<f64>) {
        start(self.core(), (queue.ticket(number), cancel, timeout), |client| {
            let numbers = client.caller_ids()?;
            Ok(numbers.into_iter().map(PhoneNumber::from).collect::<Vec<_>>())
        });
    }

    /// Lists the phones that can ring first.
    #[napi]
    pub fn forwarding_numbers(&self, queue: &Queue, number: u32, cancel: Option<&CancelToken>, timeout: Option<f64>) {
        start(self.core(), (queue.ticket(number), cancel, timeout), |client| {
            let numbers = client.forwarding_numbers()?;
            Ok(numbers.into_iter().map(ForwardingNumber::from).collect::<Vec<_>>())
        });
    }

    /// Checks what would make a call fail.
    #[napi]
    pub fn preflight(
        &self,
        request: Option<CreateCallOptions>,
        queue: &Queue,
        number: u32,
        cancel: Option<&CancelToken>,
        timeout: Option<f64>,
    ) {
        let request = request.map(CreateCallOptions::into_request);
        start(self.core(), (queue.ticket(number), cancel, timeout), move |client| {
            client.preflight(request.as_ref()).map(Preflight::from)
        });
    }
}

impl From<ringout_core::PhoneNumber> for PhoneNumber {
    fn from(number: ringout_core::PhoneNumber) -> Self {
        let ringout_core::PhoneNumber { id, phone_number, usage_type, label } = number;
        Self { id, phone_number, usage_type, label }
    }
}

impl From<ringout_core::ForwardingNumber> for ForwardingNumber {
    fn from(number: ringout_core::ForwardingNumber) -> Self {
        let ringout_core::ForwardingNumber { id, phone_number, label, kind } = number;
        Self { id, phone_number, label, kind }
    }
}

impl From<ringout_core::Preflight> for Preflight {
    fn from(report: ringout_core::Preflight) -> Self {
        Self {
            ok: report.is_ok(),
            text: report.to_string(),
            checks: report.checks.into_iter().map(Check::from).collect(),
        }
    }
}

impl From<ringout_core::Check> for Check {
    fn from(check: ringout_core::Check) -> Self {
        Self {
            kind: check.kind.as_str().to_owned(),
            result: check.result.as_str().to_owned(),
            explanation: check.explanation,
        }
    }
}
