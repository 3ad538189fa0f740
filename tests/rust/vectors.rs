//! Every vector of `tests/vectors/`, in Rust. Their README says how each file is run.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::thread;
use std::time::Duration;

use ringout_core::{
    Call, CallPath, CallRequest, CallState, Client, Credentials, DialScheme, ErrorCode, Field, Method, Result, Status,
    VerdictKind, check_transition, dial_uri,
};
use ringout_tests::platform::{CALLS, FOREVER, FROM, Platform, TO};
use ringout_tests::server::ClosedPort;
use ringout_tests::timing::timed;
use ringout_tests::vectors::{all_texts, differences, read, report, text, texts};
use serde_json::{Value, json};

/// The extra seconds for a busy machine.
const BUSY: f64 = 5.0;

#[test]
fn statuses_have_their_numbers() {
    let transitions = read("transitions.json");
    let names = texts(&transitions["statuses"]);
    assert_eq!(names.len(), Status::DOCUMENTED.len() + 1);
    for (number, name) in (0..).zip(names) {
        let status = Status::parse(name);
        assert_eq!((status.number(), status.as_str()), (number, name));
        assert_eq!(Status::from_number(number), status);
    }
}

#[test]
fn transitions_of_each_status() {
    let transitions = read("transitions.json");
    let mut failures = Vec::new();
    for (table, fields) in [("leg", &[Field::Caller, Field::Callee][..]), ("call", &[Field::Call])] {
        for (from, row) in (0..).zip(transitions[table].as_array().unwrap()) {
            for (to, expected) in (0..).zip(texts(row)) {
                for field in fields {
                    let seen = step(*field, &Status::from_number(from), &Status::from_number(to));
                    if seen != expected {
                        failures.push(format!("{table} {from} > {to}: {seen}, not {expected}"));
                    }
                }
            }
        }
    }
    report("steps", 2 * 18 * 18 + 18 * 18, &failures);
}

/// The verdict on one field of a state whose other fields stay the same.
fn step(field: Field, from: &Status, to: &Status) -> &'static str {
    let state = |status: &Status| {
        let others = || Status::InProgress;
        match field {
            Field::Call => CallState::new(status.clone(), others(), others()),
            Field::Caller => CallState::new(others(), status.clone(), others()),
            Field::Callee | Field::Combination => CallState::new(others(), others(), status.clone()),
        }
    };
    let verdict = check_transition(&state(from), &state(to));
    let reason = verdict.reasons.iter().find(|reason| reason.field == field);
    let fine = if from == to { VerdictKind::Unchanged } else { VerdictKind::Documented };
    reason.map_or(fine, |reason| reason.kind).as_str()
}

#[test]
fn transitions_of_whole_calls() {
    let transitions = read("transitions.json");
    let triples = transitions["triples"].as_array().unwrap();
    let failures: Vec<String> = triples.iter().filter_map(judge).collect();
    report("triples", triples.len(), &failures);
}

fn judge(triple: &Value) -> Option<String> {
    let state = |field: &str| {
        let [call, caller, callee] = [0, 1, 2].map(|index| Status::parse(triple[field][index].as_str().unwrap()));
        CallState::new(call, caller, callee)
    };
    let (from, to) = (state("from"), state("to"));
    let verdict = check_transition(&from, &to);
    let reasons = verdict.reasons.iter().map(|reason| json!([reason.field.as_str(), reason.kind.as_str()]));
    let path = verdict.reasons.iter().find(|reason| !reason.path.is_empty()).map(|reason| {
        let names: Vec<&str> = reason.path.iter().map(Status::as_str).collect();
        names.join(" > ")
    });
    let seen = json!({
        "verdict": verdict.kind.as_str(),
        "phase": to.phase().as_str(),
        "reasons": reasons.collect::<Vec<_>>(),
        "path": path,
    });
    let differs = seen.as_object().unwrap().iter().any(|(key, value)| triple[key] != *value);
    let worded = verdict.reasons.iter().all(|reason| !reason.text.is_empty());
    (differs || !worded).then(|| format!("{}: {seen}", text(triple, "name")))
}

