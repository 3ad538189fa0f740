//! Cancelling a call, and what came of it.
//!
//! A cancel that comes too late is not an error: "the platform does not know the call" and "it had ended before" are
//! both valid effects. A status request that fails afterwards is not an error either, because the cancel itself has
//! succeeded.

use crate::api::Api;
use crate::base::error::{Error, ErrorCode, Result};
use crate::base::operation::Operation;
use crate::tracking::{self, CallRecord, is_about_the_call, is_unknown_call};
use crate::transport::http::Method;
use crate::transport::retry::RetryPolicy;

/// The effect of a cancel.
///
/// RingCentral's documents disagree on how long a RingOut call can be cancelled. The guide says while the callee's leg
/// is `InProgress`; the FAQ says only before the first leg is established. [`Call::cancel`] therefore requests the
/// status afterwards.
///
/// The numbers are the same in every language and never change.
///
/// # Examples
///
/// ```
/// use ringout_core::CancelEffect;
///
/// assert_eq!(CancelEffect::HungUp.as_str(), "HungUp");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum CancelEffect {
    /// The caller's phone was still ringing, and the status afterwards confirms the end.
    HungUp = 1,
    /// RingCentral accepted the cancel, but the caller had already answered or the end is not confirmed.
    /// [`Call::state`] has the status seen afterwards.
    Accepted = 2,
    /// The call had already ended.
    AlreadyEnded = 3,
}

impl CancelEffect {
    /// Returns the name, which is the same in every language, such as `HungUp`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HungUp => "HungUp",
            Self::Accepted => "Accepted",
            Self::AlreadyEnded => "AlreadyEnded",
        }
    }
}

/// Cancels the call after a wait timed out. The wait has an outcome whether or not this succeeds, so only an
/// interruption is an error.
pub(super) fn cancel_at_timeout(api: &Api, record: &CallRecord, operation: &Operation) -> Result<()> {
    match cancel(api, record, operation) {
        Err(error) if error.code() == ErrorCode::Cancelled => Err(error),
        Err(error) => {
            log::warn!(target: "ringout", "could not cancel the call after the wait for it timed out: {error}");
            Ok(())
        }
        Ok(_) => Ok(()),
    }
}

/// Cancels the call and requests its status. The order matters: the state before the DELETE decides whether the caller
/// had answered, and the acceptance is recorded before the poll, so that the outcome of the poll accounts for it.
pub(super) fn cancel(api: &Api, record: &CallRecord, operation: &Operation) -> Result<CancelEffect> {
    let before = record.seen();
    if before.has_ended() {
        return Ok(CancelEffect::AlreadyEnded);
    }
    let in_flight = record.begin_cancel();
    let response = api.call_request(Method::Delete, record.id(), RetryPolicy::Idempotent, None, operation);
    let (accepted, refused_as_unknown) = match &response {
        Ok(_) => (true, false),
        // An earlier attempt, whose response was lost, cancelled the call.
        Err(error) if refuses_as_unknown(error) => (error.is_after_lost_attempt(), true),
        Err(_) => return response.map(|_| CancelEffect::Accepted),
    };
    if accepted {
        record.accept_cancel();
    }
    drop(in_flight);
    if refused_as_unknown && !accepted {
        // A cancel in flight on another thread may have ended the call. Its result arrives in a moment.
        record.await_cancels(operation);
    }
    // The cancel has succeeded, so a poll that fails does not fail it. If the call could not be cancelled any more, the
    // poll may still show how it ended.
    let poll = tracking::poll(api, record, RetryPolicy::Idempotent, None, operation);
    // A call that can be polled exists, whatever the refusal said.
    if refused_as_unknown && poll.is_err() && !record.seen().has_ended() {
        record.vanish();
    }
    let after = record.seen();
    if !accepted && after.has_ended() {
        return Ok(CancelEffect::AlreadyEnded);
    }
    // The refusal alone does not confirm that the cancel ended the call.
    let hung_up = poll.is_ok() && after.has_ended() && !before.caller_answered && !after.caller_answered;
    Ok(if hung_up { CancelEffect::HungUp } else { CancelEffect::Accepted })
}

/// Whether the response says that the call does not exist: the documented 404, or the 400 seen in practice.
fn refuses_as_unknown(error: &Error) -> bool {
    is_unknown_call(error) || (error.http_status() == Some(400) && is_about_the_call(error))
}
