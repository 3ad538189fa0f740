//! Calls with a dedupe key: at most one request for each, whichever worker dies, hangs or is asked twice.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::sync::{Arc, Barrier, Mutex};
use std::task::{Context, Poll, Wake};
use std::thread::{self, Thread};
use std::time::Duration;

use ringout_core::{
    CallRequest, CancelToken, Client, ErrorCode, JournalStep, OutcomeKind, OutcomeSource, PlaceOptions, RateLimit,
    WaitOptions,
};
use ringout_simulator::Config;
use ringout_tests::Platform;
use ringout_tests::ledger::{Fault, MemoryLedger};
use ringout_tests::platform::{CALLS, FOREVER, FROM, TO};
use ringout_tests::random::Random;
use ringout_tests::timing::{ms, timed, until};
use serde_json::{Value, json};

/// A worker of the fleet: a client of its own.
fn worker(platform: &Platform, ledger: &MemoryLedger) -> Client {
    platform.builder().ledger(ledger.clone()).build().unwrap()
}

fn request(key: &str) -> CallRequest {
    CallRequest::to(TO).from(FROM).dedupe_key(key)
}

/// A platform on which a call takes a fraction of a second and never disappears.
fn fast() -> Platform {
    Platform::with(Config { speed: 40.0, linger: Duration::from_secs(100_000), ..Config::default() })
}

fn step(value: Option<&Value>) -> &str {
    value.and_then(|value| value["step"].as_str()).unwrap_or_default()
}

/// Makes every write of these steps fail in this way.
fn fail_steps(ledger: &MemoryLedger, faults: &'static [(&'static str, Fault)]) {
    ledger.fail(move |_, value| faults.iter().find(|(name, _)| *name == step(value)).map(|(_, fault)| *fault));
}

fn minutes(count: u64) -> WaitOptions {
    WaitOptions::default().timeout(Duration::from_secs(60 * count))
}

#[test]
fn the_second_worker_gets_the_call_of_the_first() {
    let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
    let first = worker(&platform, &ledger).create_call(&request("job-1")).unwrap();
    let second = worker(&platform, &ledger).create_call(&request("job-1")).unwrap();
    assert_eq!((first.adopted(), second.adopted()), (false, true));
    assert_eq!(first.id(), second.id());
    let other = worker(&platform, &ledger).create_call(&request("job-2")).unwrap();
    assert!(!other.adopted() && other.id() != first.id());
    assert_eq!(platform.posts(), 2);
    assert_eq!(ledger.steps(), ["Placing", "Placed", "Placing", "Placed"]);
}

#[test]
fn a_key_needs_a_ledger_and_is_checked() {
    let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
    let (plain, client) = (platform.client(), worker(&platform, &ledger));
    let wrong = |result: ringout_core::Error| {
        assert_eq!((result.code(), result.parameter()), (ErrorCode::InvalidArgument, Some("dedupe_key")), "{result}");
    };
    wrong(plain.create_call(&request("a")).unwrap_err());
    wrong(plain.find_call("a").unwrap_err());
    for key in ["", "a\nb", "a\u{2028}b", &"x".repeat(257)] {
        wrong(client.create_call(&request(key)).unwrap_err());
        wrong(client.find_call(key).unwrap_err());
    }
    let unkeyed = client.create_call(&CallRequest::to(TO).from(FROM)).unwrap();
    wrong(unkeyed.take_lease().unwrap_err());
    wrong(unkeyed.claim_outcome().unwrap_err());
    assert!(!unkeyed.adopted());
    assert_eq!(ledger.calls(), 0, "a call without a key does not use the ledger");
    let long = "x".repeat(256);
    assert!(client.find_call(&long).unwrap().is_none());
    for lifetime in [3599, 31_536_001] {
        let error = platform.builder().dedupe_lifetime(Duration::from_secs(lifetime)).build().unwrap_err();
        assert_eq!(error.parameter(), Some("dedupe_lifetime"));
    }
}

