//! HTTP itself: methods, framing, request targets, connections.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};
use support::{EXTENSION, Lab, RING_OUT, TOKEN};

/// Every path that the simulator has, with its methods apart from HEAD and OPTIONS.
fn paths() -> Vec<(String, &'static [&'static str])> {
    let under = |rest: &str| format!("{EXTENSION}{rest}");
    vec![
        ("/restapi/oauth/authorize".into(), &["GET", "POST"]),
        (TOKEN.into(), &["POST"]),
        ("/restapi/oauth/revoke".into(), &["POST"]),
        ("/restapi/v1.0/account/~".into(), &["GET"]),
        (EXTENSION.into(), &["GET"]),
        (under("/ring-out"), &["POST"]),
        (under("/ringout"), &["POST"]),
        (under("/ring-out/234343434"), &["GET", "DELETE"]),
        (under("/ringout/234343434"), &["GET", "DELETE"]),
        (under("/phone-number"), &["GET"]),
        (under("/phone-number/1162820004"), &["GET"]),
        (under("/forwarding-number"), &["GET"]),
        (under("/forwarding-number/402780006008"), &["GET"]),
        (under("/caller-id"), &["GET"]),
        (under("/call-log"), &["GET"]),
        (under("/call-log/L234343434"), &["GET"]),
        ("/_simulator/".into(), &["GET"]),
        ("/_simulator".into(), &["GET"]),
        ("/_simulator/openapi.json".into(), &["GET"]),
        ("/_simulator/state".into(), &["GET"]),
        ("/_simulator/reset".into(), &["POST"]),
        ("/_simulator/calls".into(), &["GET"]),
        ("/_simulator/calls/234343434".into(), &["GET"]),
        ("/_simulator/calls/234343434/caller/answer".into(), &["POST"]),
        ("/_simulator/clock".into(), &["GET", "POST"]),
        ("/_simulator/journal".into(), &["GET", "DELETE"]),
        ("/_simulator/faults".into(), &["GET", "POST", "DELETE"]),
        ("/_simulator/limits".into(), &["GET", "POST"]),
        ("/_simulator/tokens/expire".into(), &["POST"]),
        ("/".into(), &["GET"]),
        ("/restapi/v1.0/nonsense".into(), &[]),
        ("/_simulator/nonsense".into(), &[]),
    ]
}

/// A keep-alive connection.
struct Connection(BufReader<TcpStream>);

impl Connection {
    fn open(lab: &Lab) -> Connection {
        Connection(BufReader::new(lab.connect()))
    }

    /// Sends a request and reads exactly one response: status, Allow, and body. If a response were longer or shorter than its
    /// head says, the next one could not be read.
    fn exchange(&mut self, lab: &Lab, method: &str, path: &str) -> (u16, String, String) {
        let authorization = format!("Authorization: Bearer {}\r\n", lab.token);
        let head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n{authorization}Content-Length: 0\r\n\r\n");
        self.0.get_mut().write_all(head.as_bytes()).unwrap();
        let (mut line, mut length, mut allow) = (String::new(), 0, String::new());
        self.0.read_line(&mut line).unwrap();
        let status = line.strip_prefix("HTTP/1.1 ").unwrap_or_else(|| panic!("{method} {path}: {line:?}"));
        let status = status[..3].parse().unwrap();
        while line != "\r\n" {
            line.clear();
            self.0.read_line(&mut line).unwrap();
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.trim().parse().unwrap();
            }
            if let Some(value) = line.strip_prefix("Allow: ") {
                allow = value.trim().into();
            }
        }
        let mut body = vec![0; if method == "HEAD" { 0 } else { length }];
        self.0.read_exact(&mut body).unwrap();
        (status, allow, String::from_utf8(body).unwrap())
    }
}

#[test]
fn every_method_on_every_path_leaves_the_connection_usable() {
    let lab = Lab::new();
    let mut connection = Connection::open(&lab);
    for (path, methods) in paths() {
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
            // These two end the login.
            if ["/_simulator/reset", "/_simulator/tokens/expire"].contains(&path.as_str()) && method == "POST" {
                continue;
            }
            let (status, allow, body) = connection.exchange(&lab, method, &path);
            let routed = if method == "HEAD" { "GET" } else { method };
            if methods.is_empty() {
                assert_eq!((status, allow.as_str()), (404, ""), "{method} {path}");
            } else if method == "OPTIONS" {
                assert_eq!((status, body.as_str()), (204, ""), "{method} {path}");
                for known in methods.iter().chain(&["OPTIONS"]) {
                    assert!(allow.split(", ").any(|method| method == *known), "{known} is not in {allow} of {path}");
                }
            } else if methods.contains(&routed) {
                assert_ne!(status, 405, "{method} {path}");
                assert!(!body.contains("CMN-120"), "{method} {path}");
            } else {
                assert_eq!(status, 405, "{method} {path}");
                assert!(allow.contains(methods[0]) && allow.ends_with("OPTIONS"), "{method} {path}: {allow}");
            }
        }
    }
    assert_eq!(connection.exchange(&lab, "GET", EXTENSION).0, 200);
}

