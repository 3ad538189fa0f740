//! Call handles: status, wait, cancel.

use std::ffi::{CString, c_char};
use std::ptr;
use std::time::Duration;

use ringout_core::{Call, CancelEffect};

use crate::cancel_token::ringout_cancel_token;
use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};
use crate::names::{self, Names};
use crate::outcome::ringout_outcome;
use crate::state::ringout_state;
use crate::text::c_string;
use crate::wait_options::{ringout_wait_options, wait_options};

/// The caller's phone was still ringing, and the next status confirms the end.
pub const RINGOUT_CANCEL_HUNG_UP: u32 = 1;
/// RingCentral accepted the cancel, but the caller had already answered, or the end is not confirmed. See
/// `ringout_call_state()`.
pub const RINGOUT_CANCEL_ACCEPTED: u32 = 2;
/// The call was already over.
pub const RINGOUT_CANCEL_ALREADY_ENDED: u32 = 3;

/// A handle for a call on RingCentral. May be used from many threads at once. Freeing it does not hang up; a
/// `ringout_scoped_call` does.
pub struct ringout_call {
    call: Call,
    id: CString,
}

impl Handle for ringout_call {}

impl ringout_call {
    pub(crate) fn new(call: Call) -> Self {
        Self { id: c_string(call.id()), call }
    }

    pub(crate) fn core(&self) -> &Call {
        &self.call
    }
}

static EFFECTS: Names = Names::new(|| {
    let effects = [CancelEffect::HungUp, CancelEffect::Accepted, CancelEffect::AlreadyEnded];
    names::table(effects.map(|effect| (effect as u32, effect.as_str())))
});

/// Frees a call handle. NULL does nothing. The call itself goes on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_free(call: *mut ringout_call) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(call) }
}

/// Creates another handle for the same call. Both share the known state. Free both, in any order, with
/// `ringout_call_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_clone(
    call: *const ringout_call,
    clone: *mut *mut ringout_call,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let out = memory::out(clone, "clone")?;
            out.give(ringout_call::new(call.call.clone()));
            Ok(())
        })
    }
}

/// Creates another handle for the same call, whose operations the token can interrupt. Both share the known state. Free
/// both, in any order, with `ringout_call_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_with_cancel_token(
    call: *const ringout_call,
    token: *const ringout_cancel_token,
    bound: *mut *mut ringout_call,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let token = memory::borrow(token, "token")?;
            let out = memory::out(bound, "bound")?;
            out.give(ringout_call::new(call.call.with_cancel_token(token.core())));
            Ok(())
        })
    }
}

/// Returns RingCentral's id of the call, an opaque string. With it, `ringout_client_call()` creates another handle, in
/// another process if necessary. Valid until the handle is freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_id(call: *const ringout_call) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(call, ptr::null(), |call| call.id.as_ptr()) }
}

/// Returns whether the call was placed by another request with the same `dedupe_key`, in this process or another, and
/// not by the one that returned this handle. False for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_adopted(call: *const ringout_call) -> bool {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(call, false, |call| call.call.adopted()) }
}

/// Takes the lease of a call with a `dedupe_key`. `left_ms` receives how long another client still has it, in
/// milliseconds, or 0 if it is now this client's or the call has ended.
///
/// The lease says which client follows the call; it does not prevent others. The one that places or finds the call has
/// it, unless another has it. A wait or a watch keeps it, and 30 s after a process has died it is free. A client that
/// polls a call rarely, because it follows many, has it for longer.
///
/// Returns `RINGOUT_INVALID_ARGUMENT` for a call without a key, and `RINGOUT_STORAGE` if the ledger fails. Sends nothing
/// to RingCentral.
///
/// @errors INVALID_ARGUMENT TIMEOUT CANCELLED STORAGE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_take_lease(
    call: *const ringout_call,
    left_ms: *mut u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let out = memory::out(left_ms, "left_ms")?;
            out.set(lease_ms(call.call.take_lease()?));
            Ok(())
        })
    }
}

/// Converts a lease of another client, at least 1 ms.
pub(crate) fn lease_ms(left: Option<Duration>) -> u64 {
    left.map_or(0, |left| u64::try_from(left.as_millis()).unwrap_or(u64::MAX).max(1))
}

