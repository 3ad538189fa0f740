//! The shared part of every handle, client or call: an [`Api`] that sends requests, and the tracker that follows calls.
//!
//! Handles of one client share the tracker and differ in their [`Api`], which has the cancel token, the timeout and the
//! reaction to rate limits. The tracker ends with the last handle.
//!
//! A hang-up in flight does not hold a session. Dropping the last handle waits for it instead, so that a program may end
//! right after that.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::api::Api;
use crate::base::cancel::CancelToken;
use crate::base::clock;
use crate::base::operation::RateLimit;
use crate::base::process::{AfterFork, ForkState, Monitor, PerProcess};
use crate::tracking::{CallRecord, Deadline, Subscription, Tracker};

/// Cheap to clone. A client and each of its calls hold one.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) api: Api,
    shared: Arc<SessionShared>,
}

/// What all handles share. The order matters: the login must not end before a hang-up that needs it.
struct SessionShared {
    hang_ups: HangUps,
    tracker: Tracker,
}

/// The longest time for one hang-up, and for the response to a create that was interrupted.
pub(crate) const HANG_UP_TIMEOUT: Duration = Duration::from_secs(5);

/// The hang-ups in flight of one client. Dropping it waits for them.
#[derive(Clone)]
pub(crate) struct HangUps(Arc<Monitor<Count>>);

/// A hang-up in flight, or a create that may have to be hung up.
pub(crate) struct HangUpInFlight(Arc<Monitor<Count>>);

#[derive(Default)]
struct Count(usize);

/// A child has none of its parent's.
impl ForkState for Count {
    fn in_child(_: &Self) -> Self {
        Self::default()
    }
}

/// The number of hang-ups in flight of all clients.
struct AllInFlight(AtomicUsize);

static ALL_IN_FLIGHT: PerProcess<AllInFlight> = PerProcess::predecessor(AllInFlight(AtomicUsize::new(0)));

impl AfterFork for AllInFlight {
    fn after_fork(&self) -> Self {
        Self(AtomicUsize::new(0))
    }
}

/// Returns how many hang-ups of this process are in flight. A host that ends its process waits until there are none,
/// which takes up to ten seconds.
#[doc(hidden)]
pub fn hang_ups_in_flight() -> usize {
    ALL_IN_FLIGHT.get().0.load(Ordering::SeqCst)
}

impl HangUps {
    /// Counts a hang-up until the returned guard is dropped.
    pub(crate) fn begin(&self) -> HangUpInFlight {
        self.0.lock().0 += 1;
        ALL_IN_FLIGHT.get().0.fetch_add(1, Ordering::SeqCst);
        HangUpInFlight(Arc::clone(&self.0))
    }

    /// Waits until none is in flight. Each ends by its deadline; a host's logger that never returns is given up.
    fn await_all(&self) {
        let deadline = clock::deadline_after(HANG_UP_TIMEOUT * 2 + Duration::from_secs(1));
        let mut count = self.0.lock();
        while count.0 > 0 {
            let left = deadline.saturating_duration_since(clock::now());
            if left.is_zero() {
                return;
            }
            (count, _) = self.0.wait_timeout(count, left);
        }
    }
}

impl Drop for HangUpInFlight {
    fn drop(&mut self) {
        if !self.0.is_of_this_process() {
            return;
        }
        self.0.lock().0 -= 1;
        self.0.notify_all();
        ALL_IN_FLIGHT.get().0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Drop for SessionShared {
    fn drop(&mut self) {
        self.hang_ups.await_all();
    }
}

impl Session {
    /// Starts no thread.
    pub(crate) fn new(api: Api) -> Self {
        let hang_ups = HangUps(Arc::new(Monitor::new(Count::default())));
        Self { shared: Arc::new(SessionShared { hang_ups, tracker: Tracker::new(&api) }), api }
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
        self.shared.tracker.follow(record, deadline)
    }

    /// Returns the hang-ups of this client.
    pub(crate) fn hang_ups(&self) -> &HangUps {
        &self.shared.hang_ups
    }

    fn on(&self, api: Api) -> Self {
        Self { api, shared: Arc::clone(&self.shared) }
    }
}
