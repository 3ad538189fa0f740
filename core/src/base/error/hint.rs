//! Hints: what usually helps, from the vendor's RingOut FAQ and its error reference.
//!
//! The message says what is wrong; a hint says what to do. It names what the response names: a permission, a feature, a
//! parameter. It decides nothing. Names come from the server, so only a plain word is used, and the error scrubs it with
//! its other texts.

use std::borrow::Cow;

use super::ErrorCode;

/// What the response is to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RequestKind {
    /// An API request, with the permission that its reference names.
    Permission(Option<&'static str>),
    /// A login, with the name of its grant.
    Grant(&'static str),
}

/// The facts of a response that select a hint.
pub(super) struct HintContext<'a> {
    pub(super) request: RequestKind,
    pub(super) code: ErrorCode,
    /// The codes of the body and of its entries: one may be a class of errors, another the specific case.
    pub(super) codes: &'a [&'a str],
    pub(super) oauth_error: Option<&'a str>,
    pub(super) parameter: Option<&'a str>,
    pub(super) permission: Option<&'a str>,
    pub(super) feature: Option<&'a str>,
    pub(super) text: &'a str,
}

type Hint = Cow<'static, str>;

const INTERNATIONAL: &str =
    "the user may not make international calls; an administrator can enable them for the account and the user";

impl RequestKind {
    /// The kind of a request with this escaped path.
    pub(crate) fn of(path: &str) -> Self {
        let permission_of = |segment| match segment {
            "ring-out" | "ringout" => Some("RingOut"),
            "call-log" => Some("ReadCallLog"),
            "phone-number" | "forwarding-number" => Some("ReadAccounts"),
            _ => None,
        };
        Self::Permission(path.split(['/', '?']).find_map(permission_of))
    }
}

/// Returns the hint for a response, if the documentation has one.
pub(super) fn hint(context: &HintContext<'_>) -> Option<Hint> {
    // The one message that is inspected, because the platform has no specific code for it (FAQ, "Mailbox has no
    // permission to this action"). It selects a hint, never a code.
    if context.text.contains("Mailbox has no permission") {
        return Some(
            "assign a digital line or a direct number to the extension; free accounts and the sandbox's default extension \
             101 have none"
                .into(),
        );
    }
    if context.oauth_error == Some("unauthorized_client") {
        return Some(enable_the_grant(context.request));
    }
    context.codes.iter().find_map(|code| for_code(context, code))
}

fn for_code(context: &HintContext<'_>, error_code: &str) -> Option<Hint> {
    let about = |part: &str| context.parameter.is_some_and(|parameter| parameter.contains(part));
    Some(match (context.code, error_code) {
        (ErrorCode::Forbidden, "CMN-101") if about("callerId") => {
            "callerId must be one of the user's own numbers with the CallerId feature; leave it out to use the account's \
             setting"
                .into()
        }
        (ErrorCode::Rejected, "CMN-101") if about("phoneNumber") => {
            let parameter = word(context.parameter).unwrap_or("numbers");
            format!("write {parameter} in E.164, such as +16505550100, or as an extension of the account").into()
        }
        // Not in the platform's documentation. Users report it for a number that does not belong to the user.
        (ErrorCode::Rejected | ErrorCode::Forbidden, TEL_108) => {
            let parameter = word(context.parameter).unwrap_or("from.phoneNumber");
            format!(
                "RingCentral does not ring {parameter}; set from to one of the user's own numbers or forwarding \
                 numbers, in E.164"
            )
            .into()
        }
        (ErrorCode::Forbidden, "CMN-401") => {
            format!("add {} to the app in the developer console", the_permission(context)).into()
        }
        (ErrorCode::Forbidden, "CMN-408") => format!("add {} to the user's role", the_permission(context)).into(),
        (ErrorCode::Forbidden, "InternationalDisabled") => INTERNATIONAL.into(),
        (ErrorCode::Forbidden, "FeatureNotAvailable") => match word(context.feature)? {
            "InternationalCalls" => INTERNATIONAL.into(),
            feature => format!("the account or the user does not have the feature {feature}; ask an administrator").into(),
        },
        (_, "OAU-112" | "OAU-125" | "OAU-251") => enable_the_grant(context.request),
        (ErrorCode::Unauthorized, "OAU-120" | "OAU-121" | "OAU-146") => {
            "check the client id and the client secret, and that they belong to this server".into()
        }
        (ErrorCode::Unauthorized, "OAU-140") => "check the user's `credentials`".into(),
        (ErrorCode::Unauthorized, "OAU-147" | "OAU-148") => {
            "the account is locked; do not log in again before it is unlocked".into()
        }
        _ => return None,
    })
}

/// A number that the platform does not accept as a side of a call.
pub(super) const TEL_108: &str = "TEL-108";

/// The permission named in the response, or else that of the request.
fn the_permission(context: &HintContext<'_>) -> String {
    let in_text = || context.text.split_once('[').and_then(|(_, rest)| rest.split_once("] permission"));
    let named = word(context.permission).or_else(|| word(in_text().map(|(name, _)| name)));
    let request = match context.request {
        RequestKind::Permission(permission) => permission,
        RequestKind::Grant(_) => None,
    };
    named.or(request).map_or("the permission that this request needs".into(), |name| format!("the {name} permission"))
}

fn enable_the_grant(request: RequestKind) -> Hint {
    match request {
        RequestKind::Grant(name) => format!("enable the {name} grant for the app in the developer console").into(),
        RequestKind::Permission(_) => {
            "enable the grant that the login uses for the app in the developer console".into()
        }
    }
}

/// Returns a server's name if it is fit for a sentence: it cannot break a line or form a phrase.
fn word(name: Option<&str>) -> Option<&str> {
    const MAX: usize = 64;
    let is_plain = |name: &&str| {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'[' | b']');
        (1..=MAX).contains(&name.len()) && name.bytes().all(plain)
    };
    name.filter(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_recognized_by_its_path() {
        for (path, wanted) in [
            ("/restapi/v1.0/account/~/extension/~/ring-out/x", Some("RingOut")),
            ("/restapi/v1.0/account/~/extension/~/call-log?view=Detailed", Some("ReadCallLog")),
            ("/restapi/v1.0/account/~/extension/~/sms", None),
        ] {
            assert!(
                matches!(RequestKind::of(path), RequestKind::Permission(permission) if permission == wanted),
                "{path}"
            );
        }
    }

    #[test]
    fn only_a_plain_word_is_used() {
        assert_eq!(word(Some("ReadCallLog")), Some("ReadCallLog"));
        for unusable in ["", "two words", "line\nbreak", "\u{202e}x", &"x".repeat(65), "(call +1)"] {
            assert_eq!(word(Some(unusable)), None, "{unusable:?}");
        }
    }
}
