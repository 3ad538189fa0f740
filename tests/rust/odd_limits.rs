//! Limits that change, repeated refusals, and others on the same budget: a wait takes longer, and ends with the truth.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use ringout_core::{Call, CallRequest, CancelEffect, Client, ErrorCode, OutcomeKind, RateLimit, WaitOptions};
use ringout_simulator::{Config, Limit, Limits};
use ringout_tests::platform::{CALLS, FROM, TO};
use ringout_tests::server::{GOOD_CALL, GOOD_TOKEN, Reply, Server, response};
use ringout_tests::timing::{ms, timed, until, wall};
use ringout_tests::{Platform, TcpRelay};
use serde_json::json;

/// A callee whose phone rings forever.
const RINGING: &str = "+16505550180";
/// A callee who is busy.
const BUSY: &str = "+16505550486";

fn place(client: &Client, to: &str) -> Call {
    client.create_call(&CallRequest::to(to).from(FROM)).unwrap()
}

fn at_most(timeout: Duration) -> WaitOptions {
    WaitOptions::default().timeout(timeout)
}

/// A platform with a running clock and this limit for status requests.
fn limited(limit: u32, window_s: u64, penalty_s: u64) -> Platform {
    let light = Some(Limit { limit, window_s, penalty_s });
    Platform::with(Config { limits: Limits { light, ..Limits::off() }, ..Config::default() })
}

fn refusals(platform: &Platform) -> usize {
    platform.get("journal")["requests"].as_array().unwrap().iter().filter(|entry| entry["status"] == 429).count()
}

/// Makes the callee busy. The caller must have answered, which is so after 2 s.
fn end(platform: &Platform, id: &str) {
    platform.post(&format!("calls/{id}/callee/busy"), &json!({}));
}

#[test]
fn limits_that_change_during_waits_are_kept_from_then_on() {
    let platform = limited(10, 2, 2);
    let client = platform.client();
    let calls: Vec<Call> = (0..8).map(|_| place(&client, RINGING)).collect();
    let changes = [
        json!({ "light": { "limit": 4, "window_s": 1, "penalty_s": 2 } }),
        json!({ "off": true }),
        json!({ "light": { "limit": 1, "window_s": 1, "penalty_s": 2 } }),
        json!({ "light": { "limit": 100_000, "window_s": 3600, "penalty_s": 2 } }),
        json!({ "light": { "limit": 30, "window_s": 2, "penalty_s": 2 } }),
    ];
    thread::scope(|scope| {
        let waits: Vec<_> =
            calls.iter().map(|call| scope.spawn(|| call.wait(&at_most(ms(30_000))).unwrap().kind)).collect();
        let more_polls = || {
            let expected = platform.count("status") + 4;
            until("four more polls", || platform.count("status") >= expected);
        };
        more_polls();
        for change in &changes {
            platform.post("limits", change);
            more_polls();
        }
        for call in &calls {
            end(&platform, call.id());
        }
        for wait in waits {
            assert_eq!(wait.join().unwrap(), OutcomeKind::Busy);
        }
    });
    // Three polls may be in flight when the limit becomes one.
    assert!(refusals(&platform) <= 2, "{} of {} polls", refusals(&platform), platform.count("status"));
}

#[test]
fn a_budget_that_shrinks_below_what_was_spent_costs_one_refusal_and_no_wait() {
    let requests = AtomicUsize::new(0);
    let limited_reply = |status, limit: u32, remaining: u32, body: &str| {
        let limits = format!("X-Rate-Limit-Group: light\r\nX-Rate-Limit-Limit: {limit}\r\n");
        let left = format!("X-Rate-Limit-Remaining: {remaining}\r\nX-Rate-Limit-Window: 1\r\nRetry-After: 1\r\n");
        Reply::Bytes(response(status, "application/json", &(limits + &left), body))
    };
    let busy = GOOD_CALL.replace("\"callStatus\":\"InProgress\"", "\"callStatus\":\"CannotReach\"");
    let busy = busy.replace("\"calleeStatus\":\"InProgress\"", "\"calleeStatus\":\"Busy\"");
    let server = Server::with_login(move |_| match requests.fetch_add(1, Ordering::SeqCst) {
        0 => limited_reply(200, 50, 49, GOOD_CALL),
        1 => limited_reply(429, 1, 0, ""),
        2 => limited_reply(200, 1, 0, GOOD_CALL),
        _ => limited_reply(200, 1, 0, &busy),
    });
    let call = server.client().call("raw-1").unwrap();
    let (outcome, took) = timed(|| call.wait(&at_most(ms(20_000))).unwrap());
    assert_eq!(outcome.kind, OutcomeKind::Busy);
    // After the refusal there is a poll every second; it was due every 1.5 s.
    assert!((ms(3900)..ms(6000)).contains(&took), "{took:?}");
}

#[test]
fn a_refusal_until_a_date_delays_everything_until_then() {
    let platform = Platform::stopped();
    let client = platform.client();
    let call = place(&client, BUSY);
    platform.advance(ms(6000));
    let date = httpdate::fmt_http_date(wall() + Duration::from_secs(4));
    platform.fault("GET", CALLS, 1, &json!({ "status": 429, "headers": { "Retry-After": date } }));
    let hasty = client.with_rate_limit(RateLimit::FailFast).call(call.id()).unwrap();
    let error = hasty.status().unwrap_err();
    assert_eq!((error.code(), error.http_status()), (ErrorCode::RateLimited, Some(429)));
    let retry_after = error.retry_after().unwrap();
    // A date has no fractions of a second.
    assert!((ms(2500)..=ms(4000)).contains(&retry_after), "{retry_after:?}");
    let (outcome, took) = timed(|| call.wait(&at_most(ms(10_000))).unwrap());
    assert_eq!((outcome.kind, platform.count("status")), (OutcomeKind::Busy, 2));
    assert!(
        (retry_after.saturating_sub(ms(250))..retry_after + ms(5000)).contains(&took),
        "{took:?} of {retry_after:?}"
    );
}

