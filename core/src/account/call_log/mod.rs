//! The call log: finds the record of a call after the call itself is forgotten.
//!
//! The log does not contain the ids of RingOut calls. A call is matched by its numbers and the time it was placed,
//! which is never fully certain, so every result says how certain it is. `read` sends the requests; `matching` is pure.

mod matching;
mod read;

use std::fmt;
use std::time::{Duration, SystemTime};

use crate::model::state::Leg;

pub(crate) use matching::LogQuery;
pub(crate) use read::read;

/// The call log's record of a call, from [`Call::log`](crate::Call::log).
///
/// # Examples
///
/// ```no_run
/// use ringout_core::{Client, CallRequest, LogMatch, WaitOptions};
///
/// let call = Client::from_env()?.create_call(&CallRequest::to("+16505550100").from("+16505550123"))?;
/// call.wait(&WaitOptions::default())?;
/// let log = call.log()?;
/// if let (LogMatch::Certain | LogMatch::Likely, Some(record)) = (log.matching, &log.record) {
///     println!("{:?}, {} s", record.result, record.duration.as_secs());
/// }
/// # Ok::<(), ringout_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CallLog {
    /// How certain it is that `record` is the call.
    pub matching: LogMatch,
    /// The best match; `None` if no record matches.
    pub record: Option<LogRecord>,
    /// How many records match equally well.
    pub candidates: usize,
}

/// How certain it is that a record is the call, from least to most. The numbers are the same in every language and
/// never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u32)]
pub enum LogMatch {
    /// No record matches. RingCentral may write it some time after the call has ended.
    None = 0,
    /// Several records match equally well. The one nearest in time is returned.
    Ambiguous = 1,
    /// One record matches, but something could not be compared: the caller's number was not known, or the times are
    /// minutes apart.
    Likely = 2,
    /// One record matches. It is a RingOut call with both numbers and within seconds.
    Certain = 3,
}

impl LogMatch {
    /// Returns the name, which is the same in every language, such as `Certain`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Ambiguous => "Ambiguous",
            Self::Likely => "Likely",
            Self::Certain => "Certain",
        }
    }
}

impl fmt::Display for LogMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A call in the log. The strings are RingCentral's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LogRecord {
    /// RingCentral's id of the record.
    pub id: String,
    /// RingCentral's id of the telephony session.
    pub session_id: Option<String>,
    /// When the call began, by RingCentral's clock.
    pub start_time: Option<SystemTime>,
    /// The duration, to the second.
    pub duration: Duration,
    /// The caller's number.
    pub from: Option<String>,
    /// The callee's number.
    pub to: Option<String>,
    /// The kind of call: `RingOut Web`, `RingOut PC`, `RingOut Mobile`, ...
    pub action: Option<String>,
    /// How it ended: `Call connected`, `Busy`, `No Answer`, ...
    pub result: Option<String>,
    /// The legs, in RingCentral's order. There may be only one, or none.
    pub legs: Vec<LogLeg>,
}

/// A leg of a call in the log. The strings are RingCentral's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LogLeg {
    /// The side; `None` for a kind of leg that RingOut does not have.
    pub leg: Option<Leg>,
    /// RingCentral's kind of leg: `RingOutClientToCaller`, `RingOutClientToSubscriber`, ...
    pub leg_type: Option<String>,
    /// When the number was dialled, by RingCentral's clock.
    pub start_time: Option<SystemTime>,
    /// The duration, to the second.
    pub duration: Duration,
    /// The number that the leg came from.
    pub from: Option<String>,
    /// The number that was dialled.
    pub to: Option<String>,
    /// How it ended: `Accepted`, `Busy`, `No Answer`, ...
    pub result: Option<String>,
}
