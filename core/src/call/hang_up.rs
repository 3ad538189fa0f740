//! Hanging up when a wait, a block or a create is left before its end.
//!
//! The host may have no time for that: its task was cancelled, or its handle is being dropped. So the cancel runs on a
//! worker, with its own deadline and without the host's cancel token. It holds no session; the last handle of the client
//! waits for it.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::cancel::{CancelEffect, cancel};
use super::{Call, WaitOptions};
use crate::api::Api;
use crate::base::cancel::CancelToken;
use crate::base::error::Result;
use crate::base::operation::{Operation, RateLimit};
use crate::base::process::Origin;
use crate::base::workers;
use crate::session::{HANG_UP_TIMEOUT, HangUpInFlight, HangUps};
use crate::tracking::CallRecord;

/// Hangs a call up when something is left. Does nothing once it is disarmed or the call detached, and in a forked child,
/// whose copy of a handle says nothing about the parent's.
pub(super) struct OnExit {
    api: Api,
    hang_ups: HangUps,
    record: Arc<CallRecord>,
    is_armed: AtomicBool,
    /// The number of detaches when it was armed.
    detaches: u32,
    origin: Origin,
}

impl OnExit {
    pub(super) fn new(call: &Call) -> Self {
        Self {
            is_armed: AtomicBool::new(true),
            detaches: call.record.detaches(),
            origin: Origin::here(),
            api: call.session.api.clone(),
            hang_ups: call.session.hang_ups().clone(),
            record: Arc::clone(&call.record),
        }
    }

    /// Returns what the options ask for.
    pub(super) fn of_wait(call: &Call, options: &WaitOptions) -> Option<Self> {
        options.cancel_on_exit.then(|| Self::new(call))
    }

    /// The wait has an outcome.
    pub(super) fn disarm(&self) {
        self.is_armed.store(false, Ordering::Release);
    }

    /// Begins to hang up. Does not block, and does nothing the second time.
    pub(super) fn fire(&self) {
        if self.is_armed.swap(false, Ordering::AcqRel) && self.origin.is_here() {
            begin(&self.api, &self.hang_ups, &self.record, self.detaches);
        }
    }
}

impl fmt::Debug for OnExit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnExit").field("is_armed", &self.is_armed).finish_non_exhaustive()
    }
}

/// Begins to hang up, unless that is pointless. `detaches` is their number when the exit was armed.
pub(super) fn begin(api: &Api, hang_ups: &HangUps, record: &Arc<CallRecord>, detaches: u32) {
    /// A hang-up that has begun, and how it ended.
    struct Begun {
        record: Arc<CallRecord>,
        has_succeeded: bool,
        in_flight: Option<HangUpInFlight>,
    }
    impl Drop for Begun {
        fn drop(&mut self) {
            self.record.end_hang_up(self.has_succeeded);
            // Before the record, which may hold the last handle of the client.
            self.in_flight = None;
        }
    }
    if !record.begin_hang_up(detaches) {
        return;
    }
    let mut begun = Begun { record: Arc::clone(record), has_succeeded: false, in_flight: Some(hang_ups.begin()) };
    let api = api.bounded_by(|bounds| {
        (bounds.token, bounds.timeout, bounds.deadline) = (CancelToken::unreachable(), Some(HANG_UP_TIMEOUT), None);
        bounds.rate_limit = RateLimit::Wait;
    });
    let operation = api.operation();
    workers::CANCELS.get().spawn_within(operation.clone(), move |started| {
        let result = started.and_then(|()| hang_up(&api, &begun.record, &operation));
        begun.has_succeeded = result.is_ok();
        let id = begun.record.id();
        match result {
            Ok(effect) => log::info!(target: "ringout", "hung up the call {id}: {}", effect.as_str()),
            Err(error) => log::warn!(
                target: "ringout",
                "could not hang up the call {id}, which may still be ringing: {error}"
            ),
        }
    });
}

/// Hangs up, unless a cancel in flight does.
fn hang_up(api: &Api, record: &CallRecord, operation: &Operation) -> Result<CancelEffect> {
    record.await_cancels(operation);
    if record.seen().needs_cancel() { cancel(api, record, operation) } else { Ok(CancelEffect::AlreadyEnded) }
}

/// A call that is hung up when this handle is dropped, from [`Call::hang_up_on_drop`].
///
/// Has the methods of the call. Dropping it begins to hang up the call if it is not over, on a thread of the client, and
/// does not block. [`Call::detach`] prevents that. A forked child does not hang up the calls of its parent.
///
/// # Examples
///
/// ```no_run
/// use ringout_core::{CallRequest, Client, OutcomeKind, Until, WaitOptions};
///
/// let client = Client::from_env()?;
/// let call = client.create_call(&CallRequest::to("+16505550100").from("+16505550123"))?.hang_up_on_drop();
/// if call.wait(&WaitOptions::default().until(Until::Answered))?.kind == OutcomeKind::Answered {
///     // They are talking, and the call goes on.
///     call.detach();
/// }
/// # Ok::<(), ringout_core::Error>(())
/// ```
#[must_use = "the call is hung up when this is dropped"]
pub struct ScopedCall {
    call: Call,
    on_exit: OnExit,
}

impl ScopedCall {
    pub(super) fn new(call: &Call) -> Self {
        Self { on_exit: OnExit::new(call), call: call.clone() }
    }
}

impl Deref for ScopedCall {
    type Target = Call;

    fn deref(&self) -> &Call {
        &self.call
    }
}

impl Drop for ScopedCall {
    fn drop(&mut self) {
        self.on_exit.fire();
    }
}

impl fmt::Debug for ScopedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ScopedCall").field(&self.call).finish()
    }
}