#[test]
fn a_refusal_of_every_second_request_only_makes_operations_longer() {
    let requests = AtomicUsize::new(0);
    let ended = GOOD_CALL.replace("\"callStatus\":\"InProgress\"", "\"callStatus\":\"Error\"");
    let cancelled = AtomicUsize::new(0);
    let server = Server::start(move |request| {
        let body = if request.is_login() {
            GOOD_TOKEN
        } else if cancelled.load(Ordering::SeqCst) > 0 {
            &ended
        } else {
            GOOD_CALL
        };
        if requests.fetch_add(1, Ordering::SeqCst).is_multiple_of(2) {
            let group = if request.is_login() { "auth" } else { "calls" };
            let limits = format!("X-Rate-Limit-Group: {group}\r\nRetry-After: 1\r\n");
            return Reply::Bytes(response(429, "application/json", &limits, ""));
        }
        cancelled.fetch_add(usize::from(request.method == "DELETE"), Ordering::SeqCst);
        Reply::Bytes(response(200, "application/json", "", body))
    });
    let builder = server.builder().request_timeout(ms(10_000)).create_timeout(ms(10_000));
    let client = builder.build().unwrap();
    let call = place(&client, TO);
    call.status().unwrap();
    assert_eq!(call.cancel().unwrap(), CancelEffect::HungUp);
    let count = |method: &str| {
        server.received().iter().filter(|request| request.method == method && !request.is_login()).count()
    };
    assert_eq!((count("POST"), count("GET"), count("DELETE")), (2, 4, 2), "each once more than succeeded");
}

/// Another process of the same user, which does not know of this one.
struct Waiter {
    child: Child,
    outcomes: BufReader<std::process::ChildStdout>,
}

impl Waiter {
    /// Waits for these calls, 20 s each.
    fn start(platform: &Platform, calls: &[Call]) -> Self {
        let simulator = platform.simulator();
        let mut child = Command::new(env!("CARGO_BIN_EXE_waiter"))
            .args([simulator.url(), simulator.client_id(), simulator.client_secret(), simulator.jwt(), "20"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let outcomes = BufReader::new(child.stdout.take().unwrap());
        let mut ids = child.stdin.take().unwrap();
        for call in calls {
            writeln!(ids, "{}", call.id()).unwrap();
        }
        Self { child, outcomes }
    }

    /// Its output until its end: one line for each call.
    fn outcomes(&mut self) -> Vec<String> {
        let lines = (&mut self.outcomes).lines().map(Result::unwrap).collect();
        assert!(self.child.wait().unwrap().success());
        lines
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn two_processes_on_one_budget_end_every_wait_without_a_refusal() {
    let platform = limited(12, 2, 60);
    let client = platform.client();
    let calls: Vec<Call> = (0..12).map(|_| place(&client, RINGING)).collect();
    let mut waiters: Vec<Waiter> = calls.chunks(6).map(|calls| Waiter::start(&platform, calls)).collect();
    // At least into the third window.
    until("polls in three windows", || platform.count("status") >= 24);
    for call in &calls {
        end(&platform, call.id());
    }
    let mut outcomes: Vec<String> = waiters.iter_mut().flat_map(Waiter::outcomes).collect();
    let mut expected: Vec<String> = calls.iter().map(|call| format!("{} Busy", call.id())).collect();
    outcomes.sort();
    expected.sort();
    assert_eq!(outcomes, expected);
    assert_eq!(refusals(&platform), 0, "of {} polls", platform.count("status"));
    assert_eq!(platform.count("token"), 3, "each has a separate login");
}

#[test]
fn a_process_that_comes_back_to_a_spent_budget_waits_for_the_next_one() {
    // It cannot know, so it is refused, and so is the other process. The two must not restart the penalty forever.
    let platform = limited(12, 3, 1);
    let relay = TcpRelay::to(platform.simulator().url());
    let simulator = platform.simulator();
    let away = Client::builder(relay.url(), simulator.client_id())
        .client_secret(simulator.client_secret())
        .credentials(ringout_core::Credentials::jwt(simulator.jwt()))
        .build()
        .unwrap();
    let here = platform.client();
    let calls = [&away, &here].map(|client| place(client, RINGING));
    thread::scope(|scope| {
        let waits = calls.each_ref().map(|call| scope.spawn(|| call.wait(&at_most(ms(20_000))).unwrap().kind));
        until("a poll of both", || platform.count("status") >= 2);
        relay.cut();
        let spent = here.with_rate_limit(RateLimit::FailFast).call(calls[1].id()).unwrap();
        until("the end of the budget", || spent.status().is_err());
        relay.restore();
        let polls = platform.count("status");
        until("polls in the next window", || platform.count("status") >= polls + 4);
        for call in &calls {
            end(&platform, call.id());
        }
        for wait in waits {
            assert_eq!(wait.join().unwrap(), OutcomeKind::Busy);
        }
    });
}
