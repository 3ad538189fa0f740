//! Calls with a dedupe key: at most one request for each, whichever worker dies, hangs or is asked twice.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use ringout_core::{CallRequest, CancelToken, ErrorCode, OutcomeKind, OutcomeSource, RateLimit, WaitOptions};
use ringout_simulator::Config;
use ringout_tests::Platform;
use ringout_tests::ledger::{Fault, MemoryLedger, fast, request, step, worker};
use ringout_tests::platform::{CALLS, FROM, TO};
use ringout_tests::timing::{ms, timed, until};
use serde_json::{Value, json};

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
    let next = worker(&platform, &ledger).with_timeout(ms(1500)).unwrap();
    let error = next.create_call(&request("job")).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Timeout, "the other worker may still be placing it: {error}");
    assert!(error.is_retryable() && !error.may_have_placed());
    assert_eq!(platform.count("create"), 0);
    ledger.advance(ms(16_000));
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
    ledger.advance(ms(16_000));
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
        // Only the deadline ends a ledger that hangs.
        let (expected, timeout) =
            if fault == Fault::Hangs { (ErrorCode::Timeout, ms(300)) } else { (ErrorCode::Storage, ms(30_000)) };
        let client = worker(&platform, &ledger).with_timeout(timeout).unwrap();
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
    let outcome = call.wait(&WaitOptions::default().timeout(ms(60_000))).unwrap();
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
