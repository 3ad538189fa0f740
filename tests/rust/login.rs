//! Logging in and staying logged in: one login at a time, no more than needed, and nothing sent without one.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;

use ringout_core::{CallRequest, CancelToken, Client, Credentials, ErrorCode, Method, RateLimit, Result};
use ringout_simulator::{Config, Limit, Limits};
use ringout_tests::platform::{CALLS, FOREVER, FROM, Platform, TO, TOKEN};
use ringout_tests::server::{GOOD_CALL, GOOD_TOKEN, Reply, Server, builder, json_response, response};
use ringout_tests::timing::{ms, sleep, timed, until};
use serde_json::json;

const EXTENSION: &str = "/restapi/v1.0/account/~/extension/~";

/// Any request that needs a token.
fn ask(client: &Client) -> Result<u16> {
    client.request(Method::Get, EXTENSION, &[], None).map(|response| response.status())
}

/// Sends one from many threads at once.
fn ask_from(threads: usize, client: &Client) -> Vec<Result<u16>> {
    let start = Barrier::new(threads);
    thread::scope(|scope| {
        let asking = || {
            start.wait();
            ask(client)
        };
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(asking)).collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect()
    })
}

fn codes(results: &[Result<u16>]) -> Vec<&'static str> {
    let mut codes: Vec<_> = results.iter().map(ringout_tests::vectors::code_of).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn unauthorized(code: &str) -> serde_json::Value {
    json!({ "status": 401, "body": { "errorCode": code, "message": "no" } })
}

#[test]
fn one_token_request_for_64_threads() {
    let platform = Platform::start();
    // Slow enough for all of them to arrive while it is in flight.
    platform.fault("POST", TOKEN, 1, &json!({ "delay_ms": 300 }));
    let client = platform.client();
    assert_eq!(codes(&ask_from(64, &client)), ["OK"]);
    assert_eq!(platform.count("token"), 1);
    assert_eq!(codes(&ask_from(64, &client)), ["OK"]);
    assert_eq!(platform.count("token"), 1, "the token is kept");
}

#[test]
fn clones_and_handles_share_the_login() {
    let platform = Platform::start();
    let client = platform.client();
    client.login(Credentials::jwt(platform.simulator().jwt())).unwrap();
    ask(&client.clone()).unwrap();
    ask(&client.with_cancel_token(&CancelToken::new())).unwrap();
    client.create_call(&CallRequest::to(TO).from(FROM)).unwrap().status().unwrap();
    assert_eq!(platform.count("token"), 1);
}

#[test]
fn an_expired_token_is_replaced_by_one_new_login() {
    let platform = Platform::start();
    let client = platform.client();
    ask(&client).unwrap();
    platform.post("tokens/expire", &json!({}));
    assert_eq!(codes(&ask_from(64, &client)), ["OK"]);
    assert_eq!(platform.count("token"), 2);
}

#[test]
fn a_token_is_replaced_before_it_expires_and_not_after_a_401() {
    let platform = Platform::start();
    let short = json!({ "access_token": "a-token-of-one-second", "expires_in": 1 });
    platform.fault("POST", TOKEN, 1, &json!({ "status": 200, "body": short }));
    platform.fault("GET", CALLS, 1, &json!({ "status": 200, "body": {} }));
    let client = platform.client();
    ask(&client).unwrap();
    sleep(ms(1000));
    ask(&client).unwrap();
    assert_eq!(platform.count("token"), 2);
    assert_eq!(platform.count("extension"), 2, "the token that had ended was not tried");
}

