//! The user's numbers: caller IDs and forwarding numbers.

use crate::base::wire::JsonObject;

/// A number of the user that may be shown to the callee, for [`CallRequest::caller_id`](crate::CallRequest::caller_id).
///
/// Returned by [`Client::caller_ids`](crate::Client::caller_ids).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber {
    /// RingCentral's id.
    pub id: String,
    /// The number, E.164.
    pub phone_number: String,
    /// RingCentral's name for its use: `DirectNumber`, `MainCompanyNumber`, ...
    pub usage_type: Option<String>,
    /// The label set for the number.
    pub label: Option<String>,
}

/// A phone of the user that can ring first.
///
/// Returned by [`Client::forwarding_numbers`](crate::Client::forwarding_numbers). Pass its id to
/// [`CallRequest::from_forwarding_number`](crate::CallRequest::from_forwarding_number).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ForwardingNumber {
    /// RingCentral's id.
    pub id: String,
    /// The number, E.164. Some kinds of device have none.
    pub phone_number: Option<String>,
    /// The label that the user set.
    pub label: Option<String>,
    /// RingCentral's name for the kind of phone: `Mobile`, `Home`, `PhoneLine`, ...
    pub kind: Option<String>,
}

/// A number of the user and its uses.
#[derive(Debug)]
pub(super) struct UserNumber {
    pub(super) number: PhoneNumber,
    /// Whether the platform allows it as a caller ID (the guide, "Setting the caller ID").
    pub(super) is_caller_id: bool,
    /// Whether it only receives faxes.
    pub(super) is_fax: bool,
}

impl UserNumber {
    /// Returns `None` for a record without a number, which is of no use.
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
