//! Checks before a call: the user's numbers, and the preflight report.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::time::{Duration, SystemTime};

use ringout_core::CheckKind::{CallerId, Clock, Destination, Extension, From, Line, Login, Permission};
use ringout_core::{CallRequest, CancelToken, CheckKind, CheckResult, DialScheme, ErrorCode, Preflight, dial_uri};
use ringout_simulator::Config;
use ringout_tests::Platform;
use ringout_tests::platform::{CALLS, FOREVER, FROM, TO, TOKEN};
use ringout_tests::server::{Reply, Server, json_response};
use serde_json::{Value, json};

const EXTENSION: &str = "/restapi/v1.0/account/~/extension/~";

fn list(name: &str) -> String {
    format!("{EXTENSION}/{name}")
}

/// Makes the simulator respond to every request of a list with `body`.
fn respond(platform: &Platform, path: &str, body: &Value) {
    platform.fault("GET", path, FOREVER, &json!({ "status": 200, "body": body }));
}

fn refuses(platform: &Platform, path: &str) {
    platform.fault("GET", path, FOREVER, &json!({ "error": "CMN-401" }));
}

fn result(report: &Preflight, kind: CheckKind) -> (CheckResult, String) {
    let check = report.checks.iter().find(|check| check.kind == kind).unwrap();
    (check.result, check.explanation.clone())
}

/// Asserts the result of one check, and a word of its explanation.
fn assert_found(report: &Preflight, kind: CheckKind, expected: CheckResult, word: &str) {
    let (found, explanation) = result(report, kind);
    assert_eq!(found, expected, "{kind:?}: {explanation}");
    assert!(explanation.contains(word), "{kind:?}: {explanation}");
}

#[test]
fn caller_ids_are_the_numbers_with_the_feature() {
    let platform = Platform::start();
    let numbers = platform.client().caller_ids().unwrap();
    let shown: Vec<_> = numbers.iter().map(|number| (&*number.phone_number, number.usage_type.as_deref())).collect();
    let expected = [
        ("+16505550101", Some("DirectNumber")),
        ("+16505550102", Some("MainCompanyNumber")),
        ("+18005550103", Some("ForwardedNumber")),
    ];
    assert_eq!(shown, expected);
    assert!(numbers.iter().all(|number| !number.id.is_empty()));
}

#[test]
fn a_forwarding_number_can_be_rung_by_its_id() {
    let platform = Platform::stopped();
    let client = platform.client();
    let numbers = client.forwarding_numbers().unwrap();
    assert_eq!(numbers.len(), 2);
    let mobile = numbers.iter().find(|number| number.kind.as_deref() == Some("Mobile")).unwrap();
    assert_eq!(mobile.phone_number.as_deref(), Some("+16505550111"));
    client.create_call(&CallRequest::to(TO).from_forwarding_number(&mobile.id)).unwrap();
    assert_eq!(platform.get("calls")["calls"][0]["from"], "+16505550111");
}

#[test]
fn a_long_list_is_read_page_by_page() {
    let page = |number: u64| {
        let record = json!({ "id": number, "phoneNumber": format!("+1650555010{number}"), "features": ["CallerId"] });
        json!({ "records": [record], "paging": { "page": number, "totalPages": 3 } }).to_string()
    };
    let server = Server::with_login(move |request| {
        let number = request.target.split("page=").nth(1).unwrap().split('&').next().unwrap().parse().unwrap();
        Reply::Bytes(json_response(200, &page(number)))
    });
    let ids: Vec<_> = server.client().caller_ids().unwrap().into_iter().map(|number| number.id).collect();
    assert_eq!(ids, ["1", "2", "3"]);
}

#[test]
fn a_list_that_never_ends_is_given_up() {
    let server = Server::with_login(|_| {
        let body = json!({ "records": [], "paging": { "page": 1, "totalPages": 2 } });
        Reply::Bytes(json_response(200, &body.to_string()))
    });
    assert!(server.client().forwarding_numbers().unwrap().is_empty());
}

#[test]
fn a_response_that_is_not_a_list_is_a_protocol_error() {
    let platform = Platform::start();
    for body in [json!([]), json!({ "records": 1 }), json!("no")] {
        platform.delete("faults");
        respond(&platform, CALLS, &body);
        let error = platform.client().caller_ids().unwrap_err();
        assert_eq!(error.code(), ErrorCode::Protocol, "{body}");
    }
}

