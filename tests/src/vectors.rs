//! Reader of the vectors, and the checks that their tests share.

use std::path::Path;

use ringout_core::{Error, Result};
use serde_json::Value;

/// Reads a file of `tests/vectors/`.
pub fn read(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Returns the string in a field.
pub fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("no string {field} in {value}"))
}

/// Returns the strings of a list, none if the list is missing.
pub fn texts(value: &Value) -> Vec<&str> {
    value.as_array().map(|items| items.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

/// Returns the error code of a result, or `OK`.
pub fn code_of<T>(result: &Result<T>) -> &'static str {
    result.as_ref().map_or_else(|error| error.code().as_str(), |_| "OK")
}

/// Lists the differences between an error and the `expect` of a vector. Keys that `expect` lacks are not checked; a field that
/// is `null` there must be absent.
pub fn differences(error: &Error, expect: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (key, expected) in expect.as_object().unwrap() {
        let actual = match key.as_str() {
            "text" => {
                let whole = error.to_string();
                let missing = texts(expected).into_iter().filter(|part| !whole.contains(part));
                found.extend(missing.map(|part| format!("{part:?} is not in {whole:?}")));
                continue;
            }
            "hint" if expected.is_array() => {
                let hint = error.hint().unwrap_or_default();
                let missing = texts(expected).into_iter().filter(|part| !hint.contains(part));
                found.extend(missing.map(|part| format!("{part:?} is not in the hint {hint:?}")));
                continue;
            }
            "fields" => other_fields(error),
            name => field(error, name),
        };
        if actual != *expected {
            found.push(format!("{key} is {actual}, not {expected}"));
        }
    }
    found.extend(message_defect(error.message()));
    found
}

/// Returns the additional fields of the first entry in the response's list of errors.
fn other_fields(error: &Error) -> Value {
    let fields = error.details().first().map(|detail| &detail.fields).into_iter().flatten();
    fields
        .map(|(name, json)| (name.clone(), serde_json::from_str(json).unwrap()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn field(error: &Error, name: &str) -> Value {
    match name {
        "code" => error.code().as_str().into(),
        "http_status" => error.http_status().into(),
        "error_code" => error.error_code().into(),
        "parameter" => error.parameter().into(),
        "oauth_error" => error.oauth_error().into(),
        "request_id" => error.request_id().into(),
        "retry_after" => error.retry_after().map(|wait| wait.as_secs()).into(),
        "retryable" => error.is_retryable().into(),
        "may_have_placed" => error.may_have_placed().into(),
        "details" => error.details().len().into(),
        "hint" => error.hint().into(),
        other => panic!("a vector expects the unknown field {other}"),
    }
}

/// Describes a defect that no error message may have.
fn message_defect(message: &str) -> Option<String> {
    if message.contains(char::is_control) {
        return Some(format!("a control character is in {message:?}"));
    }
    let length = message.chars().count();
    (length == 0 || length > 1000).then(|| format!("the message has {length} characters"))
}

/// Concatenates every string that an error can show.
pub fn all_texts(error: &Error) -> String {
    format!("{error}\n{error:?}\n{error:#?}\n{:?}\n{:?}\n{:?}", error.hint(), error.details(), error.attempt())
        + &[error.parameter(), error.error_code(), error.oauth_error(), error.request_id()]
            .map(|t| t.unwrap_or(""))
            .join("\n")
}

/// Panics with the list of failures, if there are any.
pub fn report(what: &str, ran: usize, failures: &[String]) {
    assert!(failures.is_empty(), "{} of {ran} {what} failed:\n{}", failures.len(), failures.join("\n"));
}
