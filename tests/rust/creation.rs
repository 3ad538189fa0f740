//! A call is placed once: no create is sent a second time unless it provably never left.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::collections::HashSet;
use std::thread;

use ringout_core::{
    Call, CallPath, CallRequest, CancelToken, Client, Credentials, Error, ErrorCode, LogMatch, Method, Result, Token,
};
use ringout_tests::platform::{CALLS, FOREVER, FROM, Platform, TO, TOKEN};
use ringout_tests::server::{ClosedPort, GOOD_CALL, GOOD_TOKEN, Received, Reply, Server, json_response, response};
use ringout_tests::timing::{ms, sleep, timed, until, wall};
use ringout_tests::vectors::code_of;
use serde_json::{Value, json};

const PATHS: [CallPath; 2] = [CallPath::RingOut, CallPath::Deprecated];

fn create(client: &Client) -> Result<Call> {
    client.create_call(&CallRequest::to(TO).from(FROM))
}

/// Every way to lose the response to a create, and whether the platform has placed the call by then.
fn lost_responses() -> Vec<(Value, u64)> {
    vec![
        (json!({ "drop": "before-response" }), 1),
        (json!({ "drop": "before-processing" }), 0),
        (json!({ "reset": true }), 1),
        (json!({ "reset": "before-processing" }), 0),
        (json!({ "close_after_bytes": 0 }), 1),
        (json!({ "close_after_bytes": 30 }), 1),
        (json!({ "truncate": true }), 1),
        (json!({ "malformed_json": true }), 1),
        (json!({ "wrong_length": 10 }), 1),
        (json!({ "wrong_length": -10 }), 1),
        (json!({ "delay_ms": 5000 }), 1),
        (json!({ "drip_ms": 50 }), 1),
    ]
}

/// The state of the connection pool when the create is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pool {
    Nothing,
    WarmConnection,
    ConnectionThatDies,
}

#[test]
fn a_lost_response_is_maybe_placed_and_never_a_second_post() {
    thread::scope(|scope| {
        for path in PATHS {
            for pool in [Pool::Nothing, Pool::WarmConnection] {
                scope.spawn(move || lose_responses(path, pool));
            }
        }
    });
}

fn lose_responses(path: CallPath, pool: Pool) {
    let platform = Platform::start();
    for (fault, placed) in lost_responses() {
        let what = format!("{fault} {path:?} {pool:?}");
        platform.post("reset", &json!({}));
        let builder = platform.builder().call_path(path).request_timeout(ms(10_000));
        let client = builder.create_timeout(ms(1500)).build().unwrap();
        prepare(&platform, &client, pool);
        platform.fault("POST", CALLS, FOREVER, &fault);
        platform.delete("journal");

        let before = wall();
        let (result, took) = timed(|| create(&client));
        let error = result.unwrap_err();
        assert_eq!(error.code(), ErrorCode::MaybePlaced, "{what}: {error}");
        assert!(!error.is_retryable() && took < ms(8000), "{what}: {took:?}");
        let attempt = error.attempt().unwrap();
        assert_eq!((attempt.to.as_deref(), attempt.from.as_deref()), (Some(TO), Some(FROM)), "{what}");
        assert!((before..=wall()).contains(&attempt.sent_at), "{what}");
        assert!(error.message().contains(TO) && error.message().contains(FROM), "{what}: {error}");
        assert_eq!((platform.posts(), platform.placed()), (1, placed), "{what}");
    }
}

fn prepare(platform: &Platform, client: &Client, pool: Pool) {
    if pool == Pool::Nothing {
        platform.fault("POST", TOKEN, 1, &json!({ "stale_keep_alive": true }));
    }
    client.request(Method::Get, "/restapi/v1.0/account/~/extension/~", &[], None).unwrap();
    if pool == Pool::ConnectionThatDies {
        platform.fault("GET", CALLS, 1, &json!({ "stale_keep_alive": "on-next-request" }));
        client.request(Method::Get, "/restapi/v1.0/account/~/extension/~", &[], None).unwrap();
    }
}

