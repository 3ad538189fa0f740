//! The shared part of every handle, client or call: an [`Api`] that sends requests, and the tracker that follows calls.
//!
//! Handles of one client share the tracker and differ in their [`Api`], which has the cancel token, the timeout and the
//! reaction to rate limits. The tracker ends with the last handle.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::api::Api;
use crate::base::cancel::CancelToken;
use crate::base::operation::RateLimit;
use crate::tracking::{CallRecord, Deadline, Subscription, Tracker};

/// Cheap to clone. A client and each of its calls hold one.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) api: Api,
    tracker: Arc<Tracker>,
}

impl Session {
    /// Starts no thread.
    pub(crate) fn new(api: Api) -> Self {
        Self { tracker: Arc::new(Tracker::new(&api)), api }
    }

    pub(crate) fn with_timeout(&self, timeout: Duration) -> Self {
        self.on(self.api.bounded_by(|bounds| bounds.timeout = Some(timeout)))
    }

    pub(crate) fn with_rate_limit(&self, rate_limit: RateLimit) -> Self {
        self.on(self.api.bounded_by(|bounds| bounds.rate_limit = rate_limit))
    }

    pub(crate) fn with_cancel_token(&self, token: &CancelToken) -> Self {
        self.on(self.api.bounded_by(|bounds| bounds.token = token.clone()))
    }

    /// Ends every operation by `deadline`, for a handle that is used for one operation.
    pub(crate) fn until(&self, deadline: Instant) -> Self {
        self.on(self.api.bounded_by(|bounds| bounds.deadline = Some(deadline)))
    }

    /// Removes the deadline, for a handle that outlives the operation.
    pub(crate) fn without_deadline(&self) -> Self {
        self.on(self.api.bounded_by(|bounds| bounds.deadline = None))
    }

    /// Polls a call until the returned guard is dropped. `deadline` is for listeners; a blocking waiter keeps its own.
    pub(crate) fn follow(&self, record: &Arc<CallRecord>, deadline: Option<Deadline>) -> Subscription {
        self.tracker.follow(record, deadline)
    }

    fn on(&self, api: Api) -> Self {
        Self { api, tracker: Arc::clone(&self.tracker) }
    }
}
