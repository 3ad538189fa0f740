//! Operations of hosts with an event loop keep their bounds from the moment of the call, with any number of operations.
//!
//! These tests take every worker thread of the process, so they take turns.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ringout_core::{CallRequest, CancelToken, Client, ErrorCode, Followed, OutcomeKind, Result, WaitOptions};
use ringout_tests::Platform;
use ringout_tests::platform::{CALLS, FOREVER, FROM, TO};
use ringout_tests::server::{Reply, Server};
use ringout_tests::timing::{ms, sleep, stopwatch, timed, until};
use serde_json::json;

/// The number of operations that have a thread at once.
const WORKERS: usize = 512;
/// How late an operation may notice its deadline.
const GRACE: Duration = ms(4500);
const TIMEOUT: Duration = ms(60_000);

/// For tests that must not run beside others.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Every worker of the process, occupied until this is dropped.
struct Crowd {
    release: Option<Sender<()>>,
    ended: Receiver<()>,
    _turn: MutexGuard<'static, ()>,
}

impl Crowd {
    fn hold(client: &Client) -> Self {
        let turn = turn();
        let (begun, (release, gate), (end, ended)) = (Arc::new(AtomicUsize::new(0)), channel(), channel());
        let gate = Arc::new(Mutex::new(gate));
        for _ in 0..WORKERS {
            let (begun, gate, end) = (Arc::clone(&begun), Arc::clone(&gate), end.clone());
            client.with_timeout(ms(600_000)).unwrap().spawn(move |_| {
                begun.fetch_add(1, Ordering::SeqCst);
                let _ = gate.lock().unwrap_or_else(PoisonError::into_inner).recv();
                drop(end);
            });
        }
        until("a thread for each", || begun.load(Ordering::SeqCst) == WORKERS);
        Self { release: Some(release), ended, _turn: turn }
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        self.release = None;
        assert!(self.ended.recv_timeout(TIMEOUT).is_err(), "these operations send nothing");
    }
}

/// How an operation ended, and how long after its call.
type Ended = (Result<()>, Duration);

/// Starts a status request, as a host does.
fn status(client: &Client, ended: &Sender<Ended>) {
    let (ended, began) = (ended.clone(), stopwatch());
    client.spawn(move |client| {
        let result = client.and_then(|client| client.call("x")?.status()).map(drop);
        ended.send((result, began())).unwrap();
    });
}

fn create(client: &Client, ended: &Sender<Ended>) {
    let (ended, began) = (ended.clone(), stopwatch());
    client.spawn_create(move |client| {
        let result = client.and_then(|client| client.create_call(&CallRequest::to(TO).from(FROM))).map(drop);
        ended.send((result, began())).unwrap();
    });
}

fn check(ended: &Receiver<Ended>, code: ErrorCode, expected: Duration) {
    let (result, took) = ended.recv_timeout(TIMEOUT).unwrap();
    assert_eq!(result.unwrap_err().code(), code);
    assert!(took >= expected && took <= expected + GRACE, "{took:?} instead of {expected:?}");
}

#[test]
fn an_operation_that_waits_for_a_thread_ends_at_its_deadline() {
    let platform = Platform::start();
    let client = platform.builder().request_timeout(ms(3000)).create_timeout(ms(400)).build().unwrap();
    let _crowd = Crowd::hold(&client);
    let (end, ended) = channel();
    for _ in 0..1000 {
        status(&client, &end);
    }
    create(&client, &end);
    check(&ended, ErrorCode::Timeout, ms(400));
    for _ in 0..1000 {
        check(&ended, ErrorCode::Timeout, ms(3000));
    }
    assert_eq!(platform.journal().len(), 0, "nothing was sent");
}

