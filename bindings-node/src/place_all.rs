//! Many calls at once. A pending `next` occupies a worker, which places calls and waits for the next result.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use napi_derive::napi;
use ringout_core::{CancelToken, Client as CoreClient, PlaceOptions, spawn};

use crate::call::Call;
use crate::callback::CallbackFunction;
use crate::client::Client;
use crate::deferred_drop::{DropLater, drop_later};
use crate::failure::Failure;
use crate::in_flight::InFlight;
use crate::journal::{JournalEntry, journal_callback};
use crate::operation::{Settled, settled};
use crate::options::{CreateCallOptions, WaitSettings, count, duration};
use crate::outcome::Outcome;
use crate::queue::Queue;

/// The results of many calls.
#[napi]
pub struct PlaceAll {
    /// Interrupts the batch. It does not apply to the calls that are placed.
    token: CancelToken,
    batch: DropLater<Arc<Mutex<Batch>>>,
}

/// The result of one step.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct PlaceStep {
    /// The result of one request, or none at the end.
    pub placed: Option<Placed>,
    /// The number of requests without a result.
    pub remaining: u32,
}

/// The result of one request.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Placed {
    /// The index of the request in the list.
    pub index: u32,
    /// The call, if it was placed.
    pub call: Option<Call>,
    /// The outcome of the call.
    pub outcome: Option<Outcome>,
    /// Why there is no outcome.
    pub failure: Option<Failure>,
}

/// The state of a batch, locked during each step.
struct Batch {
    /// The client handle of the calls that are returned.
    client: CoreClient,
    placing: Option<ringout_core::PlaceAll>,
    /// The results of an interrupted batch, except the first.
    remaining: VecDeque<ringout_core::Placed>,
}

#[napi]
impl Client {
    /// Places many calls, beginning with the first step. The journal is called with each step and waited for.
    #[napi]
    pub fn place_all(
        &self,
        requests: Vec<CreateCallOptions>,
        wait: WaitSettings,
        concurrency: Option<f64>,
        total_timeout: Option<f64>,
        journal: Option<CallbackFunction<'_, JournalEntry>>,
    ) -> napi::Result<Settled<PlaceAll>> {
        let token = CancelToken::new();
        let mut options = PlaceOptions::default();
        if let Some(function) = journal {
            options = options.journal(journal_callback(&function, token.clone())?);
        }
        let requests: Vec<_> = requests.into_iter().map(CreateCallOptions::into_request).collect();
        let begin = || {
            options = options.wait(wait.into_options()?);
            if let Some(calls) = concurrency {
                options = options.concurrency(count("concurrency", calls)?);
            }
            if let Some(time) = total_timeout {
                options = options.total_timeout(duration("total_timeout", time)?);
            }
            let placing = self.core().with_cancel_token(&token).place_all(&requests, options)?;
            let batch = Batch { client: self.core().clone(), placing: Some(placing), remaining: VecDeque::new() };
            Ok(PlaceAll { token, batch: DropLater::new(Arc::new(Mutex::new(batch))) })
        };
        Ok(settled(begin()))
    }
}

#[napi]
impl PlaceAll {
    /// Places calls until the next result is there. Only one step may be pending.
    #[napi]
    pub fn step(&self, queue: &Queue, number: u32) {
        let pending = queue.ticket(number).pending();
        let (batch, in_flight) = (Arc::clone(&self.batch), InFlight::begin(self.token.clone(), false));
        spawn(move || {
            let step = lock(&batch).step();
            drop(in_flight);
            pending.settle(Ok(step));
        });
    }

    /// Interrupts the batch. Every request without a result gets the error of an interrupted operation.
    #[napi]
    pub fn cancel(&self) {
        self.token.cancel();
    }

    /// Drops the calls. Must not be called during a step.
    #[napi]
    pub fn end(&self) {
        let mut batch = lock(&self.batch);
        drop_later((batch.placing.take(), std::mem::take(&mut batch.remaining)));
    }
}

impl Batch {
    fn step(&mut self) -> PlaceStep {
        let placed = self.next().map(|placed| self.convert(placed));
        let remaining = self.remaining.len() + self.placing.as_ref().map_or(0, ringout_core::PlaceAll::remaining);
        PlaceStep { placed, remaining: number(remaining) }
    }

    /// Returns the next result. An interruption collects all remaining results at once and stops following the calls.
    fn next(&mut self) -> Option<ringout_core::Placed> {
        let Some(placing) = &mut self.placing else { return self.remaining.pop_front() };
        let placed = placing.next();
        if placed.is_none() || placing.is_interrupted() {
            self.remaining.extend(placing);
            self.placing = None;
        }
        placed
    }

    /// Converts a result. Its call gets the client handle without the batch's cancel token, which must not apply to later
    /// operations.
    fn convert(&self, placed: ringout_core::Placed) -> Placed {
        let ringout_core::Placed { index, call, result } = placed;
        let call = call.map(|call| Call::new(call.with_client(&self.client)));
        let (outcome, failure) = match result {
            Ok(outcome) => (Some(Outcome::from(outcome)), None),
            Err(error) => (None, Some(Failure::from(&error))),
        };
        Placed { index: number(index), call, outcome, failure }
    }
}

/// Converts an index or a count. JavaScript arrays are not longer than `u32::MAX`.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn lock(batch: &Mutex<Batch>) -> MutexGuard<'_, Batch> {
    batch.lock().unwrap_or_else(PoisonError::into_inner)
}
