//! Rate-limit headers: believed where they make sense, shared by everything a client sends, and never a reason to hang.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use ringout_core::{
    Call, CallRequest, Client, ErrorCode, Method, OutcomeKind, Phase, RateLimit, VerdictKind, WaitOptions,
};
use ringout_simulator::{Config, Limit, Limits};
use ringout_tests::Platform;
use ringout_tests::platform::{CALLS, FROM, TO};
use ringout_tests::server::{GOOD_CALL, GOOD_STATUS, Reply, Server, response};
use ringout_tests::timing::{ms, timed, until};
use serde_json::json;

/// A callee whose phone rings forever.
const RINGING: &str = "+16505550180";
const EXTENSION: &str = "/restapi/v1.0/account/~/extension/~";

fn place(client: &Client, to: &str) -> Call {
    client.create_call(&CallRequest::to(to).from(FROM)).unwrap()
}

fn at_most(timeout: Duration) -> WaitOptions {
    WaitOptions::default().timeout(timeout)
}

/// A platform with a running clock, this limit for status requests, and a penalty that outlasts every test.
fn limited(limit: u32, window_s: u64) -> Platform {
    let light = Some(Limit { limit, window_s, penalty_s: 60 });
    Platform::with(Config { limits: Limits { light, ..Limits::off() }, ..Config::default() })
}

fn refusals(platform: &Platform) -> usize {
    platform.get("journal")["requests"].as_array().unwrap().iter().filter(|entry| entry["status"] == 429).count()
}

/// A call that was just placed, with these limits.
fn limited_call(limit: u32, remaining: u32) -> Vec<u8> {
    let more = format!(
        "X-Rate-Limit-Group: light\r\nX-Rate-Limit-Limit: {limit}\r\nX-Rate-Limit-Remaining: {remaining}\r\nX-Rate-Limit-Window: 60\r\n"
    );
    response(200, "application/json", &more, GOOD_CALL)
}

fn gets(server: &Server) -> usize {
    server.received().iter().filter(|request| request.method == "GET").count()
}

#[test]
fn odd_limits_during_a_wait_neither_stop_nor_hurry_it() {
    let odd = [
        json!({}),
        json!({ "X-Rate-Limit-Limit": "0", "X-Rate-Limit-Window": "0" }),
        json!({ "X-Rate-Limit-Limit": "-50", "X-Rate-Limit-Remaining": "-1", "X-Rate-Limit-Window": "-60" }),
        json!({ "X-Rate-Limit-Limit": "", "X-Rate-Limit-Remaining": "", "X-Rate-Limit-Window": "" }),
        json!({ "X-Rate-Limit-Limit": "many", "X-Rate-Limit-Remaining": "some", "X-Rate-Limit-Window": "a while" }),
        json!({ "X-Rate-Limit-Limit": "4294967296", "X-Rate-Limit-Remaining": "99999999999999999999" }),
        json!({ "X-Rate-Limit-Limit": "4294967295", "X-Rate-Limit-Remaining": "4294967295", "X-Rate-Limit-Window": "1" }),
        json!({ "X-Rate-Limit-Limit": "5", "X-Rate-Limit-Remaining": "1000", "X-Rate-Limit-Window": "2" }),
        json!({ "X-Rate-Limit-Remaining": "40", "X-Rate-Limit-Window": "18446744073709551615" }),
        json!({ "X-Rate-Limit-Group": "", "X-Rate-Limit-Remaining": "40" }),
        json!({ "X-Rate-Limit-Group": "another", "X-Rate-Limit-Limit": "100", "X-Rate-Limit-Remaining": "99" }),
    ];
    thread::scope(|scope| {
        for headers in &odd {
            scope.spawn(move || {
                let platform = Platform::stopped();
                let client = platform.client();
                let id = place(&client, TO).id().to_owned();
                platform.fault("GET", CALLS, 1, &json!({ "status": 200, "body": GOOD_STATUS, "headers": headers }));
                let _watch = client.call(id).unwrap().watch(&WaitOptions::default());
                // At once, then every 1.5 s, whatever the headers say.
                let ((), took) =
                    timed(|| until(&format!("a third poll with {headers}"), || platform.count("status") >= 3));
                assert!((ms(2800)..ms(5000)).contains(&took), "{took:?} with {headers}");
            });
        }
    });
}

