//! Turns an unsuccessful response into an error: the one table of statuses and body shapes.
//!
//! The platform writes errors in five shapes: `{errorCode, message, errors: [...]}`, only `{errors: [...]}`, OAuth's
//! `{error, error_description}` with or without `errors`, nothing at all, and HTML or text from a proxy on the way. All
//! are parsed and the first message found is shown. The code depends on the status and the platform's codes only:
//!
//! | status | code |
//! |---|---|
//! | 400 with an OAuth error or an `OAU-` code | `Unauthorized` |
//! | 401, 403, 404, 429 | `Unauthorized`, `Forbidden`, `NotFound`, `RateLimited` |
//! | any other 4xx, 5xx | `Rejected`, `Server` |
//! | anything else: redirects, which are not followed, and statuses that are not final | `Protocol` |

use std::time::Duration;

use super::hint::{HintContext, RequestKind, TEL_108, hint};
use super::{Error, ErrorCode, ErrorDetail, one_line};
use crate::base::wire::{DEFAULT_PENALTY, ErrorBody, HttpResponse, plain_text};

/// Parses an unsuccessful response. Decides on status and codes, never on messages.
///
/// The result is not scrubbed yet: only the sender of the request knows which secrets the server may have echoed.
pub(crate) fn from_response(response: &HttpResponse, request: RequestKind) -> Error {
    let body = ErrorBody::parse(&response.body);
    let details = body.details();
    let first = details.first();
    let error_code = body.error_code.clone().or_else(|| first.and_then(|detail| detail.error_code.clone()));
    let parameter = details.iter().find_map(|detail| detail.parameter_name.clone()).or(body.parameter_name.clone());
    let codes: Vec<&str> =
        details.iter().filter_map(|detail| detail.error_code.as_deref()).chain(body.error_code.as_deref()).collect();
    let code = code(response.status, body.oauth_error.as_deref(), error_code.as_deref());
    let text = body
        .message
        .as_deref()
        .or(body.oauth_description.as_deref())
        .or_else(|| first.and_then(|detail| detail.message.as_deref()));

    let parameter = parameter.or_else(|| codes.contains(&TEL_108).then(|| refused_side(text.unwrap_or("")).to_owned()));

    let mut error = Error::unscrubbed(code, message(response, error_code.as_deref(), &body, text));
    error.0.hint = hint(&HintContext {
        request,
        code,
        codes: &codes,
        oauth_error: body.oauth_error.as_deref(),
        parameter: parameter.as_deref(),
        permission: body.named("permissionName"),
        feature: body.named("feature"),
        text: text.unwrap_or(""),
    });
    error.0.http_status = Some(response.status);
    error.0.after_lost_attempt = response.after_lost_attempt;
    error.0.retry_after = retry_after(code, response);
    error.0.retryable = matches!(code, ErrorCode::RateLimited | ErrorCode::Server) || response.status == 408;
    error.0.request_id.clone_from(&response.request_id);
    error.0.error_code = error_code;
    error.0.oauth_error = body.oauth_error;
    error.0.parameter = parameter;
    error.0.details = details;
    error
}

/// The platform's login page redirected the user with an error instead of a code (RFC 6749, section 4.1.2.1).
pub(crate) fn refused_redirect(oauth_error: &str, description: Option<&str>) -> Error {
    let text = description.map_or(String::new(), |description| format!(": {description}"));
    let mut error = Error::new(ErrorCode::Unauthorized, format!("the login was refused with {oauth_error}{text}"));
    error.0.oauth_error = Some(one_line(oauth_error.to_owned()));
    error
}

/// Guesses the refused side of the call for a response that names no parameter. Only its message says, so this affects
/// nothing but the displayed name.
fn refused_side(text: &str) -> &'static str {
    let names_to = ["[to]", "'to'", "\"to\"", "to.phoneNumber"].iter().any(|name| text.contains(name));
    if names_to && !text.contains("from") { "to.phoneNumber" } else { "from.phoneNumber" }
}

fn code(status: u16, oauth_error: Option<&str>, error_code: Option<&str>) -> ErrorCode {
    match status {
        // Bad grants and locked accounts come as 400, but are refused credentials to the user.
        400 if oauth_error.is_some_and(is_oauth_code) || error_code.is_some_and(|code| code.starts_with("OAU-")) => {
            ErrorCode::Unauthorized
        }
        401 => ErrorCode::Unauthorized,
        403 => ErrorCode::Forbidden,
        404 => ErrorCode::NotFound,
        429 => ErrorCode::RateLimited,
        400..=499 => ErrorCode::Rejected,
        500..=599 => ErrorCode::Server,
        _ => ErrorCode::Protocol,
    }
}

/// Whether it is one of OAuth's codes, such as `invalid_grant`, and not a gateway's `Bad Request`.
fn is_oauth_code(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// `Retry-After` if the platform limits requests or is unavailable. A 429 without one means the minimum.
fn retry_after(code: ErrorCode, response: &HttpResponse) -> Option<Duration> {
    match code {
        ErrorCode::RateLimited => Some(response.retry_after.unwrap_or(DEFAULT_PENALTY)),
        ErrorCode::Server => response.retry_after,
        _ => None,
    }
}

/// One sentence, beginning with the certain facts (the status and the code) and ending with the server's message. A body
/// that is not JSON is not shown: it comes from something else on the way.
fn message(response: &HttpResponse, error_code: Option<&str>, body: &ErrorBody, text: Option<&str>) -> String {
    let what = match error_code.or(body.oauth_error.as_deref()) {
        Some(code) => format!("the server responded with {} {code}", response.status),
        None if (300..400).contains(&response.status) => {
            format!(
                "the server responded with {}, a redirect, which is not followed; check the server URL",
                response.status
            )
        }
        None => format!("the server responded with {}", response.status),
    };
    if let Some(coding) = response.compressed {
        return format!(
            "{what} and a body compressed with {coding}, which no request asks for; a gateway or proxy on the way does this"
        );
    }
    match text {
        Some(text) => format!("{what}: {text}"),
        None if response.body.is_empty() => what,
        None if body.is_json => what,
        None => format!("{what} and a body that is not JSON"),
    }
}

impl ErrorBody {
    fn details(&self) -> Vec<ErrorDetail> {
        self.errors
            .iter()
            .map(|entry| ErrorDetail {
                error_code: entry.error_code.clone(),
                message: entry.message.clone(),
                parameter_name: entry.parameter_name.clone(),
                parameter_value: entry.parameter_value.as_ref().map(plain_text),
                additional_info: entry.additional_info.as_ref().map(plain_text),
                fields: entry.fields.iter().map(|(name, value)| (name.clone(), value.to_string())).collect(),
            })
            .collect()
    }

    /// A string that an entry, or else the body as a whole, has under this name.
    fn named(&self, name: &str) -> Option<&str> {
        let entries = self.errors.iter().map(|entry| &entry.fields);
        entries.chain([&self.fields]).find_map(|fields| fields.get(name)?.as_str())
    }
}
