//! Preflight check: finds the reasons why a call would fail, before any phone rings.
//!
//! The checks come from the vendor's FAQ ("How can I ensure RingOut is working?", "Mailbox has no permission to this
//! action") and its list of errors: may the app place calls, does the extension have a line, may the numbers be used.
//! Each check is separate, so if the app may not read one list, only that check is unknown.

use std::fmt::{self, Write as _};
use std::mem;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::numbers::{ForwardingNumber, UserNumber};
use super::{forwarding_numbers, get, phone_numbers};
use crate::api::Api;
use crate::auth::Token;
use crate::base::clock;
use crate::base::error::{Error, ErrorCode, Result};
use crate::base::line::OneLine;
use crate::base::operation::Operation;
use crate::base::wire::{Group, JsonObject};
use crate::model::phone::is_same;
use crate::model::request::{CallRequest, CheckedRequest};
use crate::transport::retry::RetryPolicy;

/// A clock that is further off breaks certificates and the search in the call log.
const MAX_SKEW: Duration = Duration::from_secs(30);

/// A report on whether a call could be placed, from [`Client::preflight`](crate::Client::preflight).
///
/// Its `Display` has one line for each check, for people to read.
///
/// # Examples
///
/// ```no_run
/// use ringout_core::Client;
///
/// let report = Client::from_env()?.preflight(None)?;
/// if !report.is_ok() {
///     eprintln!("{report}");
/// }
/// # Ok::<(), ringout_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Preflight {
    /// One check for each kind that applies, in the order of the kinds.
    pub checks: Vec<Check>,
}

/// One check of a [`Preflight`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Check {
    /// The kind of check.
    pub kind: CheckKind,
    /// The result.
    pub result: CheckResult,
    /// What was found and what to do about it, in one sentence. The wording may change in any version.
    pub explanation: String,
}

/// A kind of check. The numbers are the same in every language and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum CheckKind {
    /// The server responds and accepts the credentials.
    Login = 1,
    /// The app has the `RingOut` permission, and those that the other checks need.
    Permission = 2,
    /// The extension is enabled, and RingOut is one of its features.
    Extension = 3,
    /// The extension has a direct number or a digital line.
    Line = 4,
    /// There is a phone that can ring first: the one in the request, or one of the user's forwarding numbers.
    From = 5,
    /// There is a number to show to the callee: the one in the request, or any.
    CallerId = 6,
    /// The callee is in the user's country, or international calls are allowed. Checked only with a request.
    Destination = 7,
    /// This machine's clock agrees with the server's.
    Clock = 8,
}

/// The result of a check. The numbers are the same in every language and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum CheckResult {
    /// No problem was found.
    Passed = 1,
    /// A call may fail or behave unexpectedly.
    Warning = 2,
    /// A call would fail.
    Failed = 3,
    /// It could not be checked.
    Unknown = 4,
}

impl CheckKind {
    /// Returns the name, which is the same in every language, such as `Permission`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Login => "Login",
            Self::Permission => "Permission",
            Self::Extension => "Extension",
            Self::Line => "Line",
            Self::From => "From",
            Self::CallerId => "CallerId",
            Self::Destination => "Destination",
            Self::Clock => "Clock",
        }
    }
}

impl CheckResult {
    /// Returns the name, which is the same in every language, such as `Passed`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "Passed",
            Self::Warning => "Warning",
            Self::Failed => "Failed",
            Self::Unknown => "Unknown",
        }
    }
}

impl Preflight {
    /// Whether no check failed. Warnings and unknown results do not count.
    pub fn is_ok(&self) -> bool {
        self.checks.iter().all(|check| check.result != CheckResult::Failed)
    }
}

impl fmt::Display for Preflight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, check) in self.checks.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { "\n" })?;
            let (kind, result) = (check.kind.as_str(), check.result.as_str());
            write!(OneLine(&mut *f), "{kind:<11} {result:<7} {}", check.explanation)?;
        }
        Ok(())
    }
}

/// The result of a check and its explanation.
type Finding = (CheckResult, String);

fn passed(text: impl Into<String>) -> Finding {
    (CheckResult::Passed, text.into())
}

fn warning(text: impl Into<String>) -> Finding {
    (CheckResult::Warning, text.into())
}

fn failed(text: impl Into<String>) -> Finding {
    (CheckResult::Failed, text.into())
}

/// A refused request says nothing about the check that needed it.
fn unknown(error: &Error) -> Finding {
    (CheckResult::Unknown, format!("could not be checked: {error}"))
}

