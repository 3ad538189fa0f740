//! The call log: finds the record of a call after the call itself is forgotten.
//!
//! The log does not contain the ids of RingOut calls. A call is matched by its numbers and the time it was placed,
//! which is never fully certain, so every result says how certain it is. `read` sends the requests; `matching` is pure.

mod matching;
mod read;

use std::fmt::{self, Write as _};
use std::time::{Duration, SystemTime};

use crate::base::line::OneLine;
use crate::model::state::Leg;

pub(crate) use matching::LogQuery;
pub(crate) use read::read;

/// The call log's record of a call, from [`Call::log`](crate::Call::log). `Display` writes one line.
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

/// A call in the log. The strings are RingCentral's. `Display` writes one line.
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

/// A leg of a call in the log. The strings are RingCentral's. `Display` writes one line.
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

impl fmt::Display for CallLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.matching.as_str())?;
        match &self.record {
            None => f.write_str(": no record matches"),
            Some(record) if self.candidates > 1 => write!(f, ", the nearest of {}: {record}", self.candidates),
            Some(record) => write!(f, ": {record}"),
        }
    }
}

impl fmt::Display for LogRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_entry(f, [&self.from, &self.to, &self.result].map(Option::as_deref), self.start_time, self.duration)
    }
}

impl fmt::Display for LogLeg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.leg.map_or("other", Leg::as_str))?;
        write_entry(f, [&self.from, &self.to, &self.result].map(Option::as_deref), self.start_time, self.duration)
    }
}

/// Writes one line, whatever the server's strings contain.
fn write_entry(
    f: &mut fmt::Formatter<'_>,
    [from, to, result]: [Option<&str>; 3],
    start_time: Option<SystemTime>,
    duration: Duration,
) -> fmt::Result {
    let mut line = OneLine(f);
    write!(line, "{} to {}", from.unwrap_or("unknown"), to.unwrap_or("unknown"))?;
    if let Some(at) = start_time.filter(is_printable) {
        write!(line, ", {}", httpdate::fmt_http_date(at))?;
    }
    write!(line, ", {} s", duration.as_secs())?;
    result.map_or(Ok(()), |result| write!(line, ", {result}"))
}

/// Whether a time is in the years 1970 to 9999, outside of which `httpdate` panics.
fn is_printable(at: &SystemTime) -> bool {
    const YEAR_10000: Duration = Duration::from_secs(253_402_300_800);
    at.duration_since(SystemTime::UNIX_EPOCH).is_ok_and(|since| since < YEAR_10000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_one_line() {
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045);
        let leg = LogLeg {
            leg: Some(Leg::Callee),
            leg_type: None,
            start_time: None,
            duration: Duration::from_secs(7),
            from: None,
            to: Some("+16505550100".into()),
            result: Some("Accepted\r\nforged".into()),
        };
        assert_eq!(leg.to_string(), r"callee: unknown to +16505550100, 7 s, Accepted\r\nforged");
        let record = LogRecord {
            id: "1".into(),
            session_id: None,
            start_time: Some(at),
            duration: Duration::from_secs(10),
            from: Some("+16505550123".into()),
            to: Some("+16505550100".into()),
            action: None,
            result: Some("Call connected".into()),
            legs: vec![leg],
        };
        let line = "+16505550123 to +16505550100, Fri, 02 Jan 2026 03:04:05 GMT, 10 s, Call connected";
        assert_eq!(record.to_string(), line);
        for days in [-1_i64, 3_000_000] {
            let offset = Duration::from_secs(days.unsigned_abs() * 24 * 3600);
            let epoch = SystemTime::UNIX_EPOCH;
            let odd = if days < 0 { epoch - offset } else { epoch + offset };
            let record = LogRecord { start_time: Some(odd), ..record.clone() };
            assert_eq!(record.to_string(), "+16505550123 to +16505550100, 10 s, Call connected");
        }
        let log = |matching, record, candidates| CallLog { matching, record, candidates }.to_string();
        assert_eq!(log(LogMatch::Certain, Some(record.clone()), 1), format!("Certain: {line}"));
        assert_eq!(log(LogMatch::Ambiguous, Some(record), 3), format!("Ambiguous, the nearest of 3: {line}"));
        assert_eq!(log(LogMatch::None, None, 0), "None: no record matches");
    }
}
