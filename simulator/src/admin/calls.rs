//! GET calls, GET calls/{id}, and POST calls/{id}/{leg}/{action}, which answers and hangs up simulated phones.

use serde_json::{Value, json};

use super::AdminResult;
use super::input::{AdminError, Fields, enumeration};
use crate::events::{call_json, event_names, leg_name, timeline_json};
use crate::ringout::calls::{Call, EventError, Phase};
use crate::ringout::id;
use crate::ringout::machine::{Event, Leg};
use crate::ringout::status::Status;
use crate::server::request::Request;
use crate::world::World;

/// Calls of a page. 100,000 calls at once would be 20 MB.
const LIMIT: usize = 1_000;
const MAX_LIMIT: usize = 10_000;

const ACTIONS: [&str; 7] = ["answer", "press-1", "hangup", "busy", "no-answer", "reject", "fail"];

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
    Ok(detailed(world, call))
}

/// A call with its timeline.
pub fn detailed(world: &World, call: &Call) -> Value {
    let is_readable = world.calls.get(call.number).is_some();
    let next = call.next_event().filter(|_| is_readable && !call.vanishes).map(|(at, event)| {
        let (event, leg) = event_names(event);
        json!({ "at_ms": at, "event": event, "leg": leg })
    });
    let mut shown = call_json(call);
    shown["readable"] = is_readable.into();
    shown["timeline"] = timeline_json(call);
    shown["next_event"] = next.into();
    shown
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
    let reason = format!("{}; {}", conflict_reason(event, call), possible(call));
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
fn possible(call: &Call) -> String {
    let of_leg = |leg| {
        let can = |action: &&str| event(leg, action).is_ok_and(|event| call.after(event).is_some());
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
        Event::Answer(Leg::Callee) if call.phase() == Phase::Prompt => "the caller must press 1 first".to_owned(),
        Event::PressOne if state.caller != Status::Success => "the caller must answer first".to_owned(),
        Event::PressOne if call.play_prompt => "the caller has already pressed 1".to_owned(),
        Event::PressOne => "the call was placed without playPrompt".to_owned(),
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
        "press-1" if leg == Leg::Callee => {
            return Err(AdminError::invalid("press-1 is an action of the caller only"));
        }
        "press-1" => Event::PressOne,
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
