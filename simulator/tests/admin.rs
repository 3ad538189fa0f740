//! The admin API.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

mod support;

use serde_json::{Value, json};
use support::{EXTENSION, Lab, RING_OUT};

#[test]
fn phones_can_be_answered_and_hung_up() {
    let lab = Lab::new();
    let id = lab.place("+16505550180");
    let force = |leg: &str, action: &str| lab.admin("POST", &format!("calls/{id}/{leg}/{action}"), &Value::Null);
    assert_eq!(force("caller", "answer")["caller_status"], "Success");
    assert_eq!(force("callee", "answer")["call_status"], "Success");
    assert_eq!(force("caller", "hangup")["callee_status"], "Finished");
    let refused = lab.admin_response("POST", &format!("calls/{id}/caller/answer"), &Value::Null);
    assert_eq!(refused.status, 409, "{}", refused.text);
    for (action, status) in
        [("busy", "Busy"), ("no-answer", "NoAnswer"), ("reject", "Rejected"), ("fail", "GenericError")]
    {
        let id = lab.place("+16505550180");
        let call = lab.admin("POST", &format!("calls/{id}/caller/{action}"), &Value::Null);
        assert_eq!((&call["caller_status"], &call["call_status"]), (&json!(status), &json!("CannotReach")));
    }
}

#[test]
fn an_impossible_event_is_refused_with_the_reason() {
    let lab = Lab::new();
    let id = lab.place("+16505550180");
    let refused = |leg: &str, action: &str| {
        let response = lab.admin_response("POST", &format!("calls/{id}/{leg}/{action}"), &Value::Null);
        assert_eq!(response.status, 409, "{}", response.text);
        response.text
    };
    let expect = |text: &str, why: &str| assert!(text.contains(why), "{why:?} is not in {text}");
    expect(&refused("callee", "answer"), "cannot apply `answer` to the callee: the caller must answer first");
    expect(&refused("caller", "hangup"), "the caller has not answered (InProgress)");
    lab.admin("POST", &format!("calls/{id}/caller/answer"), &Value::Null);
    expect(&refused("caller", "busy"), "cannot apply `busy` to the caller: the caller is not ringing (Success)");
    lab.admin("POST", &format!("calls/{id}/callee/busy"), &Value::Null);
    expect(&refused("callee", "answer"), "the call has ended (caller Success, callee Busy)");
}

#[test]
fn phone_events_can_be_planned() {
    let lab = Lab::new();
    let id = lab.place("+16505550180");
    let now = lab.admin("GET", "clock", &Value::Null)["now_ms"].as_u64().unwrap();
    let plan = |action: &str, at: u64| {
        lab.admin("POST", &format!("calls/{id}/caller/{action}"), &json!({ "at_ms": at }))["caller_status"].clone()
    };
    let shown = || lab.admin("GET", "calls", &Value::Null)["calls"][0]["caller_status"].clone();
    assert_eq!(plan("hangup", now + 1_500), "InProgress");
    assert_eq!(plan("answer", now + 1_000), "InProgress");
    lab.advance(999);
    assert_eq!(shown(), "InProgress");
    lab.advance(1);
    assert_eq!(shown(), "Success");
    assert_eq!(plan("hangup", now), "Finished", "a time in the past means now");
    let response = lab.admin_response("POST", &format!("calls/{id}/caller/answer"), &json!({ "at": 1 }));
    assert_eq!(response.status, 400, "{}", response.text);
}

#[test]
fn the_clock_stops_and_jumps() {
    let lab = Lab::new();
    let clock = lab.admin("POST", "clock", &json!({ "advance_ms": 1500, "speed": 100 }));
    assert_eq!((&clock["running"], &clock["speed"]), (&json!(false), &json!(100.0)));
    let again = lab.admin("GET", "clock", &Value::Null);
    assert_eq!(again, clock, "stopped");
}

#[test]
fn invalid_fields_are_named() {
    let lab = Lab::new();
    let cases = [
        ("clock", json!({ "runing": true }), "runing"),
        ("clock", json!({ "speed": 0 }), "speed"),
        ("clock", json!({ "advance_ms": -1 }), "advance_ms"),
        ("clock", json!([1]), "object"),
        ("limits", json!({ "light": { "limit": 1, "windows": 2 } }), "windows"),
        ("limits", json!({ "medium": {} }), "medium"),
        ("tokens/expire", json!({ "refresh": "yes" }), "refresh"),
        ("reset", json!({ "all": true }), "all"),
        ("faults", json!({}), "fault"),
        ("faults", json!({ "fault": {} }), "exactly one"),
        ("faults", json!({ "fault": { "delay_ms": 1, "drip_ms": 1 } }), "exactly one"),
        ("faults", json!({ "fault": { "drop": "later" } }), "later"),
        ("faults", json!({ "fault": { "dorp": "before-response" } }), "fault.dorp"),
        ("faults", json!({ "fault": { "status": 5 } }), "fault.status"),
        ("faults", json!({ "fault": { "body": "x" } }), "fault.status"),
        ("faults", json!({ "fault": { "malformed_json": false } }), "fault.malformed_json"),
        ("faults", json!({ "times": -1, "fault": { "reset": true } }), "times"),
        ("faults", json!({ "path": "restapi", "fault": { "reset": true } }), "path"),
    ];
    for (path, body, named) in cases {
        let response = lab.admin_response("POST", path, &body);
        assert_eq!(response.status, 400, "{path} {body}");
        assert!(response.json()["error"].as_str().unwrap().contains(named), "{path} {body}: {}", response.text);
    }
    let id = lab.place("+16505550100");
    for path in [format!("calls/{id}/both/answer"), format!("calls/{id}/caller/sing")] {
        assert_eq!(lab.admin_response("POST", &path, &Value::Null).status, 400, "{path}");
    }
    assert_eq!(lab.admin_response("POST", "calls/1/caller/answer", &Value::Null).status, 404);
    assert_eq!(lab.admin_response("GET", "nonsense", &Value::Null).status, 404);
}

