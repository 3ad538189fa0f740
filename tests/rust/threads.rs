//! However many calls are followed, the threads are few, also if everything ends at once or some of it takes long.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use ringout_core::{Call, CallRequest, Client, Follow, Followed, OutcomeKind, WaitOptions};
use ringout_tests::Platform;
use ringout_tests::platform::{CALLS, FOREVER, FROM, TO};
use ringout_tests::timing::{ms, sleep, timed, until};
use serde_json::json;

const MANY: usize = 2000;
/// A number that is busy.
const BUSY: &str = "+16505550486";
/// A number whose calls the platform forgets.
const VANISHES: &str = "+16505550481";
/// Four that deliver, one that supervises them, and a few that it adds when a busy machine holds one up.
const FEW: usize = 8;

fn place(client: &Client) -> Call {
    client.create_call(&CallRequest::to(TO).from(FROM)).unwrap()
}

fn at_most(timeout: Duration) -> WaitOptions {
    WaitOptions::default().timeout(timeout)
}

/// The threads of this process that run listeners and operations.
fn workers() -> usize {
    let tasks = fs::read_dir("/proc/self/task").unwrap().flatten();
    let names = tasks.filter_map(|task| fs::read_to_string(task.path().join("comm")).ok());
    names.filter(|name| name.trim() == "ringout-worker").count()
}

/// These threads belong to the whole process, so the tests take turns. Each starts without any.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    until("the end of idle threads", || workers() == 0);
    turn
}

/// The highest number of workers at once while `run` ran.
fn most_workers(run: impl FnOnce()) -> usize {
    let (is_over, most) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                most.fetch_max(workers(), Ordering::Relaxed);
                sleep(ms(1));
            }
        });
        run();
        is_over.store(true, Ordering::Relaxed);
    });
    most.into_inner()
}

/// Follows a call many times and reports the ends. Listeners of languages with one global lock take a moment.
fn follow_many(call: &Call, options: &WaitOptions) -> (Vec<Follow>, mpsc::Receiver<OutcomeKind>) {
    let (sender, ends) = mpsc::channel();
    let follow = |_| {
        let sender = sender.clone();
        call.follow(options, move |news| {
            sleep(Duration::from_micros(300));
            if let Followed::End(outcome) = news {
                sender.send(outcome.unwrap().kind).unwrap();
            }
        })
    };
    ((0..MANY).map(follow).collect(), ends)
}

#[test]
fn thousands_of_follows_that_end_together_share_a_few_threads() {
    let _turn = turn();
    let platform = Platform::stopped();
    let call = place(&platform.client());
    let (_follows, ends) = follow_many(&call, &at_most(ms(60_000)));
    let most = most_workers(|| {
        platform.advance(ms(16_000));
        call.status().unwrap();
        for _ in 0..MANY {
            assert_eq!(ends.recv_timeout(ms(10_000)).unwrap(), OutcomeKind::Completed);
        }
    });
    assert!((1..=FEW).contains(&most), "{most} threads");
}

#[test]
fn thousands_of_deadlines_that_pass_together_share_a_few_threads() {
    let _turn = turn();
    let platform = Platform::stopped();
    let call = place(&platform.client());
    let most = most_workers(|| {
        let (_follows, ends) = follow_many(&call, &at_most(ms(300)));
        for _ in 0..MANY {
            assert_eq!(ends.recv_timeout(ms(10_000)).unwrap(), OutcomeKind::StillInProgress);
        }
    });
    assert!((1..=FEW).contains(&most), "{most} threads");
}

#[test]
fn slow_cancels_delay_no_listener() {
    let _turn = turn();
    let platform = Platform::stopped();
    let client = platform.builder().request_timeout(ms(20_000)).build().unwrap();
    platform.fault("DELETE", CALLS, FOREVER, &json!({ "delay_ms": 6000 }));
    let (sender, ends) = mpsc::channel();
    let options = at_most(ms(100)).cancel_on_timeout(true);
    let _follows: Vec<_> = (0..20)
        .map(|_| {
            let sender = sender.clone();
            place(&client).follow(&options, move |news| {
                if let Followed::End(outcome) = news {
                    sender.send(outcome.unwrap().kind).unwrap();
                }
            })
        })
        .collect();
    until("all cancels", || platform.count("cancel") == 20);
    let other = place(&client);
    let (_others, other_ends) = follow_many(&other, &at_most(ms(60_000)));
    platform.advance(ms(16_000));
    let ((), took) = timed(|| {
        other.status().unwrap();
        assert_eq!(other_ends.recv_timeout(ms(60_000)).unwrap(), OutcomeKind::Completed);
    });
    assert!(took < ms(8000), "{took:?}");
    for _ in 0..20 {
        ends.recv_timeout(ms(10_000)).unwrap();
    }
}

#[test]
fn without_threads_a_wait_polls_itself_and_a_listener_gets_an_error() {
    let platform = Platform::with(ringout_simulator::Config {
        speed: 10.0,
        linger: Duration::from_secs(100_000),
        ..Default::default()
    });
    let simulator = platform.simulator();
    // Only the call log has the end of the second.
    for (number, outcome) in [(BUSY, "Busy"), (VANISHES, "Failed")] {
        let done = Command::new(env!("CARGO_BIN_EXE_threadless"))
            .args([simulator.url(), simulator.client_id(), simulator.client_secret(), simulator.jwt(), number])
            // More than any machine has.
            .env("RUST_MIN_STACK", (1_u64 << 60).to_string())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&done.stderr).into_owned();
        let printed = String::from_utf8_lossy(&done.stdout).into_owned();
        assert_eq!((printed, errors), (format!("{outcome}\nCONNECTION\n"), String::new()));
    }
}
