//! Calls that go back, vanish or show nonsense, and a platform that is down, in the middle of a wait. The wait ends
//! with the truth or with its deadline.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use ringout_core::{
    Call, CallRequest, CancelEffect, Client, Credentials, ErrorCode, Outcome, OutcomeKind, OutcomeSource, Phase,
    VerdictKind, WaitOptions,
};
use ringout_simulator::Config;
use ringout_tests::platform::{CALLS, FOREVER, FROM, TO};
use ringout_tests::random::Random;
use ringout_tests::server::{Reply, Server, json_response, response};
use ringout_tests::timing::{ms, sleep, timed, until};
use ringout_tests::{Platform, TcpRelay};
use serde_json::{Value, json};

const RINGING_CALLER: [&str; 3] = ["InProgress", "InProgress", "InProgress"];
const RINGING_CALLEE: [&str; 3] = ["InProgress", "Success", "InProgress"];
const CONNECTED: [&str; 3] = ["Success", "Success", "Success"];
const ENDED: [&str; 3] = ["Success", "Finished", "Finished"];
const UNKNOWN: [&str; 3] = ["Levitating", "On Hold", ""];

fn place(client: &Client, to: &str) -> Call {
    client.create_call(&CallRequest::to(to).from(FROM)).unwrap()
}

fn at_most(timeout: Duration) -> WaitOptions {
    WaitOptions::default().timeout(timeout)
}

/// A response that shows a call in this state.
fn shown(statuses: [&str; 3]) -> Vec<u8> {
    let [call, caller, callee] = statuses;
    let status = json!({ "callStatus": call, "callerStatus": caller, "calleeStatus": callee });
    json_response(200, &json!({ "id": "raw-1", "status": status }).to_string())
}

/// A server that returns the response set last.
fn changeable(bytes: Vec<u8>) -> (Server, Arc<Mutex<Vec<u8>>>) {
    let current = Arc::new(Mutex::new(bytes));
    let response = Arc::clone(&current);
    (Server::with_login(move |_| Reply::Bytes(response.lock().unwrap().clone())), current)
}

/// The outcome of a wait for a call that is seen in these states, one after another, then gets this response forever.
fn wait_until_it_vanishes(seen: &[[&str; 3]], then: &[u8]) -> ringout_core::Result<Outcome> {
    let (server, current) = changeable(shown(RINGING_CALLER));
    let call = server.client().call("raw-1").unwrap();
    thread::scope(|scope| {
        let wait = scope.spawn(|| call.wait(&at_most(ms(10_000))));
        for state in seen {
            *current.lock().unwrap() = shown(*state);
            call.status().unwrap();
        }
        *current.lock().unwrap() = then.to_vec();
        wait.join().unwrap()
    })
}

