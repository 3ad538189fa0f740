//! The state of an inbox, which the program, the workers and the listeners share.
//!
//! Any thread adds events under the lock. Only the first of a batch makes the descriptor readable, and only taking the last
//! one makes it unreadable. Nothing that may lock, log or be dropped with effect runs under the lock.

#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "blocks threads of the program, outside the core"
)]

use std::collections::{HashMap, VecDeque};
use std::process;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use ringout_core::{CancelHook, CancelToken, Error, ErrorCode, Follow, PlaceAll, Placed, Result};

use crate::guard::caught;
use crate::memory;
use crate::placed::ringout_placed;

use super::content::Content;
use super::event::{RINGOUT_EVENT_PLACE_ALL_END, RINGOUT_EVENT_PLACED, ringout_event};
#[cfg(not(unix))]
use super::no_signal::Signal;
#[cfg(unix)]
use super::signal::Signal;

/// The most log records that are kept for a program that does not read them.
const MAX_LOG_RECORDS: usize = 1000;

pub(super) struct Shared {
    /// A forked child must not touch the descriptor, whose state it shares with its parent.
    process: u32,
    state: Mutex<State>,
    arrived: Condvar,
}

struct State {
    events: VecDeque<ringout_event>,
    pending: HashMap<u64, Pending>,
    /// The batches that can do something.
    due: VecDeque<u64>,
    next_id: u64,
    log_records: usize,
    dropped_log_records: u64,
    /// `None` once the inbox is freed.
    signal: Option<Signal>,
}

/// What is under way.
struct Pending {
    tag: u64,
    token: CancelToken,
    work: Work,
}

enum Work {
    Operation,
    /// `None` until it has started, and after an interruption.
    Follow(Option<Follow>, Option<CancelHook>),
    Batch(Box<Batch>),
}

struct Batch {
    /// `None` while a thread takes a step of it.
    all: Option<PlaceAll>,
    is_due: bool,
    waker: Waker,
    /// Wakes it when it is interrupted.
    _hook: Option<CancelHook>,
}

impl Shared {
    pub(super) fn new() -> Result<Self> {
        let signal = Signal::new().map_err(|error| {
            let text = format!("the descriptor of the inbox could not be created: {error}");
            Error::from_binding(ErrorCode::Connection, None, text)
        })?;
        let state = State {
            events: VecDeque::new(),
            pending: HashMap::new(),
            due: VecDeque::new(),
            next_id: 0,
            log_records: 0,
            dropped_log_records: 0,
            signal: Some(signal),
        };
        Ok(Self { process: process::id(), state: Mutex::new(state), arrived: Condvar::new() })
    }

    /// Fails in a forked child.
    pub(super) fn check_process(&self) -> Result<()> {
        if self.is_of_this_process() {
            return Ok(());
        }
        Err(memory::invalid("inbox", "it belongs to the parent of this forked process; create another one"))
    }

    fn is_of_this_process(&self) -> bool {
        self.process == process::id()
    }

    pub(super) fn fd(&self) -> i32 {
        self.get(-1, |state| state.signal.as_ref().map_or(-1, Signal::fd))
    }

    pub(super) fn pending(&self) -> usize {
        self.get(0, |state| state.pending.len())
    }

    pub(super) fn dropped_log_records(&self) -> u64 {
        self.get(0, |state| state.dropped_log_records)
    }

    fn get<R>(&self, in_child: R, get: impl FnOnce(&State) -> R) -> R {
        if self.is_of_this_process() { get(&self.lock()) } else { in_child }
    }

    /// Notes an operation, and returns its id.
    pub(super) fn begin(&self, tag: u64, token: CancelToken) -> Result<u64> {
        self.add(tag, token, Work::Operation)
    }

    /// Notes that a call is followed, and returns the id.
    pub(super) fn begin_follow(&self, tag: u64, token: CancelToken) -> Result<u64> {
        self.add(tag, token, Work::Follow(None, None))
    }

    fn add(&self, tag: u64, token: CancelToken, work: Work) -> Result<u64> {
        self.check_process()?;
        let mut state = self.lock();
        let id = state.next_id;
        state.next_id += 1;
        state.pending.insert(id, Pending { tag, token, work });
        Ok(id)
    }

