//! The call log: its records of calls, and waits that read it after a call has vanished.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::time::{Duration, UNIX_EPOCH};

use ringout_core::{
    Attempt, Call, CallRequest, Client, ErrorCode, Leg, LogMatch, Method, Outcome, OutcomeKind, OutcomeSource, Status,
    Token, Until, WaitOptions,
};
use ringout_simulator::Config;
use ringout_tests::Platform;
use ringout_tests::platform::{CALLS, FOREVER, FROM, TO};
use ringout_tests::timing::{ms, timed, until};
use serde_json::{Value, json};

const LOG: &str = "/restapi/v1.0/account/~/extension/~/call-log";

/// A platform with a stopped clock that forgets a call as soon as it ends.
fn forgetful() -> Platform {
    let platform = Platform::with(Config { linger: Duration::ZERO, ..Config::default() });
    platform.post("clock", &json!({ "running": false }));
    platform
}

fn place(client: &Client, to: &str) -> Call {
    client.create_call(&CallRequest::to(to).from(FROM)).unwrap()
}

/// The outcome of a call that ended unseen.
fn unseen_end(platform: &Platform, call: &Call) -> Outcome {
    platform.advance(ms(60_000));
    call.wait(&WaitOptions::default().timeout(ms(60_000))).unwrap()
}

fn logs(platform: &Platform, times: u64, fault: &Value) {
    platform.fault("GET", LOG, times, fault);
}

#[test]
fn the_record_of_a_call_has_both_legs() {
    let platform = Platform::stopped();
    let call = place(&platform.client(), TO);
    platform.advance(ms(20_000));
    let log = call.log().unwrap();
    assert_eq!((log.matching, log.candidates), (LogMatch::Certain, 1));
    let record = log.record.unwrap();
    assert_eq!(record.action.as_deref(), Some("RingOut Web"));
    assert_eq!(record.result.as_deref(), Some("Call connected"));
    assert_eq!((record.from.as_deref(), record.to.as_deref()), (Some(FROM), Some(TO)));
    assert_eq!(record.duration.as_secs(), 15);
    assert!(record.start_time.is_some() && record.session_id.is_some() && !record.id.is_empty());
    let legs: Vec<_> = record.legs.iter().map(|leg| (leg.leg, leg.result.as_deref())).collect();
    assert_eq!(legs, [(Some(Leg::Caller), Some("Accepted")), (Some(Leg::Callee), Some("Accepted"))]);
    assert_eq!(record.legs[1].to.as_deref(), Some(TO));
}

#[test]
fn calls_of_extensions_are_found() {
    for (from, to) in [("101", "102"), (FROM, "+16505550102*101"), ("+16505550102*102", TO)] {
        let platform = Platform::stopped();
        let client = platform.client();
        client.create_call(&CallRequest::to("+16505550102*102").from(FROM)).unwrap();
        let call = client.create_call(&CallRequest::to(to).from(from)).unwrap();
        platform.advance(ms(20_000));
        let log = call.log().unwrap();
        assert_eq!((log.matching, log.candidates), (LogMatch::Certain, 1), "{from} to {to}");
        assert_eq!(log.record.unwrap().to.as_deref(), Some(to));
    }
}

#[test]
fn a_call_that_is_not_in_the_log_yet_is_not_an_error() {
    let platform = Platform::stopped();
    let log = place(&platform.client(), TO).log().unwrap();
    assert_eq!((log.matching, log.record, log.candidates), (LogMatch::None, None, 0));
}

#[test]
fn two_calls_of_the_same_numbers_at_once_are_ambiguous() {
    let platform = Platform::stopped();
    let client = platform.client();
    let (one, _other) = (place(&client, TO), place(&client, TO));
    platform.advance(ms(20_000));
    let log = one.log().unwrap();
    assert_eq!((log.matching, log.candidates), (LogMatch::Ambiguous, 2));
    assert!(log.record.is_some());
}

#[test]
fn a_caller_that_was_not_named_leaves_the_match_likely() {
    let platform = Platform::stopped();
    let call = platform.client().create_call(&CallRequest::to(TO)).unwrap();
    platform.advance(ms(20_000));
    assert_eq!(call.log().unwrap().matching, LogMatch::Likely);
}

