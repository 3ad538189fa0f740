//! What the platform says of a call at one moment.

use std::ffi::{CString, c_char};
use std::ptr;

use once_cell::race::OnceBox;
use ringout_core::{CallState, Phase, Status};

use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};
use crate::names::{self, Names};
use crate::status::{RINGOUT_STATUS_UNKNOWN, StatusText};
use crate::text::c_string;

/// The three statuses fit no documented phase.
pub const RINGOUT_PHASE_UNKNOWN: u32 = 0;
/// The caller's phone rings.
pub const RINGOUT_PHASE_RINGING_CALLER: u32 = 1;
/// The caller has answered, the callee's phone rings.
pub const RINGOUT_PHASE_RINGING_CALLEE: u32 = 2;
/// Both have answered.
pub const RINGOUT_PHASE_CONNECTED: u32 = 3;
/// It is over, well or not.
pub const RINGOUT_PHASE_ENDED: u32 = 4;

/// What the platform says of a call at one moment: the status of the call as a whole, of the leg to the caller, who is
/// rung first, and of the leg to the callee. It never changes.
///
/// A state that a function returns is freed with `ringout_state_free()`; one that belongs to a change is not.
pub struct ringout_state {
    state: CallState,
    call: StatusText,
    caller: StatusText,
    callee: StatusText,
    text: OnceBox<CString>,
    explanation: OnceBox<CString>,
}

impl Handle for ringout_state {}

impl ringout_state {
    pub(crate) fn new(state: CallState) -> Self {
        Self {
            call: StatusText::new(&state.call_status),
            caller: StatusText::new(&state.caller_status),
            callee: StatusText::new(&state.callee_status),
            text: OnceBox::new(),
            explanation: OnceBox::new(),
            state,
        }
    }

    pub(crate) fn core(&self) -> &CallState {
        &self.state
    }
}

static PHASES: Names = Names::new(|| {
    let phases = [Phase::Unknown, Phase::RingingCaller, Phase::RingingCallee, Phase::Connected, Phase::Ended];
    names::table(phases.map(|phase| (phase as u32, phase.as_str())))
});

/// Puts a state together from three of the platform's texts, such as "InProgress"; any text is taken, as the platform
/// may send any. For `ringout_check_transition()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_new(
    call_status: *const c_char,
    caller_status: *const c_char,
    callee_status: *const c_char,
    state: *mut *mut ringout_state,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::text(call_status, "call_status")?;
            let caller = memory::text(caller_status, "caller_status")?;
            let callee = memory::text(callee_status, "callee_status")?;
            let out = memory::out(state, "state")?;
            let state = CallState::new(Status::parse(call), Status::parse(caller), Status::parse(callee));
            out.give(ringout_state::new(state));
            Ok(())
        })
    }
}

/// Frees a state that a function returned. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_free(state: *mut ringout_state) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::free(state) }
}

/// The status of the call as a whole: a `RINGOUT_STATUS_...`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_call_status(state: *const ringout_state) -> u32 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(state, RINGOUT_STATUS_UNKNOWN, |state| state.call.number()) }
}

/// The status of the leg to the caller: a `RINGOUT_STATUS_...`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_caller_status(state: *const ringout_state) -> u32 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(state, RINGOUT_STATUS_UNKNOWN, |state| state.caller.number()) }
}

/// The status of the leg to the callee: a `RINGOUT_STATUS_...`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_callee_status(state: *const ringout_state) -> u32 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(state, RINGOUT_STATUS_UNKNOWN, |state| state.callee.number()) }
}

/// The status of the call as the platform wrote it. Borrowed until the state is freed, as all its texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_call_status_text(state: *const ringout_state) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(state, ptr::null(), |state| state.call.pointer()) }
}

/// The status of the leg to the caller as the platform wrote it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_caller_status_text(state: *const ringout_state) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(state, ptr::null(), |state| state.caller.pointer()) }
}

/// The status of the leg to the callee as the platform wrote it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_callee_status_text(state: *const ringout_state) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(state, ptr::null(), |state| state.callee.pointer()) }
}

/// Where in its life the call is: a `RINGOUT_PHASE_...`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_phase(state: *const ringout_state) -> u32 {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(state, RINGOUT_PHASE_UNKNOWN, |state| state.state.phase() as u32) }
}

/// The name of a `RINGOUT_PHASE_...`, such as "RingingCaller". Never NULL, valid for ever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_phase_name(phase: u32) -> *const c_char {
    names::name(&PHASES, phase)
}

/// The three statuses in one line: "call InProgress, caller Success, callee InProgress".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_text(state: *const ringout_state) -> *const c_char {
    let text = |state: &ringout_state| state.text.get_or_init(|| Box::new(c_string(state.state.to_string()))).as_ptr();
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(state, ptr::null(), text) }
}

/// What is happening, or how the call ended, in one sentence without a full stop.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_explain(state: *const ringout_state) -> *const c_char {
    let text =
        |state: &ringout_state| state.explanation.get_or_init(|| Box::new(c_string(state.state.explain()))).as_ptr();
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(state, ptr::null(), text) }
}
