//! Tracker: polls every followed call, with a few threads and within the budget.
//!
//! One thread waits until the next call is due or the budget allows a poll. The others, up to three, poll or sleep. The
//! first thread starts with the first call, and the others when there is more to do and no thread is idle. They end
//! after a while with nothing to follow.
//!
//! One lock covers the schedule and the bookkeeping of the threads. It is never held during a poll, while a listener
//! runs, or while a record is locked for longer than a copy takes. A record's lock may be taken inside it, never the
//! other way round. The result of a poll goes into the record, which notifies the subscribers; the tracker knows
//! nothing about changes.
//!
//! All threads run the same loop: take the most urgent thing that is due, do it without the lock, repeat. One idle
//! thread is the timekeeper. It wakes for the next call, the next deadline or the next request that the budget allows.
//! The others sleep until they are woken, and end after a while. A thread that takes a call while another is due, or
//! while there is no timekeeper, wakes or starts a second thread: a poll may take half a minute and must not delay
//! other calls or deadlines. Three threads may poll at once, and the fourth keeps the time.
//!
//! A call leaves the schedule while it is polled, so it is never polled twice at once. It returns only if it has
//! subscribers and its outcome is not final. A vanished call without an explanation waits in a separate queue for a
//! search of the call log, which has another budget.
//!
//! A tracker holds no client, but a record that it releases may hold the last handle of one, in a listener. So the
//! client, and the tracker with it, may be dropped on a tracker thread, which does not join itself.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};
use std::{fmt, io, mem};

use super::poll::{PollOutcome, may_read_log, poll_for_tracker, poll_log};
use super::schedule::{FIRST, Key, LOG_PAUSE, LOG_TIMEOUT, Place, Schedule, backoff, next_poll};
use super::{CallRecord, Delivery, Mailbox, Observations};
use crate::api::Api;
use crate::base::cancel::CancelToken;
use crate::base::clock::{self, Condition};
use crate::base::operation::RateLimit;
use crate::base::process::{AfterFork, Origin, PerProcess};
use crate::base::threads::{self, Thread};
use crate::simulation;
use crate::transport::limits::Permit;

const MAX_THREADS: usize = 4;
/// The threads that may poll at once. One is left to keep the time.
pub(super) const MAX_POLLS: usize = MAX_THREADS - 1;
/// How long a thread stays when there is nothing to follow.
const IDLE: Duration = Duration::from_secs(2);

/// A deadline, and the mailbox to notify when it passes.
pub(crate) type Deadline = (Instant, Weak<Mailbox>);

/// The tracker of one client.
pub(crate) struct Tracker {
    core: PerProcess<Arc<TrackerCore>>,
}

/// The state that the threads share. They hold it strongly and end when `stopping` is set, so it outlives the tracker
/// by up to one poll, which the token cuts short.
struct TrackerCore {
    /// The process of these threads. A child starts with a new core and never takes the lock of this one.
    origin: Origin,
    state: Mutex<State>,
    changed: Condition,
    /// Sends the polls. It fails fast at a rate limit, because the tracker brings a permit for each poll. Its token
    /// ends polls in flight when the tracker is dropped.
    api: Api,
}

/// A call is identified by a key, not by its id. Two handles made separately have two records, which are polled
/// separately.
#[derive(Default)]
struct State {
    schedule: Schedule,
    calls: HashMap<Key, Tracked>,
    /// The key of each followed record, by its address.
    keys: HashMap<usize, Key>,
    deadlines: BTreeMap<(Instant, Key), Weak<Mailbox>>,
    next_key: Key,
    threads: Vec<Thread>,
    alive: usize,
    /// Threads without anything to do.
    idle: usize,
    /// The number of polls in flight, including searches of the call log.
    polls_in_flight: usize,
    /// Whether one of them searches the call log. Only one may at a time, so that a slow log does not delay other
    /// calls.
    log_search_in_flight: bool,
    /// When the timekeeper wakes, if there is one. The other idle threads wait to be woken.
    wakes_at: Option<Instant>,
    /// The thread that has just woken was idle for too long.
    retiring: bool,
    stopping: bool,
}

