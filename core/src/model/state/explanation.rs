//! Explains a call's state in one sentence.

use super::outcome::{End, Evidence, Leg, Outcome, OutcomeKind, judge};
use super::{CallState, Phase, Status};

/// Describes what is happening, or how the call ended.
pub(super) fn of_state(state: &CallState) -> String {
    match state.phase() {
        Phase::RingingCaller => "the caller's phone is ringing".into(),
        Phase::RingingCallee => "the caller has answered, the callee's phone is ringing".into(),
        Phase::Connected => "the caller and the callee are connected".into(),
        Phase::Ended if state.shows_loss() => "RingCentral has lost the state of the call and may find it again".into(),
        Phase::Ended => format!("the call has ended: {}", end(state)),
        Phase::Unknown => {
            let [call, caller, callee] = [
                of_call(&state.call_status),
                of_leg(Leg::Caller, &state.caller_status),
                of_leg(Leg::Callee, &state.callee_status),
            ];
            format!("{call}, {caller}, and {callee}")
        }
    }
}

fn of_call(status: &Status) -> String {
    match status {
        Status::InProgress => "the call is being connected".into(),
        Status::Success => "the call is connected".into(),
        other => unknown("call", other),
    }
}

fn of_leg(leg: Leg, status: &Status) -> String {
    let side = leg.as_str();
    match status {
        Status::InProgress => format!("the {side} is being connected"),
        Status::Success => format!("the {side} has answered"),
        other => unknown(side, other),
    }
}

fn unknown(role: &str, status: &Status) -> String {
    if status.as_str().is_empty() {
        return format!("the {role} has no status");
    }
    format!("the {role} has the undocumented status \"{status}\"")
}

fn end(state: &CallState) -> String {
    let connected = state.shows_connection();
    let evidence = Evidence { last: Some(state), connected, cancel_accepted: false, end: End::Seen, from_log: None };
    let Outcome { kind, leg, status, .. } = judge(&evidence);
    let side = leg.map_or("one side".into(), |leg| format!("the {}", leg.as_str()));
    match kind {
        OutcomeKind::Completed if state.is_not_found() => {
            "both sides talked, and RingCentral no longer knows the call".into()
        }
        OutcomeKind::Completed => "both sides talked and hung up".into(),
        OutcomeKind::Busy => format!("{side}'s phone was busy"),
        OutcomeKind::NoAnswer => format!("{side} did not answer"),
        OutcomeKind::Rejected if status == Status::Finished => format!("{side} hung up before the other side answered"),
        OutcomeKind::Rejected => format!("{side} rejected the call, or it was cancelled before {side} answered"),
        OutcomeKind::Blocked | OutcomeKind::NotEnoughFunds => status.explain().into(),
        OutcomeKind::NoSuchUser => format!("{side}'s number belongs to no user"),
        OutcomeKind::EndedUnknown => "RingCentral no longer knows it, and its end was not seen".into(),
        _ => failure(&side, &status),
    }
}

fn failure(side: &str, status: &Status) -> String {
    match status {
        Status::GenericError => {
            format!("{side} could not be connected because of an error in the phone network or at RingCentral")
        }
        Status::CannotReach => "one or both sides could not be connected".into(),
        Status::NoAnsweringMachine => "RingCentral failed or had no resources".into(),
        Status::Error => "RingCentral reported an error without details".into(),
        _ => format!("{side} could not be connected"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(statuses: [&str; 3]) -> String {
        let [call, caller, callee] = statuses.map(Status::parse);
        CallState::new(call, caller, callee).explain()
    }

    #[test]
    fn an_end_is_explained_by_its_cause() {
        for (statuses, wanted) in [
            (["Success", "Finished", "Finished"], "both sides talked and hung up"),
            (["Success", "Success", "Finished"], "both sides talked and hung up"),
            (["CannotReach", "Success", "Busy"], "the callee's phone was busy"),
            (["CannotReach", "NoAnswer", "InProgress"], "the caller did not answer"),
            (["CannotReach", "Finished", "InProgress"], "the caller hung up before the other side answered"),
            (["CannotReach", "InProgress", "NosuchUser"], "the callee's number belongs to no user"),
            (["CannotReach", "Success", "DestinationBlocked"], "calls to this destination are blocked"),
            (["CannotReach", "InProgress", "InProgress"], "one or both sides could not be connected"),
            (["NoAnsweringMachine", "InProgress", "InProgress"], "RingCentral failed or had no resources"),
            (["NoSessionFound"; 3], "RingCentral no longer knows it, and its end was not seen"),
            (["Busy", "InProgress", "InProgress"], "one side's phone was busy"),
            (["CannotReach", "InProgress", "Finished"], "the callee hung up before the other side answered"),
            (
                ["CannotReach", "Success", "Rejected"],
                "the callee rejected the call, or it was cancelled before the callee answered",
            ),
            (["CannotReach", "Success", "NotEnoughFunds"], "the account does not have enough funds"),
            (
                ["CannotReach", "GenericError", "InProgress"],
                "the caller could not be connected because of an error in the phone network or at RingCentral",
            ),
            (["Error", "InProgress", "InProgress"], "RingCentral reported an error without details"),
            (["InProgress", "Success", "CannotReach"], "one or both sides could not be connected"),
            (
                ["Success", "NoSessionFound", "NoSessionFound"],
                "both sides talked, and RingCentral no longer knows the call",
            ),
        ] {
            assert_eq!(explained(statuses), format!("the call has ended: {wanted}"), "{statuses:?}");
        }
    }

    #[test]
    fn a_call_in_progress_is_explained_by_its_phase() {
        for (statuses, wanted) in [
            (["InProgress"; 3], "the caller's phone is ringing"),
            (["InProgress", "Success", "InProgress"], "the caller has answered, the callee's phone is ringing"),
            (["Success"; 3], "the caller and the callee are connected"),
            (["Invalid"; 3], "RingCentral has lost the state of the call and may find it again"),
            (
                ["Success", "Success", "InProgress"],
                "the call is connected, the caller has answered, and the callee is being connected",
            ),
        ] {
            assert_eq!(explained(statuses), wanted);
        }
    }

    #[test]
    fn every_state_is_explained_in_one_sentence() {
        let texts = Status::DOCUMENTED;
        for (call, caller, callee) in
            (0..17_usize.pow(3)).map(|i| (&texts[i / 289], &texts[i / 17 % 17], &texts[i % 17]))
        {
            let text = CallState::new(call.clone(), caller.clone(), callee.clone()).explain();
            assert!(!text.contains([';', '.']) && text.matches(':').count() <= 1, "{call} {caller} {callee}: {text}");
            assert!(text.starts_with("the ") || text.starts_with("RingCentral "), "{text}");
        }
    }

    #[test]
    fn a_state_without_a_phase_lists_its_statuses() {
        assert_eq!(
            explained(["InProgress", "Success", "Par\nked"]),
            r#"the call is being connected, the caller has answered, and the callee has the undocumented status "Par\nked""#
        );
        assert_eq!(
            explained(["", "InProgress", "Success"]),
            "the call has no status, the caller is being connected, and the callee has answered"
        );
        assert!(explained(["Invalid"; 3]).contains("may find it again"));
    }
}
