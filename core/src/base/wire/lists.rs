//! The lists that the platform keeps for a user: numbers, and the call log.
//!
//! What is read of a record is what somebody is told, and all of it is optional: a record that lacks a field, or has
//! something else in its place, is still worth telling, and one that is no object is left out. So the fields are looked up
//! one by one, which also takes much less code than derived readers of all these shapes.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::{parse_time, plain_text};

/// One page of a list.
#[derive(Debug)]
pub(crate) struct Page {
    records: Vec<Value>,
    /// Whether the platform has another page after this one.
    pub(crate) has_next: bool,
}

/// An object of the platform's, as it came.
#[derive(Debug, Clone, Copy)]
pub(crate) struct JsonObject<'a>(&'a Value);

impl Page {
    /// `None` if it is no page at all.
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

    /// Those that can be read.
    pub(crate) fn records(&self) -> impl Iterator<Item = JsonObject<'_>> {
        self.records.iter().filter(|record| record.is_object()).map(JsonObject)
    }
}

impl<'a> JsonObject<'a> {
    /// Of what was answered; `None` if it is no object.
    pub(crate) fn of(value: &'a Value) -> Option<Self> {
        value.is_object().then_some(Self(value))
    }

    /// A text, or a number in its place. Empty counts as missing.
    pub(crate) fn text(self, name: &str) -> Option<String> {
        let value = self.0.get(name)?;
        let is_text = value.is_number() || value.as_str().is_some_and(|text| !text.is_empty());
        is_text.then(|| plain_text(value))
    }

    /// Whether it is that text.
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

    /// A moment (RFC 3339).
    pub(crate) fn time(self, name: &str) -> Option<SystemTime> {
        parse_time(self.0.get(name)?.as_str()?)
    }

    /// An object inside.
    pub(crate) fn object(self, name: &str) -> Option<Self> {
        Self::of(self.0.get(name)?)
    }

    /// The objects of a list inside.
    pub(crate) fn list(self, name: &str) -> impl Iterator<Item = Self> {
        self.0.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Self::of)
    }

    /// Whether a list inside has that text in it.
    pub(crate) fn lists(self, name: &str, text: &str) -> bool {
        self.0.get(name).and_then(Value::as_array).is_some_and(|list| list.iter().any(|entry| entry == text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_however_odd_its_records_are() {
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
