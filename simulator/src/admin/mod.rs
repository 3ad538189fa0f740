//! Admin API under `/_simulator/`: JSON in and out, no authorization. Faults and the journal exclude it.

mod calls;
pub mod clock;
pub mod faults;
pub mod guard;
mod index;
pub mod input;
pub mod limits;
mod overview;

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::limits::Limiter;
use crate::server::connection::EVENT_STREAM;
use crate::server::request::Request;
use crate::server::response::Response;
use crate::world::{Reply, World};
pub use input::AdminError;
use input::Fields;

type AdminResult = Result<Value, AdminError>;

/// What the paths of all admin requests begin with.
const PREFIX: &str = "/_simulator/";

/// The rest of the path of an admin request; `None` for any other request.
pub fn path(request: &Request) -> Option<&str> {
    let path = request.path();
    if path == PREFIX.trim_end_matches('/') { Some("") } else { path.strip_prefix(PREFIX) }
}

/// Handles a request whose [`path`] is not `None`.
pub fn handle(world: &mut World, request: &Request) -> Reply {
    let path = path(request).unwrap_or_default();
    let decoded: Vec<_> = path.split('/').map(|part| percent_decode_str(part).decode_utf8_lossy()).collect();
    let segments: Vec<&str> = decoded.iter().map(|part| &**part).collect();
    let allow = index::allowed(&segments);
    let is_allowed = guard::check(request, world.scheme(), world.config.host.is_loopback());
    let response = match (request.method.as_str(), path) {
        _ if is_allowed.is_err() => is_allowed.map(|()| Response::empty(403)),
        ("GET", "events") => return Reply::Events(world.events.subscribe()),
        ("HEAD", "events") => Ok(Response::text(200, EVENT_STREAM, "")),
        ("OPTIONS", _) if allow.is_some() => Ok(Response::empty(204).header("Allow", allow.unwrap_or_default())),
        _ => match route(world, &segments, request) {
            Some(result) => result.map(|body| Response::json(200, &body)),
            None => Err(AdminError::unknown(&request.method, path, allow)),
        },
    };
    let response = response.unwrap_or_else(AdminError::into_response);
    if response.status == 200
        && let Some(kind) = changed(&segments, request)
    {
        announce(world, kind);
    }
    // The request may have advanced the clock, which makes call events due.
    world.settle();
    world.events.wake.notify_one();
    Reply::Response { response: Some(response), fault: None }
}

/// The kind of event that a successful request causes, except for the changes of calls.
fn changed(segments: &[&str], request: &Request) -> Option<&'static str> {
    match (request.routed_method(), segments) {
        ("GET", _) => None,
        (_, ["clock"]) => Some("clock"),
        (_, ["faults"]) => Some("faults"),
        (_, ["limits"]) => Some("limits"),
        (_, ["journal"]) => Some("journal"),
        (_, ["reset"]) => Some("reset"),
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
        "limits" => limits::show(world),
        _ => json!({}),
    };
    world.events.admin_changed(kind, &data);
}

/// Returns `None` for an unknown request.
fn route(world: &mut World, segments: &[&str], request: &Request) -> Option<AdminResult> {
    Some(match (request.routed_method(), segments) {
        ("GET", [""]) => Ok(index::list()),
        ("GET", ["openapi.json"]) => index::openapi(),
        ("GET", ["state"]) => Ok(state(world)),
        ("POST", ["reset"]) => reset(world, request),
        ("GET", ["clock"]) => Ok(clock::show(&world.clock)),
        ("POST", ["clock"]) => clock::change(world, request),
        ("GET", ["calls"]) => calls::list(world, request),
        ("GET", ["calls", id]) => calls::show(world, id),
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
        ("GET", ["limits"]) => Ok(limits::show(world)),
        ("POST", ["limits"]) => limit(world, request),
        ("POST", ["tokens", "expire"]) => expire(world, request),
        _ => return None,
    })
}

fn state(world: &World) -> Value {
    let (placed, ended) = (world.calls.placed(), world.calls.ended());
    let sessions = &world.sessions;
    let total: u64 = world.counts.values().sum();
    let mut requests = json!(world.counts);
    requests["total"] = total.into();
    json!({
        "now_ms": world.clock.now_ms(),
        "calls": { "placed": placed, "ended": ended, "readable": world.calls.readable() },
        "tokens": {
            "sessions": sessions.count(),
            "issued": sessions.issued,
            "refreshed": sessions.refreshed,
            "revoked": sessions.revoked,
        },
        "requests": requests,
        "responses": world.responses,
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
