//! The lists that the platform keeps for a user: numbers, and the call log.
//!
//! What is read of a record is what somebody is told, and all of it is optional: a record that lacks a field is still worth
//! telling, and one that is no object is left out.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{lenient_text, object};

/// One page of a list.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) records: Vec<T>,
    /// Whether the platform has another page after this one.
    pub(crate) has_next: bool,
}

impl<T: DeserializeOwned> Page<T> {
    /// `None` if it is no page at all.
    pub(crate) fn parse(body: &[u8]) -> Option<Self> {
        let raw: RawPage = object(body)?;
        let records = raw.records.into_iter().filter(Value::is_object);
        Some(Self {
            records: records.filter_map(|record| serde_json::from_value(record).ok()).collect(),
            has_next: match raw.paging {
                Some(Paging { page: Some(page), total_pages: Some(total) }) => page < total,
                _ => raw.navigation.is_some_and(|navigation| navigation.get("nextPage").is_some_and(Value::is_object)),
            },
        })
    }
}

#[derive(Deserialize)]
struct RawPage {
    records: Vec<Value>,
    #[serde(default, deserialize_with = "lenient")]
    paging: Option<Paging>,
    #[serde(default)]
    navigation: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Paging {
    page: Option<u64>,
    total_pages: Option<u64>,
}

/// One of the user's phone numbers.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PhoneNumberBody {
    #[serde(deserialize_with = "lenient_text")]
    pub(crate) id: Option<String>,
    #[serde(deserialize_with = "lenient_text")]
    pub(crate) phone_number: Option<String>,
    #[serde(deserialize_with = "lenient_text")]
    pub(crate) usage_type: Option<String>,
    #[serde(deserialize_with = "lenient_text")]
    pub(crate) label: Option<String>,
    #[serde(rename = "type", deserialize_with = "lenient_text")]
    pub(crate) kind: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) features: Option<Vec<String>>,
}

/// One of the user's forwarding numbers.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ForwardingNumberBody {
    #[serde(deserialize_with = "lenient_text")]
    pub(crate) id: Option<String>,
    #[serde(deserialize_with = "lenient_text")]
    pub(crate) phone_number: Option<String>,
    #[serde(deserialize_with = "lenient_text")]
    pub(crate) label: Option<String>,
    #[serde(rename = "type", deserialize_with = "lenient_text")]
    pub(crate) kind: Option<String>,
}

/// One call in the log. A leg has the same fields, as far as they are read.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct LogBody {
    #[serde(deserialize_with = "lenient_text")]
    pub(crate) id: Option<String>,
    #[serde(deserialize_with = "lenient_text")]
    pub(crate) session_id: Option<String>,
    #[serde(deserialize_with = "lenient_text")]
    pub(crate) start_time: Option<String>,
    /// In seconds.
    #[serde(deserialize_with = "lenient")]
    pub(crate) duration: Option<u32>,
    #[serde(deserialize_with = "lenient_text")]
    pub(crate) action: Option<String>,
    #[serde(deserialize_with = "lenient_text")]
    pub(crate) leg_type: Option<String>,
    #[serde(deserialize_with = "lenient_text")]
    pub(crate) result: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) from: Option<PartyBody>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) to: Option<PartyBody>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) legs: Option<Vec<LogBody>>,
}

/// One side of a call in the log.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PartyBody {
    #[serde(deserialize_with = "lenient_text")]
    pub(crate) phone_number: Option<String>,
    #[serde(deserialize_with = "lenient_text")]
    pub(crate) extension_number: Option<String>,
}

/// The extension, as far as RingOut depends on it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ExtensionBody {
    #[serde(deserialize_with = "lenient_text")]
    pub(crate) extension_number: Option<String>,
    #[serde(deserialize_with = "lenient_text")]
    pub(crate) status: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) permissions: Option<Permissions>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) regional_settings: Option<RegionalSettings>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) service_features: Option<Vec<ServiceFeature>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Permissions {
    #[serde(deserialize_with = "lenient")]
    pub(crate) international_calling: Option<Switch>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Switch {
    pub(crate) enabled: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct RegionalSettings {
    #[serde(deserialize_with = "lenient")]
    pub(crate) home_country: Option<HomeCountry>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct HomeCountry {
    #[serde(deserialize_with = "lenient_text")]
    pub(crate) calling_code: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ServiceFeature {
    #[serde(deserialize_with = "lenient_text")]
    pub(crate) feature_name: Option<String>,
    pub(crate) enabled: bool,
}

/// What is not as it should be counts as missing.
fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(deserializer)?).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_however_odd_its_records_are() {
        let body = br#"{"records": [{"id": 7, "phoneNumber": "+16505550101", "features": "none"}, 3, {"legs": null}],
                        "paging": {"page": 1, "totalPages": 2}}"#;
        let page = Page::<PhoneNumberBody>::parse(body).unwrap();
        assert_eq!((page.records.len(), page.has_next), (2, true));
        assert_eq!(page.records[0].id.as_deref(), Some("7"));
        assert!(page.records[0].features.is_none());
        assert!(Page::<PhoneNumberBody>::parse(br#"{"records": 5}"#).is_none());
        assert!(Page::<PhoneNumberBody>::parse(b"[]").is_none());
    }

    #[test]
    fn a_page_without_counts_is_followed_by_its_link() {
        let page = Page::<LogBody>::parse(br#"{"records": [], "navigation": {"nextPage": {"uri": "x"}}}"#).unwrap();
        assert!(page.has_next);
        assert!(!Page::<LogBody>::parse(br#"{"records": [], "paging": {}}"#).unwrap().has_next);
    }
}
