//! Staying logged in: when a token is replaced, and what a failed login does and does not do.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use ringout_core::{Client, ErrorCode, Method};
use ringout_simulator::Config;
use ringout_tests::Platform;
use ringout_tests::platform::{CALLS, FOREVER, JournalEntry, TOKEN};
use ringout_tests::server::{Received, Reply, Server, json_response};
use ringout_tests::timing::{ms, sleep, timed};
use serde_json::json;

fn ask(client: &Client) -> Result<(), ringout_core::Error> {
    client.request(Method::Get, "/restapi/v1.0/account/~/extension/~", &[], None).map(drop)
}

fn code(client: &Client) -> ErrorCode {
    ask(client).unwrap_err().code()
}

/// The requests in order: the grant of a token request, the method of any other.
fn sent(platform: &Platform) -> Vec<String> {
    let name = |request: JournalEntry| match request.body.split('&').find(|f| f.starts_with("grant_type=")) {
        Some(field) => field["grant_type=".len()..].rsplit("%3A").next().unwrap_or_default().to_owned(),
        None => request.method,
    };
    platform.journal().into_iter().map(name).collect()
}

fn with_refresh_tokens() -> Platform {
    Platform::with(Config { refresh_tokens: true, ..Config::default() })
}

#[test]
fn a_token_is_replaced_before_it_expires_and_not_after_a_401() {
    let body = r#"{"access_token":"short-lived","expires_in":1,"refresh_token":"its-refresh"}"#;
    let server =
        Server::start(|request| Reply::Bytes(json_response(200, if request.is_login() { body } else { "{}" })));
    let client = server.client();
    ask(&client).unwrap();
    ask(&client).unwrap();
    sleep(ms(920));
    ask(&client).unwrap();
    let logins: Vec<String> = server.received().into_iter().filter(Received::is_login).map(|r| r.body).collect();
    assert_eq!(logins.len(), 2, "one for the first two requests, one in the last tenth of the token's lifetime");
    assert!(logins[1].contains("grant_type=refresh_token&refresh_token=its-refresh"));
}

#[test]
fn a_401_with_a_valid_token_logs_in_once_and_retries_once() {
    let platform = Platform::start();
    let client = platform.client();
    ask(&client).unwrap();
    platform.post("tokens/expire", &json!({}));
    platform.delete("journal");
    ask(&client).unwrap();
    assert_eq!(sent(&platform), ["GET", "jwt-bearer", "GET"]);
}

#[test]
fn a_second_401_is_final() {
    let platform = Platform::start();
    let client = platform.client();
    platform.fault("GET", CALLS, FOREVER, &json!({ "error": "OAU-128" }));
    assert_eq!(code(&client), ErrorCode::Unauthorized);
    assert_eq!(sent(&platform), ["jwt-bearer", "GET", "jwt-bearer", "GET"]);
}

#[test]
fn an_application_that_is_refused_does_not_log_in_again() {
    let platform = Platform::start();
    let client = platform.client();
    platform.fault("GET", CALLS, 1, &json!({ "error": "OAU-121" }));
    assert_eq!(code(&client), ErrorCode::Unauthorized);
    assert_eq!(sent(&platform), ["jwt-bearer", "GET"]);
}

#[test]
fn a_refresh_token_is_used_before_the_credentials() {
    let platform = with_refresh_tokens();
    let client = platform.client();
    ask(&client).unwrap();
    platform.post("tokens/expire", &json!({}));
    platform.delete("journal");
    ask(&client).unwrap();
    assert_eq!(sent(&platform), ["GET", "refresh_token", "GET"]);
}

#[test]
fn a_dead_refresh_token_falls_back_to_the_credentials() {
    let platform = with_refresh_tokens();
    let client = platform.client();
    ask(&client).unwrap();
    platform.post("tokens/expire", &json!({ "refresh": true }));
    platform.delete("journal");
    ask(&client).unwrap();
    assert_eq!(sent(&platform), ["GET", "refresh_token", "jwt-bearer", "GET"]);
}

