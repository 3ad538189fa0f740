//! Every operation ends within its deadline, wherever it is stuck.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::thread;
use std::time::Duration;

use ringout_core::{CallRequest, Client, ErrorCode, OutcomeKind, WaitOptions};
use ringout_tests::operations::{Operation, StuckServer};
use ringout_tests::platform::{CALLS, FOREVER, FROM, Platform, TO};
use ringout_tests::server::{FullBacklog, GOOD_CALL, Reply, Server, json_response, response};
use ringout_tests::timing::{ms, timed};
use ringout_tests::vectors::report;
use serde_json::json;

/// How late an operation may notice its deadline.
const GRACE: Duration = ms(3500);

#[test]
fn every_operation_ends_wherever_it_is_stuck() {
    // A second attempt with its own timeout would end after the grace.
    const DEADLINE: Duration = ms(4000);
    let servers = StuckServer::all();
    let stuck = |server: &StuckServer, operation: Operation| {
        let client = server.builder().request_timeout(DEADLINE).create_timeout(DEADLINE).build().unwrap();
        let (result, took) = timed(|| operation.run(&client, DEADLINE));
        let expected =
            if operation == Operation::Wait { None } else { Some(server.expected_code(operation, ErrorCode::Timeout)) };
        let seen = result.err().map(|error| error.code());
        let good = seen == expected && took <= DEADLINE + GRACE;
        (!good).then(|| format!("{}: {seen:?} after {took:?}", server.describe(operation)))
    };
    let failures: Vec<String> = thread::scope(|scope| {
        let pairs = servers.iter().flat_map(|server| Operation::ALL.map(|operation| (server, operation)));
        let running: Vec<_> = pairs
            .filter(|(server, operation)| server.blocks(*operation))
            .map(|(server, operation)| scope.spawn(move || stuck(server, operation)))
            .collect();
        running.into_iter().filter_map(|thread| thread.join().unwrap()).collect()
    });
    report("operations", servers.len() * Operation::ALL.len(), &failures);
}

#[test]
fn a_deadline_spans_the_login_and_every_retry() {
    // Each response comes within the deadline, but all of them together do not.
    let server = Server::start(|request| {
        let body = if request.is_login() { ringout_tests::server::GOOD_TOKEN } else { GOOD_CALL };
        Reply::Late(ms(600), json_response(200, body))
    });
    let (error, took) = timed(|| server.client_within(ms(1000)).call("x").unwrap().status().unwrap_err());
    assert_eq!(error.code(), ErrorCode::Timeout);
    assert!(took <= ms(1000) + GRACE, "{took:?}");

    let platform = Platform::start();
    platform.fault("GET", CALLS, FOREVER, &json!({ "reset": true }));
    let (error, took) = timed(|| platform.client_within(ms(1500)).call("x").unwrap().status().unwrap_err());
    assert_eq!(error.code(), ErrorCode::Connection);
    assert!(took <= ms(1500) + GRACE && platform.count("status") >= 2, "{took:?}");
}

#[test]
fn a_retry_that_would_not_fit_is_not_started() {
    for (status, headers) in [(500, json!({})), (503, json!({ "Retry-After": "5" })), (408, json!({}))] {
        let platform = Platform::start();
        platform.fault("GET", CALLS, FOREVER, &json!({ "status": status, "headers": headers }));
        let client = platform.client_within(ms(1500));
        let refused = |_| {
            let (error, took) = timed(|| client.call("x").unwrap().status().unwrap_err());
            assert_eq!(error.http_status(), Some(status));
            took
        };
        let took = (0..3).map(refused).min().unwrap();
        assert!(took < ms(1000), "it fails at once with the known error: {took:?}");
        assert_eq!(platform.count("status"), 3);
    }
}

#[test]
fn the_connect_timeout_is_kept_within_the_deadline() {
    let full = FullBacklog::start();
    for operation in [Operation::Create, Operation::Status] {
        let client = ringout_tests::server::builder(&full.url()).connect_timeout(ms(300)).build().unwrap();
        let (error, took) = timed(|| operation.run(&client, ms(1000)).unwrap_err());
        assert!(matches!(error.code(), ErrorCode::Connection | ErrorCode::Timeout), "{operation:?}: {error}");
        assert!(took >= ms(300) && took <= ms(1000) + GRACE, "{operation:?}: {took:?}");
    }
}

#[test]
fn creates_and_other_requests_have_separate_deadlines() {
    let server = Server::with_login(|_| Reply::Silence);
    let client = server.builder().request_timeout(ms(300)).create_timeout(ms(6000)).build().unwrap();
    let (_, took) = timed(|| Operation::Status.run(&client, ms(0)).unwrap_err());
    assert!(took >= ms(300) && took <= ms(300) + GRACE, "{took:?}");
    let (_, took) = timed(|| Operation::Create.run(&client, ms(0)).unwrap_err());
    assert!(took >= ms(6000) && took <= ms(6000) + GRACE, "{took:?}");
}

#[test]
fn a_wait_ends_in_time_while_the_platform_is_down() {
    let platform = Platform::start();
    let client = platform.builder().request_timeout(ms(20_000)).build().unwrap();
    let call = client.create_call(&CallRequest::to(TO).from(FROM)).unwrap();
    for fault in [json!({ "delay_ms": 60_000 }), json!({ "status": 503 }), json!({ "reset": true })] {
        platform.delete("faults");
        platform.fault("GET", CALLS, FOREVER, &fault);
        let (outcome, took) = timed(|| call.wait(&WaitOptions::default().timeout(ms(1400))).unwrap());
        assert_eq!(outcome.kind, OutcomeKind::StillInProgress, "{fault}");
        assert!(took >= ms(1400) && took <= ms(1400) + GRACE, "{fault}: {took:?}");
    }
}

#[test]
fn an_endless_response_ends_with_the_deadline_or_the_limit() {
    // A body without a length that never ends: one slow, one fast.
    let slowly =
        Server::with_login(|_| Reply::Drip([b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b' '; 10_000]].concat(), ms(20)));
    let (error, took) = timed(|| status(&slowly.client_within(ms(1000))));
    assert_eq!(error, ErrorCode::Timeout);
    assert!(took <= ms(1000) + GRACE, "{took:?}");
    let fast = Server::with_login(|_| Reply::Half([b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b' '; 4 << 20]].concat()));
    let client = fast.builder().request_timeout(ms(20_000)).build().unwrap();
    let (error, took) = timed(|| status(&client));
    assert_eq!(error, ErrorCode::Protocol);
    assert!(took <= ms(5000), "{took:?}");
    // A refusal stays a refusal if its body does not end.
    let refusing = Server::with_login(|_| Reply::Half(response(403, "text/html", "", "")[..20].to_vec()));
    assert_eq!(status(&refusing.client_within(ms(1000))), ErrorCode::Timeout);
}

fn status(client: &Client) -> ErrorCode {
    client.call("x").unwrap().status().unwrap_err().code()
}
