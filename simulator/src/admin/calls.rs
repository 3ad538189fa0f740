//! GET calls, GET calls/{id}, and POST calls/{id}/{leg}/{action}, which answers and hangs up simulated phones.

use serde_json::{Value, json};

use super::AdminResult;
use super::input::{AdminError, Fields, enumeration};
use crate::events::call_json;
use crate::ringout::calls::{Call, EventError};
use crate::ringout::id;
use crate::ringout::machine::{Event, Leg, State};
use crate::ringout::status::Status;
use crate::server::request::Request;
use crate::world::World;

/// Calls of a page. 100,000 calls at once would be 20 MB.
const LIMIT: usize = 1_000;
const MAX_LIMIT: usize = 10_000;

const ACTIONS: [&str; 6] = ["answer", "hangup", "busy", "no-answer", "reject", "fail"];

/// GET calls: a page of the readable calls, and the path of the next one. Pages continue after a call instead of counting, so
/// that none is skipped or repeated while calls come and go.
pub fn list(world: &World, request: &Request) -> AdminResult {
    let (mut after, mut limit) = (0, LIMIT);
    for (name, value) in request.query() {
        let invalid = |expected| AdminError::invalid(format!("{name}: invalid value {value}, expected {expected}"));
        match &*name {
            "after" => after = id::parse(&value).ok_or_else(|| invalid("the id of a call"))?,
            "limit" => {
                let number = value.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
                limit = number.ok_or_else(|| invalid("1 to 10000"))?;
            }
            _ => return Err(AdminError::invalid(format!("unknown parameter {name}: expected after or limit"))),
        }
    }
    let (calls, more) = world.calls.page(after, limit);
    let last = calls.last().filter(|_| more);
    let next = last.map(|call| format!("{}calls?after={}&limit={limit}", super::PREFIX, call.number));
    let calls: Vec<Value> = calls.into_iter().map(call_json).collect();
    Ok(json!({ "calls": calls, "total": world.calls.readable(), "next": next }))
}

/// GET calls/{id}: a call, readable or forgotten, with every change and the next event of its script.
pub fn show(world: &World, id: &str) -> AdminResult {
    let call = id::parse(id).and_then(|number| world.calls.find(number)).ok_or_else(|| no_such_call(id))?;
    let is_readable = world.calls.get(call.number).is_some();
    let placed = entry(call.placed_at, "placed", None, State::PLACED);
    let changes = call.changes.iter().map(|change| {
        let (event, leg) = described(change.event);
        entry(change.at, event, leg, change.state)
    });
    let next = call.next_event().filter(|_| is_readable && !call.vanishes).map(|(at, event)| {
        let (event, leg) = described(event);
        json!({ "at_ms": at, "event": event, "leg": leg })
    });
    let mut shown = call_json(call);
    shown["readable"] = is_readable.into();
    shown["timeline"] = std::iter::once(placed).chain(changes).collect();
    shown["next_event"] = next.into();
    Ok(shown)
}

fn entry(at_ms: u64, event: &str, leg: Option<&str>, state: State) -> Value {
    json!({
        "at_ms": at_ms,
        "event": event,
        "leg": leg,
        "call_status": state.call,
        "caller_status": state.caller,
        "callee_status": state.callee,
    })
}

/// The name of an event, the same as of the action that causes it, and its leg.
fn described(event: Event) -> (&'static str, Option<&'static str>) {
    match event {
        Event::Answer(leg) => ("answer", Some(leg_name(leg))),
        Event::HangUp(leg) => ("hangup", Some(leg_name(leg))),
        Event::Fail(leg, status) => {
            let name = match status {
                Status::Busy => "busy",
                Status::NoAnswer => "no-answer",
                Status::Rejected => "reject",
                _ => "fail",
            };
            (name, Some(leg_name(leg)))
        }
        Event::Divert(leg) => ("divert", Some(leg_name(leg))),
        Event::PlatformFailure => ("platform-failure", None),
        Event::Cancel => ("cancel", None),
    }
}

