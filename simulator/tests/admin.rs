//! The admin API.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

mod support;

use ringout_simulator::Config;
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
    expect(
        &refused("callee", "hangup"),
        "; possible now: answer, busy, no-answer, reject or fail for the caller, and busy, no-answer, reject or fail for the callee",
    );
    lab.admin("POST", &format!("calls/{id}/caller/answer"), &Value::Null);
    expect(&refused("caller", "busy"), "cannot apply `busy` to the caller: the caller is not ringing (Success)");
    lab.admin("POST", &format!("calls/{id}/callee/busy"), &Value::Null);
    expect(
        &refused("callee", "answer"),
        "the call has ended (caller Success, callee Busy); nothing is possible any more",
    );
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
        ("clock", json!({ "speed": 1e7 }), "speed"),
        ("clock", json!({ "runing": true }), "speed, running or advance_ms"),
        ("clock", json!({ "advance_ms": -1 }), "advance_ms"),
        ("clock", json!({ "advance_ms": 260_000_000_000_000_u64 }), "260000000000000"),
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
    for (method, path, status, advice) in [
        ("POST", "calls/1/caller/answer", 404, "GET /_simulator/calls"),
        ("GET", "calls/x", 404, "GET /_simulator/calls"),
        ("GET", "nonsense", 404, "GET /_simulator/"),
        ("PUT", "clock", 405, "GET, HEAD, POST, OPTIONS"),
        ("GET", "calls?perPage=1", 400, "after or limit"),
        ("GET", "calls?limit=0", 400, "limit"),
        ("GET", "calls?limit=10001", 400, "limit"),
        ("GET", "calls?after=x", 400, "after"),
    ] {
        let response = lab.admin_response(method, path, &Value::Null);
        let text = response.json()["error"].as_str().unwrap().to_owned();
        assert!(response.status == status && text.contains(advice), "{method} {path}: {text}");
    }
}

#[test]
fn the_list_of_requests_and_the_openapi_file_are_complete() {
    let lab = Lab::new();
    let list = lab.admin("GET", "", &Value::Null);
    let openapi = lab.admin("GET", "openapi.json", &Value::Null);
    let listed = list["requests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|request| ["method", "path", "summary"].map(|field| request[field].as_str().unwrap().to_owned()));
    let described = openapi["paths"].as_object().unwrap().iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap().iter();
        methods.map(move |(method, operation)| {
            [method.to_uppercase(), path.clone(), operation["summary"].as_str().unwrap().to_owned()]
        })
    });
    let (mut listed, mut described): (Vec<_>, Vec<_>) = (listed.collect(), described.collect());
    for [method, path, _] in &listed {
        if !path.ends_with("/events") {
            let path = path
                .replace("{id}", "1")
                .replace("{leg}", "caller")
                .replace("{action}", "answer")
                .replace("{number}", "1");
            let response = lab.send(method, &path, None, "");
            let is_unknown = response.status == 405 || response.text.contains("there is no admin request");
            assert!(!is_unknown, "{method} {path}: {}", response.text);
        }
    }
    listed.sort();
    described.sort();
    assert_eq!(listed, described);
    let readme = include_str!("../README.md");
    for [method, path, _] in &listed {
        let shown = format!("{method} {}", path.trim_start_matches("/_simulator/"));
        let shown =
            shown.replace("{leg}/{action}", "{caller\\|callee}/{answer\\|hangup\\|busy\\|no-answer\\|reject\\|fail}");
        assert!(readme.contains(shown.trim()), "{shown} is not in the README");
    }
}

/// Sends a raw admin request with these headers. Returns the status and body.
fn asked(lab: &Lab, request: &str, headers: &str) -> (u16, String) {
    let head = format!("{request} HTTP/1.1\r\n{headers}Connection: close\r\nContent-Length: 0\r\n\r\n");
    let text = String::from_utf8(lab.raw(&head).0).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(!head.contains("Access-Control"), "{head}");
    (head[9..12].parse().unwrap(), body.to_owned())
}

