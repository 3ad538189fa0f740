//! Reading the vectors, and what all of their runners check.

use std::path::Path;

use ringout_core::{Error, Result};
use serde_json::Value;

/// The vectors of a file in `tests/vectors/`.
pub fn read(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The text of a field.
pub fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("no text {field} in {value}"))
}

/// The texts of a list, which may be missing.
pub fn texts(value: &Value) -> Vec<&str> {
    value.as_array().map(|items| items.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

/// The code of a result, `OK` for success.
pub fn code_of<T>(result: &Result<T>) -> &'static str {
    result.as_ref().map_or_else(|error| error.code().as_str(), |_| "OK")
}

/// How an error differs from the `expect` of a vector; empty if it does not. A missing key is not checked, `null` must be
/// absent.
pub fn differences(error: &Error, expect: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (key, wanted) in expect.as_object().unwrap() {
        let seen = match key.as_str() {
            "text" => {
                let whole = error.to_string();
                let missing = texts(wanted).into_iter().filter(|part| !whole.contains(part));
                found.extend(missing.map(|part| format!("{part:?} is not in {whole:?}")));
                continue;
            }
            "hint" if wanted.is_array() => {
                let hint = error.hint().unwrap_or_default();
                let missing = texts(wanted).into_iter().filter(|part| !hint.contains(part));
                found.extend(missing.map(|part| format!("{part:?} is not in the hint {hint:?}")));
                continue;
            }
            "fields" => other_fields(error),
            name => field(error, name),
        };
        if seen != *wanted {
            found.push(format!("{key} is {seen}, not {wanted}"));
        }
    }
    found.extend(unfit(error.message()));
    found
}

/// The other fields of the first entry of the answer's list of errors.
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

/// What is wrong with any message, whatever it is about.
fn unfit(message: &str) -> Option<String> {
    if message.contains(char::is_control) {
        return Some(format!("a control character is in {message:?}"));
    }
    let length = message.chars().count();
    (length == 0 || length > 1000).then(|| format!("the message has {length} characters"))
}

/// Every text that an error can show.
pub fn all_texts(error: &Error) -> String {
    format!("{error}\n{error:?}\n{error:#?}\n{:?}\n{:?}\n{:?}", error.hint(), error.details(), error.attempt())
        + &[error.parameter(), error.error_code(), error.oauth_error(), error.request_id()]
            .map(|t| t.unwrap_or(""))
            .join("\n")
}

/// Fails with the list of what went wrong, if anything did.
pub fn report(what: &str, ran: usize, failures: &[String]) {
    assert!(failures.is_empty(), "{} of {ran} {what} failed:\n{}", failures.len(), failures.join("\n"));
}
