//! One call: its state, its end, and what can be done about it.

use std::ffi::{CString, c_char};
use std::ptr;

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

/// It was ringing the caller, and the next status confirms the end.
pub const RINGOUT_CANCEL_HUNG_UP: u32 = 1;
/// The platform took it, but the caller had already answered, or the end is not confirmed: see `ringout_call_state()`.
pub const RINGOUT_CANCEL_ACCEPTED: u32 = 2;
/// The call was over before.
pub const RINGOUT_CANCEL_ALREADY_ENDED: u32 = 3;

/// A call on the platform. May be used from many threads at once. Freeing it does nothing to the call itself.
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

/// Frees a handle of a call. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_free(call: *mut ringout_call) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::free(call) }
}

/// Makes another handle for the same call. Both share what is known of the call, and are freed on their own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_clone(
    call: *const ringout_call,
    clone: *mut *mut ringout_call,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let out = memory::out(clone, "clone")?;
            out.give(ringout_call::new(call.call.clone()));
            Ok(())
        })
    }
}

/// Makes another handle for the same call, whose operations the token can interrupt. Both share what is known of the
/// call, and are freed on their own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_with_cancel_token(
    call: *const ringout_call,
    token: *const ringout_cancel_token,
    bound: *mut *mut ringout_call,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
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

/// The platform's id of the call. Opaque: nothing can be read from it. Borrowed until the handle is freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_id(call: *const ringout_call) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(call, ptr::null(), |call| call.id.as_ptr()) }
}

/// Asks the platform once. Free the state with `ringout_state_free()`.
///
/// `RINGOUT_NOT_FOUND` once the platform has forgotten the call, some time after its end.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_status(
    call: *const ringout_call,
    state: *mut *mut ringout_state,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let out = memory::out(state, "state")?;
            out.give(ringout_state::new(call.call.status()?));
            Ok(())
        })
    }
}

/// Gives what was last seen, without asking: a state that is freed with `ringout_state_free()`, or NULL, with
/// `RINGOUT_OK`, if nothing was seen yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_state(
    call: *const ringout_call,
    state: *mut *mut ringout_state,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let out = memory::out(state, "state")?;
            out.give_optional(call.call.state().map(ringout_state::new));
            Ok(())
        })
    }
}

/// Tells how the call ended, going by what was seen, without asking. While it has not, the kind is
/// `RINGOUT_OUTCOME_STILL_IN_PROGRESS`. Free the outcome with `ringout_outcome_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_outcome(
    call: *const ringout_call,
    outcome: *mut *mut ringout_outcome,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let out = memory::out(outcome, "outcome")?;
            out.give(ringout_outcome::new(call.call.outcome()));
            Ok(())
        })
    }
}

/// Asks the platform to hang up, looks at the call once, and gives the effect: a `RINGOUT_CANCEL_...`.
///
/// A call that is already over is not an error, but a 404 that does not name the call is: it says nothing of the call.
/// What the look showed is in `ringout_call_state()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_cancel(
    call: *const ringout_call,
    effect: *mut u32,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let out = memory::out(effect, "effect")?;
            out.set(call.call.cancel()? as u32);
            Ok(())
        })
    }
}

/// The name of a `RINGOUT_CANCEL_...`, such as "HungUp". Never NULL, valid for ever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_cancel_effect_name(effect: u32) -> *const c_char {
    names::name(&EFFECTS, effect)
}

/// Waits for the end of the call, or for its answer, and tells how it came out. `options` may be NULL. Free the outcome
/// with `ringout_outcome_free()`.
///
/// A deadline that passes is an outcome (`RINGOUT_OUTCOME_STILL_IN_PROGRESS`), and so is a call that vanishes. An error
/// means that the platform could not be asked and will not be: not logged in, forbidden, interrupted. Lost answers, 5xx,
/// rate limits and 404s that do not name the call only make it slower; two minutes of nothing but such 404s end it with
/// `RINGOUT_OUTCOME_ENDED_UNKNOWN`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_wait(
    call: *const ringout_call,
    options: *const ringout_wait_options,
    outcome: *mut *mut ringout_outcome,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
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