#[test]
fn a_refusal_reaches_all_who_wait_and_nothing_else_is_sent() {
    let server = Server::start(|_| {
        Reply::Late(ms(3000), json_response(400, r#"{"error":"invalid_grant","errors":[{"errorCode":"OAU-140"}]}"#))
    });
    let client = server.client();
    let results = ask_from(64, &client);
    assert_eq!(codes(&results), ["UNAUTHORIZED"]);
    assert!(results.iter().all(|result| result.as_ref().unwrap_err().error_code() == Some("OAU-140")));
    let received = server.received();
    assert!(received.len() == 1 && received[0].is_login(), "{received:?}");
    // The platform has refused these credentials. Sending them again could lock the account.
    assert_eq!(ask(&client).unwrap_err().code(), ErrorCode::Unauthorized);
    assert_eq!(server.received().len(), 1);
}

#[test]
fn a_login_server_that_breaks_reaches_all_who_wait() {
    let server = Server::start(|_| Reply::Late(ms(2000), response(500, "text/html", "", "<h1>no</h1>")));
    assert_eq!(codes(&ask_from(64, &server.client())), ["SERVER"]);
    assert_eq!(server.received().len(), 1);
}

#[test]
fn a_login_that_failed_on_the_network_is_retried_by_the_next_request() {
    let platform = Platform::start();
    platform.fault("POST", TOKEN, FOREVER, &json!({ "reset": true }));
    let client = platform.client();
    assert_eq!(ask(&client).unwrap_err().code(), ErrorCode::Connection);
    platform.delete("faults");
    assert_eq!(ask(&client).unwrap(), 200);
}

#[test]
fn a_login_that_is_limited_waits() {
    let platform = Platform::start();
    platform.fault("POST", TOKEN, 1, &json!({ "status": 429, "headers": { "Retry-After": "1" } }));
    let client = platform.builder().rate_limit(RateLimit::FailFast).build().unwrap();
    for _ in 0..3 {
        let error = ask(&client).unwrap_err();
        assert_eq!(error.code(), ErrorCode::RateLimited);
        assert!(error.retry_after().unwrap() <= ms(1000));
    }
    assert_eq!(platform.count("token"), 1, "a request during the penalty would restart it");
    sleep(ms(1050));
    assert_eq!(ask(&client).unwrap(), 200);
}

#[test]
fn a_login_that_gets_a_503_is_retried_after_its_retry_after() {
    let platform = Platform::start();
    platform.fault("POST", TOKEN, 2, &json!({ "status": 503, "headers": { "Retry-After": "0" } }));
    let client = platform.builder().request_timeout(ms(10_000)).build().unwrap();
    let (result, took) = timed(|| ask(&client));
    assert_eq!(result.unwrap(), 200);
    assert_eq!(platform.count("token"), 3);
    assert!(took >= ms(2000), "each attempt waits a second: {took:?}");
}

#[test]
fn a_401_despite_a_valid_token_logs_in_again_once() {
    for fault in [
        unauthorized("OAU-128"),
        unauthorized("OAU-129"),
        unauthorized("OAU-149"),
        json!({ "status": 401 }),
        json!({ "status": 401, "body": "<html>no</html>" }),
    ] {
        let platform = Platform::start();
        let client = platform.client();
        platform.fault("GET", CALLS, 1, &fault);
        assert_eq!(ask(&client).unwrap(), 200, "{fault}");
        assert_eq!((platform.count("token"), platform.count("extension")), (2, 2), "{fault}");

        platform.fault("GET", CALLS, FOREVER, &fault);
        assert_eq!(ask(&client).unwrap_err().code(), ErrorCode::Unauthorized, "{fault}");
        assert_eq!((platform.count("token"), platform.count("extension")), (3, 4), "{fault}");
    }
}

#[test]
fn a_401_that_no_login_can_fix_is_final() {
    for code in ["OAU-120", "OAU-121", "OAU-151", "OAU-168", "CMN-405", "AGW-402"] {
        let platform = Platform::start();
        platform.fault("GET", CALLS, FOREVER, &unauthorized(code));
        let error = ask(&platform.client()).unwrap_err();
        assert_eq!((error.code(), error.error_code()), (ErrorCode::Unauthorized, Some(code)));
        assert_eq!((platform.count("token"), platform.count("extension")), (1, 1), "{code}");
    }
}

#[test]
fn a_401_and_then_a_login_that_fails() {
    let platform = Platform::start();
    let client = platform.client();
    ask(&client).unwrap();
    platform.fault("GET", CALLS, 1, &unauthorized("OAU-128"));
    platform.fault("POST", TOKEN, 1, &json!({ "status": 403, "body": { "errorCode": "OAU-251", "message": "no" } }));
    let error = ask(&client).unwrap_err();
    assert_eq!((error.code(), error.error_code()), (ErrorCode::Forbidden, Some("OAU-251")));
    assert!(error.hint().unwrap().contains("JWT grant"), "{error}");
}

#[test]
fn without_credentials_nothing_is_sent() {
    let platform = Platform::start();
    let client = platform.builder_without_jwt().build().unwrap();
    assert_eq!(ask(&client).unwrap_err().code(), ErrorCode::NotLoggedIn);
    let error = client.create_call(&CallRequest::to(TO)).unwrap_err();
    assert_eq!((error.code(), error.is_retryable()), (ErrorCode::NotLoggedIn, false));
    assert_eq!(platform.get("state")["requests"]["total"], 0);
}

#[test]
fn a_refused_login_leaves_the_one_before_in_force() {
    let platform = Platform::start();
    let client = platform.client();
    ask(&client).unwrap();
    let wrong = client.login(Credentials::jwt("wrong.wrong.wrong")).unwrap_err();
    assert_eq!((wrong.code(), wrong.http_status()), (ErrorCode::Unauthorized, Some(400)));
    assert_eq!(ask(&client).unwrap(), 200);
    platform.post("tokens/expire", &json!({}));
    assert_eq!(ask(&client).unwrap(), 200, "and so do its credentials");
}

#[test]
fn an_explicit_login_is_immediate_and_may_follow_a_refusal() {
    let platform = Platform::start();
    let client = platform.builder_without_jwt().credentials(Credentials::jwt("wrong.wrong.wrong")).build().unwrap();
    assert_eq!(platform.count("token"), 0, "a client that is made sends nothing");
    assert_eq!(ask(&client).unwrap_err().code(), ErrorCode::Unauthorized);
    client.login(Credentials::jwt(platform.simulator().jwt())).unwrap();
    assert_eq!(platform.count("token"), 2);
    assert_eq!(ask(&client).unwrap(), 200);
}

#[test]
fn a_network_failure_never_discards_a_token() {
    let platform = Platform::start();
    let client = platform.client();
    ask(&client).unwrap();
    for fault in [json!({ "reset": true }), json!({ "drop": "before-response" }), json!({ "status": 503 })] {
        platform.fault("GET", CALLS, FOREVER, &fault);
        ask(&client).unwrap_err();
        platform.delete("faults");
    }
    assert_eq!(ask(&client).unwrap(), 200);
    assert_eq!(platform.count("token"), 1);
}

#[test]
fn the_app_shows_itself_with_basic_or_in_the_body() {
    let server = Server::start(|_| Reply::Bytes(json_response(200, GOOD_TOKEN)));
    server.client().login(Credentials::jwt("jwt.of.the-suites")).unwrap();
    let public = Client::builder(server.url(), "client-id").build().unwrap();
    public.login(Credentials::jwt("a+b&c=d")).unwrap();

    let received = server.received();
    assert!(received[0].header("authorization").unwrap().starts_with("Basic "));
    assert!(!received[0].body.contains("client_id"));
    assert_eq!(received[1].header("authorization"), None);
    assert!(received[1].body.contains("client_id=client-id") && received[1].body.contains("assertion=a%2Bb%26c%3Dd"));
    assert!(received.iter().all(|request| request.header("content-type") == Some("application/x-www-form-urlencoded")));
}

#[test]
fn a_jwt_is_exchanged_and_never_sent_as_a_token() {
    let server = Server::with_login(|_| Reply::Bytes(json_response(200, GOOD_CALL)));
    ask(&server.client()).unwrap();
    let received = server.received();
    assert_eq!(received[1].header("authorization"), Some("Bearer access-token-of-the-raw-server"));
    assert!(!format!("{:?}", received[1]).contains("jwt.of.the-suites"));
}

#[test]
fn a_login_outlives_the_request_that_began_it() {
    let logins = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&logins);
    let server = Server::start(move |request| {
        if !request.is_login() {
            return Reply::Bytes(json_response(200, GOOD_CALL));
        }
        counted.fetch_add(1, Ordering::SeqCst);
        Reply::Late(ms(700), json_response(200, GOOD_TOKEN))
    });
    let token = CancelToken::new();
    let client = server.client();
    let first = client.with_cancel_token(&token);
    thread::scope(|scope| {
        let leader = scope.spawn(|| ask(&first));
        until("the first login", || logins.load(Ordering::SeqCst) == 1);
        let follower = scope.spawn(|| ask(&client));
        sleep(ms(100));
        token.cancel();
        assert_eq!(leader.join().unwrap().unwrap_err().code(), ErrorCode::Cancelled);
        assert_eq!(follower.join().unwrap().unwrap(), 200);
    });
    assert_eq!(logins.load(Ordering::SeqCst), 1);
}

#[test]
fn a_slow_login_is_finished_for_later_requests() {
    let platform = Platform::start();
    platform.fault("POST", TOKEN, 1, &json!({ "delay_ms": 4000 }));
    let hurried = platform.builder().request_timeout(ms(300)).build().unwrap();
    let (error, took) = timed(|| ask(&hurried).unwrap_err());
    assert_eq!(error.code(), ErrorCode::Timeout);
    assert!(took < ms(3500), "{took:?}");
    until("the login", || ask(&hurried).is_ok());
    assert_eq!(platform.count("token"), 1, "no request has begun another one");
}

#[test]
fn the_platforms_limit_of_logins_is_never_reached_by_a_herd() {
    let limits = Limits { auth: Some(Limit { limit: 5, window_s: 60, penalty_s: 60 }), ..Limits::off() };
    let platform = Platform::with(Config { limits, ..Config::default() });
    let client = platform.client();
    for _ in 0..4 {
        assert_eq!(codes(&ask_from(32, &client)), ["OK"]);
        platform.post("tokens/expire", &json!({}));
    }
    assert_eq!(platform.count("token"), 4);
}

#[test]
fn a_token_response_without_a_token_is_a_protocol_error() {
    for body in ["", "null", "[]", "{}", "\"token\"", r#"{"access_token":7}"#, r#"{"access_token":"a b"}"#] {
        let server = Server::start(move |_| Reply::Bytes(json_response(200, body)));
        assert_eq!(ask(&server.client()).unwrap_err().code(), ErrorCode::Protocol, "{body}");
        assert!(server.received().iter().all(ringout_tests::server::Received::is_login));
    }
}

#[test]
fn an_unreachable_server_is_a_connection_error() {
    let closed = ringout_tests::server::ClosedPort::take();
    let client = builder(&closed.url()).build().unwrap();
    let (error, took) = timed(|| client.login(Credentials::jwt("jwt.of.the-suites")).unwrap_err());
    assert_eq!((error.code(), error.is_retryable()), (ErrorCode::Connection, true));
    assert!(took < ms(8000), "{took:?}");
}

#[test]
fn a_rate_limited_login_does_not_lift_a_lockout() {
    let platform = Platform::start();
    let client = platform.client().with_rate_limit(RateLimit::FailFast);
    ask(&client).unwrap();
    platform.fault("POST", TOKEN, 1, &json!({ "status": 400, "body": { "error": "invalid_grant" } }));
    assert_eq!(client.refresh().unwrap_err().code(), ErrorCode::Unauthorized);
    platform.fault("POST", TOKEN, 1, &json!({ "status": 429, "headers": { "Retry-After": "1" } }));
    let other = Credentials::jwt(platform.simulator().jwt());
    assert_eq!(client.login(other).unwrap_err().code(), ErrorCode::RateLimited);
    sleep(ms(1100));
    platform.post("tokens/expire", &json!({}));
    let logins = platform.count("token");
    assert_eq!(ask(&client).unwrap_err().code(), ErrorCode::Unauthorized);
    assert_eq!(platform.count("token"), logins, "the refused credentials are not sent again");
}