#[test]
fn a_key_belongs_to_its_numbers() {
    let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
    let client = worker(&platform, &ledger);
    client.create_call(&request("job")).unwrap();
    let others = [
        CallRequest::to("+16505550102").from(FROM),
        CallRequest::to(TO).from("+16505550102"),
        CallRequest::to(TO),
        CallRequest::to(TO).from_forwarding_number("7"),
    ];
    for other in others {
        let error = client.create_call(&other.dedupe_key("job")).unwrap_err();
        assert_eq!((error.code(), error.parameter()), (ErrorCode::InvalidArgument, Some("dedupe_key")));
        assert!(error.message().contains(TO) && error.message().contains(FROM), "{error}");
    }
    let spelled = CallRequest::to("+1 (650) 555-0100").from(FROM).dedupe_key("job");
    assert!(client.create_call(&spelled).unwrap().adopted(), "the same number");
    assert_eq!(platform.posts(), 1);
}

#[test]
fn a_job_that_is_delivered_three_times_at_once_is_placed_once() {
    const JOBS: usize = 12;
    let (platform, ledger) = (fast(), MemoryLedger::default());
    platform.post("limits", &json!({ "heavy": { "limit": 5000, "window_s": 60, "penalty_s": 1 } }));
    let workers: [_; 3] = std::array::from_fn(|_| worker(&platform, &ledger));
    let start = Arc::new(Barrier::new(3 * JOBS));
    let threads: Vec<_> = (0..3 * JOBS)
        .map(|index| {
            // Some deliveries of a job arrive at one worker, on two of its threads.
            let client = workers[index / 2 % 3].clone();
            let start = Arc::clone(&start);
            thread::spawn(move || {
                let client = client.with_timeout(Duration::from_secs(20)).unwrap();
                start.wait();
                let call = client.create_call(&request(&format!("job-{}", index / 3))).unwrap();
                let outcome = call.wait(&minutes(1)).unwrap();
                (index / 3, call.id().to_owned(), call.adopted(), outcome.kind, call.claim_outcome().unwrap())
            })
        })
        .collect();
    let results: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(platform.posts(), JOBS);
    for job in 0..JOBS {
        let of: Vec<_> = results.iter().filter(|result| result.0 == job).collect();
        assert!(of.iter().all(|result| result.1 == of[0].1 && result.3 == OutcomeKind::Completed), "{of:?}");
        assert_eq!(of.iter().filter(|result| !result.2).count(), 1, "one has placed it: {of:?}");
        assert_eq!(of.iter().filter(|result| result.4).count(), 1, "one has claimed the outcome: {of:?}");
    }
}

#[test]
fn a_worker_that_died_before_the_request_leaves_a_key_that_is_never_placed() {
    let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
    // The intent is written, and the process that has written it does nothing more.
    fail_steps(&ledger, &[("Placing", Fault::FailsAfterwards), ("NotPlaced", Fault::Fails)]);
    let error = worker(&platform, &ledger).create_call(&request("job")).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Storage, "{error}");
    ledger.recover();
    let next = worker(&platform, &ledger);
    let error = next.create_call(&request("job")).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Timeout, "the other worker may still be placing it: {error}");
    assert!(error.is_retryable() && !error.may_have_placed());
    assert_eq!(platform.count("create"), 0);
    ledger.advance(ms(7000));
    for _ in 0..2 {
        for error in [next.create_call(&request("job")).unwrap_err(), next.find_call("job").unwrap_err()] {
            assert_eq!(error.code(), ErrorCode::MaybePlaced, "{error}");
            let attempt = error.attempt().unwrap();
            assert_eq!((attempt.to.as_deref(), attempt.from.as_deref()), (Some(TO), Some(FROM)));
            assert!(!error.is_retryable());
        }
    }
    assert_eq!(platform.posts(), 0);
}

#[test]
fn an_intent_that_a_failing_ledger_has_written_even_so_is_undone() {
    for fault in [Fault::Fails, Fault::FailsAfterwards, Fault::Panics] {
        let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
        ledger.fail(move |_, value| (step(value) == "Placing").then_some(fault));
        let error = worker(&platform, &ledger).create_call(&request("job")).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Storage, "{fault:?}: {error}");
        assert_eq!(platform.posts(), 0, "{fault:?}");
        if fault == Fault::FailsAfterwards {
            until("the undo", || ledger.steps() == ["Placing", "NotPlaced"]);
        }
        ledger.recover();
        let call = worker(&platform, &ledger).create_call(&request("job")).unwrap();
        assert!(!call.adopted() && platform.posts() == 1, "{fault:?}: nothing was sent, so the key is free");
    }
}