/// A followed call, kept small. `failures` are those in a row, for the backoff.
struct Tracked {
    record: Arc<CallRecord>,
    /// Its place in the schedule; `None` during a poll, and when it has no subscribers.
    place: Option<Place>,
    is_in_flight: bool,
    subscribers: u32,
    failures: u16,
}

/// The next step for the call log.
enum LogStep<'a> {
    /// Nothing before this time, if ever.
    NotBefore(Option<Instant>),
    /// Search for the call that has waited longest.
    Read(Permit<'a>),
    /// Give that call up, because it has waited too long or the app may not read the log.
    GiveUp,
}

/// The next step of a thread.
enum TrackerStep<'a> {
    Poll(Key, Arc<CallRecord>, Permit<'a>),
    /// Search the call log for it.
    PollLog(Key, Arc<CallRecord>, Permit<'a>),
    /// Give up on the call log.
    CloseLog(Arc<CallRecord>),
    TimeOut(Weak<Mailbox>),
    WaitUntil(Instant),
    Wait,
}

impl Tracker {
    pub(crate) fn new(api: &Api) -> Self {
        Self { core: PerProcess::new(Arc::new(TrackerCore::new(api))) }
    }

    /// Polls a call until the returned guard is dropped.
    pub(crate) fn follow(&self, record: &Arc<CallRecord>, deadline: Option<Deadline>) -> Subscription {
        let core = self.core.get();
        let mut state = core.lock();
        let key = state.add(record);
        let deadline = deadline.map(|(at, mailbox)| {
            state.next_key += 1;
            let entry = (at, state.next_key);
            state.deadlines.insert(entry, mailbox);
            entry
        });
        let woken = core.wake_thread(&mut state);
        drop(state);
        if let Err(error) = woken {
            log::warn!(target: "ringout", "no thread is available to follow calls: {error}");
        }
        Subscription { core: Arc::downgrade(core), key, deadline }
    }
}

impl Drop for Tracker {
    fn drop(&mut self) {
        let Some(core) = self.core.existing() else { return };
        let mut state = core.lock();
        state.stopping = true;
        let threads = mem::take(&mut state.threads);
        drop(state);
        core.api.token().cancel();
        core.changed.notify_all();
        core.api.auth().end();
        for thread in threads {
            // A tracker thread may drop the last handle of its client.
            if thread.id() != thread::current().id() {
                thread.join();
            }
        }
    }
}

impl fmt::Debug for Tracker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tracker").field("calls", &self.core.get().lock().calls.len()).finish_non_exhaustive()
    }
}

/// Keeps a call followed, until it is dropped.
///
/// Each subscriber has one. The last one of a call removes it from the schedule.
pub(crate) struct Subscription {
    core: Weak<TrackerCore>,
    key: Key,
    deadline: Option<(Instant, Key)>,
}

impl Subscription {
    /// Whether it still works. It does not in a process forked from the one that made it.
    pub(crate) fn is_active(&self) -> bool {
        self.core.upgrade().is_some_and(|core| core.is_of_this_process())
    }

    /// Starts a thread if the tracker has none. An error means that nothing polls the call.
    pub(crate) fn ensure_thread(&self) -> io::Result<()> {
        let Some(core) = self.core.upgrade() else { return Ok(()) };
        let mut state = core.lock();
        if state.alive > 0 { Ok(()) } else { core.wake_thread(&mut state) }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let Some(core) = self.core.upgrade().filter(|core| core.is_of_this_process()) else { return };
        let mut state = core.lock();
        if let Some(deadline) = &self.deadline {
            state.deadlines.remove(deadline);
        }
        let removed = state.remove(self.key);
        drop(state);
        // Outside the lock: dropping the call may drop its client, and the tracker with it.
        drop(removed);
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subscription")
    }
}

impl State {
    /// Adds a subscriber to a call. A new call is due a second after it was last seen, or at once.
    fn add(&mut self, record: &Arc<CallRecord>) -> Key {
        let address = Arc::as_ptr(record) as usize;
        if let Some(key) = self.keys.get(&address) {
            let key = *key;
            if let Some(tracked) = self.calls.get_mut(&key) {
                tracked.subscribers += 1;
                // A call without subscribers in its record is not put back, although a subscription still holds it.
                let seen = tracked.record.seen();
                if tracked.place.is_none() && !tracked.is_in_flight && !seen.is_settled() {
                    tracked.place = Some(place(&mut self.schedule, key, &seen, clock::now()));
                }
                return key;
            }
        }
        self.next_key += 1;
        let key = self.next_key;
        let seen = record.seen();
        let due = seen.at.map_or_else(clock::now, |at| at + FIRST);
        let place = (!seen.is_settled()).then(|| place(&mut self.schedule, key, &seen, due));
        self.calls.insert(
            key,
            Tracked { record: Arc::clone(record), place, is_in_flight: false, subscribers: 1, failures: 0 },
        );
        self.keys.insert(address, key);
        key
    }