#[test]
fn head_is_get_without_the_body() {
    let lab = Lab::new();
    for path in [EXTENSION, "/_simulator/clock", "/restapi/v1.0/nonsense"] {
        let head = |method: &str| {
            let authorization = format!("Authorization: Bearer {}\r\n", lab.token);
            let close = "Connection: close\r\n";
            let (bytes, _) =
                lab.raw(&format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n{authorization}{close}\r\n"));
            let text = String::from_utf8(bytes).unwrap();
            let (head, body) = text.split_once("\r\n\r\n").unwrap();
            let lines: Vec<String> = head.lines().map(ToOwned::to_owned).collect();
            let kept = |line: &&String| !line.starts_with("RCRequestId") && !line.starts_with("Date");
            (lines.iter().filter(kept).cloned().collect::<Vec<_>>(), body.len())
        };
        let ((got, long), (asked, none)) = (head("GET"), head("HEAD"));
        assert_eq!((asked, none), (got, 0), "{path}");
        assert!(long > 10, "{path}");
    }
    // Also in a response that a fault damages.
    for fault in [
        json!({ "truncate": 5 }),
        json!({ "malformed_json": true }),
        json!({ "wrong_length": -3 }),
        json!({ "body_bytes": 5000 }),
        json!({ "drip_ms": 0 }),
        json!({ "status": 500, "body": { "a": 1 } }),
    ] {
        lab.fault("HEAD", "*", &fault);
        let request = lab.extension_request(false).replacen("GET", "HEAD", 1);
        let text = String::from_utf8(lab.raw(&request).0).unwrap();
        assert!(text.ends_with("\r\n\r\n") && text.contains("Content-Length: "), "{fault}: {text}");
    }
    let (events, _) = lab.raw("HEAD /_simulator/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert!(String::from_utf8(events).unwrap().contains("text/event-stream"));
}

#[test]
fn a_status_without_a_body_sends_none() {
    let lab = Lab::new();
    for status in [204, 304] {
        lab.fault("*", "*", &json!({ "status": status, "body": { "x": 1 } }));
        let text = String::from_utf8(lab.raw(&lab.extension_request(false)).0).unwrap();
        assert!(text.ends_with("\r\n\r\n") && !text.contains("Content-Length"), "{text}");
    }
}

/// Status, and body, of a raw request with this head after the request line and before the empty line.
fn refused(lab: &Lab, head: &str, body: &str) -> (u16, String, String) {
    let (bytes, _) = lab.raw(&format!("{head}\r\n\r\n{body}"));
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    (head.get(9..12).and_then(|status| status.parse().ok()).unwrap_or(0), head.to_owned(), body.to_owned())
}

#[test]
fn ambiguous_requests_are_refused_with_a_reason_and_an_id() {
    let lab = Lab::new();
    let post = format!("POST {RING_OUT} HTTP/1.1\r\nHost: x");
    let chunked = "Transfer-Encoding: chunked";
    let many = "X-A: b\r\n".repeat(101);
    let long = "a".repeat(100_000);
    let body = r#"{"to":{"phoneNumber":"16505550100"}}"#;
    let cases = [
        (format!("{post}\r\nContent-Length: 2\r\nContent-Length: 3"), "", 400, "Content-Length"),
        (format!("{post}\r\nContent-Length: 2, 3"), "", 400, "Content-Length"),
        (format!("{post}\r\nContent-Length: +2"), "{}", 400, "Content-Length"),
        (format!("{post}\r\nContent-Length: -2"), "", 400, "Content-Length"),
        (format!("{post}\r\nContent-Length:"), "", 400, "Content-Length"),
        (format!("{post}\r\nContent-Length: 99999999999999999999999"), "", 413, "1048576"),
        (format!("{post}\r\nContent-Length: 2000000"), "", 413, "1048576"),
        (format!("{post}\r\nContent-Length: 5\r\n{chunked}"), "0\r\n\r\n", 400, "both"),
        (format!("{post}\r\nTransfer-Encoding: gzip, chunked"), "0\r\n\r\n", 501, "chunked"),
        (format!("{post}\r\n{chunked}"), "+2\r\n{}\r\n0\r\n\r\n", 400, "size"),
        (format!("{post}\r\n{chunked}"), "1\r\n{}\r\n0\r\n\r\n", 400, "longer"),
        (format!("{post}\r\n{chunked}"), "FFFFFFFFFFFFFFFF\r\n", 413, "1048576"),
        (format!("{post}\r\nHost: y\r\nContent-Length: 36"), body, 400, "Host"),
        (format!("POST {RING_OUT} HTTP/1.1\r\nContent-Length: 36"), body, 400, "Host"),
        ("GET / HTTP/1.1\r\nHost: x\r\nX-A : b".into(), "", 400, "header name"),
        ("GET / HTTP/1.1\r\nHost: x\r\nnonsense".into(), "", 400, "HTTP/1.1"),
        (format!("GET / HTTP/1.1\r\nHost: x\r\n{}", many.trim_end()), "", 431, "100 headers"),
        (format!("GET /?{long} HTTP/1.1\r\nHost: x"), "", 431, "65536"),
    ];
    for (head, body, status, reason) in cases {
        let (found, response, text) = refused(&lab, &head, body);
        let shown = &head[..head.len().min(200)];
        assert_eq!(found, status, "{shown}: {response}");
        assert!(text.contains(reason), "{shown}: {text}");
        assert!(response.contains("RCRequestId: ") && response.contains("Connection: close"), "{shown}: {response}");
    }
    let (_, _, body) = refused(&lab, "HEAD / HTTP/1.1\r\nHost: x\r\nHost: y", "");
    assert_eq!(body, "", "a refused HEAD has no body either");
    let state = lab.admin("GET", "state", &Value::Null);
    assert_eq!((&state["calls"]["placed"], &state["responses"]["413"]), (&json!(0), &json!(3)));
}

#[test]
fn unusual_but_valid_requests_are_accepted() {
    let lab = Lab::new();
    let token = &lab.token;
    let get = format!("GET {EXTENSION} HTTP/1.1\r\nAuthorization: Bearer {token}\r\nConnection: close");
    let accepted = [
        get.clone().replace("1.1\r\n", "1.1\r\nHost: x\r\nContent-Length: 0, 0\r\n"),
        get.replace("HTTP/1.1", "HTTP/1.0"),
        get.replace("close", "close, TE").replace("1.1\r\n", "1.1\r\nHost: x\r\n"),
        get.replace(EXTENSION, &format!("{EXTENSION}/")).replace("1.1\r\n", "1.1\r\nHost: x\r\n"),
        // The forms that a client sends to a proxy.
        get.replace(EXTENSION, &format!("http://platform.ringcentral.com{EXTENSION}"))
            .replace("1.1\r\n", "1.1\r\nHost: x\r\n"),
        get.replace(EXTENSION, &format!("HTTPS://h:443{EXTENSION}")).replace("1.1\r\n", "1.1\r\nHost: x\r\n"),
    ];
    for head in accepted {
        let (status, response, _) = refused(&lab, &head, "");
        assert_eq!(status, 200, "{head}: {response}");
    }
    // Without a path it is the page, which another host name may not read.
    for target in ["http://h", "http://h?x=1"] {
        let (status, ..) = refused(&lab, &format!("GET {target} HTTP/1.1\r\nHost: h\r\nConnection: close"), "");
        assert_eq!(status, 403, "{target}");
    }
    let (status, _, text) = refused(&lab, "GET http://h/y?x=1 HTTP/1.1\r\nHost: h\r\nConnection: close", "");
    assert_eq!((status, text.contains("CMN-120")), (404, true));
    assert_eq!(lab.journal().last().unwrap()["path"], "/y?x=1", "the journal has the path alone");
}

#[test]
fn a_client_reads_the_refusal_of_a_body_that_it_is_still_sending() {
    let lab = Lab::new();
    let body = vec![b'a'; 4 << 20];
    for _ in 0..5 {
        let mut socket = lab.connect();
        let head = format!("POST {TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", body.len());
        socket.write_all(head.as_bytes()).unwrap();
        // More than the buffers of both sockets hold: it arrives only if the simulator goes on reading.
        socket.write_all(&body).unwrap();
        socket.shutdown(std::net::Shutdown::Write).unwrap();
        let mut response = String::new();
        socket.read_to_string(&mut response).unwrap();
        assert!(response.starts_with("HTTP/1.1 413"), "{response}");
    }
}

#[test]
fn a_client_that_expects_100_continue_is_refused_before_it_sends_the_body() {
    let lab = Lab::new();
    let head = format!("POST {TOKEN} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: ");
    let (status, response, _) = refused(&lab, &format!("{head}9000000"), "");
    assert_eq!((status, response.contains("100 Continue")), (413, false), "{response}");
}
