//! Waits in unusual situations: whatever the platform shows or hides, each wait ends in time, with the truth.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use ringout_core::{
    Call, CallRequest, CancelEffect, CancelToken, Change, Client, ErrorCode, Followed, Outcome, OutcomeKind,
    OutcomeSource, Phase, PlaceOptions, Result, Until, VerdictKind, WaitOptions,
};
use ringout_simulator::Config;
use ringout_tests::Platform;
use ringout_tests::platform::{CALLS, FOREVER, FROM, TO, TOKEN};
use ringout_tests::server::{GOOD_CALL, Reply, Server, json_response};
use ringout_tests::timing::{ms, sleep, timed, until};
use serde_json::json;

/// A callee whose phone rings forever.
const RINGING: &str = "+16505550180";

fn place(client: &Client, to: &str) -> Call {
    client.create_call(&CallRequest::to(to).from(FROM)).unwrap()
}

fn at_most(timeout: Duration) -> WaitOptions {
    WaitOptions::default().timeout(timeout)
}

fn ten_seconds() -> WaitOptions {
    at_most(ms(10_000))
}

/// A platform whose time runs `speed` times faster and on which ended calls never disappear.
fn fast(speed: f64) -> Platform {
    Platform::with(Config { speed, linger: Duration::from_secs(100_000), ..Config::default() })
}

/// A platform with a stopped clock that forgets a call as soon as it ends.
fn forgetful() -> Platform {
    let platform = Platform::with(Config { linger: Duration::ZERO, ..Config::default() });
    platform.post("clock", &json!({ "running": false }));
    platform
}

fn kind(result: Result<Outcome>) -> OutcomeKind {
    result.unwrap().kind
}

/// The body of a response that shows a call in this state.
fn shown(statuses: [&str; 3]) -> String {
    let [call, caller, callee] = statuses;
    json!({ "id": "raw-1", "status": { "callStatus": call, "callerStatus": caller, "calleeStatus": callee } })
        .to_string()
}