#[test]
fn a_call_is_found_by_the_attempt_of_a_lost_response() {
    let platform = Platform::stopped();
    platform.fault("POST", CALLS, 1, &json!({ "drop": "before-response" }));
    let client = platform.client();
    let error = client.create_call(&CallRequest::to(TO).from(FROM)).unwrap_err();
    assert_eq!(error.code(), ErrorCode::MaybePlaced);
    platform.advance(ms(20_000));
    assert_eq!(client.call_log(error.attempt().unwrap()).unwrap().matching, LogMatch::Certain);
    // A call that was never placed is not found.
    let sent_at = error.attempt().unwrap().sent_at;
    let other = Attempt { to: Some("+16505550199".into()), from: None, sent_at };
    assert_eq!(client.call_log(&other).unwrap().matching, LogMatch::None);
    let unknown = Attempt { to: None, ..other };
    assert_eq!(client.call_log(&unknown).unwrap_err().parameter(), Some("to"));
}

#[test]
fn a_time_that_is_not_a_date_is_refused() {
    let platform = Platform::stopped();
    let year = 365 * 86_400;
    for sent_at in [10_000 * year, u64::try_from(i64::MAX).unwrap() / 1000, u64::try_from(i64::MAX).unwrap()] {
        let sent_at = UNIX_EPOCH.checked_add(Duration::from_secs(sent_at)).unwrap();
        let attempt = Attempt { to: Some(TO.into()), from: None, sent_at };
        let error = platform.client().call_log(&attempt).unwrap_err();
        assert_eq!((error.code(), error.parameter()), (ErrorCode::InvalidArgument, Some("sent_at")));
    }
    assert_eq!(platform.count("call_log"), 0);
}

#[test]
fn a_handle_made_from_an_id_cannot_search_the_log() {
    let platform = Platform::stopped();
    let error = platform.client().call("234343434").unwrap().log().unwrap_err();
    assert_eq!((error.code(), error.parameter()), (ErrorCode::InvalidArgument, Some("id")));
    assert_eq!(platform.count("call_log"), 0);
}

#[test]
fn an_unseen_end_is_read_from_the_log() {
    for (to, kind, leg) in [
        // The log does not say who hung up.
        (TO, OutcomeKind::Completed, None),
        ("+16505550486", OutcomeKind::Busy, Some(Leg::Callee)),
        ("+16505550408", OutcomeKind::NoAnswer, Some(Leg::Callee)),
        ("+16505550603", OutcomeKind::Rejected, Some(Leg::Callee)),
        ("+16505550488", OutcomeKind::Blocked, Some(Leg::Callee)),
        ("+16505550404", OutcomeKind::NoSuchUser, Some(Leg::Callee)),
        ("+16505550500", OutcomeKind::Failed, Some(Leg::Callee)),
    ] {
        let platform = forgetful();
        let outcome = unseen_end(&platform, &place(&platform.client(), to));
        assert_eq!((outcome.kind, outcome.leg, outcome.source), (kind, leg, OutcomeSource::CallLog), "{outcome}");
        assert!(outcome.explanation.contains("call log (certain match)"), "{outcome}");
    }
}

/// A page of the log with one record of a call with the numbers and the start time of `like`, and these other fields.
fn page(like: &Value, fields: &Value) -> Value {
    let mut record = json!({
        "id": "r1", "startTime": like["startTime"], "duration": 0, "action": "RingOut Web",
        "from": { "phoneNumber": FROM }, "to": { "phoneNumber": TO },
    });
    for (name, value) in fields.as_object().unwrap() {
        record[name] = value.clone();
    }
    json!({ "records": [record] })
}

/// The outcome of a call that vanished after these polls, with this record in the log.
fn end_by_the_log(polls: &[[&str; 3]], fields: &Value) -> Outcome {
    let platform = forgetful();
    let client = platform.client();
    let call = place(&client, TO);
    for [call_status, caller, callee] in polls {
        let status = json!({ "callStatus": call_status, "callerStatus": caller, "calleeStatus": callee });
        platform.fault("GET", CALLS, 1, &json!({ "status": 200, "body": { "status": status } }));
        call.status().unwrap();
    }
    platform.advance(ms(60_000));
    let log = client.request(Method::Get, LOG, &[], None).unwrap();
    let log: Value = serde_json::from_slice(log.body()).unwrap();
    logs(&platform, FOREVER, &json!({ "status": 200, "body": page(&log["records"][0], fields) }));
    call.wait(&WaitOptions::default().timeout(ms(2500))).unwrap()
}