fn leg_name(leg: Leg) -> &'static str {
    match leg {
        Leg::Caller => "caller",
        Leg::Callee => "callee",
    }
}

fn no_such_call(id: &str) -> AdminError {
    AdminError::not_found(format!("there is no call with the id {id}; GET {}calls lists them", super::PREFIX))
}

/// POST calls/{id}/{leg}/{action}: applies an event, now or at `at_ms`. Returns the current state of the call.
pub fn force(world: &mut World, id: &str, leg: &str, action: &str, request: &Request) -> AdminResult {
    let event = event(parse_leg(leg)?, action)?;
    let number = id::parse(id).ok_or_else(|| no_such_call(id))?;
    let mut fields = Fields::read(request)?;
    let at = fields.take::<u64>("at_ms")?;
    fields.finish()?;
    let now = world.clock.now_ms();
    let Some(call) = world.calls.find(number) else { return Err(no_such_call(id)) };
    let reason = format!("{}; {}", conflict_reason(event, call), possible(call.state));
    let refused = |refusal| match refusal {
        EventError::NoSuchCall => AdminError::conflict(format!(
            "cannot apply `{action}` to the {leg}: the call has ended and is no longer readable (--linger)"
        )),
        EventError::Impossible => AdminError::conflict(format!("cannot apply `{action}` to the {leg}: {reason}")),
    };
    if let Some(at) = at.filter(|at| *at > now) {
        return world.calls.plan(number, event, at).map(call_json).map_err(refused);
    }
    let call = world.calls.apply(number, event, now).map_err(refused)?;
    world.events.call_changed(now, call);
    Ok(call_json(call))
}

/// What the phones of a call can do in this state.
fn possible(state: State) -> String {
    let of_leg = |leg| {
        let can = |action: &&str| event(leg, action).is_ok_and(|event| state.after(event).is_some());
        let actions: Vec<&str> = ACTIONS.into_iter().filter(|action| can(action)).collect();
        (!actions.is_empty()).then(|| format!("{} for the {}", enumeration(&actions, "or"), leg_name(leg)))
    };
    let possible: Vec<String> = [Leg::Caller, Leg::Callee].into_iter().filter_map(of_leg).collect();
    if possible.is_empty() {
        return "nothing is possible any more".into();
    }
    format!("possible now: {}", possible.join(", and "))
}

/// Why an event is impossible in this state of a call.
fn conflict_reason(event: Event, call: &Call) -> String {
    let state = call.state;
    let shown = |leg| (leg_name(leg), call.leg_status(leg).name());
    match event {
        _ if state.is_over() => {
            format!("the call has ended (caller {}, callee {})", state.caller.name(), state.callee.name())
        }
        Event::Answer(Leg::Callee) if state.caller != Status::Success => "the caller must answer first".to_owned(),
        Event::HangUp(leg) => {
            let (name, status) = shown(leg);
            format!("the {name} has not answered ({status})")
        }
        Event::Answer(leg) | Event::Fail(leg, _) | Event::Divert(leg) => {
            let (name, status) = shown(leg);
            format!("the {name} is not ringing ({status})")
        }
        Event::PlatformFailure | Event::Cancel => "the call is connected".to_owned(),
    }
}

fn parse_leg(text: &str) -> Result<Leg, AdminError> {
    match text {
        "caller" => Ok(Leg::Caller),
        "callee" => Ok(Leg::Callee),
        other => Err(AdminError::invalid(format!("unknown leg {other}: expected caller or callee"))),
    }
}

fn event(leg: Leg, action: &str) -> Result<Event, AdminError> {
    Ok(match action {
        "answer" => Event::Answer(leg),
        "hangup" => Event::HangUp(leg),
        "busy" => Event::Fail(leg, Status::Busy),
        "no-answer" => Event::Fail(leg, Status::NoAnswer),
        "reject" => Event::Fail(leg, Status::Rejected),
        "fail" => Event::Fail(leg, Status::GenericError),
        other => {
            let known = enumeration(&ACTIONS, "or");
            return Err(AdminError::invalid(format!("unknown action {other}: expected {known}")));
        }
    })
}