#[test]
fn a_refusal_delays_everything_for_the_time_it_asks_for() {
    // Whatever the header asks for, the wait is at most an hour. A time that no clock can hold is ignored.
    const HOUR: u64 = 3600;
    let forms: [(Option<&str>, u64); 8] = [
        (None, 30),
        (Some("-5"), 30),
        (Some("soon"), 30),
        (Some("7"), 7),
        (Some("86400"), HOUR),
        (Some("1000000"), HOUR),
        (Some("18446744073709551615"), 30),
        (Some("Fri, 31 Dec 9999 23:59:59 GMT"), 30),
    ];
    thread::scope(|scope| {
        for (form, seconds) in forms {
            scope.spawn(move || {
                let platform = Platform::stopped();
                let client = platform.client().with_rate_limit(RateLimit::FailFast);
                let call = client.call(place(&client, TO).id()).unwrap();
                let headers = form.map_or(json!({}), |form| json!({ "Retry-After": form }));
                platform.fault("GET", CALLS, 1, &json!({ "status": 429, "headers": headers }));
                let (outcome, took) = timed(|| call.wait(&at_most(ms(600))).unwrap());
                assert_eq!(outcome.kind, OutcomeKind::StillInProgress);
                assert!(took < ms(5000), "{form:?}: {took:?}");
                for error in [call.status().unwrap_err(), call.cancel().unwrap_err()] {
                    let left = error.retry_after().unwrap().as_secs_f64();
                    assert_eq!((error.code(), error.http_status()), (ErrorCode::RateLimited, None), "{form:?}");
                    #[allow(clippy::cast_precision_loss, reason = "an hour")]
                    let expected = seconds as f64;
                    assert!(left <= expected && left > expected - 3.0, "{form:?}: {left}");
                }
                assert_eq!((platform.count("status"), platform.count("cancel")), (1, 0), "{form:?}");
            });
        }
    });
}

#[test]
fn a_refusal_until_a_time_in_the_past_delays_for_a_second() {
    for over in ["0", "Wed, 21 Oct 2015 07:28:00 GMT"] {
        let platform = Platform::stopped();
        let client = platform.client();
        let call = client.call(place(&client, "+16505550486").id()).unwrap();
        platform.advance(ms(6000));
        platform.fault("GET", CALLS, 1, &json!({ "status": 429, "headers": { "Retry-After": over } }));
        let (outcome, took) = timed(|| call.wait(&at_most(ms(10_000))).unwrap());
        assert_eq!(outcome.kind, OutcomeKind::Busy);
        // No limit was reported, so the second poll keeps the pace of the documented one.
        assert!(took < ms(5000), "{over}: {took:?}");
    }
}

#[test]
fn a_refusal_of_every_second_poll_only_makes_a_wait_longer() {
    let shown = |call: &str, caller: &str, callee: &str| {
        let state = json!({ "callStatus": call, "callerStatus": caller, "calleeStatus": callee });
        Reply::Bytes(response(200, "application/json", "", &json!({ "id": "raw-1", "status": state }).to_string()))
    };
    let requests = AtomicUsize::new(0);
    let server = Server::with_login(move |_| match requests.fetch_add(1, Ordering::SeqCst) {
        0 => shown("InProgress", "InProgress", "InProgress"),
        2 => shown("InProgress", "Success", "InProgress"),
        4 => shown("CannotReach", "Success", "Busy"),
        _ => Reply::Bytes(response(429, "application/json", "Retry-After: 1\r\nX-Rate-Limit-Remaining: 0\r\n", "")),
    });
    let mut watch = server.client().call("raw-1").unwrap().watch(&at_most(ms(20_000)));
    let (changes, took) = timed(|| watch.by_ref().map(Result::unwrap).collect::<Vec<_>>());
    let phases: Vec<Phase> = changes.iter().map(|change| change.state.phase()).collect();
    assert_eq!(phases, [Phase::RingingCaller, Phase::RingingCallee, Phase::Ended]);
    let verdicts = changes.iter().filter_map(|change| change.verdict.as_ref());
    assert!(verdicts.into_iter().all(|verdict| verdict.kind == VerdictKind::Documented));
    assert_eq!((watch.outcome().kind, gets(&server)), (OutcomeKind::Busy, 5));
    // 1.5 s to a poll that is refused and 1 s of waiting, twice.
    assert!((ms(4900)..ms(7000)).contains(&took), "{took:?}");
}