#[test]
fn a_connection_that_breaks_during_a_create_is_not_a_reason_to_retry() {
    let platform = Platform::start();
    let client = platform.client();
    prepare(&platform, &client, Pool::ConnectionThatDies);
    platform.delete("journal");
    assert_eq!(create(&client).unwrap_err().code(), ErrorCode::MaybePlaced);
    assert_eq!(
        (platform.posts(), platform.placed()),
        (0, 0),
        "the request was never read, which the client cannot know"
    );
    // An idempotent request is retried at once. The fastest of four took less than the first backoff, 0.5 s.
    let retried = |_| {
        prepare(&platform, &client, Pool::ConnectionThatDies);
        timed(|| client.request(Method::Get, "/restapi/v1.0/account/~/extension/~", &[], None).unwrap()).1
    };
    let took = (0..4).map(retried).min().unwrap();
    assert!(took < ms(450), "{took:?}");
}

#[test]
fn a_create_uses_no_connection_that_has_idled_for_over_a_second() {
    let server = Server::with_login(|_| Reply::Bytes(json_response(200, GOOD_CALL)));
    let client = server.client();
    let get = || client.request(Method::Get, "/x", &[], None).unwrap();
    get();
    create(&client).unwrap();
    assert_eq!(server.connections(), 1, "an active connection is reused");
    sleep(ms(1100));
    get();
    assert_eq!(server.connections(), 1, "a request that may be retried uses an idle one");
    sleep(ms(1100));
    create(&client).unwrap();
    assert_eq!(server.connections(), 2, "a create does not");
    sleep(ms(1100));
    client.request(Method::Post, "/x", &[], Some("{}")).unwrap();
    assert_eq!(server.connections(), 3, "nor does any other POST");
}

#[test]
fn a_pooled_connection_that_was_closed_is_not_used() {
    let server = Server::start(|request| {
        if request.is_login() {
            Reply::Bytes(json_response(200, GOOD_TOKEN))
        } else {
            Reply::Last(json_response(200, GOOD_CALL))
        }
    });
    let client = server.client();
    for number in 1..6 {
        create(&client).unwrap();
        sleep(ms(30));
        assert_eq!(creates(&server), number);
    }
}

#[test]
fn a_pooled_connection_with_unexpected_data_is_not_used() {
    // A second, unsolicited response, which a careless client would take for the next one.
    let server = Server::with_login(|_| {
        let stray = GOOD_CALL.replace("raw-1", "stray");
        Reply::Bytes([json_response(200, GOOD_CALL), json_response(200, &stray)].concat())
    });
    let client = server.client();
    for _ in 0..5 {
        assert_eq!(create(&client).unwrap().id(), "raw-1");
        sleep(ms(20));
    }
}

fn creates(server: &Server) -> usize {
    let is_create = |request: &&Received| request.method == "POST" && request.target.ends_with("/ring-out");
    server.received().iter().filter(is_create).count()
}

#[test]
fn a_create_that_cannot_leave_is_a_connection_error() {
    let platform = Platform::start();
    let client = platform.client();
    client.request(Method::Get, "/restapi/v1.0/account/~/extension/~", &[], None).unwrap();
    drop(platform);
    let error = create(&client).unwrap_err();
    assert_eq!((error.code(), error.is_retryable()), (ErrorCode::Connection, true));
    assert_eq!(error.attempt(), None);
}

#[test]
fn a_create_that_could_not_leave_is_sent_when_it_can() {
    let port = ClosedPort::take();
    let client = ringout_tests::server::builder(&port.url()).build().unwrap();
    thread::scope(|scope| {
        let creating = scope.spawn(|| create(&client));
        sleep(ms(200));
        let server = late_server(port);
        assert!(creating.join().unwrap().is_ok());
        assert_eq!(creates(&server), 1);
    });
}

fn late_server(port: ClosedPort) -> Server {
    Server::start_on(port.open(), |request| {
        Reply::Bytes(json_response(200, if request.is_login() { GOOD_TOKEN } else { GOOD_CALL }))
    })
}

