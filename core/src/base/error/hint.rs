//! What usually helps, taken from the vendor's RingOut FAQ and its error reference.
//!
//! A hint says what to do where the code says what is wrong, and names what the answer names: a permission, a feature, a
//! parameter. It decides nothing. A name comes from the server, so only a plain word is taken over, and the error scrubs it
//! with its other texts.

use std::borrow::Cow;

use super::ErrorCode;

/// What the answer was to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RequestKind {
    /// A request of the API, by the permission that its reference names.
    Permission(Option<&'static str>),
    /// A login, by the name of its grant.
    Grant(&'static str),
}

/// What is known of an answer when a hint is looked for.
pub(super) struct HintContext<'a> {
    pub(super) asked: RequestKind,
    pub(super) code: ErrorCode,
    /// The code of the body and those of its entries: one may be a class of errors, the other the case.
    pub(super) codes: &'a [&'a str],
    pub(super) oauth_error: Option<&'a str>,
    pub(super) parameter: Option<&'a str>,
    pub(super) permission: Option<&'a str>,
    pub(super) feature: Option<&'a str>,
    pub(super) text: &'a str,
}

type Hint = Cow<'static, str>;

const ABROAD: &str =
    "the user may not call abroad; an administrator can enable international calls for the account and the user";

impl RequestKind {
    /// A request to this path, which is escaped.
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

/// The hint for an answer, if the documents have one.
pub(super) fn hint(context: &HintContext<'_>) -> Option<Hint> {
    // The one text that is looked at: the platform gives this answer no code of its own (FAQ, "Mailbox has no
    // permission to this action"). It chooses a hint, never a code.
    if context.text.contains("Mailbox has no permission") {
        return Some(
            "assign a digital line or a direct number to the extension; free accounts and the sandbox's default extension 101 have none"
                .into(),
        );
    }
    if context.oauth_error == Some("unauthorized_client") {
        return Some(enable_the_grant(context.asked));
    }
    context.codes.iter().find_map(|code| of_code(context, code))
}

fn of_code(context: &HintContext<'_>, error_code: &str) -> Option<Hint> {
    let about = |part: &str| context.parameter.is_some_and(|parameter| parameter.contains(part));
    Some(match (context.code, error_code) {
        (ErrorCode::Forbidden, "CMN-101") if about("callerId") => {
            "callerId must be one of the user's own numbers with the CallerId feature; leave it out for the account's setting".into()
        }
        (ErrorCode::Rejected, "CMN-101") if about("phoneNumber") => {
            let parameter = word(context.parameter).unwrap_or("numbers");
            format!("write {parameter} in E.164, such as +16505550100, or as an extension of the account").into()
        }
        // The platform's documents do not have it; field reports do, for a number that is not the user's.
        (ErrorCode::Rejected | ErrorCode::Forbidden, TEL_108) => {
            let parameter = word(context.parameter).unwrap_or("from.phoneNumber");
            format!(
                "the platform does not ring {parameter}; for from, give one of the user's own numbers or forwarding \
                 numbers, in E.164"
            )
            .into()
        }
        (ErrorCode::Forbidden, "CMN-401") => {
            format!("add {} to the app in the developer console", the_permission(context)).into()
        }
        (ErrorCode::Forbidden, "CMN-408") => format!("add {} to the user's role", the_permission(context)).into(),
        (ErrorCode::Forbidden, "InternationalDisabled") => ABROAD.into(),
        (ErrorCode::Forbidden, "FeatureNotAvailable") => match word(context.feature)? {
            "InternationalCalls" => ABROAD.into(),
            feature => format!("the account or the user does not have the feature {feature}; an administrator can tell").into(),
        },
        (_, "OAU-112" | "OAU-125" | "OAU-251") => enable_the_grant(context.asked),
        (ErrorCode::Unauthorized, "OAU-120" | "OAU-121" | "OAU-146") => {
            "check the client id and the client secret, and that they belong to this server".into()
        }
        (ErrorCode::Unauthorized, "OAU-140") => "check the `credentials` of the user".into(),
        (ErrorCode::Unauthorized, "OAU-147" | "OAU-148") => {
            "the account is locked out; do not try again before it is unlocked".into()
        }
        _ => return None,
    })
}

/// A number that the platform does not take as a side of a call.
pub(super) const TEL_108: &str = "TEL-108";

/// The permission that the answer names, or else that of the request.
fn the_permission(context: &HintContext<'_>) -> String {
    let in_text = || context.text.split_once('[').and_then(|(_, rest)| rest.split_once("] permission"));
    let told = word(context.permission).or_else(|| word(in_text().map(|(name, _)| name)));
    let asked = match context.asked {
        RequestKind::Permission(permission) => permission,
        RequestKind::Grant(_) => None,
    };
    told.or(asked).map_or("the permission that this request needs".into(), |name| format!("the {name} permission"))
}

fn enable_the_grant(asked: RequestKind) -> Hint {
    match asked {
        RequestKind::Grant(name) => format!("enable the {name} grant for the app in the developer console").into(),
        RequestKind::Permission(_) => {
            "enable the grant that the login uses for the app in the developer console".into()
        }
    }
}

/// A name of the server's that is fit for a sentence: it can break no line, and says nothing of its own.
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
    fn a_request_is_known_by_its_path() {
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
    fn only_a_plain_word_is_taken_over() {
        assert_eq!(word(Some("ReadCallLog")), Some("ReadCallLog"));
        for odd in ["", "two words", "line\nbreak", "\u{202e}x", &"x".repeat(65), "(call +1)"] {
            assert_eq!(word(Some(odd)), None, "{odd:?}");
        }
    }
}