#[test]
fn an_intent_that_is_written_too_late_is_undone() {
    let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
    ledger.fail(|_, value| (step(value) == "Placing").then_some(Fault::Hangs));
    let client = worker(&platform, &ledger).with_timeout(ms(300)).unwrap();
    let error = client.create_call(&request("job")).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Timeout, "{error}");
    ledger.recover();
    until("the undo", || ledger.steps() == ["Placing", "NotPlaced"]);
    assert_eq!(platform.posts(), 0);
    assert!(worker(&platform, &ledger).create_call(&request("job")).is_ok());
}

#[test]
fn a_store_that_repeats_a_write_neither_frees_a_key_nor_holds_it() {
    let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
    ledger.fail(|_, value| value.map(|_| Fault::Repeats));
    let call = worker(&platform, &ledger).create_call(&request("job")).unwrap();
    assert!(!call.adopted() && platform.posts() == 1, "its own intent is not another worker's");
    let again = worker(&platform, &ledger).create_call(&request("job")).unwrap();
    assert!(again.adopted() && platform.posts() == 1);
}

#[test]
fn a_call_whose_worker_died_after_the_request_is_found_in_the_call_log() {
    let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
    fail_steps(&ledger, &[("Placed", Fault::Fails)]);
    let lost = worker(&platform, &ledger).create_call(&request("job")).unwrap();
    assert!(!lost.adopted(), "the call is there, although the ledger does not say so");
    drop(lost);
    ledger.recover();
    assert_eq!(ledger.steps(), ["Placing"]);
    ledger.advance(ms(7000));
    let next = worker(&platform, &ledger);
    let error = next.create_call(&request("job")).unwrap_err();
    assert_eq!(error.code(), ErrorCode::MaybePlaced, "it has not ended: {error}");
    platform.advance(ms(60_000));
    let call = next.create_call(&request("job")).unwrap();
    let outcome = call.outcome();
    assert_eq!((outcome.kind, outcome.source), (OutcomeKind::Completed, OutcomeSource::CallLog), "{outcome}");
    assert!(call.adopted() && call.id().is_empty());
    let sent = platform.journal().len();
    assert_eq!(call.wait(&minutes(1)).unwrap(), outcome);
    assert_eq!(call.status().unwrap_err().code(), ErrorCode::NotFound);
    assert_eq!(call.cancel().unwrap().as_str(), "AlreadyEnded");
    assert_eq!(platform.journal().len(), sent, "nothing is sent for a call that has ended");
    let another = worker(&platform, &ledger).find_call("job").unwrap().unwrap();
    assert_eq!(another.outcome(), outcome);
    assert!(another.claim_outcome().unwrap() && !call.claim_outcome().unwrap() && !another.claim_outcome().unwrap());
    assert_eq!(platform.posts(), 1);
}

#[test]
fn a_request_without_a_response_is_not_repeated_by_another_worker() {
    let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
    platform.fault("POST", CALLS, 1, &json!({ "drop": "before-response" }));
    let error = worker(&platform, &ledger).create_call(&request("job")).unwrap_err();
    assert!(error.may_have_placed(), "{error}");
    assert_eq!(ledger.steps(), ["Placing", "MaybePlaced"]);
    let error = worker(&platform, &ledger).create_call(&request("job")).unwrap_err();
    assert_eq!(error.code(), ErrorCode::MaybePlaced, "{error}");
    assert!(error.attempt().is_some());
    platform.advance(ms(60_000));
    let call = worker(&platform, &ledger).create_call(&request("job")).unwrap();
    assert_eq!((call.adopted(), call.outcome().kind), (true, OutcomeKind::Completed));
    assert_eq!(platform.posts(), 1);
}

#[test]
fn a_refused_request_frees_its_key() {
    let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
    platform.fault("POST", CALLS, 1, &json!({ "status": 403 }));
    let client = worker(&platform, &ledger);
    let error = client.create_call(&request("job")).unwrap_err();
    assert!(!error.may_have_placed(), "{error}");
    assert_eq!(ledger.steps(), ["Placing", "NotPlaced"]);
    assert!(client.find_call("job").unwrap().is_none());
    assert!(!client.create_call(&request("job")).unwrap().adopted());
    assert_eq!(platform.placed(), 1);
}

