//! Placing, polling and cancelling calls through the API.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

mod support;

use ringout_simulator::{CancelRule, Config};
use serde_json::{Value, json};
use support::{EXTENSION, Lab, RING_OUT};

const RINGOUT: &str = "/restapi/v1.0/account/~/extension/~/ringout";

#[test]
fn a_call_rings_connects_ends_and_is_forgotten() {
    let lab = Lab::new();
    let id = lab.place("+16505550100");
    let mut seen = vec![];
    for ms in [0, 1_999, 1, 2_999, 1, 9_999, 1, 29_999, 1] {
        lab.advance(ms);
        seen.push(lab.shown(&id));
    }
    let expected = [
        "InProgress/InProgress/InProgress",
        "InProgress/InProgress/InProgress",
        "InProgress/Success/InProgress",
        "InProgress/Success/InProgress",
        "Success/Success/Success",
        "Success/Success/Success",
        "Success/Finished/Finished",
        "Success/Finished/Finished",
        "404",
    ];
    assert_eq!(seen, expected);
}

#[test]
fn the_last_four_digits_select_the_fate() {
    let lab = Lab::new();
    let ends = |from: &str, to: &str| {
        let id = lab.place_from(from, to);
        lab.advance(25_000);
        lab.shown(&id)
    };
    let any = "+16505550100";
    assert_eq!(ends(any, "+16505550486"), "CannotReach/Success/Busy");
    assert_eq!(ends("+16505550486", any), "CannotReach/Busy/InProgress");
    assert_eq!(ends(any, "+16505550408"), "CannotReach/Success/NoAnswer");
    assert_eq!(ends(any, "+16505550603"), "CannotReach/Success/Rejected");
    assert_eq!(ends(any, "+16505550500"), "CannotReach/Success/GenericError");
    assert_eq!(ends(any, "+16505550488"), "CannotReach/Success/DestinationBlocked");
    assert_eq!(ends(any, "+16505550404"), "CannotReach/Success/NoSuchUser");
    assert_eq!(ends(any, "+16505550503"), "NoAnsweringMachine/Success/InProgress");
    assert_eq!(ends(any, "+16505550180"), "InProgress/Success/InProgress");
    assert_eq!(ends(any, "+16505550299"), "Success/Finished/Finished");
    assert_eq!(ends(any, "+16505550481"), "404");
    let odd = lab.place("+16505550700");
    lab.advance(5_000);
    assert_eq!(lab.shown(&odd), "InProgress/Success/Diverted");
    for (to, code) in [("+16505550402", "NotEnoughFunds"), ("+16505550403", "InternationalDisabled")] {
        let response = lab.api("POST", RING_OUT, &json!({ "to": { "phoneNumber": to } }));
        assert_eq!(response.error(), (403, code.into(), "to.phoneNumber".into()));
    }
}

#[test]
fn both_paths_show_the_same_call_with_different_ids() {
    let lab = Lab::new();
    let created = lab.api("POST", RINGOUT, &json!({ "to": { "phoneNumber": "16505550100" } })).json();
    assert_eq!(created["id"], 234_343_434);
    assert_eq!(created["uri"], format!("{RINGOUT}/234343434"));
    let shown = lab.api("GET", &format!("{RING_OUT}/234343434"), &Value::Null).json();
    let id = shown["id"].as_str().unwrap();
    assert!(shown["uri"].as_str().unwrap().starts_with(lab.simulator.url()), "absolute on the current path");
    assert_eq!(lab.api("GET", &format!("{RINGOUT}/{id}"), &Value::Null).json()["id"], 234_343_434);
    assert_eq!(lab.admin("GET", "calls", &Value::Null)["calls"][0]["from"], "+16505550110", "the default number");
}

