//! Hanging up, and saying truly what came of it.
//!
//! A cancel that comes too late is not a failure: that the platform does not know the call, or an end that was seen
//! before, is an answer to the question that the user had. Nor is it a failure when the look afterwards fails, because the
//! cancel is done by then.

use super::Call;
use crate::base::error::{Error, ErrorCode, Result};
use crate::base::operation::Operation;
use crate::tracking::{is_gone, names_the_call};
use crate::transport::http::Method;
use crate::transport::retry::RetryPolicy;

/// What a cancel came to.
///
/// The vendor's documents contradict each other on how long a RingOut can be cancelled: the guide says while the
/// callee's leg is `InProgress`, the FAQ says only before the first leg is established. So the platform is asked again
/// afterwards.
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
    /// It was ringing the caller, and the next status confirms the end.
    HungUp = 1,
    /// The platform took it, but the caller had already answered, or the end is not confirmed: see what the next status
    /// showed in [`Call::state`].
    Accepted = 2,
    /// The call was over before.
    AlreadyEnded = 3,
}

impl CancelEffect {
    /// The name, the same in every language: `HungUp`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HungUp => "HungUp",
            Self::Accepted => "Accepted",
            Self::AlreadyEnded => "AlreadyEnded",
        }
    }
}

/// Hangs up because a wait has timed out. The wait has an outcome whatever comes of it: only an interruption is an error.
pub(super) fn cancel_at_timeout(call: &Call, operation: &Operation) -> Result<()> {
    match cancel(call, operation) {
        Err(error) if error.code() == ErrorCode::Cancelled => Err(error),
        Err(error) => {
            log::warn!(target: "ringout", "a call could not be cancelled when the wait for it timed out: {error}");
            Ok(())
        }
        Ok(_) => Ok(()),
    }
}

/// The order matters: what was known before the DELETE decides whether the caller had answered, and the acceptance is
/// recorded before the look, so that the outcome which the look brings already knows of it.
pub(super) fn cancel(call: &Call, operation: &Operation) -> Result<CancelEffect> {
    let before = call.record.seen();
    if before.is_over() {
        return Ok(CancelEffect::AlreadyEnded);
    }
    let under_way = call.record.begin_cancel();
    let response = call.session.api.call_request(Method::Delete, call.id(), RetryPolicy::Idempotent, None, operation);
    let (accepted, refused_as_gone) = match &response {
        Ok(_) => (true, false),
        // The try whose answer was lost has done it.
        Err(error) if refuses_as_gone(error) => (error.is_after_lost_attempt(), true),
        Err(_) => return response.map(|_| CancelEffect::Accepted),
    };
    if accepted {
        call.record.accept_cancel();
    }
    drop(under_way);
    if refused_as_gone && !accepted {
        // Another cancel of ours may be what ended the call, and knows it in a moment.
        call.record.await_cancels(operation);
    }
    // The cancel is done: if nothing can be seen of it, that is no failure of the cancel. A call that could not be cancelled
    // any more may still tell how it ended.
    let poll = call.poll(RetryPolicy::Idempotent, operation);
    // A call that can be looked at is not gone, whatever the refusal said.
    if refused_as_gone && poll.is_err() && !call.record.seen().is_over() {
        call.record.vanish();
    }
    let after = call.record.seen();
    if !accepted && after.is_over() {
        return Ok(CancelEffect::AlreadyEnded);
    }
    // That it is gone, by the word of the refusal alone, confirms nothing.
    let hung_up = poll.is_ok() && after.is_over() && !before.caller_answered && !after.caller_answered;
    Ok(if hung_up { CancelEffect::HungUp } else { CancelEffect::Accepted })
}

/// Whether the platform says that there is no such call: with the documented 404, or with the 400 that some have seen.
fn refuses_as_gone(error: &Error) -> bool {
    is_gone(error) || (error.http_status() == Some(400) && names_the_call(error))
}