    #[must_use]
    fn remove(&mut self, key: Key) -> Option<Tracked> {
        let tracked = self.calls.get_mut(&key)?;
        tracked.subscribers -= 1;
        if tracked.subscribers > 0 {
            return None;
        }
        if let Some(place) = tracked.place {
            self.schedule.remove(key, place);
        }
        self.keys.remove(&(Arc::as_ptr(&tracked.record) as usize));
        self.calls.remove(&key)
    }

    /// Returns the most urgent step: a deadline that has passed, then a call that is due, if a thread may poll it and
    /// the budget has a request for it.
    fn next<'a>(&mut self, now: Instant, api: &'a Api) -> TrackerStep<'a> {
        if let Some(entry) = self.deadlines.first_entry().filter(|entry| entry.key().0 <= now) {
            return TrackerStep::TimeOut(entry.remove());
        }
        let log = match self.next_log_step(now, api) {
            LogStep::NotBefore(log) => log,
            LogStep::Read(permit) => return self.take_for_log(Some(permit)),
            LogStep::GiveUp => return self.take_for_log(None),
        };
        let deadline = self.deadlines.first_key_value().map(|((at, _), _)| *at);
        let deadline = deadline.into_iter().chain(log).min();
        let wake = |due: Instant| TrackerStep::WaitUntil(deadline.map_or(due, |deadline| deadline.min(due)));
        match self.schedule.next_due() {
            None => deadline.map_or(TrackerStep::Wait, TrackerStep::WaitUntil),
            Some(due) if due > now => wake(due),
            // The thread that finishes a poll takes the next call.
            Some(_) if self.polls_in_flight == MAX_POLLS => deadline.map_or(TrackerStep::Wait, TrackerStep::WaitUntil),
            Some(_) => match api.sender().permit_poll(now) {
                Err(then) => wake(then),
                Ok(permit) => self.take_due(now, permit),
            },
        }
    }

    /// Whether a thread that is about to poll needs a replacement, which keeps the time or polls as well.
    fn needs_another_thread(&self, now: Instant) -> bool {
        let next = self.schedule.next_due();
        let has_more = next.or_else(|| self.schedule.next_log()).is_some() || !self.deadlines.is_empty();
        let is_due = next.is_some_and(|due| due <= now) && self.polls_in_flight < MAX_POLLS;
        is_due || (self.wakes_at.is_none() && has_more)
    }

    /// Returns the next step for the call log. The user needs its budget for creates, so the tracker searches for one
    /// call at a time.
    fn next_log_step<'a>(&self, now: Instant, api: &'a Api) -> LogStep<'a> {
        let Some(due) = self.schedule.next_log() else { return LogStep::NotBefore(None) };
        if due > now || self.log_search_in_flight || self.polls_in_flight == MAX_POLLS {
            return LogStep::NotBefore(Some(due).filter(|due| *due > now));
        }
        let gives_up_at = due + LOG_TIMEOUT;
        if gives_up_at <= now || !may_read_log(api) {
            return LogStep::GiveUp;
        }
        match api.sender().permit_log(now) {
            Ok(permit) => LogStep::Read(permit),
            Err(then) if then > gives_up_at => LogStep::GiveUp,
            Err(then) => LogStep::NotBefore(Some(then)),
        }
    }

    /// Takes a call to search the log for, or without a permit to give up on.
    fn take_for_log<'a>(&mut self, permit: Option<Permit<'a>>) -> TrackerStep<'a> {
        let taken = self.schedule.take_vanished().and_then(|key| Some((key, self.calls.get_mut(&key)?)));
        let Some((key, tracked)) = taken else { return TrackerStep::Wait };
        tracked.place = None;
        let Some(permit) = permit else { return TrackerStep::CloseLog(Arc::clone(&tracked.record)) };
        tracked.is_in_flight = true;
        (self.polls_in_flight, self.log_search_in_flight) = (self.polls_in_flight + 1, true);
        TrackerStep::PollLog(key, Arc::clone(&tracked.record), permit)
    }

    fn take_due<'a>(&mut self, now: Instant, permit: Permit<'a>) -> TrackerStep<'a> {
        let taken = self.schedule.take(now).and_then(|key| Some((key, self.calls.get_mut(&key)?)));
        let Some((key, tracked)) = taken else { return TrackerStep::Wait };
        tracked.place = None;
        tracked.is_in_flight = true;
        self.polls_in_flight += 1;
        TrackerStep::Poll(key, Arc::clone(&tracked.record), permit)
    }

    /// Puts a call back after a poll, if it has subscribers and its outcome is not final.
    fn put_back(&mut self, key: Key, outcome: PollOutcome, now: Instant) {
        self.polls_in_flight -= 1;
        let Some(tracked) = self.calls.get_mut(&key) else { return };
        tracked.is_in_flight = false;
        let seen = tracked.record.seen();
        if seen.is_settled() || !tracked.record.has_subscribers() {
            return;
        }
        let due = due_after(outcome, &seen, &mut tracked.failures, now);
        tracked.place = Some(place(&mut self.schedule, key, &seen, due));
    }
}