#[test]
fn odd_records_do_not_hide_the_others() {
    let platform = Platform::start();
    let good = json!({ "id": "7", "phoneNumber": "+16505550107", "features": ["CallerId"], "label": null });
    let records =
        json!([null, 3, {}, { "phoneNumber": [], "features": ["CallerId"] }, { "features": "CallerId" }, good]);
    respond(&platform, CALLS, &json!({ "records": records }));
    let numbers = platform.client().caller_ids().unwrap();
    assert_eq!(numbers.iter().map(|number| &*number.phone_number).collect::<Vec<_>>(), ["+16505550107"]);
}

#[test]
fn without_the_permission_the_error_says_so() {
    let platform = Platform::start();
    refuses(&platform, CALLS);
    let client = platform.client();
    for error in [client.caller_ids().unwrap_err(), client.forwarding_numbers().unwrap_err()] {
        assert_eq!((error.code(), error.error_code()), (ErrorCode::Forbidden, Some("CMN-401")));
    }
}

#[test]
fn every_check_passes_for_a_user_who_can_call() {
    let platform = Platform::start();
    let report = platform.client().preflight(None).unwrap();
    assert!(report.is_ok());
    let kinds: Vec<_> = report.checks.iter().map(|check| check.kind).collect();
    assert_eq!(kinds, [Login, Permission, Extension, Line, From, CallerId, Clock]);
    assert!(report.checks.iter().all(|check| check.result == CheckResult::Passed), "{report}");
    assert_eq!(report.to_string().lines().count(), 7);

    let request = CallRequest::to(TO).from(FROM).caller_id("1 (650) 555-0101");
    let report = platform.client().preflight(Some(&request)).unwrap();
    assert_found(&report, CallerId, CheckResult::Passed, "16505550101");
    assert_found(&report, From, CheckResult::Passed, FROM);
    assert_found(&report, Destination, CheckResult::Passed, TO);
    assert_eq!(platform.placed(), 0, "nothing rings");
}

#[test]
fn preflight_finds_a_request_that_would_be_refused() {
    let platform = Platform::start();
    let report = |request| platform.client().preflight(Some(&request)).unwrap();
    let foreign = report(CallRequest::to(TO).caller_id("+16505550104"));
    assert!(!foreign.is_ok());
    assert_found(&foreign, CallerId, CheckResult::Failed, "+16505550104");
    let unknown_phone = report(CallRequest::to(TO).from_forwarding_number("1"));
    assert_found(&unknown_phone, From, CheckResult::Failed, "id 1");
    let abroad = report(CallRequest::to("+442071234567"));
    assert_found(&abroad, Destination, CheckResult::Failed, "+442071234567");
    let error = platform.client().preflight(Some(&CallRequest::to("0"))).unwrap_err();
    assert_eq!((error.code(), error.parameter()), (ErrorCode::InvalidArgument, Some("to")));
}

#[test]
fn preflight_finds_an_extension_that_cannot_call() {
    let platform = Platform::start();
    let none = json!({ "records": [] });
    respond(&platform, &list("phone-number"), &none);
    respond(&platform, &list("forwarding-number"), &none);
    respond(&platform, EXTENSION, &json!({ "extensionNumber": "101", "status": "Disabled" }));
    let report = platform.client().preflight(None).unwrap();
    assert!(!report.is_ok());
    assert_found(&report, Extension, CheckResult::Failed, "Disabled");
    assert_found(&report, Line, CheckResult::Failed, "digital line");
    assert_found(&report, From, CheckResult::Warning, "from");
    assert_found(&report, CallerId, CheckResult::Warning, "account's setting");

    platform.delete("faults");
    let features = json!([{ "featureName": "RingOut", "enabled": false }]);
    let phone = json!({ "records": [{ "id": "1", "phoneNumber": "+16505550110", "type": "PhoneLine" }] });
    respond(&platform, &list("phone-number"), &none);
    respond(&platform, &list("forwarding-number"), &phone);
    respond(&platform, EXTENSION, &json!({ "status": "Enabled", "serviceFeatures": features }));
    let report = platform.client().preflight(None).unwrap();
    assert_found(&report, Extension, CheckResult::Failed, "RingOut is not enabled");
    assert_found(&report, Line, CheckResult::Passed, "digital line");
}

#[test]
fn preflight_finds_an_app_without_the_permission() {
    let platform = Platform::start();
    for (scope, expected, word) in [
        ("ReadAccounts", CheckResult::Failed, "lacks the RingOut permission"),
        ("RingOut", CheckResult::Warning, "lacks ReadAccounts and ReadCallLog"),
        ("ReadCallLog,RingOut,ReadAccounts", CheckResult::Passed, "call log"),
    ] {
        let client = platform.client();
        client.set_token(token_with(&platform, scope));
        assert_found(&client.preflight(None).unwrap(), Permission, expected, word);
    }
}

