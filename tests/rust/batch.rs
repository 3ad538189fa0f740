//! Many calls at once: each is placed once, within the limits, and has one result, whatever happens.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use ringout_core::{
    Attempt, CallRequest, CancelToken, ErrorCode, JournalStep, LogMatch, OutcomeKind, PlaceOptions, Placed, RateLimit,
    Until, WaitOptions,
};
use ringout_simulator::Config;
use ringout_tests::Platform;
use ringout_tests::platform::{CALLS, FOREVER, FROM, TO, TOKEN};
use ringout_tests::server::{GOOD_TOKEN, Reply, Server, json_response, response};
use ringout_tests::timing::{ms, sleep, timed, wall};
use serde_json::json;

const RINGING: &str = "+16505550180";

fn requests(count: usize, to: &str) -> Vec<CallRequest> {
    vec![CallRequest::to(to).from(FROM); count]
}

fn at_most(milliseconds: u64) -> PlaceOptions {
    PlaceOptions::default().wait(WaitOptions::default().timeout(ms(milliseconds)))
}

/// A platform on which a call takes a fraction of a second and never disappears.
fn fast() -> Platform {
    Platform::with(Config { speed: 40.0, linger: Duration::from_secs(100_000), ..Config::default() })
}

fn indices(placed: &[Placed]) -> BTreeSet<usize> {
    placed.iter().map(|placed| placed.index).collect()
}

/// The entries of a journal.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<(usize, JournalStep)>>>);

impl Notes {
    fn of(&self, index: usize) -> Vec<JournalStep> {
        self.0.lock().unwrap().iter().filter(|(other, _)| *other == index).map(|(_, step)| *step).collect()
    }

    /// Records entries, up to `max` of them.
    fn journal(&self, options: PlaceOptions, max: usize) -> PlaceOptions {
        let notes = self.clone();
        options.journal(move |entry| {
            let mut notes = notes.0.lock().unwrap();
            if notes.len() >= max {
                return Err("the disk is full".into());
            }
            notes.push((entry.index, entry.step));
            Ok(())
        })
    }
}

#[test]
fn every_request_has_one_result_and_one_create() {
    let platform = fast();
    let fates = [
        (TO, OutcomeKind::Completed),
        ("+16505550486", OutcomeKind::Busy),
        ("+16505550603", OutcomeKind::Rejected),
        ("+16505550404", OutcomeKind::NoSuchUser),
    ];
    let requests: Vec<_> = fates.iter().cycle().take(40).map(|(to, _)| CallRequest::to(*to).from(FROM)).collect();
    let placed: Vec<_> = platform.client().place_all(&requests, PlaceOptions::default()).unwrap().collect();
    assert_eq!(indices(&placed).len(), 40);
    for placed in &placed {
        assert_eq!(placed.result.as_ref().unwrap().kind, fates[placed.index % 4].1);
        assert!(placed.call.is_some());
    }
    assert_eq!((platform.placed(), platform.posts()), (40, 40));
}

#[test]
fn results_come_as_calls_end_and_not_in_the_order_of_the_list() {
    let platform = fast();
    let requests = [CallRequest::to(RINGING).from(FROM), CallRequest::to("+16505550404").from(FROM)];
    let order: Vec<_> =
        platform.client().place_all(&requests, at_most(3000)).unwrap().map(|placed| placed.index).collect();
    assert_eq!(order, [1, 0]);
}

#[test]
fn a_wrong_request_is_found_before_anything_is_sent() {
    let platform = Platform::stopped();
    let mut list = requests(3, TO);
    list.push(CallRequest::to("0"));
    let error = platform.client().place_all(&list, PlaceOptions::default()).unwrap_err();
    assert_eq!((error.code(), error.parameter()), (ErrorCode::InvalidArgument, Some("requests[3].to")));
    assert!(error.message().starts_with("requests[3].to: "), "{error}");
    let none_at_once = PlaceOptions::default().concurrency(0);
    let error = platform.client().place_all(&requests(1, TO), none_at_once).unwrap_err();
    assert_eq!((error.code(), error.parameter()), (ErrorCode::InvalidArgument, Some("concurrency")));
    assert!(platform.journal().is_empty());
    assert!(platform.client().place_all(&[], PlaceOptions::default()).unwrap().next().is_none());
}

