//! Create, status and cancel requests.

use serde::Serialize;

use super::calls::{Call, EventError};
use super::create;
use super::id::{self, Family};
use super::machine::{Event, State};
use crate::config::CancelRule;
use crate::errors::ApiError;
use crate::identity::{ACCOUNT_ID, EXTENSION_ID};
use crate::server::request::Request;
use crate::server::response::Response;
use crate::world::World;

#[derive(Serialize)]
struct CallBody {
    id: serde_json::Value,
    uri: String,
    status: State,
}

/// POST ring-out, POST ringout.
pub fn create(world: &mut World, family: Family, request: &Request) -> Result<Response, ApiError> {
    let new = create::read(family, request)?;
    let now = world.clock.now_ms();
    let number = {
        let call = world.calls.place(new, now, world.clock.calendar_ms());
        world.events.call_changed(now, call);
        call.number
    };
    status_of(world, family, number, request)
}

/// GET ring-out/{id}, GET ringout/{id}.
pub fn status(world: &World, family: Family, id: &str, request: &Request) -> Result<Response, ApiError> {
    let number = id::parse(id).ok_or_else(|| ApiError::not_found("ringOutId"))?;
    status_of(world, family, number, request)
}

fn status_of(world: &World, family: Family, number: u64, request: &Request) -> Result<Response, ApiError> {
    let call = world.calls.get(number).ok_or_else(|| ApiError::not_found("ringOutId"))?;
    Ok(call_response(call, family, &world.url_for(request)))
}

/// DELETE ring-out/{id}, DELETE ringout/{id}: 204 until the call has ended, even if the cancel comes too late for the rule.
pub fn cancel(world: &mut World, id: &str) -> Result<Response, ApiError> {
    let not_found = || ApiError::not_found("ringOutId");
    let number = id::parse(id).ok_or_else(not_found)?;
    let call = world.calls.get(number).filter(|call| !call.state.is_over()).ok_or_else(not_found)?;
    if cancellable(world.config.cancel_rule, call.state) {
        let now = world.clock.now_ms();
        let call = world.calls.apply(number, Event::Cancel, now).map_err(|_: EventError| not_found())?;
        world.events.call_changed(now, call);
    }
    Ok(Response::empty(204))
}

/// Whether a DELETE has an effect. The guide says while the callee is `InProgress`, the FAQ only before the first leg is
/// established.
fn cancellable(rule: CancelRule, state: State) -> bool {
    match rule {
        CancelRule::Guide => state.callee.is_ringing(),
        CancelRule::Faq => state.caller.is_ringing(),
    }
}

/// Returns the call. Its `uri` is absolute with real ids on the current path, and relative with `~` on the older one, as in the
/// guide.
fn call_response(call: &Call, family: Family, url: &str) -> Response {
    let (id, uri) = match family {
        Family::RingOut => {
            let id = id::to_text(call.number);
            let uri = format!("{url}/restapi/v1.0/account/{ACCOUNT_ID}/extension/{EXTENSION_ID}/ring-out/{id}");
            (id.into(), uri)
        }
        Family::Deprecated => {
            (call.number.into(), format!("/restapi/v1.0/account/~/extension/~/ringout/{}", call.number))
        }
    };
    Response::json(200, &CallBody { id, uri, status: call.state })
}

#[cfg(test)]
mod tests {
    use super::cancellable;
    use crate::config::CancelRule::{Faq, Guide};
    use crate::ringout::machine::{Event, Leg, State};

    #[test]
    fn the_two_rules_differ_once_the_caller_has_answered() {
        let ringing_caller = State::PLACED;
        let ringing_callee = ringing_caller.after(Event::Answer(Leg::Caller)).unwrap();
        let connected = ringing_callee.after(Event::Answer(Leg::Callee)).unwrap();
        let cancellable_states =
            |rule| [ringing_caller, ringing_callee, connected].map(|state| cancellable(rule, state));
        assert_eq!(cancellable_states(Guide), [true, true, false]);
        assert_eq!(cancellable_states(Faq), [true, false, false]);
    }
}