/// The data for the checks, read once.
struct Facts {
    extension: Result<Extension>,
    phone_numbers: Result<Vec<UserNumber>>,
    forwarding_numbers: Result<Vec<ForwardingNumber>>,
}

/// The settings of the extension that RingOut depends on.
struct Extension {
    number: String,
    status: Option<String>,
    /// Whether the RingOut feature is enabled, if the platform says.
    ring_out: Option<bool>,
    may_call_abroad: Option<bool>,
    calling_code: Option<String>,
    /// When the server responded, by its clock.
    responded_at: Option<SystemTime>,
}

/// Reads everything and runs the checks. Only an interruption, a deadline and an invalid request leave no report.
pub(crate) fn preflight(api: &Api, request: Option<&CallRequest>) -> Result<Preflight> {
    let request = request.map(CallRequest::check).transpose()?;
    let operation = api.operation();
    let extension = read_extension(api, &operation);
    if let Err(error) = &extension
        && matches!(error.code(), ErrorCode::Cancelled | ErrorCode::Timeout)
    {
        return Err(error.clone());
    }
    if let Some(problem) = extension.as_ref().err().filter(|error| is_about_the_login(error)) {
        return Ok(only_login(problem));
    }
    let facts = Facts {
        phone_numbers: phone_numbers(api, &operation),
        forwarding_numbers: forwarding_numbers(api, &operation),
        extension,
    };
    operation.check("the checks were not finished")?;
    let token = api.auth().token();
    let mut checks = vec![
        check(CheckKind::Login, passed("the server accepted the credentials")),
        check(CheckKind::Permission, permission(token.as_deref())),
        check(CheckKind::Extension, extension_state(&facts)),
        check(CheckKind::Line, line(&facts)),
        check(CheckKind::From, from(&facts, request.as_ref())),
        check(CheckKind::CallerId, caller_id(&facts, request.as_ref())),
    ];
    if let Some(request) = &request {
        checks.push(check(CheckKind::Destination, destination(&facts, request)));
    }
    checks.push(check(CheckKind::Clock, skew(&facts)));
    for check in &mut checks {
        // The server sent some of the words.
        check.explanation = api.scrub(mem::take(&mut check.explanation));
    }
    Ok(Preflight { checks })
}

fn check(kind: CheckKind, (result, explanation): Finding) -> Check {
    Check { kind, result, explanation }
}

fn read_extension(api: &Api, operation: &Operation) -> Result<Extension> {
    let response = get(api, "", Group::Light, RetryPolicy::Idempotent, None, operation)?;
    let body = serde_json::from_slice(&response.body).unwrap_or(Value::Null);
    let record = JsonObject::of(&body).ok_or_else(|| api.unreadable(&response, "does not describe an extension"))?;
    let ring_out = record.list("serviceFeatures").find(|feature| feature.is("featureName", "RingOut"));
    let abroad = record.object("permissions").and_then(|permissions| permissions.object("internationalCalling"));
    let home = record.object("regionalSettings").and_then(|settings| settings.object("homeCountry"));
    Ok(Extension {
        number: record.text("extensionNumber").unwrap_or_else(|| "without a number".into()),
        status: record.text("status"),
        ring_out: ring_out.and_then(|feature| feature.flag("enabled")),
        may_call_abroad: abroad.and_then(|switch| switch.flag("enabled")),
        calling_code: home.and_then(|country| country.text("callingCode")),
        responded_at: response.date,
    })
}

/// Whether no other request can succeed either.
fn is_about_the_login(error: &Error) -> bool {
    matches!(
        error.code(),
        ErrorCode::NotLoggedIn | ErrorCode::Unauthorized | ErrorCode::Connection | ErrorCode::Storage
    )
}

fn only_login(error: &Error) -> Preflight {
    Preflight { checks: vec![check(CheckKind::Login, failed(error.to_string()))] }
}

/// The scope of the token lists the app's permissions.
fn permission(token: Option<&Token>) -> Finding {
    let has = |name: &str| token.and_then(|token| token.permits(name)) == Some(true);
    match token.and_then(|token| token.permits("RingOut")) {
        None => return (CheckResult::Unknown, "the token does not say which permissions the app has".into()),
        Some(false) => return failed("the app lacks the RingOut permission; add it in the developer console"),
        Some(true) => {}
    }
    let missing: Vec<_> = ["ReadAccounts", "ReadCallLog"].into_iter().filter(|name| !has(name)).collect();
    if missing.is_empty() {
        return passed("the app may place calls, read numbers and read the call log");
    }
    warning(format!("the app may place calls, but lacks {} to read numbers and the call log", missing.join(" and ")))
}