    /// Keeps what follows a call, unless it has ended meanwhile.
    pub(super) fn keep_follow(self: &Arc<Self>, id: u64, follow: Follow, token: &CancelToken) {
        let mut state = self.lock();
        let ended = match state.pending.get_mut(&id) {
            Some(Pending { work: Work::Follow(place, _), .. }) => place.replace(follow),
            _ => Some(follow),
        };
        drop(state);
        drop(ended);
        let shared = Arc::downgrade(self);
        let hook = token.on_cancel(move || {
            if let Some(shared) = shared.upgrade() {
                shared.interrupt_follow(id);
            }
        });
        let mut state = self.lock();
        let unused = match state.pending.get_mut(&id) {
            Some(Pending { work: Work::Follow(_, place), .. }) => place.replace(hook),
            _ => Some(hook),
        };
        drop(state);
        drop(unused);
    }

    fn interrupt_follow(&self, id: u64) {
        if !self.is_of_this_process() {
            return;
        }
        let follow = match self.lock().pending.get_mut(&id) {
            Some(Pending { work: Work::Follow(follow, _), .. }) => follow.take(),
            _ => None,
        };
        if let Some(follow) = follow {
            follow.interrupt();
        }
    }

    /// Starts a batch. Its first step is due at once.
    pub(super) fn begin_batch(self: &Arc<Self>, tag: u64, token: &CancelToken, all: PlaceAll) -> Result<()> {
        let id = self.add(tag, token.clone(), Work::Operation)?;
        let waker = Waker::from(Arc::new(BatchWaker { shared: Arc::downgrade(self), id }));
        let wake = waker.clone();
        let hook = Some(token.on_cancel(move || wake.wake()));
        let mut state = self.lock();
        if let Some(pending) = state.pending.get_mut(&id) {
            pending.work = Work::Batch(Box::new(Batch { all: Some(all), is_due: false, waker, _hook: hook }));
        }
        drop(state);
        self.wake_batch(id);
        Ok(())
    }

    fn wake_batch(&self, id: u64) {
        if !self.is_of_this_process() {
            return;
        }
        let mut state = self.lock();
        let Some(Pending { work: Work::Batch(batch), .. }) = state.pending.get_mut(&id) else { return };
        if !std::mem::replace(&mut batch.is_due, true) && batch.all.is_some() {
            state.due.push_back(id);
            self.signal(state);
        }
    }

    /// Takes one step of each batch that can do something, on this thread. Calls journals.
    fn step_batches(&self) {
        let due = self.lock().due.len();
        for _ in 0..due {
            let mut state = self.lock();
            let Some(id) = state.due.pop_front() else { return };
            let Some(Pending { work: Work::Batch(batch), .. }) = state.pending.get_mut(&id) else { continue };
            batch.is_due = false;
            let (all, waker) = (batch.all.take(), batch.waker.clone());
            drop(state);
            if let Some(mut all) = all {
                let step = caught(|| all.poll_next(&mut Context::from_waker(&waker)));
                self.end_step(id, all, step);
            }
        }
    }

    fn end_step(&self, id: u64, all: PlaceAll, step: Result<Poll<Option<Placed>>>) {
        if !self.is_of_this_process() {
            return;
        }
        let placed = match step {
            Ok(Poll::Pending) => None,
            Ok(Poll::Ready(Some(placed))) => Some(placed),
            Ok(Poll::Ready(None)) => return self.finish(id, RINGOUT_EVENT_PLACE_ALL_END, Content::Nothing),
            Err(error) => {
                return self.finish(id, RINGOUT_EVENT_PLACE_ALL_END, Content::error(error));
            }
        };
        let mut state = self.lock();
        let Some(Pending { tag, work: Work::Batch(batch), .. }) = state.pending.get_mut(&id) else { return };
        let tag = *tag;
        batch.all = Some(all);
        // After a result, another one may be there.
        batch.is_due |= placed.is_some();
        if batch.is_due {
            state.due.push_back(id);
        }
        if let Some(placed) = placed {
            let content = Content::Placed(Box::new(ringout_placed::new(placed)));
            state.events.push_back(ringout_event::new(tag, RINGOUT_EVENT_PLACED, content));
        }
        self.signal(state);
    }

    /// Interrupts everything with this tag, and returns how much.
    pub(super) fn interrupt(&self, tag: u64) -> usize {
        let tokens = self.get(Vec::new(), |state| {
            state.pending.values().filter(|pending| pending.tag == tag).map(|pending| pending.token.clone()).collect()
        });
        for token in &tokens {
            token.cancel();
        }
        tokens.len()
    }