#[test]
fn creates_keep_to_the_budget_and_none_is_refused() {
    let platform = Platform::with(Config { speed: 1.0, ..Config::default() });
    let heavy = json!({ "heavy": { "limit": 4, "window_s": 2, "penalty_s": 2 }, "light": { "limit": 5000, "window_s": 2, "penalty_s": 2 } });
    platform.post("limits", &heavy);
    let client = platform.client().with_rate_limit(RateLimit::FailFast);
    let (placed, took) =
        timed(|| client.place_all(&requests(10, "+16505550404"), at_most(100)).unwrap().collect::<Vec<_>>());
    assert_eq!(placed.len(), 10);
    assert!(placed.iter().all(|placed| placed.result.is_ok()), "{placed:?}");
    assert_eq!(platform.posts(), 10, "no create was refused");
    assert!(took >= ms(3500) && took < ms(9000), "{took:?}");
}

#[test]
fn the_default_budget_is_kept_until_the_platform_reports_one() {
    let platform = Platform::stopped();
    // Responses without rate-limit headers.
    let body = json!({ "id": "7", "status": { "callStatus": "CannotReach", "callerStatus": "Busy", "calleeStatus": "InProgress" } });
    platform.fault("POST", CALLS, 0, &json!({ "status": 200, "body": body }));
    let token = CancelToken::new();
    let client = platform.client().with_cancel_token(&token);
    let mut results = client.place_all(&requests(12, TO), PlaceOptions::default()).unwrap();
    for _ in 0..10 {
        assert!(results.next().unwrap().result.is_ok());
    }
    thread::scope(|scope| {
        scope.spawn(|| {
            sleep(ms(1500));
            token.cancel();
        });
        assert_eq!(results.next().unwrap().result.unwrap_err().code(), ErrorCode::Cancelled);
    });
    assert_eq!(platform.posts(), 10, "the eleventh waits for the next minute");
}

#[test]
fn a_create_that_is_refused_by_the_limits_is_placed_later() {
    let platform = fast();
    platform.fault(
        "POST",
        CALLS,
        2,
        &json!({ "status": 429, "body": { "errorCode": "CMN-301" }, "headers": { "Retry-After": "1" } }),
    );
    let notes = Notes::default();
    let options = notes.journal(PlaceOptions::default(), usize::MAX);
    let placed: Vec<_> = platform.client().place_all(&requests(2, TO), options).unwrap().collect();
    assert!(placed.iter().all(|placed| placed.result.as_ref().unwrap().kind == OutcomeKind::Completed), "{placed:?}");
    assert_eq!(platform.placed(), 2);
    assert_eq!(
        notes.of(0),
        [
            JournalStep::Placing,
            JournalStep::NotPlaced,
            JournalStep::Placing,
            JournalStep::NotPlaced,
            JournalStep::Placing,
            JournalStep::Placed,
            JournalStep::Ended
        ]
    );
    assert_eq!(notes.of(1), [JournalStep::Placing, JournalStep::Placed, JournalStep::Ended]);
}

#[test]
fn a_request_that_cannot_be_placed_has_its_error_and_the_others_continue() {
    let platform = fast();
    let notes = Notes::default();
    let list = [TO, "+16505550402", TO].map(|to| CallRequest::to(to).from(FROM));
    platform.fault("POST", CALLS, 1, &json!({ "drop": "before-response" }));
    let options = notes.journal(PlaceOptions::default(), usize::MAX);
    let mut placed: Vec<_> = platform.client().place_all(&list, options).unwrap().collect();
    placed.sort_by_key(|placed| placed.index);
    let codes: Vec<_> =
        placed.iter().map(|placed| placed.result.as_ref().err().map(ringout_core::Error::code)).collect();
    assert_eq!(codes, [Some(ErrorCode::MaybePlaced), Some(ErrorCode::Forbidden), None]);
    assert_eq!(platform.posts(), 3, "none was retried");
    assert_eq!(notes.of(0), [JournalStep::Placing, JournalStep::MaybePlaced]);
    assert_eq!(notes.of(1), [JournalStep::Placing, JournalStep::NotPlaced]);
    assert_eq!(notes.of(2), [JournalStep::Placing, JournalStep::Placed, JournalStep::Ended]);
}

