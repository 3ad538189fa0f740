//! The Rust driver of the fault suite: runs the cases that come as JSON lines on standard input.
//!
//! The README of this folder has the protocol. Log lines go to standard error, where the runner looks for secrets.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a driver that cannot go on should stop loudly")]

use std::io::{BufRead, Stdin, stdin};
use std::time::Duration;

use log::{LevelFilter, Log, Metadata, Record};
use ringout_core::{Attempt, Call, CallRequest, Client, Credentials, Error, Method, PlaceOptions, Result, WaitOptions};
use ringout_tests::timing::{timed, wall};
use ringout_tests::vectors::{all_texts, text};
use serde_json::{Value, json};

const EXTENSION: &str = "/restapi/v1.0/account/~/extension/~";

/// Writes the library's lines to standard error, as `RINGOUT_LOG=debug` does in the other languages.
struct StandardError;

impl Log for StandardError {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let line = format!("{} {}", record.target(), record.args());
        // ureq tells the type of a response. A server that calls its type by a secret has published it (see canary.rs).
        if !(line.starts_with("ureq::") && line.contains("\"content-type\": ")) {
            eprintln!("{line}");
        }
    }

    fn flush(&self) {}
}

fn main() {
    log::set_logger(&StandardError).unwrap();
    log::set_max_level(LevelFilter::Debug);
    let lines = stdin();
    while let Some(case) = next(&lines) {
        println!("{}", run(&case, &lines));
    }
}

/// The next line; `None` at the end.
fn next(lines: &Stdin) -> Option<Value> {
    let mut line = String::new();
    lines.lock().read_line(&mut line).unwrap();
    (!line.is_empty()).then(|| serde_json::from_str(&line).unwrap())
}

/// Prepares a case, waits for the fault to be armed, and runs the operation.
fn run(case: &Value, lines: &Stdin) -> Value {
    let client = client(case);
    let operation = text(case, "operation");
    if !matches!(operation, "login" | "create_login") {
        client.login(Credentials::jwt(text(case, "jwt"))).unwrap();
    }
    let call = matches!(operation, "status" | "cancel" | "wait" | "watch" | "call_log").then(|| {
        let placed = client.create_call(&CallRequest::to(text(case, "to")).from(text(case, "from"))).unwrap();
        client.call(placed.id()).unwrap()
    });
    let token = client.token().map(|token| token.access_token().to_owned());
    println!("{}", json!({ "ready": true, "token": token }));
    next(lines).expect("the case goes on");
    let (result, took) = timed(|| operate(case, operation, &client, call.as_ref()));
    let again = (case["again"] == true).then(|| code(&operate(case, operation, &client, call.as_ref())));
    let token = client.token().map(|token| token.access_token().to_owned());
    json!({
        "code": code(&result),
        "may_have_placed": result.as_ref().is_err_and(Error::may_have_placed),
        "took_ms": u64::try_from(took.as_millis()).unwrap(),
        "detail": result.as_ref().map(String::as_str).unwrap_or_default(),
        "again": again,
        "token": token,
        "texts": [result.as_ref().err().map(all_texts), Some(format!("{client:?} {call:?}"))],
    })
}

fn code(result: &Result<String>) -> String {
    match result {
        // The codes of its results are what a batch comes to.
        Ok(detail) => detail.strip_prefix("codes ").unwrap_or("OK").to_owned(),
        Err(error) => error.code().as_str().to_owned(),
    }
}

fn client(case: &Value) -> Client {
    let deadline = milliseconds(case, "deadline_ms");
    let mut builder = Client::builder(text(case, "server"), text(case, "client_id"))
        .client_secret(text(case, "client_secret"))
        .request_timeout(deadline)
        .create_timeout(deadline);
    if case["operation"] == "create_login" {
        builder = builder.credentials(Credentials::jwt(text(case, "jwt")));
    }
    if let Some(file) = case["ca_bundle"].as_str() {
        builder = builder.ca_bundle(file);
    }
    builder.build().unwrap()
}

fn milliseconds(case: &Value, field: &str) -> Duration {
    Duration::from_millis(case[field].as_u64().unwrap())
}

/// Runs the operation. Returns what it came to, in words.
fn operate(case: &Value, operation: &str, client: &Client, call: Option<&Call>) -> Result<String> {
    let call = || call.expect("a call was placed");
    let wait = || WaitOptions::default().timeout(milliseconds(case, "deadline_ms"));
    let request = || CallRequest::to(text(case, "to")).from(text(case, "from"));
    match operation {
        "login" => client.login(Credentials::jwt(text(case, "jwt"))).map(|()| String::new()),
        "create" | "create_login" => client.create_call(&request()).map(|call| call.id().to_owned()),
        "status" => call().status().map(|state| state.to_string()),
        "cancel" => call().cancel().map(|effect| effect.as_str().to_owned()),
        "wait" => call().wait(&wait()).map(|outcome| outcome.kind.as_str().to_owned()),
        "watch" => {
            let mut watch = call().watch(&wait());
            watch.by_ref().try_for_each(|change| change.map(drop))?;
            Ok(watch.outcome().kind.as_str().to_owned())
        }
        "preflight" => client.preflight(None).map(|report| report.to_string()),
        "forwarding_numbers" => client.forwarding_numbers().map(|numbers| format!("{numbers:?}")),
        "caller_ids" => client.caller_ids().map(|numbers| format!("{numbers:?}")),
        "call_log" => {
            let attempt = Attempt {
                to: Some(text(case, "to").to_owned()),
                from: Some(text(case, "from").to_owned()),
                sent_at: wall(),
            };
            client.call_log(&attempt).map(|log| log.matching.as_str().to_owned())
        }
        "request" => client.request(Method::Get, EXTENSION, &[], None).map(|response| response.status().to_string()),
        "request_post" => {
            let path = format!("{EXTENSION}/ring-out");
            let response = client.request(Method::Post, &path, &[], Some(text(case, "body")))?;
            Ok(response.status().to_string())
        }
        "place_all" => place_all(case, client),
        "logout" => client.logout().map(|()| String::new()),
        other => panic!("unknown operation {other}"),
    }
}

/// Two calls, each followed for a moment. Returns `codes A,B`, in the order of the requests.
fn place_all(case: &Value, client: &Client) -> Result<String> {
    let requests = ["to", "to2"].map(|to| CallRequest::to(text(case, to)).from(text(case, "from")));
    let options = PlaceOptions::default()
        .wait(WaitOptions::default().timeout(Duration::from_millis(200)))
        .total_timeout(milliseconds(case, "total_ms"));
    let mut codes = [const { String::new() }; 2];
    for placed in client.place_all(&requests, options)? {
        let code = placed.result.as_ref().map_or_else(|error| error.code().as_str(), |_| "OK");
        // A call that was placed is placed, however its end was seen.
        let is_placed = if placed.call.is_some() { "+" } else { "" };
        codes[placed.index] = format!("{code}{is_placed}");
    }
    Ok(format!("codes {}", codes.join(",")))
}
