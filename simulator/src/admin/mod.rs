//! Admin API under `/_simulator/`: JSON in and out, no authorization. Faults and the journal exclude it.

mod calls;
pub mod clock;
pub mod faults;
pub mod input;
pub mod limits;

use serde_json::{Value, json};

use crate::limits::Limiter;
use crate::server::request::Request;
use crate::server::response::Response;
use crate::world::{Reply, World};
use input::{AdminError, Fields};

type AdminResult = Result<Value, AdminError>;

/// Handles a request to `/_simulator/{path}`.
pub fn handle(world: &mut World, path: &str, request: &Request) -> Reply {
    if (request.method.as_str(), path) == ("GET", "events") {
        return Reply::Events(world.events.subscribe());
    }
    let response = match route(world, path, request) {
        Ok(body) => Response::json(200, &body),
        Err(error) => error.into_response(),
    };
    // The request may have advanced the clock, which makes call events due.
    world.settle();
    world.events.wake.notify_one();
    Reply::Response { response: Some(response), fault: None }
}

fn route(world: &mut World, path: &str, request: &Request) -> AdminResult {
    let segments: Vec<&str> = path.split('/').collect();
    match (request.method.as_str(), &segments[..]) {
        ("GET", ["state"]) => Ok(state(world)),
        ("POST", ["reset"]) => reset(world, request),
        ("GET", ["clock"]) => Ok(clock::show(&world.clock)),
        ("POST", ["clock"]) => clock::change(world, request),
        ("GET", ["calls"]) => Ok(calls::list(world)),
        ("POST", ["calls", id, leg, action]) => calls::force(world, id, leg, action, request),
        ("GET", ["journal"]) => Ok(world.journal.to_json()),
        ("DELETE", ["journal"]) => {
            world.journal.clear();
            Ok(json!({}))
        }
        ("GET", ["faults"]) => Ok(faults::list(world)),
        ("POST", ["faults"]) => faults::add(world, request),
        ("DELETE", ["faults"]) => {
            world.faults.clear();
            Ok(json!({}))
        }
        ("POST", ["limits"]) => limit(world, request),
        ("POST", ["tokens", "expire"]) => expire(world, request),
        _ => Err(AdminError::unknown(&request.method, path)),
    }
}

fn state(world: &World) -> Value {
    let (placed, ended) = (world.calls.placed(), world.calls.ended());
    let sessions = &world.sessions;
    let total: u64 = world.counts.values().sum();
    let mut requests = json!(world.counts);
    requests["total"] = total.into();
    json!({
        "now_ms": world.clock.now_ms(),
        "calls": { "placed": placed, "ended": ended, "readable": world.calls.all().len() },
        "tokens": {
            "sessions": sessions.count(),
            "issued": sessions.issued,
            "refreshed": sessions.refreshed,
            "revoked": sessions.revoked,
        },
        "requests": requests,
        "responses": world.responses,
        "connections": world.connections,
    })
}

fn reset(world: &mut World, request: &Request) -> AdminResult {
    Fields::read(request)?.finish()?;
    world.reset();
    Ok(json!({}))
}

fn limit(world: &mut World, request: &Request) -> AdminResult {
    let limits = limits::read(Fields::read(request)?)?;
    world.limiter = Limiter::new(limits);
    Ok(json!(limits))
}

fn expire(world: &mut World, request: &Request) -> AdminResult {
    let mut fields = Fields::read(request)?;
    let refresh_too = fields.take::<bool>("refresh")?.unwrap_or(false);
    fields.finish()?;
    let now = world.clock.now_ms();
    world.sessions.expire(refresh_too, now);
    Ok(json!({}))
}
