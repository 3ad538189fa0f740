//! A call from its create to its end: status, watch, wait and cancel, on both paths, for every fate of a number.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::thread;
use std::time::Duration;

use ringout_core::{
    Call, CallPath, CallRequest, CancelEffect, ErrorCode, Leg, OutcomeKind, OutcomeSource, Phase, Status, Until,
    VerdictKind, WaitOptions,
};
use ringout_simulator::{CancelRule, Config};
use ringout_tests::platform::{CALLS, FOREVER, FROM, Platform, TO};
use ringout_tests::timing::{ms, timed};
use serde_json::json;

const PATHS: [CallPath; 2] = [CallPath::RingOut, CallPath::Deprecated];

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A number whose last digits decide the fate of its leg.
fn number(digits: &str) -> String {
    format!("+1650555{digits}")
}

fn place(platform: &Platform, path: CallPath, from: &str, to: &str) -> Call {
    platform.client_on(path).create_call(&CallRequest::to(to).from(from)).unwrap()
}

fn shown(call: &Call) -> String {
    call.status().unwrap().to_string()
}

/// A row of the simulator's number table: digits, leg, time until the end, last state, outcome.
struct Fate {
    digits: &'static str,
    leg: Leg,
    seconds: u64,
    last: &'static str,
    kind: OutcomeKind,
}

const fn fate(digits: &'static str, leg: Leg, seconds: u64, last: &'static str, kind: OutcomeKind) -> Fate {
    Fate { digits, leg, seconds, last, kind }
}

#[rustfmt::skip]
const FATES: [Fate; 16] = [
    fate("0486", Leg::Caller, 2, "call CannotReach, caller Busy, callee InProgress", OutcomeKind::Busy),
    fate("0486", Leg::Callee, 5, "call CannotReach, caller Success, callee Busy", OutcomeKind::Busy),
    fate("0408", Leg::Caller, 20, "call CannotReach, caller NoAnswer, callee InProgress", OutcomeKind::NoAnswer),
    fate("0408", Leg::Callee, 22, "call CannotReach, caller Success, callee NoAnswer", OutcomeKind::NoAnswer),
    fate("0603", Leg::Caller, 2, "call CannotReach, caller Rejected, callee InProgress", OutcomeKind::Rejected),
    fate("0603", Leg::Callee, 5, "call CannotReach, caller Success, callee Rejected", OutcomeKind::Rejected),
    fate("0500", Leg::Caller, 2, "call CannotReach, caller GenericError, callee InProgress", OutcomeKind::Failed),
    fate("0500", Leg::Callee, 5, "call CannotReach, caller Success, callee GenericError", OutcomeKind::Failed),
    fate("0488", Leg::Caller, 2, "call CannotReach, caller DestinationBlocked, callee InProgress", OutcomeKind::Blocked),
    fate("0488", Leg::Callee, 5, "call CannotReach, caller Success, callee DestinationBlocked", OutcomeKind::Blocked),
    fate("0404", Leg::Caller, 2, "call CannotReach, caller NoSuchUser, callee InProgress", OutcomeKind::NoSuchUser),
    fate("0404", Leg::Callee, 5, "call CannotReach, caller Success, callee NoSuchUser", OutcomeKind::NoSuchUser),
    fate("0503", Leg::Caller, 2, "call NoAnsweringMachine, caller InProgress, callee InProgress", OutcomeKind::Failed),
    fate("0503", Leg::Callee, 5, "call NoAnsweringMachine, caller Success, callee InProgress", OutcomeKind::Failed),
    fate("0299", Leg::Caller, 2, "call CannotReach, caller Finished, callee Rejected", OutcomeKind::Rejected),
    fate("0299", Leg::Callee, 5, "call Success, caller Finished, callee Finished", OutcomeKind::Completed),
];

