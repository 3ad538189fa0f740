//! Outcome of a call: how it ended.
//!
//! One pure function, [`judge`], turns everything that was observed into a kind and a sentence. It never calls a call
//! successful because it has vanished, or because its status is `Success`, which outlives the call.
//!
//! The order of its questions is the rule. Was the answer awaited, and has it come? Is the call gone? Then the earlier
//! states decide. Were both sides connected? Then any end is the end of a conversation. Did a leg fail? The caller's leg
//! comes first, because the callee's phone does not ring before the caller has answered. The call's own status counts
//! last.

use std::fmt::{self, Write as _};

use super::{CallState, Phase, Status};
use crate::base::line::{OneLine, escaped};

/// How a call ended, or its state when the wait for it ended.
///
/// Its `Display` is the kind and the explanation: `Busy: the callee failed with Busy: the phone is busy`. A call that
/// vanishes and a wait that times out are outcomes too, so a wait fails only if RingCentral cannot be polled.
///
/// # Examples
///
/// ```no_run
/// use ringout_core::{Client, Leg, OutcomeKind, WaitOptions};
///
/// let outcome = Client::from_env()?.call("234343434")?.wait(&WaitOptions::default())?;
/// match outcome.kind {
///     OutcomeKind::Completed => println!("they talked"),
///     OutcomeKind::Busy | OutcomeKind::NoAnswer if outcome.leg == Some(Leg::Callee) => println!("call again later"),
///     OutcomeKind::StillInProgress => println!("the call has not ended yet"),
///     _ => println!("{}", outcome.explanation),
/// }
/// # Ok::<(), ringout_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Outcome {
    /// The outcome in one word.
    pub kind: OutcomeKind,
    /// The leg that decided it, if one did and is known. The call log does not always name it.
    pub leg: Option<Leg>,
    /// The status that decided it.
    pub status: Status,
    /// Whether caller and callee were connected at some time.
    pub connected: bool,
    /// Whether RingCentral accepted a cancel from this handle before the end.
    pub cancelled_by_us: bool,
    /// The source of this knowledge.
    pub source: OutcomeSource,
    /// The outcome in one sentence, quoting the call log if it comes from there.
    pub explanation: String,
}

/// The kind of an outcome. The numbers are the same in every language and never change.
///
/// | statuses seen | kind |
/// |---|---|
/// | connected, then any end, or gone | `Completed` |
/// | a leg `Busy`, `NoAnswer`, `Rejected`, `NotEnoughFunds`, `NoSuchUser` | the same word |
/// | a leg `InternationalDisabled`, `DestinationBlocked`, `RingOutFromThisNumberIsNotSupported` | `Blocked` |
/// | a leg `Finished` before both were connected | `Rejected` |
/// | a leg `GenericError`; the call `CannotReach`, `NoAnsweringMachine`, `Error` | `Failed` |
/// | `Invalid` for at least four seconds, because RingCentral may find the state again | `Failed` |
/// | gone (404 `CMN-102` or `NoSessionFound`) and never seen connected | from the call log, else `EndedUnknown` |
/// | only other 404s for two minutes | `EndedUnknown` |
/// | our cancel was accepted, and `Rejected`, `Failed` or `EndedUnknown` followed | `Cancelled` |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum OutcomeKind {
    /// The wait timed out, or nothing has waited for the call yet: it may still be ringing or connected.
    StillInProgress = 0,
    /// Both legs answered; only if the wait was for the answer.
    Answered = 1,
    /// Connected, then hung up.
    Completed = 2,
    /// A phone was busy.
    Busy = 3,
    /// A phone was not answered in time.
    NoAnswer = 4,
    /// A phone rejected the call, or the caller hung up while the callee was ringing.
    Rejected = 5,
    /// This handle cancelled it, and RingCentral confirmed.
    Cancelled = 6,
    /// Not allowed: international calling, the destination, or RingOut from this number.
    Blocked = 7,
    /// The account does not have enough funds.
    NotEnoughFunds = 8,
    /// The user does not exist.
    NoSuchUser = 9,
    /// The phone network or RingCentral failed.
    Failed = 10,
    /// The call vanished before its end was seen, and the call log does not say or the app may not read it. Or the
    /// response to every poll for two minutes was a 404 that did not name the call.
    EndedUnknown = 11,
}

