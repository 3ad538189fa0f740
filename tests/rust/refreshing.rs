//! What ends a login and what does not, and which requests wait for a new token.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use ringout_core::{Client, Credentials, ErrorCode, Method, OutcomeKind, Result, Token, WaitOptions};
use ringout_tests::server::{GOOD_TOKEN, Received, Reply, Server, json_response, response};
use ringout_tests::timing::{ms, sleep, timed};

const EXTENSION: &str = "/restapi/v1.0/account/~/extension/~";
const GOOD: &str = "Bearer access-token-of-the-raw-server";

fn ask(client: &Client) -> Result<u16> {
    client.request(Method::Get, EXTENSION, &[], None).map(|response| response.status())
}

/// A token in the last tenth of its lifetime: valid, and to be refreshed.
fn ageing(refresh: &str) -> Token {
    let left = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap() + Duration::from_secs(20);
    let json = format!(
        r#"{{"access_token":"the-old-access-token","expires_in":3600,"expires_at":{}{refresh}}}"#,
        left.as_secs()
    );
    Token::from_json(&json).unwrap()
}

const WITH_REFRESH: &str = r#","refresh_token":"the-old-refresh-token""#;

fn logins(server: &Server) -> usize {
    server.received().iter().filter(|request| request.is_login()).count()
}

/// A token endpoint that returns `bad` the first `times` times. Everything else succeeds.
fn failing(times: usize, bad: impl Fn() -> Vec<u8> + Send + Sync + 'static) -> Server {
    let left = AtomicUsize::new(times);
    Server::start(move |request| {
        let fails = |left: usize| left.checked_sub(1);
        match request.is_login() {
            true if left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fails).is_ok() => Reply::Bytes(bad()),
            true => Reply::Bytes(json_response(200, GOOD_TOKEN)),
            false => Reply::Bytes(json_response(200, "{}")),
        }
    })
}

#[test]
fn a_temporary_failure_of_the_token_endpoint_ends_no_login() {
    for status in [401, 403, 404, 407, 413, 421, 425] {
        let page = move || response(status, "text/html", "", "<h1>not from the authorization server</h1>");
        let server = failing(1, page);
        // After a login on the login page there is only the refresh token.
        let client = Client::builder(server.url(), "client-id").client_secret("secret").build().unwrap();
        client.set_token(expired());
        let error = ask(&client).unwrap_err();
        assert_eq!(error.http_status(), Some(status), "{error}");
        assert_eq!(ask(&client).unwrap(), 200, "{status}: the refresh token was kept");
        assert_eq!(logins(&server), 2, "{status}");

        let server = failing(1, page);
        assert!(ask(&server.client()).is_err());
        assert_eq!(ask(&server.client()).unwrap(), 200, "{status}: the credentials were kept");
    }
}

fn expired() -> Token {
    let json =
        r#"{"access_token":"ended","expires_in":3600,"expires_at":1000,"refresh_token":"the-old-refresh-token"}"#;
    Token::from_json(json).unwrap()
}

#[test]
fn a_408_of_the_token_endpoint_is_retried_and_ends_no_login() {
    let server = failing(1, || response(408, "text/html", "", ""));
    let client = server.client();
    // There is no time for the backoff before the next attempt, so the error is returned at once.
    let error = client.with_timeout(ms(1500)).unwrap();
    assert_eq!(ask(&error).unwrap_err().http_status(), Some(408));
    assert_eq!(ask(&client.with_timeout(ms(15_000)).unwrap()).unwrap(), 200);
}

#[test]
fn a_verdict_of_the_authorization_server_ends_the_login() {
    for body in [
        r#"{"error":"invalid_grant","error_description":"no"}"#,
        r#"{"errorCode":"OAU-213","message":"Token not found"}"#,
    ] {
        let server = failing(1, || json_response(400, body));
        let client = Client::builder(server.url(), "client-id").client_secret("secret").build().unwrap();
        client.set_token(expired());
        for _ in 0..2 {
            assert_eq!(ask(&client).unwrap_err().code(), ErrorCode::Unauthorized, "{body}");
        }
        assert_eq!(logins(&server), 1, "{body}: a 400 is not retried");
    }
}

