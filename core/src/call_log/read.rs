//! Asks the platform for the part of the log in which a call must be.

use std::time::{Duration, SystemTime};

use super::matching::{MOST_APART, best};
use super::{CallLog, LogLeg, LogRecord, Logged};
use crate::account::{get, page};
use crate::channel::Channel;
use crate::error::{Error, Result};
use crate::http::encode_query;
use crate::operation::Operation;
use crate::retry::Repeat;
use crate::state::Leg;
use crate::wire::{Group, LogBody, Page, PartyBody, format_time, parse_time};

/// Detailed records of a hundred calls stay far below the largest answer that is read.
const PER_PAGE: &str = "100";
/// So many calls of one number in ten minutes: the rest is not looked at.
const MOST_PAGES: u32 = 5;

/// What the log says of a call.
///
/// The log's own filter wants numbers without `+`; a national number is not filtered by, because the log knows none.
pub(crate) fn read(channel: &Channel, call: &Logged, repeat: Repeat, operation: &Operation) -> Result<CallLog> {
    let moment = |moment: Option<SystemTime>| {
        let told = moment.and_then(format_time);
        told.ok_or_else(|| Error::invalid("sent_at", "is no time that the platform can be asked about"))
    };
    let (from, to) = (moment(call.at.checked_sub(MOST_APART))?, moment(call.at.checked_add(MOST_APART))?);
    let mut records = Vec::new();
    for number in 1..=MOST_PAGES {
        let number = number.to_string();
        let mut query = vec![("view", "Detailed"), ("dateFrom", &from), ("dateTo", &to)];
        query.extend(call.to.strip_prefix('+').map(|digits| ("phoneNumber", digits)));
        query.extend([("page", number.as_str()), ("perPage", PER_PAGE)]);
        let answer = get(channel, &format!("/call-log?{}", encode_query(query)), Group::Heavy, repeat, operation)?;
        let Page { records: more, has_next } = page::<LogBody>(channel, &answer)?;
        records.extend(more.into_iter().map(record));
        // The first page has been paid for by whoever must not repeat; there are no more of them.
        if !has_next || repeat == Repeat::Never {
            break;
        }
    }
    Ok(best(records, call))
}

fn record(body: LogBody) -> LogRecord {
    LogRecord {
        id: body.id.unwrap_or_default(),
        session_id: body.session_id,
        start_time: body.start_time.as_deref().and_then(parse_time),
        duration: Duration::from_secs(body.duration.unwrap_or(0).into()),
        from: body.from.and_then(number),
        to: body.to.and_then(number),
        action: body.action,
        result: body.result,
        legs: body.legs.into_iter().flatten().map(leg).collect(),
    }
}

fn leg(body: LogBody) -> LogLeg {
    LogLeg {
        leg: body.leg_type.as_deref().and_then(side),
        leg_type: body.leg_type,
        start_time: body.start_time.as_deref().and_then(parse_time),
        duration: Duration::from_secs(body.duration.unwrap_or(0).into()),
        from: body.from.and_then(number),
        to: body.to.and_then(number),
        result: body.result,
    }
}

/// Which side a kind of leg is: `RingOutClientToCaller`, `RingOutWebToSubscriber`, `RingOutOneLegToCaller`, ...
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

/// A colleague may be known by the extension only.
fn number(party: PartyBody) -> Option<String> {
    party.phone_number.or(party.extension_number)
}
