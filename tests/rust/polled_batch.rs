//! A batch without a thread: its results are taken by `poll_next`, which never blocks.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use ringout_core::{
    CallRequest, CancelToken, Error, ErrorCode, JournalStep, OutcomeKind, PlaceAll, PlaceOptions, Placed, WaitOptions,
};
use ringout_simulator::Config;
use ringout_tests::Platform;
use ringout_tests::platform::{CALLS, FROM, TO};
use ringout_tests::server::{Reply, Server};
use ringout_tests::timing::{ms, until};
use serde_json::json;

const NOBODY: &str = "+16505550404";
const LONG: Duration = Duration::from_secs(60);

fn requests(count: usize, to: &str) -> Vec<CallRequest> {
    vec![CallRequest::to(to).from(FROM); count]
}

fn fast() -> Platform {
    Platform::with(Config { speed: 40.0, linger: Duration::from_secs(100_000), ..Config::default() })
}

/// A loop that is woken through a channel.
struct Loop {
    waker: Waker,
    woken: Receiver<()>,
}

struct Bell(Mutex<Sender<()>>);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        let _ = self.0.lock().unwrap().send(());
    }
}

impl Loop {
    fn new() -> Self {
        let (sender, woken) = channel();
        Self { waker: Waker::from(Arc::new(Bell(Mutex::new(sender)))), woken }
    }

    fn poll(&self, all: &mut PlaceAll) -> Poll<Option<Placed>> {
        all.poll_next(&mut Context::from_waker(&self.waker))
    }

    fn sleep(&self) {
        self.woken.recv_timeout(LONG).unwrap();
    }

    fn next(&self, all: &mut PlaceAll) -> Option<Placed> {
        loop {
            match self.poll(all) {
                Poll::Ready(placed) => return placed,
                Poll::Pending => self.sleep(),
            }
        }
    }

    fn rest(&self, all: &mut PlaceAll) -> Vec<Placed> {
        std::iter::from_fn(|| self.next(all)).collect()
    }
}

/// A batch whose journal notes each step, and which thread it was on.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<(usize, JournalStep, thread::ThreadId)>>>);

impl Notes {
    fn journal(&self, options: PlaceOptions) -> PlaceOptions {
        let notes = self.clone();
        options.journal(move |entry| {
            notes.0.lock().unwrap().push((entry.index, entry.step, thread::current().id()));
            Ok(())
        })
    }

    fn steps(&self) -> Vec<(usize, JournalStep)> {
        self.0.lock().unwrap().iter().map(|(index, step, _)| (*index, *step)).collect()
    }
}

#[test]
fn every_request_has_one_result_and_one_create() {
    let (platform, host, notes) = (fast(), Loop::new(), Notes::default());
    let fates = [(TO, OutcomeKind::Completed), ("+16505550486", OutcomeKind::Busy), (NOBODY, OutcomeKind::NoSuchUser)];
    let requests: Vec<_> = fates.iter().cycle().take(30).map(|(to, _)| CallRequest::to(*to).from(FROM)).collect();
    let mut all = platform.client().place_all(&requests, notes.journal(PlaceOptions::default())).unwrap();
    let mut placed = host.rest(&mut all);
    placed.sort_by_key(|placed| placed.index);
    assert_eq!(placed.iter().map(|placed| placed.index).collect::<Vec<_>>(), (0..30).collect::<Vec<_>>());
    for placed in &placed {
        assert_eq!(placed.result.as_ref().unwrap().kind, fates[placed.index % 3].1);
        assert!(placed.call.is_some());
    }
    assert_eq!((platform.placed(), platform.posts()), (30, 30));
    let here = thread::current().id();
    assert!(notes.0.lock().unwrap().iter().all(|(_, _, thread)| *thread == here));
    assert_eq!(notes.steps().len(), 90);
}

#[test]
fn a_request_is_sent_only_after_its_entry() {
    let (host, notes) = (Loop::new(), Notes::default());
    let at_post = notes.clone();
    let seen: Arc<Mutex<Vec<usize>>> = Arc::default();
    let at_server = Arc::clone(&seen);
    let server = Server::with_login(move |request| {
        if request.method == "POST" {
            at_server
                .lock()
                .unwrap()
                .push(at_post.steps().iter().filter(|step| step.1 == JournalStep::Placing).count());
        }
        Reply::Last(Vec::new())
    });
    let mut all = server.client().place_all(&requests(3, TO), notes.journal(PlaceOptions::default())).unwrap();
    let placed = host.rest(&mut all);
    assert!(placed.iter().all(|placed| placed.result.as_ref().unwrap_err().code() == ErrorCode::MaybePlaced));
    assert_eq!(*seen.lock().unwrap(), [1, 2, 3]);
}

#[test]
fn nothing_is_placed_unless_the_host_asks() {
    let (platform, host) = (fast(), Loop::new());
    let mut all = platform.client().place_all(&requests(2, NOBODY), PlaceOptions::default()).unwrap();
    assert!(host.poll(&mut all).is_pending());
    // The worker has logged in, and the request waits for the host.
    host.sleep();
    assert_eq!(platform.posts(), 0);
    assert!(host.poll(&mut all).is_pending());
    host.sleep();
    assert_eq!(platform.posts(), 1);
    assert_eq!(all.remaining(), 2);
    drop(all);
    assert_eq!(platform.posts(), 1);
}