#[test]
fn the_log_says_no_more_than_its_record() {
    for (word, kind, status) in [
        ("Busy", OutcomeKind::Busy, Status::Busy),
        ("Wrong Number", OutcomeKind::NoSuchUser, Status::NoSuchUser),
        ("IP Phone Offline", OutcomeKind::Failed, Status::GenericError),
    ] {
        for fields in [json!({ "result": word }), json!({ "result": word, "legs": [{ "legType": "Accept" }] })] {
            let outcome = end_by_the_log(&[], &fields);
            assert_eq!((outcome.kind, outcome.leg, outcome.source), (kind, None, OutcomeSource::CallLog), "{outcome}");
            assert_eq!((outcome.status, outcome.connected), (status.clone(), false));
            let expected = format!("going by \"{word}\" in the call log (certain match)");
            assert!(outcome.explanation.ends_with(&expected), "{}", outcome.explanation);
            assert!(!outcome.explanation.contains("caller") && !outcome.explanation.contains("callee"), "{word}");
        }
    }
    let talked = end_by_the_log(&[], &json!({ "result": "Call connected" }));
    assert_eq!((talked.kind, talked.leg, talked.connected), (OutcomeKind::Completed, None, true));
}

#[test]
fn a_log_record_that_contradicts_the_seen_states_is_ignored() {
    let busy_caller = json!({ "result": "Busy", "legs": [{ "legType": "RingOutClientToCaller", "result": "Busy" }] });
    let outcome = end_by_the_log(&[["InProgress", "Success", "InProgress"]], &busy_caller);
    assert_eq!((outcome.kind, outcome.source), (OutcomeKind::EndedUnknown, OutcomeSource::Gone), "{outcome}");
    assert_eq!(end_by_the_log(&[], &busy_caller).leg, Some(Leg::Caller));
    let busy_callee = json!({ "result": "Busy", "legs": [
        { "legType": "RingOutClientToCaller", "result": "Accepted" },
        { "legType": "RingOutClientToSubscriber", "result": "Busy" },
    ] });
    let outcome = end_by_the_log(&[["InProgress", "Success", "InProgress"]], &busy_callee);
    assert_eq!((outcome.kind, outcome.leg), (OutcomeKind::Busy, Some(Leg::Callee)), "{outcome}");
}

#[test]
fn a_log_behind_a_gateway_that_returns_404_is_read_again() {
    let platform = forgetful();
    let call = place(&platform.client(), "+16505550486");
    logs(&platform, 1, &json!({ "status": 404, "body": "<html>no such page</html>" }));
    let (outcome, took) = timed(|| {
        platform.advance(ms(60_000));
        call.wait(&WaitOptions::default().timeout(ms(25_000))).unwrap()
    });
    assert_eq!((outcome.kind, outcome.source), (OutcomeKind::Busy, OutcomeSource::CallLog), "{took:?}");
}

#[test]
fn the_log_is_not_read_when_the_end_is_known() {
    let platform = Platform::stopped();
    let call = place(&platform.client(), "+16505550486");
    platform.advance(ms(20_000));
    let outcome = call.wait(&WaitOptions::default()).unwrap();
    assert_eq!((outcome.kind, outcome.source), (OutcomeKind::Busy, OutcomeSource::Status));
    let logs = platform.journal().iter().filter(|seen| seen.path.contains("call-log")).count();
    assert_eq!(logs, 0);
}

#[test]
fn an_app_that_may_not_read_the_log_does_not_try() {
    let platform = forgetful();
    let client = platform.client();
    let call = place(&client, TO);
    let mut json: Value = serde_json::from_str(client.token().unwrap().to_json()).unwrap();
    json["scope"] = "RingOut".into();
    client.set_token(Token::from_json(&json.to_string()).unwrap());
    let (outcome, took) = timed(|| unseen_end(&platform, &call));
    assert_eq!((outcome.kind, outcome.source), (OutcomeKind::EndedUnknown, OutcomeSource::Gone));
    assert!(took < ms(5000), "{took:?}");
    assert!(!platform.journal().iter().any(|seen| seen.path.contains("call-log")));
}

#[test]
fn a_log_that_cannot_be_read_leaves_the_end_unknown() {
    for fault in [json!({ "error": "CMN-401" }), json!({ "error": "CMN-408" }), json!({ "status": 400, "body": {} })] {
        let platform = forgetful();
        let call = place(&platform.client(), TO);
        logs(&platform, FOREVER, &fault);
        let outcome = unseen_end(&platform, &call);
        assert_eq!((outcome.kind, outcome.source), (OutcomeKind::EndedUnknown, OutcomeSource::Gone), "{fault}");
    }
}