#[test]
fn the_journal_shows_requests_without_secrets() {
    let lab = Lab::new();
    lab.place("+16505550100");
    let journal = lab.journal();
    let [login, create] = &journal[..] else { panic!("{journal:?}") };
    assert_eq!((&login["path"], &login["group"]), (&json!("/restapi/oauth/token"), &json!("auth")));
    assert_eq!(
        (&create["method"], &create["status"], &create["group"]),
        (&json!("POST"), &json!(200), &json!("heavy"))
    );
    assert!(create["body"].as_str().unwrap().contains("+16505550100"));
    assert_eq!(create["headers"]["authorization"], "[redacted]");
    let text = format!("{journal:?}");
    for secret in [lab.simulator.jwt(), lab.simulator.client_secret(), &lab.token] {
        assert!(!text.contains(secret));
    }
    lab.admin("DELETE", "journal", &Value::Null);
    assert!(lab.journal().is_empty());
}

#[test]
fn the_journal_numbers_connections() {
    let lab = Lab::new();
    lab.raw(&lab.extension_request(false)).1.unwrap();
    lab.raw(&format!("{}{}", lab.extension_request(true), lab.extension_request(false))).1.unwrap();
    let on: Vec<u64> = lab.journal().iter().map(|request| request["connection"].as_u64().unwrap()).collect();
    let [_, first, second, third] = on[..] else { panic!("{on:?}") };
    assert!(first < second && second == third, "{on:?}");
    assert!(lab.admin("GET", "state", &Value::Null)["connections"].as_u64() >= Some(second));
}

#[test]
fn state_counts_and_reset_clears() {
    let lab = Lab::new();
    lab.place("+16505550100");
    lab.fault("*", "*", &json!({ "reset": true }));
    let state = lab.admin("GET", "state", &Value::Null);
    assert_eq!(state["calls"], json!({ "placed": 1, "ended": 0, "readable": 1 }));
    assert_eq!(state["requests"], json!({ "create": 1, "token": 1, "total": 2 }));
    assert_eq!(state["responses"], json!({ "200": 2 }));
    assert_eq!(state["tokens"]["sessions"], 1);
    lab.admin("POST", "reset", &Value::Null);
    let state = lab.admin("GET", "state", &Value::Null);
    assert_eq!((&state["calls"]["placed"], &state["requests"]["total"]), (&json!(0), &json!(0)));
    assert_eq!(lab.admin("GET", "faults", &Value::Null)["faults"], json!([]));
    assert_eq!(lab.api("GET", EXTENSION, &Value::Null).status, 401, "the token is unknown after the reset");
}

#[test]
fn limits_refuse_penalize_and_recover() {
    let lab = Lab::new();
    lab.admin("POST", "limits", &json!({ "light": { "limit": 1, "window_s": 60, "penalty_s": 30 } }));
    let get = || lab.api("GET", EXTENSION, &Value::Null);
    let first = get();
    assert_eq!((first.status, first.header("X-Rate-Limit-Remaining")), (200, "0"));
    let second = get();
    assert_eq!(lab.admin("GET", "state", &Value::Null)["responses"]["429"], 1);
    assert_eq!((second.error().0, second.error().1.as_str()), (429, "CMN-301"));
    assert_eq!(second.header("Retry-After"), "30");
    assert_eq!(second.header("X-Rate-Limit-Limit"), "1");
    lab.advance(29_000);
    assert_eq!(get().status, 429, "restarts the penalty");
    lab.advance(29_000);
    assert_eq!(get().status, 429, "and again");
    lab.advance(30_000);
    assert_eq!(get().status, 200);
    assert_eq!(lab.api("POST", RING_OUT, &json!({ "to": { "phoneNumber": "16505550100" } })).status, 200);
    lab.admin("POST", "limits", &json!({ "off": true }));
    assert_eq!(get().header("X-Rate-Limit-Limit"), "1000000");
}
