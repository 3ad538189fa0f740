//! Requests of pages of other origins (CORS).
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

mod support;

use serde_json::{Value, json};
use support::{EXTENSION, Lab, RING_OUT, TOKEN};

const ORIGIN: &str = "https://app.example";

/// Sends a raw request and returns the head of the response, its status first.
fn head(lab: &Lab, request: &str, headers: &str) -> String {
    let common = "Host: localhost\r\nConnection: close\r\nContent-Length: 0";
    let (bytes, _) = lab.raw(&format!("{request} HTTP/1.1\r\n{common}\r\n{headers}\r\n"));
    let text = String::from_utf8(bytes).unwrap();
    text.strip_prefix("HTTP/1.1 ").unwrap().split_once("\r\n\r\n").unwrap().0.to_owned()
}

fn assert_readable(head: &str) {
    for line in
        [&format!("Access-Control-Allow-Origin: {ORIGIN}"), "Access-Control-Allow-Credentials: true", "Vary: Origin"]
    {
        assert!(head.lines().any(|known| known == line), "{line} is not in {head}");
    }
}

#[test]
fn a_page_reads_every_response_and_its_headers() {
    let lab = Lab::new();
    let headers = format!("Origin: {ORIGIN}\r\nAuthorization: Bearer {}\r\n", lab.token);
    let post = format!("POST {RING_OUT}");
    let requests = [
        (format!("GET {EXTENSION}"), "200"),
        (post.clone(), "400"),
        (format!("PUT {RING_OUT}"), "405"),
        ("GET /restapi/v1.0/nonsense".into(), "404"),
        (format!("POST {TOKEN}"), "400"),
        (format!("GET {RING_OUT}/1"), "404"),
    ];
    for (request, status) in requests {
        let head = head(&lab, &request, &headers);
        assert!(head.starts_with(status), "{request}: {head}");
        assert_readable(&head);
        let exposed = head.lines().find(|line| line.starts_with("Access-Control-Expose-Headers: ")).unwrap();
        for name in ["RCRequestId", "Retry-After", "X-Rate-Limit-Remaining"] {
            assert!(exposed.contains(name), "{exposed}");
        }
    }
    lab.fault("*", "*", &json!({ "status": 503, "headers": { "Retry-After": 7 } }));
    let faulty = head(&lab, &format!("GET {EXTENSION}"), &headers);
    assert!(faulty.starts_with("503"), "{faulty}");
    assert_readable(&faulty);
    let other = head(&lab, &format!("GET {EXTENSION}"), &format!("Authorization: Bearer {}\r\n", lab.token));
    assert!(other.starts_with("200") && !other.contains("Access-Control"), "without a page: {other}");
    assert!(!head(&lab, "GET /", &headers).contains("Access-Control"), "only under /restapi");
}

#[test]
fn a_browser_may_ask_before_every_request() {
    let lab = Lab::new();
    lab.admin("POST", "limits", &json!({ "heavy": { "limit": 1 } }));
    lab.fault("*", "*", &json!({ "status": 500 }));
    let asked = format!(
        "Origin: {ORIGIN}\r\nAccess-Control-Request-Method: POST\r\n\
         Access-Control-Request-Headers: authorization,content-type,x-user-agent\r\n"
    );
    for path in [RING_OUT, TOKEN, EXTENSION, "/restapi/v1.0/nonsense"] {
        let head = head(&lab, &format!("OPTIONS {path}"), &asked);
        assert!(head.starts_with("204"), "{path}: {head}");
        assert_readable(&head);
        assert!(head.contains("Access-Control-Allow-Headers: authorization,content-type,x-user-agent"), "{head}");
        assert!(head.contains("Access-Control-Allow-Methods: GET, HEAD, POST, PUT, PATCH, DELETE"), "{head}");
    }
    assert_eq!(lab.admin("GET", "faults", &Value::Null)["faults"][0]["used"], 0, "a fault is for the request itself");
    assert_eq!(lab.admin("GET", "limits", &Value::Null)["windows"], json!([]), "not counted");
    let admin = head(&lab, "OPTIONS /_simulator/clock", &asked);
    assert!(admin.starts_with("403") && !admin.contains("Access-Control"), "{admin}");
}
