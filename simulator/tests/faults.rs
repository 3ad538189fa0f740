//! Fault injection.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

mod support;

use std::io::{Read as _, Write as _};
use std::time::Duration;

use serde_json::{Value, json};
use support::{EXTENSION, Lab, RING_OUT};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Splits a raw response into head and body.
fn split(bytes: &[u8]) -> (String, String) {
    let text = text(bytes);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    (head.to_owned(), body.to_owned())
}

fn announced(head: &str) -> usize {
    head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).unwrap().parse().unwrap()
}

fn placed(lab: &Lab) -> Value {
    lab.admin("GET", "state", &Value::Null)["calls"]["placed"].clone()
}

#[test]
fn a_fault_response_replaces_the_real_one() {
    let lab = Lab::new();
    lab.fault("POST", RING_OUT, &json!({ "status": 503, "body": { "x": 1 }, "headers": { "Retry-After": 7 } }));
    let busy = lab.api("POST", RING_OUT, &json!({ "to": { "phoneNumber": "16505550100" } }));
    assert_eq!((busy.status, busy.header("Retry-After"), busy.json()), (503, "7", json!({ "x": 1 })));
    assert_eq!(placed(&lab), 0, "not processed");
    lab.fault("*", "*", &json!({ "status": 502, "body": "<html>bad gateway</html>" }));
    let proxy = lab.api("GET", EXTENSION, &Value::Null);
    assert_eq!((proxy.header("Content-Type"), proxy.text.as_str()), ("text/html", "<html>bad gateway</html>"));
    lab.fault("*", "*", &json!({ "status": 429 }));
    let bare = lab.api("GET", EXTENSION, &Value::Null);
    assert_eq!((bare.status, bare.text.as_str(), bare.header("X-Rate-Limit-Limit")), (429, "", ""));
}

#[test]
fn documented_errors_can_be_injected() {
    let lab = Lab::new();
    lab.fault("*", "*", &json!({ "error": "CMN-408" }));
    assert_eq!(lab.api("GET", EXTENSION, &Value::Null).error().0, 403);
    lab.fault("*", "*", &json!({ "error": "CMN-101", "status": 403, "parameter": "callerId" }));
    let refused = lab.api("POST", RING_OUT, &json!({}));
    assert_eq!(refused.error(), (403, "CMN-101".into(), "callerId".into()));
    lab.fault("*", "*", &json!({ "error": "OAU-147" }));
    let locked = lab.login();
    assert_eq!((locked.status, &locked.json()["error"]), (400, &json!("invalid_grant")));
    lab.fault("*", "*", &json!({ "error": "CMN-302", "headers": { "Retry-After": "3" } }));
    let busy = lab.login();
    assert_eq!((busy.status, busy.header("Retry-After"), busy.error().1.as_str()), (429, "3", "CMN-302"));
    let unknown = lab.admin_response("POST", "faults", &json!({ "fault": { "error": "CMN-999" } }));
    assert!(unknown.status == 400 && unknown.text.contains("CMN-999"));
}

#[test]
fn rules_apply_in_order_and_as_often_as_specified() {
    let lab = Lab::new();
    let rule = json!({ "method": "get", "path": EXTENSION, "times": 2, "fault": { "status": 500 } });
    lab.admin("POST", "faults", &rule);
    lab.admin("POST", "faults", &json!({ "times": 0, "fault": { "status": 501 } }));
    assert_eq!(lab.admin("GET", "faults", &Value::Null)["faults"][0]["times_left"], 2);
    let statuses: Vec<u16> = (0..4).map(|_| lab.api("GET", EXTENSION, &Value::Null).status).collect();
    assert_eq!(statuses, [500, 500, 501, 501]);
    lab.admin("DELETE", "faults", &Value::Null);
    assert_eq!(lab.api("GET", EXTENSION, &Value::Null).status, 200);
}

#[test]
fn a_dropped_create_is_placed_only_if_processed() {
    for (moment, count) in [("before-response", 1), ("before-processing", 0)] {
        let lab = Lab::new();
        lab.fault("POST", RING_OUT, &json!({ "drop": moment }));
        let body = r#"{"to":{"phoneNumber":"16505550100"}}"#;
        let (bytes, end) = lab.raw(&format!(
            "POST {RING_OUT} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n{body}",
            lab.token,
            body.len()
        ));
        assert_eq!((text(&bytes).as_str(), end.is_ok()), ("", true), "{moment}");
        assert_eq!(placed(&lab), count, "{moment}");
        assert_eq!(lab.journal().last().unwrap()["status"], Value::Null);
    }
}

