//! Errors: one type for the whole crate.
//!
//! Texts that a server, a host or a store contributed to enter in one way only: through [`Error::unscrubbed`], followed
//! by [`Error::scrubbed`] with every secret that the request could reach. All other texts are our own. An error is one
//! pointer wide, because it is the rare half of every result.

mod code;
mod hint;
mod response;
mod spelling;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::iter;
use std::time::{Duration, SystemTime};

pub use code::ErrorCode;
#[doc(hidden)]
pub use spelling::{Spelling, Unit, time};

pub(crate) use hint::RequestKind;
pub(crate) use response::{from_response, refused_redirect};

use crate::base::line::breaks_a_line;
use crate::base::scrub::Scrubber;
use crate::base::secret::{REDACTED, Secret};
use crate::base::wire::{HttpResponse, is_json, text_of_json};

/// Why a store of your program failed, in words for the user. It becomes a [`Storage`](crate::ErrorCode::Storage) error.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// A result with this crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// Why an operation failed.
///
/// Match on [`code`](Self::code). Its `Display` is for people: the message, followed by the hint and by RingCentral's
/// request id, each in parentheses, if there are any. No part of an error contains a secret, a token or a password, even
/// if the server echoes one.
///
/// # Examples
///
/// ```
/// use ringout_core::{Client, ErrorCode};
///
/// let error = Client::builder("platform.ringcentral.com", "client-id").build().unwrap_err();
/// assert_eq!(error.code(), ErrorCode::InvalidArgument);
/// assert_eq!(error.parameter(), Some("server"));
/// assert!(error.message().starts_with("server: "));
/// assert!(!error.is_retryable());
/// ```
///
/// RingCentral's response:
///
/// ```no_run
/// use ringout_core::{CallRequest, Client};
///
/// if let Err(error) = Client::from_env()?.create_call(&CallRequest::to("+16505550100")) {
///     eprintln!("{error}");
///     eprintln!("HTTP {:?}, code {:?}, request id {:?}", error.http_status(), error.error_code(), error.request_id());
///     for detail in error.details() {
///         eprintln!("{:?}: {:?}", detail.parameter_name, detail.message);
///     }
/// }
/// # Ok::<(), ringout_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Error(Box<Parts>);

#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is an independent fact")]
struct Parts {
    code: ErrorCode,
    message: String,
    hint: Option<Cow<'static, str>>,
    parameter: Option<String>,
    /// The invalid duration, as it appears in the message.
    time: Option<Duration>,
    http_status: Option<u16>,
    error_code: Option<String>,
    oauth_error: Option<String>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    retryable: bool,
    details: Vec<ErrorDetail>,
    may_have_placed: bool,
    attempt: Option<Attempt>,
    after_lost_attempt: bool,
    /// Whether a login failed, which says nothing about the request itself.
    is_login_failure: bool,
}

/// One entry of the `errors` list in a response, as RingCentral sent it.
///
/// Every field is optional, because RingCentral may leave out any of them. A value that is not a string is given as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct ErrorDetail {
    /// RingCentral's code, such as `CMN-101`.
    pub error_code: Option<String>,
    /// RingCentral's message. It may change; do not match on it.
    pub message: Option<String>,
    /// The invalid parameter, such as `to.phoneNumber`.
    pub parameter_name: Option<String>,
    /// The invalid value.
    pub parameter_value: Option<String>,
    /// Additional information from RingCentral.
    pub additional_info: Option<String>,
    /// The entry's other fields by name, such as `permissionName` or `feature`, each as JSON.
    ///
    /// [`field`](Self::field) returns one as a string.
    pub fields: BTreeMap<String, String>,
}

/// Details of a request that may have placed a call ([`Error::may_have_placed`]).
///
/// For a `POST` sent with [`Client::request`](crate::Client::request) only `sent_at` is known. The numbers are
/// normalized, without separators; the call log's filter takes them without `+`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attempt {
    /// The callee's number as it was sent.
    pub to: Option<String>,
    /// The caller's number as it was sent, if any.
    pub from: Option<String>,
    /// When the first byte of the request was sent, by this machine's clock, after the login and any wait for rate
    /// limits. Look for the call in the call log from this time on.
    pub sent_at: SystemTime,
}

impl Error {
    /// Returns the error code, the one thing to match on: see [`ErrorCode`].
    pub fn code(&self) -> ErrorCode {
        self.0.code
    }

