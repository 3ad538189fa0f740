//! Validation of the create request, as the platform does it.

use serde_json::{Map, Value};

use super::calls::NewCall;
use super::id::Family;
use super::number::{self, Admission};
use crate::account::numbers;
use crate::errors::ApiError;
use crate::server::request::Request;

type Object = Map<String, Value>;

/// Parses the body of a create and decides the fate of both legs.
pub fn read(family: Family, request: &Request) -> Result<NewCall, ApiError> {
    if !matches!(request.media_type(), None | Some("application/json")) {
        return Err(ApiError::bad_request());
    }
    let body: Value = serde_json::from_slice(&request.body).map_err(|_| ApiError::bad_json())?;
    let body = body.as_object().ok_or_else(ApiError::bad_request)?;
    let national = is_national(body)?;
    let to = party(body, "to")?.ok_or_else(|| ApiError::invalid_parameter("to", None))?;
    let to = phone_number(to, "to.phoneNumber", national)?;
    let from = caller(body, national)?;
    let prompt = prompt(body)?;
    check_caller_id(body, national)?;
    let admission = admit(&from, &to)?;
    Ok(NewCall {
        family,
        prompt,
        caller: number::fate_of(&from),
        callee: number::fate_of(&to),
        vanishes: admission == Admission::Vanishes,
        from,
        to,
    })
}

/// Returns a field; `None` if it is missing or null.
fn field<'a>(fields: &'a Object, name: &str) -> Option<&'a Value> {
    fields.get(name).filter(|value| !value.is_null())
}

fn party<'a>(body: &'a Object, name: &str) -> Result<Option<&'a Object>, ApiError> {
    let Some(value) = field(body, name) else { return Ok(None) };
    value.as_object().map(Some).ok_or_else(|| ApiError::invalid_parameter(name, Some(value.to_string())))
}

fn phone_number(party: &Object, name: &str, national: bool) -> Result<String, ApiError> {
    let value = field(party, "phoneNumber").ok_or_else(|| ApiError::invalid_parameter(name, None))?;
    let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    // How the platform responds to an unknown extension is not documented.
    let is_known = |number: &String| number::extension(number, national).is_none_or(numbers::is_extension);
    let number = value.as_str().and_then(|text| number::parse(text, national)).filter(is_known);
    number.ok_or_else(|| ApiError::invalid_parameter(name, Some(text)))
}

/// Returns the caller's number: `from`, the forwarding number with the given id, or the default forwarding number.
fn caller(body: &Object, national: bool) -> Result<String, ApiError> {
    let Some(from) = party(body, "from")? else { return Ok(numbers::default_forwarding().into()) };
    let Some(id) = field(from, "forwardingNumberId") else {
        return phone_number(from, "from.phoneNumber", national);
    };
    if field(from, "phoneNumber").is_some() {
        return Err(ApiError::invalid_parameter("from", None));
    }
    let id = id.as_str().map_or_else(|| id.to_string(), ToOwned::to_owned);
    match numbers::forwarding_by_id(&id) {
        Some(number) => Ok(number.into()),
        None => Err(ApiError::unknown_reference("from.forwardingNumberId", id)),
    }
}

fn prompt(body: &Object) -> Result<bool, ApiError> {
    let Some(value) = field(body, "playPrompt") else { return Ok(false) };
    value.as_bool().ok_or_else(|| ApiError::invalid_parameter("playPrompt", Some(value.to_string())))
}

fn is_national(body: &Object) -> Result<bool, ApiError> {
    let Some(country) = party(body, "country")? else { return Ok(false) };
    let id = field(country, "id").and_then(Value::as_str).unwrap_or_default();
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        let value = field(country, "id").map(ToString::to_string);
        return Err(ApiError::invalid_parameter("country.id", value));
    }
    Ok(true)
}

fn check_caller_id(body: &Object, national: bool) -> Result<(), ApiError> {
    let Some(caller_id) = party(body, "callerId")? else { return Ok(()) };
    let shown = phone_number(caller_id, "callerId.phoneNumber", national)?;
    if numbers::may_show(&shown) { Ok(()) } else { Err(ApiError::caller_id_not_allowed(shown)) }
}

fn admit(from: &str, to: &str) -> Result<Admission, ApiError> {
    let sides = [(from, "from.phoneNumber"), (to, "to.phoneNumber")];
    for (number, name) in sides {
        if let Admission::Refused(status) = number::admission_of(number) {
            return Err(ApiError::refused(status.name(), name));
        }
    }
    let vanishes = sides.iter().any(|(number, _)| number::admission_of(number) == Admission::Vanishes);
    Ok(if vanishes { Admission::Vanishes } else { Admission::Placed })
}
