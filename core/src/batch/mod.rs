//! Many calls at once: placed as fast as the limits allow, followed together, and returned as they end.
//!
//! A [`PlaceAll`] has no thread. Calls are placed, one create after another, on the thread that waits for the next
//! result, and the client's tracker follows them. So no call is placed unless the program waits for it, and leaving the
//! loop stops the placing.
//!
//! Each request is in one of three places: waiting, running, or finished. It leaves the queue before its create is sent
//! and returns only if the limits refused the create, so it is never placed twice.
//!
//! A host with an event loop takes the results without blocking, see the module `poll`. Then a worker sends each create,
//! and everything else stays on the host's thread.

mod journal;
mod options;
mod poll;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::{Duration, Instant};

pub use journal::{JournalEntry, JournalError, JournalStep};
pub use options::PlaceOptions;

use crate::base::alarm::Alarm;
use crate::base::cancel::SLICE;
use crate::base::clock::{self, Condition};
use crate::base::error::{Error, ErrorCode, Result};
use crate::base::operation::{Operation, RateLimit};
use crate::base::process::Origin;
use crate::call::{Call, Follow, Followed, FreeKey, LookUp, WaitOptions, create, look_up};
use crate::model::request::{CallRequest, CheckedRequest};
use crate::model::state::Outcome;
use crate::session::Session;
use crate::transport::limits::Permit;
use journal::Journal;

/// An iterator over the results of many calls, from [`Client::place_all`](crate::Client::place_all).
///
/// `next` blocks until a call ends, and places others while it blocks. Each request has exactly one result, in the
/// order in which calls end. Dropping the iterator stops the placing; calls already placed continue. A [total
/// timeout](PlaceOptions::total_timeout) bounds the whole batch.
///
/// A [`CancelToken`](crate::CancelToken) gives every unfinished request the result [`Cancelled`](ErrorCode::Cancelled),
/// with its call if it was placed. In a forked child, every unfinished request has that result too, and nothing is
/// placed.
pub struct PlaceAll {
    session: Session,
    wait: WaitOptions,
    /// The deadline of the whole batch.
    deadline: Option<Instant>,
    concurrency: usize,
    journal: Journal,
    requests: Vec<CheckedRequest>,
    waiting: VecDeque<usize>,
    /// The platform refused a create until this time.
    paused_until: Option<Instant>,
    running: BTreeMap<usize, (Call, Follow)>,
    arrivals: Arc<Arrivals>,
    /// The create that a worker prepares or sends.
    create: poll::Create,
    /// Wakes the host when there is time for the next create.
    alarm: Option<Alarm>,
    /// Why no more calls are placed.
    stopped: Option<Error>,
    /// The process that places. A fork of it must not place everything a second time.
    origin: Origin,
}

/// The result of one request of a batch.
#[derive(Debug)]
pub struct Placed {
    /// The index of the request in the list, from 0.
    pub index: usize,
    /// The call, if it was placed.
    pub call: Option<Call>,
    /// The outcome of the call, or the error. Without a call the errors are those of
    /// [`Client::create_call`](crate::Client::create_call), and with one those of [`Call::wait`](crate::Call::wait).
    pub result: Result<Outcome>,
}

/// What other threads have done and the batch has not handled yet.
#[derive(Default)]
struct Arrivals {
    queue: Mutex<ArrivalQueue>,
    arrived: Condition,
}

#[derive(Default)]
struct ArrivalQueue {
    arrivals: VecDeque<Arrival>,
    /// The batch was dropped.
    is_closed: bool,
    /// The host to wake, after `poll_next`.
    waker: Option<Waker>,
}

enum Arrival {
    /// A call has ended, or the wait for it has.
    Ended(usize, Result<Outcome>),
    /// A worker has a token for a create, or none can be had, or its call exists.
    Prepared(usize, Result<Preparation>),
    /// A worker has sent a create.
    Created(usize, Result<Call>),
}

impl Arrival {
    /// Logs that a call was placed which the batch will not return.
    fn warn_if_placed(&self) {
        if let Self::Created(_, Ok(call)) = self {
            log::warn!(target: "ringout", "the batch was dropped: {}", call.unclaimed());
        }
    }
}

/// The next thing to do.
enum BatchStep<'a> {
    /// Return the next result, or the end.
    Return(Option<Placed>),
    Place(usize, Permit<'a>),
    WaitUntil(Instant),
    Wait,
}

