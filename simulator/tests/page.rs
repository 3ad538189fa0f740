//! The page at `/` and the admin requests that it reads: overview, ready, calls/{id} and journal/{number}.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

mod support;

use serde_json::{Value, json};
use support::{EXTENSION, Lab, RING_OUT};

fn get(lab: &Lab, path: &str) -> Value {
    lab.admin("GET", path, &Value::Null)
}

fn post(lab: &Lab, path: &str) -> Value {
    lab.admin("POST", path, &Value::Null)
}

/// Every `"/..."` after `src=` or `href=`.
fn links(html: &str) -> Vec<&str> {
    let after = |mark| html.split(mark).skip(1).map(|rest| rest.split('"').next().unwrap());
    after("src=\"").chain(after("href=\"")).filter(|link| !link.starts_with('#')).collect()
}

#[test]
fn the_page_and_its_files_come_from_the_binary() {
    let lab = Lab::new();
    let before = lab.journal().len();
    let page = lab.send("GET", "/", None, "");
    assert_eq!((page.status, page.header("Content-Type")), (200, "text/html; charset=utf-8"));
    let links = links(&page.text);
    assert!(links.len() >= 3, "{links:?}");
    for link in links {
        assert!(link.starts_with("/_simulator/phone."), "another host: {link}");
        let file = lab.send("GET", link, None, "");
        assert_eq!(file.status, 200, "{link}");
        assert!(file.header("Content-Security-Policy").starts_with("default-src 'self';"), "{link}");
        assert_eq!((file.header("Cache-Control"), file.header("X-Content-Type-Options")), ("no-store", "nosniff"));
        assert!(!file.text.contains("https://"), "{link} names another host");
    }
    assert_eq!(lab.journal().len(), before, "the page is not in the journal");
    assert_eq!(lab.send("POST", "/", None, "").status, 405);
}

#[test]
fn other_sites_are_refused() {
    let lab = Lab::new();
    let asked = |path: &str, headers: &str| {
        let head = format!("GET {path} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n");
        String::from_utf8(lab.raw(&head).0).unwrap().lines().next().unwrap().to_owned()
    };
    for path in ["/", "/_simulator/phone.js", "/_simulator/overview"] {
        assert_eq!(asked(path, "Host: localhost:1\r\n"), "HTTP/1.1 200 OK", "{path}");
        assert_eq!(asked(path, "Host: evil.example\r\n"), "HTTP/1.1 403 Forbidden", "{path}");
        let foreign = "Host: localhost\r\nOrigin: http://evil.example\r\n";
        assert_eq!(asked(path, foreign), "HTTP/1.1 403 Forbidden", "{path}");
    }
}

#[test]
fn no_fault_applies_to_the_page() {
    let lab = Lab::new();
    lab.admin("POST", "faults", &json!({ "times": 0, "fault": { "status": 503 } }));
    assert_eq!(lab.api("GET", EXTENSION, &Value::Null).status, 503);
    assert_eq!(lab.send("GET", "/", None, "").status, 200);
    assert_eq!(lab.send("GET", "/_simulator/phone.js", None, "").status, 200);
}

#[test]
fn a_call_has_a_timeline_and_a_phase() {
    let lab = Lab::new();
    let id = lab.place("+16505550486");
    let placed = get(&lab, &format!("calls/{id}"));
    assert_eq!((&placed["phase"], &placed["readable"]), (&json!("caller-ringing"), &json!(true)));
    let start = placed["placed_at"].as_u64().unwrap();
    lab.advance(2_000);
    assert_eq!(get(&lab, &format!("calls/{id}"))["phase"], "callee-ringing");
    lab.advance(40_000);
    let ended = get(&lab, &format!("calls/{id}"));
    assert_eq!(lab.shown(&id), "404");
    assert_eq!((&ended["phase"], &ended["readable"]), (&json!("ended"), &json!(false)));
    let change = |at: u64, leg: Value, event: &str, statuses: [&str; 3]| {
        json!({ "at_ms": start + at, "leg": leg, "event": event,
                "call_status": statuses[0], "caller_status": statuses[1], "callee_status": statuses[2] })
    };
    let expected = [
        change(0, Value::Null, "placed", ["InProgress", "InProgress", "InProgress"]),
        change(2_000, json!("caller"), "answer", ["InProgress", "Success", "InProgress"]),
        change(5_000, json!("callee"), "busy", ["CannotReach", "Success", "Busy"]),
    ];
    assert_eq!(ended["timeline"], json!(expected));
    assert_eq!(lab.admin_response("GET", "calls/none", &Value::Null).status, 404);
}

