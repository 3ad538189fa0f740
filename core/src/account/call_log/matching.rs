//! Matches log records to a call and reads the call's end from them. Pure: no I/O and no clock.

use std::time::{Duration, SystemTime};

use super::{CallLog, LogLeg, LogMatch, LogRecord};
use crate::model::phone::is_same;
use crate::model::state::{Leg, LoggedEnd, Status};

/// The clocks of the machines that write the log and of those that accept a create may differ by this much.
const NEAR: Duration = Duration::from_secs(10);
/// A record further away is of another call. A create is answered within its deadline, and the log has the time it was
/// accepted.
pub(super) const MAX_APART: Duration = Duration::from_secs(300);

/// The values that find a call in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogQuery {
    /// The callee's number, as sent.
    pub(crate) to: Box<str>,
    /// The caller's number, if the request named one.
    pub(crate) from: Option<Box<str>>,
    /// When the call was placed, by the platform's clock if the response had it.
    pub(crate) at: SystemTime,
}

/// How well a record matches; better is greater. The fields are in the order of their weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct MatchQuality {
    is_near: bool,
    is_ring_out: bool,
    same_caller: bool,
}

const PERFECT: MatchQuality = MatchQuality { is_near: true, is_ring_out: true, same_caller: true };

/// Returns the record that matches best, and how certain the match is.
pub(super) fn best(records: Vec<LogRecord>, call: &LogQuery) -> CallLog {
    let matches: Vec<_> = records.into_iter().filter_map(|record| Some((quality(&record, call)?, record))).collect();
    let Some(quality) = matches.iter().map(|(quality, _)| *quality).max() else {
        return CallLog { matching: LogMatch::None, record: None, candidates: 0 };
    };
    let best = matches.into_iter().filter(|(other, _)| *other == quality).map(|(_, record)| record);
    let mut best: Vec<_> = best.collect();
    best.sort_by_key(|record| distance(record, call));
    let candidates = best.len();
    let matching = match candidates {
        1 if quality == PERFECT => LogMatch::Certain,
        1 => LogMatch::Likely,
        _ => LogMatch::Ambiguous,
    };
    CallLog { matching, record: best.into_iter().next(), candidates }
}

/// Returns how well a record matches, or `None` if it cannot be the call: another callee, another caller, another time.
fn quality(record: &LogRecord, call: &LogQuery) -> Option<MatchQuality> {
    let distance = distance(record, call).filter(|distance| *distance <= MAX_APART)?;
    let side = |side| record.legs.iter().filter(move |leg: &&LogLeg| leg.leg == Some(side));
    let mut callees = side(Leg::Callee).filter_map(|leg| leg.to.as_deref()).chain(record.to.as_deref());
    callees.find(|number| is_same(number, &call.to))?;
    let mut rung = side(Leg::Caller).filter_map(|leg| leg.to.as_deref()).peekable();
    let same_caller = match &call.from {
        None => false,
        Some(from) if rung.peek().is_some() => rung.any(|number| is_same(number, from)).then_some(true)?,
        // Without that leg the record may name the user's own number instead of the phone that rang.
        Some(from) => record.from.as_deref().is_some_and(|number| is_same(number, from)),
    };
    let is_ring_out = record.action.as_deref().is_some_and(|action| action.starts_with("RingOut"))
        || record.legs.iter().any(|leg| leg.leg.is_some());
    Some(MatchQuality { is_near: distance <= NEAR, is_ring_out, same_caller })
}

/// Returns how far the start of the record is from the call.
fn distance(record: &LogRecord, call: &LogQuery) -> Option<Duration> {
    let start = record.start_time?;
    Some(start.duration_since(call.at).unwrap_or_else(|before| before.duration()))
}

impl CallLog {
    /// Returns the end of the call, or `None` if the match is not certain enough or the record does not say.
    ///
    /// A record that is minutes away may be of an earlier call with the same numbers, with this call's record not
    /// written yet.
    pub(crate) fn end(&self, call: &LogQuery) -> Option<LoggedEnd> {
        let is_near = |record: &&LogRecord| distance(record, call).is_some_and(|distance| distance <= NEAR);
        let record = self.record.as_ref().filter(|_| self.matching >= LogMatch::Likely).filter(is_near)?;
        let (connected, leg, status, word) = end(record)?;
        Some(LoggedEnd { connected, leg, status, word: word.into(), matching: self.matching.as_str() })
    }
}

impl LogRecord {
    /// Returns whether both sides were connected, or `None` if the record does not say: the call has not ended, or its
    /// words are not documented.
    pub fn connected(&self) -> Option<bool> {
        end(self).map(|(connected, ..)| connected)
    }
}

