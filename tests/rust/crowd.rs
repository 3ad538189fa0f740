//! Many subscribers: a stuck poll, a listener that blocks or panics, or a handle that is kept or dropped does not delay
//! the others.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use ringout_core::{
    Call, CallRequest, CancelToken, Client, ErrorCode, Follow, Followed, OutcomeKind, Phase, WaitOptions,
};
use ringout_simulator::Config;
use ringout_tests::Platform;
use ringout_tests::platform::{CALLS, FROM, TO};
use ringout_tests::server::{GOOD_STATUS, Reply, Server, response};
use ringout_tests::timing::{ms, timed, until};
use serde_json::json;

/// A callee who is busy.
const BUSY: &str = "+16505550486";

fn place(client: &Client, to: &str) -> Call {
    client.create_call(&CallRequest::to(to).from(FROM)).unwrap()
}

fn at_most(timeout: Duration) -> WaitOptions {
    WaitOptions::default().timeout(timeout)
}

fn ten_seconds() -> WaitOptions {
    at_most(ms(10_000))
}

/// A platform whose time runs `speed` times faster and on which ended calls never disappear.
fn fast(speed: f64) -> Platform {
    Platform::with(Config { speed, linger: Duration::from_secs(100_000), ..Config::default() })
}

/// A response without tight limits, so that the pace is the tracker's.
fn unlimited(body: &str) -> Vec<u8> {
    let limits = "X-Rate-Limit-Limit: 1000000\r\nX-Rate-Limit-Remaining: 999999\r\nX-Rate-Limit-Window: 60\r\n";
    response(200, "application/json", limits, body)
}

/// Sends the events of a call to a channel.
fn events_of(call: &Call, options: &WaitOptions) -> (Follow, mpsc::Receiver<Followed>) {
    let (sender, receiver) = mpsc::channel();
    // The receiver may be gone.
    (call.follow(options, move |followed| drop(sender.send(followed))), receiver)
}

fn end_of(events: &mpsc::Receiver<Followed>, timeout: Duration) -> OutcomeKind {
    loop {
        if let Followed::End(outcome) = events.recv_timeout(timeout).unwrap() {
            return outcome.unwrap().kind;
        }
    }
}

/// A server that never responds to polls of calls named `slow`, and at once to all others.
fn partly_silent() -> Server {
    Server::with_login(|request| {
        if request.target.ends_with("slow") { Reply::Silence } else { Reply::Bytes(unlimited(GOOD_STATUS)) }
    })
}

fn polls(server: &Server, end: &str) -> usize {
    server.received().iter().filter(|request| request.target.ends_with(end)).count()
}

#[test]
fn a_stuck_poll_delays_no_other_call() {
    let server = partly_silent();
    let client = server.builder().request_timeout(Duration::from_secs(60)).build().unwrap();
    let _quick = client.call("quick").unwrap().watch(&WaitOptions::default());
    until("a poll", || polls(&server, "quick") == 1);
    let _slow = client.call("slow").unwrap().watch(&WaitOptions::default());
    until("the stuck poll", || polls(&server, "slow") == 1);
    let ((), took) = timed(|| until("two more polls", || polls(&server, "quick") >= 3));
    assert!(took < ms(20_000), "one is due every 1.5 s: {took:?}");
}

#[test]
fn stuck_polls_delay_no_deadline() {
    let server = partly_silent();
    let client = server.builder().request_timeout(Duration::from_secs(60)).build().unwrap();
    let call = || client.call("slow").unwrap();
    let _slow: Vec<_> = (0..6).map(|_| call().watch(&WaitOptions::default())).collect();
    until("as many stuck polls as there may be", || polls(&server, "slow") == 3);
    let (_follow, ends) = events_of(&call(), &at_most(ms(300)));
    let (end, took) = timed(|| end_of(&ends, ms(5000)));
    assert_eq!(end, OutcomeKind::StillInProgress);
    assert!((ms(290)..ms(3000)).contains(&took), "{took:?}");
}

#[test]
fn a_listener_that_panics_ends_no_other_wait() {
    let platform = fast(10.0);
    let client = platform.client();
    // As a panic does, but without its message in the middle of the test's output.
    let panicking = |_| std::panic::resume_unwind(Box::new("a listener that panics"));
    let _follows: Vec<_> = (0..6).map(|_| place(&client, BUSY).follow(&ten_seconds(), panicking)).collect();
    let call = place(&client, BUSY);
    assert_eq!(call.wait(&ten_seconds()).unwrap().kind, OutcomeKind::Busy);
}

#[test]
fn a_listener_that_blocks_ends_no_other_wait() {
    let platform = fast(10.0);
    let client = platform.client();
    let gate = Arc::new(Mutex::new(()));
    let closed = gate.lock().unwrap();
    let follows: Vec<_> = (0..6)
        .map(|_| {
            let gate = Arc::clone(&gate);
            let blocking = move |_| drop(gate.lock().unwrap_or_else(PoisonError::into_inner));
            place(&client, BUSY).follow(&ten_seconds(), blocking)
        })
        .collect();
    let call = place(&client, BUSY);
    let (follow, ends) = events_of(&call, &ten_seconds());
    assert_eq!(call.wait(&ten_seconds()).unwrap().kind, OutcomeKind::Busy);
    assert_eq!(end_of(&ends, ms(2000)), OutcomeKind::Busy);
    // The thread that drops it may hold the very lock that a listener waits for, such as the lock of an interpreter.
    let ((), took) = timed(|| drop((follows, follow, call, client)));
    assert!(took < ms(8000), "{took:?}");
    drop(closed);
}