#[test]
fn a_refresh_with_a_lost_response_is_retried_and_brings_the_same_pair() {
    let platform = with_refresh_tokens();
    let client = platform.builder().request_timeout(ms(5000)).build().unwrap();
    ask(&client).unwrap();
    platform.fault("POST", TOKEN, 1, &json!({ "drop": "before-response" }));
    platform.delete("journal");
    client.refresh().unwrap();
    ask(&client).unwrap();
    assert_eq!(sent(&platform), ["refresh_token", "refresh_token", "GET"]);
}

#[test]
fn a_network_failure_costs_no_token() {
    let platform = with_refresh_tokens();
    let client = platform.client();
    ask(&client).unwrap();
    let before = client.token().unwrap();
    platform.fault("POST", TOKEN, FOREVER, &json!({ "reset": "before-processing" }));
    assert_eq!(client.refresh().unwrap_err().code(), ErrorCode::Connection);
    assert_eq!(client.token().unwrap().to_json(), before.to_json());
    platform.delete("faults");
    ask(&client).unwrap();
    assert_eq!(client.token().unwrap().access_token(), before.access_token());
}

#[test]
fn refused_credentials_are_not_sent_again() {
    let platform = Platform::start();
    let client =
        platform.builder_without_jwt().credentials(ringout_core::Credentials::jwt("wrong.jwt.x")).build().unwrap();
    for _ in 0..3 {
        let error = ask(&client).unwrap_err();
        assert_eq!((error.code(), error.error_code()), (ErrorCode::Unauthorized, Some("OAU-140")));
    }
    assert_eq!(sent(&platform), ["jwt-bearer"], "400 never again, and no other request while the login fails");
    client.login(ringout_core::Credentials::jwt(platform.simulator().jwt())).unwrap();
    ask(&client).unwrap();
}

#[test]
fn a_limited_token_endpoint_is_left_alone() {
    let platform = Platform::start();
    let client = platform.builder().request_timeout(ms(6000)).build().unwrap();
    let limited = json!({ "error": "CMN-301", "headers": { "Retry-After": "7" } });
    platform.fault("POST", TOKEN, FOREVER, &limited);
    for _ in 0..3 {
        let (error, took) = timed(|| ask(&client).unwrap_err());
        assert_eq!(error.code(), ErrorCode::RateLimited);
        assert!(
            error.retry_after().is_some_and(|wait| wait > ms(5000) && wait <= ms(7000)),
            "{:?}",
            error.retry_after()
        );
        assert!(took < ms(4500), "{took:?}");
    }
    assert_eq!(sent(&platform), ["jwt-bearer"]);
}

#[test]
fn a_busy_token_endpoint_is_retried_when_it_says() {
    let platform = Platform::start();
    let client = platform.builder().request_timeout(ms(10_000)).build().unwrap();
    platform.fault("POST", TOKEN, 2, &json!({ "status": 503, "headers": { "Retry-After": "0" } }));
    ask(&client).unwrap();
    assert_eq!(sent(&platform), ["jwt-bearer", "jwt-bearer", "jwt-bearer", "GET"]);
}

#[test]
fn a_response_without_a_token_is_a_protocol_error() {
    for body in ["{}", "[]", "<html>", r#"{"access_token":""}"#, r#"{"access_token":"a\nb"}"#] {
        let server = Server::start(move |_| Reply::Bytes(json_response(200, body)));
        let error = ask(&server.client()).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Protocol, "{body}");
        assert!(error.message().contains("token endpoint"), "{error}");
    }
}

#[test]
fn two_clients_of_one_process_share_nothing() {
    let platform = Platform::start();
    let (one, other) = (platform.client(), platform.client());
    ask(&one).unwrap();
    ask(&other).unwrap();
    assert_eq!(platform.count("token"), 2);
    assert_ne!(one.token().unwrap().access_token(), other.token().unwrap().access_token());
}