impl PlaceAll {
    /// Checks every request before anything is sent. The parameter in the error says which one is wrong.
    pub(crate) fn new(session: &Session, requests: &[CallRequest], options: PlaceOptions) -> Result<Self> {
        if options.concurrency == 0 {
            return Err(Error::invalid("concurrency", "is 0; at least one call must be able to run"));
        }
        let check =
            |(index, request): (usize, &CallRequest)| request.check().map_err(|error| error.in_list("requests", index));
        let requests: Vec<_> = requests.iter().enumerate().map(check).collect::<Result<_>>()?;
        check_keys(session, &requests)?;
        Ok(Self {
            session: session.clone(),
            wait: options.wait,
            deadline: options.total_timeout.map(clock::deadline_after),
            concurrency: options.concurrency,
            journal: Journal::new(options.journal),
            waiting: (0..requests.len()).collect(),
            requests,
            paused_until: None,
            running: BTreeMap::new(),
            arrivals: Arc::default(),
            create: poll::Create::default(),
            alarm: None,
            stopped: None,
            origin: Origin::here(),
        })
    }

    /// Whether the placing was interrupted. If so, every remaining request has its result at once.
    pub fn is_interrupted(&self) -> bool {
        self.stopped.as_ref().is_some_and(|error| error.code() == ErrorCode::Cancelled)
    }

    /// Returns how many requests have no result yet.
    pub fn remaining(&self) -> usize {
        self.waiting.len() + self.create.requests() + self.running.len()
    }

    /// Returns the result of a call that has ended, or whose wait has.
    fn finish(&mut self, index: usize, result: Result<Outcome>) -> Placed {
        let call = self.running.remove(&index).map(|(call, _)| call);
        if let (Some(call), Ok(outcome)) = (&call, &result) {
            let entry = self.entry(JournalStep::Ended, index);
            let entry = JournalEntry { call_id: Some(call.id().to_owned()), outcome: Some(outcome.clone()), ..entry };
            self.write(&entry);
        }
        Placed { index, call, result }
    }

    /// Returns a result for a request that will not be placed, after an interruption or a failure of the journal.
    fn stopped(&mut self) -> Option<Placed> {
        let error = self.stopped.clone()?;
        if let Some(index) = self.waiting.pop_front() {
            return Some(Placed { index, call: None, result: Err(error) });
        }
        if error.code() != ErrorCode::Cancelled {
            return None;
        }
        let (index, (call, _)) = self.running.pop_first()?;
        Some(Placed { index, call: Some(call), result: Err(error) })
    }

    /// Returns a result for a request that was not placed before the deadline. The waits for running calls end without
    /// this.
    fn expired(&mut self) -> Option<Placed> {
        self.expires_at().filter(|deadline| *deadline <= clock::now())?;
        let index = self.waiting.pop_front()?;
        let error = Error::new(ErrorCode::Timeout, "the request was not sent before the total timeout");
        let entry = self.entry(JournalStep::NotPlaced, index);
        self.write(&JournalEntry { error: Some(error.clone()), ..entry });
        Some(Placed { index, call: None, result: Err(error) })
    }

    /// The time at which waiting requests expire.
    fn expires_at(&self) -> Option<Instant> {
        self.deadline.filter(|_| !self.waiting.is_empty())
    }

