//! Oversized, malformed and misleading responses: none crashes the client or is believed.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use ringout_core::{CallRequest, Client, ErrorCode, Method, Result};
use ringout_tests::platform::{FROM, TO};
use ringout_tests::server::{GOOD_CALL, Received, Reply, Server, json_response, response};
use ringout_tests::timing::{ms, sleep, timed};
use ringout_tests::vectors::{code_of, report};

const MIB: usize = 1024 * 1024;

fn status(client: &Client) -> Result<String> {
    client.call("raw-1").unwrap().status().map(|state| state.to_string())
}

fn create(client: &Client) -> Result<String> {
    client.create_call(&CallRequest::to(TO).from(FROM)).map(|call| call.id().to_owned())
}

/// A call in `size` bytes of JSON.
fn padded(size: usize) -> String {
    format!("{}{}", GOOD_CALL, " ".repeat(size - GOOD_CALL.len()))
}

fn sending(bytes: impl Into<Vec<u8>>) -> Server {
    let bytes = bytes.into();
    Server::with_login(move |_| Reply::Last(bytes.clone()))
}

#[test]
fn a_response_of_one_mebibyte_is_the_largest() {
    let largest = sending(json_response(200, &padded(MIB)));
    assert_eq!(code_of(&status(&largest.client())), "OK");
    assert_eq!(create(&largest.client()).unwrap(), "raw-1");
    for size in [MIB + 1, 2 * MIB] {
        let server = sending(json_response(200, &padded(size)));
        let error = status(&server.client()).unwrap_err();
        assert_eq!((error.code(), error.is_retryable()), (ErrorCode::Protocol, false), "{size}");
        assert!(error.message().contains("larger than"), "{error}");
        assert_eq!(create(&server.client()).unwrap_err().code(), ErrorCode::MaybePlaced, "{size}");
        let response = server.client().request(Method::Get, "/x", &[], None);
        assert_eq!(code_of(&response), "PROTOCOL", "{size}");
        let polls = server.received().iter().filter(|request| request.method == "GET").count();
        assert_eq!(polls, 2, "a response that was too large is not fetched again");
    }
}

#[test]
fn a_refusal_with_a_body_that_is_too_large_is_a_refusal() {
    for (code, expected) in [(403, "FORBIDDEN"), (404, "NOT_FOUND"), (429, "RATE_LIMITED"), (500, "SERVER")] {
        let server = sending(response(code, "text/html", "", &"x".repeat(2 * MIB)));
        assert_eq!(code_of(&status(&server.client())), expected);
        assert_eq!(code_of(&create(&server.client())), expected);
    }
}