#[test]
fn the_caller_can_press_1() {
    let lab = Lab::new();
    let place = |prompt: bool| {
        let body = json!({ "from": { "phoneNumber": "+16505550180" }, "to": { "phoneNumber": "+14155550180" },
                           "playPrompt": prompt });
        lab.api("POST", RING_OUT, &body).json()["id"].as_str().unwrap().to_owned()
    };
    let id = place(true);
    let refused = |id: &str, action: &str, status: u16, why: &str| {
        let response = lab.admin_response("POST", &format!("calls/{id}/{action}"), &Value::Null);
        assert_eq!(response.status, status, "{}", response.text);
        assert!(response.text.contains(why), "{why:?} is not in {}", response.text);
    };
    refused(&id, "caller/press-1", 409, "the caller must answer first");
    assert_eq!(post(&lab, &format!("calls/{id}/caller/answer"))["phase"], "prompt");
    lab.advance(60_000);
    refused(&id, "callee/answer", 409, "the caller must press 1 first");
    refused(&id, "callee/press-1", 400, "press-1 is an action of the caller only");
    let pressed = post(&lab, &format!("calls/{id}/caller/press-1"));
    assert_eq!((&pressed["phase"], &pressed["caller_status"]), (&json!("callee-ringing"), &json!("Success")));
    refused(&id, "caller/press-1", 409, "the caller has already pressed 1");
    assert_eq!(post(&lab, &format!("calls/{id}/callee/answer"))["call_status"], "Success");
    let without = place(false);
    post(&lab, &format!("calls/{without}/caller/answer"));
    refused(&without, "caller/press-1", 409, "the call was placed without playPrompt");
    post(&lab, &format!("calls/{without}/callee/answer"));
}

#[test]
fn the_overview_has_everything_and_the_ready_line_is_a_request() {
    let lab = Lab::new();
    let id = lab.place("+16505550180");
    lab.admin("POST", "faults", &json!({ "path": "/restapi/oauth", "fault": { "status": 503 } }));
    let overview = get(&lab, "overview");
    assert_eq!(overview["calls"][0], get(&lab, &format!("calls/{id}")));
    assert_eq!(overview["clock"], get(&lab, "clock"));
    assert_eq!(overview["limits"], get(&lab, "limits"));
    assert_eq!(overview["faults"], get(&lab, "faults")["faults"]);
    assert_eq!(overview["state"], get(&lab, "state"));
    assert_eq!(overview["requests"], get(&lab, "journal")["requests"]);
    assert_eq!(get(&lab, "ready").to_string(), lab.simulator.ready_line());
}

#[test]
fn calls_in_progress_come_before_those_that_ended() {
    let lab = Lab::new();
    let ringing = lab.place("+16505550180");
    lab.advance(1_000);
    for _ in 0..60 {
        lab.place("+16505550486");
    }
    lab.advance(60_000);
    let calls = get(&lab, "overview")["calls"].as_array().unwrap().clone();
    assert_eq!((calls.len(), &calls[0]["id"]), (50, &json!(ringing)));
    assert!(calls[1..].iter().all(|call| call["phase"] == "ended" && call["readable"] == false));
}

#[test]
fn journal_entries_keep_their_numbers() {
    let lab = Lab::new();
    lab.place("+16505550100");
    let entry = get(&lab, "journal/2");
    assert_eq!((&entry["number"], &entry["method"], &entry["group"]), (&json!(2), &json!("POST"), &json!("heavy")));
    assert_eq!(entry["headers"]["authorization"], "[redacted]");
    assert!(entry["body"].as_str().unwrap().contains("+16505550100"));
    lab.admin("DELETE", "journal", &Value::Null);
    for number in ["2", "3", "0", "x"] {
        assert_eq!(lab.admin_response("GET", &format!("journal/{number}"), &Value::Null).status, 404, "{number}");
    }
    lab.api("GET", EXTENSION, &Value::Null);
    assert_eq!(get(&lab, "journal/3"), lab.journal()[0]);
}
