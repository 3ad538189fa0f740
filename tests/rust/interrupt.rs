//! Every blocking operation can be interrupted from another thread, promptly.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use ringout_core::{CallRequest, CancelToken, Client, ErrorCode, Result, WaitOptions};
use ringout_tests::operations::{Operation, StuckServer};
use ringout_tests::platform::{CALLS, FOREVER, FROM, Platform, TO};
use ringout_tests::server::{Reply, Server, response};
use ringout_tests::timing::{ms, sleep, timed, until};
use ringout_tests::vectors::report;
use serde_json::json;

/// How long an interrupted operation may take to end.
const SOON: Duration = ms(5000);
/// Nothing here ends without the interruption.
const LONG: Duration = Duration::from_secs(60);
/// Long enough for an operation to reach the place where it blocks.
const UNDER_WAY: Duration = ms(250);

/// Starts an operation and cancels it once it is stuck. Returns its result and how long it took from then.
fn interrupted(token: &CancelToken, operation: impl FnOnce() -> Result<()> + Send) -> (Result<()>, Duration) {
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        scope.spawn(move || sender.send(operation()));
        let early = receiver.recv_timeout(UNDER_WAY);
        assert!(early.is_err(), "it did not block: {early:?}");
        timed(|| {
            token.cancel();
            receiver.recv().unwrap()
        })
    })
}

#[test]
fn every_operation_can_be_interrupted_wherever_it_is_stuck() {
    let servers = StuckServer::all();
    let stuck = |server: &StuckServer, operation: Operation| {
        let token = CancelToken::new();
        let client = server.builder().request_timeout(LONG).create_timeout(LONG).connect_timeout(LONG).build().unwrap();
        let client = client.with_cancel_token(&token);
        let (result, took) = interrupted(&token, || operation.run(&client, LONG));
        let expected = server.expected_code(operation, ErrorCode::Cancelled);
        let seen = result.err().map(|error| error.code());
        let good = seen == Some(expected) && took <= SOON;
        (!good).then(|| format!("{}: {seen:?} after {took:?}", server.describe(operation)))
    };
    // One server at a time, so that the machine is not the bottleneck.
    let mut failures = Vec::new();
    for server in &servers {
        failures.extend(thread::scope(|scope| {
            let operations = Operation::ALL.into_iter().filter(|operation| server.blocks(*operation));
            let running: Vec<_> = operations.map(|operation| scope.spawn(move || stuck(server, operation))).collect();
            running.into_iter().filter_map(|thread| thread.join().unwrap()).collect::<Vec<String>>()
        }));
    }
    report("operations", servers.len() * Operation::ALL.len(), &failures);
}

fn slow_client(platform: &Platform, token: &CancelToken) -> Client {
    platform.builder().request_timeout(LONG).create_timeout(LONG).build().unwrap().with_cancel_token(token)
}

#[test]
fn the_pause_between_two_attempts() {
    for fault in [json!({ "status": 500 }), json!({ "status": 503, "headers": { "Retry-After": "30" } })] {
        let (platform, token) = (Platform::start(), CancelToken::new());
        platform.fault("GET", CALLS, FOREVER, &fault);
        let client = slow_client(&platform, &token);
        let (result, took) = interrupted(&token, || Operation::Status.run(&client, LONG));
        assert_eq!(result.unwrap_err().code(), ErrorCode::Cancelled, "{fault}");
        assert!(took <= SOON, "{took:?}");
    }
}

#[test]
fn the_pause_between_two_polls_of_a_wait() {
    let (platform, token) = (Platform::stopped(), CancelToken::new());
    let call = slow_client(&platform, &token).create_call(&CallRequest::to(TO).from(FROM)).unwrap();
    // A connected call is polled every 5 s.
    platform.advance(ms(7000));
    call.status().unwrap();
    let (result, took) = interrupted(&token, || call.wait(&WaitOptions::default()).map(drop));
    let error = result.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Cancelled);
    assert!(took <= SOON, "{took:?}");
    assert_eq!(platform.count("cancel"), 0, "the call continues");
    // A watch ends with the error, once.
    let changes: Vec<_> = call.watch(&WaitOptions::default()).collect();
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].as_ref().unwrap_err().code(), ErrorCode::Cancelled);
}

#[test]
fn the_wait_for_the_login_of_another_thread() {
    let server = Server::start(|_| Reply::Silence);
    let (leaders, followers) = (CancelToken::new(), CancelToken::new());
    let client = server.builder().request_timeout(LONG).build().unwrap();
    let (leader, follower) = (client.with_cancel_token(&leaders), client.with_cancel_token(&followers));
    thread::scope(|scope| {
        let leading = scope.spawn(|| Operation::Status.run(&leader, LONG));
        until("the login", || server.received().len() == 1);
        let (result, took) = interrupted(&followers, || Operation::Status.run(&follower, LONG));
        assert_eq!(result.unwrap_err().code(), ErrorCode::Cancelled);
        assert!(took <= SOON, "{took:?}");
        leaders.cancel();
        assert_eq!(leading.join().unwrap().unwrap_err().code(), ErrorCode::Cancelled);
    });
}

