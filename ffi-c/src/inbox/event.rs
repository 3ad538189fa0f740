//! Events: what an inbox yields.

use std::ffi::c_char;
use std::{mem, ptr};

use crate::call::ringout_call;
use crate::caller_ids::ringout_caller_ids;
use crate::change::ringout_change;
use crate::error::{RINGOUT_OK, ringout_error, ringout_status};
use crate::forwarding_numbers::ringout_forwarding_numbers;
use crate::logged_call::ringout_logged_call;
use crate::memory::{self, Handle};
use crate::names::{self, Names};
use crate::outcome::ringout_outcome;
use crate::placed::ringout_placed;
use crate::preflight::ringout_preflight;
use crate::response::ringout_response;
use crate::state::ringout_state;

use super::content::{Content, Held};

/// A login has ended: one of the functions `ringout_client_login_..._into()`.
pub const RINGOUT_EVENT_LOGIN: u32 = 1;
/// `ringout_client_refresh_into()` has ended.
pub const RINGOUT_EVENT_REFRESH: u32 = 2;
/// `ringout_client_logout_into()` has ended.
pub const RINGOUT_EVENT_LOGOUT: u32 = 3;
/// `ringout_client_create_call_into()` has ended: `ringout_event_take_call()`.
pub const RINGOUT_EVENT_CREATE_CALL: u32 = 4;
/// `ringout_call_status_into()` has ended: `ringout_event_take_state()`.
pub const RINGOUT_EVENT_STATUS: u32 = 5;
/// `ringout_call_cancel_into()` has ended: `ringout_event_cancel_effect()`.
pub const RINGOUT_EVENT_CANCEL: u32 = 6;
/// `ringout_call_wait_into()` has ended: `ringout_event_take_outcome()`.
pub const RINGOUT_EVENT_WAIT: u32 = 7;
/// A call of `ringout_call_watch_into()` has changed: `ringout_event_take_change()`.
pub const RINGOUT_EVENT_CHANGE: u32 = 8;
/// The last event of `ringout_call_watch_into()`: `ringout_event_take_outcome()`.
pub const RINGOUT_EVENT_WATCH_END: u32 = 9;
/// `ringout_client_preflight_into()` has ended: `ringout_event_take_preflight()`.
pub const RINGOUT_EVENT_PREFLIGHT: u32 = 10;
/// `ringout_client_caller_ids_into()` has ended: `ringout_event_take_caller_ids()`.
pub const RINGOUT_EVENT_CALLER_IDS: u32 = 11;
/// `ringout_client_forwarding_numbers_into()` has ended: `ringout_event_take_forwarding_numbers()`.
pub const RINGOUT_EVENT_FORWARDING_NUMBERS: u32 = 12;
/// `ringout_call_log_into()` or `ringout_client_call_log_into()` has ended: `ringout_event_take_logged_call()`.
pub const RINGOUT_EVENT_CALL_LOG: u32 = 13;
/// `ringout_client_request_into()` or `ringout_client_send_into()` has ended: `ringout_event_take_response()`.
pub const RINGOUT_EVENT_RESPONSE: u32 = 14;
/// One request of `ringout_client_place_all_into()` has its result: `ringout_event_take_placed()`.
pub const RINGOUT_EVENT_PLACED: u32 = 15;
/// The last event of `ringout_client_place_all_into()`. It holds nothing.
pub const RINGOUT_EVENT_PLACE_ALL_END: u32 = 16;
/// A log record of `ringout_log_into()`: `ringout_event_log_level()` and `ringout_event_log_message()`.
pub const RINGOUT_EVENT_LOG: u32 = 17;

/// `ringout_client_find_call_into()` has ended: `ringout_event_take_call()`, which returns NULL if there is no call.
pub const RINGOUT_EVENT_FIND_CALL: u32 = 18;
/// `ringout_call_take_lease_into()` has ended: `ringout_event_lease_left_ms()`.
pub const RINGOUT_EVENT_TAKE_LEASE: u32 = 19;
/// `ringout_call_claim_outcome_into()` has ended: `ringout_event_is_claimed()`.
pub const RINGOUT_EVENT_CLAIM_OUTCOME: u32 = 20;

/// One result or piece of news from an inbox. It belongs to your program, together with everything that was not taken from
/// it. Only one thread at a time may use it.
pub struct ringout_event {
    tag: u64,
    kind: u32,
    status: ringout_status,
    content: Content,
}

impl Handle for ringout_event {}

impl ringout_event {
    pub(super) fn new(tag: u64, kind: u32, content: Content) -> Self {
        let status = match &content {
            Content::Error(error) => error.code(),
            _ => RINGOUT_OK,
        };
        Self { tag, kind, status, content }
    }

    pub(super) fn is_log(&self) -> bool {
        self.kind == RINGOUT_EVENT_LOG
    }

