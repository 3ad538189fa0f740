//! The shared budget: clients with one store send no more together than RingCentral allows, whatever the store does.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::thread;
use std::time::Duration;

use ringout_core::{CallRequest, Client, Credentials, ErrorCode, RateLimit};
use ringout_simulator::{Config, Limit, Limits};
use ringout_tests::ledger::{Fault, MemoryLedger};
use ringout_tests::platform::{CALLS, FROM, TO};
use ringout_tests::server::{GOOD_CALL, Reply, Server, response};
use ringout_tests::timing::{ms, timed, until};
use ringout_tests::{Platform, TcpRelay};
use serde_json::{Value, json};

const WORKERS: usize = 4;

/// A platform on which this many creates are allowed in a window, and a refusal is a penalty.
fn limited(limit: u32, window_s: u64) -> Platform {
    let heavy = Some(Limit { limit, window_s, penalty_s: window_s });
    let limits = Limits { heavy, ..Limits::off() };
    Platform::with(Config { limits, speed: 20.0, ..Config::default() })
}

fn request() -> CallRequest {
    CallRequest::to(TO).from(FROM)
}

fn worker(platform: &Platform, store: &MemoryLedger) -> Client {
    let builder = platform.builder().budget(store.clone()).share(0.2);
    builder.build().unwrap().with_timeout(Duration::from_secs(60)).unwrap()
}

