//! Lists: filters, repeated parameters, dates, links.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

mod support;

use std::collections::BTreeSet;
use std::time::SystemTime;

use serde_json::{Value, json};
use support::{EXTENSION, Lab, RING_OUT};

fn get(lab: &Lab, path: &str) -> Value {
    let response = lab.api("GET", &format!("{EXTENSION}{path}"), &Value::Null);
    assert_eq!(response.status, 200, "{path}: {}", response.text);
    response.json()
}

/// Follows `nextPage` from a page to the last, and returns all records.
fn all_pages(lab: &Lab, first: &str) -> Vec<Value> {
    let mut page = get(lab, first);
    let mut records = page["records"].as_array().unwrap().clone();
    while let Some(uri) = page["navigation"]["nextPage"]["uri"].as_str() {
        let path = uri.strip_prefix(lab.simulator.url()).unwrap();
        page = lab.api("GET", path, &Value::Null).json();
        records.extend(page["records"].as_array().unwrap().iter().cloned());
    }
    records
}

/// Two ended calls to one number, one to an extension, and one that still rings.
fn with_calls() -> Lab {
    let lab = Lab::new();
    for to in ["+16505550199", "+16505550199", "102"] {
        lab.place(to);
        lab.advance(60_000);
    }
    lab.place("+16505550180");
    lab
}

#[test]
fn links_to_other_pages_keep_the_query() {
    let lab = with_calls();
    let query = "view=Detailed&phoneNumber=16505550199&dateTo=2900-01-01T00:00:00%2B08:00&perPage=1";
    let records = all_pages(&lab, &format!("/call-log?{query}"));
    assert_eq!(records.len(), 2, "the call to the extension is not in this list");
    assert!(records.iter().all(|record| record["legs"].is_array()), "every page is detailed");
    let page = get(&lab, &format!("/call-log?{query}&page=2"));
    for name in ["firstPage", "lastPage", "previousPage"] {
        let uri = page["navigation"][name]["uri"].as_str().unwrap();
        for kept in
            ["view=Detailed", "phoneNumber=16505550199", "dateTo=2900-01-01T00%3A00%3A00%2B08%3A00", "perPage=1"]
        {
            assert!(uri.contains(kept), "{kept} is not in {uri}");
        }
        assert_eq!(uri.matches("page=").count(), 1, "{uri}");
    }
    let usages = "usageType=DirectNumber&usageType=MainCompanyNumber&status=Normal";
    let numbers = all_pages(&lab, &format!("/phone-number?{usages}&perPage=1"));
    assert_eq!(numbers.len(), 2);
    assert_eq!(all_pages(&lab, "/forwarding-number?perPage=1").len(), 2);
    let beyond = get(&lab, "/forwarding-number?perPage=1&page=9");
    let previous = beyond["navigation"]["previousPage"]["uri"].as_str().unwrap();
    assert!(previous.contains("page=2&"), "the last page that exists: {previous}");
}