/// Returns whether both sides were connected, the leg that failed, its status, and the log's word for it.
///
/// The caller rings first, so a caller that failed explains a callee that never rang. The result of the whole call is
/// about the callee only if the caller is known to have answered. Without legs it may be about either.
fn end(record: &LogRecord) -> Option<(bool, Option<Leg>, Status, &str)> {
    let of = |side| {
        let leg = record.legs.iter().find(|leg| leg.leg == Some(side))?;
        leg.result.as_deref().map(|word| (word, leg_result(word)))
    };
    let (caller, callee) = (of(Leg::Caller), of(Leg::Callee));
    let whole = record.result.as_deref().unwrap_or_default();
    let is_connected = match (&caller, &callee) {
        (_, None) | (Some((_, LegResult::Failed(_))), Some((_, LegResult::Answered))) => whole == CONNECTED,
        (_, Some((_, result))) => *result == LegResult::Answered,
    };
    if is_connected {
        let word = callee.map_or(whole, |(word, _)| word);
        return Some((true, None, Status::Finished, if whole == CONNECTED { whole } else { word }));
    }
    let (leg, word, status) = match (caller, callee, leg_result(whole)) {
        (Some((word, LegResult::Failed(status))), ..) => (Some(Leg::Caller), word, status),
        (_, Some((word, LegResult::Failed(status))), _) => (Some(Leg::Callee), word, status),
        (Some((_, LegResult::Answered)), _, LegResult::Failed(status)) => (Some(Leg::Callee), whole, status),
        (.., LegResult::Failed(status)) => (None, whole, status),
        _ => return None,
    };
    Some((false, leg, status, word))
}

/// A result that only a whole call has.
const CONNECTED: &str = "Call connected";

/// The meaning of a leg's result.
#[derive(Debug, Clone, PartialEq, Eq)]
enum LegResult {
    Answered,
    Failed(Status),
    /// Not ended yet, or not documented.
    Unknown,
}