/// Claims the outcome of a call with a `dedupe_key`, for the process that reports it. `claimed` receives true once for a
/// key, whichever processes ask, and false before the end of the call has been seen.
///
/// A process that dies between the claim and its report has claimed it even so. Returns `RINGOUT_INVALID_ARGUMENT` for a
/// call without a key, and `RINGOUT_STORAGE` if the ledger fails; ask the same handle again then. Sends nothing to
/// RingCentral.
///
/// @errors INVALID_ARGUMENT TIMEOUT CANCELLED STORAGE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_claim_outcome(
    call: *const ringout_call,
    claimed: *mut bool,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let out = memory::out(claimed, "claimed")?;
            out.set(call.call.claim_outcome()?);
            Ok(())
        })
    }
}

/// Requests the current state of the call. Sends one request of the Light group, retried if the response is lost or
/// RingCentral fails. Free the state with `ringout_state_free()`.
///
/// Returns `RINGOUT_NOT_FOUND` some time after the end, when RingCentral has forgotten the call, and for a gateway's
/// 404. Do not poll with it: `ringout_call_wait()` and `ringout_call_watch()` poll as often as the rate limits allow,
/// for all calls of the client together.
///
/// @errors request
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_status(
    call: *const ringout_call,
    state: *mut *mut ringout_state,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let out = memory::out(state, "state")?;
            out.give(ringout_state::new(call.call.status()?));
            Ok(())
        })
    }
}

/// Returns the last known state through `state`, or NULL if there is none yet. Sends nothing. Free the state with
/// `ringout_state_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_state(
    call: *const ringout_call,
    state: *mut *mut ringout_state,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let out = memory::out(state, "state")?;
            out.give_optional(call.call.state().map(ringout_state::new));
            Ok(())
        })
    }
}

/// Returns how the call ended, judged by the last known state. Sends nothing. The kind is
/// `RINGOUT_OUTCOME_STILL_IN_PROGRESS` until the end was seen. Free the outcome with `ringout_outcome_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_outcome(
    call: *const ringout_call,
    outcome: *mut *mut ringout_outcome,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let out = memory::out(outcome, "outcome")?;
            out.give(ringout_outcome::new(call.call.outcome()));
            Ok(())
        })
    }
}

/// Asks RingCentral to hang up, polls the call once, and returns the effect: a `RINGOUT_CANCEL_...`. Sends a request of
/// the Heavy group and one of the Light group, or nothing if the call is known to be over. `ringout_call_state()` then
/// has the polled state.
///
/// A call that is already over is not an error. A 404 that does not name the call is one, because it says nothing about
/// the call.
///
/// @errors request
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_cancel(
    call: *const ringout_call,
    effect: *mut u32,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let out = memory::out(effect, "effect")?;
            out.set(call.call.cancel()? as u32);
            Ok(())
        })
    }
}

/// Lets the call go on: nothing that has begun so far hangs it up when it is left, neither a `ringout_scoped_call` nor a
/// wait with `cancel_on_exit`, through any handle of the call. `ringout_call_cancel()`, `cancel_on_timeout` and what
/// begins later still do. Sends nothing. NULL does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_detach(call: *const ringout_call) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(call, (), |call| call.call.detach()) }
}

/// Returns the name of a `RINGOUT_CANCEL_...`, such as "HungUp". Never NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_cancel_effect_name(effect: u32) -> *const c_char {
    names::name(&EFFECTS, effect)
}

/// Waits until the call ends, or until it is answered, and returns the outcome. Free it with `ringout_outcome_free()`.
///
/// - `options`: what to wait for and how long; may be NULL.
///
/// If the timeout passes, the outcome is `RINGOUT_OUTCOME_STILL_IN_PROGRESS`. A call that vanishes is an outcome, too.
/// The function fails only if polling the call is futile: your program is not logged in (`RINGOUT_NOT_LOGGED_IN`,
/// `RINGOUT_UNAUTHORIZED`), may not see the call (`RINGOUT_FORBIDDEN`), or interrupted the wait (`RINGOUT_CANCELLED`).
///
/// Lost responses, 5xx, rate limits and 404s that do not name the call only delay the result. After two minutes of
/// nothing but such 404s, the outcome is `RINGOUT_OUTCOME_ENDED_UNKNOWN`.
///
/// @errors wait
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_wait(
    call: *const ringout_call,
    options: *const ringout_wait_options,
    outcome: *mut *mut ringout_outcome,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let options = wait_options(options)?;
            let out = memory::out(outcome, "outcome")?;
            out.give(ringout_outcome::new(call.call.wait(&options)?));
            Ok(())
        })
    }
}