#[test]
fn a_401_places_nothing_so_a_create_is_retried_once_after_a_login() {
    let platform = Platform::start();
    for path in PATHS {
        let client = platform.client_on(path);
        platform.post("reset", &json!({}));
        create(&client).unwrap();
        platform.post("tokens/expire", &json!({}));
        platform.delete("journal");
        create(&client).unwrap();
        assert_eq!((platform.posts(), platform.placed()), (2, 2), "one refused, one placed {path:?}");
    }
}

#[test]
fn sixteen_threads_place_each_call_once() {
    const THREADS: usize = 16;
    const EACH: usize = 12;
    let platform = Platform::start();
    let client = platform.client();
    // For each way to lose a response, one create succeeds and five lose theirs. The rest succeed.
    for fault in lost_responses().iter().map(|(fault, _)| fault).filter(|fault| fault.get("delay_ms").is_none()) {
        platform.fault("POST", CALLS, 1, &json!({ "delay_ms": 0 }));
        platform.fault("POST", CALLS, 5, fault);
    }
    let results: Vec<Result<Call>> = thread::scope(|scope| {
        let place = || (0..EACH).map(|_| create(&client)).collect::<Vec<_>>();
        let handles: Vec<_> = (0..THREADS).map(|_| scope.spawn(place)).collect();
        handles.into_iter().flat_map(|handle| handle.join().unwrap()).collect()
    });
    let codes: HashSet<_> = results.iter().map(code_of).collect();
    assert_eq!(codes, HashSet::from(["OK", "MAYBE_PLACED"]));
    assert_eq!(platform.posts(), THREADS * EACH, "as many as were requested");
    let ids: Vec<_> = results.iter().flatten().map(Call::id).collect();
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "every call has its own response");
    let lost = results.iter().filter(|result| result.is_err()).count();
    assert_eq!(lost, 5 * (lost_responses().len() - 1));
}

#[test]
fn other_changes_are_sent_once_too() {
    for method in [Method::Post, Method::Put, Method::Patch] {
        let server = Server::with_login(|_| Reply::Last(Vec::new()));
        let error = server.client().request(method, "/restapi/v1.0/x", &[], Some("{}")).unwrap_err();
        let expected = if method == Method::Post { ErrorCode::MaybePlaced } else { ErrorCode::Connection };
        assert_eq!(error.code(), expected, "{method:?}");
        let sent =
            server.received().iter().filter(|request| request.method == method.as_str() && !request.is_login()).count();
        assert_eq!(sent, 1, "{method:?}");
    }
    for method in [Method::Get, Method::Delete] {
        let server = Server::with_login(|_| Reply::Last(Vec::new()));
        let client = server.builder().request_timeout(ms(1800)).build().unwrap();
        assert_eq!(client.request(method, "/x", &[], None).unwrap_err().code(), ErrorCode::Connection);
        assert!(server.received().len() > 2, "{method:?} may be retried, and is");
    }
}

#[test]
fn a_redirect_of_a_create_is_not_followed_and_leaves_the_call_uncertain() {
    let elsewhere = Server::start(|_| Reply::Bytes(json_response(200, GOOD_CALL)));
    let location = format!("Location: {}/stolen\r\n", elsewhere.url());
    for status in [301, 302, 303, 307, 308] {
        let more = location.clone();
        let server = Server::with_login(move |_| Reply::Bytes(response(status, "text/plain", &more, "")));
        let error = create(&server.client()).unwrap_err();
        assert_eq!((error.code(), error.http_status()), (ErrorCode::MaybePlaced, Some(status)));
        assert_eq!(creates(&server), 1);
    }
    assert_eq!(elsewhere.connections(), 0);
}

/// The error of a create, and of any other POST, that gets this status.
fn errors_after(status: u16, more: &'static str) -> [Error; 3] {
    let server = Server::with_login(move |_| Reply::Bytes(response(status, "text/plain", more, "")));
    // Enough on a busy machine, and not for all retries that are allowed.
    let client = server.client().with_timeout(ms(4000)).unwrap();
    let sent = client.send(Method::Post, "/x", &[], Some("{}")).map(|response| response.error().unwrap());
    [
        create(&client).unwrap_err(),
        client.request(Method::Post, "/x", &[], Some("{}")).unwrap_err(),
        sent.unwrap_or_else(|error| error),
    ]
}