#[test]
fn nothing_is_written_before_the_token_and_the_permit_are_there() {
    let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
    platform.post("limits", &json!({ "heavy": { "limit": 1, "window_s": 60, "penalty_s": 60 } }));
    let client = worker(&platform, &ledger).with_rate_limit(RateLimit::FailFast);
    client.create_call(&request("one")).unwrap();
    let error = client.create_call(&request("two")).unwrap_err();
    assert_eq!(error.code(), ErrorCode::RateLimited, "{error}");
    assert_eq!(ledger.steps(), ["Placing", "Placed"]);
    let again = client.create_call(&request("one")).unwrap();
    assert!(again.adopted(), "a call that exists needs no permit");
    let unknown = platform.builder_without_jwt().ledger(ledger.clone()).build().unwrap();
    assert_eq!(unknown.create_call(&request("three")).unwrap_err().code(), ErrorCode::NotLoggedIn);
    assert_eq!(ledger.steps().iter().filter(|step| *step == "Placing").count(), 1);
}

#[test]
fn a_value_of_a_later_version_or_another_program_is_refused() {
    type Change = fn(&mut Value);
    let changes: [(Change, &str); 5] = [
        (|value| value["v"] = json!(2), "version 2"),
        (|value| *value = json!("hello"), "not written by this library"),
        (|value| value["step"] = json!("Queued"), "not written by this library"),
        (|value| drop(value.as_object_mut().unwrap().remove("call_id")), "not written by this library"),
        (|value| value["step"] = json!("Ended"), "not written by this library"),
    ];
    for (change, problem) in changes {
        let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
        let client = worker(&platform, &ledger);
        client.create_call(&request("job")).unwrap();
        ledger.edit(change);
        for error in [client.create_call(&request("job")).unwrap_err(), client.find_call("job").unwrap_err()] {
            assert_eq!(error.code(), ErrorCode::Storage, "{error}");
            assert!(error.message().contains(problem), "{error}");
        }
        assert_eq!(platform.posts(), 1);
    }
}

#[test]
fn a_ledger_that_cannot_be_read_places_nothing() {
    for fault in [Fault::Fails, Fault::Panics, Fault::Hangs] {
        let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
        ledger.fail(move |_, _| Some(fault));
        let client = worker(&platform, &ledger).with_timeout(ms(300)).unwrap();
        let expected = if fault == Fault::Hangs { ErrorCode::Timeout } else { ErrorCode::Storage };
        assert_eq!(client.create_call(&request("job")).unwrap_err().code(), expected, "{fault:?}");
        assert_eq!(client.find_call("job").unwrap_err().code(), expected, "{fault:?}");
        ledger.recover();
        assert_eq!(platform.posts(), 0);
    }
}

#[test]
fn a_ledger_that_hangs_after_the_request_only_delays_the_call() {
    for fault in [Fault::Hangs, Fault::Fails, Fault::FailsAfterwards, Fault::Panics] {
        let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
        ledger.fail(move |_, value| (step(value) == "Placed").then_some(fault));
        let (call, took) = timed(|| worker(&platform, &ledger).create_call(&request("job")).unwrap());
        assert!(took < Duration::from_secs(10), "{fault:?}: {took:?}");
        assert!(!call.adopted() && platform.posts() == 1, "{fault:?}");
        ledger.recover();
        if fault == Fault::Hangs {
            until("the result is written", || ledger.steps() == ["Placing", "Placed"]);
        }
        platform.advance(ms(20_000));
        call.status().unwrap();
        assert!(call.claim_outcome().unwrap(), "{fault:?}");
        let late = worker(&platform, &ledger).create_call(&request("job")).unwrap();
        assert_eq!((late.id(), late.adopted()), (call.id(), true), "{fault:?}");
        assert_eq!(platform.posts(), 1, "{fault:?}");
    }
}

