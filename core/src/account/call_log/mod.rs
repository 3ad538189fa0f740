//! What the platform's call log says of a call: the only witness once the call itself is forgotten.
//!
//! The log does not know the id of a RingOut. A call is found in it by its numbers and by when it was placed, which is never
//! quite sure, so every answer says how sure it is. Reading and matching are apart: `read` asks the platform, `matching` is
//! pure.

mod matching;
mod read;

use std::fmt;
use std::time::{Duration, SystemTime};

use crate::model::state::Leg;

pub(crate) use matching::LogQuery;
pub(crate) use read::read;

/// What the call log says of a call, from [`Call::log`](crate::Call::log).
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
    /// How sure it is that `record` is the call.
    pub matching: LogMatch,
    /// The record that fits best; `None` if none fits.
    pub record: Option<LogRecord>,
    /// How many records fit equally well.
    pub candidates: usize,
}

/// How sure it is that a record of the log is the call, from least to most. The numbers are the same in every language and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u32)]
pub enum LogMatch {
    /// No record fits. The platform may write it some time after the call has ended.
    None = 0,
    /// Several records fit equally well; the one nearest in time is given.
    Ambiguous = 1,
    /// One record fits, though something could not be compared: the caller's number was not known, or the times are
    /// minutes apart.
    Likely = 2,
    /// One record fits, a RingOut with both numbers, and within seconds.
    Certain = 3,
}

impl LogMatch {
    /// The name, the same in every language: `Certain`.
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

/// One call in the log. The texts are the platform's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LogRecord {
    /// The platform's id of the record.
    pub id: String,
    /// The platform's id of the telephone session.
    pub session_id: Option<String>,
    /// When the call began, by the platform's clock.
    pub start_time: Option<SystemTime>,
    /// How long it took, to the second.
    pub duration: Duration,
    /// The caller's number.
    pub from: Option<String>,
    /// The callee's number.
    pub to: Option<String>,
    /// What kind of call it was: `RingOut Web`, `RingOut PC`, `RingOut Mobile`, ...
    pub action: Option<String>,
    /// How it ended: `Call connected`, `Busy`, `No HttpResponse`, ...
    pub result: Option<String>,
    /// Its legs, in the platform's order. There may be one only, or none.
    pub legs: Vec<LogLeg>,
}

/// One leg of a call in the log. The texts are the platform's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LogLeg {
    /// Which side it is; `None` for a kind of leg that is not RingOut's.
    pub leg: Option<Leg>,
    /// The platform's kind: `RingOutClientToCaller`, `RingOutClientToSubscriber`, ...
    pub leg_type: Option<String>,
    /// When it was dialled, by the platform's clock.
    pub start_time: Option<SystemTime>,
    /// How long it took, to the second.
    pub duration: Duration,
    /// The number it came from.
    pub from: Option<String>,
    /// The number that was dialled.
    pub to: Option<String>,
    /// How it ended: `Accepted`, `Busy`, `No HttpResponse`, ...
    pub result: Option<String>,
}