#[test]
fn a_poll_does_not_wait_for_a_response() {
    let (release, held) = channel::<()>();
    let held = Mutex::new(held);
    let server = Server::with_login(move |request| {
        if request.method == "POST" {
            let _ = held.lock().unwrap().recv();
        }
        Reply::Last(Vec::new())
    });
    let host = Loop::new();
    let mut all = server.client().place_all(&requests(1, TO), PlaceOptions::default()).unwrap();
    until("the create is sent", || {
        assert!(host.poll(&mut all).is_pending());
        server.received().iter().any(|request| request.target.contains("ring-out"))
    });
    assert!(host.poll(&mut all).is_pending());
    drop(release);
    assert_eq!(host.next(&mut all).unwrap().result.unwrap_err().code(), ErrorCode::MaybePlaced);
    assert!(host.next(&mut all).is_none());
}

#[test]
fn an_interruption_gives_every_request_a_result_and_nothing_is_sent_twice() {
    let (platform, host, token) = (fast(), Loop::new(), CancelToken::new());
    platform.fault("POST", CALLS, 0, &json!({ "delay_ms": 60_000 }));
    let client = platform.client().with_cancel_token(&token);
    let mut all = client.place_all(&requests(3, TO), PlaceOptions::default()).unwrap();
    until("the create is sent", || {
        assert!(host.poll(&mut all).is_pending());
        platform.posts() == 1
    });
    token.cancel();
    let codes: Vec<_> = host.rest(&mut all).into_iter().map(|placed| placed.result.unwrap_err().code()).collect();
    assert_eq!(codes, [ErrorCode::Cancelled, ErrorCode::Cancelled, ErrorCode::MaybePlaced]);
    assert_eq!(platform.posts(), 1);
}

#[test]
fn an_alarm_wakes_the_host_for_the_next_create() {
    let (platform, host) = (Platform::with(Config { speed: 1.0, ..Config::default() }), Loop::new());
    let heavy = json!({ "heavy": { "limit": 4, "window_s": 2, "penalty_s": 2 }, "light": { "limit": 5000, "window_s": 2, "penalty_s": 2 } });
    platform.post("limits", &heavy);
    let options = PlaceOptions::default().wait(WaitOptions::default().timeout(ms(100)));
    let mut all = platform.client().place_all(&requests(9, NOBODY), options).unwrap();
    let placed = host.rest(&mut all);
    assert_eq!(placed.len(), 9);
    assert!(placed.iter().all(|placed| placed.result.is_ok()), "{placed:?}");
    assert_eq!(platform.posts(), 9, "no create was refused");
}

#[test]
fn the_total_timeout_ends_what_waits_for_the_limits() {
    let (platform, host) = (Platform::stopped(), Loop::new());
    let refused = json!({ "status": 429, "body": { "errorCode": "CMN-301" }, "headers": { "Retry-After": "600" } });
    platform.fault("POST", CALLS, 0, &refused);
    let notes = Notes::default();
    let options = notes.journal(PlaceOptions::default().total_timeout(ms(700)));
    let mut all = platform.client().place_all(&requests(2, TO), options).unwrap();
    let codes: Vec<_> = host.rest(&mut all).into_iter().map(|placed| placed.result.unwrap_err().code()).collect();
    assert_eq!(codes, [ErrorCode::Timeout, ErrorCode::Timeout]);
    let not_placed = JournalStep::NotPlaced;
    assert_eq!(notes.steps(), [(0, JournalStep::Placing), (0, not_placed), (0, not_placed), (1, not_placed)]);
}

#[test]
fn a_failed_login_is_the_result_of_each_request() {
    let (platform, host) = (Platform::stopped(), Loop::new());
    let client = platform.builder_without_jwt().build().unwrap();
    let notes = Notes::default();
    let mut all = client.place_all(&requests(2, TO), notes.journal(PlaceOptions::default())).unwrap();
    let codes: Vec<_> = host.rest(&mut all).into_iter().map(|placed| placed.result.unwrap_err().code()).collect();
    assert_eq!(codes, [ErrorCode::NotLoggedIn, ErrorCode::NotLoggedIn]);
    assert_eq!(notes.steps(), [(0, JournalStep::NotPlaced), (1, JournalStep::NotPlaced)]);
}

#[test]
fn without_a_journal_nothing_is_sent() {
    let (platform, host) = (Platform::stopped(), Loop::new());
    let options = PlaceOptions::default().journal(|_| Err("the disk is full".into()));
    let mut all = platform.client().place_all(&requests(2, TO), options).unwrap();
    let errors: Vec<Error> = host.rest(&mut all).into_iter().map(|placed| placed.result.unwrap_err()).collect();
    assert!(errors.iter().all(|error| error.code() == ErrorCode::Storage), "{errors:?}");
    assert_eq!((errors.len(), platform.posts()), (2, 0));
}

#[test]
fn blocking_and_polling_can_take_turns() {
    let (platform, host) = (fast(), Loop::new());
    let mut all = platform.client().place_all(&requests(4, NOBODY), PlaceOptions::default()).unwrap();
    assert!(host.poll(&mut all).is_pending());
    assert!(all.next().is_some());
    assert!(host.next(&mut all).is_some());
    assert_eq!((all.count(), platform.posts()), (2, 4));
}