#[test]
fn error_codes_have_their_numbers() {
    let errors = read("errors.json");
    let expected: Vec<(u64, &str)> = errors["codes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["number"].as_u64().unwrap(), text(row, "code")))
        .collect();
    let seen: Vec<(u64, &str)> = ErrorCode::ALL.iter().map(|code| (u64::from(code.number()), code.as_str())).collect();
    assert_eq!(seen, expected);
}

#[test]
fn responses_become_errors() {
    let errors = read("errors.json");
    let responses = errors["responses"].as_array().unwrap();
    let platform = Platform::start();
    let call = platform.client().create_call(&CallRequest::to(TO).from(FROM)).unwrap();
    let failures = responses.iter().filter_map(|response| {
        let timeout = Duration::from_secs_f64(response["request_timeout"].as_f64().unwrap());
        // A new client, because one that was limited or locked out remembers it.
        response_fails(&platform, &platform.client_within(timeout).call(call.id()).unwrap(), response)
    });
    let failures: Vec<String> = failures.collect();
    report("responses", responses.len(), &failures);
}

fn response_fails(platform: &Platform, call: &Call, response: &Value) -> Option<String> {
    platform.delete("faults");
    let fault = json!({ "status": response["status"], "headers": response["headers"], "body": response["body"] });
    platform.fault("GET", CALLS, FOREVER, &fault);
    let found = match call.status() {
        Ok(state) => vec![format!("it succeeds: {state}")],
        Err(error) => {
            let (whole, mut found) = (error.to_string(), differences(&error, &response["expect"]));
            let forbidden = texts(&response["not_text"]).into_iter().filter(|part| whole.contains(part));
            found.extend(forbidden.map(|part| format!("it shows {part:?}")));
            found
        }
    };
    (!found.is_empty()).then(|| format!("{}: {}", text(response, "name"), found.join("; ")))
}

#[test]
fn bad_input() {
    // Most cases wait for a deadline, so several simulators share them.
    const SIMULATORS: usize = 8;
    let vectors = read("bad_input.json");
    let cases: Vec<&Value> =
        vectors["cases"].as_array().unwrap().iter().filter(|case| !texts(&case["not_in"]).contains(&"rust")).collect();
    let run_share = &|first: usize| {
        let (platform, closed) = (Platform::start(), ClosedPort::take());
        let share = cases.iter().skip(first).step_by(SIMULATORS);
        share.filter_map(|case| case_fails(&platform, &closed.url(), case)).collect::<Vec<String>>()
    };
    let failures: Vec<String> = thread::scope(|scope| {
        let shares: Vec<_> = (0..SIMULATORS).map(|first| scope.spawn(move || run_share(first))).collect();
        shares.into_iter().flat_map(|share| share.join().unwrap()).collect()
    });
    report("cases", cases.len(), &failures);
}

fn case_fails(platform: &Platform, closed: &str, case: &Value) -> Option<String> {
    let case = filled_in(case, platform.simulator().url(), closed);
    platform.post("reset", &json!({}));
    let (result, took) = Run { platform, case: &case }.run();
    let mut found = Vec::new();
    match &result {
        Err(error) => found.extend(differences(error, &case["expect"])),
        Ok(returned) if case["expect"]["code"] == "OK" => {
            if case.get("returns").is_some_and(|expected| expected != returned.as_str()) {
                found.push(format!("it returns {returned}"));
            }
        }
        Ok(_) => found.push("it succeeds".to_owned()),
    }
    if let Err(error) = &result {
        let shown = all_texts(error);
        let simulator = platform.simulator();
        let secrets = [simulator.client_secret(), simulator.jwt()];
        let forbidden = secrets.into_iter().chain(texts(&case["not_text"])).filter(|part| shown.contains(part));
        found.extend(forbidden.map(|part| format!("it shows {part:?}")));
    }
    let posts = platform.posts();
    if case["posts"] != posts {
        found.push(format!("{posts} posts, not {}", case["posts"]));
    }
    if let Some(expected) = case["sent"].as_str() {
        let bodies: Vec<String> = platform.journal().into_iter().map(|seen| seen.body).collect();
        if !bodies.iter().any(|body| body == expected) {
            found.push(format!("it sends {bodies:?}"));
        }
    }
    if case.get("placed").is_some_and(|expected| *expected != platform.placed()) {
        found.push(format!("{} calls placed, not {}", platform.placed(), case["placed"]));
    }
    if took.as_secs_f64() > case["within"].as_f64().unwrap() + BUSY {
        found.push(format!("it took {took:?}"));
    }
    (!found.is_empty()).then(|| format!("{}: {}", text(&case, "name"), found.join("; ")))
}

/// The case with its placeholders filled in.
fn filled_in(case: &Value, simulator: &str, closed: &str) -> Value {
    let mut case = case.clone();
    fill(&mut case, &|text| text.replace("{simulator}", simulator).replace("{closed}", closed));
    case
}

fn fill(value: &mut Value, replace: &dyn Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = replace(text),
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, replace)),
        Value::Object(fields) => fields.values_mut().for_each(|item| fill(item, replace)),
        _ => {}
    }
}