#[test]
fn a_reset_closes_with_rst() {
    let lab = Lab::new();
    for fault in [json!({ "reset": true }), json!({ "reset": "before-processing" })] {
        lab.fault("*", "*", &fault);
        let (bytes, end) = lab.raw(&lab.extension_request(true));
        assert!(bytes.is_empty());
        assert_eq!(end.unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
    }
}

#[test]
fn responses_can_be_truncated() {
    let lab = Lab::new();
    let (whole, _) = lab.raw(&lab.extension_request(false));
    let body_length = split(&whole).1.len();
    lab.fault("*", "*", &json!({ "close_after_bytes": 20 }));
    assert_eq!(lab.raw(&lab.extension_request(true)).0, b"HTTP/1.1 200 OK\r\nCon");
    for (fault, length) in [(json!({ "truncate": true }), body_length / 2), (json!({ "truncate": 5 }), 5)] {
        lab.fault("*", "*", &fault);
        let (head, body) = split(&lab.raw(&lab.extension_request(true)).0);
        assert_eq!((announced(&head), body.len()), (body_length, length));
    }
    lab.fault("*", "*", &json!({ "malformed_json": true }));
    let (head, body) = split(&lab.raw(&lab.extension_request(false)).0);
    assert_eq!(announced(&head), body.len());
    assert!(serde_json::from_str::<Value>(&body).is_err());
    for (fault, by) in [(json!({ "wrong_length": true }), 10), (json!({ "wrong_length": -7 }), -7)] {
        lab.fault("*", "*", &fault);
        let (head, body) = split(&lab.raw(&lab.extension_request(false)).0);
        assert_eq!(announced(&head), body.len().saturating_add_signed(by));
    }
}

#[test]
fn responses_can_be_padded_and_stay_valid() {
    const SIZE: usize = 2 << 20;
    let lab = Lab::new();
    let plain = lab.api("GET", EXTENSION, &Value::Null).json();
    lab.fault("*", "*", &json!({ "body_bytes": SIZE }));
    let long = lab.api("GET", EXTENSION, &Value::Null);
    assert_eq!((long.status, long.text.len(), long.json()), (200, SIZE, plain.clone()));
    lab.fault("POST", RING_OUT, &json!({ "body_bytes": SIZE }));
    let create = lab.api("POST", RING_OUT, &json!({ "to": { "phoneNumber": "16505550100" } }));
    assert_eq!((create.text.len(), placed(&lab)), (SIZE, json!(1)), "processed");
    lab.fault("*", "*", &json!({ "status": 403, "body": { "x": 1 }, "body_bytes": SIZE }));
    let own = lab.api("GET", EXTENSION, &Value::Null);
    assert_eq!((own.status, own.text.len(), own.json()), (403, SIZE, json!({ "x": 1 })));
    // Padding never shortens a body, and adds none to a 204.
    lab.fault("*", "*", &json!({ "body_bytes": 1 }));
    assert_eq!(lab.api("GET", EXTENSION, &Value::Null).json(), plain);
    lab.fault("*", "*", &json!({ "status": 204, "body_bytes": 5 }));
    assert_eq!(split(&lab.raw(&lab.extension_request(false)).0).1, "");
    let much = lab.admin_response("POST", "faults", &json!({ "fault": { "body_bytes": (64 << 20) + 1 } }));
    assert!(much.status == 400 && much.text.contains("body_bytes"), "{}", much.text);
}

#[test]
fn responses_can_be_late_and_slow() {
    let lab = Lab::new();
    lab.fault("*", "*", &json!({ "delay_ms": 1 }));
    assert_eq!(lab.api("GET", EXTENSION, &Value::Null).status, 200);
    lab.fault("*", "*", &json!({ "drip_ms": 0 }));
    assert_eq!(lab.api("GET", EXTENSION, &Value::Null).status, 200);
}

#[test]
fn a_long_delay_places_the_call_and_does_not_block_shutdown() {
    let lab = Lab::new();
    lab.fault("POST", RING_OUT, &json!({ "delay_ms": 600_000 }));
    let body = r#"{"to":{"phoneNumber":"16505550100"}}"#;
    let mut socket = lab.connect();
    let head = format!("POST {RING_OUT} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n", lab.token);
    socket.write_all(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).unwrap();
    while placed(&lab) != 1 {}
    drop(lab);
    let mut rest = vec![];
    let _ = socket.read_to_end(&mut rest);
    assert!(rest.is_empty(), "dropping the simulator ended the wait");
}

#[test]
fn a_keep_alive_connection_can_go_stale() {
    let lab = Lab::new();
    lab.fault("*", "*", &json!({ "stale_keep_alive": true }));
    let (bytes, end) = lab.raw(&lab.extension_request(true));
    assert!(split(&bytes).0.contains("Connection: keep-alive") && end.is_ok(), "announced keep-alive and closed");

    lab.fault("*", "*", &json!({ "stale_keep_alive": "on-next-request" }));
    let mut socket = lab.connect();
    socket.write_all(lab.extension_request(true).as_bytes()).unwrap();
    let mut first = [0; 4096];
    assert!(socket.read(&mut first).unwrap() > 0);
    socket.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
    assert!(socket.read(&mut first).is_err(), "still open");
    socket.set_read_timeout(None).unwrap();
    let before = lab.journal().len();
    socket.write_all(lab.extension_request(true).as_bytes()).unwrap();
    assert_eq!(socket.read(&mut first).unwrap(), 0, "closed");
    assert_eq!(lab.journal().len(), before, "the second request was not processed");
}

#[test]
fn faults_skip_incomplete_requests_and_the_admin_api() {
    let lab = Lab::new();
    lab.admin("POST", "faults", &json!({ "times": 0, "fault": { "reset": true } }));
    let mut socket = lab.connect();
    socket.write_all(b"POST /restapi/oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\ngrant").unwrap();
    drop(socket);
    assert_eq!(lab.admin("GET", "faults", &Value::Null)["faults"][0]["used"], 0);
}
