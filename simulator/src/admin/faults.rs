//! GET, POST and DELETE faults.

use serde_json::{Map, Value, json};

use super::Answer;
use super::input::{AdminError, Fields};
use crate::errors::catalogue::Known;
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

pub fn add(world: &mut World, request: &Request) -> Answer {
    let rule = read(Fields::read(request)?)?;
    Ok(json!({ "id": world.faults.add(rule) }))
}

/// A rule: `method` and `path` (default `*`), `times` (default 1; 0: for ever) and `fault`.
pub fn read(mut fields: Fields) -> Result<Rule, AdminError> {
    let method = fields.take::<String>("method")?.unwrap_or_else(|| "*".into());
    let path = fields.take::<String>("path")?.unwrap_or_else(|| "*".into());
    let times = fields.take::<u64>("times")?.unwrap_or(1);
    let spec = fields.take::<Value>("fault")?.ok_or_else(|| AdminError::invalid("fault is missing"))?;
    fields.finish()?;
    if path != "*" && !path.starts_with('/') {
        return Err(AdminError::invalid(format!("path: {path} will not do: * or a path was expected")));
    }
    let fault = fault(Fields::of(spec.clone(), "fault.")?)?;
    let times_left = (times > 0).then_some(times);
    Ok(Rule { id: 0, method: method.to_uppercase(), path, times_left, used: 0, fault, spec })
}

/// Exactly one kind.
fn fault(mut fields: Fields) -> Result<Fault, AdminError> {
    let kinds = [
        answer(&mut fields)?,
        body_bytes(&mut fields)?.map(Fault::BodyBytes),
        fields.take("delay_ms")?.map(Fault::DelayMs),
        fields.take("drop")?.map(Fault::Drop),
        fields.take("close_after_bytes")?.map(Fault::CloseAfterBytes),
        on_or(&mut fields, "reset", |moment| Fault::Reset(moment.unwrap_or(Moment::BeforeAnswer)))?,
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
        _ => Err(AdminError::invalid(format!("fault: exactly one of {KINDS} was expected"))),
    }
}

/// How long a body is made.
fn body_bytes(fields: &mut Fields) -> Result<Option<usize>, AdminError> {
    const MOST: usize = 64 << 20;
    match fields.take::<usize>("body_bytes")? {
        Some(count) if count > MOST => {
            Err(AdminError::invalid(format!("fault.body_bytes: {count} will not do: at most {MOST} was expected")))
        }
        given => Ok(given),
    }
}

/// `status`, `body`, `body_bytes`, `headers`; or `error`, `status`, `parameter`, `headers`.
fn answer(fields: &mut Fields) -> Result<Option<Fault>, AdminError> {
    let status = fields.take::<u16>("status")?;
    if let Some(status) = status.filter(|status| !(100..1000).contains(status)) {
        return Err(AdminError::invalid(format!("fault.status: {status} will not do: 100 to 999 was expected")));
    }
    let headers = fields.take::<Map<String, Value>>("headers")?;
    if let Some(code) = fields.take::<String>("error")? {
        let known = Known::find(&code)
            .ok_or_else(|| AdminError::invalid(format!("fault.error: {code} is not a documented error code")))?;
        let parameter = fields.take::<String>("parameter")?;
        return Ok(Some(Fault::Error { known, status, parameter, headers: headers.unwrap_or_default() }));
    }
    let body = fields.take::<Value>("body")?.filter(|body| !body.is_null());
    match status {
        Some(status) => {
            let (body_bytes, headers) = (body_bytes(fields)?.unwrap_or(0), headers.unwrap_or_default());
            Ok(Some(Fault::Answer { status, body, body_bytes, headers }))
        }
        None if body.is_some() || headers.is_some() => Err(AdminError::invalid("fault.status is missing")),
        None => Ok(None),
    }
}

/// A switch that can only be turned on.
fn on(fields: &mut Fields, name: &str) -> Result<Option<()>, AdminError> {
    match fields.take::<bool>(name)? {
        Some(false) => Err(AdminError::invalid(format!("fault.{name}: false will not do: true was expected"))),
        given => Ok(given.map(|_| ())),
    }
}

/// A kind that takes `true` as well as a value.
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
            Err(error) => Err(AdminError::invalid(format!("fault.{name}: {value} will not do: {error}"))),
        },
    }
}
