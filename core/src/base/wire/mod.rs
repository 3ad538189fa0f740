//! The platform's JSON bodies and header values.
//!
//! Parsing accepts every form seen in the documentation, in the vendor's SDKs or in practice. Only the documented form is
//! sent.
//!
//! The sources differ in these points, and every variant is accepted: ids are strings on `ring-out`, numbers on `ringout`
//! and in the guide's sample; `NoSuchUser` is also written `NosuchUser`; errors come in five shapes; `Retry-After` is
//! seconds or a date; header names come in any case. Unused fields are not declared here, so their absence or type cannot
//! break anything.

mod lists;
mod time;

pub(crate) use lists::{JsonObject, Page};
pub(crate) use time::{format_time, parse_time};

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::time::{Duration, SystemTime};

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// The parts of an HTTP response that the layers above HTTP need.
#[derive(Debug, Clone, Default)]
pub(crate) struct HttpResponse {
    pub(crate) status: u16,
    /// `RCRequestId`
    pub(crate) request_id: Option<String>,
    /// `Retry-After`, with a date converted to a duration, an hour at most. After a 429 it is the rate limiter's wait,
    /// which is never shorter.
    pub(crate) retry_after: Option<Duration>,
    pub(crate) content_type: Option<String>,
    /// `Date`: when the server responded, by the server's clock.
    pub(crate) date: Option<SystemTime>,
    pub(crate) rate: RateHeaders,
    /// When the first byte of the request was sent, by this machine's clock.
    pub(crate) sent_at: Option<SystemTime>,
    /// Whether an earlier attempt of the same request may have reached the server without a response.
    pub(crate) after_lost_attempt: bool,
    /// All headers, if the request asked for them.
    pub(crate) headers: Vec<(String, String)>,
    /// Empty if the response is `compressed`.
    pub(crate) body: Vec<u8>,
    /// The coding of a compressed body, although no request asks for one.
    pub(crate) compressed: Option<&'static str>,
}

impl HttpResponse {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// The rate-limit headers of a response (`X-Rate-Limit-*`). They are missing for account-wide limits; an invalid one
/// counts as missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RateHeaders {
    /// An opaque key. The platform may change its names.
    pub(crate) group: Option<String>,
    /// Whether the key may be a secret that the server echoes, and must not be shown.
    pub(crate) is_echo: bool,
    pub(crate) limit: Option<u32>,
    pub(crate) remaining: Option<u32>,
    pub(crate) window: Option<Duration>,
}

/// The rate-limit group of a request. Names and sizes are the platform's defaults; responses report the real ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    /// Status and lists: 50 a minute.
    Light,
    /// Create, cancel, call log: 10 a minute.
    Heavy,
    /// Tokens: 5 a minute.
    Auth,
    /// Anything else. Its group is unknown in advance, so it is delayed only after a refusal.
    Other,
}

impl Group {
    /// The group of a request that your program composed.
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

/// The penalty after a 429 without `Retry-After`: the platform's documented minimum.
pub(crate) const DEFAULT_PENALTY: Duration = Duration::from_secs(30);
/// The longest wait for the platform, whatever it asks for: a limit of a day may be lifted earlier.
pub(crate) const MAX_WAIT: Duration = Duration::from_secs(3600);

/// The body of a create.
///
/// `to` is an object, because the platform responds to an array with 400. A field that was not set is left out, neither
/// null nor empty.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<FromBody<'a>>,
    pub(crate) to: NumberBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) caller_id: Option<NumberBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) play_prompt: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) country: Option<CountryBody<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NumberBody<'a> {
    pub(crate) phone_number: &'a str,
}

/// The caller: a number, or the id of one of the user's forwarding numbers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum FromBody<'a> {
    PhoneNumber(&'a str),
    ForwardingNumberId(&'a str),
}

#[derive(Debug, Serialize)]
pub(crate) struct CountryBody<'a> {
    pub(crate) id: &'a str,
}

