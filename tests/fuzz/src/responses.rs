//! Arbitrary responses of the platform to every operation, through the public interface, in a simulated world.
//!
//! The input is a script of responses, divided by lines that begin with `%`. The first line of each is a status, then come
//! headers, an empty line and the body. `%token` begins a response to a token request, `%` one to any other request. When
//! a script is used up, the platform responds as it should.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ringout_core::simulation::{Broken, Line, Platform, Reply, Request, Settings, World};
use ringout_core::{Call, CallRequest, Client, ClientBuilder, Credentials, Error, Method, Result, WaitOptions};

use crate::check_text;

/// What the client is given to keep. A server may echo it, so no text may contain it.
pub(crate) const SECRETS: [&str; 4] =
    ["the-client-secret", "the-jwt-credential", "the-access-token", "the-refresh-token"];
pub(crate) const TOKEN: &str = r#"{"access_token":"the-access-token","refresh_token":"the-refresh-token","token_type":"bearer",
"expires_in":3600,"refresh_token_expires_in":604800,"scope":"RingOut ReadCallLog"}"#;
pub(crate) const CALL: &str =
    r#"{"id":"fuzzed-call","status":{"callStatus":"Success","callerStatus":"Finished","calleeStatus":"Finished"}}"#;
pub(crate) const LIST: &str = r#"{"records":[],"paging":{"page":1,"totalPages":1}}"#;

/// Responses with the script's, then good ones.
pub(crate) struct Script {
    token: Mutex<VecDeque<Reply>>,
    other: Mutex<VecDeque<Reply>>,
    /// Creates whose response did not allow another.
    creates: AtomicUsize,
}

impl Script {
    pub(crate) fn parse(data: &[u8]) -> Self {
        let (mut token, mut other) = (VecDeque::new(), VecDeque::new());
        let mut part: Option<(bool, Vec<&[u8]>)> = None;
        let mut keep = |part: Option<(bool, Vec<&[u8]>)>| {
            if let Some((is_token, lines)) = part {
                if is_token { token.push_back(reply(&lines)) } else { other.push_back(reply(&lines)) }
            }
        };
        for line in data.split(|byte| *byte == b'\n') {
            if let Some(kind) = line.strip_prefix(b"%") {
                keep(part.replace((kind == b"token", Vec::new())));
            } else {
                part.get_or_insert_with(|| (false, Vec::new())).1.push(line);
            }
        }
        keep(part);
        Self { token: token.into(), other: other.into(), creates: AtomicUsize::new(0) }
    }
}

fn reply(lines: &[&[u8]]) -> Reply {
    let text = |line: &[u8]| String::from_utf8_lossy(line).into_owned();
    let status =
        lines.first().and_then(|line| text(line).trim().parse().ok()).filter(|status| (100..1000).contains(status));
    let rest = lines.get(1..).unwrap_or_default();
    let end = rest.iter().position(|line| line.is_empty()).unwrap_or(rest.len());
    let header = |line: &&[u8]| text(line).split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
    let headers = rest[..end].iter().filter_map(header).collect();
    let body = rest.get(end + 1..).unwrap_or_default().join(&b'\n');
    Reply { status: status.unwrap_or(200), headers, body }
}

impl Platform for Script {
    fn exchange(&self, request: &Request<'_>, line: &Line<'_>) -> std::result::Result<Reply, Broken> {
        line.send()?;
        line.wait(Duration::from_millis(10))?;
        let is_token = request.target.ends_with("/token");
        let script = if is_token { &self.token } else { &self.other };
        let good = || {
            let body = match request.target {
                _ if is_token => TOKEN,
                target if target.contains("ring-out") => CALL,
                _ => LIST,
            };
            Reply { status: 200, headers: Vec::new(), body: body.into() }
        };
        let reply = script.lock().unwrap_or_else(PoisonError::into_inner).pop_front().unwrap_or_else(good);
        let is_create = request.method == "POST" && request.target.ends_with("/ring-out");
        if is_create && !matches!(reply.status, 401 | 429) {
            let before = self.creates.fetch_add(1, Ordering::Relaxed);
            assert_eq!(before, 0, "a call was placed twice");
        }
        Ok(reply)
    }
}

pub fn run(data: &[u8]) {
    let script = Arc::new(Script::parse(data));
    let settings = Settings { seed: 1, most_turns: 1_000_000, is_traced: false };
    if let Err(failure) = World::run(settings, script, |_| use_everything()) {
        panic!("{failure}");
    }
}

/// Uses every operation. Their errors are right as long as their texts are.
fn use_everything() {
    let client = client().build().expect("the settings are valid");
    let request = CallRequest::to("+16505550100").from("+16505550123");
    let call = check(client.create_call(&request)).or_else(|| check(client.call("fuzzed-call")));
    if let Some(call) = call {
        follow(&call);
    }
    if let Some(numbers) = check(client.caller_ids()) {
        drop(format!("{numbers:?}"));
    }
    check(client.forwarding_numbers());
    if let Some(preflight) = check(client.preflight(Some(&request))) {
        preflight.to_string().lines().for_each(|line| check_text(line, &SECRETS));
    }
    if let Some(response) = check(client.send(Method::Get, "/restapi/v1.0/account/~/extension/~", &[], None)) {
        check_error(response.error().as_ref());
        let _ = (response.text().len(), response.headers().count(), response.content_type().map(str::len));
    }
    for limit in client.limits() {
        check_text(&limit.to_string(), &SECRETS);
    }
    check(client.refresh());
    check(client.logout());
}

pub(crate) fn client() -> ClientBuilder {
    Client::builder("http://127.0.0.1:9", "the-client-id")
        .client_secret(SECRETS[0])
        .credentials(Credentials::jwt(SECRETS[1]))
        .request_timeout(Duration::from_secs(120))
        .create_timeout(Duration::from_secs(120))
}

fn follow(call: &Call) {
    check_text(call.id(), &SECRETS);
    if let Some(state) = check(call.status()) {
        check_text(&state.to_string(), &SECRETS);
        check_text(&state.explain(), &SECRETS);
    }
    for change in call.watch(&WaitOptions::default().timeout(Duration::from_secs(30))) {
        if let Some(change) = check(change) {
            check_text(&change.to_string(), &SECRETS);
        }
    }
    if let Some(outcome) = check(call.wait(&WaitOptions::default().timeout(Duration::from_secs(5)))) {
        check_text(&outcome.to_string(), &SECRETS);
    }
    if let Some(log) = check(call.log()) {
        check_text(&log.to_string(), &SECRETS);
        let legs = log.record.iter().flat_map(|record| &record.legs);
        legs.for_each(|leg| check_text(&leg.to_string(), &SECRETS));
    }
    check(call.cancel());
}

pub(crate) fn check<T>(result: Result<T>) -> Option<T> {
    check_error(result.as_ref().err());
    result.ok()
}

pub(crate) fn check_error(error: Option<&Error>) {
    let Some(error) = error else { return };
    let texts = [Some(error.to_string()), error.error_code().map(str::to_owned), error.request_id().map(str::to_owned)];
    texts.iter().flatten().for_each(|text| check_text(text, &SECRETS));
    assert!(!SECRETS.iter().any(|secret| format!("{error:?}").contains(secret)), "a secret in {error:?}");
}
