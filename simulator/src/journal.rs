//! Request journal for tests: bounded, with secrets redacted.

use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use crate::server::request::Request;

const MAX_ENTRIES: usize = 10_000;
const MAX_BYTES: usize = 16 * 1024 * 1024;
const REDACTED: &str = "[redacted]";
const SECRET_HEADERS: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];
const SECRET_FIELDS: [&str; 9] = [
    "access_token",
    "refresh_token",
    "token",
    "assertion",
    "password",
    "client_secret",
    "code",
    "code_verifier",
    "client_assertion",
];

/// One request and the status of its response.
#[derive(Debug)]
pub struct Entry {
    pub at_ms: u64,
    /// `None` if no response was sent.
    pub status: Option<u16>,
    pub group: Option<&'static str>,
    pub request: Request,
}

/// The latest requests. At the limits, the oldest are dropped.
#[derive(Debug, Default)]
pub struct Journal {
    entries: VecDeque<Entry>,
    /// Number of entries that were dropped or cleared.
    dropped: u64,
    bytes: usize,
}

impl Journal {
    pub fn push(&mut self, entry: Entry) {
        self.bytes += size(&entry);
        self.entries.push_back(entry);
        while self.entries.len() > MAX_ENTRIES || self.bytes > MAX_BYTES {
            let Some(oldest) = self.entries.pop_front() else { return };
            self.bytes -= size(&oldest);
            self.dropped += 1;
        }
    }

    pub fn clear(&mut self) {
        *self = Journal { dropped: self.next_number() - 1, ..Journal::default() };
    }

    /// Number of the next entry, counted from 1 since the start or the last reset.
    pub fn next_number(&self) -> u64 {
        self.dropped + self.entries.len() as u64 + 1
    }

    /// The entry with this number, redacted.
    pub fn get(&self, number: u64) -> Option<Value> {
        let index = usize::try_from(number.checked_sub(self.dropped + 1)?).ok()?;
        self.entries.get(index).map(|entry| entry.to_json(number))
    }

    /// The latest entries, oldest first, redacted.
    pub fn latest(&self, count: usize) -> Vec<Value> {
        let skipped = self.entries.len().saturating_sub(count);
        let numbered = (self.dropped + 1..).zip(&self.entries).skip(skipped);
        numbered.map(|(number, entry)| entry.to_json(number)).collect()
    }

    /// The body of `GET journal`: oldest first, redacted.
    pub fn to_json(&self) -> Value {
        json!({ "requests": self.latest(MAX_ENTRIES) })
    }
}

impl Entry {
    /// One entry of `GET journal`, redacted.
    pub fn to_json(&self, number: u64) -> Value {
        json!({
            "number": number,
            "at_ms": self.at_ms,
            "connection": self.request.connection,
            "method": self.request.method,
            "path": redacted_target(&self.request.target),
            "status": self.status,
            "group": self.group,
            "headers": redacted_headers(&self.request.headers),
            "body": redacted_body(&self.request),
        })
    }
}

fn size(entry: &Entry) -> usize {
    let headers: usize = entry.request.headers.iter().map(|(name, value)| name.len() + value.len() + 64).sum();
    entry.request.body.len() + entry.request.target.len() + headers + 128
}

fn redacted_headers(headers: &[(String, String)]) -> Map<String, Value> {
    let mut shown = Map::new();
    for (name, value) in headers {
        let value = if SECRET_HEADERS.contains(&name.as_str()) { REDACTED } else { value };
        let joined = match shown.get(name).and_then(Value::as_str) {
            Some(before) => format!("{before}, {value}"),
            None => value.to_owned(),
        };
        shown.insert(name.clone(), joined.into());
    }
    shown
}

fn redacted_target(target: &str) -> String {
    match target.split_once('?') {
        Some((path, query)) => format!("{path}?{}", redacted_form(query.as_bytes())),
        None => target.to_owned(),
    }
}

fn redacted_body(request: &Request) -> String {
    if let Ok(mut json) = serde_json::from_slice::<Value>(&request.body) {
        return if redact_json(&mut json) { json.to_string() } else { lossy_text(&request.body) };
    }
    // The login endpoints take only forms, but a body of another type may hold secrets too.
    let form = request.media_type() == Some("application/x-www-form-urlencoded");
    if form || request.path().starts_with("/restapi/oauth") {
        return redacted_form(&request.body);
    }
    lossy_text(&request.body)
}

fn lossy_text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn redacted_form(form: &[u8]) -> String {
    let mut shown = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(form) {
        let value = if SECRET_FIELDS.contains(&&*name) { REDACTED } else { &value };
        shown.append_pair(&name, value);
    }
    shown.finish()
}

/// Redacts secrets and returns whether there were any. A body without secrets is shown exactly as sent.
fn redact_json(json: &mut Value) -> bool {
    let mut any = false;
    match json {
        Value::Array(items) => {
            for item in items {
                any |= redact_json(item);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                if SECRET_FIELDS.contains(&name.as_str()) {
                    *value = REDACTED.into();
                    any = true;
                } else {
                    any |= redact_json(value);
                }
            }
        }
        _ => {}
    }
    any
}

#[cfg(test)]
mod tests {
    use super::{Entry, Journal, MAX_ENTRIES};
    use crate::server::request::Request;

    fn entry(request: Request) -> Entry {
        Entry { at_ms: 0, status: Some(200), group: None, request }
    }

    #[test]
    fn no_secret_is_shown() {
        let form = "grant_type=x&assertion=CANARY&password=CANARY&refresh_token=CANARY&code=CANARY&username=u";
        let request = Request {
            target: "/p?access_token=CANARY&view=Detailed".into(),
            headers: vec![
                ("authorization".into(), "Bearer CANARY".into()),
                ("content-type".into(), "application/x-www-form-urlencoded".into()),
            ],
            body: form.into(),
            ..Request::default()
        };
        let json = Request { body: br#"{"a":[{"password":"CANARY"}],"token":"CANARY"}"#.into(), ..Request::default() };
        let shown = format!("{}{}", entry(request).to_json(1), entry(json).to_json(2));
        assert!(!shown.contains("CANARY"), "{shown}");
        assert!(shown.contains("view=Detailed") && shown.contains("username=u"));
    }

    #[test]
    fn a_body_without_secrets_is_shown_as_sent() {
        let body = r#"{ "to": {"phoneNumber":"1"} }"#;
        let shown = entry(Request { body: body.into(), ..Request::default() }).to_json(1);
        assert_eq!(shown["body"], body);
    }

    #[test]
    fn the_oldest_entries_are_dropped() {
        let mut journal = Journal::default();
        for _ in 0..MAX_ENTRIES + 5 {
            journal.push(entry(Request::default()));
        }
        assert_eq!(journal.entries.len(), MAX_ENTRIES);
        assert_eq!((journal.get(5), journal.next_number()), (None, MAX_ENTRIES as u64 + 6));
        assert_eq!(journal.get(6).unwrap()["number"], 6);
        journal.push(entry(Request { body: vec![0; super::MAX_BYTES - 200], ..Request::default() }));
        assert!(journal.entries.len() < 10 && journal.bytes <= super::MAX_BYTES);
    }
}
