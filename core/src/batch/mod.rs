//! Many calls at once: placed as fast as the limits allow, followed together, told as they end.
//!
//! A [`PlaceAll`] has no thread of its own. Whoever asks for the next result places what may be placed meanwhile, on his own
//! thread, one create after another; the calls that are placed are followed by the client's tracker, like any others. So
//! nothing is placed that nobody waits for, and leaving the loop is how to stop.
//!
//! Each request has one place in the bookkeeping at a time: it waits, it runs, or its result was given. It leaves the first
//! before its create is sent and comes back only if the create was refused by the limits, so it is never placed twice.

mod journal;
mod options;

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub use journal::{JournalEntry, JournalError, JournalStep};
pub use options::PlaceOptions;

use crate::base::cancel::SLICE;
use crate::base::clock::{self, Condition};
use crate::base::error::{Error, ErrorCode, Result};
use crate::base::operation::RateLimit;
use crate::base::process::Origin;
use crate::call::{Call, Follow, Followed, WaitOptions, create};
use crate::model::request::{CallRequest, CheckedRequest};
use crate::model::state::Outcome;
use crate::session::Session;
use crate::transport::limits::Permit;
use journal::Journal;

/// The results of many calls, from [`Client::place_all`](crate::Client::place_all).
///
/// `next` blocks until the next call has ended, and places others meanwhile. Each request has exactly one result, in the
/// order of the ends. Dropping it places nothing more; calls that were placed go on. A
/// [total timeout](PlaceOptions::total_timeout) bounds all of it.
///
/// An interruption by a [`CancelToken`](crate::CancelToken) gives every request that has no result yet the result
/// [`Cancelled`](ErrorCode::Cancelled): with its call if it was placed. So does a fork in the child process, which places nothing.
pub struct PlaceAll {
    session: Session,
    wait: WaitOptions,
    /// The end of all of it.
    deadline: Option<Instant>,
    concurrency: usize,
    journal: Journal,
    requests: Vec<CheckedRequest>,
    waiting: VecDeque<usize>,
    /// Not before this moment: the platform has refused a create until then.
    paused: Option<Instant>,
    running: BTreeMap<usize, (Call, Follow)>,
    ended: Arc<Ended>,
    /// Why nothing more is placed.
    stopped: Option<Error>,
    /// The process that places: one that is forked from it would place everything a second time.
    origin: Origin,
}

/// What became of one request of many.
#[derive(Debug)]
pub struct Placed {
    /// Its place in the list that was given, from 0.
    pub index: usize,
    /// The call, if it was placed.
    pub call: Option<Call>,
    /// How the call came out, or why there is none. The errors are those of
    /// [`Client::create_call`](crate::Client::create_call) without a call, and those of
    /// [`Call::wait`](crate::Call::wait) with one.
    pub result: Result<Outcome>,
}

/// The calls that have ended and were not told yet.
#[derive(Default)]
struct Ended {
    queue: Mutex<VecDeque<(usize, Result<Outcome>)>>,
    arrived: Condition,
}

/// What can be done now.
enum BatchStep<'a> {
    Place(usize, Permit<'a>),
    WaitUntil(Instant),
    Wait,
}

impl PlaceAll {
    /// Checks every request before anything is sent: the parameter in the error says which one is wrong.
    pub(crate) fn new(session: &Session, requests: &[CallRequest], options: PlaceOptions) -> Result<Self> {
        if options.concurrency == 0 {
            return Err(Error::invalid("concurrency", "is 0; at least one call must be under way"));
        }
        let check =
            |(index, request): (usize, &CallRequest)| request.check().map_err(|error| error.in_list("requests", index));
        let requests: Vec<_> = requests.iter().enumerate().map(check).collect::<Result<_>>()?;
        Ok(Self {
            session: session.clone(),
            wait: options.wait,
            deadline: options.total_timeout.map(clock::deadline_after),
            concurrency: options.concurrency,
            journal: Journal::new(options.journal),
            waiting: (0..requests.len()).collect(),
            requests,
            paused: None,
            running: BTreeMap::new(),
            ended: Arc::default(),
            stopped: None,
            origin: Origin::here(),
        })
    }

    /// Whether the placing was interrupted: then every request that is left has its result at once.
    pub fn is_interrupted(&self) -> bool {
        self.stopped.as_ref().is_some_and(|error| error.code() == ErrorCode::Cancelled)
    }

    /// How many requests have no result yet.
    pub fn remaining(&self) -> usize {
        self.waiting.len() + self.running.len()
    }

    /// Where a call that has ended, or will not be followed to its end, is told.
    fn result(&mut self, index: usize, result: Result<Outcome>) -> Placed {
        let call = self.running.remove(&index).map(|(call, _)| call);
        if let (Some(call), Ok(outcome)) = (&call, &result) {
            let entry = self.entry(JournalStep::Ended, index);
            let entry = JournalEntry { call_id: Some(call.id().to_owned()), outcome: Some(outcome.clone()), ..entry };
            self.write(&entry);
        }
        Placed { index, call, result }
    }

    /// After an interruption, or when the journal cannot be written: what was not placed never is.
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

    /// Once the deadline has passed: what waits to be placed never is. The waits for the calls under way end by themselves.
    fn expired(&mut self) -> Option<Placed> {
        self.expires().filter(|deadline| *deadline <= clock::now())?;
        let index = self.waiting.pop_front()?;
        let error = Error::new(ErrorCode::Timeout, "the request was not sent before the deadline of all of them");
        let entry = self.entry(JournalStep::NotPlaced, index);
        self.write(&JournalEntry { error: Some(error.clone()), ..entry });
        Some(Placed { index, call: None, result: Err(error) })
    }

