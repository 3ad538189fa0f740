//! Looks at every call that somebody follows, with a few threads and within the budget.
//!
//! One thread waits for the next call to be due, or for the budget to allow it; the others, three at most, talk to the
//! platform or sleep. The first is started with the first call, the others when there is more to do and nobody is free;
//! they end when there has been nothing to follow for a while.
//!
//! One lock, over the schedule and the bookkeeping of the threads. It is never held during a look, while a listener is
//! told, or while a record is locked for longer than a copy takes; a record's lock may be taken inside it, never the
//! other way round. What a look shows goes into the record, which tells the followers: the tracker itself knows nothing
//! about changes.
//!
//! The threads are alike, and take turns at one loop: take the most urgent thing that is due, do it without the lock,
//! look again. One of those that have nothing to do keeps the time, which is that of the next call, the next deadline
//! or the next request that the budget allows; the others sleep until they are called, and end after a while. Whoever
//! takes a call while another is due, or while nobody else keeps the time, wakes or starts a second thread: a look may
//! take half a minute, and holds up no other call and no deadline. Three may look at once, and the fourth keeps the time.
//!
//! A call leaves the schedule while it is being looked at, so it is never looked at twice at once, and comes back only
//! if it is still followed and not over. A tracker knows no client, but a record that it lets go may hold the last
//! handle of one, in a listener: so the end of the client, and of the tracker with it, may come on one of the tracker's own
//! threads, which does not join itself. A call that is gone without an explanation waits in a queue of its own to be looked up
//! in the call log, which has another budget.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};
use std::{fmt, io, mem};

use super::poll::{PollOutcome, may_read_log, poll_for_tracker, poll_log};
use super::schedule::{FIRST, Key, LOG_PATIENCE, LOG_PAUSE, Place, Schedule, backoff, next_poll};
use super::{CallRecord, Delivery, Mailbox, Seen};
use crate::api::Api;
use crate::base::cancel::CancelToken;
use crate::base::clock::{self, Condition};
use crate::base::operation::RateLimit;
use crate::base::process::{AfterFork, Origin, PerProcess};
use crate::base::threads::{self, Thread};
use crate::simulation;
use crate::transport::limits::Permit;

const MAX_THREADS: usize = 4;
/// Those that may talk to the platform at once: one is left to keep the time.
pub(super) const MAX_POLLS: usize = MAX_THREADS - 1;
/// How long a thread stays when there is nothing to follow.
const IDLE: Duration = Duration::from_secs(2);

/// A deadline, and who is told when it passes.
pub(crate) type Deadline = (Instant, Weak<Mailbox>);

/// The tracker of one client.
pub(crate) struct Tracker {
    core: PerProcess<Arc<TrackerCore>>,
}

/// What the threads share. They hold it strongly and end when `stopping` is set, so it outlives the tracker by at most
/// a look, which the token cuts short.
struct TrackerCore {
    /// The process whose threads these are. A child begins with a core of its own, and never takes the lock of this one.
    origin: Origin,
    state: Mutex<State>,
    changed: Condition,
    /// The way of the looks. It fails fast at a closed gate, because the tracker brings a permit for each look; its token ends
    /// the looks that are under way when the tracker goes.
    api: Api,
}

/// A call is known by a key, not by its id: two handles that were made apart have two records, and each is looked at
/// for itself.
#[derive(Default)]
struct State {
    schedule: Schedule,
    calls: HashMap<Key, Tracked>,
    /// The key of each record that is followed, by its address.
    keys: HashMap<usize, Key>,
    deadlines: BTreeMap<(Instant, Key), Weak<Mailbox>>,
    next_key: Key,
    threads: Vec<Thread>,
    alive: usize,
    /// Threads that wait for anything to do.
    idle: usize,
    /// The looks that are under way.
    polls: usize,
    /// Whether one of them is into the call log: one at a time, so that a slow log holds up no other call.
    polls_log: bool,
    /// When the one of them that keeps the time wakes, if one does; the others wait to be called.
    wakes_at: Option<Instant>,
    /// The thread that has just woken did so because nobody has called it for a while.
    retiring: bool,
    stopping: bool,
}

