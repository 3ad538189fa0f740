//! The vectors of transitions, which the tests of every language run, as unit tests: the full tables of a leg and of a call,
//! and the combinations. The vectors are made from the vendor's documents, and not from the code here.

use serde_json::Value;

use super::{CallState, Status, VerdictKind, check_transition};

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../../tests/vectors/transitions.json")).unwrap()
}

fn texts(values: &Value) -> Vec<&str> {
    values.as_array().unwrap().iter().map(|value| value.as_str().unwrap()).collect()
}

fn state(values: &Value) -> CallState {
    let statuses = texts(values);
    CallState::new(Status::parse(statuses[0]), Status::parse(statuses[1]), Status::parse(statuses[2]))
}

/// The verdict on one of three statuses, while the others stay as they are.
fn step(place: usize, from: &Status, to: &Status) -> &'static str {
    let state = |status: &Status| {
        let mut statuses = [Status::InProgress, Status::InProgress, Status::InProgress];
        statuses[place] = status.clone();
        let [call, caller, callee] = statuses;
        CallState::new(call, caller, callee)
    };
    let verdict = check_transition(&state(from), &state(to));
    let name = ["call", "caller", "callee"][place];
    let reason = verdict.reasons.iter().find(|reason| reason.field.as_str() == name);
    let fine = if from == to { VerdictKind::Unchanged } else { VerdictKind::Documented };
    reason.map_or(fine, |reason| reason.kind).as_str()
}

#[test]
fn every_status_has_its_number_and_its_string() {
    let vectors = vectors();
    let names = texts(&vectors["statuses"]);
    assert_eq!(names.len(), Status::DOCUMENTED.len() + 1);
    for (number, name) in (0..).zip(names) {
        let status = Status::parse(name);
        assert_eq!((status.number(), status.as_str(), Status::from_number(number)), (number, name, status.clone()));
        // Those of a leg that failed, and those after which nothing follows.
        assert_eq!(status.is_failed_leg(), (4..=12).contains(&number), "{name}");
        assert_eq!(status.is_ended(), number >= 3, "{name}");
    }
}

#[test]
fn every_step_of_a_leg_and_of_a_call_is_judged_by_the_documents() {
    let vectors = vectors();
    for (table, places) in [("leg", &[1, 2][..]), ("call", &[0])] {
        for (from, row) in (0..).zip(vectors[table].as_array().unwrap()) {
            for (to, expected) in (0..).zip(texts(row)) {
                for place in places {
                    let seen = step(*place, &Status::from_number(from), &Status::from_number(to));
                    assert_eq!(seen, expected, "{table}: {from} > {to}");
                }
            }
        }
    }
}

#[test]
fn whole_calls_have_their_verdict_their_phase_and_their_reasons() {
    for triple in vectors()["triples"].as_array().unwrap() {
        let (from, to, name) = (state(&triple["from"]), state(&triple["to"]), &triple["name"]);
        let verdict = check_transition(&from, &to);
        assert_eq!(
            (verdict.kind.as_str(), to.phase().as_str()),
            (text(triple, "verdict"), text(triple, "phase")),
            "{name}"
        );
        let reasons: Vec<_> = verdict.reasons.iter().map(|one| vec![one.field.as_str(), one.kind.as_str()]).collect();
        assert_eq!(triple["reasons"], Value::from(reasons), "{name}");
        let paths = verdict.reasons.iter().filter(|reason| !reason.path.is_empty());
        let path = paths.map(|reason| reason.path.iter().map(Status::as_str).collect::<Vec<_>>().join(" > ")).next();
        assert_eq!(triple["path"], Value::from(path), "{name}");
        for reason in &verdict.reasons {
            assert!(verdict.to_string().contains(&reason.text), "{name}: {verdict}");
        }
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

#[test]
fn a_verdict_says_what_is_wrong() {
    let verdict = |from: [&str; 3], to: [&str; 3]| {
        let state = |statuses: [&str; 3]| {
            let [call, caller, callee] = statuses.map(Status::parse);
            CallState::new(call, caller, callee)
        };
        check_transition(&state(from), &state(to)).to_string()
    };
    for (from, to, wanted) in [
        (["InProgress"; 3], ["InProgress", "Success", "InProgress"], "Documented"),
        (
            ["InProgress", "Success", "InProgress"],
            ["Success", "Success", "Finished"],
            "Skipped; callee: InProgress > Success > Finished, but Success was not seen",
        ),
        (
            ["InProgress"; 3],
            ["InProgress", "InProgress", "Pa\nrked"],
            r"Undocumented; callee: InProgress > Pa\nrked is not documented; a leg has ended and the call is still being connected (call InProgress, caller InProgress, callee Pa\nrked)",
        ),
        (
            ["Success", "Success", "Finished"],
            ["Success", "Success", "Success"],
            "Impossible; callee: Finished > Success leaves an ended state or goes back",
        ),
        (
            ["InProgress"; 3],
            ["InProgress", "InProgress", "Success"],
            "Undocumented; the callee has answered before the caller, whose phone rings first (call InProgress, caller InProgress, callee Success)",
        ),
        (
            ["InProgress", "Success", "InProgress"],
            ["InProgress", "Success", "Success"],
            "Undocumented; both legs have answered and the call is still being connected (call InProgress, caller Success, callee Success)",
        ),
        (
            ["InProgress"; 3],
            ["Success", "Success", "InProgress"],
            "Undocumented; the call is connected and a leg is not (call Success, caller Success, callee InProgress)",
        ),
        (
            ["InProgress"; 3],
            ["CannotReach", "Success", "InProgress"],
            "Undocumented; the call failed and neither leg did (call CannotReach, caller Success, callee InProgress)",
        ),
        (
            ["InProgress"; 3],
            ["Busy", "InProgress", "InProgress"],
            "Undocumented; call: InProgress > Busy is not documented; the call has a status that is not documented for calls (call Busy, caller InProgress, callee InProgress)",
        ),
    ] {
        assert_eq!(verdict(from, to), wanted);
    }
}
