//! What usually helps, taken from the vendor's RingOut FAQ and its error reference.
//!
//! A hint says what to do where the code says what is wrong. It is fixed text, so it can hold no secret, and it decides
//! nothing.

use super::ErrorCode;

/// What is known of an answer when a hint is looked for.
pub(super) struct Clues<'a> {
    pub(super) code: ErrorCode,
    pub(super) error_code: Option<&'a str>,
    pub(super) oauth_error: Option<&'a str>,
    pub(super) parameter: Option<&'a str>,
    pub(super) text: &'a str,
}

const ENABLE_THE_GRANT: &str = "enable the JWT grant for the app in the developer console";

/// The hint for an answer, if the documents have one.
pub(super) fn hint(clues: &Clues<'_>) -> Option<&'static str> {
    // The one text that is looked at: the platform gives this answer no code of its own (FAQ, "Mailbox has no
    // permission to this action"). It chooses a hint, never a code.
    if clues.text.contains("Mailbox has no permission") {
        return Some(
            "assign a digital line or a direct number to the extension; free accounts and the sandbox's default extension 101 have none",
        );
    }
    if clues.oauth_error == Some("unauthorized_client") {
        return Some(ENABLE_THE_GRANT);
    }
    match (clues.code, clues.error_code?) {
        (ErrorCode::Forbidden, "CMN-101") if clues.parameter.is_some_and(|p| p.starts_with("callerId")) => Some(
            "callerId must be one of the user's own numbers with the CallerId feature; leave it out for the account's setting",
        ),
        (ErrorCode::Rejected, "CMN-101") if clues.parameter.is_some_and(|p| p.ends_with("phoneNumber")) => {
            Some("write numbers in E.164, such as +16505550100")
        }
        (ErrorCode::Forbidden, "CMN-401" | "CMN-408") => {
            Some("add the RingOut permission to the app in the developer console, and to the user's role")
        }
        (_, "OAU-112" | "OAU-125" | "OAU-251") => Some(ENABLE_THE_GRANT),
        (ErrorCode::Unauthorized, "OAU-120" | "OAU-121" | "OAU-146") => {
            Some("check the client id and the client secret, and that they belong to this server")
        }
        (ErrorCode::Unauthorized, "OAU-140") => Some("check the credentials of the user"),
        (ErrorCode::Unauthorized, "OAU-147" | "OAU-148") => {
            Some("the account is locked out; do not try again before it is unlocked")
        }
        _ => None,
    }
}