#[test]
fn a_length_that_is_announced_is_not_reserved() {
    // If it were, this would end the process.
    let server = sending(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{{", u64::MAX / 2));
    let (result, took) = timed(|| status(&server.client()));
    assert!(matches!(code_of(&result), "PROTOCOL" | "CONNECTION"), "{result:?}");
    assert!(took < ms(8000), "{took:?}");
}

#[test]
fn header_bombs_are_protocol_errors() {
    let many = "X-Another: y\r\n".repeat(20_000);
    let bombs = [
        ("many headers", format!("HTTP/1.1 200 OK\r\n{many}\r\n")),
        ("a long header", format!("HTTP/1.1 200 OK\r\nX-Long: {}\r\n\r\n", "x".repeat(4 * MIB))),
        ("a long name", format!("HTTP/1.1 200 OK\r\n{}: x\r\n\r\n", "x".repeat(4 * MIB))),
        ("a long reason", format!("HTTP/1.1 200 {}\r\n\r\n", "x".repeat(4 * MIB))),
    ];
    let mut failures = Vec::new();
    for (what, bomb) in bombs {
        let server = sending(bomb);
        let client = server.builder().request_timeout(ms(20_000)).build().unwrap();
        let (result, took) = timed(|| status(&client));
        if code_of(&result) != "PROTOCOL" || took > ms(5000) {
            failures.push(format!("{what}: status {result:?} after {took:?}"));
        }
        let created = create(&server.client());
        if code_of(&created) != "MAYBE_PLACED" {
            failures.push(format!("{what}: create {created:?}"));
        }
    }
    report("bombs", 4, &failures);
}

#[test]
fn headers_without_an_end_are_cut_off() {
    // Fast and without an empty line: the limit or the deadline ends it.
    let endless = "X-More: and more\r\n".repeat(MIB / 4);
    let server = Server::with_login(move |_| Reply::Half(format!("HTTP/1.1 200 OK\r\n{endless}").into_bytes()));
    let client = server.builder().request_timeout(ms(20_000)).build().unwrap();
    let (result, took) = timed(|| status(&client));
    assert_eq!(code_of(&result), "PROTOCOL", "{result:?}");
    assert!(took < ms(15_000), "{took:?}");
    // Informational responses without a final one.
    let server = Server::with_login(|_| Reply::Drip(b"HTTP/1.1 102 Processing\r\n\r\n".repeat(100_000), ms(0)));
    let (result, took) = timed(|| status(&server.client_within(ms(1000))));
    assert!(matches!(code_of(&result), "PROTOCOL" | "TIMEOUT"), "{result:?}");
    assert!(took < ms(8000), "{took:?}");
}

#[test]
fn a_response_that_is_not_http_is_not_believed() {
    let good = String::from_utf8(json_response(200, GOOD_CALL)).unwrap();
    let body = GOOD_CALL;
    let nonsense = [
        ("nothing but a line feed", "\n".to_owned()),
        ("plain text", "hello\r\n\r\n".to_owned()),
        ("HTTP 0.9", body.to_owned()),
        ("HTTP 2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned()),
        ("another protocol", good.replace("HTTP/1.1", "RTSP/1.0")),
        ("another version", good.replace("HTTP/1.1", "HTTP/3.7")),
        ("no status", good.replace(" 200 ", " ")),
        ("a status of two digits", good.replace(" 200 ", " 20 ")),
        ("a status of four digits", good.replace(" 200 ", " 2000 ")),
        ("a negative length", format!("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{body}")),
        ("a length that is a word", format!("HTTP/1.1 200 OK\r\nContent-Length: long\r\n\r\n{body}")),
        ("a length too large to count", format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", "9".repeat(40))),
        ("a NUL in a header", good.replace("application/json", "application\0json")),
        ("a header without a colon", good.replace("Content-Type: application/json", "Content-Type")),
        ("a chunk size that is a word", chunked("zz\r\n{}\r\n0\r\n\r\n")),
        ("a chunk size too large to count", chunked(&format!("{}\r\n{{}}\r\n0\r\n\r\n", "f".repeat(30)))),
    ];
    let mut failures = Vec::new();
    for (what, bytes) in nonsense {
        let server = sending(bytes);
        let client = server.builder().request_timeout(ms(400)).create_timeout(ms(400)).build().unwrap();
        let seen = status(&client);
        if !matches!(code_of(&seen), "PROTOCOL" | "CONNECTION") {
            failures.push(format!("{what}: status {seen:?}"));
        }
        let created = create(&client);
        if code_of(&created) != "MAYBE_PLACED" {
            failures.push(format!("{what}: create {created:?}"));
        }
    }
    report("responses", 16, &failures);
}

fn chunked(chunks: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}")
}

#[test]
fn json_that_is_odd_is_read_or_refused() {
    let call = |id: &str| format!(r#"{{"id":{id},"status":{{"callStatus":"InProgress"}}}}"#);
    let odd = [
        ("a deep one", format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)), "PROTOCOL"),
        ("a deep field", format!(r#"{{"x":{}{},"status":{{}}}}"#, "[".repeat(5000), "]".repeat(5000)), "OK"),
        ("the call itself", call(r#""raw-1""#), "OK"),
        ("a large integer", call("123456789012345678901234567890"), "PROTOCOL"),
        ("a fraction", call("1.5"), "PROTOCOL"),
        ("a negative integer", call("-7"), "PROTOCOL"),
        ("a truth", call("true"), "PROTOCOL"),
        ("half a surrogate", call(r#""\ud800""#), "PROTOCOL"),
        ("a byte order mark", format!("\u{feff}{}", call(r#""raw-1""#)), "PROTOCOL"),
        ("something after it", format!("{} x", call(r#""raw-1""#)), "PROTOCOL"),
        (
            "an unknown field",
            r#"{"id":"raw-1","new":{"a":[1]},"status":{"callStatus":"Success","more":1}}"#.to_owned(),
            "OK",
        ),
    ];
    for (what, body, expected) in odd {
        let server = sending(json_response(200, &body));
        assert_eq!(code_of(&status(&server.client())), expected, "{what}");
    }
    let server = sending([&b"HTTP/1.1 200 OK\r\n\r\n{\"id\":\"\xff\xfe\",\"status\":{}}"[..]].concat());
    assert_eq!(code_of(&status(&server.client())), "PROTOCOL", "bytes that are not UTF-8");
}

#[test]
fn an_id_that_the_platform_sends_stays_one_segment_of_the_path() {
    for id in ["../../oauth/token", "a/b?c=d#e", "..", ".", "x\\r\\nX-Injected: 1", "\\u0000", "%2e%2e"] {
        let body = GOOD_CALL.replace("raw-1", id);
        let server = Server::with_login(move |_| Reply::Bytes(json_response(200, &body)));
        let client = server.client();
        // Whatever a careful client does with such an id, it must not request anything else with it.
        if let Ok(call) = client.create_call(&CallRequest::to(TO)) {
            let _ = call.status();
        }
        let is_poll = |request: &&Received| !request.is_login() && request.method == "GET";
        for request in server.received().iter().filter(is_poll) {
            let rest = request.target.strip_prefix("/restapi/v1.0/account/~/extension/~/ring-out/");
            let odd = |segment: &str| segment.contains(['/', '?', '#']) || segment == "." || segment == "..";
            assert!(rest.is_some_and(|segment| !odd(segment)), "{id}: {}", request.target);
        }
    }
}

#[test]
fn redirects_are_not_followed_and_take_no_token_along() {
    let elsewhere = Server::start(|_| Reply::Bytes(json_response(200, GOOD_CALL)));
    for status_code in [300, 301, 302, 303, 305, 307, 308] {
        let more = format!("Location: {}/stolen\r\n", elsewhere.url());
        let at_login = more.clone();
        let server = Server::with_login(move |_| Reply::Bytes(response(status_code, "text/plain", &more, "")));
        for method in [Method::Get, Method::Delete, Method::Post, Method::Put] {
            let error = server.client().request(method, "/x", &[], None).unwrap_err();
            let code = if method == Method::Post { ErrorCode::MaybePlaced } else { ErrorCode::Protocol };
            assert_eq!((error.code(), error.http_status()), (code, Some(status_code)), "{method:?}");
        }
        let server = Server::start(move |_| Reply::Bytes(response(status_code, "text/plain", &at_login, "")));
        assert_eq!(status(&server.client()).unwrap_err().code(), ErrorCode::Protocol);
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[test]
fn an_unsolicited_response_is_not_taken_for_the_next_one() {
    // Two responses to each request. The second one says that the call has ended.
    let ended = GOOD_CALL.replace("\"callStatus\":\"InProgress\"", "\"callStatus\":\"Error\"");
    let both = [json_response(200, GOOD_CALL), json_response(200, &ended)].concat();
    let server = Server::with_login(move |_| Reply::Bytes(both.clone()));
    let client = server.client();
    for pause in [0, 0, 0, 20, 150, 1100] {
        sleep(ms(pause));
        let state = status(&client).unwrap();
        assert_eq!(state, "call InProgress, caller InProgress, callee InProgress", "after {pause} ms");
    }
}

#[test]
fn only_encodings_that_can_be_read_are_requested() {
    let server = sending(json_response(200, GOOD_CALL));
    create(&server.client()).unwrap();
    for request in server.received() {
        let accepts = request.header("accept-encoding").unwrap_or("identity");
        assert_eq!(accepts, "identity", "a small response can unpack to a large one");
        assert_eq!(request.header("accept"), Some("application/json"));
        assert!(request.header("user-agent").is_some_and(|agent| agent.contains("ringout/")));
        assert_eq!(request.header("cookie"), None);
    }
}

#[test]
fn a_response_without_a_body_is_not_a_call() {
    for code in [200, 202, 204, 205] {
        let server = sending(format!("HTTP/1.1 {code} Status\r\nConnection: close\r\n\r\n"));
        assert_eq!(code_of(&status(&server.client())), "PROTOCOL", "{code}");
        assert_eq!(code_of(&create(&server.client())), "MAYBE_PLACED", "{code}");
    }
}