/// One of the two sides of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Leg {
    /// The side that rings first.
    Caller = 1,
    /// The side that is called.
    Callee = 2,
}

/// The source of an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum OutcomeSource {
    /// The polled statuses.
    Status = 1,
    /// The call was gone (404 or `NoSessionFound`), and the states seen before decided.
    Gone = 2,
    /// The call log: the call was gone before its end was seen.
    CallLog = 3,
}

impl OutcomeKind {
    pub(crate) const ALL: [Self; 12] = [
        Self::StillInProgress,
        Self::Answered,
        Self::Completed,
        Self::Busy,
        Self::NoAnswer,
        Self::Rejected,
        Self::Cancelled,
        Self::Blocked,
        Self::NotEnoughFunds,
        Self::NoSuchUser,
        Self::Failed,
        Self::EndedUnknown,
    ];

    /// Returns the name, the same in every language, such as `Completed`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StillInProgress => "StillInProgress",
            Self::Answered => "Answered",
            Self::Completed => "Completed",
            Self::Busy => "Busy",
            Self::NoAnswer => "NoAnswer",
            Self::Rejected => "Rejected",
            Self::Cancelled => "Cancelled",
            Self::Blocked => "Blocked",
            Self::NotEnoughFunds => "NotEnoughFunds",
            Self::NoSuchUser => "NoSuchUser",
            Self::Failed => "Failed",
            Self::EndedUnknown => "EndedUnknown",
        }
    }
}

impl Leg {
    /// Returns the name, the same in every language, such as `caller`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::Callee => "callee",
        }
    }
}

impl OutcomeSource {
    pub(crate) const ALL: [Self; 3] = [Self::Status, Self::Gone, Self::CallLog];

    /// Returns the name, the same in every language, such as `Status`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Status => "Status",
            Self::Gone => "Gone",
            Self::CallLog => "CallLog",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(OneLine(f), "{}: {}", self.kind.as_str(), self.explanation)
    }
}

/// The basis for judging a call: not how it ended, but what there is to go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The last state.
    Seen,
    /// The last state, which may change because the platform has lost the real one.
    Lost,
    /// The platform no longer knows the call.
    Gone,
    /// For two minutes every poll got a 404 that did not name the call.
    NotFound,
    /// Both legs have answered, and the wait was for the answer.
    Answered,
}

/// The end of a call according to the call log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LoggedEnd {
    /// Whether both sides were connected.
    pub(crate) connected: bool,
    /// The leg that failed, if the record says which.
    pub(crate) leg: Option<Leg>,
    /// The status that a poll would have shown for `word`.
    pub(crate) status: Status,
    /// The call log's own word.
    pub(crate) word: Box<str>,
    /// How well the record matches the call, in one word.
    pub(crate) matching: &'static str,
}

impl LoggedEnd {
    /// Returns the outcome of a call of which only this is known.
    pub(crate) fn outcome(&self) -> Outcome {
        let (connected, from_log) = (self.connected, Some(self));
        judge(&Evidence { last: None, connected, cancel_accepted: false, end: End::Gone, from_log })
    }

    /// Whether it says that a phone was never answered which was seen to answer. Then the record belongs to another call.
    pub(crate) fn contradicts(&self, answered: impl Fn(Leg) -> bool) -> bool {
        let was_never_answered =
            self.status.is_failed_leg() && !matches!(self.status, Status::Rejected | Status::GenericError);
        !self.connected && was_never_answered && self.leg.is_some_and(answered)
    }
}

