//! States and verdicts as plain data, and the functions that judge and explain them.

#![allow(clippy::needless_pass_by_value)] // napi hands strings over by value

use napi::Either;
use napi_derive::napi;
use ringout_core::{CallState, Status};

/// The state of a call.
#[napi(object)]
pub struct State {
    /// The status of the whole call.
    pub call_status: String,
    /// The status of the caller's leg.
    pub caller_status: String,
    /// The status of the callee's leg.
    pub callee_status: String,
    /// The phase of the call.
    pub phase: String,
}

/// A state as one number: the numbers of the statuses of the call, the caller and the callee, and of the phase, in a byte each, from
/// the lowest. JavaScript has the names. A state with an undocumented status is an object.
pub type PackedState = Either<u32, State>;

/// Packs a state, so that it crosses to JavaScript as cheaply as possible.
pub(crate) fn packed(state: CallState) -> PackedState {
    let numbers = [&state.call_status, &state.caller_status, &state.callee_status].map(Status::number);
    if numbers.contains(&0) {
        return Either::B(State::from(state));
    }
    let [call, caller, callee] = numbers.map(|number| u8::try_from(number).unwrap_or(0));
    Either::A(u32::from_le_bytes([call, caller, callee, state.phase() as u8]))
}

/// The verdict on a transition.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Verdict {
    /// The worst of the three statuses and of the new combination.
    pub kind: String,
    /// The reasons.
    pub reasons: Vec<Reason>,
    /// The string form, one line.
    pub text: String,
}

/// One reason of a verdict.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Reason {
    /// The status that it is about, or the combination.
    pub field: String,
    /// Its own verdict.
    pub kind: String,
    /// The inferred statuses that were skipped.
    pub path: Vec<String>,
    /// The reason in one sentence.
    pub text: String,
}

/// Creates a state from three statuses.
#[napi]
pub fn parse_state(call: String, caller: String, callee: String) -> State {
    State::from(CallState::new(Status::parse(&call), Status::parse(&caller), Status::parse(&callee)))
}

/// Returns a state in one line.
#[napi]
pub fn state_text(state: State) -> String {
    CallState::from(state).to_string()
}

/// Describes a state in one sentence.
#[napi]
pub fn explain_state(state: State) -> String {
    CallState::from(state).explain()
}

/// Judges whether one state may follow another.
#[napi]
pub fn check_transition(from: State, to: State) -> Verdict {
    Verdict::from(ringout_core::check_transition(&from.into(), &to.into()))
}

/// Returns the number of a status.
#[napi]
pub fn status_number(status: String) -> u32 {
    Status::parse(&status).number()
}

/// Returns the meaning of a status.
#[napi]
pub fn explain_status(status: String) -> &'static str {
    Status::parse(&status).explain()
}

impl From<CallState> for State {
    fn from(state: CallState) -> Self {
        Self {
            call_status: state.call_status.as_str().to_owned(),
            caller_status: state.caller_status.as_str().to_owned(),
            callee_status: state.callee_status.as_str().to_owned(),
            phase: state.phase().as_str().to_owned(),
        }
    }
}

impl From<State> for CallState {
    fn from(state: State) -> Self {
        let [call, caller, callee] =
            [state.call_status, state.caller_status, state.callee_status].map(|status| Status::parse(&status));
        Self::new(call, caller, callee)
    }
}

impl From<ringout_core::Verdict> for Verdict {
    fn from(verdict: ringout_core::Verdict) -> Self {
        Self {
            kind: verdict.kind.as_str().to_owned(),
            text: verdict.to_string(),
            reasons: verdict.reasons.into_iter().map(Reason::from).collect(),
        }
    }
}

impl From<ringout_core::Reason> for Reason {
    fn from(reason: ringout_core::Reason) -> Self {
        Self {
            field: reason.field.as_str().to_owned(),
            kind: reason.kind.as_str().to_owned(),
            path: reason.path.iter().map(|status| status.as_str().to_owned()).collect(),
            text: reason.text,
        }
    }
}