#[test]
fn a_lease_and_a_claim_do_not_outlast_their_deadline() {
    let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
    let client = worker(&platform, &ledger).with_timeout(ms(300)).unwrap();
    let call = client.create_call(&request("job")).unwrap();
    platform.advance(ms(20_000));
    call.status().unwrap();
    ledger.fail(|_, _| Some(Fault::Hangs));
    assert_eq!(call.take_lease().unwrap_err().code(), ErrorCode::Timeout);
    assert_eq!(call.claim_outcome().unwrap_err().code(), ErrorCode::Timeout);
    ledger.recover();
    until("the ledger works", || call.claim_outcome().is_ok_and(|claimed| claimed));
    assert!(!call.claim_outcome().unwrap());
    // Two claims of one handle are on their way, and one of them is written in the end.
    let other = client.create_call(&request("other")).unwrap();
    platform.advance(ms(20_000));
    other.status().unwrap();
    ledger.fail(|_, value| value.is_some_and(|value| value["is_claimed"] == true).then_some(Fault::Hangs));
    for _ in 0..2 {
        assert_eq!(other.claim_outcome().unwrap_err().code(), ErrorCode::Timeout);
    }
    ledger.recover();
    until("a claim is written", || ledger.history().last().is_some_and(|value| value["is_claimed"] == true));
    assert!(other.claim_outcome().unwrap() && !other.claim_outcome().unwrap());
}

#[test]
fn a_wait_for_another_worker_can_be_interrupted() {
    let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
    fail_steps(&ledger, &[("Placing", Fault::FailsAfterwards), ("NotPlaced", Fault::Fails)]);
    worker(&platform, &ledger).create_call(&request("job")).unwrap_err();
    ledger.recover();
    let token = CancelToken::new();
    let client = worker(&platform, &ledger).with_timeout(Duration::from_secs(60)).unwrap().with_cancel_token(&token);
    let waiting = thread::spawn(move || client.create_call(&request("job")));
    let calls = ledger.calls();
    until("the worker reads again", || ledger.calls() > calls + 2);
    token.cancel();
    assert_eq!(waiting.join().unwrap().unwrap_err().code(), ErrorCode::Cancelled);
    assert_eq!(platform.posts(), 0);
}

#[test]
fn a_lease_is_free_when_its_worker_stops_polling() {
    let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
    let first = worker(&platform, &ledger).create_call(&request("job")).unwrap();
    let second = worker(&platform, &ledger).find_call("job").unwrap().unwrap();
    assert_eq!(first.take_lease().unwrap(), None);
    let left = second.take_lease().unwrap().unwrap();
    assert!(left > ms(29_000) && left <= ms(30_000), "{left:?}");
    ledger.advance(ms(20_000));
    assert_eq!(second.take_lease().unwrap(), Some(ms(10_000)));
    ledger.advance(ms(10_000));
    assert_eq!(second.take_lease().unwrap(), None, "the worker that placed it has died");
    assert_eq!(first.take_lease().unwrap(), Some(ms(30_000)));
    let third = worker(&platform, &ledger).find_call("job").unwrap().unwrap();
    assert_eq!(third.take_lease().unwrap(), Some(ms(30_000)));
    ledger.advance(ms(40_000));
    let fourth = worker(&platform, &ledger).create_call(&request("job")).unwrap();
    assert_eq!(third.take_lease().unwrap(), Some(ms(30_000)), "who finds the call has a lease that was free");
    assert_eq!(fourth.take_lease().unwrap(), None);
}

#[test]
fn the_end_is_written_for_the_other_workers() {
    let (platform, ledger) = (fast(), MemoryLedger::default());
    let client = worker(&platform, &ledger);
    let call = client.create_call(&request("job")).unwrap();
    let outcome = call.wait(&minutes(1)).unwrap();
    until("the end is written", || ledger.steps().last().unwrap() == "Ended");
    let sent = platform.journal().len();
    let late = worker(&platform, &ledger).create_call(&request("job")).unwrap();
    assert_eq!((late.id(), late.adopted()), (call.id(), true));
    assert_eq!(late.wait(&minutes(1)).unwrap(), outcome);
    assert_eq!(late.take_lease().unwrap(), None);
    assert_eq!(platform.journal().len(), sent, "nothing is sent for a call that has ended");
    assert!(late.claim_outcome().unwrap() && !call.claim_outcome().unwrap());
}

