//! Reads the part of the call log in which a call must be.

use std::time::SystemTime;

use super::matching::{MAX_APART, best};
use super::{CallLog, LogLeg, LogQuery, LogRecord};
use crate::account::{List, each_record};
use crate::api::Api;
use crate::base::error::{Error, Result};
use crate::base::operation::Operation;
use crate::base::wire::{Group, JsonObject, format_time};
use crate::model::state::Leg;
use crate::transport::limits::Permit;
use crate::transport::retry::RetryPolicy;

/// More pages than this of one number in ten minutes are not read.
const MAX_PAGES: u32 = 5;

/// Finds a call in the log.
///
/// The log filters by numbers without `+`. It knows no national numbers or numbers with an extension, so those are not
/// used as a filter.
///
/// With a permit, sends one request for one page.
pub(crate) fn read(api: &Api, call: &LogQuery, permit: Option<Permit<'_>>, operation: &Operation) -> Result<CallLog> {
    if call.at < SystemTime::UNIX_EPOCH {
        return Err(Error::invalid("sent_at", "is before 1970; give the time at which the call was placed"));
    }
    let moment = |moment: Option<SystemTime>| {
        let formatted = moment.and_then(format_time);
        formatted.ok_or_else(|| Error::invalid("sent_at", "is not a date that the call log can be searched for"))
    };
    let (from, to) = (moment(call.at.checked_sub(MAX_APART))?, moment(call.at.checked_add(MAX_APART))?);
    let mut query = vec![("view", "Detailed"), ("dateFrom", from.as_str()), ("dateTo", to.as_str())];
    let full = call.to.strip_prefix('+').filter(|number| !number.contains('*'));
    query.extend(full.map(|digits| ("phoneNumber", digits)));
    let (retry_policy, max_pages) =
        if permit.is_some() { (RetryPolicy::Never, 1) } else { (RetryPolicy::Idempotent, MAX_PAGES) };
    let list = List { name: "call-log", query: &query, group: Group::Heavy, retry_policy, permit, max_pages };
    let mut records = Vec::new();
    each_record(api, list, operation, &mut |read| records.push(record(read)))?;
    Ok(best(records, call))
}

fn record(record: JsonObject<'_>) -> LogRecord {
    LogRecord {
        id: record.text("id").unwrap_or_default(),
        session_id: record.text("sessionId"),
        start_time: record.time("startTime"),
        duration: record.seconds("duration").unwrap_or_default(),
        from: number(record, "from"),
        to: number(record, "to"),
        action: record.text("action"),
        result: record.text("result"),
        legs: record.list("legs").map(leg).collect(),
    }
}

fn leg(leg: JsonObject<'_>) -> LogLeg {
    let leg_type = leg.text("legType");
    LogLeg {
        leg: leg_type.as_deref().and_then(side),
        leg_type,
        start_time: leg.time("startTime"),
        duration: leg.seconds("duration").unwrap_or_default(),
        from: number(leg, "from"),
        to: number(leg, "to"),
        result: leg.text("result"),
    }
}

/// Returns the side of a kind of leg: `RingOutClientToCaller`, `RingOutWebToSubscriber`, `RingOutOneLegToCaller`, ...
fn side(leg_type: &str) -> Option<Leg> {
    let kind = leg_type.strip_prefix("RingOut")?;
    if kind.ends_with("ToCaller") {
        Some(Leg::Caller)
    } else if kind.ends_with("ToSubscriber") {
        Some(Leg::Callee)
    } else {
        None
    }
}

/// Returns the number of a side. A colleague may have only an extension.
fn number(record: JsonObject<'_>, side: &str) -> Option<String> {
    let party = record.object(side)?;
    party.text("phoneNumber").or_else(|| party.text("extensionNumber"))
}