    /// Returns the placed call that nobody will take.
    pub(super) fn unclaimed(&self) -> Option<&ringout_call> {
        match (&self.content, self.kind) {
            (Content::Call(call), RINGOUT_EVENT_CREATE_CALL) => Some(call),
            _ => None,
        }
    }
}

static KINDS: Names = Names::new(|| {
    names::table([
        (RINGOUT_EVENT_LOGIN, "Login"),
        (RINGOUT_EVENT_REFRESH, "Refresh"),
        (RINGOUT_EVENT_LOGOUT, "Logout"),
        (RINGOUT_EVENT_CREATE_CALL, "CreateCall"),
        (RINGOUT_EVENT_STATUS, "Status"),
        (RINGOUT_EVENT_CANCEL, "Cancel"),
        (RINGOUT_EVENT_WAIT, "Wait"),
        (RINGOUT_EVENT_CHANGE, "Change"),
        (RINGOUT_EVENT_WATCH_END, "WatchEnd"),
        (RINGOUT_EVENT_PREFLIGHT, "Preflight"),
        (RINGOUT_EVENT_CALLER_IDS, "CallerIds"),
        (RINGOUT_EVENT_FORWARDING_NUMBERS, "ForwardingNumbers"),
        (RINGOUT_EVENT_CALL_LOG, "CallLog"),
        (RINGOUT_EVENT_RESPONSE, "Response"),
        (RINGOUT_EVENT_PLACED, "Placed"),
        (RINGOUT_EVENT_PLACE_ALL_END, "PlaceAllEnd"),
        (RINGOUT_EVENT_LOG, "Log"),
        (RINGOUT_EVENT_FIND_CALL, "FindCall"),
        (RINGOUT_EVENT_TAKE_LEASE, "TakeLease"),
        (RINGOUT_EVENT_CLAIM_OUTCOME, "ClaimOutcome"),
    ])
});

/// Frees an event and what was not taken from it. NULL does nothing. A call that was placed goes on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_free(event: *mut ringout_event) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(event) }
}

/// Returns the tag that your program passed with the operation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_tag(event: *const ringout_event) -> u64 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(event, 0, |event| event.tag) }
}

/// Returns what happened: a `RINGOUT_EVENT_...`; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_kind(event: *const ringout_event) -> u32 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(event, 0, |event| event.kind) }
}

/// Returns the name of a `RINGOUT_EVENT_...`, such as "CreateCall". Never NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_event_kind_name(kind: u32) -> *const c_char {
    names::name(&KINDS, kind)
}

/// Returns what the blocking function would have returned: `RINGOUT_OK`, or the error code. `RINGOUT_OK` for NULL and for
/// kinds that are not the end of an operation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_status(event: *const ringout_event) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(event, RINGOUT_OK, |event| event.status) }
}

/// Returns the error, or NULL if there is none. Do not free it. It is valid until the event is freed or the error taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_error(event: *const ringout_event) -> *const ringout_error {
    let error = |event: &ringout_event| match &event.content {
        Content::Error(error) => ptr::from_ref(error.as_ref()),
        _ => ptr::null(),
    };
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(event, ptr::null(), error) }
}

/// Takes the call from an event of the kind `RINGOUT_EVENT_CREATE_CALL` or `RINGOUT_EVENT_FIND_CALL`. Free it with
/// `ringout_call_free()`. NULL if the event has an error instead, is of another kind, or it was taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_take_call(event: *mut ringout_event) -> *mut ringout_call {
    // SAFETY: the program keeps the contract of the header.
    unsafe { take(event) }
}

/// Takes the state of a call from an event of the kind `RINGOUT_EVENT_STATUS`. Free it with `ringout_state_free()`.
/// NULL if the event has an error instead, is of another kind, or it was taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_take_state(event: *mut ringout_event) -> *mut ringout_state {
    // SAFETY: the program keeps the contract of the header.
    unsafe { take(event) }
}

/// Takes the outcome of a call from an event of the kind `RINGOUT_EVENT_WAIT` or `RINGOUT_EVENT_WATCH_END`. Free it
/// with `ringout_outcome_free()`. NULL if the event has an error instead, is of another kind, or it was taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_take_outcome(event: *mut ringout_event) -> *mut ringout_outcome {
    // SAFETY: the program keeps the contract of the header.
    unsafe { take(event) }
}

/// Takes the change of a call from an event of the kind `RINGOUT_EVENT_CHANGE`. Free it with `ringout_change_free()`.
/// NULL if the event has an error instead, is of another kind, or it was taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_take_change(event: *mut ringout_event) -> *mut ringout_change {
    // SAFETY: the program keeps the contract of the header.
    unsafe { take(event) }
}

/// Takes the report from an event of the kind `RINGOUT_EVENT_PREFLIGHT`. Free it with `ringout_preflight_free()`. NULL
/// if the event has an error instead, is of another kind, or it was taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_take_preflight(event: *mut ringout_event) -> *mut ringout_preflight {
    // SAFETY: the program keeps the contract of the header.
    unsafe { take(event) }
}

