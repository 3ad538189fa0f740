//! The results of a batch without blocking, for hosts with an event loop.
//!
//! Each create has three turns. A worker gets a token, which may need a login. The host's thread acquires the permit and
//! writes the journal. Then a worker sends the request, and its result arrives at the host's thread. So nothing is placed
//! unless the host asks for results.

use std::mem;
use std::task::{Context, Poll};

use super::{Arrival, BatchStep, JournalStep, PlaceAll, Placed, Preparation, prepare};
use crate::base::alarm::Alarm;
use crate::base::error::Result;
use crate::base::workers;
use crate::call::{FreeKey, create};
use crate::transport::limits::Permit;

/// What a worker does for the next request.
#[allow(clippy::large_enum_variant, reason = "a batch has one")]
#[derive(Default)]
pub(super) enum Create {
    #[default]
    None,
    /// Gets a token for it. The request is still in the queue.
    Preparing,
    /// Has got a token for the request with this index, and its key if it has one. The worker is done.
    Prepared(usize, Option<FreeKey>),
    /// Sends it. The request is no longer in the queue.
    Sending,
}

impl Create {
    pub(super) const fn is_busy(&self) -> bool {
        matches!(self, Self::Preparing | Self::Sending)
    }

    /// The number of requests that are neither waiting nor running.
    pub(super) const fn requests(&self) -> usize {
        matches!(self, Self::Sending) as usize
    }

    /// The worker has finished, or is in another process.
    pub(super) fn forget(&mut self) {
        *self = Self::None;
    }
}

impl PlaceAll {
    /// Like `next`, but never blocks. Sends nothing on this thread: workers log in and send the creates.
    ///
    /// If there is no result yet, returns `Pending` and later wakes the context's waker, once, on any thread. Then call it
    /// again. The journal is called only inside this method. A cancel token does not wake the waker; wake it yourself after
    /// cancelling one.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{CallRequest, Client, PlaceOptions};
    /// use std::sync::Arc;
    /// use std::task::{Context, Poll, Wake};
    /// use std::thread::{self, Thread};
    ///
    /// struct Unpark(Thread);
    ///
    /// impl Wake for Unpark {
    ///     fn wake(self: Arc<Self>) {
    ///         self.0.unpark();
    ///     }
    /// }
    ///
    /// let requests = [CallRequest::to("+16505550100").from("+16505550123")];
    /// let mut all = Client::from_env()?.place_all(&requests, PlaceOptions::default())?;
    /// let waker = Arc::new(Unpark(thread::current())).into();
    /// loop {
    ///     match all.poll_next(&mut Context::from_waker(&waker)) {
    ///         Poll::Ready(Some(placed)) => println!("{}: {:?}", placed.index, placed.result),
    ///         Poll::Ready(None) => break,
    ///         Poll::Pending => thread::park(),
    ///     }
    /// }
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Placed>> {
        let session = self.session.clone();
        self.alarm = None;
        loop {
            let until = match self.next_step(&session) {
                BatchStep::Return(placed) => return Poll::Ready(placed),
                BatchStep::Place(index, permit) => {
                    self.begin_create(index, permit);
                    continue;
                }
                BatchStep::WaitUntil(then) => Some(then),
                BatchStep::Wait => None,
            };
            if self.arrivals.wake_with_next(context.waker()) {
                let until = until.into_iter().chain(self.expires_at()).min();
                self.alarm = until.map(|until| Alarm::set(until, context.waker()));
                return Poll::Pending;
            }
        }
    }

    /// Takes the next turn of a create.
    fn begin_create(&mut self, index: usize, permit: Permit<'_>) {
        let session = self.create_session();
        let arrivals = self.arrivals.clone();
        let bounds = session.api.create_operation();
        let free = match mem::take(&mut self.create) {
            Create::Prepared(prepared, free) if prepared == index => Some(free),
            _ => None,
        };
        let Some(free) = free else {
            // The next turn acquires another permit, because a login may take long.
            drop(permit);
            self.create = Create::Preparing;
            let request = self.requests[index].clone();
            workers::OPERATIONS.get().spawn_within(bounds.clone(), move |begun| {
                arrivals.put(Arrival::Prepared(index, begun.and_then(|()| prepare(&session, &request, &bounds))));
            });
            return;
        };
        let entry = self.entry(JournalStep::Placing, index);
        // The journal's code may have forked. If so, the parent places the call.
        if !self.write(&entry) || !self.origin.is_here() {
            return;
        }
        self.waiting.pop_front();
        self.create = Create::Sending;
        let (permit, request) = (permit.in_transit(), self.requests[index].clone());
        workers::OPERATIONS.get().spawn_within(bounds, move |begun| {
            let permit = session.api.sender().take_up(permit);
            arrivals.put(Arrival::Created(index, begun.and_then(|()| create(&session, &request, Some(permit), free))));
        });
    }

    /// Continues with a create whose token is there, or returns the result of one that cannot have a token.
    pub(super) fn prepared(&mut self, index: usize, result: Result<Preparation>) -> Option<Placed> {
        let is_expected = matches!(mem::take(&mut self.create), Create::Preparing);
        // Meanwhile the request may have got its result.
        if !is_expected || self.waiting.front() != Some(&index) {
            return None;
        }
        let result = match result {
            Ok(Preparation::Place(free)) => {
                self.create = Create::Prepared(index, free);
                return None;
            }
            Ok(Preparation::Adopted(call)) => Ok(call),
            Err(error) => Err(error),
        };
        self.waiting.pop_front();
        self.created(index, result)
    }
}