    /// Adds an event of something that goes on.
    pub(super) fn add_event(&self, id: u64, kind: u32, content: Content) {
        let mut state = self.lock();
        if let Some(Pending { tag, .. }) = state.pending.get(&id) {
            let event = ringout_event::new(*tag, kind, content);
            state.events.push_back(event);
            self.signal(state);
        }
    }

    /// Adds the last event of something. If the inbox is freed, drops it.
    pub(super) fn finish(&self, id: u64, kind: u32, content: Content) {
        if !self.is_of_this_process() {
            return;
        }
        let mut state = self.lock();
        let Some(pending) = state.pending.remove(&id) else {
            drop(state);
            warn_if_unclaimed(&ringout_event::new(0, kind, content));
            return;
        };
        state.events.push_back(ringout_event::new(pending.tag, kind, content));
        self.signal(state);
        // Without the lock, because it may hold the last handle of a client.
        drop(pending);
    }

    /// Adds a log record, or counts it if too many are unread.
    pub(super) fn add_log_record(&self, tag: u64, kind: u32, content: Content) {
        if !self.is_of_this_process() {
            return;
        }
        let mut state = self.lock();
        if state.signal.is_none() {
            return;
        }
        if state.log_records == MAX_LOG_RECORDS {
            state.dropped_log_records += 1;
            return;
        }
        state.log_records += 1;
        state.events.push_back(ringout_event::new(tag, kind, content));
        self.signal(state);
    }

    /// Makes the descriptor readable and wakes a thread.
    fn signal(&self, mut state: MutexGuard<'_, State>) {
        state.update_signal();
        drop(state);
        self.arrived.notify_one();
    }

    /// Takes the next event if there is one, after one step of each batch.
    pub(super) fn next(&self) -> Option<ringout_event> {
        self.step_batches();
        self.lock().pop()
    }

    /// Waits for the next event. Without a timeout, waits as long as necessary.
    pub(super) fn wait(&self, timeout: Option<Duration>) -> Option<ringout_event> {
        let deadline = timeout.map(|timeout| Instant::now() + timeout);
        loop {
            self.step_batches();
            let mut state = self.lock();
            while state.events.is_empty() && state.due.is_empty() {
                let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
                if left.is_some_and(|left| left.is_zero()) {
                    return None;
                }
                state = match left {
                    Some(left) => self.arrived.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0,
                    None => self.arrived.wait(state).unwrap_or_else(PoisonError::into_inner),
                };
            }
            if let Some(event) = state.pop() {
                return Some(event);
            }
        }
    }

    /// Interrupts what is under way and drops everything. In a forked child, what the parent has locked stays.
    pub(super) fn close(&self) {
        let state = if self.is_of_this_process() { Some(self.lock()) } else { self.state.try_lock().ok() };
        let Some(mut state) = state else { return };
        let (events, pending) = (std::mem::take(&mut state.events), std::mem::take(&mut state.pending));
        let signal = state.signal.take();
        state.due.clear();
        drop(state);
        if let Some(signal) = signal {
            signal.close();
        }
        if self.is_of_this_process() {
            for pending in pending.values() {
                pending.token.cancel();
            }
            events.iter().for_each(warn_if_unclaimed);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn pop(&mut self) -> Option<ringout_event> {
        let event = self.events.pop_front();
        if event.as_ref().is_some_and(ringout_event::is_log) {
            self.log_records -= 1;
        }
        self.update_signal();
        event
    }

    fn update_signal(&mut self) {
        let is_readable = !self.events.is_empty() || !self.due.is_empty();
        if let Some(signal) = &mut self.signal {
            signal.set(is_readable);
        }
    }
}

/// Logs that a call was placed whose handle the program will not get, because it has freed the inbox.
fn warn_if_unclaimed(event: &ringout_event) {
    if let Some(call) = event.unclaimed() {
        log::warn!(target: "ringout", "the inbox was freed: {}", call.core().unclaimed());
    }
}

/// Wakes a batch of an inbox.
struct BatchWaker {
    shared: Weak<Shared>,
    id: u64,
}

impl Wake for BatchWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if let Some(shared) = self.shared.upgrade() {
            shared.wake_batch(self.id);
        }
    }
}
