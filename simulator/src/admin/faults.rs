//! GET, POST and DELETE faults.

use serde_json::{Map, Value, json};

use super::AdminResult;
use super::input::{AdminError, Fields};
use crate::errors::catalogue::KnownError;
use crate::faults::{Fault, Moment, Rule, StaleWhen};
use crate::server::request::Request;
use crate::world::World;

const KINDS: &str = "status, error, body_bytes, delay_ms, drop, close_after_bytes, reset, truncate, malformed_json, wrong_length, drip_ms or stale_keep_alive";

pub fn list(world: &World) -> Value {
    let rules = world.faults.rules().iter().map(|rule| {
        json!({
            "id": rule.id,
            "method": rule.method,
            "path": rule.path,
            "times_left": rule.times_left,
            "used": rule.used,
            "fault": rule.spec,
        })
    });
    json!({ "faults": rules.collect::<Vec<_>>() })
}

pub fn add(world: &mut World, request: &Request) -> AdminResult {
    let rule = read(Fields::read(request)?)?;
    Ok(json!({ "id": world.faults.add(rule) }))
}

/// Reads a rule: `method` and `path` (default `*`), `times` (default 1; 0: unlimited) and `fault`.
pub fn read(mut fields: Fields) -> Result<Rule, AdminError> {
    let method = fields.take::<String>("method")?.unwrap_or_else(|| "*".into());
    let path = fields.take::<String>("path")?.unwrap_or_else(|| "*".into());
    let times = fields.take::<u64>("times")?.unwrap_or(1);
    let spec = fields.take::<Value>("fault")?.ok_or_else(|| AdminError::invalid("fault is missing"))?;
    fields.finish()?;
    if path != "*" && !path.starts_with('/') {
        return Err(AdminError::invalid(format!(
            "path: invalid value {path}, expected * or a path that starts with /"
        )));
    }
    let fault = fault(Fields::from_value(spec.clone(), "fault.")?)?;
    let times_left = (times > 0).then_some(times);
    Ok(Rule { id: 0, method: method.to_uppercase(), path, times_left, used: 0, fault, spec })
}

/// Reads a fault, which must have exactly one kind.
fn fault(mut fields: Fields) -> Result<Fault, AdminError> {
    let kinds = [
        response(&mut fields)?,
        body_bytes(&mut fields)?.map(Fault::BodyBytes),
        fields.take("delay_ms")?.map(Fault::DelayMs),
        fields.take("drop")?.map(Fault::Drop),
        fields.take("close_after_bytes")?.map(Fault::CloseAfterBytes),
        on_or(&mut fields, "reset", |moment| Fault::Reset(moment.unwrap_or(Moment::BeforeResponse)))?,
        on_or(&mut fields, "truncate", Fault::Truncate)?,
        on(&mut fields, "malformed_json")?.map(|()| Fault::MalformedJson),
        on_or(&mut fields, "wrong_length", |by| Fault::WrongLength(by.unwrap_or(10)))?,
        fields.take("drip_ms")?.map(Fault::DripMs),
        on_or(&mut fields, "stale_keep_alive", |when| Fault::StaleKeepAlive(when.unwrap_or(StaleWhen::AtOnce)))?,
    ];
    fields.finish()?;
    let mut given = kinds.into_iter().flatten();
    match (given.next(), given.next()) {
        (Some(fault), None) => Ok(fault),
        _ => Err(AdminError::invalid(format!("fault: expected exactly one of {KINDS}"))),
    }
}

/// Reads the length to which a body is padded.
fn body_bytes(fields: &mut Fields) -> Result<Option<usize>, AdminError> {
    const MAX: usize = 64 << 20;
    match fields.take::<usize>("body_bytes")? {
        Some(count) if count > MAX => {
            Err(AdminError::invalid(format!("fault.body_bytes: invalid value {count}, expected at most {MAX}")))
        }
        given => Ok(given),
    }
}

/// Reads `status`, `body`, `body_bytes` and `headers`, or `error`, `status`, `parameter` and `headers`.
fn response(fields: &mut Fields) -> Result<Option<Fault>, AdminError> {
    let status = fields.take::<u16>("status")?;
    if let Some(status) = status.filter(|status| !(100..1000).contains(status)) {
        return Err(AdminError::invalid(format!("fault.status: invalid value {status}, expected 100 to 999")));
    }
    let headers = fields.take::<Map<String, Value>>("headers")?;
    if let Some(code) = fields.take::<String>("error")? {
        let known = KnownError::find(&code)
            .ok_or_else(|| AdminError::invalid(format!("fault.error: {code} is not a documented error code")))?;
        let parameter = fields.take::<String>("parameter")?;
        return Ok(Some(Fault::Error { known, status, parameter, headers: headers.unwrap_or_default() }));
    }
    let body = fields.take::<Value>("body")?.filter(|body| !body.is_null());
    match status {
        Some(status) => {
            let (body_bytes, headers) = (body_bytes(fields)?.unwrap_or(0), headers.unwrap_or_default());
            Ok(Some(Fault::Response { status, body, body_bytes, headers }))
        }
        None if body.is_some() || headers.is_some() => Err(AdminError::invalid("fault.status is missing")),
        None => Ok(None),
    }
}

/// Reads a kind that takes only `true`.
fn on(fields: &mut Fields, name: &str) -> Result<Option<()>, AdminError> {
    match fields.take::<bool>(name)? {
        Some(false) => Err(AdminError::invalid(format!("fault.{name}: invalid value false, expected true"))),
        given => Ok(given.map(|_| ())),
    }
}

/// Reads a kind that takes `true` or a value.
fn on_or<T: serde::de::DeserializeOwned>(
    fields: &mut Fields,
    name: &str,
    kind: impl FnOnce(Option<T>) -> Fault,
) -> Result<Option<Fault>, AdminError> {
    match fields.take::<Value>(name)? {
        None => Ok(None),
        Some(Value::Bool(true)) => Ok(Some(kind(None))),
        Some(value) => match serde_json::from_value(value.clone()) {
            Ok(given) => Ok(Some(kind(Some(given)))),
            Err(error) => Err(AdminError::invalid(format!("fault.{name}: invalid value {value}: {error}"))),
        },
    }
}
