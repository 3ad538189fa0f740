//! Call states.

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
/// The caller has answered, and the callee's phone rings.
pub const RINGOUT_PHASE_RINGING_CALLEE: u32 = 2;
/// Both have answered.
pub const RINGOUT_PHASE_CONNECTED: u32 = 3;
/// The call is over, successfully or not.
pub const RINGOUT_PHASE_ENDED: u32 = 4;

/// The state of a call at one moment: the statuses of the call as a whole, of the caller's leg and of the callee's leg.
/// Immutable.
///
/// Free a state that a function returned with `ringout_state_free()`. Do not free a state that belongs to a change.
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

/// Creates a state from three statuses as RingCentral spells them, such as "InProgress", for
/// `ringout_check_transition()`. Any string is accepted, because RingCentral may add statuses. Sends nothing. Free the
/// state with `ringout_state_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_new(
    call_status: *const c_char,
    caller_status: *const c_char,
    callee_status: *const c_char,
    state: *mut *mut ringout_state,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
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

/// Frees a state that a function returned. NULL does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_free(state: *mut ringout_state) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(state) }
}

/// Returns the status of the call as a whole: a `RINGOUT_STATUS_...`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_call_status(state: *const ringout_state) -> u32 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(state, RINGOUT_STATUS_UNKNOWN, |state| state.call.number()) }
}

/// Returns the status of the caller's leg: a `RINGOUT_STATUS_...`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_caller_status(state: *const ringout_state) -> u32 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(state, RINGOUT_STATUS_UNKNOWN, |state| state.caller.number()) }
}

/// Returns the status of the callee's leg: a `RINGOUT_STATUS_...`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_callee_status(state: *const ringout_state) -> u32 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(state, RINGOUT_STATUS_UNKNOWN, |state| state.callee.number()) }
}

/// Returns the status of the call as RingCentral spells it. Valid until the state is freed, like its other strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_call_status_text(state: *const ringout_state) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(state, ptr::null(), |state| state.call.pointer()) }
}

/// Returns the status of the caller's leg as RingCentral spells it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_caller_status_text(state: *const ringout_state) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(state, ptr::null(), |state| state.caller.pointer()) }
}

/// Returns the status of the callee's leg as RingCentral spells it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_callee_status_text(state: *const ringout_state) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(state, ptr::null(), |state| state.callee.pointer()) }
}

/// Returns the phase of the call: a `RINGOUT_PHASE_...`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_phase(state: *const ringout_state) -> u32 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(state, RINGOUT_PHASE_UNKNOWN, |state| state.state.phase() as u32) }
}

/// Returns the name of a `RINGOUT_PHASE_...`, such as "RingingCaller". Never NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_phase_name(phase: u32) -> *const c_char {
    names::name(&PHASES, phase)
}

/// Returns the three statuses in one line, such as "call InProgress, caller Success, callee InProgress".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_text(state: *const ringout_state) -> *const c_char {
    let text = |state: &ringout_state| state.text.get_or_init(|| Box::new(c_string(state.state.to_string()))).as_ptr();
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(state, ptr::null(), text) }
}

/// Returns one sentence, without a full stop, that says what is happening or how the call ended.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_state_explain(state: *const ringout_state) -> *const c_char {
    let text =
        |state: &ringout_state| state.explanation.get_or_init(|| Box::new(c_string(state.state.explain()))).as_ptr();
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(state, ptr::null(), text) }
}