#[test]
fn every_fate_of_a_number_on_both_paths() {
    let platform = Platform::stopped();
    for path in PATHS {
        for fate in &FATES {
            let what = format!("{} {:?} {path:?}", fate.digits, fate.leg);
            let odd = number(fate.digits);
            let (from, to) = if fate.leg == Leg::Caller { (odd.as_str(), TO) } else { (FROM, odd.as_str()) };
            let call = place(&platform, path, from, to);
            platform.advance(ms(fate.seconds * 1000 - 1));
            assert_ne!(call.status().unwrap().phase(), Phase::Ended, "{what}");
            assert_eq!(call.outcome().kind, OutcomeKind::StillInProgress, "{what}");
            platform.advance(ms(1));
            assert_eq!(shown(&call), fate.last, "{what}");

            let outcome = call.outcome();
            assert_eq!(outcome.kind, fate.kind, "{what}");
            assert_eq!(outcome.connected, fate.kind == OutcomeKind::Completed, "{what}");
            assert_eq!(outcome.source, OutcomeSource::Status, "{what}");
            let no_leg_failed = fate.digits == "0503" || fate.digits == "0299";
            assert!(no_leg_failed || outcome.leg == Some(fate.leg), "{what}: {outcome:?}");
            // The states already seen need no further poll.
            let polls = platform.count("status");
            assert_eq!(call.wait(&WaitOptions::default()).unwrap(), outcome, "{what}");
            assert_eq!(platform.count("status"), polls, "{what}");
        }
    }
}

#[test]
fn a_number_that_the_platform_refuses_places_nothing_on_both_paths() {
    let platform = Platform::stopped();
    for path in PATHS {
        for (digits, status) in [("0402", "NotEnoughFunds"), ("0403", "InternationalDisabled")] {
            for (from, to) in [(FROM, number(digits)), (&number(digits), TO.to_owned())] {
                let error = platform.client_on(path).create_call(&CallRequest::to(&to).from(from)).unwrap_err();
                assert_eq!((error.code(), error.error_code()), (ErrorCode::Forbidden, Some(status)), "{from} to {to}");
                let refused = if from == FROM { "to.phoneNumber" } else { "from.phoneNumber" };
                assert_eq!(error.parameter(), Some(refused), "{from} to {to}");
            }
        }
    }
    assert_eq!(platform.placed(), 0);
}

#[test]
fn an_ordinary_call_moment_by_moment_on_both_paths() {
    let platform = Platform::stopped();
    for path in PATHS {
        let call = place(&platform, path, FROM, TO);
        assert_eq!(call.state().unwrap().phase(), Phase::RingingCaller, "the response to the create counts");
        let moments = [
            (1999, "call InProgress, caller InProgress, callee InProgress", Phase::RingingCaller),
            (1, "call InProgress, caller Success, callee InProgress", Phase::RingingCallee),
            (3000, "call Success, caller Success, callee Success", Phase::Connected),
            (10_000, "call Success, caller Finished, callee Finished", Phase::Ended),
        ];
        for (after, state, phase) in moments {
            platform.advance(ms(after));
            assert_eq!((shown(&call).as_str(), call.state().unwrap().phase()), (state, phase), "{path:?}");
        }
        let outcome = call.outcome();
        assert_eq!((outcome.kind, outcome.connected, outcome.leg), (OutcomeKind::Completed, true, Some(Leg::Caller)));
        // Some time after its end the platform forgets the call. The states seen stay known.
        platform.advance(seconds(31));
        assert_eq!(call.status().unwrap_err().code(), ErrorCode::NotFound);
        assert_eq!(call.outcome().kind, OutcomeKind::Completed, "{path:?}");
    }
}