    /// Returns what happened, in one line.
    ///
    /// In English, without control characters, at most about 600 characters, and never with a secret in it. It may change
    /// in any version.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns what usually helps, if RingCentral's documentation says so.
    ///
    /// Taken from its FAQ and error reference: a missing permission, a number that is not E.164, a grant that the app
    /// does not have. The `Display` shows it in parentheses after the message.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// Returns the invalid argument (`to`, `server`) or RingCentral's name of the parameter (`to.phoneNumber`).
    ///
    /// Always present for [`InvalidArgument`](ErrorCode::InvalidArgument).
    pub fn parameter(&self) -> Option<&str> {
        self.0.parameter.as_deref()
    }

    /// Returns the HTTP status of the response, if there was one.
    pub fn http_status(&self) -> Option<u16> {
        self.0.http_status
    }

    /// Returns RingCentral's code, such as `CMN-102` or `OAU-140`.
    ///
    /// It is the code of the body, or else of the first entry of its `errors`.
    pub fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// Returns the OAuth error, such as `invalid_grant`.
    pub fn oauth_error(&self) -> Option<&str> {
        self.0.oauth_error.as_deref()
    }

    /// Returns RingCentral's id of the request (`RCRequestId`), for its support desk. The `Display` ends with it.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Returns how long to wait before the next request, if RingCentral limits them.
    ///
    /// Always present for [`RateLimited`](ErrorCode::RateLimited): RingCentral's `Retry-After`, 30 s if it sent none,
    /// lengthened if the client's own rate limiter requires it, and an hour at most. Also present for a
    /// [`Server`](ErrorCode::Server) error that came with one.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns whether the same call may succeed later without any change. Never true for
    /// [`MaybePlaced`](ErrorCode::MaybePlaced).
    ///
    /// True for [`Timeout`](ErrorCode::Timeout), [`Connection`](ErrorCode::Connection) (except when a certificate or a
    /// proxy refuses the connection), [`RateLimited`](ErrorCode::RateLimited), [`Server`](ErrorCode::Server) and HTTP
    /// 408. For the request that places a call the last two count only if no phone can have rung, which means a 503 with
    /// `Retry-After`. The client's own retries have been used up by then.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Returns every entry of the response's `errors` list.
    ///
    /// Empty for an error that is not a response of RingCentral.
    pub fn details(&self) -> &[ErrorDetail] {
        &self.0.details
    }

    /// Returns whether phones may be ringing although the request failed with this error.
    ///
    /// True for [`MaybePlaced`](ErrorCode::MaybePlaced). Also true if a gateway that may have forwarded the request
    /// failed it with 408, or with [`Server`](ErrorCode::Server) other than a 503 with `Retry-After`. Any other POST of
    /// [`Client::request`](crate::Client::request) counts the same way, because it may have taken effect.
    /// [`attempt`](Self::attempt) says what to look for. False for all other errors and requests.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{CallRequest, Client};
    ///
    /// match Client::from_env()?.create_call(&CallRequest::to("+16505550100")) {
    ///     Ok(call) => println!("{} is ringing", call.id()),
    ///     Err(error) if error.may_have_placed() => eprintln!("check the call log first: {error}"),
    ///     Err(error) => eprintln!("no phone rang: {error}"),
    /// }
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn may_have_placed(&self) -> bool {
        self.0.may_have_placed
    }

    /// Returns the details of a request that may have placed a call.
    ///
    /// Present only with [`may_have_placed`](Self::may_have_placed).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{CallRequest, Client};
    ///
    /// let client = Client::from_env()?;
    /// if let Err(error) = client.create_call(&CallRequest::to("+16505550100"))
    ///     && let Some(attempt) = error.attempt()
    /// {
    ///     println!("a call to {:?} may be ringing since {:?}", attempt.to, attempt.sent_at);
    /// }
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn attempt(&self) -> Option<&Attempt> {
        self.0.attempt.as_ref()
    }

