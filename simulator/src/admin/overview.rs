//! GET overview, which the page reads to catch up, and the requests for one part of it: ready, limits, calls/{id} and
//! journal/{number}.

use serde_json::{Value, json};

use super::input::AdminError;
use super::{AdminResult, clock, faults, state};
use crate::events::{call_json, timeline_json};
use crate::ready;
use crate::ringout::calls::Call;
use crate::ringout::id;
use crate::world::World;

const LATEST_CALLS: usize = 50;
const LATEST_REQUESTS: usize = 200;

/// GET overview: the state of everything at one moment. Later events have an id after `last_event_id`.
pub fn overview(world: &World) -> Value {
    let calls = world.calls.latest(LATEST_CALLS);
    json!({
        "last_event_id": world.events.last_id(),
        "state": state(world),
        "clock": clock::show(&world.clock),
        "calls": calls.into_iter().map(|call| detailed(world, call)).collect::<Vec<_>>(),
        "requests": world.journal.latest(LATEST_REQUESTS),
        "limits": limits(world),
        "faults": faults::list(world)["faults"],
    })
}

/// GET ready: the ready line.
pub fn ready(world: &World) -> Value {
    ready::ready(&world.url, &world.identity, world.ca_file.as_deref())
}

/// GET limits: the limit of each group and what is left of it for each application.
pub fn limits(world: &World) -> Value {
    world.limiter.show(world.clock.now_ms())
}

/// GET calls/{id}: a call with its timeline, also if it is only in the call log.
pub fn call(world: &World, id: &str) -> AdminResult {
    let call = id::parse(id).and_then(|number| world.calls.find(number));
    let call = call.ok_or_else(|| AdminError::not_found(format!("no call with id {id}")))?;
    Ok(detailed(world, call))
}

/// GET journal/{number}: one request with its headers and body.
pub fn journal_entry(world: &World, number: &str) -> AdminResult {
    let entry = number.parse().ok().and_then(|number| world.journal.get(number));
    entry.ok_or_else(|| AdminError::not_found(format!("no request with the number {number} in the journal")))
}

fn detailed(world: &World, call: &Call) -> Value {
    let mut shown = call_json(call);
    shown["timeline"] = timeline_json(call);
    shown["readable"] = world.calls.get(call.number).is_some().into();
    shown
}
