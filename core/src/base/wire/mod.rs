//! The JSON that the platform sends and takes, and nothing else.
//!
//! Every form that the documents, the vendor's own SDKs or the field have shown is read; only the documented one is
//! sent.
//!
//! What differs between the sources, and is read in every form: ids are text on `ring-out`, numbers on `ringout` and in
//! the guide's sample; `NoSuchUser` is also written `NosuchUser`; errors come in five shapes; `Retry-After` is seconds
//! or a date; header names come in any case. Fields that are not used are not named here, so their absence or their
//! type cannot break anything.

mod lists;
mod time;

pub(crate) use lists::{JsonObject, Page};
pub(crate) use time::{format_time, parse_time};

use std::fmt;
use std::marker::PhantomData;
use std::time::{Duration, SystemTime};

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// An HTTP answer, as far as anything above HTTP needs it.
#[derive(Debug, Clone, Default)]
pub(crate) struct HttpResponse {
    pub(crate) status: u16,
    /// `RCRequestId`
    pub(crate) request_id: Option<String>,
    /// `Retry-After`, a date already turned into a wait, of an hour at most. After a 429 the time that the client's own
    /// account says, which is never shorter.
    pub(crate) retry_after: Option<Duration>,
    pub(crate) content_type: Option<String>,
    /// `Date`: when the server answered, by its own clock.
    pub(crate) date: Option<SystemTime>,
    pub(crate) rate: RateHeaders,
    /// When the first byte of its request left, by this machine's clock.
    pub(crate) sent_at: Option<SystemTime>,
    /// Whether an earlier try of the same request may have reached the server and got no answer.
    pub(crate) after_lost_attempt: bool,
    /// All of them, if the request asked for them.
    pub(crate) headers: Vec<(String, String)>,
    /// Empty for an answer that is `compressed`.
    pub(crate) body: Vec<u8>,
    /// How the body was compressed, although no request asks for that.
    pub(crate) compressed: Option<&'static str>,
}

impl HttpResponse {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// What an answer tells of the platform's limits (`X-Rate-Limit-*`). Missing for account-wide limits; what cannot be
/// read counts as missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RateHeaders {
    /// An opaque key: the platform may change its names.
    pub(crate) group: Option<String>,
    /// Whether the key may be a secret that the server echoes: then it is not shown.
    pub(crate) is_echo: bool,
    pub(crate) limit: Option<u32>,
    pub(crate) remaining: Option<u32>,
    pub(crate) window: Option<Duration>,
}

/// The kind of a request, as far as limits go. The names and sizes are the platform's defaults; the answers tell the
/// real ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    /// Status and lists: 50 a minute.
    Light,
    /// Create, cancel, call log: 10 a minute.
    Heavy,
    /// Tokens: 5 a minute.
    Auth,
    /// Anything else: not known before it is asked, so held back only after a refusal.
    Other,
}

impl Group {
    /// The group of a request of the caller's own making.
    pub(crate) fn of(is_get: bool, path: &str) -> Self {
        let has = |word: &str| path.split(['/', '?']).any(|segment| segment == word);
        if has("call-log") {
            Self::Heavy
        } else if has("ring-out") || has("ringout") {
            if is_get { Self::Light } else { Self::Heavy }
        } else {
            Self::Other
        }
    }
}

/// How long to stay away after a 429 that does not say: the platform's documented minimum.
pub(crate) const DEFAULT_PENALTY: Duration = Duration::from_secs(30);
/// The longest wait for the platform, whatever it says: what was limited for a day may be allowed again earlier.
pub(crate) const MAX_WAIT: Duration = Duration::from_secs(3600);

/// The body of a create.
///
/// `to` is an object: an array is answered with 400. What the caller left
/// out is absent, neither null nor empty.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<From<'a>>,
    pub(crate) to: Number<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) caller_id: Option<Number<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) play_prompt: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) country: Option<Country<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Number<'a> {
    pub(crate) phone_number: &'a str,
}

/// The caller: a number, or the id of one of the user's forwarding numbers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum From<'a> {
    PhoneNumber(&'a str),
    ForwardingNumberId(&'a str),
}

#[derive(Debug, Serialize)]
pub(crate) struct Country<'a> {
    pub(crate) id: &'a str,
}

/// The answer to a create and to a status request. `uri` is left unread on purpose: it may be relative or name the
/// other path, so paths are built from the id.
#[derive(Debug, Deserialize)]
pub(crate) struct CallBody {
    /// Text, or a number as its decimal text; `None` if the answer leaves it out.
    #[serde(default, deserialize_with = "id")]
    pub(crate) id: Option<String>,
    #[serde(deserialize_with = "from_object")]
    pub(crate) status: StatusBody,
}

/// Each may be missing, and is `Unknown` then: two statuses are still worth more than an error.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(clippy::struct_field_names)] // the platform's names
pub(crate) struct StatusBody {
    #[serde(default)]
    pub(crate) call_status: Option<String>,
    #[serde(default)]
    pub(crate) caller_status: Option<String>,
    #[serde(default)]
    pub(crate) callee_status: Option<String>,
}