#[test]
fn a_repeated_array_parameter_means_any_of_its_values() {
    let lab = with_calls();
    let usages = |query: &str| -> Vec<String> {
        let records = get(&lab, &format!("/phone-number?{query}"))["records"].clone();
        records.as_array().unwrap().iter().map(|number| number["usageType"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(usages("usageType=DirectNumber&usageType=MainCompanyNumber"), ["DirectNumber", "MainCompanyNumber"]);
    assert_eq!(usages("usageType=CompanyNumber&usageType=CompanyFaxNumber"), ["CompanyFaxNumber"]);
    assert_eq!(usages("usageType=CompanyNumber"), [""; 0]);
    let count = |query: &str| get(&lab, &format!("/call-log?{query}"))["records"].as_array().unwrap().len();
    for (name, ours, other) in
        [("direction", "Outbound", "Inbound"), ("type", "Voice", "Fax"), ("transport", "PSTN", "VoIP")]
    {
        assert_eq!(count(&format!("{name}={ours}")), 3);
        assert_eq!(count(&format!("{name}={other}")), 0, "{name}");
        assert_eq!(count(&format!("{name}={other}&{name}={ours}")), 3);
    }
}

#[test]
fn every_documented_filter_selects() {
    let lab = with_calls();
    let count = |query: &str| get(&lab, &format!("/call-log?{query}"))["records"].as_array().unwrap().len();
    let session = get(&lab, "/call-log")["records"][0]["sessionId"].as_str().unwrap().to_owned();
    let cases = [
        (format!("sessionId={session}"), 1),
        ("sessionId=nope".into(), 0),
        ("extensionNumber=102".into(), 1),
        ("extensionNumber=101".into(), 0),
        ("phoneNumber=16505550199".into(), 2),
        ("phoneNumber=16505550199&extensionNumber=102".into(), 0),
        ("withRecording=true".into(), 0),
        ("withRecording=false".into(), 3),
        ("recordingType=All".into(), 0),
        ("showBlocked=false&showDeleted=true".into(), 3),
        ("unknown=parameter".into(), 3),
    ];
    for (query, expected) in cases {
        assert_eq!(count(&query), expected, "{query}");
    }
    let statuses =
        |status: &str| get(&lab, &format!("/phone-number?status={status}"))["records"].as_array().unwrap().len();
    assert_eq!((statuses("Normal"), statuses("Pending")), (4, 0));
}

#[test]
fn values_that_the_description_does_not_allow_are_refused() {
    let lab = Lab::new();
    let bad = [
        ("phone-number", "status=AAA", "status"),
        ("phone-number", "status=Normal&status=Normal", "status"),
        ("phone-number", "usageType=Nope", "usageType"),
        ("phone-number", "usageType=DirectNumber&usageType=Nope", "usageType"),
        ("phone-number", "page=0", "page"),
        ("phone-number", "perPage=x", "perPage"),
        ("forwarding-number", "page=%2B2", "page"),
        ("forwarding-number", "page=1&page=2", "page"),
        ("call-log", "view=AAA", "view"),
        ("call-log", "view=Simple&view=Detailed", "view"),
        ("call-log", "direction=Nope", "direction"),
        ("call-log", "type=SMS", "type"),
        ("call-log", "transport=", "transport"),
        ("call-log", "withRecording=null", "withRecording"),
        ("call-log", "showBlocked=1", "showBlocked"),
        ("call-log", "showDeleted=TRUE", "showDeleted"),
        ("call-log", "recordingType=None", "recordingType"),
        ("call-log", "dateFrom=2026-02-30", "dateFrom"),
        ("call-log", "dateTo=2026-11-26T19:00:00+00:00", "dateTo"),
        ("call-log", "sessionId=1&sessionId=2", "sessionId"),
        ("call-log", "extensionNumber=1&extensionNumber=2", "extensionNumber"),
        ("call-log", "phoneNumber=1&phoneNumber=2", "phoneNumber"),
        ("call-log/L234343434", "view=AAA", "view"),
    ];
    for (list, query, parameter) in bad {
        let response = lab.api("GET", &format!("{EXTENSION}/{list}?{query}"), &Value::Null);
        assert_eq!(response.error(), (400, "CMN-101".into(), parameter.into()), "{list}?{query}: {}", response.text);
    }
}

#[test]
fn dates_are_compared_with_their_zone() {
    let lab = with_calls();
    let start = get(&lab, "/call-log")["records"][2]["startTime"].as_str().unwrap().to_owned();
    let count = |query: String| get(&lab, &format!("/call-log?{query}"))["records"].as_array().unwrap().len();
    // The same moment, eight hours apart on the wall.
    let utc = start.trim_end_matches('Z');
    assert_eq!(count(format!("dateFrom={utc}Z")), 3);
    assert_eq!(count(format!("dateFrom={utc}%2B00:00")), 3);
    assert_eq!(count(format!("dateFrom={utc}-08:00")), 0, "eight hours in the future");
    assert_eq!(count(format!("dateTo={utc}%2B08:00&dateFrom=1900-01-01")), 0, "eight hours ago");
    assert_eq!(count(format!("dateTo={utc}-08:00")), 3);
    assert_eq!(count(format!("dateTo={utc}Z")), 1);
}

#[test]
fn the_day_before_now_is_the_default() {
    let lab = with_calls();
    lab.advance(86_400_000);
    assert_eq!(lab.login().status, 200);
    let token = lab.login().json()["access_token"].as_str().unwrap().to_owned();
    let log = |query: &str| {
        let path = format!("{EXTENSION}/call-log{query}");
        lab.send("GET", &path, Some(&format!("Bearer {token}")), "").json()["records"].as_array().unwrap().len()
    };
    assert_eq!((log(""), log("?dateFrom=2000-01-01")), (0, 3));
}

/// Collects every `uri` in a response.
fn uris(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| uris(item, found)),
        Value::Object(fields) => {
            found.extend(fields.get("uri").and_then(Value::as_str).map(ToOwned::to_owned));
            fields.values().for_each(|value| uris(value, found));
        }
        _ => {}
    }
}

#[test]
fn every_uri_in_a_response_can_be_read() {
    let lab = with_calls();
    let mut known = BTreeSet::new();
    let older =
        lab.api("POST", &RING_OUT.replace("ring-out", "ringout"), &json!({ "to": { "phoneNumber": "16505550180" } }));
    uris(&older.json(), &mut known);
    let lists = ["", "/phone-number", "/forwarding-number", "/caller-id", "/call-log?view=Detailed&perPage=1"];
    known.extend(lists.map(|list| format!("{EXTENSION}{list}")));
    known.insert("/restapi/v1.0/account/~".into());
    let mut read = BTreeSet::new();
    while let Some(uri) = known.difference(&read).next().cloned() {
        let path = uri.strip_prefix(lab.simulator.url()).unwrap_or(&uri);
        let response = lab.api("GET", path, &Value::Null);
        assert_eq!(response.status, 200, "{uri}: {}", response.text);
        uris(&response.json(), &mut known);
        read.insert(uri);
    }
    for part in ["/account/400131426008\"", "/call-log/L", "/phone-number/116", "/forwarding-number/402", "/ringout/"] {
        assert!(read.iter().any(|uri| format!("{uri}\"").contains(part)), "{part} was not in any response");
    }
}

#[test]
fn a_record_alone_is_the_one_of_its_list() {
    let lab = with_calls();
    for list in ["phone-number", "forwarding-number", "call-log"] {
        for record in get(&lab, &format!("/{list}"))["records"].as_array().unwrap() {
            let id = record["id"].as_str().map_or_else(|| record["id"].to_string(), ToOwned::to_owned);
            assert_eq!(get(&lab, &format!("/{list}/{id}")), *record);
        }
    }
    let detailed = get(&lab, "/call-log?view=Detailed")["records"][0].clone();
    assert_eq!(get(&lab, &format!("/call-log/{}?view=Detailed", detailed["id"].as_str().unwrap())), detailed);
    for (path, parameter) in [
        ("phone-number/1", "phoneNumberId"),
        ("forwarding-number/1", "forwardingNumberId"),
        ("call-log/1", "callRecordId"),
        ("call-log/L1", "callRecordId"),
        // It still rings.
        ("call-log/L234343437", "callRecordId"),
    ] {
        let response = lab.api("GET", &format!("{EXTENSION}/{path}"), &Value::Null);
        assert_eq!(response.error(), (404, "CMN-102".into(), parameter.into()), "{path}");
    }
}

#[test]
fn the_calendar_does_not_run_at_the_speed_of_the_clock() {
    let mut lab = Lab::new();
    lab.admin("POST", "clock", &json!({ "speed": 1_000_000, "running": true }));
    let now = || lab.admin("GET", "clock", &Value::Null)["now_ms"].as_u64().unwrap();
    let until = now() + 86_400_000;
    while now() < until {}
    lab.admin("POST", "clock", &json!({ "running": false }));
    lab.token = lab.login().json()["access_token"].as_str().unwrap().into();
    let id = lab.place("+16505550486");
    lab.advance(20_000);
    let create = lab.api("GET", &format!("{RING_OUT}/{id}"), &Value::Null);
    // A simulated day has passed, and a few seconds really.
    let seconds = |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    #[allow(clippy::disallowed_methods, reason = "compares with the machine's clock")]
    let real = seconds(SystemTime::now());
    let shown = seconds(httpdate::parse_http_date(create.header("Date")).unwrap());
    assert!(shown.abs_diff(real) < 3_600, "{shown} {real}");
    let log = get(&lab, "/call-log");
    let start = log["records"][0]["startTime"].as_str().unwrap().to_owned();
    assert_eq!(get(&lab, &format!("/call-log?dateFrom={start}&dateTo={start}"))["records"], log["records"]);
}
