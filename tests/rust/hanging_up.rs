//! Calls that are hung up when a wait, a block or a create is left: once, and only then.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use log::{Level, LevelFilter, Log, Metadata, Record};
use ringout_core::{
    Call, CallRequest, CancelToken, Client, ErrorCode, Followed, JournalStep, OutcomeKind, PlaceOptions, Until,
    WaitOptions,
};
use ringout_tests::platform::{CALLS, FOREVER, FROM, Platform, TO};
use ringout_tests::server::{GOOD_CALL, GOOD_STATUS, Reply, Server, json_response, response};
use ringout_tests::timing::{ms, stopwatch, timed, until};
use serde_json::json;

/// How long an interrupted operation may take to end.
const SOON: Duration = ms(5000);
/// The longest time for a hang-up.
const HANG_UP: Duration = Duration::from_secs(5);

fn on_exit() -> WaitOptions {
    WaitOptions::default().cancel_on_exit(true)
}

/// A way to leave a call, and the number of cancels that it causes.
type Way = (&'static str, fn(&Platform, &Client, Call), u64);

/// Places a call for each way on a platform whose time stands still, drops every handle, and counts the cancels.
fn check(ways: &[Way]) {
    for (name, leave, expected) in ways {
        let platform = Platform::stopped();
        let client = platform.builder().build().unwrap();
        let call = client.create_call(&CallRequest::to(TO).from(FROM)).unwrap();
        leave(&platform, &client, call);
        drop(client);
        assert_eq!(platform.count("cancel"), *expected, "{name}");
    }
}

/// Waits with options until a token interrupts the wait.
fn interrupt(client: &Client, call: &Call, options: &WaitOptions) {
    let token = CancelToken::new();
    let bound = call.with_client(client).with_cancel_token(&token);
    thread::scope(|scope| {
        let waiting = scope.spawn(|| bound.wait(options));
        thread::park_timeout(ms(100));
        token.cancel();
        let error = waiting.join().unwrap().unwrap_err();
        assert_eq!(error.code(), ErrorCode::Cancelled);
        let effect =
            if *options == WaitOptions::default() { "the call continues" } else { "the call is being hung up" };
        assert!(error.message().ends_with(effect), "{error}");
    });
}

#[test]
fn a_call_is_hung_up_once_if_a_wait_is_left_before_its_end() {
    check(&[
        ("an interrupted wait", |_, client, call| interrupt(client, &call, &on_exit()), 1),
        (
            "an interrupted wait without the option",
            |_, client, call| {
                interrupt(client, &call, &WaitOptions::default());
            },
            0,
        ),
        (
            "a wait that was interrupted before it began",
            |_, _, call| {
                let token = CancelToken::new();
                token.cancel();
                call.with_cancel_token(&token).wait(&on_exit()).unwrap_err();
            },
            1,
        ),
        ("a dropped watch", |_, _, call| drop(call.watch(&on_exit())), 1),
        ("a dropped watch without the option", |_, _, call| drop(call.watch(&WaitOptions::default())), 0),
        ("two dropped watches", |_, _, call| drop((call.watch(&on_exit()), call.watch(&on_exit()))), 1),
        ("a dropped follow", |_, _, call| drop(call.follow(&on_exit(), drop)), 1),
        ("an interrupted follow", |_, _, call| call.follow(&on_exit(), drop).interrupt(), 1),
        (
            "an interrupted wait in a block",
            |_, client, call| {
                let scoped = call.hang_up_on_drop();
                interrupt(client, &scoped, &on_exit());
            },
            1,
        ),
    ]);
}

#[test]
fn a_call_is_not_hung_up_after_an_outcome() {
    check(&[
        (
            "a timeout",
            |_, _, call| {
                assert_eq!(call.wait(&on_exit().timeout(ms(50))).unwrap().kind, OutcomeKind::StillInProgress);
            },
            0,
        ),
        ("no time", |_, _, call| drop(call.wait(&on_exit().timeout(Duration::ZERO)).unwrap()), 0),
        (
            "a timeout that cancels",
            |_, _, call| {
                drop(call.wait(&on_exit().timeout(ms(50)).cancel_on_timeout(true)).unwrap());
            },
            1,
        ),
        (
            "the end",
            |platform, _, call| {
                platform.advance(Duration::from_secs(20));
                assert_eq!(call.wait(&on_exit()).unwrap().kind, OutcomeKind::Completed);
            },
            0,
        ),
        (
            "the answer",
            |platform, _, call| {
                platform.advance(Duration::from_secs(7));
                assert_eq!(call.wait(&on_exit().until(Until::Answered)).unwrap().kind, OutcomeKind::Answered);
            },
            0,
        ),
    ]);
}

#[test]
fn a_call_that_needs_no_cancel_is_not_hung_up() {
    check(&[
        (
            "a cancel of your program",
            |_, _, call| {
                let watch = call.watch(&on_exit());
                call.cancel().unwrap();
                drop(watch);
            },
            1,
        ),
        (
            "an end seen by another request",
            |platform, _, call| {
                let watch = call.watch(&on_exit());
                platform.advance(Duration::from_secs(20));
                call.status().unwrap();
                drop(watch);
            },
            0,
        ),
        (
            "a detached call",
            |_, _, call| {
                let watch = call.watch(&on_exit());
                call.detach();
                drop(watch);
            },
            0,
        ),
        (
            "a wait after it was detached",
            |_, _, call| {
                call.detach();
                drop(call.watch(&on_exit()));
            },
            1,
        ),
    ]);
}

#[test]
fn a_follow_that_timed_out_does_not_hang_up() {
    let platform = Platform::stopped();
    let client = platform.client();
    let call = client.create_call(&CallRequest::to(TO).from(FROM)).unwrap();
    let (sender, ends) = std::sync::mpsc::channel();
    let follow = call.follow(&on_exit().timeout(ms(50)), move |event| {
        if let Followed::End(end) = event {
            sender.send(end).unwrap();
        }
    });
    assert_eq!(ends.recv().unwrap().unwrap().kind, OutcomeKind::StillInProgress);
    drop((follow, call, client));
    assert_eq!(platform.count("cancel"), 0);
}

#[test]
fn a_scoped_call_is_hung_up_unless_it_is_over_or_detached() {
    check(&[
        ("the end of a block", |_, _, call| drop(call.hang_up_on_drop()), 1),
        ("two blocks", |_, _, call| drop((call.hang_up_on_drop(), call.hang_up_on_drop())), 1),
        ("a block that detaches", |_, _, call| call.hang_up_on_drop().detach(), 0),
        (
            "another handle that detaches",
            |_, _, call| {
                let _scoped = call.hang_up_on_drop();
                call.detach();
            },
            0,
        ),
        (
            "a block after another one that detached",
            |_, _, call| {
                call.hang_up_on_drop().detach();
                drop(call.hang_up_on_drop());
            },
            1,
        ),
        (
            "a call that is over",
            |platform, _, call| {
                let scoped = call.hang_up_on_drop();
                platform.advance(Duration::from_secs(20));
                scoped.wait(&WaitOptions::default()).unwrap();
            },
            0,
        ),
        ("a block of a host", |_, _, call| call.hang_up_unless_detached(), 1),
        (
            "a block of a host that detaches",
            |_, _, call| {
                call.detach();
                call.hang_up_unless_detached();
            },
            0,
        ),
        (
            "a block that panics",
            |_, _, call| {
                let panicking = thread::spawn(move || {
                    let _scoped = call.hang_up_on_drop();
                    std::panic::resume_unwind(Box::new(()));
                });
                panicking.join().unwrap_err();
            },
            1,
        ),
    ]);
}

#[test]
fn the_calls_of_a_batch_that_is_left_are_hung_up() {
    let platform = Platform::stopped();
    let requests = [CallRequest::to(TO).from(FROM), CallRequest::to("+16505550102").from(FROM)];
    let token = CancelToken::new();
    let client = platform.client().with_cancel_token(&token);
    let (sender, steps) = std::sync::mpsc::channel();
    let options = PlaceOptions::default().wait(on_exit()).journal(move |entry| Ok(sender.send(entry.step)?));
    let mut placing = client.place_all(&requests, options).unwrap();
    thread::scope(|scope| {
        let token = &token;
        scope.spawn(move || {
            steps.iter().filter(|step| *step == JournalStep::Placed).nth(1);
            token.cancel();
        });
        assert_eq!(placing.by_ref().filter(|placed| placed.call.is_some()).count(), 2);
    });
    drop((placing, client));
    assert_eq!(platform.count("cancel"), 2);
}

#[test]
fn the_cancel_is_not_interrupted_and_has_its_own_deadline() {
    LINES.install();
    // The cancel takes longer than the timeout of the handle.
    let server = Server::with_login(|request| match &*request.method {
        "DELETE" => Reply::Late(ms(3000), response(204, "text/plain", "", "")),
        _ => Reply::Bytes(json_response(200, GOOD_STATUS)),
    });
    let client = server.builder().request_timeout(ms(300)).build().unwrap();
    client.call("raw-1").unwrap().status().unwrap();
    let token = CancelToken::new();
    let call = client.call("slow-cancel").unwrap().with_cancel_token(&token);
    let watch = call.watch(&on_exit());
    token.cancel();
    let ((), took) = timed(|| drop(watch));
    assert!(took < ms(2500), "leaving waited for the cancel: {took:?}");
    drop((call, client));
    let cancels = server.received().iter().filter(|request| request.method == "DELETE").count();
    assert_eq!(cancels, 1);
    assert_eq!(LINES.about("slow-cancel"), [(Level::Info, "hung up the call slow-cancel: Accepted".to_owned())]);
}

#[test]
fn a_hang_up_that_fails_ends_in_time_and_is_a_warning() {
    LINES.install();
    let server = Server::with_login(|request| match &*request.method {
        "DELETE" => Reply::Silence,
        _ => Reply::Bytes(json_response(200, GOOD_STATUS)),
    });
    let client = server.builder().build().unwrap();
    drop(client.call("silent-cancel").unwrap().watch(&on_exit()));
    let ((), took) = timed(|| drop(client));
    assert!(took > ms(4500) && took < HANG_UP + SOON, "{took:?}");
    let lines = LINES.about("silent-cancel");
    let [(Level::Warn, line)] = &*lines else { panic!("{lines:?}") };
    let expected =
        "could not hang up the call silent-cancel, which may still be ringing: no response arrived before the deadline";
    assert!(line.starts_with(expected), "{line}");
}

#[test]
fn a_hang_up_that_failed_is_repeated_by_the_next_exit() {
    let platform = Platform::stopped();
    let client = platform.client();
    let call = client.create_call(&CallRequest::to(TO).from(FROM)).unwrap();
    platform.fault("DELETE", CALLS, FOREVER, &json!({ "status": 403 }));
    drop(call.watch(&on_exit()));
    call.await_hang_up().unwrap();
    platform.delete("faults");
    drop(call.watch(&on_exit()));
    drop((call, client));
    let cancels: Vec<_> = platform.journal().into_iter().filter(|entry| entry.method == "DELETE").collect();
    assert_eq!(cancels.len(), 2);
}

/// Interrupts a create once the server has received it. Returns its error and the cancels that the server received before
/// the last handle of the client was dropped, which takes at most `time`.
fn interrupt_create(server: &Server, request: &CallRequest, time: Duration) -> (ringout_core::Error, usize) {
    let token = CancelToken::new();
    let client = server.builder().create_timeout(Duration::from_secs(60)).build().unwrap().with_cancel_token(&token);
    let took = stopwatch();
    let error = thread::scope(|scope| {
        let creating = scope.spawn(|| client.create_call(request));
        until("the create", || server.received().iter().any(|request| request.method == "POST" && !request.is_login()));
        token.cancel();
        creating.join().unwrap().unwrap_err()
    });
    assert!(took() < SOON, "the interruption took {:?}", took());
    drop(client);
    assert!(took() < time, "the last handle took {:?}", took());
    let cancels = server.received().iter().filter(|request| request.method == "DELETE").count();
    (error, cancels)
}

/// A server that replies to creates like this.
fn creating(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Server {
    Server::with_login(move |request| match &*request.method {
        "POST" => reply(),
        "DELETE" => Reply::Bytes(response(204, "text/plain", "", "")),
        _ => Reply::Bytes(json_response(200, GOOD_STATUS)),
    })
}

#[test]
fn an_interrupted_create_is_hung_up_if_its_response_names_the_call() {
    let late = Duration::from_secs(2);
    let request = CallRequest::to(TO).from(FROM);
    for (cancels, request) in [(0, request.clone()), (1, request.cancel_on_exit(true))] {
        let server = creating(move || Reply::Late(late, json_response(200, GOOD_CALL)));
        let (error, seen) = interrupt_create(&server, &request, late + SOON);
        assert_eq!(error.code(), ErrorCode::MaybePlaced, "{error}");
        assert_eq!(error.attempt().and_then(|attempt| attempt.to.as_deref()), Some(TO));
        assert_eq!(seen, cancels);
    }
}

#[test]
fn an_interrupted_create_without_a_response_or_without_a_call_is_not_hung_up() {
    LINES.install();
    let request = |to: &str| CallRequest::to(to).from(FROM).cancel_on_exit(true);
    let silent = creating(|| Reply::Silence);
    let (error, cancels) = interrupt_create(&silent, &request("+16505550177"), HANG_UP + SOON);
    assert_eq!((error.code(), cancels), (ErrorCode::MaybePlaced, 0), "{error}");
    let lines = LINES.about("+16505550177");
    let [(Level::Warn, line)] = &*lines else { panic!("{lines:?}") };
    assert!(line.starts_with("a call that may be ringing cannot be hung up, because its id is unknown:"), "{line}");

    let refusing = creating(|| Reply::Late(ms(500), json_response(403, r#"{"errorCode":"CMN-408"}"#)));
    let (error, cancels) = interrupt_create(&refusing, &request("+16505550178"), HANG_UP);
    assert_eq!((error.code(), cancels), (ErrorCode::MaybePlaced, 0), "{error}");
}

#[test]
fn a_create_that_is_interrupted_before_it_is_sent_places_nothing() {
    let server = Server::start(|_| Reply::Silence);
    let token = CancelToken::new();
    let client = server.builder().create_timeout(Duration::from_secs(60)).build().unwrap().with_cancel_token(&token);
    let request = CallRequest::to(TO).from(FROM).cancel_on_exit(true);
    let error = thread::scope(|scope| {
        let creating = scope.spawn(|| client.create_call(&request));
        until("the login", || !server.received().is_empty());
        token.cancel();
        creating.join().unwrap().unwrap_err()
    });
    assert_eq!(error.code(), ErrorCode::Cancelled, "{error}");
    assert!(server.received().iter().all(ringout_tests::server::Received::is_login));
}

#[test]
fn a_create_that_is_not_interrupted_is_as_without_the_option() {
    let platform = Platform::stopped();
    let request = CallRequest::to(TO).from(FROM).cancel_on_exit(true);
    let client = platform.client().with_cancel_token(&CancelToken::new());
    let call = client.create_call(&request).unwrap();
    assert_eq!(call.state(), Some(call.status().unwrap()));
    platform.fault("POST", CALLS, 1, &json!({ "drop": "before-response" }));
    let error = client.create_call(&request).unwrap_err();
    assert_eq!(error.code(), ErrorCode::MaybePlaced, "{error}");
    let unclaimed = client.create_call(&request).unwrap();
    drop((call, client));
    assert_eq!(platform.count("cancel"), 0);
    // A host that cannot hand the call over.
    unclaimed.abandon();
    drop(unclaimed);
    assert_eq!(platform.count("cancel"), 1);
}

/// The lines of the log.
struct Lines(Mutex<Vec<(Level, String)>>);

static LINES: Lines = Lines(Mutex::new(Vec::new()));

impl Lines {
    fn install(&'static self) {
        let _ = log::set_logger(self);
        log::set_max_level(LevelFilter::Info);
    }

    fn about(&self, what: &str) -> Vec<(Level, String)> {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().filter(|(_, line)| line.contains(what)).cloned().collect()
    }
}

impl Log for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((record.level(), record.args().to_string()));
    }

    fn flush(&self) {}
}