/// Maps the platform's word for the end of a leg (the call log's reference) to a status.
fn leg_result(word: &str) -> LegResult {
    LegResult::Failed(match word {
        "Accepted" | "Call connected" | "Received" => return LegResult::Answered,
        "Busy" => Status::Busy,
        "No Answer" | "Missed" | "Abandoned" => Status::NoAnswer,
        "Rejected" | "Declined" | "Stopped" | "Hang Up" => Status::Rejected,
        "International Disabled" | "International Restricted" => Status::InternationalDisabled,
        "Blocked" | "Not Allowed" | "Restricted Number" => Status::DestinationBlocked,
        "No Calling Credit" => Status::NotEnoughFunds,
        "Wrong Number" => Status::NoSuchUser,
        "Call Failed"
        | "Call Failure"
        | "Internal Error"
        | "IP Phone Offline"
        | "Suspended account"
        | "Answered Not Accepted" => Status::GenericError,
        _ => return LegResult::Unknown,
    })
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    fn leg(side: Leg, to: &str, result: &str) -> LogLeg {
        LogLeg {
            leg: Some(side),
            leg_type: None,
            start_time: None,
            duration: Duration::ZERO,
            from: None,
            to: Some(to.into()),
            result: Some(result.into()),
        }
    }

    fn record(seconds: u64, legs: Vec<LogLeg>, result: &str) -> LogRecord {
        LogRecord {
            id: seconds.to_string(),
            session_id: None,
            start_time: Some(UNIX_EPOCH + Duration::from_secs(seconds)),
            duration: Duration::ZERO,
            from: Some("+16505550101".into()),
            to: Some("16505550100".into()),
            action: Some("RingOut Web".into()),
            result: Some(result.into()),
            legs,
        }
    }

    fn call(from: Option<&str>) -> LogQuery {
        let at = UNIX_EPOCH + Duration::from_secs(1000);
        LogQuery { to: "+16505550100".into(), from: from.map(Into::into), at }
    }

    fn matching(records: &[LogRecord], from: Option<&str>) -> (LogMatch, usize) {
        let log = best(records.to_vec(), &call(from));
        (log.matching, log.candidates)
    }

    #[test]
    fn a_match_says_how_certain_it_is() {
        let legs = || vec![leg(Leg::Caller, "+16505550110", "Accepted")];
        let near = record(1004, legs(), "Busy");
        assert_eq!(matching(std::slice::from_ref(&near), Some("+16505550110")), (LogMatch::Certain, 1));
        assert_eq!(matching(std::slice::from_ref(&near), None), (LogMatch::Likely, 1), "the caller is not known");
        assert_eq!(
            matching(&[record(1200, legs(), "Busy")], Some("+16505550110")),
            (LogMatch::Likely, 1),
            "minutes apart"
        );
        assert_eq!(
            matching(&[record(1301, legs(), "Busy")], Some("+16505550110")),
            (LogMatch::None, 0),
            "another call"
        );
        let twice = [near.clone(), record(999, legs(), "Busy")];
        assert_eq!(matching(&twice, Some("+16505550110")), (LogMatch::Ambiguous, 2));
        assert_eq!(best(twice.to_vec(), &call(None)).record.unwrap().id, "999", "the nearest one");
        let other = LogRecord { to: Some("+16505550199".into()), ..near };
        assert_eq!(matching(&[other], None), (LogMatch::None, 0));
    }

    #[test]
    fn a_better_match_beats_a_nearer_one() {
        let plain = LogRecord { action: Some("Phone Call".into()), ..record(1000, Vec::new(), "Busy") };
        let log = best(vec![plain, record(1008, Vec::new(), "Busy")], &call(Some("+16505550101")));
        assert_eq!((log.matching, log.record.unwrap().id.as_str()), (LogMatch::Certain, "1008"));
    }

    /// Returns whether both sides were connected, the leg that failed, its status, and the log's word.
    fn read_end(legs: &[(Leg, &str)], result: &str) -> Option<(bool, Option<Leg>, Status, String)> {
        let legs = legs.iter().map(|(side, result)| leg(*side, "+1", result)).collect();
        let end = best(vec![record(1000, legs, result)], &call(None)).end(&call(None))?;
        Some((end.connected, end.leg, end.status, end.word.into()))
    }

    const CALLER: Leg = Leg::Caller;
    const CALLEE: Leg = Leg::Callee;

    #[test]
    fn the_end_is_what_the_legs_say() {
        let talked = |word: &str| Some((true, None, Status::Finished, word.to_owned()));
        let failed = |leg, status, word: &str| Some((false, Some(leg), status, word.to_owned()));
        assert_eq!(read_end(&[(CALLER, "Accepted"), (CALLEE, "Accepted")], "Call connected"), talked("Call connected"));
        assert_eq!(read_end(&[(CALLER, "Accepted"), (CALLEE, "Accepted")], "Unheard of"), talked("Accepted"));
        assert_eq!(read_end(&[(CALLER, "Accepted")], "Call connected"), talked("Call connected"));
        assert_eq!(
            read_end(&[(CALLER, "Accepted"), (CALLEE, "Busy")], "Stopped"),
            failed(CALLEE, Status::Busy, "Busy")
        );
        assert_eq!(read_end(&[(CALLER, "Accepted")], "Busy"), failed(CALLEE, Status::Busy, "Busy"));
        assert_eq!(read_end(&[(CALLER, "No Answer")], "Missed"), failed(CALLER, Status::NoAnswer, "No Answer"));
        assert_eq!(
            read_end(&[(CALLER, "IP Phone Offline"), (CALLEE, "Stopped")], "Call Failed"),
            failed(CALLER, Status::GenericError, "IP Phone Offline")
        );
        assert_eq!(
            read_end(&[(CALLER, "Call Failed"), (CALLEE, "Accepted")], "Call Failed"),
            failed(CALLER, Status::GenericError, "Call Failed")
        );
        assert_eq!(read_end(&[(CALLER, "In Progress")], "In Progress"), None);
        assert_eq!(read_end(&[(CALLER, "Accepted"), (CALLEE, "In Progress")], "Call connected"), None);
        assert_eq!(read_end(&[(CALLER, "Accepted")], "In Progress"), None, "the caller is not known to have hung up");
    }

    #[test]
    fn a_record_without_legs_does_not_say_which_side_failed() {
        for (word, status) in [
            ("Busy", Status::Busy),
            ("Wrong Number", Status::NoSuchUser),
            ("IP Phone Offline", Status::GenericError),
            ("No Answer", Status::NoAnswer),
        ] {
            assert_eq!(read_end(&[], word), Some((false, None, status, word.to_owned())));
        }
        assert_eq!(read_end(&[], "Call connected"), Some((true, None, Status::Finished, "Call connected".into())));
        assert_eq!(record(1000, Vec::new(), "Call connected").connected(), Some(true));
        assert_eq!(record(1000, Vec::new(), "Busy").connected(), Some(false));
        assert_eq!(record(1000, Vec::new(), "Sort of").connected(), None);
        assert_eq!(read_end(&[], "Sort of"), None);
    }

    #[test]
    fn a_record_minutes_away_may_be_of_an_earlier_call() {
        let earlier = best(vec![record(900, Vec::new(), "Busy")], &call(None));
        assert_eq!((earlier.matching, earlier.end(&call(None))), (LogMatch::Likely, None));
    }

    #[test]
    fn every_word_of_the_log_is_the_status_that_a_poll_would_have_shown() {
        for (words, status) in [
            (&["Busy"][..], Status::Busy),
            (&["No Answer", "Missed", "Abandoned"], Status::NoAnswer),
            (&["Rejected", "Declined", "Stopped", "Hang Up"], Status::Rejected),
            (&["International Disabled", "International Restricted"], Status::InternationalDisabled),
            (&["Blocked", "Not Allowed", "Restricted Number"], Status::DestinationBlocked),
            (&["No Calling Credit"], Status::NotEnoughFunds),
            (&["Wrong Number"], Status::NoSuchUser),
            (
                &[
                    "Call Failed",
                    "Call Failure",
                    "Internal Error",
                    "IP Phone Offline",
                    "Suspended account",
                    "Answered Not Accepted",
                ],
                Status::GenericError,
            ),
        ] {
            for word in words {
                let end = (false, Some(CALLEE), status.clone(), (*word).to_owned());
                assert_eq!(read_end(&[(CALLER, "Accepted"), (CALLEE, word)], "Call Failed"), Some(end));
            }
        }
        for word in ["Accepted", "Call connected", "Received"] {
            let end = read_end(&[(CALLER, "Accepted"), (CALLEE, word)], "Call connected");
            assert_eq!(end, Some((true, None, Status::Finished, "Call connected".to_owned())), "{word}");
        }
    }

    #[test]
    fn the_times_of_a_match_include_their_limits() {
        let certainty = |seconds| matching(&[record(seconds, Vec::new(), "Busy")], Some("+16505550101"));
        for (seconds, wanted) in [
            (990, LogMatch::Certain),
            (1010, LogMatch::Certain),
            (989, LogMatch::Likely),
            (1011, LogMatch::Likely),
            (700, LogMatch::Likely),
            (1300, LogMatch::Likely),
            (699, LogMatch::None),
            (1301, LogMatch::None),
        ] {
            assert_eq!(certainty(seconds).0, wanted, "{seconds}");
        }
        for (seconds, says) in [(990, true), (1010, true), (989, false), (1011, false)] {
            let log = best(vec![record(seconds, Vec::new(), "Busy")], &call(None));
            assert_eq!(log.end(&call(None)).is_some(), says, "{seconds}");
        }
    }

    #[test]
    fn another_caller_or_a_call_that_was_not_a_ringout_is_less_certain() {
        let rang = |to: &str| vec![leg(Leg::Caller, to, "Accepted")];
        let near = |legs| record(1000, legs, "Busy");
        let other = matching(&[near(rang("+16505550110"))], Some("+16505550199"));
        assert_eq!(other, (LogMatch::None, 0), "another phone rang");
        let other = matching(&[near(Vec::new())], Some("+16505550199"));
        assert_eq!(other, (LogMatch::Likely, 1), "the record may name the user's number");
        let plain = LogRecord { action: Some("Phone Call".into()), ..near(Vec::new()) };
        assert_eq!(matching(std::slice::from_ref(&plain), Some("+16505550101")), (LogMatch::Likely, 1));
        let with_legs = LogRecord { legs: rang("+16505550101"), ..plain.clone() };
        assert_eq!(
            matching(&[with_legs], Some("+16505550101")),
            (LogMatch::Certain, 1),
            "only a RingOut has such legs"
        );
        let nameless = LogRecord { action: None, ..plain };
        assert_eq!(matching(&[nameless], Some("+16505550101")), (LogMatch::Likely, 1));
    }

    #[test]
    fn the_callee_may_be_named_by_its_leg() {
        let legs = vec![leg(Leg::Callee, "+16505550100", "Busy")];
        let log = LogRecord { to: Some("101".into()), ..record(1000, legs, "Busy") };
        assert_eq!(matching(std::slice::from_ref(&log), None), (LogMatch::Likely, 1));
        let without_time = LogRecord { start_time: None, ..log };
        assert_eq!(matching(&[without_time], None), (LogMatch::None, 0));
    }

    #[test]
    fn an_ambiguous_match_says_nothing() {
        let log = best(vec![record(1000, Vec::new(), "Busy"), record(1001, Vec::new(), "Busy")], &call(None));
        assert_eq!((log.matching, log.end(&call(None))), (LogMatch::Ambiguous, None));
        let log = best(vec![record(1000, Vec::new(), "Busy")], &call(None));
        assert_eq!(log.end(&call(None)).unwrap().matching, LogMatch::Likely.as_str());
    }
}
