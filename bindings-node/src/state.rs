//! States and verdicts as data, and the functions over them that need no platform.

#![allow(clippy::needless_pass_by_value)] // napi hands strings over by value

use napi_derive::napi;
use ringout_core::{CallState, Status};

/// What the platform says of a call at one moment.
#[napi(object)]
pub struct State {
    /// The call as a whole.
    pub call_status: String,
    /// The leg to the caller.
    pub caller_status: String,
    /// The leg to the callee.
    pub callee_status: String,
    /// Where in its life the call is.
    pub phase: String,
}

/// How a step compares with the documents.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Verdict {
    /// The worst of the three statuses and of the new combination.
    pub kind: String,
    /// Why.
    pub reasons: Vec<Reason>,
    /// All of it in one line.
    pub text: String,
}

/// One finding about a step.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Reason {
    /// What it is about.
    pub field: String,
    /// How bad it is.
    pub kind: String,
    /// The inferred way through states that were not seen.
    pub path: Vec<String>,
    /// The finding in words.
    pub text: String,
}

/// The state that has these three texts.
#[napi]
pub fn parse_state(call: String, caller: String, callee: String) -> State {
    State::from(CallState::new(Status::parse(&call), Status::parse(&caller), Status::parse(&callee)))
}

/// The state in one line.
#[napi]
pub fn state_text(state: State) -> String {
    CallState::from(state).to_string()
}

/// What is happening, in one sentence.
#[napi]
pub fn explain_state(state: State) -> String {
    CallState::from(state).explain()
}

/// Whether one state may follow another.
#[napi]
pub fn check_transition(from: State, to: State) -> Verdict {
    Verdict::from(ringout_core::check_transition(&from.into(), &to.into()))
}

/// The number of a status.
#[napi]
pub fn status_number(text: String) -> u32 {
    Status::parse(&text).number()
}

/// What a status means.
#[napi]
pub fn explain_status(text: String) -> &'static str {
    Status::parse(&text).explain()
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
            [state.call_status, state.caller_status, state.callee_status].map(|text| Status::parse(&text));
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
