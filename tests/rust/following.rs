//! Following any number of calls: few threads, no rate limit exceeded, every change once and in order, every wait ends.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::sync::mpsc;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use ringout_core::{
    Call, CallRequest, CancelEffect, Client, ErrorCode, Followed, OutcomeKind, Phase, RateLimit, Until, WaitOptions,
};
use ringout_simulator::{Config, Limit, Limits};
use ringout_tests::Platform;
use ringout_tests::platform::{CALLS, FOREVER, FROM, TO};
use ringout_tests::timing::{ms, timed, until};
use serde_json::json;

fn place(client: &Client, to: &str) -> Call {
    client.create_call(&CallRequest::to(to).from(FROM)).unwrap()
}

/// A platform whose time runs `speed` times faster and on which ended calls never disappear.
fn fast(speed: f64) -> Platform {
    Platform::with(Config { speed, linger: Duration::from_secs(100_000), ..Config::default() })
}

/// The tracker threads of this process. The tests that count them take turns with all others of this file.
fn tracker_threads() -> usize {
    let tasks = fs::read_dir("/proc/self/task").unwrap().flatten();
    let names = tasks.filter_map(|task| fs::read_to_string(task.path().join("comm")).ok());
    names.filter(|name| name.trim() == "ringout-tracker").count()
}

fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn for_a_minute() -> WaitOptions {
    WaitOptions::default().timeout(Duration::from_secs(60))
}

#[test]
fn two_hundred_waits_end_right_on_four_threads() {
    let _turn = turn();
    let platform = fast(10.0);
    let client = platform.client();
    let expected = [("0100", OutcomeKind::Completed), ("0486", OutcomeKind::Busy), ("0603", OutcomeKind::Rejected)];
    let calls: Vec<(Call, OutcomeKind)> = (0..200)
        .map(|n| expected[n % expected.len()])
        .map(|(digits, kind)| (place(&client, &format!("+1650555{digits}")), kind))
        .collect();
    let max = thread::scope(|scope| {
        let waits: Vec<_> = calls
            .iter()
            .map(|(call, kind)| scope.spawn(move || assert_eq!(call.wait(&for_a_minute()).unwrap().kind, *kind)))
            .collect();
        let mut max = 0;
        until("the end of all calls", || {
            max = max.max(tracker_threads());
            waits.iter().all(thread::ScopedJoinHandle::is_finished)
        });
        max
    });
    // Four at work. On a busy machine as many again may be there that have left the tracker and wait to be scheduled for
    // their end.
    assert!((1..=8).contains(&max), "{max} threads");
    drop(calls);
    drop(client);
    until("the end of the threads", || tracker_threads() == 0);
}

#[test]
fn no_request_ever_exceeds_the_limit() {
    let _turn = turn();
    let light = Some(Limit { limit: 10, window_s: 2, penalty_s: 30 });
    let platform = Platform::with(Config { limits: Limits { light, ..Limits::off() }, ..Config::default() });
    let client = platform.builder().request_timeout(ms(5000)).build().unwrap();
    let calls: Vec<Call> = (0..20).map(|_| place(&client, TO)).collect();
    let watches: Vec<_> = calls.iter().map(|call| call.watch(&WaitOptions::default())).collect();
    thread::scope(|scope| {
        // The user's own requests use the same budget.
        let asking = scope.spawn(|| (0..15).for_each(|n| drop(calls[n].status().unwrap())));
        let (_, took) = timed(|| calls[0].wait(&WaitOptions::default().timeout(Duration::from_secs(7))).unwrap());
        assert!(took <= Duration::from_millis(8500));
        asking.join().unwrap();
    });
    drop(watches);
    let limited = platform.get("journal")["requests"].as_array().unwrap().iter().filter(|r| r["status"] == 429).count();
    assert_eq!(limited, 0);
    assert!(platform.count("status") >= 25, "{} polls", platform.count("status"));
}

#[test]
fn all_who_follow_a_call_see_the_same_changes() {
    let _turn = turn();
    let platform = fast(2.0);
    let call = place(&platform.client(), TO);
    let seen: Vec<Vec<Phase>> = thread::scope(|scope| {
        let watch = || call.watch(&for_a_minute()).map(|change| change.unwrap().state.phase()).collect();
        let watching: Vec<_> = (0..5).map(|_| scope.spawn(watch)).collect();
        watching.into_iter().map(|watching| watching.join().unwrap()).collect()
    });
    assert!(seen.iter().all(|phases| *phases == seen[0]), "{seen:?}");
    assert_eq!(seen[0].last(), Some(&Phase::Ended));
}

