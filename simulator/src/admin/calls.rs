//! GET calls, and the hand that answers and hangs up simulated phones.

use serde_json::{Value, json};

use super::Answer;
use super::input::{AdminError, Fields};
use crate::events::call_json;
use crate::ringout::calls::Refusal;
use crate::ringout::id;
use crate::ringout::machine::{Event, Leg, State};
use crate::ringout::status::Status;
use crate::server::request::Request;
use crate::world::World;

pub fn list(world: &World) -> Value {
    json!({ "calls": world.calls.all().into_iter().map(call_json).collect::<Vec<_>>() })
}

/// POST calls/{id}/{leg}/{action}: the call afterwards; with `at_ms` the call as it is until then.
pub fn force(world: &mut World, id: &str, leg: &str, action: &str, request: &Request) -> Answer {
    let event = event(parse_leg(leg)?, action)?;
    let number = id::parse(id).ok_or_else(|| AdminError::missing(format!("there is no call {id}")))?;
    let mut fields = Fields::read(request)?;
    let at = fields.take::<u64>("at_ms")?;
    fields.finish()?;
    let now = world.clock.now_ms();
    let why_not = world.calls.get(number).map(|call| why_not(event, call.state)).unwrap_or_default();
    let refused = |refusal| match refusal {
        Refusal::NoSuchCall => AdminError::missing(format!("there is no call {id}")),
        Refusal::NotNow => AdminError::not_now(format!("`{action}` cannot happen to the {leg} now: {why_not}")),
    };
    if let Some(at) = at.filter(|at| *at > now) {
        return world.calls.plan(number, event, at).map(call_json).map_err(refused);
    }
    let call = world.calls.apply(number, event, now).map_err(refused)?;
    world.events.call_changed(now, call);
    Ok(call_json(call))
}

/// Why an event does not fit the state of a call.
fn why_not(event: Event, state: State) -> String {
    let shown = |leg| match leg {
        Leg::Caller => ("caller", state.caller.name()),
        Leg::Callee => ("callee", state.callee.name()),
    };
    match event {
        _ if state.is_over() => {
            format!("the call is over, with the caller {} and the callee {}", state.caller.name(), state.callee.name())
        }
        Event::Answer(Leg::Callee) if state.caller != Status::Success => "the caller has to answer first".to_owned(),
        Event::HangUp(leg) => {
            let (name, status) = shown(leg);
            format!("the {name} has not answered, and is {status}")
        }
        Event::Answer(leg) | Event::Fail(leg, _) | Event::Divert(leg) => {
            let (name, status) = shown(leg);
            format!("the {name} does not ring any more, and is {status}")
        }
        Event::BreakDown | Event::Cancel => "the caller and the callee are talking".to_owned(),
    }
}

fn parse_leg(text: &str) -> Result<Leg, AdminError> {
    match text {
        "caller" => Ok(Leg::Caller),
        "callee" => Ok(Leg::Callee),
        other => Err(AdminError::invalid(format!("unknown leg {other}: caller or callee was expected"))),
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
            let known = "answer, hangup, busy, no-answer, reject or fail";
            return Err(AdminError::invalid(format!("unknown action {other}: {known} was expected")));
        }
    })
}