/// Everything that was observed of a call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Evidence<'a> {
    pub(crate) last: Option<&'a CallState>,
    /// Whether any observed state showed both sides connected.
    pub(crate) connected: bool,
    pub(crate) cancel_accepted: bool,
    pub(crate) end: End,
    /// The call log's record of a call whose end was not seen.
    pub(crate) from_log: Option<&'a LoggedEnd>,
}

/// Judges how the call ended by the evidence.
///
/// A cancel of ours explains only an end that it can have caused. A busy phone was busy before, and a conversation that
/// was cancelled was a conversation.
pub(crate) fn judge(evidence: &Evidence<'_>) -> Outcome {
    let finding = find(evidence);
    let cancelled = evidence.cancel_accepted && !evidence.connected && finding.may_be_our_cancel();
    // Knowing nothing about the call does not confirm a cancel.
    let kind = if cancelled && !evidence.is_not_found() { OutcomeKind::Cancelled } else { finding.kind };
    let mut explanation = explanation(kind, finding.leg, &finding.status, evidence);
    if let Some(LoggedEnd { word, matching, .. }) = evidence.from_log {
        let (word, matching) = (escaped(word), matching.to_lowercase());
        explanation = format!("{explanation}, going by \"{word}\" in the call log ({matching} match)");
    }
    Outcome {
        explanation,
        kind,
        leg: finding.leg,
        status: finding.status,
        connected: evidence.connected,
        cancelled_by_us: evidence.cancel_accepted,
        source: match evidence.from_log {
            Some(_) => OutcomeSource::CallLog,
            None if evidence.is_gone() || evidence.is_not_found() => OutcomeSource::Gone,
            None => OutcomeSource::Status,
        },
    }
}

/// The judgement before cancels are taken into account.
struct Finding {
    kind: OutcomeKind,
    leg: Option<Leg>,
    status: Status,
}

impl Finding {
    /// Whether a cancel can have caused it. It cannot cause a busy or unanswered phone.
    fn may_be_our_cancel(&self) -> bool {
        matches!(self.kind, OutcomeKind::Rejected | OutcomeKind::Failed | OutcomeKind::EndedUnknown)
    }
}

impl Evidence<'_> {
    fn is_gone(&self) -> bool {
        self.end == End::Gone || self.last.is_some_and(CallState::is_not_found)
    }

    fn is_not_found(&self) -> bool {
        self.end == End::NotFound && self.from_log.is_none()
    }
}

fn find(evidence: &Evidence<'_>) -> Finding {
    if let Some(logged) = evidence.from_log {
        return find_in_log(logged, evidence.connected);
    }
    let call_status = || evidence.last.map_or(Status::Unknown("".into()), |state| state.call_status.clone());
    let finding = |kind| Finding { kind, leg: None, status: call_status() };
    match (evidence.end, evidence.last) {
        (End::Answered, _) => finding(OutcomeKind::Answered),
        (End::Lost, _) => finding(OutcomeKind::StillInProgress),
        (End::NotFound, _) => finding(OutcomeKind::EndedUnknown),
        (_, Some(state)) if state.phase() == Phase::Ended && !evidence.is_gone() => {
            find_in_state(state, evidence.connected)
        }
        _ if !evidence.is_gone() => finding(OutcomeKind::StillInProgress),
        _ if evidence.connected => Finding { status: Status::NoSessionFound, ..finding(OutcomeKind::Completed) },
        _ => Finding { status: Status::NoSessionFound, ..finding(OutcomeKind::EndedUnknown) },
    }
}

/// The call log does not say who hung up, nor, without legs, which side failed.
fn find_in_log(logged: &LoggedEnd, connected: bool) -> Finding {
    if connected {
        return Finding { kind: OutcomeKind::Completed, leg: None, status: Status::Finished };
    }
    Finding { kind: kind_of_failure(&logged.status), leg: logged.leg, status: logged.status.clone() }
}

