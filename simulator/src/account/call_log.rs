//! GET call-log: records of ended calls.

use serde_json::{Value, json};

use super::extension::extension_uri;
use super::numbers;
use super::paging::page;
use super::timestamp;
use crate::errors::ApiError;
use crate::identity::EXTENSION_ID;
use crate::ringout::calls::Call;
use crate::ringout::machine::Leg;
use crate::ringout::number::digits;
use crate::ringout::status::Status;
use crate::server::request::Request;
use crate::server::response::Response;
use crate::world::World;

const DAY_MS: u64 = 86_400_000;

#[derive(Default)]
struct Filter {
    detailed: bool,
    from: Option<u64>,
    to: Option<u64>,
    phone_number: Option<String>,
}

/// Returns a page of the ended calls, latest first.
pub fn call_log(world: &World, request: &Request) -> Result<Response, ApiError> {
    let filter = Filter::read(request)?;
    let calls = world.calls.finished();
    let wanted = calls.into_iter().filter(|call| filter.wants(world, call));
    let records = wanted.map(|call| record(world, call, filter.detailed)).collect();
    let page = page(&format!("{}/call-log", extension_uri(&world.url)), request, records)?;
    Ok(Response::json(200, &page))
}

impl Filter {
    fn read(request: &Request) -> Result<Filter, ApiError> {
        let mut filter = Filter::default();
        for (name, value) in request.query() {
            let invalid = || ApiError::invalid_parameter(&name, Some(value.to_string()));
            match &*name {
                "view" => filter.detailed = parse_view(&value).ok_or_else(invalid)?,
                "dateFrom" => filter.from = Some(timestamp::parse(&value).ok_or_else(invalid)?),
                "dateTo" => filter.to = Some(timestamp::parse(&value).ok_or_else(invalid)?),
                "phoneNumber" => filter.phone_number = Some(value.into_owned()),
                _ => {}
            }
        }
        Ok(filter)
    }

    fn wants(&self, world: &World, call: &Call) -> bool {
        let at = world.clock.epoch_ms(call.placed_at);
        let from = self.from.unwrap_or_else(|| world.clock.epoch_ms(world.clock.now_ms()).saturating_sub(DAY_MS));
        // As on the platform, a number with a plus matches nothing.
        let number = |wanted: &String| [&call.from, &call.to].iter().any(|number| digits(number) == wanted);
        at >= from && self.to.is_none_or(|to| at <= to) && self.phone_number.as_ref().is_none_or(number)
    }
}

fn parse_view(value: &str) -> Option<bool> {
    match value {
        "Detailed" => Some(true),
        "Simple" => Some(false),
        _ => None,
    }
}

fn record(world: &World, call: &Call, detailed: bool) -> Value {
    let result = if call.callee_answered_at.is_some() { "Call connected" } else { result(failed_status(call)) };
    let id = format!("L{}", call.number);
    let mut record = json!({
        "id": id,
        "uri": format!("{}/call-log/{id}", extension_uri(&world.url)),
        "sessionId": call.number.to_string(),
        "telephonySessionId": format!("s-{:x}", call.number),
        "startTime": timestamp::format(world.clock.epoch_ms(call.placed_at)),
        "duration": seconds_between(Some(call.placed_at), call.since),
        "type": "Voice",
        "direction": "Outbound",
        "action": "RingOut Web",
        "result": result,
        "from": numbers::party(&call.from),
        "to": numbers::party(&call.to),
        "transport": "PSTN",
    });
    if detailed {
        record["legs"] = legs(world, call);
    }
    record
}

/// The legs that were dialled: the callee is dialled once the caller has answered.
fn legs(world: &World, call: &Call) -> Value {
    let caller = leg(world, call, Leg::Caller, Some(call.placed_at), call.caller_answered_at);
    let callee = leg(world, call, Leg::Callee, call.caller_answered_at, call.callee_answered_at);
    if call.caller_answered_at.is_some() { json!([caller, callee]) } else { json!([caller]) }
}

fn leg(world: &World, call: &Call, leg: Leg, dialled_at: Option<u64>, answered_at: Option<u64>) -> Value {
    let (kind, to) = match leg {
        Leg::Caller => ("RingOutClientToCaller", &call.from),
        Leg::Callee => ("RingOutClientToSubscriber", &call.to),
    };
    let result = if answered_at.is_some() { "Accepted" } else { result(call.leg_status(leg)) };
    json!({
        "action": "RingOut Web",
        "direction": "Outbound",
        "legType": kind,
        "type": "Voice",
        "transport": "PSTN",
        "result": result,
        "startTime": timestamp::format(world.clock.epoch_ms(dialled_at.unwrap_or(call.placed_at))),
        "duration": seconds_between(answered_at, call.since),
        "from": numbers::party(&call.from),
        "to": numbers::party(to),
        "extension": { "id": EXTENSION_ID.parse::<u64>().unwrap_or_default(), "uri": extension_uri(&world.url) },
        "master": leg == Leg::Caller,
    })
}

fn failed_status(call: &Call) -> Status {
    if call.state.caller.is_failure() { call.state.caller } else { call.state.callee }
}

fn result(status: Status) -> &'static str {
    match status {
        Status::Busy => "Busy",
        Status::NoAnswer => "No Answer",
        Status::Rejected => "Stopped",
        Status::DestinationBlocked => "Blocked",
        Status::NoSuchUser => "Wrong Number",
        Status::NotEnoughFunds => "No Calling Credit",
        Status::InternationalDisabled => "International Disabled",
        Status::Finished | Status::Success => "Accepted",
        _ => "Call Failed",
    }
}

fn seconds_between(from: Option<u64>, to: u64) -> u64 {
    from.map_or(0, |from| to.saturating_sub(from) / 1_000)
}
