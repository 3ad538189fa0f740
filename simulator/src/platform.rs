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
    /// An operation on the account or its extension. Needs an access token.
    Api {
        account: String,
        /// `None`: the account itself.
        extension: Option<String>,
        action: Action,
    },
    /// OPTIONS, with the methods of the path: a question of a browser before a request of a page (CORS).
    Options(&'static str),
    /// Unknown path, or a method that the path does not support.
    Unknown(ApiError),
}

/// Operation on the account or its extension.
#[derive(Debug)]
pub enum Action {
    Create(Family),
    Status(Family, String),
    Cancel(String),
    Account,
    Extension,
    PhoneNumbers,
    PhoneNumber(String),
    ForwardingNumbers,
    ForwardingNumber(String),
    CallerId,
    CallLog,
    CallRecord(String),
}

impl Operation {
    /// Name of the operation in `GET state`.
    pub fn name(&self) -> &'static str {
        match self {
            Operation::Authorize => "authorize",
            Operation::Token => "token",
            Operation::Revoke => "revoke",
            Operation::Options(_) => "options",
            Operation::Unknown(_) => "unknown",
            Operation::Api { action, .. } => action.name(),
        }
    }

    /// Usage plan group that the operation counts against.
    pub fn group(&self) -> Option<Group> {
        match self {
            Operation::Token | Operation::Revoke => Some(Group::Auth),
            Operation::Api { action, .. } => Some(action.group()),
            Operation::Authorize | Operation::Options(_) | Operation::Unknown(_) => None,
        }
    }
}

impl Action {
    fn name(&self) -> &'static str {
        match self {
            Action::Create(_) => "create",
            Action::Status(..) => "status",
            Action::Cancel(_) => "cancel",
            Action::Account => "account",
            Action::Extension => "extension",
            Action::PhoneNumbers | Action::PhoneNumber(_) => "phone_number",
            Action::ForwardingNumbers | Action::ForwardingNumber(_) => "forwarding_number",
            Action::CallerId => "caller_id",
            Action::CallLog | Action::CallRecord(_) => "call_log",
        }
    }

    fn group(&self) -> Group {
        match self {
            Action::Create(_) | Action::Cancel(_) | Action::CallLog | Action::CallRecord(_) => Group::Heavy,
            _ => Group::Light,
        }
    }
}

/// Headers that a page may read beside the few that are always readable.
const EXPOSED_HEADERS: &str = "Allow, Date, RCRequestId, Retry-After, WWW-Authenticate, X-Rate-Limit-Group, \
                               X-Rate-Limit-Limit, X-Rate-Limit-Remaining, X-Rate-Limit-Window";