/// A running case of `bad_input.json`.
struct Run<'a> {
    platform: &'a Platform,
    case: &'a Value,
}

impl Run<'_> {
    /// The result of the operation and how long it took.
    fn run(&self) -> (Result<String>, Duration) {
        let operation = text(self.case, "operation");
        if operation == "build" {
            return timed(|| self.client().map(|_| String::new()));
        }
        if operation == "dial_uri" {
            let scheme = if self.argument("scheme") == Some("tel") { DialScheme::Tel } else { DialScheme::RcMobile };
            return timed(|| dial_uri(self.argument("number").unwrap(), scheme));
        }
        let client = match self.client() {
            Ok(client) => client,
            Err(error) => return (Err(error), Duration::ZERO),
        };
        let known = match operation {
            "status" | "cancel" if self.argument("id").is_none() => {
                Some(client.create_call(&CallRequest::to(TO).from(FROM)).unwrap())
            }
            _ => None,
        };
        for fault in self.case["faults"].as_array().unwrap() {
            self.platform.post("faults", fault);
        }
        self.platform.delete("journal");
        timed(|| self.operate(operation, &client, known.as_ref()).map(|()| String::new()))
    }

    fn operate(&self, operation: &str, client: &Client, known: Option<&Call>) -> Result<()> {
        let call = || known.cloned().map_or_else(|| client.call(self.argument("id").unwrap_or_default()), Ok);
        match operation {
            "login" => {
                let jwt = self.case["client"]["jwt"].as_str().unwrap_or_else(|| self.platform.simulator().jwt());
                client.login(Credentials::jwt(jwt))
            }
            "create_call" => client.create_call(&self.call_request()).map(drop),
            "call" => call().map(drop),
            "status" => call()?.status().map(drop),
            "cancel" => call()?.cancel().map(drop),
            "request" => {
                let method = Method::parse(self.argument("method").unwrap())?;
                client.request(method, self.argument("path").unwrap(), &[], self.argument("body")).map(drop)
            }
            other => panic!("unknown operation {other}"),
        }
    }

    fn client(&self) -> Result<Client> {
        let (simulator, settings) = (self.platform.simulator(), &self.case["client"]);
        let text = |name: &str, default: &str| settings[name].as_str().unwrap_or(default).to_owned();
        let mut builder = Client::builder(text("server", simulator.url()), text("client_id", simulator.client_id()))
            .client_secret(text("client_secret", simulator.client_secret()));
        if self.case["operation"] != "login" {
            builder = builder.credentials(Credentials::jwt(text("jwt", simulator.jwt())));
        }
        if let Some(seconds) = settings["request_timeout"].as_f64() {
            builder = builder.request_timeout(Duration::from_secs_f64(seconds));
        }
        if let Some(seconds) = settings["create_timeout"].as_f64() {
            builder = builder.create_timeout(Duration::from_secs_f64(seconds));
        }
        if settings["call_path"] == "ringout" {
            builder = builder.call_path(CallPath::Deprecated);
        }
        builder.build()
    }

    fn call_request(&self) -> CallRequest {
        let mut request = CallRequest::to(self.argument("to").unwrap());
        if let Some(number) = self.argument("from") {
            request = request.from(number);
        }
        if let Some(id) = self.argument("from_forwarding_number") {
            request = request.from_forwarding_number(id);
        }
        if let Some(number) = self.argument("caller_id") {
            request = request.caller_id(number);
        }
        if let Some(id) = self.argument("country") {
            request = request.country(id);
        }
        if let Some(key) = self.argument("dedupe_key") {
            request = request.dedupe_key(key);
        }
        if let Some(play) = self.case["arguments"]["play_prompt"].as_bool() {
            request = request.play_prompt(play);
        }
        request
    }

    fn argument(&self, name: &str) -> Option<&str> {
        self.case["arguments"][name].as_str()
    }
}