#[test]
fn an_interrupted_follow_delivers_what_had_arrived_and_then_the_interruption() {
    let platform = Platform::stopped();
    let call = place(&platform.client(), TO);
    let token = CancelToken::new();
    let mut waiting = call.with_cancel_token(&token).watch(&ten_seconds());
    token.cancel();
    let expected = waiting.next().unwrap().unwrap_err();
    let gate = Arc::new(Mutex::new(()));
    let (sender, events) = mpsc::channel();
    let closed = gate.lock().unwrap();
    let slow = Arc::clone(&gate);
    let follow = call.follow(&ten_seconds(), move |news| {
        drop(slow.lock().unwrap());
        sender.send(news).unwrap();
    });
    platform.advance(ms(2500));
    call.status().unwrap();
    let ((), took) = timed(|| follow.interrupt());
    assert!(took < ms(8000), "{took:?}");
    // Events from here on are not delivered.
    platform.advance(ms(15_000));
    call.status().unwrap();
    drop(closed);
    assert!(matches!(events.recv().unwrap(), Followed::Change(change) if change.state.phase() == Phase::RingingCallee));
    let Followed::End(Err(error)) = events.recv().unwrap() else { panic!("a change after the interruption") };
    assert_eq!((error.code(), error.message()), (ErrorCode::Cancelled, expected.message()));
    assert!(events.recv().is_err(), "nothing follows the end");
    assert_eq!(platform.count("cancel"), 0);
}

#[test]
fn a_follow_that_is_interrupted_before_it_begins_sends_nothing() {
    let platform = Platform::stopped();
    let call = platform.client().call("1").unwrap();
    let token = CancelToken::new();
    token.cancel();
    let (follow, ends) = events_of(&call.with_cancel_token(&token), &ten_seconds());
    let Followed::End(Err(error)) = ends.recv().unwrap() else { panic!("it has begun") };
    assert_eq!(error.code(), ErrorCode::Cancelled);
    follow.interrupt();
    assert!(ends.recv().is_err(), "it is delivered once");
    assert_eq!((platform.count("status"), platform.count("token")), (0, 0));
}

#[test]
fn a_call_is_followed_again_although_a_listener_that_has_its_end_is_kept() {
    let platform = Platform::stopped();
    let call = place(&platform.client(), TO);
    let (_kept, ends) = events_of(&call, &at_most(Duration::ZERO));
    assert_eq!(end_of(&ends, ms(2000)), OutcomeKind::StillInProgress);
    // The poll that was already due finds no subscriber.
    platform.advance(ms(2500));
    until("the last poll", || call.state().unwrap().phase() == Phase::RingingCallee);
    platform.advance(ms(12_500));
    assert_eq!(call.wait(&ten_seconds()).unwrap().kind, OutcomeKind::Completed);
}

#[test]
fn a_call_is_followed_again_after_an_error_that_one_subscriber_has_not_read() {
    let platform = fast(20.0);
    let call = place(&platform.client(), TO);
    platform.fault("GET", CALLS, 1, &json!({ "status": 403 }));
    let unread = call.watch(&ten_seconds());
    assert_eq!(call.wait(&ten_seconds()).unwrap_err().code(), ErrorCode::Forbidden);
    assert_eq!(call.wait(&ten_seconds()).unwrap().kind, OutcomeKind::Completed);
    drop(unread);
}

#[test]
fn a_ringing_call_keeps_its_pace_beside_one_that_talks() {
    let connected = GOOD_STATUS.replace("InProgress", "Success");
    let server = Server::with_login(move |request| {
        if request.target.ends_with("talking") {
            Reply::Bytes(unlimited(&connected))
        } else {
            // The response comes after that of the other call, which then sets the pace.
            Reply::Late(ms(150), unlimited(GOOD_STATUS))
        }
    });
    let client = server.client();
    client.call("talking").unwrap().status().unwrap();
    let _watches = ["ringing", "talking"].map(|id| client.call(id).unwrap().watch(&WaitOptions::default()));
    let ((), took) = timed(|| until("four polls", || polls(&server, "ringing") >= 4));
    assert!(took < ms(8000), "one every 1.65 s: {took:?}");
}

#[test]
fn clients_dropped_during_a_poll_delay_no_others() {
    let server = Server::with_login(|_| Reply::Bytes(unlimited(GOOD_STATUS)));
    let ((), took) = timed(|| {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for number in 0..50 {
                        let client = server.client();
                        client.call("0").unwrap().status().unwrap();
                        let watches: Vec<_> =
                            (0..3).map(|id| client.call(format!("{id}")).unwrap().watch(&ten_seconds())).collect();
                        if number % 2 == 0 {
                            drop(client);
                            drop(watches);
                        } else {
                            drop(watches);
                            drop(client);
                        }
                    }
                });
            }
        });
    });
    assert!(took < ms(8000), "{took:?}");
}
