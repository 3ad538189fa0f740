//! Which record of the log is a call, and what it says of the call's end. Pure: no I/O and no clock.

use std::time::{Duration, SystemTime};

use super::{CallLog, LogLeg, LogMatch, LogRecord};
use crate::model::phone::is_same;
use crate::model::state::{Leg, LoggedEnd, Status};

/// The log is written by other machines than the one that takes the create: their clocks may be this far apart.
const SECONDS_APART: Duration = Duration::from_secs(10);
/// Beyond this it is another call. A create is answered within its deadline, and the log tells when it was taken.
pub(super) const MAX_APART: Duration = Duration::from_secs(300);

/// What a call is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogQuery {
    /// The callee's number as it was sent.
    pub(crate) to: Box<str>,
    /// The caller's, if the request named one.
    pub(crate) from: Option<Box<str>>,
    /// When the call was placed, by the platform's clock if it tells it.
    pub(crate) at: SystemTime,
}

/// How well a record fits: better is greater. The order of the fields is the order of their weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct MatchQuality {
    is_near: bool,
    is_ring_out: bool,
    same_caller: bool,
}

const PERFECT: MatchQuality = MatchQuality { is_near: true, is_ring_out: true, same_caller: true };

/// The record that fits best, and how sure that is.
pub(super) fn best(records: Vec<LogRecord>, call: &LogQuery) -> CallLog {
    let fitting: Vec<_> = records.into_iter().filter_map(|record| Some((fit(&record, call)?, record))).collect();
    let Some(fit) = fitting.iter().map(|(fit, _)| *fit).max() else {
        return CallLog { matching: LogMatch::None, record: None, candidates: 0 };
    };
    let best = fitting.into_iter().filter(|(other, _)| *other == fit).map(|(_, record)| record);
    let mut best: Vec<_> = best.collect();
    best.sort_by_key(|record| distance(record, call));
    let candidates = best.len();
    let matching = match candidates {
        1 if fit == PERFECT => LogMatch::Certain,
        1 => LogMatch::Likely,
        _ => LogMatch::Ambiguous,
    };
    CallLog { matching, record: best.into_iter().next(), candidates }
}

/// `None` for a record that cannot be the call: another callee, another caller, another time.
fn fit(record: &LogRecord, call: &LogQuery) -> Option<MatchQuality> {
    let distance = distance(record, call).filter(|distance| *distance <= MAX_APART)?;
    let side = |side| record.legs.iter().filter(move |leg: &&LogLeg| leg.leg == Some(side));
    let mut callees = side(Leg::Callee).filter_map(|leg| leg.to.as_deref()).chain(record.to.as_deref());
    callees.find(|number| is_same(number, &call.to))?;
    let mut rung = side(Leg::Caller).filter_map(|leg| leg.to.as_deref()).peekable();
    let same_caller = match &call.from {
        None => false,
        Some(from) if rung.peek().is_some() => rung.any(|number| is_same(number, from)).then_some(true)?,
        // Without that leg the record may name the user's own number in the place of the phone that was rung.
        Some(from) => record.from.as_deref().is_some_and(|number| is_same(number, from)),
    };
    let is_ring_out = record.action.as_deref().is_some_and(|action| action.starts_with("RingOut"))
        || record.legs.iter().any(|leg| leg.leg.is_some());
    Some(MatchQuality { is_near: distance <= SECONDS_APART, is_ring_out, same_caller })
}

/// How far the record's beginning is from the call's.
fn distance(record: &LogRecord, call: &LogQuery) -> Option<Duration> {
    let start = record.start_time?;
    Some(start.duration_since(call.at).unwrap_or_else(|before| before.duration()))
}

impl CallLog {
    /// The end of the call, as far as the record tells it; `None` if the log is not sure, or does not tell.
    ///
    /// A record that is minutes off may be of an earlier call of the same numbers, and that of the call not be written yet.
    pub(crate) fn end(&self, call: &LogQuery) -> Option<LoggedEnd> {
        let is_near = |record: &&LogRecord| distance(record, call).is_some_and(|distance| distance <= SECONDS_APART);
        let record = self.record.as_ref().filter(|_| self.matching >= LogMatch::Likely).filter(is_near)?;
        let (connected, leg, status, word) = end(record)?;
        Some(LoggedEnd { connected, leg, status, word: word.into(), matching: self.matching.as_str() })
    }
}