    /// Handles what has arrived, and decides what to do next.
    fn next_step<'a>(&mut self, session: &'a Session) -> BatchStep<'a> {
        if !self.origin.is_here() {
            let text = "the parent of this forked process places the calls";
            self.stopped = Some(Error::new(ErrorCode::Cancelled, text));
            self.create.forget();
            return BatchStep::Return(self.stopped());
        }
        while let Some(arrival) = self.arrivals.take() {
            if let Some(placed) = self.handle(arrival) {
                return BatchStep::Return(Some(placed));
            }
        }
        if self.session.api.token().poll() {
            let effect = if self.wait.cancels_on_exit() { "are being hung up" } else { "continue" };
            let text = format!("the wait for the calls was interrupted; calls already placed {effect}");
            self.stopped = Some(Error::new(ErrorCode::Cancelled, text));
        }
        if let Some(placed) = self.stopped().or_else(|| self.expired()) {
            return BatchStep::Return(Some(placed));
        }
        if self.remaining() == 0 {
            return BatchStep::Return(None);
        }
        self.placing_step(session, clock::now())
    }

    /// Returns a result if there is one.
    fn handle(&mut self, arrival: Arrival) -> Option<Placed> {
        match arrival {
            // A call that ended after an interruption already has its result.
            Arrival::Ended(index, result) if self.running.contains_key(&index) => Some(self.finish(index, result)),
            Arrival::Ended(..) => None,
            Arrival::Prepared(index, result) => self.prepared(index, result),
            Arrival::Created(index, result) => {
                self.create.forget();
                self.created(index, result)
            }
        }
    }

    fn placing_step<'a>(&self, session: &'a Session, now: Instant) -> BatchStep<'a> {
        let can_place = self.running.len() < self.concurrency && !self.create.is_busy();
        let Some(index) = self.waiting.front().filter(|_| can_place) else {
            return BatchStep::Wait;
        };
        if let Some(paused_until) = self.paused_until.filter(|paused_until| now < *paused_until) {
            return BatchStep::WaitUntil(paused_until);
        }
        match session.api.sender().permit_create(now) {
            Ok(permit) => BatchStep::Place(*index, permit),
            Err(then) => BatchStep::WaitUntil(then),
        }
    }

    /// Sends one create. Returns a result if it placed no call.
    ///
    /// The entry is written before the first byte can leave, but after the login, which may take long: the entry has
    /// the time that finds the call in the log.
    fn place(&mut self, index: usize, permit: Permit<'_>) -> Option<Placed> {
        let session = self.create_session();
        let prepared = prepare(&session, &self.requests[index], &session.api.create_operation());
        let free = match prepared {
            Ok(Preparation::Place(free)) => free,
            Ok(Preparation::Adopted(call)) => {
                self.waiting.pop_front();
                return self.created(index, Ok(call));
            }
            Err(error) => {
                self.waiting.pop_front();
                return self.not_placed(index, error);
            }
        };
        let entry = self.entry(JournalStep::Placing, index);
        // The journal's code may have forked. If so, the parent places the call.
        if !self.write(&entry) || !self.origin.is_here() {
            return None;
        }
        self.waiting.pop_front();
        let result = create(&session, &self.requests[index], Some(permit), free);
        self.created(index, result)
    }

    /// Follows a call that was placed, or returns the result of one that was not.
    fn created(&mut self, index: usize, result: Result<Call>) -> Option<Placed> {
        match result {
            Ok(call) => {
                self.follow(index, call.on(&self.session));
                None
            }
            Err(error) => self.not_placed(index, error),
        }
    }

    /// Creates fail fast, because the thread waits for the limits in `pause`, where it also sees calls that end.
    fn create_session(&self) -> Session {
        let session = self.session.with_rate_limit(RateLimit::FailFast);
        self.deadline.map_or(session.clone(), |deadline| session.until(deadline))
    }

    /// Follows a call, up to the deadline of the batch.
    fn follow(&mut self, index: usize, call: Call) {
        let entry = self.entry(JournalStep::Placed, index);
        self.write(&JournalEntry { call_id: Some(call.id().to_owned()), ..entry });
        let left = self.deadline.map(|deadline| deadline.saturating_duration_since(clock::now()));
        let wait = left.map_or_else(|| self.wait.clone(), |left| self.wait.at_most(left));
        let arrivals = Arc::clone(&self.arrivals);
        let follow = call.follow(&wait, move |event| {
            if let Followed::End(result) = event {
                arrivals.put(Arrival::Ended(index, result));
            }
        });
        self.running.insert(index, (call, follow));
    }

    /// Returns the result, unless the request goes back to the queue.
    fn not_placed(&mut self, index: usize, error: Error) -> Option<Placed> {
        let step = if error.may_have_placed() { JournalStep::MaybePlaced } else { JournalStep::NotPlaced };
        let entry = self.entry(step, index);
        let at = error.attempt().map_or(entry.at, |attempt| attempt.sent_at);
        self.write(&JournalEntry { at, error: Some(error.clone()), ..entry });
        if error.code() == ErrorCode::RateLimited {
            self.waiting.push_front(index);
            self.paused_until = Some(clock::now() + error.retry_after().unwrap_or_default());
            return None;
        }
        Some(Placed { index, call: None, result: Err(error) })
    }

    fn entry(&self, step: JournalStep, index: usize) -> JournalEntry {
        let CheckedRequest { to, from, .. } = &self.requests[index];
        JournalEntry {
            step,
            index,
            at: clock::wall(),
            to: to.clone(),
            from: from.clone(),
            call_id: None,
            outcome: None,
            error: None,
        }
    }

    /// Writes an entry. If that fails, stops the placing, because later steps would not be recorded.
    fn write(&mut self, entry: &JournalEntry) -> bool {
        let written = self.journal.write(entry);
        if let Err(error) = written {
            self.stopped.get_or_insert(error);
            return false;
        }
        true
    }

    /// Waits until a call ends, `until`, or the deadline. Sees an interruption within a slice.
    fn pause(&self, until: Option<Instant>) {
        const MAX: Duration = Duration::from_secs(60);
        let until = until.into_iter().chain(self.expires_at()).min();
        let left = until.map_or(MAX, |until| until.saturating_duration_since(clock::now()));
        self.arrivals.wait(if self.session.api.token().is_bound() { left.min(SLICE) } else { left });
    }
}