/// A valid token of an app with these permissions.
fn token_with(platform: &Platform, scope: &str) -> ringout_core::Token {
    let client = platform.client();
    client.caller_ids().unwrap();
    let mut json: Value = serde_json::from_str(client.token().unwrap().to_json()).unwrap();
    json["scope"] = scope.into();
    ringout_core::Token::from_json(&json.to_string()).unwrap()
}

#[test]
fn a_check_that_cannot_be_made_is_unknown() {
    let platform = Platform::start();
    refuses(&platform, CALLS);
    let report = platform.client().preflight(Some(&CallRequest::to(TO))).unwrap();
    assert!(report.is_ok(), "nothing is known to be wrong");
    for kind in [Extension, Line, From, CallerId, Destination] {
        assert_found(&report, kind, CheckResult::Unknown, "CMN-401");
    }
}

#[test]
fn a_login_that_is_refused_is_the_whole_report() {
    let platform = Platform::start();
    let client = platform.builder().client_secret("wrong-secret").build().unwrap();
    let report = client.preflight(None).unwrap();
    assert!(!report.is_ok());
    assert_eq!(report.checks.len(), 1);
    assert_found(&report, Login, CheckResult::Failed, "OAU-");
    assert!(!report.to_string().contains("wrong-secret"));
}

#[test]
fn a_preflight_can_be_interrupted_and_ends_in_its_time() {
    let platform = Platform::start();
    let token = CancelToken::new();
    token.cancel();
    let error = platform.client().with_cancel_token(&token).preflight(None).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Cancelled);
    platform.fault("GET", CALLS, FOREVER, &json!({ "delay_ms": 3000 }));
    let error = platform.client().with_timeout(Duration::from_millis(300)).unwrap().preflight(None).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Timeout);
}

#[test]
fn preflight_finds_a_clock_that_is_off() {
    let platform = Platform::start();
    platform.advance(Duration::from_secs(120));
    let report = platform.client().preflight(None).unwrap();
    assert!(report.is_ok(), "calls can still be placed");
    assert_found(&report, Clock, CheckResult::Warning, "behind");
    let server = Server::with_login(|_| Reply::Bytes(json_response(200, r#"{"records": []}"#)));
    let report = server.client().preflight(None).unwrap();
    assert_found(&report, Clock, CheckResult::Unknown, "did not send");
}

#[test]
fn preflight_has_nothing_to_say_about_the_clock_of_a_fast_simulator() {
    let platform = Platform::with(Config { speed: 100_000.0, ..Config::default() });
    // The calls of a simulated day do not bring the calendar forward.
    while platform.get("clock")["now_ms"].as_u64().unwrap() < 86_400_000 {}
    platform.post("clock", &json!({ "running": false }));
    let report = platform.client().preflight(None).unwrap();
    assert_found(&report, Clock, CheckResult::Passed, "agrees");
}

#[test]
fn a_report_contains_no_secret_that_the_server_echoes() {
    let platform = Platform::start();
    let secret = platform.simulator().client_secret().to_owned();
    respond(&platform, EXTENSION, &json!({ "status": secret, "extensionNumber": secret }));
    let report = platform.client().preflight(None).unwrap();
    assert!(!report.is_ok());
    assert!(!format!("{report} {report:?}").contains(&secret));
}

#[test]
fn a_token_has_its_scope() {
    let platform = Platform::start();
    let client = platform.client();
    client.caller_ids().unwrap();
    assert!(client.token().unwrap().scope().unwrap().contains("RingOut"));
    let token = ringout_core::Token::from_json(r#"{"access_token": "abc"}"#).unwrap();
    assert_eq!(token.scope(), None);
    assert!(token.expires_at() > SystemTime::UNIX_EPOCH);
    assert_eq!(platform.count("token"), 1, "{TOKEN}");
}

#[test]
fn dial_links_contain_only_digits() {
    assert_eq!(dial_uri("16501112222", DialScheme::RcMobile).unwrap(), "rcmobile://call?number=16501112222");
    assert_eq!(dial_uri("1-650-111-2222", DialScheme::Tel).unwrap(), "tel:16501112222");
    for wrong in ["", "javascript:alert(1)", "+1650?x=1", "٣٣٣٣٣٣٣٣"] {
        let error = dial_uri(wrong, DialScheme::Tel).unwrap_err();
        assert_eq!((error.code(), error.parameter()), (ErrorCode::InvalidArgument, Some("number")));
    }
}
