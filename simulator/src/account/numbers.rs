//! The user's phone numbers, forwarding numbers and caller ID.

use serde_json::{Value, json};

use super::extension::extension_uri;
use super::paging::page;
use super::query::Query;
use crate::errors::ApiError;
use crate::identity::{EXTENSION_ID, EXTENSION_NUMBER};
use crate::ringout::number;
use crate::ringout::number::digits;
use crate::server::request::Request;
use crate::server::response::Response;

/// Values of the list's filters in the OpenAPI description.
const STATUSES: [&str; 4] = ["Normal", "Pending", "PortedIn", "Temporary"];
const USAGE_TYPES: [&str; 9] = [
    "MainCompanyNumber",
    "AdditionalCompanyNumber",
    "CompanyNumber",
    "DirectNumber",
    "CompanyFaxNumber",
    "ForwardedNumber",
    "ForwardedCompanyNumber",
    "BusinessMobileNumber",
    "ExternalMobileNumber",
];
/// Status of every number.
const STATUS: &str = "Normal";

/// Direct number of the extension.
pub const DIRECT: &str = "+16505550101";

/// The account's other extension.
const COLLEAGUE: &str = "102";

#[derive(Debug)]
struct PhoneNumber {
    id: u64,
    number: &'static str,
    usage: &'static str,
    payment: &'static str,
    kind: &'static str,
    features: &'static [&'static str],
}

const PHONE_NUMBERS: [PhoneNumber; 4] = [
    PhoneNumber {
        id: 1_162_820_004,
        number: DIRECT,
        usage: "DirectNumber",
        payment: "Local",
        kind: "VoiceFax",
        features: &["CallerId", "SmsSender"],
    },
    PhoneNumber {
        id: 1_162_820_005,
        number: "+16505550102",
        usage: "MainCompanyNumber",
        payment: "Local",
        kind: "VoiceFax",
        features: &["CallerId"],
    },
    PhoneNumber {
        id: 1_162_820_006,
        number: "+18005550103",
        usage: "ForwardedNumber",
        payment: "TollFree",
        kind: "VoiceOnly",
        features: &["CallerId"],
    },
    PhoneNumber {
        id: 1_162_820_007,
        number: "+16505550104",
        usage: "CompanyFaxNumber",
        payment: "Local",
        kind: "FaxOnly",
        features: &[],
    },
];

const MAIN: &PhoneNumber = &PHONE_NUMBERS[1];

/// Id, number, label and type.
type Forwarding = (&'static str, &'static str, &'static str, &'static str);

/// The first is the default.
const FORWARDING: [Forwarding; 2] =
    [("402780006008", "+16505550110", "Work", "Work"), ("402780006009", "+16505550111", "Mobile", "Mobile")];

/// Numbers that can be the caller ID.
pub fn caller_ids() -> impl Iterator<Item = &'static str> {
    PHONE_NUMBERS.iter().filter(|number| number.features.contains(&"CallerId")).map(|number| number.number)
}

/// Whether this number can be the user's caller ID.
pub fn may_show(number: &str) -> bool {
    caller_ids().any(|own| digits(own) == digits(number))
}

/// The account's main number, which is also the caller ID without a request for another.
pub fn main_number() -> &'static str {
    MAIN.number
}

/// Whether the account has this extension.
pub fn is_extension(number: &str) -> bool {
    [EXTENSION_NUMBER, COLLEAGUE].contains(&number)
}

/// One side of a call in the call log. An extension alone is an `extensionNumber`.
pub fn party(number: &str) -> Value {
    let name = if number::is_short(number) { "extensionNumber" } else { "phoneNumber" };
    json!({ name: number })
}

/// The number that is rung if a create has no `from`.
pub fn default_forwarding() -> &'static str {
    FORWARDING[0].1
}

/// The forwarding number with this id.
pub fn forwarding_by_id(id: &str) -> Option<&'static str> {
    FORWARDING.iter().find(|(known, ..)| *known == id).map(|(_, number, ..)| *number)
}

