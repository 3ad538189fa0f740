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
}

impl AdminError {
    /// 400.
    pub fn invalid(sentence: impl Into<String>) -> AdminError {
        AdminError { status: 400, sentence: sentence.into() }
    }

    /// 404: the path names something that does not exist.
    pub fn not_found(sentence: impl Into<String>) -> AdminError {
        AdminError { status: 404, sentence: sentence.into() }
    }

    /// 404: unknown admin request.
    pub fn unknown(method: &str, path: &str) -> AdminError {
        AdminError::not_found(format!("unknown admin request {method} /_simulator/{path}"))
    }

    /// 409: impossible in the current state.
    pub fn conflict(sentence: impl Into<String>) -> AdminError {
        AdminError { status: 409, sentence: sentence.into() }
    }

    pub fn into_sentence(self) -> String {
        self.sentence
    }

    pub fn into_response(self) -> Response {
        Response::json(self.status, &json!({ "error": self.sentence }))
    }
}

/// Fields of a JSON object, taken one by one. [`finish`](Self::finish) rejects fields that were not taken.
#[derive(Debug)]
pub struct Fields {
    fields: Map<String, Value>,
    /// Path of the object for error messages: empty, or a name with a dot (`fault.`).
    path: &'static str,
}

impl Fields {
    /// Parses the body of a request. An empty body has no fields.
    pub fn read(request: &Request) -> Result<Fields, AdminError> {
        if matches!(&*request.body, b"" | b"null") {
            return Ok(Fields { fields: Map::new(), path: "" });
        }
        let body: Value = serde_json::from_slice(&request.body)
            .map_err(|error| AdminError::invalid(format!("the body is not JSON: {error}")))?;
        Fields::from_value(body, "")
    }

    /// Takes the fields of an object inside the body. `path` is its name with a dot.
    pub fn from_value(value: Value, path: &'static str) -> Result<Fields, AdminError> {
        match value {
            Value::Object(fields) => Ok(Fields { fields, path }),
            other => Err(AdminError::invalid(format!("{}expected an object, got {other}", prefix(path)))),
        }
    }

    /// Takes the value of a field; `None` if it is missing.
    pub fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, AdminError> {
        let Some(value) = self.fields.remove(name) else { return Ok(None) };
        serde_json::from_value(value.clone())
            .map(Some)
            .map_err(|error| AdminError::invalid(format!("{}{name}: invalid value {value}: {error}", self.path)))
    }

    /// Returns an error if a field was not taken.
    pub fn finish(self) -> Result<(), AdminError> {
        match self.fields.keys().next() {
            None => Ok(()),
            Some(name) => Err(AdminError::invalid(format!("unknown field {}{name}", self.path))),
        }
    }
}

fn prefix(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("{}: ", path.trim_end_matches('.')) }
}
