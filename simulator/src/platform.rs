//! Routing of the platform's API: operations, authorization and rate-limit headers.

use std::time::{Duration, SystemTime};

use percent_encoding::percent_decode_str;

use crate::account::{call_log, extension, numbers};
use crate::errors::ApiError;
use crate::identity::{ACCOUNT_ID, EXTENSION_ID};
use crate::limits::{Decision, Group};
use crate::oauth::client::App;
use crate::oauth::{authorize, token};
use crate::ringout::id::Family;
use crate::ringout::routes;
use crate::server::request::Request;
use crate::server::response::Response;
use crate::world::World;

/// Operation of a request.
#[derive(Debug)]
pub enum Operation {
    Authorize,
    Token,
    Revoke,
    /// An operation on an extension. Needs an access token.
    Extension {
        account: String,
        extension: String,
        action: Action,
    },
    /// Unknown path, or a method that the path does not support.
    Unknown(ApiError),
}

/// Operation on an extension.
#[derive(Debug)]
pub enum Action {
    Create(Family),
    Status(Family, String),
    Cancel(String),
    Extension,
    PhoneNumbers,
    ForwardingNumbers,
    CallerId,
    CallLog,
}

impl Operation {
    /// Name of the operation in `GET state`.
    pub fn name(&self) -> &'static str {
        match self {
            Operation::Authorize => "authorize",
            Operation::Token => "token",
            Operation::Revoke => "revoke",
            Operation::Unknown(_) => "unknown",
            Operation::Extension { action, .. } => action.name(),
        }
    }

    /// Usage plan group that the operation counts against.
    pub fn group(&self) -> Option<Group> {
        match self {
            Operation::Token | Operation::Revoke => Some(Group::Auth),
            Operation::Extension { action, .. } => Some(action.group()),
            Operation::Authorize | Operation::Unknown(_) => None,
        }
    }
}

impl Action {
    fn name(&self) -> &'static str {
        match self {
            Action::Create(_) => "create",
            Action::Status(..) => "status",
            Action::Cancel(_) => "cancel",
            Action::Extension => "extension",
            Action::PhoneNumbers => "phone_number",
            Action::ForwardingNumbers => "forwarding_number",
            Action::CallerId => "caller_id",
            Action::CallLog => "call_log",
        }
    }

    fn group(&self) -> Group {
        match self {
            Action::Create(_) | Action::Cancel(_) | Action::CallLog => Group::Heavy,
            _ => Group::Light,
        }
    }
}

/// Returns the operation that the method and path name.
pub fn operation(request: &Request) -> Operation {
    let decoded: Vec<_> =
        request.path().split('/').skip(1).map(|part| percent_decode_str(part).decode_utf8_lossy()).collect();
    let segments: Vec<&str> = decoded.iter().map(|part| &**part).collect();
    let found = match (request.method.as_str(), &segments[..]) {
        ("GET" | "POST", ["restapi", "oauth", "authorize"]) => Ok(Operation::Authorize),
        ("POST", ["restapi", "oauth", "token"]) => Ok(Operation::Token),
        ("POST", ["restapi", "oauth", "revoke"]) => Ok(Operation::Revoke),
        (_, ["restapi", "oauth", "authorize"]) => Err(ApiError::method_not_allowed("GET, POST")),
        (_, ["restapi", "oauth", "token" | "revoke"]) => Err(ApiError::method_not_allowed("POST")),
        (method, ["restapi", "v1.0", "account", account, "extension", extension, rest @ ..]) => action(method, rest)
            .map(|action| Operation::Extension { account: (*account).into(), extension: (*extension).into(), action }),
        _ => Err(ApiError::invalid_uri()),
    };
    found.unwrap_or_else(Operation::Unknown)
}

fn action(method: &str, rest: &[&str]) -> Result<Action, ApiError> {
    Ok(match (method, rest) {
        ("POST", ["ring-out"]) => Action::Create(Family::RingOut),
        ("POST", ["ringout"]) => Action::Create(Family::Deprecated),
        ("GET", ["ring-out", id]) => Action::Status(Family::RingOut, (*id).into()),
        ("GET", ["ringout", id]) => Action::Status(Family::Deprecated, (*id).into()),
        ("DELETE", ["ring-out" | "ringout", id]) => Action::Cancel((*id).into()),
        ("GET", []) => Action::Extension,
        ("GET", ["phone-number"]) => Action::PhoneNumbers,
        ("GET", ["forwarding-number"]) => Action::ForwardingNumbers,
        ("GET", ["caller-id"]) => Action::CallerId,
        ("GET", ["call-log"]) => Action::CallLog,
        (_, rest) => return Err(allowed(rest).map_or_else(ApiError::invalid_uri, ApiError::method_not_allowed)),
    })
}