#[test]
fn a_wait_for_the_log_keeps_its_deadline() {
    for fault in [
        json!({ "status": 200, "body": { "records": [] } }),
        json!({ "status": 503 }),
        json!({ "status": 200, "body": "[]" }),
        json!({ "reset": "before-processing" }),
        json!({ "status": 429, "headers": { "Retry-After": "40" } }),
        json!({ "delay_ms": 60_000 }),
    ] {
        let platform = forgetful();
        let client = platform.builder().request_timeout(ms(20_000)).build().unwrap();
        let call = place(&client, TO);
        logs(&platform, FOREVER, &fault);
        platform.advance(ms(60_000));
        let (outcome, took) = timed(|| call.wait(&WaitOptions::default().timeout(ms(2000))).unwrap());
        assert_eq!((outcome.kind, outcome.source), (OutcomeKind::EndedUnknown, OutcomeSource::Gone), "{fault}");
        assert!(took >= ms(1900) && took < ms(9000), "{fault}: {took:?}");
    }
}

#[test]
fn a_wait_does_not_wait_for_a_log_that_is_limited_for_too_long() {
    let platform = forgetful();
    let call = place(&platform.client(), TO);
    logs(&platform, FOREVER, &json!({ "status": 429, "headers": { "Retry-After": "86400" } }));
    platform.advance(ms(60_000));
    let (outcome, took) = timed(|| call.wait(&WaitOptions::default().timeout(ms(30_000))).unwrap());
    assert_eq!(outcome.kind, OutcomeKind::EndedUnknown);
    assert!(took < ms(5000), "{took:?}");
}

#[test]
fn a_call_cancelled_by_this_client_needs_no_log() {
    let platform = forgetful();
    let call = place(&platform.client(), "+16505550180");
    call.cancel().unwrap();
    let outcome = call.wait(&WaitOptions::default()).unwrap();
    assert_eq!(outcome.kind, OutcomeKind::Cancelled);
    assert!(!platform.journal().iter().any(|seen| seen.path.contains("call-log")));
}

#[test]
fn a_log_that_hangs_delays_no_other_call() {
    let platform = forgetful();
    let client = platform.builder().request_timeout(ms(20_000)).build().unwrap();
    let gone: Vec<_> = (0..6).map(|_| place(&client, TO)).collect();
    platform.advance(ms(60_000));
    logs(&platform, FOREVER, &json!({ "delay_ms": 8000 }));
    let follows: Vec<_> = gone.iter().map(|call| call.follow(&WaitOptions::default(), |_| ())).collect();
    until("a search of the log", || platform.journal().iter().any(|seen| seen.path.contains("call-log")));
    let call = place(&client, TO);
    platform.advance(ms(6000));
    let answered = WaitOptions::default().until(Until::Answered).timeout(ms(6000));
    let (outcome, took) = timed(|| call.wait(&answered).unwrap());
    assert_eq!(outcome.kind, OutcomeKind::Answered);
    assert!(took < ms(5500), "{took:?}");
    drop(follows);
}

#[test]
fn all_waits_for_a_call_share_one_search_of_the_log() {
    let platform = forgetful();
    let call = place(&platform.client(), "+16505550486");
    platform.advance(ms(60_000));
    let kinds: Vec<_> = std::thread::scope(|scope| {
        let waits: Vec<_> = (0..8).map(|_| scope.spawn(|| call.wait(&WaitOptions::default()).unwrap().kind)).collect();
        waits.into_iter().map(|wait| wait.join().unwrap()).collect()
    });
    assert_eq!(kinds, [OutcomeKind::Busy; 8]);
    assert_eq!(platform.journal().iter().filter(|seen| seen.path.contains("call-log")).count(), 1);
}

#[test]
fn the_log_is_searched_without_a_plus_and_for_a_few_minutes_only() {
    let platform = Platform::stopped();
    place(&platform.client(), TO).log().unwrap();
    let seen = platform.journal().into_iter().find(|seen| seen.path.contains("call-log")).unwrap();
    assert!(seen.path.contains("phoneNumber=16505550100"), "{}", seen.path);
    assert!(seen.path.contains("view=Detailed") && seen.path.contains("dateFrom=") && seen.path.contains("dateTo="));
}
