//! Server-sent events and scenarios.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

mod support;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;

use ringout_simulator::{Config, Scenario};
use serde_json::{Value, json};
use support::{EXTENSION, Lab};

/// Subscribes, and returns when the head of the stream has arrived.
fn subscribe(lab: &Lab) -> BufReader<TcpStream> {
    let mut events = BufReader::new(lab.connect());
    events.get_mut().write_all(b"GET /_simulator/events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        events.read_line(&mut line).unwrap();
    }
    events
}

/// Reads the kind and data of the next event.
fn next(events: &mut BufReader<TcpStream>) -> (String, Value) {
    let (_, kind, data) = next_with_id(events);
    (kind, data)
}

/// Reads the id, kind and data of the next event.
fn next_with_id(events: &mut BufReader<TcpStream>) -> (u64, String, Value) {
    let mut lines = [String::new(), String::new(), String::new(), String::new()];
    for line in &mut lines {
        events.read_line(line).unwrap();
    }
    let id = lines[0].trim().strip_prefix("id: ").unwrap().parse().unwrap();
    let kind = lines[1].trim().strip_prefix("event: ").unwrap();
    (id, kind.to_owned(), serde_json::from_str(lines[2].strip_prefix("data: ").unwrap()).unwrap())
}

#[test]
fn every_change_and_request_is_an_event_in_order() {
    let lab = Lab::new();
    let mut events = subscribe(&lab);
    let id = lab.place("+16505550100");
    lab.advance(15_000);
    lab.shown(&id);
    let seen: Vec<(String, Value)> = (0..7).map(|_| next(&mut events)).collect();
    let kinds: Vec<&str> = seen.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["call", "request", "clock", "call", "call", "call", "request"]);
    let calls = [&seen[0].1, &seen[3].1, &seen[4].1, &seen[5].1].map(|call| (&call["at_ms"], &call["caller_status"]));
    let start = seen[0].1["at_ms"].as_u64().unwrap();
    assert_eq!(calls[1], (&json!(start + 2_000), &json!("Success")));
    assert_eq!(calls[3], (&json!(start + 15_000), &json!("Finished")));
    assert_eq!((&seen[1].1["method"], &seen[1].1["status"]), (&json!("POST"), &json!(200)));
}

#[test]
fn every_admin_change_is_an_event_with_the_new_state() {
    let lab = Lab::new();
    let mut events = subscribe(&lab);
    lab.admin("POST", "clock", &json!({ "speed": 7 }));
    lab.admin("POST", "faults", &json!({ "fault": { "status": 503 } }));
    lab.api("GET", EXTENSION, &Value::Null);
    lab.admin("POST", "limits", &json!({ "real": true }));
    lab.admin("DELETE", "faults", &Value::Null);
    lab.admin("DELETE", "journal", &Value::Null);
    lab.admin("POST", "reset", &Value::Null);
    let refused = lab.admin_response("POST", "clock", &json!({ "speed": 0 }));
    assert_eq!(refused.status, 400);
    lab.admin("POST", "clock", &json!({ "running": false }));
    let mut expect = |kind: &str| {
        let (seen, data) = next(&mut events);
        assert_eq!(seen, kind, "{data}");
        data
    };
    assert_eq!(expect("clock")["speed"], 7.0);
    assert_eq!(expect("faults")["faults"][0]["times_left"], 1);
    assert_eq!(expect("faults")["faults"], json!([]), "used up");
    assert_eq!(expect("request")["number"], 2);
    assert_eq!(expect("limits")["heavy"]["limit"], 10);
    assert_eq!(expect("faults")["faults"], json!([]));
    expect("journal");
    expect("reset");
    assert_eq!(expect("clock")["running"], false, "a refused request changes nothing");
}

#[test]
fn an_overview_says_which_events_it_includes() {
    let lab = Lab::new();
    let mut events = subscribe(&lab);
    lab.place("+16505550180");
    let before = lab.admin("GET", "overview", &Value::Null)["last_event_id"].as_u64().unwrap();
    assert_eq!(before, 2, "a call and a request");
    lab.admin("POST", "reset", &Value::Null);
    let ids: Vec<u64> = (0..3).map(|_| next_with_id(&mut events).0).collect();
    assert_eq!(ids, [1, 2, 3], "a reset does not restart the ids");
}

#[test]
fn a_call_event_says_what_happened() {
    let lab = Lab::new();
    let mut events = subscribe(&lab);
    lab.place("+16505550486");
    lab.advance(5_000);
    let mut calls = vec![];
    while calls.len() < 3 {
        let (kind, data) = next(&mut events);
        if kind == "call" {
            calls.push((data["leg"].clone(), data["event"].clone(), data["phase"].clone()));
        }
    }
    let expected = [
        (Value::Null, json!("placed"), json!("caller-ringing")),
        (json!("caller"), json!("answer"), json!("callee-ringing")),
        (json!("callee"), json!("busy"), json!("ended")),
    ];
    assert_eq!(calls, expected);
}

#[test]
fn a_subscriber_that_leaves_is_forgotten_without_an_event() {
    let lab = Lab::new();
    let count = || lab.admin("GET", "state", &Value::Null)["subscribers"].clone();
    let [stays, leaves] = [subscribe(&lab), subscribe(&lab)];
    assert_eq!(count(), 2);
    drop(leaves);
    // No sleep: each request lets the simulator's thread see the closed connection.
    assert!((0..10_000).any(|_| count() == 1), "{}", count());
    drop(stays);
    assert!((0..10_000).any(|_| count() == 0), "{}", count());
}

#[test]
fn a_running_clock_emits_events_without_requests() {
    let lab = Lab::new();
    let mut events = subscribe(&lab);
    lab.place("+16505550486");
    lab.admin("POST", "clock", &json!({ "speed": 1_000, "running": true }));
    let last = loop {
        let (kind, data) = next(&mut events);
        if kind == "call" && data["call_status"] != "InProgress" {
            break data;
        }
    };
    assert_eq!(last["callee_status"], "Busy");
}

#[test]
fn a_scenario_applies_at_the_start_and_after_a_reset() {
    let scenario = r#"{"clock":{"running":false,"advance_ms":7},"limits":{"light":{"limit":3}},
        "faults":[{"path":"/restapi/v1.0","fault":{"error":"CMN-201"}}]}"#;
    let scenario = Scenario::from_json(scenario).unwrap();
    let lab = Lab::with(Config { scenario, ..Config::default() });
    for _ in 0..2 {
        assert_eq!(lab.admin("GET", "clock", &Value::Null)["now_ms"], 7);
        assert_eq!(lab.api("GET", EXTENSION, &Value::Null).status, 500);
        lab.admin("POST", "reset", &Value::Null);
    }
    lab.admin("DELETE", "faults", &Value::Null);
    let token = lab.login().json()["access_token"].as_str().unwrap().to_owned();
    let response = lab.send("GET", EXTENSION, Some(&format!("Bearer {token}")), "");
    assert_eq!(response.header("X-Rate-Limit-Remaining"), "2");
}
