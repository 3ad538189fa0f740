//! GET calls, and POST calls/{id}/{leg}/{action}, which answers and hangs up simulated phones.

use serde_json::{Value, json};

use super::AdminResult;
use super::input::{AdminError, Fields};
use crate::events::call_json;
use crate::ringout::calls::{Call, EventError, Phase};
use crate::ringout::id;
use crate::ringout::machine::{Event, Leg};
use crate::ringout::status::Status;
use crate::server::request::Request;
use crate::world::World;

pub fn list(world: &World) -> Value {
    json!({ "calls": world.calls.all().into_iter().map(call_json).collect::<Vec<_>>() })
}

/// POST calls/{id}/{leg}/{action}: applies an event, now or at `at_ms`. Returns the current state of the call.
pub fn force(world: &mut World, id: &str, leg: &str, action: &str, request: &Request) -> AdminResult {
    let event = event(parse_leg(leg)?, action)?;
    let no_such_call = || AdminError::not_found(format!("no call with id {id}"));
    let number = id::parse(id).ok_or_else(no_such_call)?;
    let mut fields = Fields::read(request)?;
    let at = fields.take::<u64>("at_ms")?;
    fields.finish()?;
    let now = world.clock.now_ms();
    let conflict_reason = world.calls.get(number).map(|call| conflict_reason(event, call)).unwrap_or_default();
    let refused = |refusal| match refusal {
        EventError::NoSuchCall => no_such_call(),
        EventError::Impossible => {
            AdminError::conflict(format!("cannot apply `{action}` to the {leg}: {conflict_reason}"))
        }
    };
    if let Some(at) = at.filter(|at| *at > now) {
        return world.calls.plan(number, event, at).map(call_json).map_err(refused);
    }
    let call = world.calls.apply(number, event, now).map_err(refused)?;
    world.events.call_changed(now, call);
    Ok(call_json(call))
}

/// Why an event is impossible in this state of a call.
fn conflict_reason(event: Event, call: &Call) -> String {
    let state = call.state;
    let shown = |leg| match leg {
        Leg::Caller => ("caller", state.caller.name()),
        Leg::Callee => ("callee", state.callee.name()),
    };
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
            let known = "answer, press-1, hangup, busy, no-answer, reject or fail";
            return Err(AdminError::invalid(format!("unknown action {other}: expected {known}")));
        }
    })
}