fn allowed(rest: &[&str]) -> Option<&'static str> {
    match rest {
        ["ring-out" | "ringout"] => Some("POST"),
        ["ring-out" | "ringout", _] => Some("GET, DELETE"),
        [] | ["phone-number" | "forwarding-number" | "caller-id" | "call-log"] => Some("GET"),
        _ => None,
    }
}

/// Performs an operation. The Date header of the response has the simulated time.
pub fn handle(world: &mut World, operation: &Operation, request: &Request) -> Response {
    let now = SystemTime::UNIX_EPOCH + Duration::from_millis(world.clock.epoch_ms(world.clock.now_ms()));
    dispatch(world, operation, request).header("Date", httpdate::fmt_http_date(now))
}

fn dispatch(world: &mut World, operation: &Operation, request: &Request) -> Response {
    match operation {
        Operation::Authorize => authorize::authorize(world, request),
        Operation::Token => with_rate_headers(token::token(world, request), Group::Auth),
        Operation::Revoke => with_rate_headers(token::revoke(world, request), Group::Auth),
        Operation::Unknown(error) => error.clone().into_response(),
        Operation::Extension { account, extension, action } => {
            let app = match authenticated_app(world, request) {
                Ok(app) => app,
                Err(error) => return error.into_response(),
            };
            let decision = world.limiter.count(app, action.group(), world.clock.now_ms());
            let response = match decision.retry_after_s {
                Some(seconds) => Err(ApiError::rate_exceeded(seconds)),
                None => check_owner(account, extension).and_then(|()| perform(world, action, request)),
            };
            let response = response.unwrap_or_else(ApiError::into_response);
            with_rate_headers((response, Some(decision)), action.group())
        }
    }
}

fn perform(world: &mut World, action: &Action, request: &Request) -> Result<Response, ApiError> {
    match action {
        Action::Create(family) => routes::create(world, *family, request),
        Action::Status(family, id) => routes::status(world, *family, id),
        Action::Cancel(id) => routes::cancel(world, id),
        Action::Extension => Ok(extension::extension(&world.url)),
        Action::PhoneNumbers => numbers::phone_numbers(&world.url, request),
        Action::ForwardingNumbers => numbers::forwarding_numbers(&world.url, request),
        Action::CallerId => Ok(numbers::caller_id(&world.url)),
        Action::CallLog => call_log::call_log(world, request),
    }
}

/// The app that the request's access token was issued to.
fn authenticated_app(world: &mut World, request: &Request) -> Result<App, ApiError> {
    let header = request.header("authorization").ok_or_else(|| ApiError::unauthorized("OAU-123"))?;
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(ApiError::unauthorized("OAU-151"));
    }
    if token.trim().is_empty() {
        return Err(ApiError::unauthorized("OAU-134"));
    }
    world.sessions.check(token.trim(), world.clock.now_ms()).map_err(ApiError::unauthorized)
}

/// Rejects any account or extension but the only one, which `~` names too.
fn check_owner(account: &str, extension: &str) -> Result<(), ApiError> {
    if !matches!(account, "~" | ACCOUNT_ID) {
        return Err(ApiError::not_found("accountId"));
    }
    if !matches!(extension, "~" | EXTENSION_ID) {
        return Err(ApiError::not_found("extensionId"));
    }
    Ok(())
}

fn with_rate_headers((response, decision): (Response, Option<Decision>), group: Group) -> Response {
    let Some(decision) = decision else { return response };
    response
        .header("X-Rate-Limit-Group", group.name())
        .header("X-Rate-Limit-Limit", decision.limit.to_string())
        .header("X-Rate-Limit-Remaining", decision.remaining.to_string())
        .header("X-Rate-Limit-Window", decision.window_s.to_string())
}

#[cfg(test)]
mod tests {
    use super::operation;
    use crate::server::request::Request;

    fn named(method: &str, target: &str) -> &'static str {
        operation(&Request { method: method.into(), target: target.into(), ..Request::default() }).name()
    }

    #[test]
    fn paths_and_methods_name_operations() {
        let under = "/restapi/v1.0/account/~/extension/~";
        assert_eq!(named("POST", &format!("{under}/ring-out")), "create");
        assert_eq!(named("GET", &format!("{under}/ringout/234343434?x=1")), "status");
        assert_eq!(named("DELETE", &format!("{under}/ring-out/%59")), "cancel");
        assert_eq!(named("GET", under), "extension");
        for (method, target) in [("PUT", under), ("GET", "/restapi/v2.0"), ("GET", "/")] {
            assert_eq!(named(method, target), "unknown", "{method} {target}");
        }
    }
}