#[test]
fn a_bad_create_names_the_parameter() {
    let lab = Lab::new();
    let to = json!({ "phoneNumber": "+16505550100" });
    let cases = [
        (json!({}), 400, "CMN-101", "to"),
        (json!({ "to": [to] }), 400, "CMN-101", "to"),
        (json!({ "to": {} }), 400, "CMN-101", "to.phoneNumber"),
        (json!({ "to": { "phoneNumber": "" } }), 400, "CMN-101", "to.phoneNumber"),
        (json!({ "to": { "phoneNumber": 16_505_550_100_u64 } }), 400, "CMN-101", "to.phoneNumber"),
        (json!({ "to": to, "from": { "phoneNumber": "x" } }), 400, "CMN-101", "from.phoneNumber"),
        (json!({ "to": to, "from": { "forwardingNumberId": "1", "phoneNumber": "1" } }), 400, "CMN-101", "from"),
        (json!({ "to": to, "from": { "forwardingNumberId": "1" } }), 400, "CMN-102", "from.forwardingNumberId"),
        (json!({ "to": { "phoneNumber": "199" } }), 400, "CMN-101", "to.phoneNumber"),
        (json!({ "to": { "phoneNumber": "+16505550102*199" } }), 400, "CMN-101", "to.phoneNumber"),
        (json!({ "to": to, "from": { "phoneNumber": "199" } }), 400, "CMN-101", "from.phoneNumber"),
        (json!({ "to": to, "callerId": { "phoneNumber": "101" } }), 403, "CMN-101", "callerId"),
        (json!({ "to": to, "playPrompt": "yes" }), 400, "CMN-101", "playPrompt"),
        (json!({ "to": to, "country": { "id": "x" } }), 400, "CMN-101", "country.id"),
        (json!({ "to": to, "callerId": { "phoneNumber": "+16505550104" } }), 403, "CMN-101", "callerId"),
    ];
    for (body, status, code, parameter) in cases {
        let response = lab.api("POST", RING_OUT, &body);
        assert_eq!(response.error(), (status, code.into(), parameter.into()), "{body}: {}", response.text);
        assert_eq!(response.json()["errorCode"], code, "also at the top level");
    }
    let broken = lab.send("POST", RING_OUT, Some(&format!("Bearer {}", lab.token)), "{\"to\":");
    assert_eq!(broken.error().1, "CMN-103");
    assert_eq!(lab.admin("GET", "state", &Value::Null)["calls"]["placed"], 0);
}

#[test]
fn extensions_of_the_account_ring() {
    let lab = Lab::new();
    for to in ["101", "102", "+16505550102*101", "16505550102*102"] {
        let id = lab.place(to);
        assert_eq!(lab.shown(&id), "InProgress/InProgress/InProgress", "{to}");
        lab.advance(60_000);
    }
    let log = lab.api("GET", &format!("{EXTENSION}/call-log?view=Detailed"), &Value::Null).json();
    assert_eq!(log["records"][3]["to"], json!({ "extensionNumber": "101" }));
    assert_eq!(log["records"][1]["legs"][1]["to"], json!({ "phoneNumber": "+16505550102*101" }));
    let body = json!({ "from": { "phoneNumber": "101" }, "to": { "phoneNumber": "102" } });
    assert_eq!(lab.api("POST", RING_OUT, &body).status, 200);
}

#[test]
fn every_documented_option_is_accepted() {
    let lab = Lab::new();
    let body = json!({
        "from": { "forwardingNumberId": "402780006009" },
        "to": { "phoneNumber": "030 1234" },
        "callerId": { "phoneNumber": lab.simulator.numbers()[2] },
        "playPrompt": true,
        "country": { "id": "49" },
    });
    let id = lab.api("POST", RING_OUT, &body).json()["id"].as_str().unwrap().to_owned();
    let call = lab.admin("GET", "calls", &Value::Null)["calls"][0].clone();
    assert_eq!((&call["from"], &call["to"]), (&json!("+16505550111"), &json!("0301234")));
    lab.advance(5_000);
    assert_eq!(lab.shown(&id), "InProgress/Success/InProgress", "the caller had to press 1");
}