/// The response to a create and to a status request. `uri` is deliberately not read: it may be relative or name the other
/// path, so paths are built from the id.
///
/// Its strings are parts of the response, because it is the one that programs poll.
#[derive(Debug, Deserialize)]
pub(crate) struct CallBody<'a> {
    /// A string, or a number as its decimal digits; `None` if it is missing.
    #[serde(default, borrow, deserialize_with = "id")]
    pub(crate) id: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "from_object")]
    pub(crate) status: StatusBody<'a>,
}

/// A missing status becomes `Unknown`: two statuses are more useful than an error.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(clippy::struct_field_names)] // the platform's names
pub(crate) struct StatusBody<'a> {
    #[serde(default, borrow, deserialize_with = "text")]
    pub(crate) call_status: Option<Cow<'a, str>>,
    #[serde(default, borrow, deserialize_with = "text")]
    pub(crate) caller_status: Option<Cow<'a, str>>,
    #[serde(default, borrow, deserialize_with = "text")]
    pub(crate) callee_status: Option<Cow<'a, str>>,
}

/// Parses an object. serde alone would also accept an array, field by field.
pub(crate) fn object<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Option<T> {
    let is_object = body.trim_ascii_start().first() == Some(&b'{');
    serde_json::from_slice(body).ok().filter(|_| is_object)
}

/// Deserializes a field that must be an object, not an array.
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

/// Deserializes an id: a string on `ring-out`, an integer on `ringout`. A float has already lost digits.
fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Cow<'de, str>>, D::Error> {
    deserializer.deserialize_any(Text { or_integer: true })
}

/// Deserializes a string or null. serde would copy an optional `Cow`.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Cow<'de, str>>, D::Error> {
    deserializer.deserialize_any(Text { or_integer: false })
}

/// Accepts a string, without copying it unless it has escapes, or null.
struct Text {
    or_integer: bool,
}

impl Text {
    fn integer<'de, E: serde::de::Error>(
        &self,
        digits: String,
        integer: Unexpected<'_>,
    ) -> Result<Option<Cow<'de, str>>, E> {
        if self.or_integer { Ok(Some(digits.into())) } else { Err(E::invalid_type(integer, self)) }
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.or_integer { "a string or an integer" } else { "a string" })
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(text.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned().into()))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E: serde::de::Error>(self, integer: u64) -> Result<Self::Value, E> {
        self.integer(integer.to_string(), Unexpected::Unsigned(integer))
    }

    fn visit_i64<E: serde::de::Error>(self, integer: i64) -> Result<Self::Value, E> {
        self.integer(integer.to_string(), Unexpected::Signed(integer))
    }
}

/// Any error body: the platform's, a bare list, OAuth's, or one that is not JSON.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "RawErrorBody")]
pub(crate) struct ErrorBody {
    pub(crate) error_code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) oauth_error: Option<String>,
    pub(crate) oauth_description: Option<String>,
    /// The parameter of the error as a whole, if the list of errors names none.
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

/// One entry of the list of errors. Other fields stay in `fields` unchanged.
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
            let is_malformed = value.is_boolean() || value.is_array() || value.is_object();
            let text = text_of(&value);
            if is_malformed {
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

impl From<RawErrorBody> for ErrorBody {
    fn from(raw: RawErrorBody) -> Self {
        // One malformed entry must not hide the others.
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

/// Deserializes a string or a number; anything else counts as missing. A malformed field must not hide the error.
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

/// A JSON value as people write it: strings without quotes.
pub(crate) fn plain_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The same for a value serialized as JSON.
pub(crate) fn text_of_json(json: &str) -> String {
    serde_json::from_str(json).map_or_else(|_| json.to_owned(), |value| plain_text(&value))
}

/// Whether a string is one JSON value.
pub(crate) fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composed_requests_have_the_group_of_their_path() {
        assert_eq!(Group::of(false, "/restapi/v1.0/account/~/extension/~/ring-out"), Group::Heavy);
        assert_eq!(Group::of(true, "/restapi/v1.0/account/~/extension/~/ringout/1"), Group::Light);
        assert_eq!(Group::of(true, "/restapi/v1.0/account/~/extension/~/call-log?view=Detailed"), Group::Heavy);
        assert_eq!(Group::of(true, "/restapi/v1.0/account/~/extension/~/sms"), Group::Other);
    }
}
