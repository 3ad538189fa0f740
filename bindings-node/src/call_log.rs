//! The call log.

use std::time::{Duration, SystemTime};

use napi_derive::napi;
use ringout_core::{Attempt, Leg};

use crate::cancel_token::CancelToken;
use crate::client::Client;
use crate::failure::{milliseconds, since_1970};
use crate::operation::start;
use crate::queue::Queue;

/// The numbers and the time of the call to look up.
#[napi(object, object_to_js = false)]
pub struct CallAttempt {
    /// The callee's number.
    pub to: Option<String>,
    /// The caller's number.
    pub from: Option<String>,
    /// When the request was sent, in milliseconds since 1970.
    pub sent_at: f64,
}

/// The result of a lookup.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct CallLog {
    /// How certain it is that the record is the call.
    pub matching: String,
    /// The best match.
    pub record: Option<LogRecord>,
    /// The number of records that match equally well.
    pub candidates: u32,
    /// The string form, one line.
    pub text: String,
}

/// One record of the call log. Times are in milliseconds; points in time count from 1970.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct LogRecord {
    /// The platform's id of the record.
    pub id: String,
    /// The platform's id of the telephony session.
    pub session_id: Option<String>,
    /// When the call began.
    pub start_time: Option<f64>,
    /// The duration.
    pub duration: f64,
    /// The caller's number.
    pub from: Option<String>,
    /// The callee's number.
    pub to: Option<String>,
    /// The kind of call.
    pub action: Option<String>,
    /// How the call ended.
    pub result: Option<String>,
    /// Whether both sides were connected, if the record says so.
    pub connected: Option<bool>,
    /// The legs.
    pub legs: Vec<LogLeg>,
}

/// One leg of a record.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct LogLeg {
    /// The side of the call.
    pub leg: Option<String>,
    /// The platform's name for the kind of leg.
    pub leg_type: Option<String>,
    /// When it was dialled.
    pub start_time: Option<f64>,
    /// The duration.
    pub duration: f64,
    /// The calling number.
    pub from: Option<String>,
    /// The dialled number.
    pub to: Option<String>,
    /// How the leg ended.
    pub result: Option<String>,
}

#[napi]
impl Client {
    /// Looks up a call by its numbers and its time.
    #[napi]
    pub fn call_log(
        &self,
        attempt: CallAttempt,
        queue: &Queue,
        number: u32,
        cancel: Option<&CancelToken>,
        timeout: Option<f64>,
    ) {
        let attempt = Attempt { to: attempt.to, from: attempt.from, sent_at: system_time(attempt.sent_at) };
        start(self.core(), (queue.ticket(number), cancel, timeout), move |client| {
            client.call_log(&attempt).map(CallLog::from)
        });
    }
}

/// Converts milliseconds since 1970, which may be negative.
fn system_time(milliseconds: f64) -> SystemTime {
    let distance = Duration::try_from_secs_f64(milliseconds.abs() / 1000.0).unwrap_or_default();
    let epoch = SystemTime::UNIX_EPOCH;
    let time = if milliseconds < 0.0 { epoch.checked_sub(distance) } else { epoch.checked_add(distance) };
    time.unwrap_or(epoch)
}

impl From<ringout_core::CallLog> for CallLog {
    fn from(log: ringout_core::CallLog) -> Self {
        Self {
            text: log.to_string(),
            matching: log.matching.as_str().to_owned(),
            record: log.record.map(LogRecord::from),
            candidates: u32::try_from(log.candidates).unwrap_or(u32::MAX),
        }
    }
}

impl From<ringout_core::LogRecord> for LogRecord {
    fn from(record: ringout_core::LogRecord) -> Self {
        Self {
            connected: record.connected(),
            id: record.id,
            session_id: record.session_id,
            start_time: record.start_time.map(since_1970),
            duration: milliseconds(record.duration),
            from: record.from,
            to: record.to,
            action: record.action,
            result: record.result,
            legs: record.legs.into_iter().map(LogLeg::from).collect(),
        }
    }
}

impl From<ringout_core::LogLeg> for LogLeg {
    fn from(leg: ringout_core::LogLeg) -> Self {
        Self {
            leg: leg.leg.map(|leg| Leg::as_str(leg).to_owned()),
            leg_type: leg.leg_type,
            start_time: leg.start_time.map(since_1970),
            duration: milliseconds(leg.duration),
            from: leg.from,
            to: leg.to,
            result: leg.result,
        }
    }
}