#[test]
fn the_pause_before_a_login_is_retried() {
    let token = CancelToken::new();
    let server = Server::start(|_| Reply::Bytes(response(503, "text/plain", "Retry-After: 30\r\n", "")));
    let client = server.builder().request_timeout(LONG).build().unwrap().with_cancel_token(&token);
    let (result, took) = interrupted(&token, || Operation::Status.run(&client, LONG));
    assert_eq!(result.unwrap_err().code(), ErrorCode::Cancelled);
    assert!(took <= SOON, "{took:?}");
}

#[test]
fn a_token_with_a_host_check_is_checked_while_an_operation_blocks() {
    let servers = StuckServer::all();
    let failures: Vec<String> = thread::scope(|scope| {
        let pairs = servers.iter().flat_map(|server| [(server, Operation::Status), (server, Operation::Wait)]);
        let running: Vec<_> =
            pairs.map(|(server, operation)| scope.spawn(move || interrupted_by_its_host(server, operation))).collect();
        running.into_iter().filter_map(|thread| thread.join().unwrap()).collect()
    });
    report("operations", 2 * servers.len(), &failures);
}

/// Describes the problem with an operation whose host asks it to end.
fn interrupted_by_its_host(server: &StuckServer, operation: Operation) -> Option<String> {
    let (stop, checks) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let (stopping, counted) = (Arc::clone(&stop), Arc::clone(&checks));
    let token = CancelToken::with_check(move || {
        counted.fetch_add(1, Ordering::SeqCst);
        stopping.load(Ordering::SeqCst)
    });
    let timeout = ms(20_000);
    let client = server.builder().request_timeout(timeout).connect_timeout(timeout).build().unwrap();
    let client = client.with_cancel_token(&token);
    thread::scope(|scope| {
        let running = scope.spawn(|| operation.run(&client, timeout));
        sleep(UNDER_WAY);
        let count = checks.load(Ordering::SeqCst);
        let (result, took) = timed(|| {
            stop.store(true, Ordering::SeqCst);
            running.join().unwrap()
        });
        let code = result.map_or_else(|error| error.code().as_str(), |()| "OK");
        let good = count > 1 && code == "CANCELLED" && took <= SOON;
        (!good).then(|| format!("{}: checked {count} times, {code} after {took:?}", server.describe(operation)))
    })
}

#[test]
fn a_token_that_is_cancelled_already_lets_nothing_leave() {
    let platform = Platform::start();
    let token = CancelToken::new();
    token.cancel();
    let client = slow_client(&platform, &token);
    for operation in Operation::ALL {
        let (result, took) = timed(|| operation.run(&client, LONG));
        assert_eq!(result.unwrap_err().code(), ErrorCode::Cancelled, "{operation:?}");
        assert!(took <= SOON, "{operation:?}: {took:?}");
    }
    assert_eq!(platform.get("state")["requests"]["total"], 0);
    assert!(token.is_cancelled() && token.clone().is_cancelled());
}

#[test]
fn one_handles_token_leaves_the_others_alone() {
    let platform = Platform::start();
    let token = CancelToken::new();
    let client = platform.client();
    let bound = client.with_cancel_token(&token);
    let call = client.create_call(&CallRequest::to(TO).from(FROM)).unwrap();
    let bound_call = call.with_cancel_token(&token);
    token.cancel();
    assert_eq!(Operation::Request.run(&bound, LONG).unwrap_err().code(), ErrorCode::Cancelled);
    assert_eq!(bound_call.status().unwrap_err().code(), ErrorCode::Cancelled);
    assert!(call.status().is_ok());
    assert!(bound_call.with_cancel_token(&CancelToken::new()).status().is_ok());
}

#[test]
fn an_interrupted_operation_leaves_its_client_usable() {
    let (platform, token) = (Platform::start(), CancelToken::new());
    let client = platform.builder().request_timeout(LONG).build().unwrap();
    platform.fault("GET", "*", 1, &json!({ "delay_ms": 60_000 }));
    let bound = client.with_cancel_token(&token);
    let (result, _) = interrupted(&token, || Operation::Request.run(&bound, LONG));
    assert_eq!(result.unwrap_err().code(), ErrorCode::Cancelled);
    // Not on the connection that still waits for a response.
    let call = client.create_call(&CallRequest::to(TO).from(FROM)).unwrap();
    let (state, took) = timed(|| call.status().unwrap());
    assert!(took < ms(8000) && state.phase().as_str() == "RingingCaller", "{took:?}: {state}");
    sleep(ms(50));
    assert!(call.status().is_ok());
}