/// A call that is followed, as small as it can be. `failures` are those in a row, for the backoff.
struct Tracked {
    record: Arc<CallRecord>,
    /// Where it stands in the schedule; `None` while it is being looked at, and when nobody wants to be told.
    place: Option<Place>,
    is_polled: bool,
    subscribers: u32,
    failures: u16,
}

/// What is to be done about the call log.
enum LogStep<'a> {
    /// Nothing before this moment, if ever.
    NotBefore(Option<Instant>),
    /// It is asked for the call that has waited for the longest.
    Ask(Permit<'a>),
    /// That call has waited for too long, or the app may not read the log.
    GiveUp,
}

/// What a thread does next.
enum TrackerStep<'a> {
    Poll(Key, Arc<CallRecord>, Permit<'a>),
    /// Look it up in the call log.
    PollLog(Key, Arc<CallRecord>, Permit<'a>),
    /// The log cannot tell.
    CloseLog(Arc<CallRecord>),
    Tell(Weak<Mailbox>),
    WaitUntil(Instant),
    Wait,
}

impl Tracker {
    pub(crate) fn new(api: &Api) -> Self {
        Self { core: PerProcess::new(Arc::new(TrackerCore::new(api))) }
    }

    /// Looks at a call until the returned guard is dropped.
    pub(crate) fn follow(&self, record: &Arc<CallRecord>, deadline: Option<Deadline>) -> Subscription {
        let core = self.core.get();
        let mut state = core.lock();
        let key = state.enter(record);
        let deadline = deadline.map(|(at, mailbox)| {
            state.next_key += 1;
            let entry = (at, state.next_key);
            state.deadlines.insert(entry, mailbox);
            entry
        });
        let called = core.call_someone(&mut state);
        drop(state);
        if let Err(error) = called {
            log::warn!(target: "ringout", "no thread to follow calls with: {error}");
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
            // The last handle of a client may be dropped by its own tracker.
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

/// Keeps a call followed.
///
/// Each follower has one of its own. The last one of a call takes it out of the schedule.
pub(crate) struct Subscription {
    core: Weak<TrackerCore>,
    key: Key,
    deadline: Option<(Instant, Key)>,
}

impl Subscription {
    /// Whether it goes on: not in a process that was forked from the one that began it.
    pub(crate) fn goes_on(&self) -> bool {
        self.core.upgrade().is_some_and(|core| core.is_of_this_process())
    }

    /// Starts a thread if there is none that looks. An error means that nobody does.
    pub(crate) fn ensure_thread(&self) -> io::Result<()> {
        let Some(core) = self.core.upgrade() else { return Ok(()) };
        let mut state = core.lock();
        if state.alive > 0 { Ok(()) } else { core.call_someone(&mut state) }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let Some(core) = self.core.upgrade().filter(|core| core.is_of_this_process()) else { return };
        let mut state = core.lock();
        if let Some(deadline) = &self.deadline {
            state.deadlines.remove(deadline);
        }
        let left = state.leave(self.key);
        drop(state);
        // Outside the lock: with the call its client may go, and with that the tracker.
        drop(left);
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Following")
    }
}

impl State {
    /// A call that is followed already only gets one follower more. A new one is due a second after it was last seen,
    /// or at once.
    fn enter(&mut self, record: &Arc<CallRecord>) -> Key {
        let address = Arc::as_ptr(record) as usize;
        if let Some(key) = self.keys.get(&address) {
            let key = *key;
            if let Some(tracked) = self.calls.get_mut(&key) {
                tracked.subscribers += 1;
                // Nobody may have wanted to be told any more, though somebody still held on: then it was not put back.
                let seen = tracked.record.seen();
                if tracked.place.is_none() && !tracked.is_polled && !seen.is_settled() {
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
        self.calls
            .insert(key, Tracked { record: Arc::clone(record), place, is_polled: false, subscribers: 1, failures: 0 });
        self.keys.insert(address, key);
        key
    }

    #[must_use]
    fn leave(&mut self, key: Key) -> Option<Tracked> {
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

    /// What there is to do at this moment: a deadline that has passed, then a call that is due, if a thread may look at it
    /// and the budget has a request for it.
    fn next<'a>(&mut self, now: Instant, api: &'a Api) -> TrackerStep<'a> {
        if let Some(entry) = self.deadlines.first_entry().filter(|entry| entry.key().0 <= now) {
            return TrackerStep::Tell(entry.remove());
        }
        let log = match self.next_log(now, api) {
            LogStep::NotBefore(log) => log,
            LogStep::Ask(permit) => return self.take_vanished(Some(permit)),
            LogStep::GiveUp => return self.take_vanished(None),
        };
        let deadline = self.deadlines.first_key_value().map(|((at, _), _)| *at);
        let deadline = deadline.into_iter().chain(log).min();
        let wake = |due: Instant| TrackerStep::WaitUntil(deadline.map_or(due, |deadline| deadline.min(due)));
        match self.schedule.next_due() {
            None => deadline.map_or(TrackerStep::Wait, TrackerStep::WaitUntil),
            Some(due) if due > now => wake(due),
            // Whoever is through with a look takes the next one.
            Some(_) if self.polls == MAX_POLLS => deadline.map_or(TrackerStep::Wait, TrackerStep::WaitUntil),
            Some(_) => match api.sender().permit_poll(now) {
                Err(then) => wake(then),
                Ok(permit) => self.take(now, permit),
            },
        }
    }

    /// Whether a thread that is about to look has to be replaced: by one that keeps the time, or that looks as well.
    fn needs_another(&self, now: Instant) -> bool {
        let next = self.schedule.next_due();
        let has_more = next.or_else(|| self.schedule.next_log()).is_some() || !self.deadlines.is_empty();
        let is_due = next.is_some_and(|due| due <= now) && self.polls < MAX_POLLS;
        is_due || (self.wakes_at.is_none() && has_more)
    }

    /// What there is to do about the call log. It is spent from a budget that the user needs for creates, so it is asked
    /// for one call at a time.
    fn next_log<'a>(&self, now: Instant, api: &'a Api) -> LogStep<'a> {
        let Some(due) = self.schedule.next_log() else { return LogStep::NotBefore(None) };
        if due > now || self.polls_log || self.polls == MAX_POLLS {
            return LogStep::NotBefore(Some(due).filter(|due| *due > now));
        }
        let gives_up_at = due + LOG_PATIENCE;
        if gives_up_at <= now || !may_read_log(api) {
            return LogStep::GiveUp;
        }
        match api.sender().permit_log(now) {
            Ok(permit) => LogStep::Ask(permit),
            Err(then) if then > gives_up_at => LogStep::GiveUp,
            Err(then) => LogStep::NotBefore(Some(then)),
        }
    }

    /// With a permit the log is asked, without one it is given up.
    fn take_vanished<'a>(&mut self, permit: Option<Permit<'a>>) -> TrackerStep<'a> {
        let taken = self.schedule.take_vanished().and_then(|key| Some((key, self.calls.get_mut(&key)?)));
        let Some((key, tracked)) = taken else { return TrackerStep::Wait };
        tracked.place = None;
        let Some(permit) = permit else { return TrackerStep::CloseLog(Arc::clone(&tracked.record)) };
        tracked.is_polled = true;
        (self.polls, self.polls_log) = (self.polls + 1, true);
        TrackerStep::PollLog(key, Arc::clone(&tracked.record), permit)
    }

    fn take<'a>(&mut self, now: Instant, permit: Permit<'a>) -> TrackerStep<'a> {
        let taken = self.schedule.take(now).and_then(|key| Some((key, self.calls.get_mut(&key)?)));
        let Some((key, tracked)) = taken else { return TrackerStep::Wait };
        tracked.place = None;
        tracked.is_polled = true;
        self.polls += 1;
        TrackerStep::Poll(key, Arc::clone(&tracked.record), permit)
    }

    /// Puts a call back that was looked at, if it is still followed and not over.
    fn put_back(&mut self, key: Key, outcome: PollOutcome, now: Instant) {
        self.polls -= 1;
        let Some(tracked) = self.calls.get_mut(&key) else { return };
        tracked.is_polled = false;
        let seen = tracked.record.seen();
        if seen.is_settled() || !tracked.record.has_subscribers() {
            return;
        }
        let due = due_after(outcome, &seen, &mut tracked.failures, now);
        tracked.place = Some(place(&mut self.schedule, key, &seen, due));
    }
}

