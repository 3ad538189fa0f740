//! A platform that refuses, whatever times it asks for: the client sends ever more rarely, never as fast as the network
//! allows.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::thread;
use std::time::Duration;

use ringout_core::{CallRequest, CancelToken, Client, ErrorCode, Limit, Method, PlaceOptions, RateLimit, WaitOptions};
use ringout_simulator::{Config, Limit as SimulatedLimit, Limits};
use ringout_tests::platform::{CALLS, FROM, TO};
use ringout_tests::server::{GOOD_CALL, Reply, Server, response};
use ringout_tests::timing::{ms, sleep, timed};
use ringout_tests::{Platform, TcpRelay};
use serde_json::{Value, json};

/// More than any test sees.
const ALL: u64 = 1_000_000;
/// A time in the past.
const LONG_AGO: &str = "Wed, 21 Oct 2015 07:28:00 GMT";

fn request() -> CallRequest {
    CallRequest::to(TO).from(FROM)
}

/// A platform with the documented limit of creates.
fn documented() -> Platform {
    let heavy = Some(SimulatedLimit { limit: 10, window_s: 60, penalty_s: 60 });
    Platform::with(Config { limits: Limits { heavy, ..Limits::off() }, ..Config::default() })
}

fn refusal(retry_after: &str) -> Value {
    json!({ "status": 429, "headers": { "Retry-After": retry_after }, "body": "" })
}

/// A token that is cancelled after this time.
fn cancelled_after(time: Duration) -> CancelToken {
    let token = CancelToken::new();
    let cancel = token.clone();
    thread::spawn(move || {
        sleep(time);
        cancel.cancel();
    });
    token
}

fn limit(client: &Client, name: &str) -> Limit {
    client.limits().into_iter().find(|limit| limit.name == name).unwrap()
}

#[test]
fn many_calls_do_not_flood_a_platform_that_says_come_at_once() {
    for over in ["0", LONG_AGO] {
        let platform = Platform::stopped();
        platform.fault("POST", CALLS, ALL, &refusal(over));
        let client = platform.client().with_cancel_token(&cancelled_after(ms(3500)));
        let placed: Vec<_> = client.place_all(&[request(), request()], PlaceOptions::default()).unwrap().collect();
        assert!(placed.iter().all(|placed| placed.result.as_ref().unwrap_err().code() == ErrorCode::Cancelled));
        // At once, after 1 s, and 2 s later.
        assert!((2..=3).contains(&platform.posts()), "{over}: {} creates", platform.posts());
    }
}

#[test]
fn single_operations_wait_at_least_a_second_and_ever_longer() {
    let platform = Platform::stopped();
    platform.fault("*", CALLS, ALL, &refusal("0"));
    let client = platform.builder().create_timeout(ms(6500)).build().unwrap();
    let (error, took) = timed(|| client.create_call(&request()).unwrap_err());
    assert_eq!((error.code(), error.http_status(), platform.posts()), (ErrorCode::RateLimited, Some(429), 3));
    assert!((ms(3000)..ms(5000)).contains(&took), "the next wait is 4 s: {took:?}");
    let retry_after = error.retry_after().unwrap();
    assert!(retry_after > ms(3900) && retry_after <= ms(4000), "{retry_after:?}");
    // The refusals name no group, so they apply to the account.
    let hasty = client.with_rate_limit(RateLimit::FailFast);
    for _ in 0..100 {
        let refused = [
            hasty.create_call(&request()).unwrap_err(),
            hasty.call("x").unwrap().status().unwrap_err(),
            hasty.request(Method::Get, "/restapi/v1.0/account/~/extension/~/sms", &[], None).unwrap_err(),
        ];
        assert!(refused.iter().all(|error| error.code() == ErrorCode::RateLimited && error.http_status().is_none()));
    }
    assert_eq!(platform.journal().iter().filter(|seen| seen.path.starts_with(CALLS)).count(), 3);
}

#[test]
fn after_a_refusal_the_headers_do_not_make_a_user_faster_than_the_default() {
    // "Come back now, a million times", but never a success.
    let busy = "Retry-After: 0\r\nX-Rate-Limit-Limit: 1000000\r\nX-Rate-Limit-Remaining: 1000000\r\nX-Rate-Limit-Window: 60\r\n";
    let server = Server::with_login(move |_| Reply::Bytes(response(503, "text/plain", busy, "")));
    let client = server.client().with_rate_limit(RateLimit::FailFast);
    let errors: Vec<_> = (0..30).map(|_| client.create_call(&request()).unwrap_err()).collect();
    let responses = errors.iter().filter(|error| error.http_status() == Some(503)).count();
    let refused = errors.iter().filter(|error| error.code() == ErrorCode::RateLimited).count();
    // The first one, and the documented ten in the minute after it.
    assert_eq!((responses, refused), (11, 19));
    assert_eq!(server.received().iter().filter(|request| !request.is_login()).count(), 11);
    let wait = errors.last().unwrap().retry_after().unwrap();
    assert!(wait > ms(50_000) && wait <= ms(60_000), "{wait:?}");
}