/// The caller's phone rings first, so a caller's leg that failed explains why the callee's phone never rang.
fn find_in_state(state: &CallState, connected: bool) -> Finding {
    let legs = [(Leg::Caller, &state.caller_status), (Leg::Callee, &state.callee_status)];
    let with = |test: fn(&Status) -> bool| legs.into_iter().find(|(_, status)| test(status));
    if connected {
        let (leg, status) = with(Status::is_ended).unzip();
        return Finding { kind: OutcomeKind::Completed, leg, status: status.unwrap_or(&state.call_status).clone() };
    }
    if let Some((leg, status)) = with(Status::is_failed_leg) {
        return Finding { kind: kind_of_failure(status), leg: Some(leg), status: status.clone() };
    }
    if let Some((leg, status)) = with(|status| *status == Status::Finished) {
        // Hung up after its own answer and before the other's: the documentation calls that rejected.
        return Finding { kind: OutcomeKind::Rejected, leg: Some(leg), status: status.clone() };
    }
    if let Some((leg, status)) = with(Status::is_ended).filter(|_| !state.call_status.is_ended()) {
        return Finding { kind: kind_of_failure(status), leg: Some(leg), status: status.clone() };
    }
    Finding { kind: kind_of_failure(&state.call_status), leg: None, status: state.call_status.clone() }
}

fn kind_of_failure(status: &Status) -> OutcomeKind {
    match status {
        Status::Busy => OutcomeKind::Busy,
        Status::NoAnswer => OutcomeKind::NoAnswer,
        Status::Rejected => OutcomeKind::Rejected,
        Status::InternationalDisabled | Status::DestinationBlocked | Status::RingOutFromThisNumberIsNotSupported => {
            OutcomeKind::Blocked
        }
        Status::NotEnoughFunds => OutcomeKind::NotEnoughFunds,
        Status::NoSuchUser => OutcomeKind::NoSuchUser,
        _ => OutcomeKind::Failed,
    }
}