#[test]
fn a_status_request_delivers_a_change_to_watches() {
    let _turn = turn();
    let platform = Platform::stopped();
    let call = place(&platform.client(), TO);
    let mut watch = call.watch(&for_a_minute());
    platform.advance(ms(2500));
    call.status().unwrap();
    // The watch does not poll for it: a poll would get no response.
    platform.fault("GET", CALLS, FOREVER, &json!({ "delay_ms": 60_000 }));
    let change = watch.next().unwrap().unwrap();
    assert_eq!(change.state.phase(), Phase::RingingCallee);
    platform.delete("faults");
    platform.advance(ms(15_000));
    call.status().unwrap();
    assert_eq!(watch.next().unwrap().unwrap().state.phase(), Phase::Ended);
    assert!(watch.next().is_none());
}

#[test]
fn a_listener_gets_each_change_and_the_end() {
    let _turn = turn();
    let platform = fast(10.0);
    let call = place(&platform.client(), "+16505550486");
    let (sender, events) = mpsc::channel();
    let follow = call.follow(&for_a_minute(), move |followed| drop(sender.send(followed)));
    let mut changes = 0;
    let outcome = loop {
        match events.recv_timeout(Duration::from_secs(60)).unwrap() {
            Followed::Change(_) => changes += 1,
            Followed::End(outcome) => break outcome.unwrap(),
        }
    };
    assert_eq!(outcome.kind, OutcomeKind::Busy);
    assert!(changes >= 1);
    assert!(events.recv().is_err(), "nothing follows the end");
    drop(follow);
}

#[test]
fn a_listener_gets_its_timeout_and_an_answered_call() {
    let _turn = turn();
    let platform = Platform::stopped();
    let client = platform.client();
    let (sender, events) = mpsc::channel();
    let end = move |followed| {
        if let Followed::End(outcome) = followed {
            sender.send(outcome.unwrap().kind).unwrap();
        }
    };
    let options = WaitOptions::default().timeout(ms(200)).cancel_on_timeout(true);
    let ringing = place(&client, TO);
    let _follow = ringing.follow(&options, end.clone());
    assert_eq!(events.recv_timeout(ms(2000)).unwrap(), OutcomeKind::Cancelled);

    let answered = place(&client, TO);
    let _follow = answered.follow(&for_a_minute().until(Until::Answered), end.clone());
    platform.advance(ms(7000));
    assert_eq!(events.recv_timeout(ms(5000)).unwrap(), OutcomeKind::Answered);
    // At once and without a poll, which would get no response.
    platform.fault("GET", CALLS, FOREVER, &json!({ "delay_ms": 60_000 }));
    let _follow = answered.follow(&for_a_minute().until(Until::Answered), end.clone());
    assert_eq!(events.recv_timeout(ms(5000)).unwrap(), OutcomeKind::Answered, "for an answer seen before, at once");

    let _follow = ringing.follow(&for_a_minute(), end);
    assert_eq!(events.recv_timeout(ms(5000)).unwrap(), OutcomeKind::Cancelled, "for an ended call, at once");
}

#[test]
fn a_dropped_listener_gets_nothing_more() {
    let _turn = turn();
    let platform = Platform::stopped();
    let call = place(&platform.client(), TO);
    let (sender, events) = mpsc::channel();
    drop(call.follow(&for_a_minute(), move |followed| sender.send(followed).unwrap()));
    platform.advance(ms(15_000));
    call.status().unwrap();
    assert!(events.recv().is_err());
}

#[test]
fn a_client_dropped_during_a_wait_ends_its_threads() {
    let _turn = turn();
    let platform = Platform::start();
    platform.fault("GET", CALLS, FOREVER, &json!({ "delay_ms": 60_000 }));
    let client = platform.builder().request_timeout(ms(20_000)).build().unwrap();
    let watches: Vec<_> = (0..8).map(|_| client.call("1").unwrap().watch(&WaitOptions::default())).collect();
    until("a poll", || platform.count("status") >= 1);
    let ((), took) = timed(move || {
        drop(client);
        drop(watches);
    });
    assert!(took < ms(8000), "{took:?}");
    until("the end of the threads", || tracker_threads() == 0);
}