#[test]
fn an_outcome_is_claimed_only_once_the_call_has_ended() {
    let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
    let call = worker(&platform, &ledger).create_call(&request("job")).unwrap();
    let other = worker(&platform, &ledger).find_call("job").unwrap().unwrap();
    let id = call.id().to_owned();
    assert!(!call.claim_outcome().unwrap() && !other.claim_outcome().unwrap());
    platform.advance(ms(20_000));
    call.status().unwrap();
    // The claim is written, and its response is lost.
    ledger.fail(|_, value| value.is_some_and(|value| value["is_claimed"] == true).then_some(Fault::FailsAfterwards));
    assert_eq!(call.claim_outcome().unwrap_err().code(), ErrorCode::Storage);
    ledger.recover();
    assert!(call.claim_outcome().unwrap(), "the claim that was written is this worker's");
    assert!(!call.claim_outcome().unwrap());
    other.status().unwrap();
    assert!(!other.claim_outcome().unwrap());
    let late = worker(&platform, &ledger).find_call("job").unwrap().unwrap();
    assert_eq!((late.id(), late.outcome()), (id.as_str(), call.outcome()), "the claim keeps what was known");
}

#[test]
fn another_worker_takes_over_by_the_key_and_sees_the_end() {
    let (platform, ledger) = (fast(), MemoryLedger::default());
    drop(worker(&platform, &ledger).create_call(&request("job")).unwrap());
    ledger.advance(ms(31_000));
    let next = worker(&platform, &ledger);
    let call = next.find_call("job").unwrap().unwrap();
    assert_eq!(call.take_lease().unwrap(), None);
    assert_eq!(call.wait(&minutes(1)).unwrap().kind, OutcomeKind::Completed);
    assert!(call.claim_outcome().unwrap());
    assert_eq!(platform.posts(), 1);
}

#[test]
fn a_call_that_vanished_before_it_was_taken_over_is_looked_up_in_the_log() {
    let (platform, ledger) =
        (Platform::with(Config { linger: Duration::ZERO, ..Config::default() }), MemoryLedger::default());
    platform.post("clock", &json!({ "running": false }));
    drop(worker(&platform, &ledger).create_call(&request("job")).unwrap());
    platform.advance(ms(60_000));
    let call = worker(&platform, &ledger).find_call("job").unwrap().unwrap();
    let outcome = call.wait(&WaitOptions::default().timeout(ms(10_000))).unwrap();
    assert_eq!((outcome.kind, outcome.source), (OutcomeKind::Completed, OutcomeSource::CallLog));
}

#[test]
fn a_create_that_is_interrupted_and_hung_up_is_in_the_ledger() {
    let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
    platform.fault("POST", CALLS, 1, &json!({ "delay_ms": 300 }));
    let token = CancelToken::new();
    let client = worker(&platform, &ledger).with_cancel_token(&token);
    let placing = thread::spawn(move || client.create_call(&request("job").cancel_on_exit(true)));
    until("the request is sent", || platform.posts() == 1);
    token.cancel();
    assert!(placing.join().unwrap().unwrap_err().may_have_placed());
    until("the result is written", || ledger.steps().get(1).is_some_and(|step| step == "Placed"));
    let call = worker(&platform, &ledger).create_call(&request("job")).unwrap();
    assert!(call.adopted() && platform.posts() == 1);
}

/// The entries of a journal.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<(usize, JournalStep)>>>);

impl Notes {
    fn journal(&self) -> PlaceOptions {
        let notes = self.clone();
        PlaceOptions::default().journal(move |entry| {
            notes.0.lock().unwrap().push((entry.index, entry.step));
            Ok(())
        })
    }