/// Reads an object. serde would take an array for one, field by field.
pub(crate) fn object<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    let is_object = body.trim_ascii_start().first() == Some(&b'{');
    serde_json::from_slice(body).ok().filter(|_| is_object)
}

/// A field that is an object, and no array in the place of one.
fn from_object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Object<T>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for Object<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map))
        }
    }
    deserializer.deserialize_map(Object(PhantomData))
}

/// An id: text on `ring-out`, a whole number on `ringout`. Any other number has lost digits on its way here.
fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    use serde::de::Error;
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::String(id) => Ok(Some(id)),
        Value::Number(id) if !id.is_f64() => Ok(Some(id.to_string())),
        _ => Err(D::Error::custom("the id is neither text nor a whole number")),
    }
}

/// Every error body there is: the platform's, the one that is only a list, OAuth's, and bodies that are not JSON.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "RawErrorBody")]
pub(crate) struct ErrorBody {
    pub(crate) error_code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) oauth_error: Option<String>,
    pub(crate) oauth_description: Option<String>,
    /// Of the error as a whole, where the list of errors names none.
    pub(crate) parameter_name: Option<String>,
    pub(crate) errors: Vec<ErrorEntry>,
    /// The other fields of the body.
    pub(crate) fields: Map<String, Value>,
    pub(crate) is_json: bool,
}

impl ErrorBody {
    pub(crate) fn parse(body: &[u8]) -> Self {
        object(body).unwrap_or_else(|| Self {
            is_json: serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok(),
            ..Self::default()
        })
    }
}

/// One entry of the list of errors. What has no place of its own stays in `fields`, as it came.
#[derive(Debug, Default)]
pub(crate) struct ErrorEntry {
    pub(crate) error_code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) parameter_name: Option<String>,
    pub(crate) parameter_value: Option<Value>,
    pub(crate) additional_info: Option<Value>,
    pub(crate) fields: Map<String, Value>,
}

impl ErrorEntry {
    fn new(mut fields: Map<String, Value>) -> Self {
        let text = |fields: &mut Map<String, Value>, name: &str| {
            let value = fields.remove(name)?;
            let is_odd = value.is_boolean() || value.is_array() || value.is_object();
            let text = text_of(&value);
            if is_odd {
                fields.insert(name.to_owned(), value);
            }
            text
        };
        Self {
            error_code: text(&mut fields, "errorCode"),
            message: text(&mut fields, "message"),
            parameter_name: text(&mut fields, "parameterName"),
            parameter_value: fields.remove("parameterValue").filter(|value| !value.is_null()),
            additional_info: fields.remove("additionalInfo").filter(|value| !value.is_null()),
            fields,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawErrorBody {
    #[serde(default, deserialize_with = "lenient_text")]
    error_code: Option<String>,
    #[serde(default, deserialize_with = "lenient_text")]
    message: Option<String>,
    #[serde(default, deserialize_with = "lenient_text")]
    error: Option<String>,
    #[serde(default, rename = "error_description", deserialize_with = "lenient_text")]
    error_description: Option<String>,
    #[serde(default, deserialize_with = "lenient_text")]
    parameter_name: Option<String>,
    #[serde(default)]
    errors: Option<Value>,
    #[serde(flatten)]
    fields: Map<String, Value>,
}

impl std::convert::From<RawErrorBody> for ErrorBody {
    fn from(raw: RawErrorBody) -> Self {
        // One odd entry must not hide the others.
        let errors = match raw.errors {
            Some(Value::Array(entries)) => {
                let objects = entries.into_iter().filter_map(|entry| match entry {
                    Value::Object(fields) => Some(ErrorEntry::new(fields)),
                    _ => None,
                });
                objects.collect()
            }
            _ => Vec::new(),
        };
        Self {
            error_code: raw.error_code,
            message: raw.message,
            oauth_error: raw.error,
            oauth_description: raw.error_description,
            parameter_name: raw.parameter_name,
            errors,
            fields: raw.fields,
            is_json: true,
        }
    }
}

/// Text, or a number in its place; what is no code and no sentence counts as missing. An odd body must not hide the
/// error.
fn lenient_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(text_of(&Value::deserialize(deserializer)?))
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.is_empty() => None,
        Value::String(_) | Value::Number(_) => Some(plain_text(value)),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A JSON value as a person would write it: text without quotes.
pub(crate) fn plain_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The same of a value that is written as JSON.
pub(crate) fn text_of_json(json: &str) -> String {
    serde_json::from_str(json).map_or_else(|_| json.to_owned(), |value| plain_text(&value))
}

/// Whether a text is one JSON value.
pub(crate) fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_the_callers_own_have_their_groups() {
        assert_eq!(Group::of(false, "/restapi/v1.0/account/~/extension/~/ring-out"), Group::Heavy);
        assert_eq!(Group::of(true, "/restapi/v1.0/account/~/extension/~/ringout/1"), Group::Light);
        assert_eq!(Group::of(true, "/restapi/v1.0/account/~/extension/~/call-log?view=Detailed"), Group::Heavy);
        assert_eq!(Group::of(true, "/restapi/v1.0/account/~/extension/~/sms"), Group::Other);
    }
}
