//! State machine of a call with two legs, from the flow charts of RingCentral's RingOut guide.
//!
//! ```text
//!            started     caller answers   callee answers   either hangs up
//! call       InProgress  InProgress       Success          Success
//! caller     InProgress  Success          Success          Finished
//! callee     InProgress  InProgress       Success          Finished
//! ```
//! A leg that fails ends the call as `CannotReach`, regardless of the other leg.

use serde::Serialize;

use super::status::Status;

/// One side of the call. The caller is rung first, and the callee once the caller has answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leg {
    Caller,
    Callee,
}

/// The three statuses of a call. Serialized as the platform's `status` object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct State {
    #[serde(rename = "callStatus")]
    pub call: Status,
    #[serde(rename = "callerStatus")]
    pub caller: Status,
    #[serde(rename = "calleeStatus")]
    pub callee: Status,
}

/// An event of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Answer(Leg),
    HangUp(Leg),
    Fail(Leg, Status),
    /// The leg shows an undocumented status and keeps ringing.
    Divert(Leg),
    /// The platform fails the call (`NoAnsweringMachine`).
    PlatformFailure,
    /// The caller presses 1 at the prompt of `playPrompt`. Changes no status.
    PressOne,
    /// A DELETE.
    Cancel,
}

impl State {
    /// A call that was just placed.
    pub const PLACED: State =
        State { call: Status::InProgress, caller: Status::InProgress, callee: Status::InProgress };

    /// Whether the call has ended.
    pub fn is_over(self) -> bool {
        let leg_over = |leg: Status| leg == Status::Finished || leg.is_failure();
        !matches!(self.call, Status::InProgress | Status::Success) || leg_over(self.caller) || leg_over(self.callee)
    }

    /// Whether both legs are connected.
    pub fn is_connected(self) -> bool {
        self.caller == Status::Success && self.callee == Status::Success
    }

    /// Returns the state after `event`, or `None` if the event is impossible in this state.
    pub fn after(self, event: Event) -> Option<State> {
        if self.is_over() {
            return None;
        }
        match event {
            Event::Answer(leg) => self.can_be_answered(leg).then(|| self.answered(leg)),
            Event::HangUp(leg) => (self.leg(leg) == Status::Success).then(|| self.hung_up()),
            Event::Fail(leg, status) => self.leg(leg).is_ringing().then(|| self.failed(leg, status)),
            Event::Divert(leg) => self.can_be_answered(leg).then(|| self.with(leg, Status::Diverted)),
            Event::PressOne => (self.caller == Status::Success && self.callee.is_ringing()).then_some(self),
            Event::PlatformFailure => Some(State { call: Status::NoAnsweringMachine, ..self }),
            Event::Cancel => (!self.is_connected()).then(|| self.hung_up()),
        }
    }

    fn leg(self, leg: Leg) -> Status {
        match leg {
            Leg::Caller => self.caller,
            Leg::Callee => self.callee,
        }
    }

    fn with(self, leg: Leg, status: Status) -> State {
        match leg {
            Leg::Caller => State { caller: status, ..self },
            Leg::Callee => State { callee: status, ..self },
        }
    }

    fn can_be_answered(self, leg: Leg) -> bool {
        self.leg(leg).is_ringing() && (leg == Leg::Caller || self.caller == Status::Success)
    }

    fn answered(self, leg: Leg) -> State {
        let state = self.with(leg, Status::Success);
        if state.is_connected() { State { call: Status::Success, ..state } } else { state }
    }

    fn failed(self, leg: Leg, status: Status) -> State {
        State { call: Status::CannotReach, ..self.with(leg, status) }
    }

    /// The state after a hang-up or cancel: answered legs are Finished, ringing legs are Rejected.
    fn hung_up(self) -> State {
        let end = |leg: Status| if leg == Status::Success { Status::Finished } else { Status::Rejected };
        let call = if self.is_connected() { Status::Success } else { Status::CannotReach };
        State { call, caller: end(self.caller), callee: end(self.callee) }
    }
}

#[cfg(test)]
mod tests {
    use super::Leg::{Callee, Caller};
    use super::Status::{Busy, CannotReach, Diverted, Finished, InProgress, NoAnsweringMachine, Rejected, Success};
    use super::{Event, State, Status};

    fn shown(events: &[Event]) -> (Status, Status, Status) {
        let state = events.iter().fold(State::PLACED, |state, event| state.after(*event).unwrap());
        (state.call, state.caller, state.callee)
    }

    #[test]
    fn a_successful_call_follows_the_chart() {
        assert_eq!(shown(&[]), (InProgress, InProgress, InProgress));
        assert_eq!(shown(&[Event::Answer(Caller)]), (InProgress, Success, InProgress));
        let connected = [Event::Answer(Caller), Event::Answer(Callee)];
        assert_eq!(shown(&connected), (Success, Success, Success));
        for leg in [Caller, Callee] {
            let ended = [connected[0], connected[1], Event::HangUp(leg)];
            assert_eq!(shown(&ended), (Success, Finished, Finished), "the call status stays Success");
        }
    }

    #[test]
    fn a_failed_leg_fails_the_call() {
        let busy_callee = [Event::Answer(Caller), Event::Fail(Callee, Busy)];
        assert_eq!(shown(&busy_callee), (CannotReach, Success, Busy));
        assert_eq!(shown(&[Event::Fail(Caller, Busy)]), (CannotReach, Busy, InProgress));
    }

    #[test]
    fn a_cancel_rejects_ringing_legs_and_finishes_answered_ones() {
        assert_eq!(shown(&[Event::Cancel]), (CannotReach, Rejected, Rejected));
        assert_eq!(shown(&[Event::Answer(Caller), Event::Cancel]), (CannotReach, Finished, Rejected));
        let caller_left = [Event::Answer(Caller), Event::HangUp(Caller)];
        assert_eq!(shown(&caller_left), (CannotReach, Finished, Rejected));
    }

    #[test]
    fn a_platform_failure_does_not_change_the_legs() {
        assert_eq!(shown(&[Event::PlatformFailure]), (NoAnsweringMachine, InProgress, InProgress));
    }

    #[test]
    fn an_undocumented_status_still_rings() {
        assert_eq!(shown(&[Event::Divert(Caller)]), (InProgress, Diverted, InProgress));
        assert_eq!(shown(&[Event::Divert(Caller), Event::Answer(Caller)]), (InProgress, Success, InProgress));
    }

    #[test]
    fn impossible_events_are_refused() {
        let refused = |events: &[Event], last: Event| {
            let state = events.iter().fold(State::PLACED, |state, event| state.after(*event).unwrap());
            state.after(last).is_none()
        };
        assert!(refused(&[], Event::Answer(Callee)), "the caller is rung first");
        assert!(refused(&[], Event::HangUp(Caller)));
        assert!(refused(&[], Event::PressOne), "the caller has not answered");
        let connected = [Event::Answer(Caller), Event::Answer(Callee)];
        assert!(refused(&connected, Event::Cancel));
        assert!(refused(&connected, Event::PressOne));
        assert!(refused(&connected, Event::Fail(Callee, Busy)));
        assert!(refused(&[Event::Cancel], Event::Answer(Caller)), "an ended call stays ended");
    }
}