#[test]
fn each_response_status_says_whether_a_call_was_placed() {
    use ErrorCode::{Forbidden, MaybePlaced, NotFound, RateLimited, Rejected, Server as Failed};
    const LATER: &str = "Retry-After: 60\r\n";
    let refused =
        [(400, Rejected), (402, Rejected), (403, Forbidden), (404, NotFound), (409, Rejected), (499, Rejected)];
    let unknown = [(408, Rejected), (500, Failed), (502, Failed), (503, Failed), (504, Failed), (599, Failed)];
    let unusable = [101, 199, 300, 302, 303, 304, 399, 600, 700, 999].map(|status| (status, MaybePlaced));
    let rows = refused.map(|(status, code)| (status, "", code, false)).into_iter();
    let rows = rows.chain([(429, LATER, RateLimited, false), (503, LATER, Failed, false), (504, LATER, Failed, true)]);
    let rows = rows.chain(unknown.into_iter().chain(unusable).map(|(status, code)| (status, "", code, true)));
    for (status, more, code, may_have_placed) in rows {
        for error in errors_after(status, more) {
            let seen = (error.code(), error.may_have_placed(), error.attempt().is_some());
            assert_eq!(seen, (code, may_have_placed, may_have_placed), "{status} {more}: {error}");
            assert!(!may_have_placed || !error.is_retryable(), "{status} {more}: {error}");
        }
    }
}

#[test]
fn only_a_post_may_have_placed_a_call() {
    for status in [303, 408, 504, 999] {
        let server = Server::with_login(move |_| Reply::Bytes(response(status, "text/plain", "", "")));
        for method in [Method::Get, Method::Put, Method::Patch, Method::Delete] {
            let error = server.client().request(method, "/x", &[], None).unwrap_err();
            assert!(!error.may_have_placed() && error.code() != ErrorCode::MaybePlaced, "{method:?}: {error}");
        }
    }
}

#[test]
fn a_login_that_fails_places_nothing() {
    for status in [303, 408, 500, 503, 999] {
        let server = Server::start(move |_| Reply::Bytes(response(status, "text/plain", "", "")));
        let client = server.client();
        let post = client.request(Method::Post, "/x", &[], Some("{}")).unwrap_err();
        for error in [create(&client).unwrap_err(), post] {
            assert!(!error.may_have_placed() && error.attempt().is_none(), "{status}: {error}");
            assert!(error.code() != ErrorCode::MaybePlaced && error.hint().is_none(), "{status}: {error}");
        }
    }
}

#[test]
fn an_attempt_has_the_time_at_which_the_create_left() {
    let platform = Platform::start();
    platform.post("limits", &json!({ "heavy": { "limit": 1, "window_s": 3, "penalty_s": 60 } }));
    let client = platform.builder().create_timeout(ms(120_000)).build().unwrap();
    create(&client).unwrap();
    platform.delete("journal");
    platform.fault("POST", CALLS, 1, &json!({ "drop": "before-response" }));
    let started = wall() - ms(platform.get("clock")["now_ms"].as_u64().unwrap());
    let began = wall();
    let error = client.create_call(&CallRequest::to("+16505550486").from(FROM)).unwrap_err();
    assert_eq!(error.code(), ErrorCode::MaybePlaced, "{error}");
    let attempt = error.attempt().unwrap();
    let arrived = started + platform.journal()[0].at;
    assert!(arrived.duration_since(began).unwrap() > ms(1500), "it has waited for the limit");
    let apart = arrived.duration_since(attempt.sent_at).unwrap_or_else(|error| error.duration());
    assert!(apart < ms(1000), "{apart:?}");

    platform.post("limits", &json!({}));
    platform.advance(ms(30_000));
    assert_eq!(platform.client().call_log(attempt).unwrap().matching, LogMatch::Certain);
}