    /// Creates an error of a binding: a NULL pointer, a string that is not UTF-8, a caught panic.
    #[doc(hidden)]
    pub fn from_binding(code: ErrorCode, parameter: Option<&str>, message: impl Into<String>) -> Self {
        let mut error = Self::new(code, message);
        error.0.parameter = parameter.map(str::to_owned);
        error
    }

    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self::unscrubbed(code, one_line(message.into()))
    }

    /// Creates an error with text from a server. It must go through [`scrubbed`](Self::scrubbed), which also shortens it.
    pub(crate) fn unscrubbed(code: ErrorCode, message: String) -> Self {
        Self(Box::new(Parts {
            code,
            message,
            hint: None,
            parameter: None,
            time: None,
            http_status: None,
            error_code: None,
            oauth_error: None,
            request_id: None,
            retry_after: None,
            retryable: matches!(code, ErrorCode::Timeout | ErrorCode::Connection | ErrorCode::RateLimited),
            details: Vec::new(),
            may_have_placed: code == ErrorCode::MaybePlaced,
            attempt: None,
            after_lost_attempt: false,
            is_login_failure: false,
        }))
    }

    pub(crate) fn invalid(parameter: &str, message: impl fmt::Display) -> Self {
        Self::from_binding(ErrorCode::InvalidArgument, Some(parameter), format!("{parameter}: {message}"))
    }

    /// Creates an error about a duration, whose unit depends on the language.
    pub(crate) fn invalid_time(parameter: &str, time: Duration, problem: &str) -> Self {
        let mut error = Self::invalid(parameter, format_args!("{time:?} {problem}"));
        error.0.time = Some(time);
        error
    }

    /// Replaces the hint.
    pub(crate) fn with_hint(mut self, hint: &'static str) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    pub(crate) fn with_attempt(mut self, attempt: Option<Attempt>) -> Self {
        self.0.attempt = attempt;
        self
    }

    /// Turns the failure of a create that was sent into its final error.
    ///
    /// Only a response of 400 to 599 is reliable and keeps its code. Behind a gateway, the call may have been placed even
    /// after a 408 or a 5xx; a 503 with `Retry-After` is a refusal.
    pub(crate) fn into_create_error(mut self, attempt: Attempt) -> Self {
        match self.0.http_status {
            Some(503) if self.0.retry_after.is_some() => self,
            Some(408 | 500..=599) => {
                self.0.retryable = false;
                self.0.hint = Some("the call may have been placed; check before placing it again".into());
                self.0.may_have_placed = true;
                self.0.attempt = Some(attempt);
                self
            }
            Some(400..=499) => self,
            Some(_) | None => self.into_maybe_placed(attempt),
        }
    }

    fn into_maybe_placed(mut self, attempt: Attempt) -> Self {
        let what = match (&attempt.from, &attempt.to) {
            (Some(from), Some(to)) => format!("the call from {from} to {to}"),
            (None, Some(to)) => format!("the call to {to}"),
            _ => String::from("the request"),
        };
        self.0.message = one_line(format!(
            "{what} was sent and may have been placed: {}; check before placing it again",
            self.0.message
        ));
        self.0.code = ErrorCode::MaybePlaced;
        self.0.retryable = false;
        self.0.may_have_placed = true;
        self.0.attempt = Some(attempt);
        self
    }

    /// Adds the position in a list of arguments: `requests[3].to`.
    #[doc(hidden)]
    #[must_use]
    pub fn in_list(mut self, list: &str, index: usize) -> Self {
        let place = format!("{list}[{index}]");
        self.0.message = format!("{place}.{}", self.0.message);
        self.0.parameter = self.0.parameter.map(|parameter| format!("{place}.{parameter}"));
        self
    }

    /// Marks it as the failure of a login that a request needed.
    pub(crate) fn into_login_failure(mut self) -> Self {
        self.0.is_login_failure = true;
        self
    }

    /// Whether a login that a request needed has failed. That says nothing about the request itself.
    pub(crate) fn is_login_failure(&self) -> bool {
        self.0.is_login_failure
    }

    /// Whether this response is to a retry and an earlier attempt may already have taken effect.
    pub(crate) fn is_after_lost_attempt(&self) -> bool {
        self.0.after_lost_attempt
    }

    /// Adds the status and id of a response whose body is unusable.
    pub(crate) fn with_response(mut self, response: &HttpResponse) -> Self {
        self.0.http_status = Some(response.status);
        self.0.request_id.clone_from(&response.request_id);
        self
    }

    /// Marks it as an error that a retry cannot fix.
    pub(crate) fn not_retryable(mut self) -> Self {
        self.0.retryable = false;
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// Blanks out every given secret in every text, then cuts the message to one line. In this order, because a secret
    /// that was cut in two would not be found.
    pub(crate) fn scrubbed<'a>(mut self, secrets: impl Iterator<Item = &'a Secret>) -> Self {
        let scrubber = Scrubber::new(secrets);
        let parts = &mut *self.0;
        shorten(&mut parts.message);
        parts.details.iter_mut().for_each(|detail| detail.scrub_fields(&scrubber));
        if let Some(Cow::Owned(hint)) = &mut parts.hint {
            scrubber.blank_out(hint);
        }
        let optional = [&mut parts.parameter, &mut parts.error_code, &mut parts.oauth_error, &mut parts.request_id];
        let details = parts.details.iter_mut().flat_map(ErrorDetail::texts);
        let texts = iter::once(&mut parts.message).chain(optional.into_iter().chain(details).flatten());
        texts.for_each(|text| scrubber.blank_out(text));
        self.0.message = one_line(self.0.message);
        self
    }
}