fn extension_state(facts: &Facts) -> Finding {
    let Extension { number, status, ring_out, .. } = match &facts.extension {
        Ok(extension) => extension,
        Err(error) => return unknown(error),
    };
    match status.as_deref() {
        Some(status) if status != "Enabled" => {
            failed(format!("extension {number} is {status}; an administrator can enable it"))
        }
        _ if *ring_out == Some(false) => {
            failed(format!("RingOut is not enabled for extension {number}; an administrator can enable it"))
        }
        _ => passed(format!("extension {number} is enabled")),
    }
}

/// Without a line, a create fails with "Mailbox has no permission to this action" (FAQ).
fn line(facts: &Facts) -> Finding {
    let numbers = match &facts.phone_numbers {
        Ok(numbers) => numbers,
        Err(error) => return unknown(error),
    };
    let is_direct = |user: &&UserNumber| user.number.usage_type.as_deref() == Some("DirectNumber") && !user.is_fax;
    let has_device = || {
        let forwarding = facts.forwarding_numbers.iter().flatten();
        forwarding.into_iter().any(|number| number.kind.as_deref() == Some("PhoneLine"))
    };
    match numbers.iter().find(is_direct) {
        Some(user) => passed(format!("{} is a direct number of the extension", user.number.phone_number)),
        None if has_device() => passed("the extension has a digital line"),
        None => failed(
            "the extension has neither a direct number nor a digital line; assign one (free accounts and the sandbox's default extension 101 have none)",
        ),
    }
}

fn from(facts: &Facts, request: Option<&CheckedRequest>) -> Finding {
    if let Some(from) = request.and_then(|request| request.from.as_deref()) {
        return passed(format!("{from} rings first"));
    }
    let numbers = match &facts.forwarding_numbers {
        Ok(numbers) => numbers,
        Err(error) => return unknown(error),
    };
    if let Some(id) = request.and_then(|request| request.from_forwarding_number.as_deref()) {
        return match numbers.iter().find(|number| number.id == id) {
            Some(number) => {
                passed(format!("{} rings first", number.phone_number.as_deref().unwrap_or("the forwarding number")))
            }
            None => failed(format!("the user has no forwarding number with the id {id}")),
        };
    }
    match numbers.len() {
        0 => warning("the user has no forwarding number, so every request must name the phone that rings first (from)"),
        1 => passed("the user has 1 forwarding number"),
        count => passed(format!("the user has {count} forwarding numbers")),
    }
}

fn caller_id(facts: &Facts, request: Option<&CheckedRequest>) -> Finding {
    let numbers = match &facts.phone_numbers {
        Ok(numbers) => numbers,
        Err(error) => return unknown(error),
    };
    let usable = || numbers.iter().filter(|user| user.is_caller_id);
    if let Some(wanted) = request.and_then(|request| request.caller_id.as_deref()) {
        return if usable().any(|user| is_same(&user.number.phone_number, wanted)) {
            passed(format!("{wanted} may be shown to the callee"))
        } else {
            failed(format!(
                "{wanted} is not one of the user's numbers with the CallerId feature; RingCentral will refuse it"
            ))
        };
    }
    match usable().count() {
        0 => warning("none of the user's numbers may be chosen as caller ID; callees see the account's setting"),
        1 => passed("1 number may be chosen as caller ID"),
        count => passed(format!("{count} numbers may be chosen as caller ID")),
    }
}

/// Assumes that a national number is in the user's country.
fn destination(facts: &Facts, request: &CheckedRequest) -> Finding {
    let extension = match &facts.extension {
        Ok(extension) => extension,
        Err(error) => return unknown(error),
    };
    let is_abroad = |code: &str| request.to.strip_prefix('+').is_some_and(|digits| !digits.starts_with(code));
    match (extension.calling_code.as_deref(), extension.may_call_abroad) {
        (Some(code), Some(false)) if is_abroad(code) => failed(format!(
            "{} is not in the user's country (+{code}), and the user may not call abroad; an administrator can allow it",
            request.to
        )),
        (None, None) => (CheckResult::Unknown, "the extension does not say whether it may call abroad".into()),
        _ => passed(format!("{} may be called, according to the extension", request.to)),
    }
}

fn skew(facts: &Facts) -> Finding {
    let Some(server) = facts.extension.as_ref().ok().and_then(|extension| extension.responded_at) else {
        return (CheckResult::Unknown, "the server did not send its time".into());
    };
    let now = clock::wall();
    let (apart, direction) = match now.duration_since(server) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    if apart <= MAX_SKEW {
        return passed("this machine's clock agrees with the server's");
    }
    warning(format!("this machine's clock is {} s {direction} the server's; set it", apart.as_secs()))
}
