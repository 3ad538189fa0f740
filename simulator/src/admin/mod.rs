//! Admin API under `/_simulator/`: JSON in and out, no authorization. Faults and the journal exclude it.

mod calls;
pub mod clock;
pub mod faults;
pub mod input;
pub mod limits;
mod overview;

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
    if response.status == 200
        && let Some(kind) = changed(path, request)
    {
        announce(world, kind);
    }
    // The request may have advanced the clock, which makes call events due.
    world.settle();
    world.events.wake.notify_one();
    Reply::Response { response: Some(response), fault: None }
}

/// The kind of event that a successful request causes, except for the changes of calls.
fn changed(path: &str, request: &Request) -> Option<&'static str> {
    match (request.method.as_str(), path) {
        ("GET", _) => None,
        (_, "clock") => Some("clock"),
        (_, "faults") => Some("faults"),
        (_, "limits") => Some("limits"),
        (_, "journal") => Some("journal"),
        (_, "reset") => Some("reset"),
        _ => None,
    }
}

/// Sends an event of this kind to the subscribers, with the new state.
pub fn announce(world: &World, kind: &'static str) {
    if !world.events.has_subscribers() {
        return;
    }
    let data = match kind {
        "clock" => clock::show(&world.clock),
        "faults" => faults::list(world),
        "limits" => overview::limits(world),
        _ => json!({}),
    };
    world.events.admin_changed(kind, &data);
}

fn route(world: &mut World, path: &str, request: &Request) -> AdminResult {
    let segments: Vec<&str> = path.split('/').collect();
    match (request.method.as_str(), &segments[..]) {
        ("GET", ["state"]) => Ok(state(world)),
        ("POST", ["reset"]) => reset(world, request),
        ("GET", ["clock"]) => Ok(clock::show(&world.clock)),
        ("POST", ["clock"]) => clock::change(world, request),
        ("GET", ["calls"]) => Ok(calls::list(world)),
        ("GET", ["calls", id]) => overview::call(world, id),
        ("GET", ["overview"]) => Ok(overview::overview(world)),
        ("GET", ["ready"]) => Ok(overview::ready(world)),
        ("POST", ["calls", id, leg, action]) => calls::force(world, id, leg, action, request),
        ("GET", ["journal"]) => Ok(world.journal.to_json()),
        ("GET", ["journal", number]) => overview::journal_entry(world, number),
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
        ("GET", ["limits"]) => Ok(overview::limits(world)),
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
        "answers": world.responses,
        "connections": world.connections,
        "subscribers": world.events.subscribers(),
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