/// Returns when a call is due again after a poll. `failures` are those in a row.
pub(super) fn due_after(outcome: PollOutcome, seen: &Observations, failures: &mut u16, now: Instant) -> Instant {
    let backoff = |failures: &mut u16| {
        let wait = backoff(u32::from(*failures), random_fraction());
        *failures = failures.saturating_add(1);
        wait
    };
    match outcome {
        // A call that has just vanished is looked up at once.
        PollOutcome::Done if seen.awaits_log() => now,
        PollOutcome::Done => {
            *failures = 0;
            next_poll(seen.state.as_ref(), now)
        }
        PollOutcome::Failed(None) => now + backoff(failures),
        PollOutcome::Failed(Some(wait)) => {
            *failures = failures.saturating_add(1);
            now + wait
        }
        PollOutcome::Unavailable(wait) => now + wait.max(backoff(failures)),
    }
}

/// Inserts a call into the queue for polls, or for the log once it has vanished.
fn place(schedule: &mut Schedule, key: Key, seen: &Observations, due: Instant) -> Place {
    if seen.awaits_log() { schedule.insert_vanished(key, due) } else { schedule.insert(key, seen.state.as_ref(), due) }
}

impl AfterFork for Arc<TrackerCore> {
    fn after_fork(&self) -> Self {
        Self::new(TrackerCore::new(&self.api))
    }
}

impl TrackerCore {
    fn new(api: &Api) -> Self {
        let api = api.bounded_by(|bounds| {
            bounds.token = CancelToken::new();
            bounds.rate_limit = RateLimit::FailFast;
        });
        Self { origin: Origin::here(), state: Mutex::default(), changed: Condition::new(), api }
    }

    fn is_of_this_process(&self) -> bool {
        self.origin.is_here()
    }

    /// Wakes a thread, or starts one. If the system has none, the existing threads do the work when they are free.
    fn wake_thread(self: &Arc<Self>, state: &mut State) -> io::Result<()> {
        if state.idle > 0 {
            self.changed.notify_all();
        } else if state.alive < MAX_THREADS {
            let core = Arc::clone(self);
            state.threads.retain(|thread| !thread.is_finished());
            state.threads.push(threads::spawn("ringout-tracker", move || core.work())?);
            state.alive += 1;
        }
        Ok(())
    }

    /// Like [`wake_thread`](Self::wake_thread), for a thread that continues in any case.
    fn try_wake_thread(self: &Arc<Self>, state: &mut State) {
        let _ = self.wake_thread(state);
    }