#[test]
fn an_operation_that_waits_for_a_thread_ends_when_it_is_interrupted() {
    let platform = Platform::start();
    let client = platform.builder().request_timeout(TIMEOUT).create_timeout(TIMEOUT).build().unwrap();
    let _crowd = Crowd::hold(&client);
    let (end, ended) = channel();
    let token = CancelToken::new();
    let checks = Arc::new(AtomicUsize::new(0));
    let host = Arc::clone(&checks);
    let tokens = [token.clone(), CancelToken::with_check(move || host.fetch_add(1, Ordering::SeqCst) >= 3)];
    for token in &tokens {
        create(&client.with_cancel_token(token), &end);
    }
    // The host that is asked interrupts after a while.
    check(&ended, ErrorCode::Cancelled, ms(100));
    assert!(checks.load(Ordering::SeqCst) >= 3);
    let ((result, _), took) = timed(|| {
        token.cancel();
        ended.recv_timeout(TIMEOUT).unwrap()
    });
    assert_eq!(result.unwrap_err().code(), ErrorCode::Cancelled);
    assert!(took <= GRACE, "{took:?}");
    assert_eq!(platform.journal().len(), 0, "nothing was sent");
}

#[test]
fn an_operation_that_has_waited_for_a_thread_has_the_rest_of_its_time() {
    let server = Server::with_login(|_| Reply::Silence);
    let client = server.builder().request_timeout(ms(8000)).create_timeout(ms(8000)).build().unwrap();
    let crowd = Crowd::hold(&client);
    let (end, ended) = channel();
    for _ in 0..3 {
        status(&client, &end);
    }
    create(&client, &end);
    // A timeout that began with the thread would end after the grace.
    assert!(ended.recv_timeout(ms(6000)).is_err());
    drop(crowd);
    for _ in 0..4 {
        let (result, took) = ended.recv_timeout(TIMEOUT).unwrap();
        let code = result.unwrap_err().code();
        assert!(matches!(code, ErrorCode::Timeout | ErrorCode::MaybePlaced), "{code:?}");
        assert!(took >= ms(8000) && took <= ms(8000) + GRACE, "{took:?}");
    }
    let creates = server.received().into_iter().filter(|request| request.method == "POST" && !request.is_login());
    assert_eq!(creates.count(), 1);
}

#[test]
fn a_call_that_was_placed_late_has_its_full_timeouts() {
    let _turn = turn();
    let platform = Platform::start();
    let client = platform.builder().create_timeout(ms(600)).build().unwrap();
    client.refresh().unwrap();
    let (give, taken) = channel();
    client.spawn_create(move |client| {
        let call = client.and_then(|client| client.create_call(&CallRequest::to(TO).from(FROM)));
        give.send(call).unwrap();
    });
    let call = taken.recv_timeout(TIMEOUT).unwrap().unwrap();
    sleep(ms(700));
    call.status().unwrap();
}

#[test]
fn no_number_of_operations_delays_the_cancel_of_a_wait_that_times_out() {
    let platform = Platform::stopped();
    let client = platform.client();
    let call = client.create_call(&CallRequest::to(TO).from(FROM)).unwrap();
    let _crowd = Crowd::hold(&client);
    let (send, events) = channel();
    let options = WaitOptions::default().timeout(ms(200)).cancel_on_timeout(true);
    let _follow = call.follow(&options, move |event| send.send(event).unwrap());
    let end = events.iter().find_map(|event| if let Followed::End(end) = event { Some(end) } else { None });
    assert_eq!(end.unwrap().unwrap().kind, OutcomeKind::Cancelled);
}

#[test]
fn any_number_of_cancels_at_timeouts_ends_in_time() {
    let _turn = turn();
    let platform = Platform::stopped();
    let client = platform.client();
    let call = client.create_call(&CallRequest::to(TO).from(FROM)).unwrap();
    // The calls are connected, so that a cancel has no effect.
    platform.advance(ms(6000));
    platform.fault("DELETE", CALLS, FOREVER, &json!({ "delay_ms": 60_000 }));
    // A second round of cancels, each with its own timeout, would end after 8 s.
    let client = client.with_timeout(ms(4000)).unwrap();
    let options = WaitOptions::default().timeout(ms(200)).cancel_on_timeout(true);
    let (send, events) = channel();
    let began = stopwatch();
    let follow = || {
        let send = send.clone();
        call.with_client(&client).follow(&options, move |event| send.send(event).unwrap())
    };
    let _follows: Vec<_> = (0..600).map(|_| follow()).collect();
    let kinds =
        events.iter().filter_map(|event| if let Followed::End(end) = event { Some(end.unwrap().kind) } else { None });
    assert!(kinds.take(600).all(|kind| kind == OutcomeKind::StillInProgress));
    let took = began();
    assert!(took >= ms(4200) && took <= ms(7900), "{took:?}");
}