#[test]
fn an_attempt_after_a_login_has_the_time_after_it() {
    let server = Server::start(|request| {
        if request.is_login() { Reply::Late(ms(600), json_response(200, GOOD_TOKEN)) } else { Reply::Last(Vec::new()) }
    });
    let began = wall();
    let client = server.builder().create_timeout(ms(10_000)).build().unwrap();
    let error = create(&client).unwrap_err();
    assert!(error.attempt().unwrap().sent_at >= began + ms(600), "{error}");
    server.client().login(Credentials::jwt("jwt.of.the-suites")).unwrap();
    let client = server.builder().request_timeout(ms(10_000)).build().unwrap();
    let began = wall();
    let error = client.request(Method::Post, "/x", &[], Some("{}")).unwrap_err();
    assert!(error.attempt().unwrap().sent_at >= began + ms(600), "{error}");
}

#[test]
fn a_create_that_cannot_be_written_was_not_sent() {
    let server = Server::with_login(|_| Reply::Bytes(json_response(200, GOOD_CALL)));
    for length in [16_000, 16_400, 20_000, 70_000] {
        let client = server.client();
        let token = json!({ "access_token": "x".repeat(length) }).to_string();
        client.set_token(Token::from_json(&token).unwrap());
        let before = server.received().len();
        let post = client.request(Method::Post, "/x", &[], Some("{}")).map(drop);
        let results = [create(&client).map(drop), post, client.call("raw-1").unwrap().status().map(drop)];
        for result in results {
            if length == 16_000 {
                result.unwrap();
                continue;
            }
            let error = result.unwrap_err();
            assert_eq!((error.code(), error.may_have_placed()), (ErrorCode::Protocol, false), "{length}: {error}");
            assert!(error.message().starts_with("the request cannot be sent: its Authorization header"), "{error}");
        }
        assert_eq!(server.received().len() - before, if length == 16_000 { 3 } else { 0 });
    }
}

#[test]
fn a_path_that_cannot_be_written_is_an_invalid_argument() {
    let server = Server::with_login(|_| Reply::Bytes(json_response(200, GOOD_CALL)));
    let client = server.client();
    let long = "x".repeat(16_400);
    for method in [Method::Get, Method::Post] {
        for (path, query) in [(format!("/{long}"), Vec::new()), ("/x".into(), vec![("name", &*long)])] {
            let error = client.request(method, &path, &query, None).unwrap_err();
            assert_eq!((error.code(), error.parameter()), (ErrorCode::InvalidArgument, Some("path")), "{error}");
        }
        client.request(method, &format!("/{}", &long[..16_300]), &[], None).unwrap();
    }
    assert_eq!(server.received().len(), 3, "the login and what could be written");
}

#[test]
fn an_interrupted_create_tells_whether_it_was_sent() {
    let server = Server::with_login(|_| Reply::Silence);
    let token = CancelToken::new();
    let client = server.client().with_cancel_token(&token);
    thread::scope(|scope| {
        let creating = scope.spawn(|| create(&client));
        until("the create", || creates(&server) == 1);
        token.cancel();
        assert_eq!(creating.join().unwrap().unwrap_err().code(), ErrorCode::MaybePlaced);
    });
    assert_eq!(create(&client).unwrap_err().code(), ErrorCode::Cancelled, "nothing more leaves");
    assert_eq!(creates(&server), 1);
}

#[test]
fn a_response_in_pieces_is_a_response() {
    let chunked = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    let (first, second) = GOOD_CALL.split_at(20);
    let chunks = format!("{chunked}{:x}\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n", first.len(), second.len());
    let informed =
        format!("HTTP/1.1 100 Continue\r\n\r\n{}", String::from_utf8(json_response(200, GOOD_CALL)).unwrap());
    let by_closing = format!("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{GOOD_CALL}");
    for (what, bytes) in
        [("chunks", chunks), ("an informational response first", informed), ("until closed", by_closing)]
    {
        let server = Server::with_login(move |_| Reply::Last(bytes.clone().into_bytes()));
        let result = create(&server.client());
        assert_eq!(code_of(&result), "OK", "{what}: {result:?}");
    }
    // Chunked bodies that end too early.
    let cut = format!("{chunked}{:x}\r\n{first}\r\n", first.len());
    let server = Server::with_login(move |_| Reply::Last(cut.clone().into_bytes()));
    assert_eq!(create(&server.client()).unwrap_err().code(), ErrorCode::MaybePlaced);
}