/// Takes the list from an event of the kind `RINGOUT_EVENT_CALLER_IDS`. Free it with `ringout_caller_ids_free()`. NULL
/// if the event has an error instead, is of another kind, or it was taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_take_caller_ids(event: *mut ringout_event) -> *mut ringout_caller_ids {
    // SAFETY: the program keeps the contract of the header.
    unsafe { take(event) }
}

/// Takes the list from an event of the kind `RINGOUT_EVENT_FORWARDING_NUMBERS`. Free it with
/// `ringout_forwarding_numbers_free()`. NULL if the event has an error instead, is of another kind, or it was taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_take_forwarding_numbers(
    event: *mut ringout_event,
) -> *mut ringout_forwarding_numbers {
    // SAFETY: the program keeps the contract of the header.
    unsafe { take(event) }
}

/// Takes what the call log has from an event of the kind `RINGOUT_EVENT_CALL_LOG`. Free it with
/// `ringout_logged_call_free()`. NULL if the event has an error instead, is of another kind, or it was taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_take_logged_call(event: *mut ringout_event) -> *mut ringout_logged_call {
    // SAFETY: the program keeps the contract of the header.
    unsafe { take(event) }
}

/// Takes the response from an event of the kind `RINGOUT_EVENT_RESPONSE`. Free it with `ringout_response_free()`. NULL
/// if the event has an error instead, is of another kind, or it was taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_take_response(event: *mut ringout_event) -> *mut ringout_response {
    // SAFETY: the program keeps the contract of the header.
    unsafe { take(event) }
}

/// Takes the result of one request from an event of the kind `RINGOUT_EVENT_PLACED`. Free it with
/// `ringout_placed_free()`. NULL if the event has an error instead, is of another kind, or it was taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_take_placed(event: *mut ringout_event) -> *mut ringout_placed {
    // SAFETY: the program keeps the contract of the header.
    unsafe { take(event) }
}

/// Takes the error from an event, for a program that keeps it longer than the event. Free it with
/// `ringout_error_free()`. NULL if there is none, or it was taken. `ringout_event_status()` does not change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_take_error(event: *mut ringout_event) -> *mut ringout_error {
    // SAFETY: the program keeps the contract of the header.
    unsafe { take(event) }
}

/// Returns the effect of a cancel, from an event of the kind `RINGOUT_EVENT_CANCEL`: a `RINGOUT_CANCEL_...`. 0 if the event
/// has an error instead or is of another kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_cancel_effect(event: *const ringout_event) -> u32 {
    let effect = |event: &ringout_event| match event.content {
        Content::CancelEffect(effect) => effect,
        _ => 0,
    };
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(event, 0, effect) }
}

/// Returns how long another client still has the lease, in milliseconds, from an event of the kind
/// `RINGOUT_EVENT_TAKE_LEASE`. 0 if it is this client's, the event has an error instead or is of another kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_lease_left_ms(event: *const ringout_event) -> u64 {
    let left = |event: &ringout_event| match event.content {
        Content::LeaseLeft(left) => left,
        _ => 0,
    };
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(event, 0, left) }
}

/// Returns whether the outcome was claimed, from an event of the kind `RINGOUT_EVENT_CLAIM_OUTCOME`. False if the event has
/// an error instead or is of another kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_is_claimed(event: *const ringout_event) -> bool {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(event, false, |event| matches!(event.content, Content::Claimed(true))) }
}

/// Returns the level of a log record, from an event of the kind `RINGOUT_EVENT_LOG`: a `RINGOUT_LOG_...`. 0 for other kinds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_log_level(event: *const ringout_event) -> u32 {
    let level = |event: &ringout_event| match event.content {
        Content::Log(level, _) => level,
        _ => 0,
    };
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(event, 0, level) }
}

/// Returns the line of a log record, without secrets and without a newline, from an event of the kind `RINGOUT_EVENT_LOG`.
/// NULL for other kinds. Valid until the event is freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_event_log_message(event: *const ringout_event) -> *const c_char {
    let message = |event: &ringout_event| match &event.content {
        Content::Log(_, message) => message.as_ptr(),
        _ => ptr::null(),
    };
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(event, ptr::null(), message) }
}

/// Takes what the event holds if it is of this type, else returns NULL.
///
/// # Safety
/// As for `memory::borrow_mut`.
unsafe fn take<T: Held>(event: *mut ringout_event) -> *mut T {
    let take = |event: &mut ringout_event| {
        T::take(mem::replace(&mut event.content, Content::Nothing)).map_err(|other| event.content = other).ok()
    };
    // SAFETY: guaranteed by this function's contract.
    unsafe { memory::take(event, take) }
}