#[test]
fn unknown_resources_are_404_and_unsupported_methods_405() {
    let lab = Lab::new();
    let error = |method: &str, path: &str| lab.api(method, path, &Value::Null).error();
    assert_eq!(error("GET", &format!("{RING_OUT}/nothing")), (404, "CMN-102".into(), "ringOutId".into()));
    assert_eq!(error("DELETE", &format!("{RING_OUT}/1")), (404, "CMN-102".into(), "ringOutId".into()));
    assert_eq!(error("GET", "/restapi/v1.0/account/1/extension/~").2, "accountId");
    assert_eq!(error("GET", "/restapi/v1.0/account/~/extension/1").2, "extensionId");
    assert_eq!(error("GET", "/restapi/v1.0/nonsense"), (404, "CMN-120".into(), String::new()));
    let refused = lab.api("PUT", RING_OUT, &json!({}));
    assert_eq!((refused.status, refused.header("Allow")), (405, "POST, OPTIONS"));
}

#[test]
fn a_cancel_while_ringing_ends_the_call() {
    let lab = Lab::new();
    let cancel = |id: &str| lab.api("DELETE", &format!("{RING_OUT}/{id}"), &Value::Null);
    let early = lab.place("+16505550100");
    let response = cancel(&early);
    assert_eq!((response.status, response.text.as_str()), (204, ""));
    assert_eq!(lab.shown(&early), "CannotReach/Rejected/Rejected");
    assert_eq!(cancel(&early).status, 404, "it has ended");
    let later = lab.place("+16505550100");
    lab.advance(2_000);
    assert_eq!(cancel(&later).status, 204);
    assert_eq!(lab.shown(&later), "CannotReach/Finished/Rejected");
    let connected = lab.place("+16505550100");
    lab.advance(5_000);
    assert_eq!(cancel(&connected).status, 204);
    assert_eq!(lab.shown(&connected), "Success/Success/Success", "accepted, without effect");
}

#[test]
fn the_faq_rule_cancels_only_before_the_caller_answers() {
    let lab = Lab::with(Config { cancel_rule: CancelRule::Faq, ..Config::default() });
    let id = lab.place("+16505550100");
    lab.advance(2_000);
    assert_eq!(lab.api("DELETE", &format!("{RING_OUT}/{id}"), &Value::Null).status, 204);
    assert_eq!(lab.shown(&id), "InProgress/Success/InProgress");
}

#[test]
fn the_account_lists_numbers_and_the_call_log() {
    let lab = Lab::new();
    let get = |path: &str| lab.api("GET", &format!("{EXTENSION}{path}"), &Value::Null).json();
    let numbers = get("/phone-number?perPage=3");
    assert_eq!(numbers["paging"]["totalPages"], 2);
    assert_eq!(numbers["records"][0]["features"][0], "CallerId");
    assert_eq!(get("/forwarding-number")["records"][0]["id"], "402780006008");
    assert_eq!(get("/caller-id")["byFeature"][0]["feature"], "RingOut");
    assert_eq!(get("")["extensionNumber"], "101");
    lab.place("+16505550486");
    lab.place("+16505550100");
    lab.advance(60_000);
    let log = get("/call-log?view=Detailed&phoneNumber=16505550486");
    assert_eq!(log["records"].as_array().unwrap().len(), 1);
    let legs = &log["records"][0]["legs"];
    assert_eq!((&legs[0]["legType"], &legs[0]["result"]), (&json!("RingOutClientToCaller"), &json!("Accepted")));
    assert_eq!((&legs[1]["legType"], &legs[1]["result"]), (&json!("RingOutClientToSubscriber"), &json!("Busy")));
    assert_eq!(get("/call-log")["records"][0]["result"], "Call connected", "latest first");
    assert_eq!(
        get("/call-log?phoneNumber=%2B16505550486")["records"],
        json!([]),
        "a number with a plus matches nothing"
    );
    assert_eq!(lab.api("GET", &format!("{EXTENSION}/call-log?dateFrom=x"), &Value::Null).error().2, "dateFrom");
}