#[test]
fn a_call_that_may_have_been_placed_is_found_by_its_entry() {
    let platform = fast();
    platform.fault("POST", CALLS, 1, &json!({ "drop": "before-response" }));
    let began = Arc::new(Mutex::new(None));
    let note = Arc::clone(&began);
    let options = PlaceOptions::default().journal(move |entry| {
        note.lock().unwrap().get_or_insert((entry.step, entry.at));
        Ok(())
    });
    let client = platform.client();
    assert_eq!(client.place_all(&requests(1, TO), options).unwrap().count(), 1);
    let (step, sent_at) = began.lock().unwrap().unwrap();
    assert_eq!(step, JournalStep::Placing);
    platform.advance(ms(20_000));
    let attempt = Attempt { to: Some(TO.into()), from: Some(FROM.into()), sent_at };
    assert_eq!(client.call_log(&attempt).unwrap().matching, LogMatch::Certain);
}

#[test]
fn the_entries_of_a_create_have_the_time_at_which_it_left() {
    let server = Server::start(|request| {
        if request.is_login() {
            Reply::Late(ms(700), json_response(200, GOOD_TOKEN))
        } else {
            Reply::Late(ms(300), response(504, "text/plain", "", ""))
        }
    });
    let entries = Arc::new(Mutex::new(Vec::new()));
    let note = Arc::clone(&entries);
    let options = PlaceOptions::default().journal(move |entry| {
        note.lock().unwrap().push((entry.step, entry.at));
        Ok(())
    });
    let client = server.builder().create_timeout(ms(10_000)).build().unwrap();
    let began = wall();
    let placed = client.place_all(&requests(1, TO), options).unwrap().next().unwrap();
    let ended = wall();
    let error = placed.result.unwrap_err();
    assert!(error.code() == ErrorCode::Server && error.may_have_placed(), "{error}");
    let entries = entries.lock().unwrap();
    let [(JournalStep::Placing, placing), (JournalStep::MaybePlaced, sent)] = entries[..] else {
        panic!("{entries:?}");
    };
    assert!(placing >= began + ms(700), "it is written after the login");
    assert!(placing <= sent && sent + ms(300) <= ended, "the other has the time of sending, not of the response");
    assert_eq!(Some(sent), error.attempt().map(|attempt| attempt.sent_at));
}

#[test]
fn a_create_with_an_odd_response_is_not_retried() {
    let platform = fast();
    let notes = Notes::default();
    for status in [302, 303, 999] {
        platform.fault("POST", CALLS, 1, &json!({ "status": status }));
    }
    let options = notes.journal(PlaceOptions::default().concurrency(1), usize::MAX);
    let placed: Vec<_> = platform.client().place_all(&requests(3, TO), options).unwrap().collect();
    for placed in &placed {
        let error = placed.result.as_ref().unwrap_err();
        assert_eq!(error.code(), ErrorCode::MaybePlaced);
        assert_eq!(notes.of(placed.index), [JournalStep::Placing, JournalStep::MaybePlaced]);
    }
    assert_eq!((placed.len(), platform.posts()), (3, 3));
}

#[test]
fn a_login_that_fails_sends_no_create() {
    let platform = fast();
    platform.fault("POST", TOKEN, FOREVER, &json!({ "status": 504 }));
    let notes = Notes::default();
    let options = notes.journal(PlaceOptions::default(), usize::MAX);
    let placed: Vec<_> = platform.client().place_all(&requests(1, TO), options).unwrap().collect();
    let error = placed[0].result.as_ref().unwrap_err();
    assert!(error.code() == ErrorCode::Server && !error.may_have_placed(), "{error}");
    assert_eq!(notes.of(0), [JournalStep::NotPlaced]);
}

#[test]
fn a_journal_that_fails_stops_the_placing() {
    let platform = fast();
    // Room for the entries before and after the first create only.
    let options = Notes::default().journal(at_most(5000).concurrency(1), 2);
    let mut placed: Vec<_> = platform.client().place_all(&requests(3, TO), options).unwrap().collect();
    placed.sort_by_key(|placed| placed.index);
    assert_eq!(platform.placed(), 1);
    assert_eq!(placed[0].result.as_ref().unwrap().kind, OutcomeKind::Completed, "it is still followed");
    for placed in &placed[1..] {
        let error = placed.result.as_ref().unwrap_err();
        assert_eq!(error.code(), ErrorCode::Storage);
        assert!(error.message().contains("the disk is full") && placed.call.is_none(), "{error}");
    }
}