/// Returns the operation that the method and path name. A slash at the end of a path has no meaning: the vendor's own SDK
/// adds one to the authorization page.
pub fn operation(request: &Request) -> Operation {
    let path = request.path();
    let path = path.strip_suffix('/').unwrap_or(path);
    let decoded: Vec<_> = path.split('/').skip(1).map(|part| percent_decode_str(part).decode_utf8_lossy()).collect();
    let segments: Vec<&str> = decoded.iter().map(|part| &**part).collect();
    let found = match (request.routed_method(), &segments[..]) {
        ("GET" | "POST", ["restapi", "oauth", "authorize"]) => Some(Operation::Authorize),
        ("POST", ["restapi", "oauth", "token"]) => Some(Operation::Token),
        ("POST", ["restapi", "oauth", "revoke"]) => Some(Operation::Revoke),
        ("GET", ["restapi", "v1.0", "account", account]) => {
            Some(Operation::Api { account: (*account).into(), extension: None, action: Action::Account })
        }
        (method, ["restapi", "v1.0", "account", account, "extension", extension, rest @ ..]) => {
            let (account, extension) = ((*account).into(), Some((*extension).into()));
            action(method, rest).map(|action| Operation::Api { account, extension, action })
        }
        _ => None,
    };
    found.unwrap_or_else(|| match (allowed(&segments), request.method.as_str()) {
        (Some(allow), "OPTIONS") => Operation::Options(allow),
        (Some(allow), _) => Operation::Unknown(ApiError::method_not_allowed(allow)),
        // A browser reports the 404 of the question as a network error, and never sends the request.
        (None, _) if is_preflight(request) => Operation::Options("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
        (None, _) => Operation::Unknown(ApiError::invalid_uri()),
    })
}

fn action(method: &str, rest: &[&str]) -> Option<Action> {
    Some(match (method, rest) {
        ("POST", ["ring-out"]) => Action::Create(Family::RingOut),
        ("POST", ["ringout"]) => Action::Create(Family::Deprecated),
        ("GET", ["ring-out", id]) => Action::Status(Family::RingOut, (*id).into()),
        ("GET", ["ringout", id]) => Action::Status(Family::Deprecated, (*id).into()),
        ("DELETE", ["ring-out" | "ringout", id]) => Action::Cancel((*id).into()),
        ("GET", []) => Action::Extension,
        ("GET", ["phone-number"]) => Action::PhoneNumbers,
        ("GET", ["phone-number", id]) => Action::PhoneNumber((*id).into()),
        ("GET", ["forwarding-number"]) => Action::ForwardingNumbers,
        ("GET", ["forwarding-number", id]) => Action::ForwardingNumber((*id).into()),
        ("GET", ["caller-id"]) => Action::CallerId,
        ("GET", ["call-log"]) => Action::CallLog,
        ("GET", ["call-log", id]) => Action::CallRecord((*id).into()),
        _ => return None,
    })
}

/// The methods of a path, if it exists.
fn allowed(segments: &[&str]) -> Option<&'static str> {
    const READ: &str = "GET, HEAD, OPTIONS";
    match segments {
        ["restapi", "oauth", "authorize"] => Some("GET, HEAD, POST, OPTIONS"),
        ["restapi", "oauth", "token" | "revoke"] => Some("POST, OPTIONS"),
        ["restapi", "v1.0", "account", _] => Some(READ),
        ["restapi", "v1.0", "account", _, "extension", _, rest @ ..] => match rest {
            ["ring-out" | "ringout"] => Some("POST, OPTIONS"),
            ["ring-out" | "ringout", _] => Some("GET, HEAD, DELETE, OPTIONS"),
            [] | ["caller-id"] => Some(READ),
            ["phone-number" | "forwarding-number" | "call-log"] => Some(READ),
            ["phone-number" | "forwarding-number" | "call-log", _] => Some(READ),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a browser asks on behalf of a page if it may send a request. Faults are for the request itself.
pub fn is_preflight(request: &Request) -> bool {
    request.method == "OPTIONS" && request.header("access-control-request-method").is_some()
}

/// Lets a page of any origin read the response, as RingCentral does. The page sends its token itself, so nothing is given away.
/// The vendor's SDK asks with credentials, for which the origin must be repeated.
pub fn with_cors(response: Response, request: &Request) -> Response {
    let Some(origin) = request.header("origin").filter(|_| request.path().starts_with("/restapi")) else {
        return response;
    };
    let response = response
        .header("Access-Control-Allow-Origin", origin)
        .header("Access-Control-Allow-Credentials", "true")
        .header("Vary", "Origin");
    if !is_preflight(request) {
        return response.header("Access-Control-Expose-Headers", EXPOSED_HEADERS);
    }
    let headers = request.header("access-control-request-headers").unwrap_or_default();
    response
        .header("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE")
        .header("Access-Control-Allow-Headers", headers)
        .header("Access-Control-Max-Age", "600")
}

/// Performs an operation. The Date header of the response has the calendar time.
pub fn handle(world: &mut World, operation: &Operation, request: &Request) -> Response {
    let now = SystemTime::UNIX_EPOCH + Duration::from_millis(world.clock.calendar_ms());
    dispatch(world, operation, request).header("Date", httpdate::fmt_http_date(now))
}

fn dispatch(world: &mut World, operation: &Operation, request: &Request) -> Response {
    match operation {
        Operation::Authorize => authorize::authorize(world, request),
        Operation::Token => with_rate_headers(token::token(world, request), Group::Auth),
        Operation::Revoke => with_rate_headers(token::revoke(world, request), Group::Auth),
        Operation::Options(allow) => Response::empty(204).header("Allow", *allow),
        Operation::Unknown(error) => error.clone().into_response(),
        Operation::Api { account, extension, action } => {
            let app = match authenticated_app(world, request) {
                Ok(app) => app,
                Err(error) => return error.into_response(),
            };
            let decision = world.limiter.count(app, action.group(), world.clock.now_ms());
            let response = match decision.retry_after_s {
                Some(seconds) => Err(ApiError::rate_exceeded(seconds)),
                None => check_owner(account, extension.as_deref()).and_then(|()| perform(world, action, request)),
            };
            let response = response.unwrap_or_else(ApiError::into_response);
            with_rate_headers((response, Some(decision)), action.group())
        }
    }
}

fn perform(world: &mut World, action: &Action, request: &Request) -> Result<Response, ApiError> {
    match action {
        Action::Create(family) => routes::create(world, *family, request),
        Action::Status(family, id) => routes::status(world, *family, id, request),
        Action::Cancel(id) => routes::cancel(world, id),
        Action::CallLog => call_log::call_log(world, request),
        Action::CallRecord(id) => call_log::call_record(world, id, request),
        Action::Account => Ok(extension::account(&world.url_for(request))),
        Action::Extension => Ok(extension::extension(&world.url_for(request))),
        Action::PhoneNumbers => numbers::phone_numbers(&world.url_for(request), request),
        Action::PhoneNumber(id) => numbers::phone_number(&world.url_for(request), id),
        Action::ForwardingNumbers => numbers::forwarding_numbers(&world.url_for(request), request),
        Action::ForwardingNumber(id) => numbers::forwarding_number(&world.url_for(request), id),
        Action::CallerId => Ok(numbers::caller_id(&world.url_for(request))),
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
fn check_owner(account: &str, extension: Option<&str>) -> Result<(), ApiError> {
    if !matches!(account, "~" | ACCOUNT_ID) {
        return Err(ApiError::not_found("accountId"));
    }
    if !matches!(extension, None | Some("~" | EXTENSION_ID)) {
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
        assert_eq!(named("HEAD", under), "extension");
        assert_eq!(named("OPTIONS", under), "options");
        assert_eq!(named("GET", &format!("{under}/call-log/?view=Detailed")), "call_log");
        for (method, target) in [("PUT", under), ("GET", "/restapi/v2.0"), ("GET", "/")] {
            assert_eq!(named(method, target), "unknown", "{method} {target}");
        }
    }
}