#[test]
fn pages_of_other_sites_are_refused() {
    let lab = Lab::new();
    let own = lab.simulator.url();
    let host = own.trim_start_matches("http://");
    let port = host.split(':').nth(1).unwrap();
    let allowed = [
        format!("Host: {host}\r\n"),
        format!("Host: {host}\r\nOrigin: {own}\r\n"),
        format!("Host: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n"),
        "Host: [::1]:9\r\n".into(),
    ];
    let refused = [
        format!("Host: {host}\r\nOrigin: https://evil.example\r\n"),
        format!("Host: {host}\r\nOrigin: null\r\n"),
        format!("Host: {host}\r\nOrigin: http://127.0.0.1:1\r\n"),
        format!("Host: {host}\r\nOrigin: https://{host}\r\n"),
        format!("Host: {host}\r\nOrigin: {own}\r\nOrigin: https://evil.example\r\n"),
        format!("Host: evil.example:{port}\r\n"),
        format!("Host: evil.example:{port}\r\nOrigin: http://evil.example:{port}\r\n"),
    ];
    lab.place("+16505550180");
    for headers in &allowed {
        assert_eq!(asked(&lab, "GET /_simulator/state", headers).0, 200, "{headers}");
    }
    for headers in &refused {
        for request in [
            "GET /_simulator/state",
            "GET /_simulator/events",
            "POST /_simulator/reset",
            "DELETE /_simulator/journal",
            "OPTIONS /_simulator/reset",
            "GET /_simulator/nonsense",
            "GET http://evil.example/_simulator/state",
        ] {
            let (status, body) = asked(&lab, request, headers);
            assert!(status == 403 && body.contains("is refused"), "{request} {headers}: {status} {body}");
        }
    }
    let state = lab.admin("GET", "state", &Value::Null);
    assert_eq!(state["calls"]["placed"], 1, "no request had an effect");
    assert_eq!(asked(&lab, "POST /_simulator/reset", &allowed[0]).0, 200, "curl needs no header");
}