/// When a call is due again after a look. `failures` are those in a row.
pub(super) fn due_after(outcome: PollOutcome, seen: &Seen, failures: &mut u16, now: Instant) -> Instant {
    let backoff = |failures: &mut u16| {
        let wait = backoff(u32::from(*failures), random_fraction());
        *failures = failures.saturating_add(1);
        wait
    };
    match outcome {
        // What the log says of a call that has vanished is worth knowing at once.
        PollOutcome::Seen if seen.awaits_log() => now,
        PollOutcome::Seen => {
            *failures = 0;
            next_poll(seen.state.as_ref(), now)
        }
        PollOutcome::Missed(None) => now + backoff(failures),
        PollOutcome::Missed(Some(wait)) => {
            *failures = failures.saturating_add(1);
            now + wait
        }
        PollOutcome::Unavailable(wait) => now + wait.max(backoff(failures)),
    }
}

/// Where a call stands that is due then: it is looked at, or looked up in the log once it is gone.
fn place(schedule: &mut Schedule, key: Key, seen: &Seen, due: Instant) -> Place {
    if seen.awaits_log() { schedule.insert_gone(key, due) } else { schedule.insert(key, seen.state.as_ref(), due) }
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

    /// Something has come to be done: wakes a thread, or starts one. The system may have none to give: then the threads that
    /// there are do it when they come to it.
    fn call_someone(self: &Arc<Self>, state: &mut State) -> io::Result<()> {
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

    /// The same for a thread that goes on itself.
    fn call_another(self: &Arc<Self>, state: &mut State) {
        let _ = self.call_someone(state);
    }

    /// What each thread does from its start to its end. The host's code that runs on it, a logger, may fork: the child has
    /// another core, and ends the thread.
    fn work(self: &Arc<Self>) {
        /// Counts the thread out, also when it panics.
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
                    if state.needs_another(clock::now()) {
                        self.call_another(&mut state);
                    }
                    drop(state);
                    let mut poll = PollGuard { core: self, key, polls_log: false, outcome: PollOutcome::Missed(None) };
                    poll.outcome = poll_for_tracker(&self.api, &record, permit);
                    drop((poll, record));
                    if !self.is_of_this_process() {
                        return;
                    }
                    state = self.lock();
                }
                TrackerStep::PollLog(key, record, permit) => {
                    if state.needs_another(clock::now()) {
                        self.call_another(&mut state);
                    }
                    drop(state);
                    let mut poll =
                        PollGuard { core: self, key, polls_log: true, outcome: PollOutcome::Missed(Some(LOG_PAUSE)) };
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
                TrackerStep::Tell(mailbox) => {
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

    /// What this thread does next; `None` if it is not needed any more.
    fn next(&self, state: &mut State) -> Option<TrackerStep<'_>> {
        let spare = state.wakes_at.is_some() || (state.calls.is_empty() && state.deadlines.is_empty());
        if state.stopping || (mem::take(&mut state.retiring) && spare) {
            return None;
        }
        Some(state.next(clock::now(), &self.api))
    }

    /// Sleeps until there may be something to do. One thread keeps the time; the others, which were needed once and may
    /// be again, sleep until they are called, or for good when there is nothing left to follow.
    fn wait<'a>(&'a self, mut state: MutexGuard<'a, State>, until: Option<Instant>) -> MutexGuard<'a, State> {
        // Also if another one does, but would wake too late.
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

/// A look under way. The call is put back when it is over, also if it panicked.
struct PollGuard<'a> {
    core: &'a Arc<TrackerCore>,
    key: Key,
    /// Into the call log.
    polls_log: bool,
    outcome: PollOutcome,
}

impl Drop for PollGuard<'_> {
    fn drop(&mut self) {
        if !self.core.is_of_this_process() {
            return;
        }
        let mut state = self.core.lock();
        state.polls_log &= !self.polls_log;
        state.put_back(self.key, self.outcome, clock::now());
        if thread::panicking() {
            self.core.call_another(&mut state);
        }
    }
}

/// From the hasher's random keys: good enough to keep calls apart that failed together, and no dependency.
fn random_fraction() -> f64 {
    if let Some(here) = simulation::here() {
        return here.fraction();
    }
    let bits = u32::try_from(RandomState::new().hash_one(0) >> 32).unwrap_or(u32::MAX);
    f64::from(bits) / f64::from(u32::MAX)
}