#[test]
fn a_request_whose_journal_fails_is_not_sent() {
    let platform = fast();
    let options = Notes::default().journal(PlaceOptions::default(), 0);
    let placed: Vec<_> = platform.client().place_all(&requests(2, TO), options).unwrap().collect();
    assert_eq!(indices(&placed).len(), 2);
    assert_eq!(platform.posts(), 0);
}

#[test]
fn concurrency_limits_the_running_calls() {
    let platform = fast();
    let client = platform.client();
    let results = client.place_all(&requests(6, TO), PlaceOptions::default().concurrency(2)).unwrap();
    let active = || {
        let calls = platform.get("calls");
        let has_ended = |call: &serde_json::Value| call["caller_status"] == "Finished";
        calls["calls"].as_array().unwrap().iter().filter(|call| !has_ended(call)).count()
    };
    let max = results.map(|_| active()).max().unwrap();
    assert!(max <= 1, "{max} beside the one that has just ended");
    assert_eq!(platform.placed(), 6);
}

#[test]
fn leaving_the_loop_stops_the_placing() {
    let platform = fast();
    let client = platform.client();
    let mut results = client.place_all(&requests(5, TO), PlaceOptions::default().concurrency(1)).unwrap();
    assert_eq!(results.remaining(), 5);
    results.next().unwrap();
    assert_eq!(results.remaining(), 4);
    drop(results);
    let placed = platform.placed();
    sleep(ms(300));
    assert_eq!((platform.placed(), placed), (placed, 1));
}

#[test]
fn an_interruption_leaves_a_result_for_every_request() {
    let platform = Platform::stopped();
    let token = CancelToken::new();
    let client = platform.client().with_cancel_token(&token);
    let options = PlaceOptions::default().concurrency(2);
    let results = client.place_all(&requests(4, TO), options).unwrap();
    let (placed, took) = timed(|| {
        thread::scope(|scope| {
            scope.spawn(|| {
                sleep(ms(400));
                token.cancel();
            });
            results.collect::<Vec<_>>()
        })
    });
    assert!(took < ms(8000), "{took:?}");
    assert_eq!(indices(&placed).len(), 4);
    assert!(placed.iter().all(|placed| placed.result.as_ref().unwrap_err().code() == ErrorCode::Cancelled));
    assert_eq!(placed.iter().filter(|placed| placed.call.is_some()).count(), 2, "these calls continue");
}

#[test]
fn each_call_is_waited_for_as_the_options_say() {
    let platform = fast();
    let wait = WaitOptions::default().until(Until::Answered).timeout(ms(3000)).cancel_on_timeout(true);
    let list = [TO, RINGING].map(|to| CallRequest::to(to).from(FROM));
    let mut placed: Vec<_> = platform.client().place_all(&list, PlaceOptions::default().wait(wait)).unwrap().collect();
    placed.sort_by_key(|placed| placed.index);
    let kinds: Vec<_> = placed.iter().map(|placed| placed.result.as_ref().unwrap().kind).collect();
    assert!(matches!(kinds[0], OutcomeKind::Answered | OutcomeKind::Completed), "{kinds:?}");
    assert_eq!(kinds[1], OutcomeKind::Cancelled);
}

/// A platform that has accepted one create and accepts the next one tomorrow.
fn closed() -> Platform {
    let platform = Platform::stopped();
    let limits = json!({ "heavy": { "limit": 2, "window_s": 86_400, "penalty_s": 86_400 } });
    platform.post("limits", &limits);
    platform
}