#[test]
fn other_machines_use_any_name_but_no_foreign_origin() {
    let host = std::net::Ipv4Addr::UNSPECIFIED.into();
    let lab = Lab::with(Config { host, ..Config::default() });
    assert!(lab.simulator.url().starts_with("http://127.0.0.1:"), "a client on this machine needs an address");
    assert_eq!(asked(&lab, "GET /_simulator/state", "Host: sim.test:8080\r\n").0, 200);
    assert_eq!(asked(&lab, "GET /_simulator/state", "Host: sim.test\r\nOrigin: http://sim.test\r\n").0, 200);
    assert_eq!(asked(&lab, "GET /_simulator/state", "Host: sim.test\r\nOrigin: http://evil.example\r\n").0, 403);
    let request = lab.extension_request(false).replace("Host: x", "Host: sim.test:8080");
    let text = String::from_utf8(lab.raw(&request).0).unwrap();
    assert!(
        text.contains(r#""uri":"http://sim.test:8080/restapi/v1.0/account/"#),
        "links lead to the same name: {text}"
    );
}

#[test]
fn calls_are_listed_in_pages() {
    let lab = Lab::new();
    let placed: Vec<String> = (0..5).map(|_| lab.place("+16505550180")).collect();
    let mut path = "calls?limit=2".to_owned();
    let mut seen = vec![];
    loop {
        let page = lab.admin("GET", &path, &Value::Null);
        assert_eq!(page["total"], 5);
        let calls = page["calls"].as_array().unwrap();
        assert!(calls.len() <= 2);
        seen.extend(calls.iter().map(|call| call["id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => path = next.strip_prefix("/_simulator/").unwrap().to_owned(),
            None => break,
        }
    }
    assert_eq!(seen, placed);
    let after = lab.admin("GET", &format!("calls?after={}", placed[3]), &Value::Null);
    assert_eq!((&after["calls"][0]["id"], &after["next"]), (&json!(placed[4]), &Value::Null));
}

#[test]
fn a_call_has_a_timeline() {
    let lab = Lab::new();
    let id = lab.place("+16505550100");
    let start = lab.admin("GET", "clock", &Value::Null)["now_ms"].as_u64().unwrap();
    let show = |id: &str| lab.admin("GET", &format!("calls/{id}"), &Value::Null);
    let next = json!({ "at_ms": start + 2_000, "event": "answer", "leg": "caller" });
    assert_eq!(show(&id)["next_event"], next);
    lab.advance(2_000);
    lab.admin("POST", &format!("calls/{id}/callee/busy"), &Value::Null);
    let call = show(&id);
    let entries = call["timeline"].as_array().unwrap().iter().map(|entry| {
        let at = entry["at_ms"].as_u64().unwrap() - start;
        let texts = ["event", "leg", "call_status", "caller_status", "callee_status"];
        format!("{at} {}", texts.map(|name| entry[name].as_str().unwrap_or("-")).join(" "))
    });
    let expected = [
        "0 placed - InProgress InProgress InProgress",
        "2000 answer caller InProgress Success InProgress",
        "2000 busy callee CannotReach Success Busy",
    ];
    assert_eq!(entries.collect::<Vec<_>>(), expected);
    assert_eq!(
        (&call["readable"], &call["next_event"], &call["callee_status"]),
        (&json!(true), &Value::Null, &json!("Busy"))
    );
    lab.advance(30_000);
    let forgotten = show(&id);
    assert_eq!((&forgotten["readable"], &forgotten["timeline"]), (&json!(false), &call["timeline"]));
    let late = lab.admin_response("POST", &format!("calls/{id}/callee/answer"), &Value::Null);
    assert!(late.status == 409 && late.text.contains("no longer readable"), "{}", late.text);
    let cancelled = lab.place("+16505550180");
    lab.api("DELETE", &format!("{RING_OUT}/{cancelled}"), &Value::Null);
    assert_eq!(show(&cancelled)["timeline"][1]["event"], "cancel");
    let vanished = lab.place("+16505550481");
    assert_eq!((&show(&vanished)["readable"], &show(&vanished)["next_event"]), (&json!(false), &Value::Null));
}

#[test]
fn the_clock_ends_before_the_calendar() {
    let lab = Lab::new();
    let end = 31_556_952_000_000;
    let now = lab.admin("GET", "clock", &Value::Null)["now_ms"].as_u64().unwrap();
    assert_eq!(lab.admin("POST", "clock", &json!({ "advance_ms": end - now }))["now_ms"], end);
    let beyond = lab.admin_response("POST", "clock", &json!({ "advance_ms": 1 }));
    assert!(beyond.status == 400 && beyond.text.contains("advance_ms"), "{}", beyond.text);
    assert_eq!(lab.api("GET", EXTENSION, &Value::Null).status, 401, "still answers");
    lab.admin("POST", "clock", &json!({ "speed": 1_000_000, "running": true }));
    assert_eq!(lab.login().status, 200);
    lab.admin("POST", "limits", &json!({ "light": { "limit": 1, "window_s": u64::MAX, "penalty_s": u64::MAX } }));
    lab.admin("GET", "limits", &Value::Null);
}

#[test]
fn what_is_left_of_the_limits_is_shown() {
    let lab = Lab::new();
    let off = lab.admin("GET", "limits", &Value::Null);
    assert_eq!(off, json!({ "light": null, "heavy": null, "auth": null, "windows": [] }));
    lab.admin("POST", "limits", &json!({ "light": { "limit": 2, "window_s": 60, "penalty_s": 30 } }));
    let now = lab.admin("GET", "clock", &Value::Null)["now_ms"].as_u64().unwrap();
    let window = |limits: &Value| limits["windows"][0].clone();
    lab.api("GET", EXTENSION, &Value::Null);
    let limits = lab.admin("GET", "limits", &Value::Null);
    assert_eq!(limits["light"], json!({ "limit": 2, "window_s": 60, "penalty_s": 30 }));
    let expected = json!({ "client_id": lab.simulator.client_id(), "group": "light", "limit": 2, "remaining": 1,
                           "window_ends_at": 60_000, "penalty_ends_at": null });
    assert_eq!(window(&limits), expected);
    lab.api("GET", EXTENSION, &Value::Null);
    lab.api("GET", EXTENSION, &Value::Null);
    let penalty = window(&lab.admin("GET", "limits", &Value::Null));
    assert_eq!((&penalty["remaining"], &penalty["penalty_ends_at"]), (&json!(0), &json!(now + 30_000)));
    lab.advance(30_000);
    assert_eq!(lab.admin("GET", "limits", &Value::Null)["windows"], json!([]));
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