    /// When the next requests that wait to be placed expire.
    fn expires(&self) -> Option<Instant> {
        self.deadline.filter(|_| !self.waiting.is_empty())
    }

    fn next_step<'a>(&self, session: &'a Session, now: Instant) -> BatchStep<'a> {
        let Some(index) = self.waiting.front().filter(|_| self.running.len() < self.concurrency) else {
            return BatchStep::Wait;
        };
        if let Some(paused) = self.paused.filter(|paused| now < *paused) {
            return BatchStep::WaitUntil(paused);
        }
        match session.api.sender().permit_create(now) {
            Ok(permit) => BatchStep::Place(*index, permit),
            Err(then) => BatchStep::WaitUntil(then),
        }
    }

    /// Sends one create; a result if there will be no call.
    ///
    /// The journal is told before the first byte can leave, and as late as that allows: a login may take its time, and the
    /// entry has the time to look for the call with.
    fn place(&mut self, index: usize, permit: Permit<'_>) -> Option<Placed> {
        let session = self.session_of_creates();
        if let Err(error) = session.api.make_ready(&session.api.create_operation()) {
            self.waiting.pop_front();
            return self.not_placed(index, error);
        }
        let entry = self.entry(JournalStep::Placing, index);
        // The journal's code may have forked: then the parent places it.
        if !self.write(&entry) || !self.origin.is_here() {
            return None;
        }
        self.waiting.pop_front();
        match create(&session, &self.requests[index], Some(permit)) {
            Ok(call) => {
                self.follow(index, call.on(&self.session));
                None
            }
            Err(error) => self.not_placed(index, error),
        }
    }

    /// Creates fail fast: a wait for the limits is done by the one who asks for results, where other calls may end meanwhile.
    fn session_of_creates(&self) -> Session {
        let session = self.session.with_rate_limit(RateLimit::FailFast);
        self.deadline.map_or(session.clone(), |deadline| session.until(deadline))
    }

    /// Waits for a call, but not beyond the deadline of all.
    fn follow(&mut self, index: usize, call: Call) {
        let entry = self.entry(JournalStep::Placed, index);
        self.write(&JournalEntry { call_id: Some(call.id().to_owned()), ..entry });
        let left = self.deadline.map(|deadline| deadline.saturating_duration_since(clock::now()));
        let wait = left.map_or_else(|| self.wait.clone(), |left| self.wait.at_most(left));
        let ended = Arc::clone(&self.ended);
        let follow = call.follow(&wait, move |news| {
            if let Followed::End(result) = news {
                ended.put(index, result);
            }
        });
        self.running.insert(index, (call, follow));
    }

    /// The result, unless the request waits for its turn again.
    fn not_placed(&mut self, index: usize, error: Error) -> Option<Placed> {
        let step = if error.may_have_placed() { JournalStep::MaybePlaced } else { JournalStep::NotPlaced };
        let entry = self.entry(step, index);
        let at = error.attempt().map_or(entry.at, |attempt| attempt.sent_at);
        self.write(&JournalEntry { at, error: Some(error.clone()), ..entry });
        if error.code() == ErrorCode::RateLimited {
            self.waiting.push_front(index);
            self.paused = Some(clock::now() + error.retry_after().unwrap_or_default());
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

    /// A journal that cannot be written ends the placing: what comes after would not be known.
    fn write(&mut self, entry: &JournalEntry) -> bool {
        let written = self.journal.write(entry);
        if let Err(error) = written {
            self.stopped.get_or_insert(error);
            return false;
        }
        true
    }

    /// Until a call has ended, but not beyond `until`, nor beyond the deadline. An interruption is seen within a slice.
    fn pause(&self, until: Option<Instant>) {
        const MAX: Duration = Duration::from_secs(60);
        let until = until.into_iter().chain(self.expires()).min();
        let left = until.map_or(MAX, |until| until.saturating_duration_since(clock::now()));
        self.ended.wait(if self.session.api.token().is_bound() { left.min(SLICE) } else { left });
    }
}

impl Iterator for PlaceAll {
    type Item = Placed;

    fn next(&mut self) -> Option<Placed> {
        let session = self.session.clone();
        loop {
            if !self.origin.is_here() {
                let text = "the calls are placed by the process that this one was forked from";
                self.stopped = Some(Error::new(ErrorCode::Cancelled, text));
                return self.stopped();
            }
            let ended = self.ended.take();
            // A call whose end came after an interruption has had its result.
            if let Some((index, result)) = ended.filter(|(index, _)| self.running.contains_key(index)) {
                return Some(self.result(index, result));
            }
            if self.session.api.token().poll() {
                let text = "the calls were not waited for to their ends; those that were placed go on";
                self.stopped = Some(Error::new(ErrorCode::Cancelled, text));
            }
            if let Some(placed) = self.stopped() {
                return Some(placed);
            }
            if let Some(placed) = self.expired() {
                return Some(placed);
            }
            if self.remaining() == 0 {
                return None;
            }
            match self.next_step(&session, clock::now()) {
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

impl fmt::Debug for PlaceAll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlaceAll")
            .field("waiting", &self.waiting.len())
            .field("running", &self.running.len())
            .finish_non_exhaustive()
    }
}

impl Ended {
    fn put(&self, index: usize, result: Result<Outcome>) {
        self.lock().push_back((index, result));
        self.arrived.notify_all();
    }

    fn take(&self) -> Option<(usize, Result<Outcome>)> {
        self.lock().pop_front()
    }

    /// May return early, and without anything.
    fn wait(&self, time: Duration) {
        let queue = self.lock();
        if queue.is_empty() {
            drop(self.arrived.wait_timeout(&self.queue, queue, time));
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(usize, Result<Outcome>)>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