/// Whether both sides were connected, the leg that failed, its status and the log's word for it.
///
/// The caller is rung first, so a caller that failed explains a callee that was never rung. What the record says of the
/// whole is about the callee only if the caller is known to have answered. Without legs it may be about either.
fn end(record: &LogRecord) -> Option<(bool, Option<Leg>, Status, &str)> {
    let of = |side| {
        let leg = record.legs.iter().find(|leg| leg.leg == Some(side))?;
        leg.result.as_deref().map(|word| (word, meaning(word)))
    };
    let (caller, callee) = (of(Leg::Caller), of(Leg::Callee));
    let whole = record.result.as_deref().unwrap_or_default();
    let is_connected = match (&caller, &callee) {
        (_, None) | (Some((_, LegResult::Failed(_))), Some((_, LegResult::Answered))) => whole == CONNECTED,
        (_, Some((_, told))) => *told == LegResult::Answered,
    };
    if is_connected {
        let word = callee.map_or(whole, |(word, _)| word);
        return Some((true, None, Status::Finished, if whole == CONNECTED { whole } else { word }));
    }
    let (leg, word, status) = match (caller, callee, meaning(whole)) {
        (Some((word, LegResult::Failed(status))), ..) => (Some(Leg::Caller), word, status),
        (_, Some((word, LegResult::Failed(status))), _) => (Some(Leg::Callee), word, status),
        (Some((_, LegResult::Answered)), _, LegResult::Failed(status)) => (Some(Leg::Callee), whole, status),
        (.., LegResult::Failed(status)) => (None, whole, status),
        _ => return None,
    };
    Some((false, leg, status, word))
}

/// Is said of a whole call only.
const CONNECTED: &str = "Call connected";

/// What the result of a leg comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum LegResult {
    Answered,
    Failed(Status),
    /// Not over, or nothing that the documents have.
    Nothing,
}

/// The platform's words for the end of a leg (the call log's reference), as the status that it would have had.
fn meaning(word: &str) -> LegResult {
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
        _ => return LegResult::Nothing,
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
    fn a_match_says_how_sure_it_is() {
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
    fn a_better_fit_beats_a_nearer_one() {
        let plain = LogRecord { action: Some("Phone Call".into()), ..record(1000, Vec::new(), "Busy") };
        let log = best(vec![plain, record(1008, Vec::new(), "Busy")], &call(Some("+16505550101")));
        assert_eq!((log.matching, log.record.unwrap().id.as_str()), (LogMatch::Certain, "1008"));
    }

    /// Whether both sides were connected, the leg that failed, and the log's word.
    fn told(legs: &[(Leg, &str)], result: &str) -> Option<(bool, Option<Leg>, Status, String)> {
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
        assert_eq!(told(&[(CALLER, "Accepted"), (CALLEE, "Accepted")], "Call connected"), talked("Call connected"));
        assert_eq!(told(&[(CALLER, "Accepted"), (CALLEE, "Accepted")], "Unheard of"), talked("Accepted"));
        assert_eq!(told(&[(CALLER, "Accepted")], "Call connected"), talked("Call connected"));
        assert_eq!(told(&[(CALLER, "Accepted"), (CALLEE, "Busy")], "Stopped"), failed(CALLEE, Status::Busy, "Busy"));
        assert_eq!(told(&[(CALLER, "Accepted")], "Busy"), failed(CALLEE, Status::Busy, "Busy"));
        assert_eq!(told(&[(CALLER, "No Answer")], "Missed"), failed(CALLER, Status::NoAnswer, "No Answer"));
        assert_eq!(
            told(&[(CALLER, "IP Phone Offline"), (CALLEE, "Stopped")], "Call Failed"),
            failed(CALLER, Status::GenericError, "IP Phone Offline")
        );
        assert_eq!(
            told(&[(CALLER, "Call Failed"), (CALLEE, "Accepted")], "Call Failed"),
            failed(CALLER, Status::GenericError, "Call Failed")
        );
        assert_eq!(told(&[(CALLER, "In Progress")], "In Progress"), None);
        assert_eq!(told(&[(CALLER, "Accepted"), (CALLEE, "In Progress")], "Call connected"), None);
        assert_eq!(told(&[(CALLER, "Accepted")], "In Progress"), None, "the caller did not hang up that we know of");
    }

    #[test]
    fn a_record_without_legs_does_not_say_which_side_failed() {
        for (word, status) in [
            ("Busy", Status::Busy),
            ("Wrong Number", Status::NoSuchUser),
            ("IP Phone Offline", Status::GenericError),
            ("No Answer", Status::NoAnswer),
        ] {
            assert_eq!(told(&[], word), Some((false, None, status, word.to_owned())));
        }
        assert_eq!(told(&[], "Call connected"), Some((true, None, Status::Finished, "Call connected".into())));
        assert_eq!(told(&[], "In a way"), None);
    }

    #[test]
    fn a_record_that_is_minutes_off_is_perhaps_of_an_earlier_call() {
        let earlier = best(vec![record(900, Vec::new(), "Busy")], &call(None));
        assert_eq!((earlier.matching, earlier.end(&call(None))), (LogMatch::Likely, None));
    }
}