/// Creates so many calls with each of these clients, at once.
fn create_all(clients: Vec<Client>, each: usize) {
    let place = |client: Client| move || (0..each).for_each(|_| drop(client.create_call(&request()).unwrap()));
    let threads: Vec<_> = clients.into_iter().map(|client| thread::spawn(place(client))).collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

fn refusals(platform: &Platform) -> usize {
    platform.get("journal")["requests"].as_array().unwrap().iter().filter(|entry| entry["status"] == 429).count()
}

/// The account of a group, as it was written last.
fn last_account(store: &MemoryLedger) -> Value {
    store.history().last().cloned().unwrap_or_default()
}

/// A store whose clock runs like the others.
fn running_store() -> MemoryLedger {
    let store = MemoryLedger::default();
    let clock = store.clone();
    // It ends with the test's process.
    drop(thread::spawn(move || {
        loop {
            ringout_tests::timing::sleep(ms(5));
            clock.advance(ms(5));
        }
    }));
    store
}

#[test]
fn workers_that_share_a_budget_are_never_refused() {
    let (platform, store) = (limited(10, 2), running_store());
    let clients = (0..WORKERS).map(|_| worker(&platform, &store)).collect();
    create_all(clients, 10);
    assert_eq!((refusals(&platform), platform.posts()), (0, 40));

    let alone = limited(10, 2);
    create_all((0..WORKERS).map(|_| alone.client().with_timeout(Duration::from_secs(60)).unwrap()).collect(), 4);
    assert!(refusals(&alone) > 0, "workers that know nothing of each other are refused");
}

#[test]
fn a_refusal_of_one_worker_holds_for_all() {
    let (platform, store) = (Platform::start(), MemoryLedger::default());
    let [first, second] = [(); 2].map(|()| worker(&platform, &store).with_rate_limit(RateLimit::FailFast));
    second.create_call(&request()).unwrap();
    platform.fault("POST", CALLS, 1, &json!({ "status": 429, "headers": { "Retry-After": "40" } }));
    assert_eq!(first.create_call(&request()).unwrap_err().code(), ErrorCode::RateLimited);
    until("the store knows", || last_account(&store)["closed_ms"].as_u64() > Some(0));
    let error = second.create_call(&request()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::RateLimited);
    assert!(error.retry_after().unwrap() > ms(30_000), "{error}");
    assert_eq!(platform.posts(), 2, "nothing was sent");
}

#[test]
fn a_request_that_is_not_sent_gives_its_permit_back() {
    let (platform, store) = (limited(10, 60), MemoryLedger::default());
    let simulator = platform.simulator();
    let relay = TcpRelay::to(simulator.url());
    let builder = Client::builder(relay.url(), simulator.client_id()).client_secret(simulator.client_secret());
    let builder = builder.credentials(Credentials::jwt(simulator.jwt())).budget(store);
    let client = builder.build().unwrap().with_rate_limit(RateLimit::FailFast);
    client.create_call(&request()).unwrap();
    relay.cut();
    let hasty = client.with_timeout(ms(300)).unwrap();
    for _ in 0..12 {
        let code = hasty.create_call(&request()).unwrap_err().code();
        assert!(matches!(code, ErrorCode::Connection | ErrorCode::Timeout), "{code}");
    }
    relay.restore();
    let created = (0..12).filter(|_| client.create_call(&request()).is_ok()).count();
    assert_eq!((created, platform.posts()), (9, 10), "the limit is 10");
}

#[test]
fn what_other_programs_use_is_counted() {
    let headers = "X-Rate-Limit-Group: heavy\r\nX-Rate-Limit-Limit: 10\r\nX-Rate-Limit-Remaining: 2\r\nX-Rate-Limit-Window: 60\r\n";
    let server = Server::with_login(move |_| Reply::Bytes(response(200, "application/json", headers, GOOD_CALL)));
    let store = MemoryLedger::default();
    let client = server.builder().budget(store.clone()).build().unwrap().with_rate_limit(RateLimit::FailFast);
    client.create_call(&request()).unwrap();
    until("the store knows", || !last_account(&store)["spent"].as_array().is_none_or(Vec::is_empty));
    // RingCentral has counted eight, so two are left for this other worker.
    let other = server.builder().budget(store.clone()).build().unwrap().with_rate_limit(RateLimit::FailFast);
    let created = (0..5).filter(|_| other.create_call(&request()).is_ok()).count();
    assert!((1..=2).contains(&created), "{created}");
}

#[test]
fn a_share_is_a_limit_without_a_store() {
    let platform = limited(10, 60);
    let client = platform.builder().share(0.2).build().unwrap().with_rate_limit(RateLimit::FailFast);
    let created = (0..5).filter(|_| client.create_call(&request()).is_ok()).count();
    assert_eq!((created, platform.posts()), (2, 2), "a fifth of ten a minute");
    for share in [0.0, -1.0, 1.5, f64::NAN] {
        let error = platform.builder().share(share).build().unwrap_err();
        assert_eq!((error.code(), error.parameter()), (ErrorCode::InvalidArgument, Some("share")), "{share}");
    }
}

#[test]
fn a_store_that_fails_pauses_the_worker_and_leaves_it_its_share() {
    for fault in [Fault::Fails, Fault::Panics, Fault::Hangs] {
        let (platform, store) = (limited(10, 2), running_store());
        let client = worker(&platform, &store);
        client.create_call(&request()).unwrap();
        store.fail(move |_, _| Some(fault));
        let (_, took) = timed(|| client.create_call(&request()).unwrap());
        assert!(took >= ms(1900), "{fault:?}: the others may have used the limit: {took:?}");
        // Its share is 2 in 2 s.
        let ((), took) = timed(|| create_all(vec![client.clone()], 4));
        assert!(took >= ms(1900), "{fault:?}: {took:?}");
        store.recover();
        let calls = store.calls();
        until("the store is asked again", || {
            client.create_call(&request()).unwrap();
            store.calls() > calls + 1
        });
        assert_eq!(refusals(&platform), 0, "{fault:?}");
    }
}

#[test]
fn a_store_that_has_lost_everything_pauses_the_worker() {
    let (platform, store) = (limited(10, 2), running_store());
    let client = worker(&platform, &store);
    create_all(vec![client.clone()], 5);
    store.lose();
    let (_, took) = timed(|| client.create_call(&request()).unwrap());
    assert!(took >= ms(1900), "{took:?}");
    assert_eq!(refusals(&platform), 0);
}

#[test]
fn a_record_of_a_later_version_is_left_alone() {
    let (platform, store) = (limited(10, 2), MemoryLedger::default());
    worker(&platform, &store).create_call(&request()).unwrap();
    store.edit(|value| value["v"] = json!(2));
    let written = store.history().len();
    let client = worker(&platform, &store).with_rate_limit(RateLimit::FailFast);
    assert_eq!(client.create_call(&request()).unwrap_err().code(), ErrorCode::RateLimited, "it pauses first");
    assert_eq!(store.history().len(), written);
}

#[test]
fn the_tracker_leaves_a_reserve_for_all_workers() {
    let light = Some(Limit { limit: 10, window_s: 2, penalty_s: 2 });
    let limits = Limits { light, ..Limits::off() };
    let (platform, store) = (Platform::with(Config { limits, ..Config::default() }), running_store());
    let calls: Vec<_> = (0..3)
        .flat_map(|_| {
            let client = worker(&platform, &store);
            (0..3).map(|_| client.create_call(&CallRequest::to("+16505550180").from(FROM)).unwrap()).collect::<Vec<_>>()
        })
        .collect();
    thread::scope(|scope| {
        for call in &calls {
            let options = ringout_core::WaitOptions::default().timeout(ms(6000));
            scope.spawn(move || call.wait(&options).map(drop));
        }
    });
    assert_eq!(refusals(&platform), 0);
    let polls = platform.count("status");
    assert!(polls >= 9, "nobody starves: {polls}");
}