/// For people, in English; programs use the kind.
fn explanation(kind: OutcomeKind, leg: Option<Leg>, status: &Status, evidence: &Evidence<'_>) -> String {
    let side = leg.map_or("call", Leg::as_str);
    match kind {
        OutcomeKind::Answered => "the caller and the callee are connected".into(),
        OutcomeKind::Completed if evidence.is_gone() => "the caller and the callee talked, and the call is gone".into(),
        OutcomeKind::Completed => "the caller and the callee talked, then hung up".into(),
        OutcomeKind::Cancelled => "the call was cancelled on request before both sides were connected".into(),
        OutcomeKind::Rejected if *status == Status::Finished => {
            format!("the {side} hung up before the other side answered")
        }
        OutcomeKind::EndedUnknown if evidence.is_not_found() => {
            "every poll for two minutes got a 404, so it is not known how the call ended; the call log may show it"
                .into()
        }
        OutcomeKind::EndedUnknown => "the call is gone and its end was not seen; the call log may show it".into(),
        OutcomeKind::StillInProgress => match evidence.last {
            Some(state) => format!("the call has not ended yet: {}", state.explain()),
            None => "the call has not been polled yet".into(),
        },
        _ => format!("the {side} failed with {status}: {}", status.explain()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(statuses: [&str; 3], connected: bool, cancel_accepted: bool, end: End) -> Outcome {
        let [call, caller, callee] = statuses.map(Status::parse);
        let state = CallState::new(call, caller, callee);
        judge(&Evidence { last: Some(&state), connected, cancel_accepted, end, from_log: None })
    }

    #[test]
    fn a_busy_callee_decides_over_the_call_status() {
        let found = outcome(["CannotReach", "Success", "Busy"], false, false, End::Seen);
        assert_eq!((found.kind, found.leg, found.status), (OutcomeKind::Busy, Some(Leg::Callee), Status::Busy));
    }

    #[test]
    fn a_failed_caller_explains_a_callee_that_was_never_rung() {
        let found = outcome(["CannotReach", "NoAnswer", "InProgress"], false, false, End::Seen);
        assert_eq!((found.kind, found.leg), (OutcomeKind::NoAnswer, Some(Leg::Caller)));
    }

    #[test]
    fn success_of_the_call_is_not_its_end() {
        assert_eq!(outcome(["Success"; 3], true, false, End::Seen).kind, OutcomeKind::StillInProgress);
        let found = outcome(["Success", "Finished", "Finished"], true, false, End::Seen);
        assert_eq!((found.kind, found.connected), (OutcomeKind::Completed, true));
    }

    #[test]
    fn a_vanished_call_is_completed_only_if_it_was_connected() {
        let found = outcome(["Success"; 3], true, false, End::Gone);
        assert_eq!((found.kind, found.status), (OutcomeKind::Completed, Status::NoSessionFound));
        assert_eq!(outcome(["InProgress"; 3], false, false, End::Gone).kind, OutcomeKind::EndedUnknown);
        let found = outcome(["NoSessionFound", "NoSessionFound", "NoSessionFound"], false, false, End::Seen);
        assert_eq!((found.kind, found.source), (OutcomeKind::EndedUnknown, OutcomeSource::Gone));
    }

    #[test]
    fn an_end_that_was_seen_decides_although_the_session_is_gone() {
        let found = outcome(["NoSessionFound", "Success", "Busy"], false, false, End::Seen);
        assert_eq!(
            (found.kind, found.leg, found.source),
            (OutcomeKind::Busy, Some(Leg::Callee), OutcomeSource::Status)
        );
    }

    #[test]
    fn a_cancel_explains_a_rejection_but_not_a_busy_phone() {
        assert_eq!(
            outcome(["CannotReach", "Rejected", "Rejected"], false, true, End::Seen).kind,
            OutcomeKind::Cancelled
        );
        assert_eq!(outcome(["CannotReach", "Success", "Busy"], false, true, End::Seen).kind, OutcomeKind::Busy);
        assert_eq!(outcome(["Success", "Finished", "Finished"], true, true, End::Seen).kind, OutcomeKind::Completed);
    }

    #[test]
    fn a_caller_who_hangs_up_early_is_a_rejection() {
        let found = outcome(["CannotReach", "Finished", "InProgress"], false, false, End::Seen);
        assert_eq!((found.kind, found.leg), (OutcomeKind::Rejected, Some(Leg::Caller)));
    }

    #[test]
    fn a_leg_with_a_lost_state_is_named() {
        let found = outcome(["InProgress", "Success", "Invalid"], false, false, End::Seen);
        assert_eq!((found.kind, found.leg, found.status), (OutcomeKind::Failed, Some(Leg::Callee), Status::Invalid));
    }

    #[test]
    fn a_state_that_may_be_found_again_is_not_an_end() {
        assert_eq!(outcome(["Invalid"; 3], false, false, End::Lost).kind, OutcomeKind::StillInProgress);
        assert_eq!(outcome(["Invalid"; 3], false, false, End::Seen).kind, OutcomeKind::Failed);
    }

    #[test]
    fn a_call_without_resources_failed() {
        let found = outcome(["NoAnsweringMachine", "InProgress", "InProgress"], false, false, End::Seen);
        assert_eq!((found.kind, found.leg), (OutcomeKind::Failed, None));
    }

    fn logged(connected: bool, leg: Option<Leg>, status: Status) -> LoggedEnd {
        LoggedEnd { connected, leg, status, word: "Wo\nrd".into(), matching: "Likely" }
    }

    #[test]
    fn every_failed_status_has_its_kind() {
        for (status, kind) in [
            ("Busy", OutcomeKind::Busy),
            ("NoAnswer", OutcomeKind::NoAnswer),
            ("Rejected", OutcomeKind::Rejected),
            ("GenericError", OutcomeKind::Failed),
            ("InternationalDisabled", OutcomeKind::Blocked),
            ("DestinationBlocked", OutcomeKind::Blocked),
            ("RingOutFromThisNumberIsNotSupported", OutcomeKind::Blocked),
            ("NotEnoughFunds", OutcomeKind::NotEnoughFunds),
            ("NoSuchUser", OutcomeKind::NoSuchUser),
        ] {
            let found = outcome(["CannotReach", "Success", status], false, false, End::Seen);
            assert_eq!((found.kind, found.leg, found.status), (kind, Some(Leg::Callee), Status::parse(status)));
            assert_eq!(logged(false, None, Status::parse(status)).outcome().kind, kind, "{status} in the call log");
        }
    }

    #[test]
    fn the_explanation_fits_what_was_seen() {
        let text = |statuses, connected, cancelled, end| outcome(statuses, connected, cancelled, end).explanation;
        let ringing = ["InProgress", "Success", "InProgress"];
        let talked = ["Success", "Finished", "Finished"];
        for (found, wanted) in [
            (text(["Success"; 3], true, false, End::Answered), "the caller and the callee are connected"),
            (text(talked, true, false, End::Seen), "the caller and the callee talked, then hung up"),
            (text(["Success"; 3], true, false, End::Gone), "the caller and the callee talked, and the call is gone"),
            (
                text(["CannotReach", "Rejected", "Rejected"], false, true, End::Seen),
                "the call was cancelled on request before both sides were connected",
            ),
            (
                text(["CannotReach", "Success", "Finished"], false, false, End::Seen),
                "the callee hung up before the other side answered",
            ),
            (
                text(["CannotReach", "Rejected", "Success"], false, false, End::Seen),
                "the caller failed with Rejected: cancelled by the user, or the caller hung up while the callee was ringing",
            ),
            (
                text(ringing, false, false, End::NotFound),
                "every poll for two minutes got a 404, so it is not known how the call ended; the call log may show it",
            ),
            (
                text(ringing, false, false, End::Gone),
                "the call is gone and its end was not seen; the call log may show it",
            ),
            (
                text(ringing, false, false, End::Seen),
                "the call has not ended yet: the caller has answered, the callee's phone is ringing",
            ),
            (
                text(["CannotReach", "InProgress", "InProgress"], false, false, End::Seen),
                "the call failed with CannotReach: one or both legs could not be connected",
            ),
        ] {
            assert_eq!(found, wanted);
        }
        let never = Evidence { last: None, connected: false, cancel_accepted: false, end: End::Seen, from_log: None };
        let found = judge(&never);
        assert_eq!(found.explanation, "the call has not been polled yet");
        assert_eq!(found.to_string(), "StillInProgress: the call has not been polled yet");
        assert_eq!((found.kind, found.status), (OutcomeKind::StillInProgress, Status::Unknown("".into())));
    }

    #[test]
    fn only_what_a_cancel_can_cause_is_cancelled() {
        let ringing = ["InProgress", "Success", "InProgress"];
        for (statuses, end, kind) in [
            (["CannotReach", "Success", "Rejected"], End::Seen, OutcomeKind::Cancelled),
            (["CannotReach", "InProgress", "InProgress"], End::Seen, OutcomeKind::Cancelled),
            (ringing, End::Gone, OutcomeKind::Cancelled),
            (ringing, End::NotFound, OutcomeKind::EndedUnknown),
            (["CannotReach", "Success", "NoAnswer"], End::Seen, OutcomeKind::NoAnswer),
        ] {
            let found = outcome(statuses, false, true, end);
            assert_eq!((found.kind, found.cancelled_by_us), (kind, true), "{statuses:?}");
        }
    }

    #[test]
    fn a_call_is_answered_or_lost_only_if_that_is_what_was_waited_for() {
        let found = outcome(["Success"; 3], true, false, End::Answered);
        assert_eq!(
            (found.kind, found.source, found.status),
            (OutcomeKind::Answered, OutcomeSource::Status, Status::Success)
        );
        let found = outcome(["InProgress"; 3], false, false, End::NotFound);
        assert_eq!((found.kind, found.source), (OutcomeKind::EndedUnknown, OutcomeSource::Gone));
        let found = outcome(["InProgress"; 3], false, false, End::Gone);
        assert_eq!((found.status, found.source), (Status::NoSessionFound, OutcomeSource::Gone));
        let found = outcome(["NoSessionFound"; 3], true, false, End::Seen);
        assert_eq!((found.kind, found.status), (OutcomeKind::Completed, Status::NoSessionFound));
    }

    #[test]
    fn a_conversation_ends_with_the_leg_that_ended_first() {
        let found = outcome(["Success", "Success", "Finished"], true, false, End::Seen);
        assert_eq!((found.leg, found.status), (Some(Leg::Callee), Status::Finished));
        let found = outcome(["Error", "Success", "Success"], true, false, End::Seen);
        assert_eq!((found.kind, found.leg, found.status), (OutcomeKind::Completed, None, Status::Error));
    }

    #[test]
    fn the_calls_own_end_counts_more_than_a_leg_without_an_end_of_a_leg() {
        let found = outcome(["Error", "Success", "Invalid"], false, false, End::Seen);
        assert_eq!((found.leg, found.status), (None, Status::Error));
    }

    #[test]
    fn the_call_log_decides_about_a_call_that_is_gone() {
        let found = logged(true, None, Status::Finished).outcome();
        assert_eq!((found.kind, found.connected, found.source), (OutcomeKind::Completed, true, OutcomeSource::CallLog));
        let found = logged(false, Some(Leg::Caller), Status::NoAnswer).outcome();
        assert_eq!((found.kind, found.leg, found.status), (OutcomeKind::NoAnswer, Some(Leg::Caller), Status::NoAnswer));
        assert_eq!(
            found.explanation,
            r#"the caller failed with NoAnswer: not answered before the timeout, going by "Wo\nrd" in the call log (likely match)"#
        );
        // What the log says is known, so a cancel may explain it even after polls that found nothing.
        let log = logged(false, None, Status::Rejected);
        let end = End::NotFound;
        let found = judge(&Evidence { last: None, connected: false, cancel_accepted: true, end, from_log: Some(&log) });
        assert_eq!((found.kind, found.source), (OutcomeKind::Cancelled, OutcomeSource::CallLog));
    }

    #[test]
    fn a_record_of_another_call_is_recognised_by_a_phone_that_was_never_answered() {
        for (logged, contradicts) in [
            (logged(false, Some(Leg::Caller), Status::NoAnswer), true),
            (logged(false, Some(Leg::Caller), Status::Busy), true),
            (logged(false, Some(Leg::Callee), Status::Busy), false),
            (logged(false, None, Status::Busy), false),
            (logged(true, Some(Leg::Caller), Status::Busy), false),
            // An answered phone can end in these ways.
            (logged(false, Some(Leg::Caller), Status::Rejected), false),
            (logged(false, Some(Leg::Caller), Status::GenericError), false),
            (logged(false, Some(Leg::Caller), Status::Finished), false),
        ] {
            assert_eq!(logged.contradicts(|leg| leg == Leg::Caller), contradicts, "{logged:?}");
        }
    }

    #[test]
    fn names_are_unique_and_stay() {
        let names = OutcomeKind::ALL.map(OutcomeKind::as_str).join(" ");
        assert_eq!(
            names,
            "StillInProgress Answered Completed Busy NoAnswer Rejected Cancelled Blocked NotEnoughFunds NoSuchUser Failed \
             EndedUnknown"
        );
        assert_eq!(OutcomeSource::ALL.map(OutcomeSource::as_str), ["Status", "Gone", "CallLog"]);
        assert_eq!([Leg::Caller, Leg::Callee].map(Leg::as_str), ["caller", "callee"]);
    }
}