#[test]
fn an_overtaken_response_does_not_raise_the_budget() {
    let requests = AtomicUsize::new(0);
    let server = Server::with_login(move |_| match requests.fetch_add(1, Ordering::SeqCst) {
        0 => Reply::Late(ms(300), limited_call(10, 1)),
        1 => Reply::Bytes(limited_call(10, 0)),
        _ => Reply::Bytes(response(429, "application/json", "", "")),
    });
    let call = server.builder().rate_limit(RateLimit::FailFast).build().unwrap().call("raw-1").unwrap();
    thread::scope(|scope| {
        let overtaken = scope.spawn(|| call.status().unwrap());
        until("the first request", || gets(&server) == 1);
        call.status().unwrap();
        overtaken.join().unwrap();
    });
    assert_eq!(call.status().unwrap_err().http_status(), None, "refused locally");
    assert_eq!(gets(&server), 2);
}

#[test]
fn a_new_window_is_noticed() {
    let requests = AtomicUsize::new(0);
    let server = Server::with_login(move |_| {
        let remaining = [1, 9, 8, 0];
        let number = requests.fetch_add(1, Ordering::SeqCst);
        Reply::Bytes(remaining.get(number).map_or_else(|| response(429, "", "", ""), |left| limited_call(10, *left)))
    });
    let call = server.builder().rate_limit(RateLimit::FailFast).build().unwrap().call("raw-1").unwrap();
    for _ in 0..4 {
        call.status().unwrap();
    }
    assert_eq!(call.status().unwrap_err().http_status(), None);
}

#[test]
fn other_requests_of_a_group_count() {
    let platform = limited(6, 60);
    let client = platform.client().with_rate_limit(RateLimit::FailFast);
    let call = place(&client, TO);
    call.status().unwrap();
    for _ in 0..5 {
        client.request(Method::Get, EXTENSION, &[], None).unwrap();
    }
    let error = call.status().unwrap_err();
    assert_eq!((error.code(), error.http_status()), (ErrorCode::RateLimited, None), "refused locally");
    assert_eq!(refusals(&platform), 0);
}

#[test]
fn a_refusal_of_another_request_closes_its_group() {
    let platform = limited(2, 60);
    let client = platform.client().with_rate_limit(RateLimit::FailFast);
    let call = place(&client, TO);
    call.status().unwrap();
    let results: Vec<_> = (0..2).map(|_| client.request(Method::Get, EXTENSION, &[], None)).collect();
    assert!(results[0].is_ok() && results[1].as_ref().is_err_and(|error| error.http_status() == Some(429)));
    assert_eq!(call.status().unwrap_err().http_status(), None, "refused locally");
    assert_eq!(refusals(&platform), 1);
}

/// Two processes of one user, each with a client that does not know of the other.
fn two_share(limit: u32, window_s: u64, calls_each: usize) {
    let platform = limited(limit, window_s);
    let clients = [platform.client(), platform.client()];
    let calls: Vec<Vec<Call>> =
        clients.iter().map(|client| (0..calls_each).map(|_| place(client, RINGING)).collect()).collect();
    thread::scope(|scope| {
        let wait = |call| move || Call::wait(call, &at_most(Duration::from_secs(20))).unwrap().kind;
        let waits: Vec<_> = calls.iter().flatten().map(|call| scope.spawn(wait(call))).collect();
        // At least into the second window.
        let enough = u64::from(limit) + u64::from(limit) / 2;
        until("polls in two windows", || platform.count("status") >= enough);
        for call in calls.iter().flatten() {
            // The caller has answered after 2 s.
            platform.post(&format!("calls/{}/callee/busy", call.id()), &json!({}));
        }
        for wait in waits {
            assert_eq!(wait.join().unwrap(), OutcomeKind::Busy);
        }
    });
    assert_eq!(refusals(&platform), 0, "of {} polls", platform.count("status"));
}

#[test]
fn two_processes_share_a_small_budget_without_a_refusal() {
    two_share(10, 2, 4);
}

#[test]
fn two_processes_share_a_large_budget_without_a_refusal() {
    two_share(30, 2, 12);
}