/// A platform that shows a call in these states, one per poll, and the last one forever.
fn showing<const N: usize>(states: [[&'static str; 3]; N]) -> Server {
    let requests = AtomicUsize::new(0);
    Server::with_login(move |_| {
        let state = states[requests.fetch_add(1, Ordering::SeqCst).min(N - 1)];
        Reply::Bytes(json_response(200, &shown(state)))
    })
}

/// The changes and the outcome of a call that is seen in these states. Within a second, so the tracker does not poll.
fn changes<const N: usize>(states: [[&'static str; 3]; N]) -> (Vec<Change>, Outcome) {
    let server = showing(states);
    let call = server.client().call("raw-1").unwrap();
    call.status().unwrap();
    let mut watch = call.watch(&at_most(ms(900)));
    for _ in 1..N {
        call.status().unwrap();
    }
    let changes = watch.by_ref().map(Result::unwrap).collect();
    (changes, watch.outcome())
}

const RINGING_CALLER: [&str; 3] = ["InProgress", "InProgress", "InProgress"];
const RINGING_CALLEE: [&str; 3] = ["InProgress", "Success", "InProgress"];
const CONNECTED: [&str; 3] = ["Success", "Success", "Success"];
const ENDED: [&str; 3] = ["Success", "Finished", "Finished"];

#[test]
fn a_call_that_vanishes_at_any_time_is_judged_by_what_was_seen_or_logged() {
    let fates: [(&str, &[u64], OutcomeKind); 5] = [
        ("gone at the first poll", &[], OutcomeKind::EndedUnknown),
        ("seen ringing the caller", &[0], OutcomeKind::EndedUnknown),
        ("seen ringing the callee", &[0, 2500], OutcomeKind::EndedUnknown),
        ("seen connected", &[0, 2500, 3000], OutcomeKind::Completed),
        ("seen connected and nothing before", &[5500], OutcomeKind::Completed),
    ];
    for (what, polls, expected) in fates {
        let platform = forgetful();
        let call = place(&platform.client(), TO);
        // A handle that knows only what it sees, and one that saw nothing but can search the log.
        let other = platform.client().call(call.id()).unwrap();
        for advance in polls {
            platform.advance(ms(*advance));
            other.status().unwrap();
        }
        // The call ends, and no poll can see it.
        platform.advance(ms(60_000));
        let logged = (OutcomeKind::Completed, OutcomeSource::CallLog);
        for (call, expected) in [(other, (expected, OutcomeSource::Gone)), (call, logged)] {
            let before = platform.count("status");
            let outcome = call.wait(&ten_seconds()).unwrap();
            assert_eq!((outcome.kind, outcome.source), expected, "{what}");
            assert_eq!(platform.count("status") - before, 1, "{what}");
        }
    }
}

#[test]
fn a_call_that_is_hung_up_and_vanishes_ends_every_wait() {
    for (advance, hangs_up, expected) in [
        (0, None, OutcomeKind::Failed),
        (2500, Some("caller/hangup"), OutcomeKind::Rejected),
        (5500, Some("callee/hangup"), OutcomeKind::Completed),
    ] {
        let platform = forgetful();
        let vanishing = if hangs_up.is_some() { TO } else { "+16505550481" };
        let call = place(&platform.client(), vanishing);
        platform.advance(ms(advance));
        // The call no longer exists if it vanishes at once.
        let _ = call.status();
        let (outcome, took) = timed(|| {
            thread::scope(|scope| {
                let waits: Vec<_> = (0..3).map(|_| scope.spawn(|| kind(call.wait(&ten_seconds())))).collect();
                if let Some(what) = hangs_up {
                    platform.post(&format!("calls/{}/{what}", call.id()), &json!({}));
                    platform.advance(ms(1));
                }
                waits.into_iter().map(|wait| wait.join().unwrap()).collect::<Vec<_>>()
            })
        });
        assert_eq!(outcome, [expected; 3], "after {advance} ms");
        // A poll is due a second after the last one.
        assert!(took < ms(5000), "{took:?}");
    }
}

#[test]
fn a_status_that_goes_backwards_is_reported_and_the_wait_continues() {
    const BACK: VerdictKind = VerdictKind::Impossible;
    const ON: VerdictKind = VerdictKind::Documented;
    let (seen, outcome) = changes([RINGING_CALLEE, CONNECTED, RINGING_CALLEE, RINGING_CALLER, CONNECTED, ENDED]);
    let verdicts: Vec<VerdictKind> = seen.iter().map(|change| change.verdict.as_ref().unwrap().kind).collect();
    assert_eq!(verdicts, [ON, BACK, BACK, ON, ON]);
    assert!(
        seen.windows(2).all(|pair| pair[1].previous.as_ref() == Some(&pair[0].state)),
        "each follows the one before"
    );
    assert_eq!((outcome.kind, outcome.connected), (OutcomeKind::Completed, true));
    // Once the call was connected, a later failure is the end of a conversation.
    let (_, outcome) = changes([CONNECTED, RINGING_CALLER, ["CannotReach", "InProgress", "Busy"]]);
    assert_eq!((outcome.kind, outcome.connected), (OutcomeKind::Completed, true));
}

#[test]
fn unknown_statuses_are_reported_and_end_nothing() {
    let odd: [[&'static str; 3]; 6] = [
        ["Levitating", "InProgress", "InProgress"],
        ["InProgress", "Diverted", "Busy "],
        ["", "", ""],
        ["success", "finished", "FINISHED"],
        ["Success", "Success", "On Hold"],
        ["CannotReach\n", "\u{0}", "\u{202e}ysuB"],
    ];
    for state in odd {
        let (seen, outcome) = changes([RINGING_CALLER, state, CONNECTED, ENDED]);
        let [unknown, ..] = &seen[..] else { panic!("{seen:?}") };
        assert_eq!(unknown.verdict.as_ref().unwrap().kind, VerdictKind::Undocumented, "{state:?}");
        assert_eq!(
            (unknown.state.phase(), unknown.state.caller_status.as_str()),
            (Phase::Unknown, state[1]),
            "{state:?}"
        );
        assert_eq!((seen.len(), outcome.kind), (3, OutcomeKind::Completed), "{state:?}");
    }
    let (seen, outcome) = changes([RINGING_CALLER, ["Levitating", "Levitating", "Levitating"]]);
    assert_eq!((seen.len(), outcome.kind), (1, OutcomeKind::StillInProgress), "it ends with its deadline");
}

#[test]
fn a_cancel_by_another_thread_ends_every_wait_with_its_reason() {
    let platform = Platform::stopped();
    let call = place(&platform.client(), RINGING);
    thread::scope(|scope| {
        let waits: Vec<_> = (0..5).map(|_| scope.spawn(|| call.wait(&ten_seconds()).unwrap())).collect();
        let until_answered = scope.spawn(|| kind(call.wait(&ten_seconds().until(Until::Answered))));
        sleep(ms(50));
        let (effect, took) = timed(|| call.cancel().unwrap());
        assert_eq!(effect, CancelEffect::HungUp);
        for wait in waits {
            let outcome = wait.join().unwrap();
            assert_eq!((outcome.kind, outcome.cancelled_by_us), (OutcomeKind::Cancelled, true));
        }
        assert_eq!(until_answered.join().unwrap(), OutcomeKind::Cancelled);
        assert!(took < ms(8000), "{took:?}");
    });
    assert_eq!(platform.count("cancel"), 1);
}

#[test]
fn an_interruption_of_one_wait_leaves_the_others_alone() {
    let platform = Platform::stopped();
    let call = place(&platform.client(), TO);
    let token = CancelToken::new();
    let bound = call.with_cancel_token(&token);
    thread::scope(|scope| {
        let interrupted: Vec<_> = (0..3).map(|_| scope.spawn(|| bound.wait(&ten_seconds()))).collect();
        let other_wait = scope.spawn(|| kind(call.wait(&ten_seconds())));
        sleep(ms(50));
        token.cancel();
        for wait in interrupted {
            assert_eq!(wait.join().unwrap().unwrap_err().code(), ErrorCode::Cancelled);
        }
        platform.advance(ms(16_000));
        assert_eq!(other_wait.join().unwrap(), OutcomeKind::Completed);
    });
    assert_eq!(platform.count("cancel"), 0);
}

#[test]
fn a_watch_that_is_dropped_early_takes_nothing_from_the_others() {
    let platform = Platform::stopped();
    let call = place(&platform.client(), TO);
    let mut watches: Vec<_> = (0..4).map(|_| call.watch(&ten_seconds())).collect();
    platform.advance(ms(2500));
    call.status().unwrap();
    assert!(watches.iter_mut().all(|watch| watch.next().unwrap().unwrap().state.phase() == Phase::RingingCallee));
    // One that had a change to read, and one that had none.
    drop(watches.pop());
    platform.advance(ms(3000));
    call.status().unwrap();
    drop(watches.pop());
    platform.advance(ms(10_000));
    call.status().unwrap();
    for mut watch in watches {
        let phases: Vec<Phase> = watch.by_ref().map(|change| change.unwrap().state.phase()).collect();
        assert_eq!((phases, watch.outcome().kind), (vec![Phase::Connected, Phase::Ended], OutcomeKind::Completed));
    }
    // The polls end with the last one.
    let polls = platform.count("status");
    sleep(ms(1800));
    assert_eq!(platform.count("status"), polls);
}

#[test]
fn a_wait_for_an_ended_call_sends_nothing() {
    let platform = Platform::stopped();
    let call = place(&platform.client(), "+16505550486");
    platform.advance(ms(6000));
    call.status().unwrap();
    let polls = platform.count("status");
    for options in
        [ten_seconds(), ten_seconds().until(Until::Answered), ten_seconds().cancel_on_timeout(true), at_most(ms(0))]
    {
        let (outcome, took) = timed(|| kind(call.wait(&options)));
        assert!(outcome == OutcomeKind::Busy && took < ms(8000), "{options:?}: {outcome:?} after {took:?}");
        assert!(call.watch(&options).next().is_none());
    }
    assert_eq!((platform.count("status"), platform.count("cancel")), (polls, 0));
}

#[test]
fn a_cancel_on_timeout_that_comes_as_the_call_ends_tells_the_truth() {
    // Some calls end just before their waits time out, some just after.
    let platform = fast(20.0);
    let client = platform.builder().request_timeout(ms(5000)).create_timeout(ms(5000)).build().unwrap();
    let calls: Vec<Call> = (0..24).map(|_| place(&client, "+16505550486")).collect();
    thread::scope(|scope| {
        let waits: Vec<_> = calls
            .iter()
            .zip(0..)
            .map(|(call, number)| {
                let options = at_most(ms(50 + 15 * number)).cancel_on_timeout(true);
                scope.spawn(move || timed(|| call.wait(&options).unwrap()))
            })
            .collect();
        for (wait, call) in waits.into_iter().zip(&calls) {
            let (outcome, took) = wait.join().unwrap();
            let truth = call.status().unwrap();
            assert_eq!((truth.phase(), &outcome), (Phase::Ended, &call.outcome()), "{truth}");
            let expected =
                if truth.callee_status.as_str() == "Busy" { OutcomeKind::Busy } else { OutcomeKind::Cancelled };
            assert_eq!(outcome.kind, expected, "{truth}");
            assert!(took < ms(8000), "{took:?}");
        }
    });
}

#[test]
fn two_waits_that_cancel_the_same_call_agree() {
    let platform = Platform::stopped();
    let call = place(&platform.client(), RINGING);
    let options = at_most(ms(200)).cancel_on_timeout(true);
    thread::scope(|scope| {
        let waits: Vec<_> = (0..4).map(|_| scope.spawn(|| call.wait(&options).unwrap())).collect();
        for wait in waits {
            let outcome = wait.join().unwrap();
            assert_eq!((outcome.kind, outcome.source), (OutcomeKind::Cancelled, OutcomeSource::Status));
        }
    });
}

#[test]
fn what_a_cancel_on_timeout_shows_is_a_change_before_the_end() {
    let platform = Platform::stopped();
    let client = platform.client();
    let options = at_most(ms(100)).cancel_on_timeout(true);
    let mut watch = place(&client, RINGING).watch(&options);
    let phases: Vec<Phase> = watch.by_ref().map(|change| change.unwrap().state.phase()).collect();
    assert_eq!((phases, watch.outcome().kind), (vec![Phase::Ended], OutcomeKind::Cancelled));

    let (sender, events) = std::sync::mpsc::channel();
    let _follow = place(&client, RINGING).follow(&options, move |followed| sender.send(followed).unwrap());
    let next = || events.recv_timeout(ms(5000)).unwrap();
    assert!(matches!(next(), Followed::Change(change) if change.state.phase() == Phase::Ended));
    assert!(matches!(next(), Followed::End(Ok(outcome)) if outcome.kind == OutcomeKind::Cancelled));
}

#[test]
fn a_cancel_on_timeout_that_fails_is_an_outcome() {
    let replies: [(&str, MakeReply); 4] = [
        ("stalls", || Reply::Silence),
        ("fails", || Reply::Bytes(json_response(500, "{}"))),
        ("is forbidden", || Reply::Bytes(json_response(403, "{}"))),
        ("breaks", || Reply::Last(Vec::new())),
    ];
    thread::scope(|scope| {
        for (what, reply) in replies {
            scope.spawn(move || cancel_that_fails(what, reply));
        }
    });
}

type MakeReply = fn() -> Reply;

fn cancel_that_fails(what: &str, reply: MakeReply) {
    let options = at_most(ms(200)).cancel_on_timeout(true);
    let in_time = |wait: &dyn Fn(Client) -> Outcome| {
        let server = Server::with_login(move |request| match &*request.method {
            "DELETE" => reply(),
            _ => Reply::Bytes(json_response(200, GOOD_CALL)),
        });
        let client = server.builder().request_timeout(ms(4000)).build().unwrap();
        let (outcome, took) = timed(|| wait(client));
        assert_eq!((outcome.kind, outcome.cancelled_by_us), (OutcomeKind::StillInProgress, false), "{what}");
        assert!(took <= ms(200 + 4000 + 3500), "{what}: {took:?}");
        assert!(server.received().iter().any(|request| request.method == "DELETE"), "{what}");
    };
    in_time(&|client| place(&client, RINGING).wait(&options).unwrap());
    in_time(&|client| {
        let mut watch = place(&client, RINGING).watch(&options);
        watch.by_ref().for_each(|change| drop(change.unwrap()));
        watch.outcome()
    });
    in_time(&|client| {
        let (send, events) = std::sync::mpsc::channel();
        let _follow = place(&client, RINGING).follow(&options, move |event| send.send(event).unwrap());
        let end = events.iter().find_map(|event| if let Followed::End(end) = event { Some(end) } else { None });
        end.unwrap().unwrap()
    });
    in_time(&|client| {
        let requests = [CallRequest::to(RINGING).from(FROM)];
        let mut all = client.place_all(&requests, PlaceOptions::default().wait(options.clone())).unwrap();
        all.next().unwrap().result.unwrap()
    });
}

#[test]
fn a_cancel_on_timeout_is_interrupted_as_the_wait_is() {
    let platform = Platform::stopped();
    let client = platform.builder().request_timeout(ms(30_000)).build().unwrap();
    let call = place(&client, RINGING);
    platform.fault("DELETE", CALLS, FOREVER, &json!({ "delay_ms": 60_000 }));
    let (token, options) = (CancelToken::new(), at_most(ms(100)).cancel_on_timeout(true));
    let (error, took) = thread::scope(|scope| {
        scope.spawn(|| {
            until("the cancel", || platform.count("cancel") == 1);
            token.cancel();
        });
        timed(|| call.with_cancel_token(&token).wait(&options).unwrap_err())
    });
    assert_eq!(error.code(), ErrorCode::Cancelled);
    assert!(took < ms(10_000), "{took:?}");
}

#[test]
fn an_end_that_was_seen_outlives_the_call_on_the_platform() {
    let platform = Platform::stopped();
    let client = platform.client();
    for (digits, expected) in
        [("0486", OutcomeKind::Busy), ("0603", OutcomeKind::Rejected), ("0503", OutcomeKind::Failed)]
    {
        let call = place(&client, &format!("+1650555{digits}"));
        platform.advance(ms(6000));
        assert_eq!(kind(call.wait(&ten_seconds())), expected);
        platform.advance(ms(40_000));
        assert_eq!(call.status().unwrap_err().code(), ErrorCode::NotFound);
        let outcome = call.outcome();
        assert_eq!((outcome.kind, outcome.source), (expected, OutcomeSource::Status));
        assert_eq!(kind(call.wait(&ten_seconds())), expected);
    }
}

#[test]
fn a_late_cancel_reads_how_the_call_ended() {
    let platform = Platform::stopped();
    let call = place(&platform.client(), "+16505550486");
    platform.advance(ms(6000));
    assert_eq!(call.cancel().unwrap(), CancelEffect::AlreadyEnded);
    let outcome = call.outcome();
    assert_eq!((outcome.kind, outcome.cancelled_by_us), (OutcomeKind::Busy, false));
}

#[test]
fn an_overtaken_response_changes_nothing() {
    let ended = shown(ENDED);
    let requests = AtomicUsize::new(0);
    let server = Server::with_login(move |_| match requests.fetch_add(1, Ordering::SeqCst) {
        0 => Reply::Late(ms(400), json_response(200, GOOD_CALL)),
        _ => Reply::Bytes(json_response(200, &ended)),
    });
    let call = server.client().call("raw-1").unwrap();
    thread::scope(|scope| {
        let slow = scope.spawn(|| call.status().unwrap().phase());
        until("the first request", || server.received().iter().any(|request| request.method == "GET"));
        assert_eq!(call.status().unwrap().phase(), Phase::Ended);
        assert_eq!(slow.join().unwrap(), Phase::RingingCaller, "it returns the old response");
    });
    assert_eq!(call.state().unwrap().phase(), Phase::Ended, "and the call has the new state");
    let requests = server.received().len();
    assert_eq!(kind(call.wait(&ten_seconds())), OutcomeKind::Completed);
    assert_eq!(server.received().len(), requests, "no poll");
}

#[test]
fn a_503_with_an_endless_retry_after_ends_no_thread() {
    let platform = fast(20.0);
    let call = place(&platform.client(), TO);
    for forever in ["18446744073709551615", "9223372036854775807", "99999999999999"] {
        let busy = json!({ "status": 503, "headers": { "Retry-After": forever } });
        platform.fault("GET", CALLS, 1, &busy);
    }
    assert_eq!(kind(call.wait(&ten_seconds())), OutcomeKind::Completed);
}

#[test]
fn a_login_that_failed_for_a_while_costs_no_budget_later() {
    let platform = Platform::stopped();
    let client = platform.client();
    // A gateway's refusal, which is temporary. Each create of a batch has its permit before it needs a token.
    platform.fault("POST", TOKEN, FOREVER, &json!({ "status": 418 }));
    let requests = vec![CallRequest::to(TO).from(FROM); 30];
    let placed: Vec<_> = client.place_all(&requests, PlaceOptions::default()).unwrap().collect();
    assert!(placed.iter().all(|placed| placed.result.as_ref().unwrap_err().code() == ErrorCode::Rejected));
    assert_eq!((placed.len(), platform.posts()), (30, 0));
    platform.delete("faults");
    let options = PlaceOptions::default().wait(at_most(ms(100)));
    let (placed, took) = timed(|| client.place_all(&requests[..10], options).unwrap().count());
    assert!(placed == 10 && took < ms(5000), "the default of ten a minute was not used: {took:?}");
}