    fn of(&self, index: usize) -> Vec<JournalStep> {
        self.0.lock().unwrap().iter().filter(|(other, _)| *other == index).map(|(_, step)| *step).collect()
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

#[test]
fn a_batch_that_is_resumed_places_only_what_was_not_placed() {
    for polled in [false, true] {
        let (platform, ledger) = (fast(), MemoryLedger::default());
        platform.post("limits", &json!({ "heavy": { "limit": 5000, "window_s": 60, "penalty_s": 1 } }));
        let all: Vec<_> =
            (0..6).map(|index| request(&format!("row-{index}"))).chain([CallRequest::to(TO).from(FROM)]).collect();
        let first = worker(&platform, &ledger);
        drop(first.place_all(&all[..3], PlaceOptions::default()).unwrap().map(|placed| placed.result.unwrap()).last());
        assert_eq!(platform.posts(), 3);
        let notes = Notes::default();
        let mut batch = worker(&platform, &ledger).place_all(&all, notes.journal()).unwrap();
        let waker = Arc::new(Unpark(thread::current())).into();
        let mut results = Vec::new();
        loop {
            let next =
                if polled { batch.poll_next(&mut Context::from_waker(&waker)) } else { Poll::Ready(batch.next()) };
            match next {
                Poll::Ready(Some(placed)) => results.push(placed),
                Poll::Ready(None) => break,
                Poll::Pending => thread::park(),
            }
        }
        results.sort_by_key(|placed| placed.index);
        let adopted: Vec<_> = results.iter().map(|placed| placed.call.as_ref().unwrap().adopted()).collect();
        assert_eq!(adopted, [true, true, true, false, false, false, false]);
        assert!(results.iter().all(|placed| placed.result.as_ref().unwrap().kind == OutcomeKind::Completed));
        assert_eq!(platform.posts(), 7);
        assert_eq!(notes.of(0), [JournalStep::Placed, JournalStep::Ended], "nothing was about to be sent");
        assert_eq!(notes.of(3), [JournalStep::Placing, JournalStep::Placed, JournalStep::Ended]);
    }
}

/// A request that expires while a worker asks the ledger about it must not leave its key to the next one.
#[test]
fn a_batch_never_uses_the_key_of_a_request_that_has_expired() {
    let (platform, ledger) = (fast(), MemoryLedger::default());
    ledger.fail(|_, value| value.is_none().then_some(Fault::Hangs));
    let all = [request("one"), CallRequest::to("+16505550102").from(FROM).dedupe_key("two")];
    let options = PlaceOptions::default().total_timeout(ms(200));
    let mut batch = worker(&platform, &ledger).place_all(&all, options).unwrap();
    let waker = Arc::new(Unpark(thread::current())).into();
    let mut errors = Vec::new();
    loop {
        match batch.poll_next(&mut Context::from_waker(&waker)) {
            Poll::Ready(Some(placed)) => errors.push(placed.result.unwrap_err().code()),
            Poll::Ready(None) => break,
            Poll::Pending => thread::park(),
        }
        ledger.recover();
    }
    assert_eq!(errors, [ErrorCode::Timeout, ErrorCode::Timeout]);
    assert_eq!(platform.posts(), 0);
    assert!(ledger.history().is_empty());
}

#[test]
fn two_batches_of_one_list_place_each_call_once() {
    let (platform, ledger) = (fast(), MemoryLedger::default());
    platform.post("limits", &json!({ "heavy": { "limit": 5000, "window_s": 60, "penalty_s": 1 } }));
    let all: Vec<_> = (0..10).map(|index| request(&format!("row-{index}"))).collect();
    let workers: Vec<_> = (0..3)
        .map(|_| {
            let (client, all) = (worker(&platform, &ledger), all.clone());
            thread::spawn(move || client.place_all(&all, PlaceOptions::default()).unwrap().collect::<Vec<_>>())
        })
        .collect();
    let results: Vec<_> = workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect();
    assert_eq!((results.len(), platform.posts()), (30, 10));
    let placed = results.iter().filter(|placed| !placed.call.as_ref().unwrap().adopted());
    assert_eq!(placed.count(), 10);
}

#[test]
fn a_batch_checks_its_keys_before_anything_is_sent() {
    let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
    let twice = [request("a"), request("b"), request("a")];
    let error = worker(&platform, &ledger).place_all(&twice, PlaceOptions::default()).unwrap_err();
    assert_eq!((error.code(), error.parameter()), (ErrorCode::InvalidArgument, Some("requests[2].dedupe_key")));
    assert!(error.message().contains("requests[0]"), "{error}");
    let error = platform.client().place_all(&twice, PlaceOptions::default()).unwrap_err();
    assert_eq!(error.parameter(), Some("requests[0].dedupe_key"));
    assert!(platform.journal().is_empty() && ledger.calls() == 0);
}

#[test]
fn a_batch_reports_what_the_ledger_refuses_and_goes_on() {
    let (platform, ledger) = (fast(), MemoryLedger::default());
    worker(&platform, &ledger).create_call(&request("taken")).unwrap();
    platform.fault("POST", CALLS, 1, &json!({ "drop": "before-response" }));
    let other = CallRequest::to("+16505550102").from(FROM).dedupe_key("taken");
    let all = [other, request("lost"), request("good")];
    let mut results: Vec<_> = worker(&platform, &ledger).place_all(&all, PlaceOptions::default()).unwrap().collect();
    results.sort_by_key(|placed| placed.index);
    let codes: Vec<_> =
        results.iter().map(|placed| placed.result.as_ref().err().map(ringout_core::Error::code)).collect();
    assert_eq!(codes, [Some(ErrorCode::InvalidArgument), Some(ErrorCode::MaybePlaced), None]);
    platform.fault("GET", "/restapi/v1.0/account/~/extension/~/call-log", FOREVER, &json!({ "status": 403 }));
    let again: Vec<_> = worker(&platform, &ledger).place_all(&all[1..], PlaceOptions::default()).unwrap().collect();
    let lost = again.iter().find(|placed| placed.index == 0).unwrap().result.as_ref().unwrap_err();
    assert_eq!(lost.code(), ErrorCode::MaybePlaced, "{lost}");
    assert_eq!(platform.posts(), 3);
}

/// Whatever the ledger, the network and the clocks do, a key has at most one call, as long as the ledger swaps in one step.
#[test]
fn no_key_has_two_calls_whatever_fails() {
    const KEYS: usize = 40;
    const DELIVERIES: usize = 4;
    let (platform, ledger) = (Platform::stopped(), MemoryLedger::default());
    platform.post("limits", &json!({ "heavy": { "limit": 100_000, "window_s": 60, "penalty_s": 1 } }));
    let random = Arc::new(Mutex::new(Random::new(11)));
    let dice = Arc::clone(&random);
    ledger.fail(move |_, _| {
        let mut random = dice.lock().unwrap();
        let faults = [Fault::Fails, Fault::FailsAfterwards, Fault::Repeats];
        (random.below(5) == 0).then(|| *random.pick(&faults))
    });
    let workers: [_; 3] = std::array::from_fn(|_| worker(&platform, &ledger).with_timeout(ms(400)).unwrap());
    let mut deliveries: Vec<_> = (0..KEYS * DELIVERIES).map(|delivery| delivery % KEYS).collect();
    for last in (1..deliveries.len()).rev() {
        deliveries.swap(last, random.lock().unwrap().below(last + 1));
    }
    let deliveries = Arc::new(Mutex::new(deliveries));
    let to = |key: usize| format!("+1650556{key:04}");
    thread::scope(|scope| {
        for client in workers.iter().chain(&workers) {
            scope.spawn(|| {
                while let Some(key) = { deliveries.lock().unwrap().pop() } {
                    let fault = random.lock().unwrap().below(12);
                    let age = random.lock().unwrap().below(40);
                    match fault {
                        0 => platform.fault("POST", CALLS, 1, &json!({ "drop": "before-response" })),
                        1 => platform.fault("POST", CALLS, 1, &json!({ "drop": "before-processing" })),
                        2 => platform.fault(
                            "POST",
                            CALLS,
                            1,
                            &json!({ "status": 503, "headers": { "retry-after": "1" } }),
                        ),
                        3 => platform.fault("POST", CALLS, 1, &json!({ "status": 400 })),
                        _ => {}
                    }
                    // Also while others place calls: a worker that seems to have died has not.
                    ledger.advance(Duration::from_secs(age as u64));
                    let request = CallRequest::to(to(key)).from(FROM).dedupe_key(key.to_string());
                    if let Ok(call) = client.create_call(&request) {
                        let _ = call.take_lease();
                    }
                }
            });
        }
    });
    let calls = platform.get("calls?limit=10000");
    let calls = calls["calls"].as_array().unwrap();
    let placed = |key| calls.iter().filter(|call| call["to"] == json!(to(key))).count();
    let counts: Vec<_> = (0..KEYS).map(placed).collect();
    assert!(counts.iter().all(|count| *count <= 1), "{counts:?}");
    assert!(counts.iter().sum::<usize>() > KEYS / 4, "most keys have a call: {counts:?}");
}