/// What comes before the journal entry of a create.
enum Preparation {
    /// There is a token. The request is to be sent, with its key if it has one.
    Place(Option<FreeKey>),
    /// The call of its key exists.
    Adopted(Call),
}

/// Asks the ledger, then gets a token.
fn prepare(session: &Session, checked: &CheckedRequest, operation: &Operation) -> Result<Preparation> {
    let free = match &checked.dedupe_key {
        Some(key) => match look_up(session, checked, key, operation)? {
            LookUp::Adopted(call) => return Ok(Preparation::Adopted(call)),
            LookUp::Free(free) => Some(free),
        },
        None => None,
    };
    session.api.ensure_token(operation)?;
    Ok(Preparation::Place(free))
}

/// Checks that the keys can be used and that each is there once.
fn check_keys(session: &Session, requests: &[CheckedRequest]) -> Result<()> {
    let mut seen = HashMap::new();
    for (index, request) in requests.iter().enumerate() {
        let Some(key) = request.dedupe_key.as_deref() else { continue };
        session.api.ledger(key).map_err(|error| error.in_list("requests", index))?;
        if let Some(first) = seen.insert(key, index) {
            let error = Error::invalid("dedupe_key", format_args!("is also the key of requests[{first}]"));
            return Err(error.in_list("requests", index));
        }
    }
    Ok(())
}

impl Iterator for PlaceAll {
    type Item = Placed;

    fn next(&mut self) -> Option<Placed> {
        let session = self.session.clone();
        loop {
            match self.next_step(&session) {
                BatchStep::Return(placed) => return placed,
                BatchStep::Place(index, permit) => {
                    if let Some(placed) = self.place(index, permit) {
                        return Some(placed);
                    }
                }
                BatchStep::WaitUntil(then) => self.pause(Some(then)),
                BatchStep::Wait => self.pause(None),
            }
        }
    }
}

impl Drop for PlaceAll {
    /// A create that a worker is sending has nobody left to return its call to.
    fn drop(&mut self) {
        if self.origin.is_here() {
            self.arrivals.close();
        }
    }
}

impl fmt::Debug for PlaceAll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlaceAll")
            .field("waiting", &self.waiting.len())
            .field("running", &self.running.len())
            .finish_non_exhaustive()
    }
}

impl Arrivals {
    fn put(&self, arrival: Arrival) {
        let mut queue = self.lock();
        if queue.is_closed {
            drop(queue);
            arrival.warn_if_placed();
            return;
        }
        queue.arrivals.push_back(arrival);
        let waker = queue.waker.take();
        drop(queue);
        self.arrived.notify_all();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Drops what has arrived, and what will.
    fn close(&self) {
        let mut queue = self.lock();
        let (arrivals, waker) = (mem::take(&mut queue.arrivals), queue.waker.take());
        queue.is_closed = true;
        drop(queue);
        drop(waker);
        arrivals.iter().for_each(Arrival::warn_if_placed);
    }

    fn take(&self) -> Option<Arrival> {
        self.lock().arrivals.pop_front()
    }

    /// Wakes the host with the next arrival. Returns false if something has arrived already.
    fn wake_with_next(&self, waker: &Waker) -> bool {
        let mut queue = self.lock();
        queue.waker = queue.arrivals.is_empty().then(|| waker.clone());
        queue.waker.is_some()
    }

    /// May return early, with the queue still empty.
    fn wait(&self, time: Duration) {
        let queue = self.lock();
        if queue.arrivals.is_empty() {
            drop(self.arrived.wait_timeout(&self.queue, queue, time));
        }
    }

    fn lock(&self) -> MutexGuard<'_, ArrivalQueue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