/// GET phone-number.
pub fn phone_numbers(url: &str, request: &Request) -> Result<Response, ApiError> {
    let query = Query::of(request);
    let (status, usages) = (query.choice("status", &STATUSES)?, query.choices("usageType", &USAGE_TYPES)?);
    let wanted = |number: &&PhoneNumber| {
        status.is_none_or(|status| status == STATUS) && (usages.is_empty() || usages.contains(&number.usage))
    };
    let numbers: Vec<&PhoneNumber> = PHONE_NUMBERS.iter().filter(wanted).collect();
    list(&format!("{}/phone-number", extension_uri(url)), &query, &numbers, |number| record(url, number))
}

/// GET phone-number/{id}.
pub fn phone_number(url: &str, id: &str) -> Result<Response, ApiError> {
    let number = PHONE_NUMBERS.iter().find(|number| number.id.to_string() == id);
    number.map(|number| Response::json(200, &record(url, number))).ok_or_else(|| ApiError::not_found("phoneNumberId"))
}

/// A page with its own `uri`.
fn list<T>(uri: &str, query: &Query, items: &[T], record: impl Fn(&T) -> Value) -> Result<Response, ApiError> {
    let mut page = page(uri, query, items, record)?;
    page["uri"] = uri.into();
    Ok(Response::json(200, &page))
}

fn record(url: &str, number: &PhoneNumber) -> Value {
    json!({
        "uri": format!("{}/phone-number/{}", extension_uri(url), number.id),
        "id": number.id,
        "phoneNumber": number.number,
        "paymentType": number.payment,
        "location": "Belmont, CA",
        "type": number.kind,
        "usageType": number.usage,
        "status": STATUS,
        "country": country(),
        "extension": { "id": EXTENSION_ID.parse::<u64>().unwrap_or_default(), "extensionNumber": EXTENSION_NUMBER },
        "features": number.features,
    })
}

/// GET forwarding-number.
pub fn forwarding_numbers(url: &str, request: &Request) -> Result<Response, ApiError> {
    list(&forwarding_uri(url), &Query::of(request), &FORWARDING, |number| forwarding_record(url, number))
}

/// GET forwarding-number/{id}.
pub fn forwarding_number(url: &str, id: &str) -> Result<Response, ApiError> {
    let number = FORWARDING.iter().find(|(known, ..)| *known == id);
    let response = number.map(|number| Response::json(200, &forwarding_record(url, number)));
    response.ok_or_else(|| ApiError::not_found("forwardingNumberId"))
}

fn forwarding_uri(url: &str) -> String {
    format!("{}/forwarding-number", extension_uri(url))
}

fn forwarding_record(url: &str, (id, number, label, kind): &Forwarding) -> Value {
    json!({
        "id": id,
        "uri": format!("{}/{id}", forwarding_uri(url)),
        "phoneNumber": number,
        "label": label,
        "features": ["CallForwarding", "CallFlip"],
        "type": kind,
    })
}

/// GET caller-id.
pub fn caller_id(url: &str) -> Response {
    let shown = MAIN;
    let phone = json!({ "id": shown.id.to_string(), "uri": format!("{}/phone-number/{}", extension_uri(url), shown.id),
                        "phoneNumber": shown.number });
    let by_feature = ["RingOut", "RingMe", "CallFlip", "MobileApp"]
        .map(|feature| json!({ "feature": feature, "callerId": { "type": "PhoneNumber", "phoneInfo": phone } }));
    let body = json!({
        "uri": format!("{}/caller-id", extension_uri(url)),
        "byDevice": [],
        "byFeature": by_feature,
        "extensionNameForOutboundCalls": true,
        "extensionNumberForInternalCalls": false,
    });
    Response::json(200, &body)
}

/// Country of all numbers.
pub fn country() -> Value {
    json!({ "id": "1", "name": "United States", "isoCode": "US", "callingCode": "1" })
}

#[cfg(test)]
mod tests {
    use super::{caller_ids, may_show};

    #[test]
    fn a_number_without_the_caller_id_feature_is_not_allowed() {
        assert!(may_show("16505550101") && may_show("+18005550103"));
        assert!(!may_show("+16505550104"), "the fax number");
        assert_eq!(caller_ids().count(), 3);
    }
}