#[test]
fn a_total_timeout_ends_the_batch_however_long_the_limits_take() {
    let (platform, notes) = (closed(), Notes::default());
    let options = notes.journal(PlaceOptions::default().total_timeout(ms(1500)), usize::MAX);
    let client = platform.client();
    let (placed, took) = timed(|| client.place_all(&requests(5, RINGING), options).unwrap().collect::<Vec<_>>());
    assert!(took >= ms(1500) && took <= ms(8000), "{took:?}");
    assert_eq!(indices(&placed).len(), 5);
    for placed in &placed {
        if placed.call.is_some() {
            assert_eq!(placed.result.as_ref().unwrap().kind, OutcomeKind::StillInProgress);
            assert_eq!(notes.of(placed.index), [JournalStep::Placing, JournalStep::Placed, JournalStep::Ended]);
        } else {
            assert_eq!(placed.result.as_ref().unwrap_err().code(), ErrorCode::Timeout);
            assert_eq!(notes.of(placed.index).last(), Some(&JournalStep::NotPlaced));
        }
    }
    let calls = placed.iter().filter(|placed| placed.call.is_some()).count();
    assert!((1..5).contains(&calls), "{calls} were placed before the limits were closed");
    assert_eq!((platform.placed(), platform.count("cancel")), (calls as u64, 0), "the calls continue");
}

#[test]
fn a_total_timeout_counts_from_the_call_and_not_from_the_first_result() {
    let platform = fast();
    let mut all =
        platform.client().place_all(&requests(2, TO), PlaceOptions::default().total_timeout(ms(200))).unwrap();
    sleep(ms(250));
    let placed: Vec<_> = all.by_ref().collect();
    assert!(placed.iter().all(|placed| placed.result.as_ref().unwrap_err().code() == ErrorCode::Timeout), "{placed:?}");
    assert_eq!((indices(&placed).len(), all.remaining(), platform.posts()), (2, 0, 0));
}

#[test]
fn a_total_timeout_cancels_calls_only_if_the_wait_does() {
    let platform = Platform::stopped();
    let wait = WaitOptions::default().cancel_on_timeout(true);
    let options = PlaceOptions::default().wait(wait).total_timeout(ms(1500));
    let placed: Vec<_> = platform.client().place_all(&requests(2, RINGING), options).unwrap().collect();
    assert!(placed.iter().all(|placed| placed.result.as_ref().unwrap().kind == OutcomeKind::Cancelled), "{placed:?}");
    assert_eq!(platform.count("cancel"), 2);
}

#[test]
fn a_total_timeout_ends_requests_in_flight() {
    let stuck = |method, path, fault| {
        let platform = Platform::start();
        platform.fault(method, path, 0, &fault);
        let client = platform.builder().create_timeout(ms(30_000)).build().unwrap();
        let options = PlaceOptions::default().total_timeout(ms(1500));
        let (placed, took) = timed(|| client.place_all(&requests(2, TO), options).unwrap().collect::<Vec<_>>());
        assert!(took <= ms(8000), "{took:?}");
        let code = |placed: &Placed| placed.result.as_ref().unwrap_err().code();
        (placed.iter().map(code).collect::<Vec<_>>(), platform.posts())
    };
    let stall = json!({ "delay_ms": 60_000 });
    assert_eq!(stuck("POST", CALLS, stall.clone()), (vec![ErrorCode::MaybePlaced, ErrorCode::Timeout], 1));
    assert_eq!(stuck("POST", TOKEN, stall), (vec![ErrorCode::Timeout, ErrorCode::Timeout], 0));
}

#[test]
fn a_total_timeout_does_not_bound_later_operations_of_the_calls() {
    let platform = Platform::stopped();
    let options = PlaceOptions::default().total_timeout(ms(1500));
    let placed = platform.client().place_all(&requests(1, RINGING), options).unwrap().next().unwrap();
    let call = placed.call.unwrap();
    call.status().unwrap();
    call.cancel().unwrap();
}

#[test]
fn a_call_of_many_waits_for_the_limits_as_its_client_does() {
    let platform = fast();
    let placed = platform.client().place_all(&requests(1, "+16505550404"), PlaceOptions::default()).unwrap().next();
    let call = placed.unwrap().call.unwrap();
    platform.fault("GET", CALLS, 1, &json!({ "status": 429, "headers": { "Retry-After": "1" } }));
    call.status().unwrap();
}

#[test]
fn a_login_that_is_refused_is_sent_once_for_all_requests() {
    let platform = fast();
    let client = platform.builder().client_secret("wrong-secret").build().unwrap();
    let placed: Vec<_> = client.place_all(&requests(5, TO), PlaceOptions::default()).unwrap().collect();
    assert!(placed.iter().all(|placed| placed.result.as_ref().unwrap_err().code() == ErrorCode::Unauthorized));
    assert_eq!((platform.count("token"), platform.posts()), (1, 0));
}