#[test]
fn ids_are_strings_on_both_paths() {
    let platform = Platform::stopped();
    assert!(place(&platform, CallPath::RingOut, FROM, TO).id().starts_with("Y3Mx"));
    let id = place(&platform, CallPath::Deprecated, FROM, TO).id().to_owned();
    assert!(id.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
    let words =
        platform.journal().iter().map(|seen| seen.path.rsplit('/').next().unwrap().to_owned()).collect::<Vec<_>>();
    assert!(words.contains(&"ring-out".to_owned()) && words.contains(&"ringout".to_owned()), "{words:?}");
}

#[test]
fn a_create_sends_what_was_given_and_nothing_else() {
    let platform = Platform::stopped();
    let client = platform.client();
    let requests = [
        (CallRequest::to("+1 (650) 555-0100"), r#"{"to":{"phoneNumber":"+16505550100"}}"#),
        (
            CallRequest::to("1.650.555.0100").from("16505550110").play_prompt(false),
            r#"{"from":{"phoneNumber":"16505550110"},"to":{"phoneNumber":"16505550100"},"playPrompt":false}"#,
        ),
        (
            CallRequest::to("030 123-4567").from_forwarding_number("402780006008").country("49").play_prompt(true),
            r#"{"from":{"forwardingNumberId":"402780006008"},"to":{"phoneNumber":"0301234567"},"playPrompt":true,"country":{"id":"49"}}"#,
        ),
        (
            CallRequest::to(TO).caller_id("+16505550101"),
            r#"{"to":{"phoneNumber":"+16505550100"},"callerId":{"phoneNumber":"+16505550101"}}"#,
        ),
    ];
    for (request, body) in requests {
        client.create_call(&request).unwrap();
        let sent = platform.journal().pop().unwrap();
        let parsed = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(parsed(&sent.body), parsed(body));
        assert_eq!(sent.headers["content-type"], "application/json");
    }
}

#[test]
fn a_watch_delivers_each_change_once_and_ends_with_the_outcome() {
    thread::scope(|scope| {
        for path in PATHS {
            scope.spawn(move || watch_an_ordinary_call(path));
        }
    });
}

fn watch_an_ordinary_call(path: CallPath) {
    let platform = Platform::stopped();
    let call = place(&platform, path, FROM, TO);
    let mut watch = call.watch(&WaitOptions::default());
    let mut previous = call.state();
    let (mut earliest, mut latest) = (Duration::ZERO, Duration::ZERO);
    for (after, phase) in [(2, Phase::RingingCallee), (3, Phase::Connected), (10, Phase::Ended)] {
        assert_eq!(watch.outcome().kind, OutcomeKind::StillInProgress);
        platform.advance(seconds(after));
        let change = watch.next().unwrap().unwrap();
        assert_eq!((change.state.phase(), &change.previous), (phase, &previous));
        assert_eq!(change.verdict.unwrap().kind, VerdictKind::Documented);
        // The change happened between two polls, from the start of the first to the end of the second.
        assert!(earliest <= change.earliest && change.earliest <= latest && latest < change.latest, "{phase:?}");
        (earliest, latest) = (change.earliest, change.latest);
        previous = Some(change.state);
    }
    assert!(watch.next().is_none() && watch.next().is_none());
    assert_eq!((watch.outcome().kind, call.outcome().kind), (OutcomeKind::Completed, OutcomeKind::Completed));
    // The first poll after 1 s, the next 1.5 s later while it rings, the next 5 s later while it is connected.
    assert_eq!(platform.count("status"), 3);
    assert!((7.4..8.5).contains(&latest.as_secs_f64()), "{latest:?}");
}

#[test]
fn a_change_that_was_not_seen_is_inferred() {
    let platform = Platform::stopped();
    let call = place(&platform, CallPath::RingOut, FROM, TO);
    platform.advance(seconds(20));
    let changes: Vec<_> = call.watch(&WaitOptions::default()).collect::<Result<_, _>>().unwrap();
    assert_eq!(changes.len(), 1);
    let verdict = changes[0].verdict.as_ref().unwrap();
    assert_eq!(verdict.kind, VerdictKind::Skipped);
    assert_eq!(verdict.reasons[0].path, [Status::InProgress, Status::Success, Status::Finished]);
    assert_eq!(call.outcome().kind, OutcomeKind::Completed);
}

#[test]
fn an_undocumented_status_is_reported_and_the_wait_continues() {
    let platform = Platform::stopped();
    let call = place(&platform, CallPath::RingOut, FROM, &number("0700"));
    let mut watch = call.watch(&WaitOptions::default());
    platform.advance(seconds(5));
    let change = watch.next().unwrap().unwrap();
    assert_eq!((change.state.callee_status.as_str(), change.state.callee_status.number()), ("Diverted", 0));
    assert_eq!(change.verdict.unwrap().kind, VerdictKind::Undocumented);
    assert_eq!(change.state.phase(), Phase::Unknown);
    platform.advance(seconds(2));
    assert_eq!(watch.next().unwrap().unwrap().state.phase(), Phase::Connected);
}

#[test]
fn a_wait_ends_when_both_have_answered() {
    let platform = Platform::stopped();
    let call = place(&platform, CallPath::RingOut, FROM, TO);
    platform.advance(seconds(5));
    let options = WaitOptions::default().until(Until::Answered);
    let outcome = call.wait(&options).unwrap();
    assert_eq!((outcome.kind, outcome.connected), (OutcomeKind::Answered, true));
    // The call has not ended, and a second wait for the answer returns at once.
    assert_eq!(call.outcome().kind, OutcomeKind::StillInProgress);
    let polls = platform.count("status");
    assert_eq!(call.wait(&options).unwrap().kind, OutcomeKind::Answered);
    assert_eq!(platform.count("status"), polls);
    platform.advance(seconds(10));
    assert_eq!(call.wait(&WaitOptions::default()).unwrap().kind, OutcomeKind::Completed);
}

#[test]
fn a_wait_for_the_answer_ends_with_a_call_that_fails() {
    let platform = Platform::stopped();
    let call = place(&platform, CallPath::RingOut, FROM, &number("0486"));
    platform.advance(seconds(5));
    assert_eq!(call.wait(&WaitOptions::default().until(Until::Answered)).unwrap().kind, OutcomeKind::Busy);
}

#[test]
fn a_wait_that_times_out_is_an_outcome() {
    let platform = Platform::stopped();
    let client = platform.builder().request_timeout(seconds(20)).build().unwrap();
    let call = client.create_call(&CallRequest::to(number("0180")).from(FROM)).unwrap();
    // A wait that ended with its next poll would end far too late.
    platform.fault("GET", CALLS, FOREVER, &json!({ "delay_ms": 60_000 }));
    for timeout in [Duration::ZERO, ms(300), ms(1300)] {
        let (outcome, took) = timed(|| call.wait(&WaitOptions::default().timeout(timeout)).unwrap());
        assert_eq!(outcome.kind, OutcomeKind::StillInProgress);
        assert!(took >= timeout && took < timeout + ms(5000), "{took:?}");
    }
    assert_eq!(platform.count("cancel"), 0, "no cancel was requested");
    platform.delete("faults");
    assert_eq!(shown(&call), "call InProgress, caller InProgress, callee InProgress");
}

#[test]
fn a_wait_that_times_out_cancels_if_configured() {
    let platform = Platform::stopped();
    let call = place(&platform, CallPath::RingOut, FROM, &number("0180"));
    let outcome = call.wait(&WaitOptions::default().timeout(ms(200)).cancel_on_timeout(true)).unwrap();
    assert_eq!((outcome.kind, outcome.cancelled_by_us), (OutcomeKind::Cancelled, true));
    assert_eq!(platform.count("cancel"), 1);
    assert_eq!(shown(&call), "call CannotReach, caller Rejected, callee Rejected");
}

#[test]
fn a_cancel_returns_its_effect_on_both_paths() {
    for path in PATHS {
        let platform = Platform::stopped();
        let ringing_caller = place(&platform, path, FROM, TO);
        assert_eq!(ringing_caller.cancel().unwrap(), CancelEffect::HungUp);
        assert_eq!(ringing_caller.outcome().kind, OutcomeKind::Cancelled);
        assert_eq!(ringing_caller.cancel().unwrap(), CancelEffect::AlreadyEnded);
        assert_eq!(platform.count("cancel"), 1, "a call that is known to be over is not cancelled again");

        let ringing_callee = place(&platform, path, FROM, TO);
        platform.advance(seconds(2));
        ringing_callee.status().unwrap();
        assert_eq!(ringing_callee.cancel().unwrap(), CancelEffect::Accepted);
        assert_eq!(ringing_callee.state().unwrap().phase(), Phase::Ended);
        assert_eq!(ringing_callee.outcome().kind, OutcomeKind::Cancelled);

        let connected = place(&platform, path, FROM, TO);
        platform.advance(seconds(5));
        assert_eq!(connected.cancel().unwrap(), CancelEffect::Accepted);
        assert_eq!(connected.state().unwrap().phase(), Phase::Connected, "the platform accepted it and did nothing");
        platform.advance(seconds(10));
        assert_eq!(connected.cancel().unwrap(), CancelEffect::AlreadyEnded);
        assert_eq!(connected.wait(&WaitOptions::default()).unwrap().kind, OutcomeKind::Completed);
    }
}

#[test]
fn a_cancel_that_comes_too_late_by_the_other_reading_of_the_documents() {
    let platform = Platform::with(Config { cancel_rule: CancelRule::Faq, ..Config::default() });
    platform.post("clock", &json!({ "running": false }));
    let call = place(&platform, CallPath::RingOut, FROM, TO);
    platform.advance(seconds(2));
    assert_eq!(call.cancel().unwrap(), CancelEffect::Accepted);
    assert_eq!(call.state().unwrap().phase(), Phase::RingingCallee);
    assert_eq!(call.outcome().kind, OutcomeKind::StillInProgress);
    platform.advance(seconds(13));
    assert_eq!(
        call.wait(&WaitOptions::default()).unwrap().kind,
        OutcomeKind::Completed,
        "this client did not cancel it"
    );
}

#[test]
fn a_call_id_from_elsewhere() {
    let platform = Platform::stopped();
    for path in PATHS {
        let placed = place(&platform, path, FROM, TO);
        let client = platform.client_on(path);
        let call = client.call(placed.id()).unwrap();
        assert_eq!(call.state(), None, "nothing was requested yet");
        assert_eq!(call.outcome().kind, OutcomeKind::StillInProgress);

        platform.advance(seconds(5));
        let mut watch = call.watch(&WaitOptions::default());
        let first = watch.next().unwrap().unwrap();
        assert_eq!((first.previous, first.verdict), (None, None));
        assert_eq!(first.state.phase(), Phase::Connected);
        let first_poll = |_| {
            let call = platform.client_on(path).call(placed.id()).unwrap();
            timed(|| call.watch(&WaitOptions::default()).next().unwrap().unwrap()).1
        };
        let took = (0..4).map(first_poll).min().unwrap();
        assert!(took < ms(800), "an unknown call is polled at once, not after 1 s: {took:?}");

        platform.advance(seconds(10));
        assert_eq!(
            client.call(placed.id()).unwrap().wait(&WaitOptions::default()).unwrap().kind,
            OutcomeKind::Completed
        );
    }
}

#[test]
fn a_response_of_the_other_path_names_another_id() {
    let platform = Platform::stopped();
    for (placed_on, asked_on) in [(PATHS[0], PATHS[1]), (PATHS[1], PATHS[0])] {
        let placed = place(&platform, placed_on, FROM, TO);
        let call = platform.client_on(asked_on).call(placed.id()).unwrap();
        assert_eq!(call.status().unwrap_err().code(), ErrorCode::Protocol, "{placed_on:?}");
        assert_eq!(call.state(), None, "{placed_on:?}");
    }
}

#[test]
fn an_unknown_id_is_a_404_for_status_and_data_for_everything_else() {
    let platform = Platform::stopped();
    let client = platform.client();
    let call = client.call("no-such-call").unwrap();
    let error = call.status().unwrap_err();
    assert_eq!((error.code(), error.error_code()), (ErrorCode::NotFound, Some("CMN-102")));
    let call = client.call("no-such-call").unwrap();
    assert_eq!(call.cancel().unwrap(), CancelEffect::AlreadyEnded);
    let outcome = client.call("no-such-call").unwrap().wait(&WaitOptions::default()).unwrap();
    assert_eq!((outcome.kind, outcome.source), (OutcomeKind::EndedUnknown, OutcomeSource::Gone));
    assert_eq!(outcome.status, Status::NoSessionFound);
}

#[test]
fn a_cancel_whose_response_was_lost_counts_also_after_a_new_login() {
    let platform = Platform::stopped();
    let call = place(&platform, CallPath::RingOut, FROM, TO);
    // The cancel takes effect, its response is lost, the token expires, and the platform no longer knows a call to
    // cancel.
    platform.fault("DELETE", CALLS, 1, &json!({ "drop": "before-response" }));
    platform.fault("DELETE", CALLS, 1, &json!({ "error": "OAU-129" }));
    assert_eq!(call.cancel().unwrap(), CancelEffect::HungUp);
    assert_eq!(call.outcome().kind, OutcomeKind::Cancelled);
}

#[test]
fn a_cancel_is_confirmed_by_a_poll_only() {
    let platform = Platform::stopped();
    let call = place(&platform, CallPath::RingOut, FROM, TO);
    platform.fault("DELETE", CALLS, 1, &json!({ "drop": "before-processing" }));
    platform.fault("DELETE", CALLS, 1, &json!({ "error": "CMN-102", "parameter": "ringOutId" }));
    platform.fault("GET", CALLS, FOREVER, &json!({ "status": 500 }));
    assert_eq!(call.cancel().unwrap(), CancelEffect::Accepted);
}

#[test]
fn a_call_that_vanishes_is_data() {
    for path in PATHS {
        let platform = Platform::stopped();
        let call = place(&platform, path, FROM, &number("0481"));
        let outcome = call.wait(&WaitOptions::default()).unwrap();
        assert_eq!((outcome.kind, outcome.connected), (OutcomeKind::Failed, false), "{path:?}");
        assert_eq!(outcome.source, OutcomeSource::CallLog);
    }
    let platform = Platform::stopped();
    let call = place(&platform, CallPath::RingOut, FROM, TO);
    platform.advance(seconds(5));
    call.status().unwrap();
    platform.advance(seconds(41));
    let outcome = call.wait(&WaitOptions::default()).unwrap();
    assert_eq!((outcome.kind, outcome.connected), (OutcomeKind::Completed, true), "it was connected when last seen");
}

#[test]
fn a_404_about_something_else_is_an_error_and_ends_no_wait() {
    let platform = Platform::stopped();
    let client = platform.builder().extension_id("12345").build().unwrap();
    let call = client.call("x").unwrap();
    let error = call.status().unwrap_err();
    assert_eq!((error.code(), error.parameter()), (ErrorCode::NotFound, Some("extensionId")));
    assert_eq!(call.wait(&WaitOptions::default().timeout(ms(300))).unwrap().kind, OutcomeKind::StillInProgress);
    assert_eq!(call.cancel().unwrap_err().code(), ErrorCode::NotFound);
}

#[test]
fn failed_polls_make_a_wait_slower_and_nothing_else() {
    let platform = Platform::stopped();
    let call = place(&platform, CallPath::RingOut, FROM, TO);
    platform.advance(seconds(15));
    for fault in [json!({ "reset": true }), json!({ "status": 503 }), json!({ "malformed_json": true })] {
        platform.fault("GET", CALLS, 1, &fault);
    }
    assert_eq!(call.wait(&WaitOptions::default()).unwrap().kind, OutcomeKind::Completed);
    assert_eq!(platform.count("status"), 4);
}

#[test]
fn a_wait_obeys_retry_after() {
    let platform = Platform::stopped();
    let call = place(&platform, CallPath::RingOut, FROM, TO);
    platform.advance(seconds(15));
    platform.fault("GET", CALLS, 1, &json!({ "status": 429, "headers": { "Retry-After": "1" } }));
    let (outcome, took) = timed(|| call.wait(&WaitOptions::default()).unwrap());
    assert_eq!(outcome.kind, OutcomeKind::Completed);
    // The second before the first poll began with the create.
    assert!(took >= ms(1800) && took < seconds(5), "1 s to the first poll, 1 s of waiting: {took:?}");
    assert_eq!(platform.count("status"), 2);
}

#[test]
fn a_wait_ends_when_polling_is_forbidden() {
    let platform = Platform::stopped();
    let call = place(&platform, CallPath::RingOut, FROM, TO);
    platform.fault("GET", CALLS, FOREVER, &json!({ "status": 403 }));
    assert_eq!(call.wait(&WaitOptions::default()).unwrap_err().code(), ErrorCode::Forbidden);
    assert_eq!(platform.count("status"), 1);
}

#[test]
fn clones_and_other_handles_share_the_known_state() {
    let platform = Platform::stopped();
    let call = place(&platform, CallPath::RingOut, FROM, &number("0486"));
    let clone = call.clone();
    platform.advance(seconds(5));
    call.status().unwrap();
    assert_eq!(clone.outcome().kind, OutcomeKind::Busy);
    assert_eq!(clone.cancel().unwrap(), CancelEffect::AlreadyEnded);
}

#[test]
fn a_running_clock_gives_the_same_end() {
    let platform = Platform::with(Config { speed: 20.0, linger: Duration::from_secs(100_000), ..Config::default() });
    let outcome = place(&platform, CallPath::RingOut, FROM, TO).wait(&WaitOptions::default()).unwrap();
    assert_eq!(outcome.kind, OutcomeKind::Completed);
}