/// The response for a call that the platform does not know.
fn gone() -> Vec<u8> {
    json_response(404, r#"{"errorCode":"CMN-102","parameterName":"ringOutId"}"#)
}

/// The ways to say that a call no longer exists.
fn not_found_responses() -> Vec<(&'static str, Vec<u8>)> {
    let not_found = |body: &str| json_response(404, body);
    let coded = r#"{"errorCode":"CMN-102","message":"Resource for parameter [ringOutId] is not found","parameterName":"ringOutId"}"#;
    let listed = r#"{"errors":[{"errorCode":"CMN-102","parameterName":"ringoutId"}]}"#;
    vec![
        ("404 with the parameter", not_found(coded)),
        ("404 with a list of errors", not_found(listed)),
        ("404 without a parameter", not_found(r#"{"errorCode":"CMN-102","message":"Resource is not found"}"#)),
        ("404 with the parameter in capitals", not_found(r#"{"errorCode":"CMN-102","parameterName":"RINGOUTID"}"#)),
        ("NoSessionFound everywhere", shown(["NoSessionFound"; 3])),
        ("NoSessionFound of the call", shown(["NoSessionFound", "InProgress", "InProgress"])),
        ("NoSessionFound of a leg", shown(["InProgress", "Success", "NoSessionFound"])),
    ]
}

#[test]
fn a_call_that_vanishes_in_any_phase_of_a_wait_ends_it_with_what_was_seen() {
    let phases: [(&[[&str; 3]], OutcomeKind); 6] = [
        (&[], OutcomeKind::EndedUnknown),
        (&[RINGING_CALLER], OutcomeKind::EndedUnknown),
        (&[RINGING_CALLER, RINGING_CALLEE], OutcomeKind::EndedUnknown),
        (&[RINGING_CALLER, RINGING_CALLEE, CONNECTED], OutcomeKind::Completed),
        (&[CONNECTED, UNKNOWN], OutcomeKind::Completed),
        (&[UNKNOWN], OutcomeKind::EndedUnknown),
    ];
    let not_found_responses = not_found_responses();
    thread::scope(|scope| {
        for (seen, expected) in phases {
            for (how, bytes) in &not_found_responses {
                scope.spawn(move || {
                    let outcome = wait_until_it_vanishes(seen, bytes).unwrap();
                    assert_eq!((outcome.kind, outcome.source), (expected, OutcomeSource::Gone), "{how} after {seen:?}");
                });
            }
        }
    });
}

#[test]
fn an_unsolicited_response_is_used_for_no_call() {
    let (sent, stray) = channel();
    let server = Server::with_login(move |_| Reply::Stray(shown(RINGING_CALLER), ms(10), shown(ENDED), sent.clone()));
    let client = server.client();
    let call = client.call("raw-1").unwrap();
    for _ in 0..5 {
        assert_eq!(call.status().unwrap().phase(), Phase::RingingCaller);
        stray.recv().unwrap();
    }
    assert_eq!(server.connections(), 5, "none is used a second time");
}

#[test]
fn an_end_that_was_seen_stands_whatever_is_seen_afterwards() {
    let failed: [([&str; 3], OutcomeKind); 3] = [
        (["CannotReach", "Success", "Busy"], OutcomeKind::Busy),
        (["CannotReach", "NoAnswer", "InProgress"], OutcomeKind::NoAnswer),
        (ENDED, OutcomeKind::Completed),
    ];
    let mut afterwards = not_found_responses();
    afterwards
        .extend([RINGING_CALLEE, CONNECTED, UNKNOWN, ["Invalid"; 3]].map(|state| ("another state", shown(state))));
    for (state, expected) in failed {
        for (how, bytes) in &afterwards {
            let (server, current) = changeable(shown(state));
            let call = server.client().call("raw-1").unwrap();
            call.status().unwrap();
            *current.lock().unwrap() = bytes.clone();
            // A 404 is an error here; everything else is a state.
            let _ = call.status();
            for outcome in [call.outcome(), call.wait(&at_most(ms(0))).unwrap(), call.wait(&at_most(ms(500))).unwrap()]
            {
                assert_eq!((outcome.kind, outcome.source), (expected, OutcomeSource::Status), "{how} after {state:?}");
            }
        }
    }
}

/// 404s that say nothing about the call.
fn other_404s() -> Vec<(&'static str, Vec<u8>)> {
    let not_found = |body: &str| json_response(404, body);
    vec![
        ("of a proxy", response(404, "text/html", "", "<html>no such page</html>")),
        ("without a body", not_found("")),
        ("of a gateway", not_found(r#"{"errorCode":"AGW-404","message":"Not found"}"#)),
        ("of the path", not_found(r#"{"errorCode":"CMN-120"}"#)),
        ("of the account", not_found(r#"{"errorCode":"CMN-102","parameterName":"accountId"}"#)),
        ("of the extension", not_found(r#"{"errors":[{"errorCode":"CMN-102","parameterName":"extensionId"}]}"#)),
    ]
}

#[test]
fn a_404_that_does_not_name_the_call_is_a_failed_poll() {
    let responses = other_404s();
    thread::scope(|scope| {
        for (how, bytes) in &responses {
            scope.spawn(move || {
                let (server, current) = changeable(shown(RINGING_CALLEE));
                let call = server.client().call("raw-1").unwrap();
                call.status().unwrap();
                thread::scope(|scope| {
                    let wait = scope.spawn(|| call.wait(&at_most(ms(20_000))).unwrap());
                    *current.lock().unwrap() = bytes.clone();
                    until("two polls of the wait", || server.received().len() >= 4);
                    let error = call.status().unwrap_err();
                    assert_eq!((error.code(), error.http_status()), (ErrorCode::NotFound, Some(404)), "{how}");
                    assert_eq!(call.outcome().kind, OutcomeKind::StillInProgress, "{how}");
                    assert!(!wait.is_finished(), "{how}");
                    *current.lock().unwrap() = shown(["CannotReach", "Success", "Busy"]);
                    let outcome = wait.join().unwrap();
                    assert_eq!((outcome.kind, outcome.source), (OutcomeKind::Busy, OutcomeSource::Status), "{how}");
                });
            });
        }
    });
}

#[test]
fn a_cancel_is_too_late_only_if_the_response_names_the_call() {
    for (how, bytes) in other_404s() {
        let (server, _) = changeable(bytes);
        let call = server.client().call("raw-1").unwrap();
        assert_eq!(call.cancel().unwrap_err().code(), ErrorCode::NotFound, "{how}");
        assert_eq!(call.outcome().kind, OutcomeKind::StillInProgress, "{how}");
    }
    let refused = json_response(400, r#"{"errorCode":"CMN-102","parameterName":"accountId"}"#);
    let (server, _) = changeable(refused);
    assert_eq!(server.client().call("raw-1").unwrap().cancel().unwrap_err().code(), ErrorCode::Rejected);
    for named in [r#"{"errorCode":"CMN-102"}"#, r#"{"errors":[{"errorCode":"CMN-102","parameterName":"ringoutId"}]}"#] {
        for status in [400, 404] {
            let (server, _) = changeable(json_response(status, named));
            let call = server.client().call("raw-1").unwrap();
            assert_eq!(call.cancel().unwrap(), CancelEffect::AlreadyEnded, "{status} {named}");
            assert_eq!(call.outcome().kind, OutcomeKind::EndedUnknown, "{status} {named}");
        }
    }
}

/// A response to a status request that shows the end of a call with this id, which is JSON.
fn ended_as(id: &str) -> Vec<u8> {
    let status = r#"{"callStatus":"Success","callerStatus":"Finished","calleeStatus":"Finished"}"#;
    json_response(200, &format!(r#"{{{id}"uri":"/x","status":{status}}}"#))
}

#[test]
fn a_response_counts_for_the_call_that_it_names() {
    for (id, in_response) in [("234343434", r#""id":234343434,"#), ("raw-1", ""), ("raw-1", r#""id":null,"#)] {
        let (server, _) = changeable(ended_as(in_response));
        let call = server.client().call(id).unwrap();
        assert_eq!(call.status().unwrap().phase(), Phase::Ended, "{in_response}");
        assert_eq!(call.wait(&at_most(ms(0))).unwrap().kind, OutcomeKind::Completed, "{in_response}");
    }
    let others = [r#""raw-2""#, r#""""#, "1", "[]", "234343434.0", r#""RAW-1""#];
    for (id, other) in others.into_iter().map(|other| ("raw-1", other)).chain([("234343434", "2343434340")]) {
        let (server, current) = changeable(ended_as(&format!(r#""id":{other},"#)));
        let call = server.client().call(id).unwrap();
        let error = call.status().unwrap_err();
        assert_eq!(error.code(), ErrorCode::Protocol, "{other}");
        assert_eq!((call.state(), call.outcome().kind), (None, OutcomeKind::StillInProgress), "{other}");
        thread::scope(|scope| {
            let wait = scope.spawn(|| call.wait(&at_most(ms(20_000))).unwrap());
            until("a poll of the wait", || server.received().len() >= 3);
            assert!(!wait.is_finished() && call.state().is_none(), "{other}");
            *current.lock().unwrap() = ended_as("");
            assert_eq!(wait.join().unwrap().kind, OutcomeKind::Completed, "{other}");
        });
    }
}

#[test]
fn a_create_whose_id_cannot_be_used_may_have_placed_a_call() {
    let long = format!(r#""{}""#, "x".repeat(257));
    let unusable =
        ["\"\"", "null", "[1]", "true", r#""a\u0000b""#, r#""a\r\n7 Placed""#, &long, "\".\"", "\"..\"", "1e40"];
    for id in unusable {
        let (server, _) = changeable(ended_as(&format!(r#""id":{id},"#)));
        let error = server.client().create_call(&CallRequest::to(TO).from(FROM)).unwrap_err();
        assert_eq!(error.code(), ErrorCode::MaybePlaced, "{id}");
        assert_eq!(error.attempt().unwrap().to.as_deref(), Some(TO), "{id}");
    }
    let longest = format!(r#""{}""#, "x".repeat(256));
    for id in ["7", "234343434", "18446744073709551615", r#""a/b ?#\u2028""#, &longest] {
        let (server, _) = changeable(ended_as(&format!(r#""id":{id},"#)));
        let client = server.client();
        let call = place(&client, TO);
        assert_eq!(client.call(call.id()).unwrap().status().unwrap().phase(), Phase::Ended, "{id}");
    }
}

#[test]
fn a_wait_continues_through_states_that_go_back_or_are_unknown() {
    const BACK: Option<VerdictKind> = Some(VerdictKind::Impossible);
    const ODD: Option<VerdictKind> = Some(VerdictKind::Undocumented);
    let walk = [RINGING_CALLEE, CONNECTED, RINGING_CALLER, UNKNOWN, RINGING_CALLEE, ENDED];
    let requests = AtomicUsize::new(0);
    let server = Server::with_login(move |_| {
        let now = requests.fetch_add(1, Ordering::SeqCst);
        Reply::Bytes(shown(walk[now.min(walk.len() - 1)]))
    });
    // Every poll is the tracker's.
    let mut watch = server.client().call("raw-1").unwrap().watch(&at_most(ms(25_000)));
    let seen: Vec<_> = watch.by_ref().map(Result::unwrap).collect();
    let verdicts: Vec<_> = seen.iter().map(|change| change.verdict.as_ref().map(|verdict| verdict.kind)).collect();
    assert_eq!(verdicts[..5], [None, Some(VerdictKind::Documented), BACK, ODD, ODD], "{seen:?}");
    assert_eq!((seen.len(), watch.outcome().kind), (walk.len(), OutcomeKind::Completed));
    assert_eq!(seen.last().unwrap().state.phase(), Phase::Ended);
}

#[test]
fn a_state_that_was_lost_and_is_found_again_ends_no_wait() {
    let invalid: [[&str; 3]; 3] =
        [["Invalid"; 3], ["InProgress", "Success", "Invalid"], ["Invalid", "InProgress", "InProgress"]];
    thread::scope(|scope| {
        for invalid in invalid {
            scope.spawn(move || {
                let (server, current) = changeable(shown(RINGING_CALLEE));
                let call = server.client().call("raw-1").unwrap();
                call.status().unwrap();
                let mut watch = call.watch(&at_most(ms(20_000)));
                for state in [invalid, RINGING_CALLEE, invalid, CONNECTED] {
                    *current.lock().unwrap() = shown(state);
                    assert_eq!(watch.next().unwrap().unwrap().state, call.status().unwrap());
                    assert_eq!(call.outcome().kind, OutcomeKind::StillInProgress, "{state:?}");
                }
                *current.lock().unwrap() = shown(ENDED);
                assert_eq!(watch.next().unwrap().unwrap().state.phase(), Phase::Ended);
                assert_eq!((watch.next().is_none(), watch.outcome().kind), (true, OutcomeKind::Completed));
            });
        }
    });
}

#[test]
fn a_state_that_stays_lost_is_the_end() {
    thread::scope(|scope| {
        for (before, expected) in [(RINGING_CALLEE, OutcomeKind::Failed), (CONNECTED, OutcomeKind::Completed)] {
            scope.spawn(move || {
                let (server, current) = changeable(shown(before));
                let call = server.client().call("raw-1").unwrap();
                call.status().unwrap();
                *current.lock().unwrap() = shown(["Invalid"; 3]);
                // However often it is polled in that moment.
                for _ in 0..20 {
                    call.status().unwrap();
                }
                assert_eq!(call.wait(&at_most(ms(1000))).unwrap().kind, OutcomeKind::StillInProgress);
                let (outcome, took) = timed(|| call.wait(&at_most(ms(20_000))).unwrap());
                assert_eq!((outcome.kind, outcome.source), (expected, OutcomeSource::Status));
                assert!((ms(2500)..ms(6500)).contains(&took), "{took:?}");
                assert_eq!(call.outcome(), outcome);
            });
        }
    });
}

#[test]
fn a_lost_call_that_vanishes_is_judged_by_what_was_seen() {
    for (before, expected) in [(RINGING_CALLEE, OutcomeKind::EndedUnknown), (CONNECTED, OutcomeKind::Completed)] {
        let outcome = wait_until_it_vanishes(&[before, ["Invalid"; 3]], &gone()).unwrap();
        assert_eq!((outcome.kind, outcome.source), (expected, OutcomeSource::Gone));
    }
}

#[test]
fn a_call_that_only_ever_shows_unknown_states_ends_with_its_deadline() {
    let (server, _) = changeable(shown(UNKNOWN));
    let call = server.client().call("raw-1").unwrap();
    let (outcome, took) = timed(|| call.wait(&at_most(ms(2000))).unwrap());
    assert_eq!(outcome.kind, OutcomeKind::StillInProgress);
    assert!((ms(2000)..ms(4000)).contains(&took), "{took:?}");
}

/// How long a platform is down in these tests. A minute has the same effect, only slower.
const OUTAGE: Duration = ms(2500);

/// Waits for a call on a stopped platform that goes down, and changes the call in the meantime.
fn wait_through_an_outage(
    down: impl Fn(&Platform, &TcpRelay),
    up: impl Fn(&Platform, &TcpRelay),
    outage: Duration,
) -> Outcome {
    let platform = Platform::stopped();
    let simulator = platform.simulator();
    let relay = TcpRelay::to(simulator.url());
    let client = Client::builder(relay.url(), simulator.client_id())
        .client_secret(simulator.client_secret())
        .credentials(Credentials::jwt(simulator.jwt()))
        .request_timeout(ms(1500))
        .build()
        .unwrap();
    let call = place(&client, TO);
    thread::scope(|scope| {
        let wait = scope.spawn(|| call.wait(&at_most(ms(60_000))).unwrap());
        until("a poll", || platform.count("status") >= 1);
        down(&platform, &relay);
        platform.advance(outage);
        // The token is refused by the first request afterwards.
        platform.post("tokens/expire", &json!({}));
        sleep(OUTAGE);
        assert!(!wait.is_finished(), "nothing can be known");
        let polls = platform.count("status");
        assert!(polls <= 12, "{polls} polls of a platform that is down");
        up(&platform, &relay);
        wait.join().unwrap()
    })
}

#[test]
fn a_platform_that_is_down_in_the_middle_of_a_wait_only_makes_it_longer() {
    let faults = [
        json!({ "status": 503, "body": "<html>we are moving</html>" }),
        json!({ "status": 500, "headers": { "Retry-After": "1" } }),
        json!({ "status": 429, "headers": { "Retry-After": "1" } }),
        json!({ "reset": "before-processing" }),
        json!({ "delay_ms": 60_000 }),
        json!({ "status": 200, "body": "" }),
        json!({ "malformed_json": true }),
    ];
    thread::scope(|scope| {
        for fault in &faults {
            scope.spawn(move || {
                let spoil = |platform: &Platform, _: &TcpRelay| platform.fault("*", CALLS, FOREVER, fault);
                let repair = |platform: &Platform, _: &TcpRelay| platform.delete("faults");
                let outcome = wait_through_an_outage(spoil, repair, ms(16_000));
                assert_eq!(outcome.kind, OutcomeKind::Completed, "{fault}");
            });
        }
        // The server is down, and the call ends, or is forgotten by all but its log, before it is up again.
        for (outage, source) in [(16_000, OutcomeSource::Status), (600_000, OutcomeSource::CallLog)] {
            scope.spawn(move || {
                let outcome = wait_through_an_outage(|_, relay| relay.cut(), |_, relay| relay.restore(), ms(outage));
                assert_eq!((outcome.kind, outcome.source), (OutcomeKind::Completed, source));
            });
        }
    });
}

#[test]
fn a_wait_ends_in_time_while_the_server_is_unreachable() {
    let platform = Platform::stopped();
    let simulator = platform.simulator();
    let relay = TcpRelay::to(simulator.url());
    let builder = Client::builder(relay.url(), simulator.client_id()).client_secret(simulator.client_secret());
    let call = place(&builder.credentials(Credentials::jwt(simulator.jwt())).build().unwrap(), TO);
    thread::scope(|scope| {
        let wait = scope.spawn(|| timed(|| call.wait(&at_most(ms(3000))).unwrap()));
        until("a poll", || platform.count("status") >= 1);
        relay.cut();
        let (outcome, took) = wait.join().unwrap();
        assert_eq!(outcome.kind, OutcomeKind::StillInProgress);
        assert!((ms(3000)..ms(5000)).contains(&took), "{took:?}");
    });
}

/// The faults that may hit a response without changing what is true.
fn mishaps() -> Vec<Value> {
    vec![
        json!({ "status": 500 }),
        json!({ "status": 502, "body": "<html>bad gateway</html>" }),
        json!({ "status": 503, "headers": { "Retry-After": "0" } }),
        json!({ "status": 408 }),
        json!({ "status": 429, "headers": { "Retry-After": "0" } }),
        json!({ "status": 429, "headers": { "Retry-After": "1", "X-Rate-Limit-Group": "light" } }),
        json!({ "status": 418, "body": "I am a teapot" }),
        json!({ "status": 404, "body": "<html>no such page</html>" }),
        json!({ "error": "CMN-120" }),
        json!({ "error": "CMN-102", "parameter": "extensionId" }),
        json!({ "status": 200, "body": { "id": "another", "status": {
            "callStatus": "Success", "callerStatus": "Finished", "calleeStatus": "Finished"
        } } }),
        json!({ "status": 302, "headers": { "Location": "http://127.0.0.1:1/" } }),
        json!({ "status": 200, "body": "" }),
        json!({ "status": 200, "body": "[]" }),
        json!({ "status": 200, "body": "{\"id\":\"x\"}", "headers": { "X-Rate-Limit-Remaining": "-1" } }),
        json!({ "status": 204 }),
        json!({ "drop": "before-response" }),
        json!({ "drop": "before-processing" }),
        json!({ "reset": "before-response" }),
        json!({ "reset": "before-processing" }),
        json!({ "close_after_bytes": 20 }),
        json!({ "truncate": 10 }),
        json!({ "malformed_json": true }),
        json!({ "wrong_length": -5 }),
        json!({ "wrong_length": 5 }),
        json!({ "delay_ms": 300 }),
        json!({ "drip_ms": 1 }),
        json!({ "stale_keep_alive": true }),
    ]
}

#[test]
fn whatever_happens_to_the_responses_every_wait_ends_with_the_truth() {
    const SEED: u64 = 20_261_120;
    let fates = [
        ("0100", OutcomeKind::Completed),
        ("0299", OutcomeKind::Completed),
        ("0486", OutcomeKind::Busy),
        ("0603", OutcomeKind::Rejected),
        ("0488", OutcomeKind::Blocked),
        ("0404", OutcomeKind::NoSuchUser),
        ("0503", OutcomeKind::Failed),
        ("0700", OutcomeKind::Completed),
    ];
    let linger = Duration::from_secs(100_000);
    let platform = Platform::with(Config { speed: 3.0, linger, ..Config::default() });
    let client = platform.builder().request_timeout(ms(800)).build().unwrap();
    let calls: Vec<_> =
        fates.iter().cycle().take(40).map(|(to, kind)| (place(&client, &format!("+1650555{to}")), *kind)).collect();
    let mut random = Random::new(SEED);
    let mishaps = mishaps();
    thread::scope(|scope| {
        let waits: Vec<_> =
            calls.iter().map(|(call, _)| scope.spawn(|| call.wait(&at_most(ms(120_000))).unwrap())).collect();
        // Every second poll fails, but not those of the last calls, because each failure delays the next poll of the
        // same call.
        let is_running = || waits.iter().filter(|wait| !wait.is_finished()).count() > 10;
        for mishap in 1.. {
            if !is_running() {
                break;
            }
            let polls = platform.count("status");
            platform.fault("GET", CALLS, 1, random.pick(&mishaps));
            // A new token that is refused is different: that ends the wait.
            if mishap % 10 == 0 {
                platform.post("tokens/expire", &json!({}));
            }
            until("two polls or the end", || platform.count("status") >= polls + 2 || !is_running());
        }
        platform.delete("faults");
        for (wait, (call, kind)) in waits.into_iter().zip(&calls) {
            let outcome = wait.join().unwrap();
            let truth = call.status().unwrap();
            assert_eq!((truth.phase(), outcome.kind), (Phase::Ended, *kind), "seed {SEED}: {truth}");
        }
    });
}