    /// The loop of a thread. Host code that runs on it, such as a logger, may fork. In the child the thread ends,
    /// because the core is another one.
    fn work(self: &Arc<Self>) {
        /// Counts the thread out, also if it panics.
        struct ThreadGuard<'a>(&'a TrackerCore);
        impl Drop for ThreadGuard<'_> {
            fn drop(&mut self) {
                if self.0.is_of_this_process() {
                    self.0.lock().alive -= 1;
                }
            }
        }
        let _guard = ThreadGuard(self);
        let mut state = self.lock();
        while let Some(next) = self.next(&mut state) {
            match next {
                TrackerStep::Poll(key, record, permit) => {
                    if state.needs_another_thread(clock::now()) {
                        self.try_wake_thread(&mut state);
                    }
                    drop(state);
                    let mut poll = PollGuard { core: self, key, is_log: false, outcome: PollOutcome::Failed(None) };
                    poll.outcome = poll_for_tracker(&self.api, &record, permit);
                    drop((poll, record));
                    if !self.is_of_this_process() {
                        return;
                    }
                    state = self.lock();
                }
                TrackerStep::PollLog(key, record, permit) => {
                    if state.needs_another_thread(clock::now()) {
                        self.try_wake_thread(&mut state);
                    }
                    drop(state);
                    let mut poll =
                        PollGuard { core: self, key, is_log: true, outcome: PollOutcome::Failed(Some(LOG_PAUSE)) };
                    poll.outcome = poll_log(&self.api, &record, permit);
                    drop((poll, record));
                    if !self.is_of_this_process() {
                        return;
                    }
                    state = self.lock();
                }
                TrackerStep::CloseLog(record) => {
                    drop(state);
                    record.close_log();
                    drop(record);
                    state = self.lock();
                }
                TrackerStep::TimeOut(mailbox) => {
                    drop(state);
                    if let Some(mailbox) = mailbox.upgrade() {
                        mailbox.put(Delivery::TimedOut);
                        mailbox.notify();
                    }
                    state = self.lock();
                }
                TrackerStep::WaitUntil(then) => state = self.wait(state, Some(then)),
                TrackerStep::Wait => state = self.wait(state, None),
            }
        }
    }

    /// Returns the next step of this thread, or `None` if it is no longer needed.
    fn next(&self, state: &mut State) -> Option<TrackerStep<'_>> {
        let is_spare = state.wakes_at.is_some() || (state.calls.is_empty() && state.deadlines.is_empty());
        if state.stopping || (mem::take(&mut state.retiring) && is_spare) {
            return None;
        }
        Some(state.next(clock::now(), &self.api))
    }

    /// Sleeps until there may be something to do. One thread keeps the time. The others sleep until they are woken, or
    /// end when there is nothing left to follow.
    fn wait<'a>(&'a self, mut state: MutexGuard<'a, State>, until: Option<Instant>) -> MutexGuard<'a, State> {
        // Also becomes the timekeeper if the current one would wake too late.
        let until = until.filter(|until| state.wakes_at.is_none_or(|at| *until < at));
        let time = until.map_or(IDLE, |until| until.saturating_duration_since(clock::now()));
        state.wakes_at = until.or(state.wakes_at);
        state.idle += 1;
        let (mut state, timed_out) = self.changed.wait_timeout(&self.state, state, time);
        state.idle -= 1;
        if until.is_some() && state.wakes_at == until {
            state.wakes_at = None;
        }
        state.retiring = timed_out && until.is_none();
        state
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A poll in flight. The call is put back when it ends, also if it panics.
struct PollGuard<'a> {
    core: &'a Arc<TrackerCore>,
    key: Key,
    /// Whether it searches the call log.
    is_log: bool,
    outcome: PollOutcome,
}

impl Drop for PollGuard<'_> {
    fn drop(&mut self) {
        if !self.core.is_of_this_process() {
            return;
        }
        let mut state = self.core.lock();
        state.log_search_in_flight &= !self.is_log;
        state.put_back(self.key, self.outcome, clock::now());
        if thread::panicking() {
            self.core.try_wake_thread(&mut state);
        }
    }
}

/// Returns a random number of 0 to 1 from the hasher's keys. It only keeps calls apart that failed together, so it
/// needs no dependency.
fn random_fraction() -> f64 {
    if let Some(here) = simulation::here() {
        return here.fraction();
    }
    let bits = u32::try_from(RandomState::new().hash_one(0) >> 32).unwrap_or(u32::MAX);
    f64::from(bits) / f64::from(u32::MAX)
}
