//! The user's numbers: those that a callee may see, and those that may be rung as the caller.

use crate::base::wire::JsonObject;

/// A number of the user's that may be shown to the callee: [`CallRequest::caller_id`](crate::CallRequest::caller_id).
///
/// From [`Client::caller_ids`](crate::Client::caller_ids).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber {
    /// The platform's id.
    pub id: String,
    /// The number, E.164.
    pub phone_number: String,
    /// What it is for, in the platform's words: `DirectNumber`, `MainCompanyNumber`, ...
    pub usage_type: Option<String>,
    /// The name that somebody gave it.
    pub label: Option<String>,
}

/// A number at which the user can be reached, and so the caller's side of a call.
///
/// From [`Client::forwarding_numbers`](crate::Client::forwarding_numbers). Its id is what
/// [`CallRequest::from_forwarding_number`](crate::CallRequest::from_forwarding_number) takes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ForwardingNumber {
    /// The platform's id.
    pub id: String,
    /// The number, E.164. A few kinds of device have none.
    pub phone_number: Option<String>,
    /// The name that the user gave it.
    pub label: Option<String>,
    /// What kind of phone it is, in the platform's words: `Mobile`, `Home`, `PhoneLine`, ...
    pub kind: Option<String>,
}

/// A number of the user's, and what it is good for.
#[derive(Debug)]
pub(super) struct UserNumber {
    pub(super) number: PhoneNumber,
    /// Whether the platform lets it be shown (the guide, "Setting the caller ID").
    pub(super) is_caller_id: bool,
    /// Whether it takes faxes and no calls.
    pub(super) is_fax: bool,
}

impl UserNumber {
    /// `None` for a record without a number, which nobody can use.
    pub(super) fn read(record: JsonObject<'_>) -> Option<Self> {
        let number = PhoneNumber {
            id: record.text("id").unwrap_or_default(),
            phone_number: record.text("phoneNumber")?,
            usage_type: record.text("usageType"),
            label: record.text("label"),
        };
        Some(Self { number, is_caller_id: record.lists("features", "CallerId"), is_fax: record.is("type", "FaxOnly") })
    }
}

impl ForwardingNumber {
    pub(super) fn read(record: JsonObject<'_>) -> Option<Self> {
        Some(Self {
            id: record.text("id")?,
            phone_number: record.text("phoneNumber"),
            label: record.text("label"),
            kind: record.text("type"),
        })
    }
}
