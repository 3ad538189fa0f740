//! A call's state in one sentence, for people.

use super::outcome::{End, Evidence, Leg, Outcome, OutcomeKind, judge};
use super::{CallState, Phase, Status};

/// What is happening, or how the call ended.
pub(super) fn of_state(state: &CallState) -> String {
    match state.phase() {
        Phase::RingingCaller => "the caller's phone is ringing".into(),
        Phase::RingingCallee => "the caller has answered, the callee's phone is ringing".into(),
        Phase::Connected => "the caller and the callee are connected".into(),
        Phase::Ended if state.shows_loss() => {
            "the platform has lost the state of the call, and may find it again".into()
        }
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
        other => odd("call", other),
    }
}

fn of_leg(leg: Leg, status: &Status) -> String {
    let side = leg.as_str();
    match status {
        Status::InProgress => format!("the {side} is being connected"),
        Status::Success => format!("the {side} has answered"),
        other => odd(side, other),
    }
}

fn odd(role: &str, status: &Status) -> String {
    if status.as_str().is_empty() {
        return format!("the {role} has no status");
    }
    format!("the {role} has the status \"{status}\", which no document describes")
}

fn end(state: &CallState) -> String {
    let connected = state.shows_connection();
    let evidence = Evidence { last: Some(state), connected, cancel_accepted: false, end: End::Seen, from_log: None };
    let Outcome { kind, leg, status, .. } = judge(&evidence);
    let who = leg.map_or("one side".into(), |leg| format!("the {}", leg.as_str()));
    match kind {
        OutcomeKind::Completed if state.is_not_found() => {
            "both sides talked, and the platform no longer knows the call".into()
        }
        OutcomeKind::Completed => "both sides talked and hung up".into(),
        OutcomeKind::Busy => format!("{who}'s phone was busy"),
        OutcomeKind::NoAnswer => format!("{who} did not answer"),
        OutcomeKind::Rejected if status == Status::Finished => format!("{who} hung up before the other side answered"),
        OutcomeKind::Rejected => format!("{who} rejected the call, or it was cancelled before {who} answered"),
        OutcomeKind::Blocked | OutcomeKind::NotEnoughFunds => status.explain().into(),
        OutcomeKind::NoSuchUser => format!("{who}'s number belongs to no user"),
        OutcomeKind::EndedUnknown => "the platform no longer knows it, and how it ended was not seen".into(),
        _ => failure(&who, &status),
    }
}

fn failure(who: &str, status: &Status) -> String {
    match status {
        Status::GenericError => {
            format!("{who} could not be connected because of an error in the phone network or the platform")
        }
        Status::CannotReach => "one or both sides could not be connected".into(),
        Status::NoAnsweringMachine => "the platform failed or had no resources".into(),
        Status::Error => "the platform reported an error without more detail".into(),
        _ => format!("{who} could not be connected"),
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
    fn an_end_is_explained_by_how_it_came() {
        for (statuses, wanted) in [
            (["Success", "Finished", "Finished"], "both sides talked and hung up"),
            (["Success", "Success", "Finished"], "both sides talked and hung up"),
            (["CannotReach", "Success", "Busy"], "the callee's phone was busy"),
            (["CannotReach", "NoAnswer", "InProgress"], "the caller did not answer"),
            (["CannotReach", "Finished", "InProgress"], "the caller hung up before the other side answered"),
            (["CannotReach", "InProgress", "NosuchUser"], "the callee's number belongs to no user"),
            (["CannotReach", "Success", "DestinationBlocked"], "calls to this destination are blocked"),
            (["CannotReach", "InProgress", "InProgress"], "one or both sides could not be connected"),
            (["NoAnsweringMachine", "InProgress", "InProgress"], "the platform failed or had no resources"),
            (["NoSessionFound"; 3], "the platform no longer knows it, and how it ended was not seen"),
            (["Busy", "InProgress", "InProgress"], "one side's phone was busy"),
        ] {
            assert_eq!(explained(statuses), format!("the call has ended: {wanted}"), "{statuses:?}");
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
            assert!(text.starts_with("the "), "{text}");
        }
    }

    #[test]
    fn a_state_of_no_phase_is_explained_side_by_side() {
        assert_eq!(
            explained(["InProgress", "Success", "Par\nked"]),
            r#"the call is being connected, the caller has answered, and the callee has the status "Par\nked", which no document describes"#
        );
        assert_eq!(
            explained(["", "InProgress", "Success"]),
            "the call has no status, the caller is being connected, and the callee has answered"
        );
        assert!(explained(["Invalid"; 3]).contains("may find it again"));
    }
}