impl ErrorDetail {
    /// Returns one of the entry's other fields: a string as it is, anything else as JSON.
    ///
    /// # Examples
    ///
    /// ```
    /// use ringout_core::ErrorDetail;
    ///
    /// let fields = [("permissionName".to_owned(), r#""ReadCallLog""#.to_owned())].into();
    /// let detail = ErrorDetail { fields, ..ErrorDetail::default() };
    /// assert_eq!(detail.field("permissionName").as_deref(), Some("ReadCallLog"));
    /// assert_eq!(detail.field("feature"), None);
    /// ```
    pub fn field(&self, name: &str) -> Option<String> {
        self.fields.get(name).map(|json| text_of_json(json))
    }

    /// The entry's other fields as one JSON object, for bindings that convert it to values of their language.
    #[doc(hidden)]
    pub fn fields_json(&self) -> Option<String> {
        let name = |name: &str| serde_json::to_string(name).unwrap_or_default();
        let fields: Vec<String> = self.fields.iter().map(|(key, json)| format!("{}:{json}", name(key))).collect();
        (!fields.is_empty()).then(|| format!("{{{}}}", fields.join(",")))
    }

    /// Scrubs names as well, which may be echoes too. A value that is no longer valid JSON, such as a number that was a
    /// secret, becomes a string.
    fn scrub_fields(&mut self, scrubber: &Scrubber) {
        let scrubbed = |(mut name, json): (String, String)| {
            let mut clean = json.clone();
            scrubber.blank_out(&mut name);
            scrubber.blank_out(&mut clean);
            let is_broken = clean != json && !is_json(&clean);
            (name, if is_broken { format!("\"{REDACTED}\"") } else { clean })
        };
        self.fields = std::mem::take(&mut self.fields).into_iter().map(scrubbed).collect();
    }

    fn texts(&mut self) -> [&mut Option<String>; 5] {
        [
            &mut self.error_code,
            &mut self.message,
            &mut self.parameter_name,
            &mut self.parameter_value,
            &mut self.additional_info,
        ]
    }
}

/// Cuts text beyond what any line shows. The remains of a secret that is cut in two are still found as a piece of it.
fn shorten(text: &mut String) {
    const MAX: usize = 8192;
    if text.len() > MAX {
        let end = (0..=MAX).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
        text.truncate(end);
    }
}

/// Returns one printable line of bounded length.
fn one_line(text: String) -> String {
    const MAX: usize = 600;
    if text.len() <= MAX && !text.contains(breaks_a_line) {
        return text;
    }
    let mut line: String = text.chars().map(|c| if breaks_a_line(c) { ' ' } else { c }).take(MAX).collect();
    if line.len() < text.len() {
        line.push('…');
    }
    line
}

/// Whether a request id can be shown in a line of text. RingCentral's are UUIDs; a header of a proxy may be anything.
fn is_plain_id(id: &str) -> bool {
    const MAX: usize = 128;
    (1..=MAX).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if let Some(hint) = self.hint() {
            write!(f, " ({hint})")?;
        }
        match self.request_id() {
            Some(id) if is_plain_id(id) => write!(f, " (request id {id})"),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = &*self.0;
        let mut out = f.debug_struct("Error");
        out.field("code", &format_args!("{}", parts.code)).field("message", &parts.message);
        let texts = [
            ("parameter", &parts.parameter),
            ("error_code", &parts.error_code),
            ("oauth_error", &parts.oauth_error),
            ("request_id", &parts.request_id),
        ];
        for (name, value) in texts {
            if let Some(value) = value {
                out.field(name, value);
            }
        }
        if let Some(status) = parts.http_status {
            out.field("http_status", &status);
        }
        out.finish_non_exhaustive()
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_scrubbed_in_fields_and_hints_too() {
        let body = br#"{"errorCode":"CMN-401","errors":[
            {"errorCode":"CMN-401","permissionName":"tok-1234567","7654321":[7654321,{"tok-1234567":"a tok-1234567"}]}]}"#;
        let response = HttpResponse { status: 403, body: body.to_vec(), ..HttpResponse::default() };
        let error = from_response(&response, RequestKind::Permission(None));
        assert!(error.to_string().contains("tok-1234567"), "the hint names it: {error}");

        let secrets = [Secret::new("tok-1234567"), Secret::new("7654321")];
        let error = error.scrubbed(secrets.iter());
        let detail = &error.details()[0];
        let shown = format!("{error} {detail:?} {:?}", detail.fields_json());
        assert!(!shown.contains("1234567") && !shown.contains("7654321"), "{shown}");
        assert!(is_json(&detail.fields_json().unwrap()), "{shown}");
        assert_eq!(detail.field("permissionName").as_deref(), Some(REDACTED));
    }
}
