//! Strict parsing of admin requests: a misspelled field is an error and never ignored.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::server::request::Request;
use crate::server::response::Response;

/// Error response of the admin API: `{"error": "one sentence"}`.
#[derive(Debug)]
pub struct AdminError {
    status: u16,
    sentence: String,
    /// Methods for the Allow header of a 405.
    allow: Option<String>,
}

impl AdminError {
    fn new(status: u16, sentence: impl Into<String>) -> AdminError {
        AdminError { status, sentence: sentence.into(), allow: None }
    }

    /// 400.
    pub fn invalid(sentence: impl Into<String>) -> AdminError {
        AdminError::new(400, sentence)
    }

    /// 403: a page that may not use the admin API.
    pub fn forbidden(sentence: impl Into<String>) -> AdminError {
        AdminError::new(403, sentence)
    }

    /// 404: the path names something that does not exist.
    pub fn not_found(sentence: impl Into<String>) -> AdminError {
        AdminError::new(404, sentence)
    }

    /// 404 for an unknown path, 405 for a method that the path does not have.
    pub fn unknown(method: &str, path: &str, allow: Option<String>) -> AdminError {
        let (status, reason) = match &allow {
            Some(allow) => (405, format!("this path has {allow}")),
            None => (404, format!("GET {} lists them all", super::PREFIX)),
        };
        let sentence = format!("there is no admin request {method} {}{path}; {reason}", super::PREFIX);
        AdminError { allow, ..AdminError::new(status, sentence) }
    }

    /// 409: impossible in the current state.
    pub fn conflict(sentence: impl Into<String>) -> AdminError {
        AdminError::new(409, sentence)
    }

    pub fn into_sentence(self) -> String {
        self.sentence
    }

    pub fn into_response(self) -> Response {
        let response = Response::json(self.status, &json!({ "error": self.sentence }));
        match self.allow {
            Some(allow) => response.header("Allow", allow),
            None => response,
        }
    }
}

/// Fields of a JSON object, taken one by one. [`finish`](Self::finish) rejects fields that were not taken.
#[derive(Debug)]
pub struct Fields {
    left: Map<String, Value>,
    /// Names that were taken, for error messages.
    known: Vec<String>,
    /// Path of the object for error messages: empty, or a name with a dot (`fault.`).
    path: &'static str,
}

impl Fields {
    /// Parses the body of a request. An empty body has no fields.
    pub fn read(request: &Request) -> Result<Fields, AdminError> {
        if matches!(&*request.body, b"" | b"null") {
            return Ok(Fields { left: Map::new(), known: vec![], path: "" });
        }
        let body: Value = serde_json::from_slice(&request.body)
            .map_err(|error| AdminError::invalid(format!("the body is not JSON: {error}")))?;
        Fields::from_value(body, "")
    }

    /// Takes the fields of an object inside the body. `path` is its name with a dot.
    pub fn from_value(value: Value, path: &'static str) -> Result<Fields, AdminError> {
        match value {
            Value::Object(left) => Ok(Fields { left, known: vec![], path }),
            other => Err(AdminError::invalid(format!("{}expected an object, got {other}", prefix(path)))),
        }
    }

    /// Takes the value of a field; `None` if it is missing.
    pub fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, AdminError> {
        self.known.push(name.into());
        let Some(value) = self.left.remove(name) else { return Ok(None) };
        serde_json::from_value(value.clone())
            .map(Some)
            .map_err(|error| AdminError::invalid(format!("{}{name}: invalid value {value}: {error}", self.path)))
    }

    /// Returns an error if a field was not taken.
    pub fn finish(self) -> Result<(), AdminError> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(name) => {
                let known = if self.known.is_empty() { "no field".to_owned() } else { enumeration(&self.known, "or") };
                Err(AdminError::invalid(format!("unknown field {}{name}: expected {known}", self.path)))
            }
        }
    }
}

/// Joins words to `a, b or c`.
pub fn enumeration(words: &[impl AsRef<str>], joint: &str) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {joint} {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

fn prefix(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("{}: ", path.trim_end_matches('.')) }
}
