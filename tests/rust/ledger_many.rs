//! Many calls with dedupe keys: batches that are resumed or compete, and everything that can fail at once.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake};
use std::thread::{self, Thread};
use std::time::Duration;

use ringout_core::{CallRequest, ErrorCode, JournalStep, OutcomeKind, PlaceOptions};
use ringout_tests::Platform;
use ringout_tests::ledger::{Fault, MemoryLedger, fast, request, worker};
use ringout_tests::platform::{CALLS, FOREVER, FROM, TO};
use ringout_tests::random::Random;
use ringout_tests::timing::ms;
use serde_json::json;

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
