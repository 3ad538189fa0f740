//! What the call log says of a call.

use std::time::{Duration, SystemTime};

use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;
use ringout_core::{Attempt, Leg};

use crate::cancel_token::CancelToken;
use crate::client::Client;
use crate::failure::{milliseconds, since_1970};
use crate::operation::start;

/// What a call is found by.
#[napi(object, object_to_js = false)]
pub struct SoughtCall {
    /// The callee's number.
    pub to: Option<String>,
    /// The caller's number.
    pub from: Option<String>,
    /// When it was placed, in milliseconds since 1970.
    pub sent_at: f64,
}

/// What the log says.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct CallLog {
    /// How sure it is that the record is the call.
    pub matching: String,
    /// The record that fits best.
    pub record: Option<LogRecord>,
    /// How many records fit equally well.
    pub candidates: u32,
}

/// One call in the log. Times are in milliseconds, since 1970 where they are moments.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct LogRecord {
    /// The platform's id of the record.
    pub id: String,
    /// The platform's id of the telephone session.
    pub session_id: Option<String>,
    /// When the call began.
    pub start_time: Option<f64>,
    /// How long it took.
    pub duration: f64,
    /// The caller's number.
    pub from: Option<String>,
    /// The callee's number.
    pub to: Option<String>,
    /// What kind of call it was.
    pub action: Option<String>,
    /// How it ended.
    pub result: Option<String>,
    /// Its legs.
    pub legs: Vec<LogLeg>,
}

/// One leg of a call in the log.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct LogLeg {
    /// Which side it is.
    pub leg: Option<String>,
    /// The platform's kind.
    pub leg_type: Option<String>,
    /// When it was dialled.
    pub start_time: Option<f64>,
    /// How long it took.
    pub duration: f64,
    /// The number it came from.
    pub from: Option<String>,
    /// The number that was dialled.
    pub to: Option<String>,
    /// How it ended.
    pub result: Option<String>,
}

#[napi]
impl Client {
    /// What the log says of a call that is known by its numbers and its time.
    #[napi]
    pub fn call_log<'env>(
        &self,
        env: &'env Env,
        sought: SoughtCall,
        cancel: Option<&CancelToken>,
        timeout: Option<f64>,
    ) -> napi::Result<Object<'env>> {
        let attempt = Attempt { to: sought.to, from: sought.from, sent_at: moment(sought.sent_at) };
        start(env, self.core(), (cancel, timeout), move |client| client.call_log(&attempt).map(CallLog::from))
    }
}

/// The moment of a date, which may lie before 1970.
fn moment(milliseconds: f64) -> SystemTime {
    let apart = Duration::try_from_secs_f64(milliseconds.abs() / 1000.0).unwrap_or_default();
    let epoch = SystemTime::UNIX_EPOCH;
    let moment = if milliseconds < 0.0 { epoch.checked_sub(apart) } else { epoch.checked_add(apart) };
    moment.unwrap_or(epoch)
}

impl From<ringout_core::CallLog> for CallLog {
    fn from(log: ringout_core::CallLog) -> Self {
        Self {
            matching: log.matching.as_str().to_owned(),
            record: log.record.map(LogRecord::from),
            candidates: u32::try_from(log.candidates).unwrap_or(u32::MAX),
        }
    }
}

impl From<ringout_core::LogRecord> for LogRecord {
    fn from(record: ringout_core::LogRecord) -> Self {
        Self {
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