#[test]
fn a_platform_that_is_down_for_a_while_only_makes_a_wait_longer() {
    let _turn = turn();
    let platform = Platform::with(Config { speed: 5.0, linger: Duration::from_secs(3600), ..Config::default() });
    let call = place(&platform.client(), TO);
    for fault in [
        json!({ "status": 500 }),
        json!({ "status": 503, "headers": { "Retry-After": "0" } }),
        json!({ "reset": true }),
        json!({ "status": 429, "headers": { "Retry-After": "1" } }),
    ] {
        platform.fault("GET", CALLS, 1, &fault);
    }
    assert_eq!(
        call.wait(&WaitOptions::default().timeout(Duration::from_secs(30))).unwrap().kind,
        OutcomeKind::Completed
    );
}

#[test]
fn a_permission_that_is_missing_ends_every_wait() {
    let _turn = turn();
    let platform = Platform::start();
    let call = place(&platform.client(), TO);
    platform.fault("GET", CALLS, FOREVER, &json!({ "error": "CMN-401" }));
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| assert_eq!(call.wait(&for_a_minute()).unwrap_err().code(), ErrorCode::Forbidden));
        }
    });
}

#[test]
fn a_request_over_the_limit_waits_or_fails_as_configured() {
    let _turn = turn();
    let light = Some(Limit { limit: 2, window_s: 1, penalty_s: 30 });
    let platform = Platform::with(Config { limits: Limits { light, ..Limits::off() }, ..Config::default() });
    let call = place(&platform.builder().request_timeout(ms(5000)).build().unwrap(), TO);
    call.status().unwrap();
    call.status().unwrap();
    let hasty = platform.builder().rate_limit(RateLimit::FailFast).build().unwrap();
    let hasty = hasty.call(call.id()).unwrap();
    let (_, took) = timed(|| call.status().unwrap());
    assert!(took > ms(500) && took < ms(4900), "it waits for the next window: {took:?}");
    while hasty.status().is_ok() {}
    let before = platform.count("status");
    let error = hasty.status().unwrap_err();
    assert_eq!((error.code(), error.is_retryable()), (ErrorCode::RateLimited, true));
    assert!(error.retry_after().is_some());
    assert_eq!(platform.count("status"), before, "nothing is sent through a closed gate");
}

#[test]
fn a_listener_gets_at_once_what_is_there_already() {
    let _turn = turn();
    let platform = Platform::stopped();
    let call = place(&platform.client(), TO);
    platform.advance(ms(7000));
    assert_eq!(call.status().unwrap().phase(), Phase::Connected);
    platform.fault("GET", CALLS, FOREVER, &json!({ "delay_ms": 60_000 }));
    let (sender, events) = mpsc::channel();
    let _follow = call.follow(&for_a_minute().until(Until::Answered), move |followed| drop(sender.send(followed)));
    let Followed::End(outcome) = events.recv_timeout(ms(5000)).unwrap() else { panic!("a change before the end") };
    assert_eq!(outcome.unwrap().kind, OutcomeKind::Answered);
}

#[test]
fn a_follow_that_has_ended_keeps_no_later_wait_from_polling() {
    let _turn = turn();
    let platform = Platform::stopped();
    let call = place(&platform.client(), TO);
    let (sender, events) = mpsc::channel();
    let options = for_a_minute().until(Until::Answered);
    let _held = call.follow(&options, move |followed| drop(sender.send(followed)));
    platform.advance(ms(7000));
    until("the response", || matches!(events.try_recv(), Ok(Followed::End(_))));
    platform.advance(ms(10_000));
    assert_eq!(call.wait(&for_a_minute()).unwrap().kind, OutcomeKind::Completed);
}

#[test]
fn a_cancel_whose_response_was_lost_still_counts() {
    let _turn = turn();
    let platform = Platform::stopped();
    let call = place(&platform.builder().request_timeout(ms(5000)).build().unwrap(), TO);
    platform.fault("DELETE", CALLS, 1, &json!({ "drop": "before-response" }));
    assert_eq!(call.cancel().unwrap(), CancelEffect::HungUp);
    let outcome = call.outcome();
    assert_eq!((outcome.kind, outcome.cancelled_by_us), (OutcomeKind::Cancelled, true));
}