#[test]
fn a_refresh_is_waited_for_a_second_and_no_longer() {
    let server =
        Server::start(
            |request| if request.is_login() { Reply::Silence } else { Reply::Bytes(json_response(200, "{}")) },
        );
    let client = server.builder().build().unwrap().with_timeout(ms(20_000)).unwrap();
    client.set_token(ageing(WITH_REFRESH));
    let (result, took) = timed(|| ask(&client));
    assert_eq!(result.unwrap(), 200);
    assert!(took >= ms(900) && took < ms(8000), "{took:?}");
    // The refresh is in flight by now, and later requests do not wait for it.
    let took = (0..4).map(|_| timed(|| assert_eq!(ask(&client).unwrap(), 200)).1).min().unwrap();
    assert!(took < ms(800), "{took:?}");
    assert_eq!(logins(&server), 1);
}

#[test]
fn no_request_waits_for_a_login_while_the_token_is_valid() {
    let server =
        Server::start(
            |request| if request.is_login() { Reply::Silence } else { Reply::Bytes(json_response(200, "{}")) },
        );
    let asked = |_| {
        let client = server.client().with_timeout(ms(20_000)).unwrap();
        client.set_token(ageing(""));
        timed(|| assert_eq!(ask(&client).unwrap(), 200)).1
    };
    // A request that waits for a refresh waits 1 s.
    let took = (0..4).map(asked).min().unwrap();
    assert!(took < ms(800), "{took:?}");
}

/// The platform ends the old access token with the refresh, so requests in flight with it are refused.
#[test]
fn a_401_while_the_token_is_replaced_waits_for_the_new_one() {
    let server = Server::start(|request: &Received| match request.header("authorization") {
        _ if request.is_login() => Reply::Late(ms(2500), json_response(200, GOOD_TOKEN)),
        Some(GOOD) => Reply::Bytes(json_response(200, "{}")),
        _ => Reply::Bytes(json_response(401, r#"{"errorCode":"OAU-129","message":"gone"}"#)),
    });
    let client = server.client().with_timeout(ms(20_000)).unwrap();
    client.set_token(ageing(WITH_REFRESH));
    let start = Barrier::new(8);
    thread::scope(|scope| {
        let asking = || {
            start.wait();
            ask(&client)
        };
        let handles: Vec<_> = (0..8).map(|_| scope.spawn(asking)).collect();
        for handle in handles {
            assert_eq!(handle.join().unwrap().unwrap(), 200);
        }
    });
    assert_eq!(logins(&server), 1, "no request has logged in separately");
}

#[test]
fn a_waiting_request_does_not_inherit_the_failure_of_another_login() {
    let seen = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&seen);
    let server = Server::start(move |request| match request.is_login() {
        true if request.body.contains("wrong") => {
            counted.fetch_add(1, Ordering::SeqCst);
            Reply::Late(ms(500), json_response(400, r#"{"error":"invalid_grant"}"#))
        }
        true => Reply::Bytes(json_response(200, GOOD_TOKEN)),
        false => Reply::Bytes(json_response(200, "{}")),
    });
    let client = server.client().with_timeout(ms(20_000)).unwrap();
    thread::scope(|scope| {
        let wrong = scope.spawn(|| client.login(Credentials::jwt("wrong.jwt.x")));
        while seen.load(Ordering::SeqCst) == 0 {
            sleep(ms(5));
        }
        assert_eq!(ask(&client).unwrap(), 200);
        assert_eq!(wrong.join().unwrap().unwrap_err().code(), ErrorCode::Unauthorized);
    });
}

/// While a call is followed, its token is refreshed and a proxy intercepts the token endpoint for a while. That says
/// nothing about the call and ends no wait.
#[test]
fn a_temporary_failure_of_the_token_endpoint_ends_no_wait() {
    const UNKNOWN: &str = r#"{"errorCode":"CMN-102","message":"not found"}"#;
    const ENDED: &str =
        r#"{"id":"1","status":{"callStatus":"Success","callerStatus":"Finished","calleeStatus":"Finished"}}"#;
    for (status, body) in [(403, "<html>"), (404, UNKNOWN), (401, "<html>")] {
        let left = AtomicUsize::new(2);
        let server = Server::start(move |request| {
            let fails = |left: usize| left.checked_sub(1);
            match request.is_login() {
                true if left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fails).is_ok() => {
                    Reply::Bytes(json_response(status, body))
                }
                true => Reply::Bytes(json_response(200, GOOD_TOKEN)),
                false => Reply::Bytes(json_response(200, ENDED)),
            }
        });
        let call = server.client().call("1").unwrap();
        let outcome = call.wait(&WaitOptions::default().timeout(Duration::from_secs(30))).unwrap();
        assert_eq!((outcome.kind, outcome.connected), (OutcomeKind::Completed, true), "{status}: {outcome}");
    }
}
