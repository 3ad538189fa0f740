//! GET call-log and GET call-log/{id}: records of ended calls.

use serde_json::{Value, json};

use super::extension::extension_uri;
use super::numbers;
use super::paging::page;
use super::query::Query;
use super::timestamp;
use crate::errors::ApiError;
use crate::identity::EXTENSION_ID;
use crate::ringout::calls::Call;
use crate::ringout::machine::Leg;
use crate::ringout::number;
use crate::ringout::number::digits;
use crate::ringout::status::Status;
use crate::server::request::Request;
use crate::server::response::Response;
use crate::world::World;

const DAY_MS: i64 = 86_400_000;
/// What every record has: the simulator places only RingOut calls.
const DIRECTION: &str = "Outbound";
const TYPE: &str = "Voice";
const TRANSPORT: &str = "PSTN";

/// The filters of the list. Each is checked even if no call can match it.
struct Filter {
    detailed: bool,
    from: Option<i64>,
    to: Option<i64>,
    phone_number: Option<String>,
    extension_number: Option<String>,
    session_id: Option<String>,
    /// Whether the filters that have the same value for every record allow it.
    allows_any: bool,
}

/// Returns a page of the ended calls, latest first.
pub fn call_log(world: &World, request: &Request) -> Result<Response, ApiError> {
    let query = Query::of(request);
    let (filter, url) = (Filter::read(&query)?, world.url_for(request));
    let mut calls = if filter.allows_any { world.calls.finished() } else { vec![] };
    calls.retain(|call| filter.wants(world, call));
    let page = page(&log_uri(&url), &query, &calls, |call| record(&url, call, filter.detailed))?;
    Ok(Response::json(200, &page))
}

/// Returns one record. Only its `view` can be chosen.
pub fn call_record(world: &World, id: &str, request: &Request) -> Result<Response, ApiError> {
    let detailed = is_detailed(&Query::of(request))?;
    let number = id.strip_prefix('L').and_then(|number| number.parse().ok());
    let call = number.and_then(|number| world.calls.logged(number));
    let call = call.ok_or_else(|| ApiError::not_found("callRecordId"))?;
    Ok(Response::json(200, &record(&world.url_for(request), call, detailed)))
}

fn log_uri(url: &str) -> String {
    format!("{}/call-log", extension_uri(url))
}

fn is_detailed(query: &Query) -> Result<bool, ApiError> {
    Ok(query.choice("view", &["Simple", "Detailed"])? == Some("Detailed"))
}

impl Filter {
    fn read(query: &Query) -> Result<Filter, ApiError> {
        let has = |values: Vec<&str>, value: &str| values.is_empty() || values.contains(&value);
        let owned = |name| query.text(name).map(|text| text.map(ToOwned::to_owned));
        let is_outbound = has(query.choices("direction", &["Inbound", DIRECTION])?, DIRECTION);
        let is_voice = has(query.choices("type", &[TYPE, "Fax"])?, TYPE);
        let is_pstn = has(query.choices("transport", &[TRANSPORT, "VoIP"])?, TRANSPORT);
        let is_recorded = query.flag("withRecording")? == Some(true)
            || query.choice("recordingType", &["Automatic", "OnDemand", "All"])?.is_some();
        // No call is blocked or deleted, so these change nothing.
        query.flag("showBlocked")?;
        query.flag("showDeleted")?;
        Ok(Filter {
            detailed: is_detailed(query)?,
            from: query.date("dateFrom")?,
            to: query.date("dateTo")?,
            phone_number: owned("phoneNumber")?,
            extension_number: owned("extensionNumber")?,
            session_id: owned("sessionId")?,
            allows_any: is_outbound && is_voice && is_pstn && !is_recorded,
        })
    }

    fn wants(&self, world: &World, call: &Call) -> bool {
        let sides = [&call.from, &call.to];
        let at = signed(call.placed_on);
        let from = self.from.unwrap_or_else(|| signed(world.clock.calendar_ms()) - DAY_MS);
        // As on the platform, a number with a plus matches nothing.
        let has_number = |wanted: &String| sides.iter().any(|number| digits(number) == wanted);
        let has_extension =
            |wanted: &String| sides.iter().any(|number| number::extension(number, false) == Some(wanted));
        at >= from
            && self.to.is_none_or(|to| at <= to)
            && self.phone_number.as_ref().is_none_or(has_number)
            && self.extension_number.as_ref().is_none_or(has_extension)
            && self.session_id.as_ref().is_none_or(|id| *id == session_id(call))
    }
}

fn signed(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}

fn session_id(call: &Call) -> String {
    call.number.to_string()
}

fn record(url: &str, call: &Call, detailed: bool) -> Value {
    let result = if call.answered_at(Leg::Callee).is_some() { "Call connected" } else { result(failed_status(call)) };
    let id = format!("L{}", call.number);
    let mut record = json!({
        "id": id,
        "uri": format!("{}/{id}", log_uri(url)),
        "sessionId": session_id(call),
        "telephonySessionId": format!("s-{:x}", call.number),
        "startTime": timestamp::format(call.placed_on),
        "duration": seconds_between(Some(call.placed_at), call.since),
        "type": TYPE,
        "direction": DIRECTION,
        "action": "RingOut Web",
        "result": result,
        "from": numbers::party(&call.from),
        "to": numbers::party(&call.to),
        "transport": TRANSPORT,
    });
    if detailed {
        record["legs"] = legs(url, call);
    }
    record
}

/// The legs that were dialled: the callee is dialled once the caller has answered.
fn legs(url: &str, call: &Call) -> Value {
    let caller_answered_at = call.answered_at(Leg::Caller);
    let caller = leg(url, call, Leg::Caller, Some(call.placed_at));
    let callee = leg(url, call, Leg::Callee, caller_answered_at);
    if caller_answered_at.is_some() { json!([caller, callee]) } else { json!([caller]) }
}

fn leg(url: &str, call: &Call, leg: Leg, dialled_at: Option<u64>) -> Value {
    let answered_at = call.answered_at(leg);
    let (kind, to) = match leg {
        Leg::Caller => ("RingOutClientToCaller", &call.from),
        Leg::Callee => ("RingOutClientToSubscriber", &call.to),
    };
    let result = if answered_at.is_some() { "Accepted" } else { result(call.leg_status(leg)) };
    json!({
        "action": "RingOut Web",
        "direction": DIRECTION,
        "legType": kind,
        "type": TYPE,
        "transport": TRANSPORT,
        "result": result,
        "startTime": timestamp::format(call.calendar_ms(dialled_at.unwrap_or(call.placed_at))),
        "duration": seconds_between(answered_at, call.since),
        "from": numbers::party(&call.from),
        "to": numbers::party(to),
        "extension": { "id": EXTENSION_ID.parse::<u64>().unwrap_or_default(), "uri": extension_uri(url) },
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
