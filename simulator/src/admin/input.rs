//! Reading admin requests strictly: a typing error must not pass as "nothing to do".

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::server::request::Request;
use crate::server::response::Response;

/// An error answer of the admin API: `{"error": "one sentence"}`.
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

    /// 404: something named in the path is not there.
    pub fn missing(sentence: impl Into<String>) -> AdminError {
        AdminError { status: 404, sentence: sentence.into() }
    }

    /// 404: no such admin request.
    pub fn unknown(method: &str, path: &str) -> AdminError {
        AdminError::missing(format!("there is no admin request {method} /_simulator/{path}"))
    }

    /// 409: understood, but not possible in the present state.
    pub fn not_now(sentence: impl Into<String>) -> AdminError {
        AdminError { status: 409, sentence: sentence.into() }
    }

    pub fn into_sentence(self) -> String {
        self.sentence
    }

    pub fn into_response(self) -> Response {
        Response::json(self.status, &json!({ "error": self.sentence }))
    }
}

/// The fields of a JSON object, taken one by one; what is left over at the end is an error.
#[derive(Debug)]
pub struct Fields {
    fields: Map<String, Value>,
    /// Where the object stands, for error texts: empty or `fault.`.
    place: &'static str,
}

impl Fields {
    /// The request's body; an empty one has no fields.
    pub fn read(request: &Request) -> Result<Fields, AdminError> {
        if matches!(&*request.body, b"" | b"null") {
            return Ok(Fields { fields: Map::new(), place: "" });
        }
        let body: Value = serde_json::from_slice(&request.body)
            .map_err(|error| AdminError::invalid(format!("the body is not JSON: {error}")))?;
        Fields::of(body, "")
    }

    /// An object inside the body; `place` is its name with a dot.
    pub fn of(value: Value, place: &'static str) -> Result<Fields, AdminError> {
        match value {
            Value::Object(fields) => Ok(Fields { fields, place }),
            other => Err(AdminError::invalid(format!("{}an object was expected, not {other}", spaced(place)))),
        }
    }

    /// The value of a field, or None if it is not there.
    pub fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, AdminError> {
        let Some(value) = self.fields.remove(name) else { return Ok(None) };
        serde_json::from_value(value.clone())
            .map(Some)
            .map_err(|error| AdminError::invalid(format!("{}{name}: {value} will not do: {error}", self.place)))
    }

    /// Nothing may be left.
    pub fn finish(self) -> Result<(), AdminError> {
        match self.fields.keys().next() {
            None => Ok(()),
            Some(name) => Err(AdminError::invalid(format!("unknown field {}{name}", self.place))),
        }
    }
}

fn spaced(place: &str) -> String {
    if place.is_empty() { String::new() } else { format!("{}: ", place.trim_end_matches('.')) }
}
