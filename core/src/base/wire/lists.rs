//! Paged lists of a user: numbers, and the call log.
//!
//! Only the fields that we expose are read, and every one is optional. A record with a missing or malformed field is
//! still useful; an entry that is not an object is skipped. Looking fields up one by one also takes much less code than
//! derived deserializers for all these shapes.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::{parse_time, plain_text};

/// One page of a list.
#[derive(Debug)]
pub(crate) struct Page {
    records: Vec<Value>,
    /// Whether there is another page.
    pub(crate) has_next: bool,
}

/// A JSON object as the platform sent it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct JsonObject<'a>(&'a Value);

impl Page {
    /// Returns `None` if it is not a page.
    pub(crate) fn parse(body: &[u8]) -> Option<Self> {
        let mut body: Value = serde_json::from_slice(body).ok()?;
        let Value::Array(records) = body.get_mut("records")?.take() else { return None };
        let paging = |name: &str| body.get("paging")?.get(name)?.as_u64();
        let has_next = match (paging("page"), paging("totalPages")) {
            (Some(page), Some(total)) => page < total,
            _ => body.pointer("/navigation/nextPage").is_some_and(Value::is_object),
        };
        Some(Self { records, has_next })
    }

    /// The records that are objects.
    pub(crate) fn records(&self) -> impl Iterator<Item = JsonObject<'_>> {
        self.records.iter().filter(|record| record.is_object()).map(JsonObject)
    }
}

impl<'a> JsonObject<'a> {
    /// Returns `None` if the value is not an object.
    pub(crate) fn of(value: &'a Value) -> Option<Self> {
        value.is_object().then_some(Self(value))
    }

    /// A string, or a number as a string. Empty counts as missing.
    pub(crate) fn text(self, name: &str) -> Option<String> {
        let value = self.0.get(name)?;
        let is_text = value.is_number() || value.as_str().is_some_and(|text| !text.is_empty());
        is_text.then(|| plain_text(value))
    }

    /// Whether the field is this string.
    pub(crate) fn is(self, name: &str, text: &str) -> bool {
        self.0.get(name).and_then(Value::as_str) == Some(text)
    }

    pub(crate) fn flag(self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }

    /// A number of seconds.
    pub(crate) fn seconds(self, name: &str) -> Option<Duration> {
        self.0.get(name)?.as_u64().map(Duration::from_secs)
    }

    /// A timestamp (RFC 3339).
    pub(crate) fn time(self, name: &str) -> Option<SystemTime> {
        parse_time(self.0.get(name)?.as_str()?)
    }

    /// A nested object.
    pub(crate) fn object(self, name: &str) -> Option<Self> {
        Self::of(self.0.get(name)?)
    }

    /// The objects of a nested list.
    pub(crate) fn list(self, name: &str) -> impl Iterator<Item = Self> {
        self.0.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Self::of)
    }

    /// Whether a nested list contains this string.
    pub(crate) fn lists(self, name: &str, text: &str) -> bool {
        self.0.get(name).and_then(Value::as_array).is_some_and(|list| list.iter().any(|entry| entry == text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_with_malformed_records_is_read() {
        let body = br#"{"records": [{"id": 7, "phoneNumber": "+16505550101", "features": "none"}, 3, {"legs": null}],
                        "paging": {"page": 1, "totalPages": 2}}"#;
        let page = Page::parse(body).unwrap();
        let records: Vec<_> = page.records().collect();
        assert_eq!((records.len(), page.has_next), (2, true));
        assert_eq!(records[0].text("id").as_deref(), Some("7"));
        assert!(!records[0].lists("features", "none") && records[1].list("legs").next().is_none());
        assert!(Page::parse(br#"{"records": 5}"#).is_none());
        assert!(Page::parse(b"[]").is_none());
    }

    #[test]
    fn a_page_without_counts_is_followed_by_its_link() {
        let page = Page::parse(br#"{"records": [], "navigation": {"nextPage": {"uri": "x"}}}"#).unwrap();
        assert!(page.has_next);
        assert!(!Page::parse(br#"{"records": [], "paging": {}}"#).unwrap().has_next);
    }
}