#[test]
fn a_tracker_does_not_flood_a_platform_that_says_come_at_once() {
    let large = json!({ "Retry-After": "0", "X-Rate-Limit-Limit": "1000000", "X-Rate-Limit-Remaining": "1000000",
        "X-Rate-Limit-Window": "1" });
    thread::scope(|scope| {
        for status in [429, 503] {
            for headers in [json!({ "Retry-After": "0" }), json!({ "Retry-After": LONG_AGO }), large.clone()] {
                scope.spawn(move || {
                    let platform = Platform::stopped();
                    let call = platform.client().create_call(&request()).unwrap();
                    platform.fault("GET", CALLS, ALL, &json!({ "status": status, "headers": headers, "body": "" }));
                    let _ = call.wait(&WaitOptions::default().timeout(ms(4000)));
                    let polls = platform.count("status");
                    assert!((1..=8).contains(&polls), "{polls} polls with {status} and {headers}");
                });
            }
        }
    });
}

#[test]
fn a_status_request_is_not_retried_at_once_after_a_server_error() {
    for status in [500, 502, 503] {
        let platform = Platform::stopped();
        platform.fault("GET", CALLS, ALL, &json!({ "status": status, "headers": { "Retry-After": "0" } }));
        let error = platform.client_within(ms(1900)).call("x").unwrap().status().unwrap_err();
        assert_eq!((error.code(), platform.count("status")), (ErrorCode::Server, 1), "the backoff of 2 s does not fit");
    }
}

#[test]
fn a_success_ends_the_slow_pace() {
    let platform = Platform::stopped();
    let client = platform.client().with_rate_limit(RateLimit::FailFast);
    platform.fault("POST", CALLS, 1, &json!({ "status": 503, "headers": { "Retry-After": "0" } }));
    assert_eq!(client.create_call(&request()).unwrap_err().code(), ErrorCode::Server);
    let body: Value = serde_json::from_str(GOOD_CALL).unwrap();
    platform.fault("POST", CALLS, 30, &json!({ "status": 200, "body": body }));
    for _ in 0..30 {
        client.create_call(&request()).unwrap();
    }
}

#[test]
fn a_request_that_never_left_costs_nothing() {
    let platform = documented();
    let simulator = platform.simulator();
    let relay = TcpRelay::to(simulator.url());
    let client = Client::builder(relay.url(), simulator.client_id())
        .client_secret(simulator.client_secret())
        .credentials(ringout_core::Credentials::jwt(simulator.jwt()))
        .build()
        .unwrap()
        .with_rate_limit(RateLimit::FailFast);
    client.create_call(&request()).unwrap();
    let left = limit(&client, "Heavy").remaining;
    assert_eq!(left, Some(9));
    relay.cut();
    for _ in 0..3 {
        assert_eq!(client.create_call(&request()).unwrap_err().code(), ErrorCode::Connection);
    }
    assert_eq!(limit(&client, "Heavy").remaining, left);
    relay.restore();
    let (created, took) = timed(|| client.create_call(&request()));
    assert!(created.is_ok() && took < ms(8000), "{took:?}: {created:?}");
}

#[test]
fn no_wait_is_longer_than_an_hour() {
    let hour = Duration::from_secs(3600);
    let none_left = "X-Rate-Limit-Limit: 10\r\nX-Rate-Limit-Remaining: 0\r\nX-Rate-Limit-Window: 86400\r\n";
    let refused = "Retry-After: 86400\r\nX-Rate-Limit-Group: heavy\r\n";
    for (status, headers) in [(200, none_left), (429, refused)] {
        let server =
            Server::with_login(move |_| Reply::Bytes(response(status, "application/json", headers, GOOD_CALL)));
        let client = server.client().with_rate_limit(RateLimit::FailFast);
        let _ = client.create_call(&request());
        let error = client.create_call(&request()).unwrap_err();
        assert_eq!((error.code(), error.http_status()), (ErrorCode::RateLimited, None), "refused locally");
        let wait = error.retry_after().unwrap();
        assert!(wait <= hour && wait > Duration::from_secs(3540), "{wait:?}");
        let heavy = limit(&client, "Heavy");
        assert!(heavy.retry_after <= hour && !heavy.retry_after.is_zero(), "{heavy}");
    }
}

#[test]
fn the_limits_are_known_without_a_request() {
    let platform = documented();
    let client = platform.client().with_rate_limit(RateLimit::FailFast);
    let known = |limit: &Limit| (limit.name, limit.ringcentral_name.clone(), limit.limit, limit.remaining);
    let defaults: Vec<_> = client.limits().iter().map(known).collect();
    assert_eq!(defaults, [("Light", None, 50, None), ("Heavy", None, 10, None), ("Auth", None, 5, None)]);
    assert_eq!(platform.journal().len(), 0);

    client.create_call(&request()).unwrap();
    let heavy = limit(&client, "Heavy");
    let known = (heavy.ringcentral_name.is_some(), heavy.limit, heavy.window, heavy.remaining, heavy.retry_after);
    assert_eq!(known, (true, 10, Duration::from_secs(60), Some(9), Duration::ZERO));
    assert_eq!(heavy.to_string(), "Heavy: 9 of 10 left in 60 s");

    platform.fault("POST", CALLS, 1, &refusal("7"));
    let requests = platform.journal().len();
    assert_eq!(client.create_call(&request()).unwrap_err().code(), ErrorCode::RateLimited);
    for limit in client.limits() {
        assert!(limit.retry_after > ms(6000) && limit.retry_after <= ms(7000), "{limit}");
        assert_eq!(limit.remaining, Some(0));
    }
    assert_eq!(platform.journal().len(), requests + 1);
}
