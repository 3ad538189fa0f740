//! GET overview, which the page reads to catch up, GET ready and GET journal/{number}.

use serde_json::{Value, json};

use super::calls::detailed;
use super::input::AdminError;
use super::{AdminResult, clock, faults, limits, state};
use crate::ready;
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
        "limits": limits::show(world),
        "faults": faults::list(world)["faults"],
    })
}

/// GET ready: the ready line.
pub fn ready(world: &World) -> Value {
    ready::ready(&world.url, &world.identity, world.ca_file.as_deref())
}

/// GET journal/{number}: one request with its headers and body.
pub fn journal_entry(world: &World, number: &str) -> AdminResult {
    let entry = number.parse().ok().and_then(|number| world.journal.get(number));
    entry.ok_or_else(|| AdminError::not_found(format!("no request with the number {number} in the journal")))
}
