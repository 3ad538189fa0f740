//! Many calls at once. Whoever asks for the next result has a worker that places and waits; nobody else does.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;
use ringout_core::{CancelToken, Client as CoreClient, PlaceOptions, spawn};

use crate::asking::Asked;
use crate::call::Call;
use crate::client::Client;
use crate::failure::Failure;
use crate::journal::{JournalEntry, journal};
use crate::operation::{Settled, promise, settled};
use crate::options::{CreateCallOptions, WaitSettings, count, duration};
use crate::outcome::Outcome;
use crate::retire::{Retiring, retire};
use crate::under_way::UnderWay;

/// The results of many calls.
#[napi]
pub struct PlaceAll {
    /// Bound to the placing only, not to the calls that come of it.
    token: CancelToken,
    batch: Retiring<Arc<Mutex<Batch>>>,
}

/// What one step brings.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct PlaceStep {
    /// The result of one request; none at the end.
    pub placed: Option<Placed>,
    /// How many requests have no result yet.
    pub remaining: u32,
}

/// What became of one request.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Placed {
    /// Its place in the list.
    pub index: u32,
    /// The call, if it was placed.
    pub call: Option<Call>,
    /// How the call came out.
    pub outcome: Option<Outcome>,
    /// Why there is no outcome.
    pub failure: Option<Failure>,
}

/// Locked for as long as a step takes.
struct Batch {
    /// The handle of the calls that are given away.
    client: CoreClient,
    placing: Option<ringout_core::PlaceAll>,
    /// The results of an interrupted placing, but for the first.
    left: VecDeque<ringout_core::Placed>,
}

#[napi]
impl Client {
    /// Places many calls, which it begins at the first step. A journal is told of each step before the next one.
    #[napi]
    pub fn place_all(
        &self,
        requests: Vec<CreateCallOptions>,
        wait: WaitSettings,
        concurrency: Option<f64>,
        total_timeout: Option<f64>,
        journal: Option<Asked<'_, JournalEntry>>,
    ) -> napi::Result<Settled<PlaceAll>> {
        let token = CancelToken::new();
        let mut options = PlaceOptions::default();
        if let Some(asked) = journal {
            options = options.journal(self::journal(&asked, token.clone())?);
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
            let batch = Batch { client: self.core().clone(), placing: Some(placing), left: VecDeque::new() };
            Ok(PlaceAll { token, batch: Retiring::new(Arc::new(Mutex::new(batch))) })
        };
        Ok(settled(begin()))
    }
}

#[napi]
impl PlaceAll {
    /// Waits for the next result, and places meanwhile. One step at a time.
    #[napi]
    pub fn step<'env>(&self, env: &'env Env) -> napi::Result<Object<'env>> {
        let (pending, promise) = promise(env)?;
        let (batch, under_way) = (Arc::clone(&self.batch), UnderWay::begin(self.token.clone()));
        spawn(move || {
            let step = lock(&batch).step();
            drop(under_way);
            pending.settle(Ok(step));
        });
        Ok(promise)
    }

    /// Every request that has no result yet gets the error of an interrupted operation.
    #[napi]
    pub fn cancel(&self) {
        self.token.cancel();
    }

    /// Lets go of the calls. Not during a step.
    #[napi]
    pub fn end(&self) {
        let mut batch = lock(&self.batch);
        retire((batch.placing.take(), std::mem::take(&mut batch.left)));
    }
}

impl Batch {
    fn step(&mut self) -> PlaceStep {
        let placed = self.next().map(|placed| self.told(placed));
        let remaining = self.left.len() + self.placing.as_ref().map_or(0, ringout_core::PlaceAll::remaining);
        PlaceStep { placed, remaining: number(remaining) }
    }

    /// After an interruption all the rest is there at once, and nobody looks at the calls any more.
    fn next(&mut self) -> Option<ringout_core::Placed> {
        let Some(placing) = &mut self.placing else { return self.left.pop_front() };
        let placed = placing.next();
        if placed.is_none() || placing.is_interrupted() {
            self.left.extend(placing);
            self.placing = None;
        }
        placed
    }

    /// What bounds the placing must not bound the calls' own operations later.
    fn told(&self, placed: ringout_core::Placed) -> Placed {
        let ringout_core::Placed { index, call, result } = placed;
        let call = call.map(|call| Call::new(call.with_client(&self.client)));
        let (outcome, failure) = match result {
            Ok(outcome) => (Some(Outcome::from(outcome)), None),
            Err(error) => (None, Some(Failure::from(&error))),
        };
        Placed { index: number(index), call, outcome, failure }
    }
}

/// A place in a list of JavaScript's, which has no more.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn lock(batch: &Mutex<Batch>) -> MutexGuard<'_, Batch> {
    batch.lock().unwrap_or_else(PoisonError::into_inner)
}
