//! A call's three statuses and its phase.
//!
//! Most programs show the phase, and the tracker uses it to decide how often to poll. It is derived from the three
//! statuses alone and needs no history: two polls with the same state have the same phase.

use std::borrow::Cow;
use std::fmt;

use super::{Status, explanation};
use crate::base::wire::StatusBody;

/// The state of a call as RingCentral reports it at one moment.
///
/// Its `Display` is one line for a log: `call InProgress, caller Success, callee InProgress`.
///
/// # Examples
///
/// ```
/// use ringout_core::{CallState, Phase, Status};
///
/// let state = CallState::new(Status::Success, Status::Finished, Status::Finished);
/// assert_eq!(state.phase(), Phase::Ended);
/// assert_eq!(state.to_string(), "call Success, caller Finished, callee Finished");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CallState {
    /// The call as a whole. It stays `Success` after a connected call has ended; only the legs show the end.
    pub call_status: Status,
    /// The leg to the caller, which rings first.
    pub caller_status: Status,
    /// The leg to the callee.
    pub callee_status: Status,
}

/// The phase of a call.
///
/// | phase | call | caller | callee |
/// |---|---|---|---|
/// | `RingingCaller` | `InProgress` | `InProgress` | `InProgress` |
/// | `RingingCallee` | `InProgress` | `Success` | `InProgress` |
/// | `Connected` | `Success` | `Success` | `Success` |
/// | `Ended` | one of the three has [ended](Status::is_ended) | | |
/// | `Unknown` | anything else | | |
///
/// The rows are those of RingCentral's guide. A call with one leg `Finished` is `Ended`, whatever the other leg's status.
/// The numbers are the same in every language and never change.
///
/// # Examples
///
/// ```
/// use ringout_core::{CallState, Phase, Status};
///
/// let first = CallState::new(Status::InProgress, Status::InProgress, Status::InProgress);
/// assert_eq!(first.phase(), Phase::RingingCaller);
/// assert_eq!(first.phase().as_str(), "RingingCaller");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Phase {
    /// The three statuses match no documented phase.
    Unknown = 0,
    /// The caller's phone is ringing.
    RingingCaller = 1,
    /// The caller has answered and the callee's phone is ringing.
    RingingCallee = 2,
    /// Both have answered.
    Connected = 3,
    /// The call has ended, successfully or not.
    Ended = 4,
}

impl Phase {
    /// Returns the name, the same in every language, such as `RingingCaller`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "Unknown",
            Self::RingingCaller => "RingingCaller",
            Self::RingingCallee => "RingingCallee",
            Self::Connected => "Connected",
            Self::Ended => "Ended",
        }
    }
}

impl CallState {
    /// Creates a state from three statuses, in any combination.
    ///
    /// For tests, and for states that your program stored.
    pub fn new(call_status: Status, caller_status: Status, callee_status: Status) -> Self {
        Self { call_status, caller_status, callee_status }
    }

    /// Returns the phase of the call.
    ///
    /// One ended status makes the phase `Ended`, whatever the other two are.
    pub fn phase(&self) -> Phase {
        use Status::{InProgress, Success};
        match (&self.call_status, &self.caller_status, &self.callee_status) {
            (call, caller, callee) if call.is_ended() || caller.is_ended() || callee.is_ended() => Phase::Ended,
            (InProgress, InProgress, InProgress) => Phase::RingingCaller,
            (InProgress, Success, InProgress) => Phase::RingingCallee,
            (Success, Success, Success) => Phase::Connected,
            _ => Phase::Unknown,
        }
    }

    /// Returns what is happening, in one English sentence for people. For a call that has ended it says how, as far as
    /// this state shows.
    ///
    /// # Examples
    ///
    /// ```
    /// use ringout_core::{CallState, Status};
    ///
    /// let state = CallState::new(Status::Success, Status::Finished, Status::Finished);
    /// assert_eq!(state.explain(), "the call has ended: both sides talked and hung up");
    /// ```
    pub fn explain(&self) -> String {
        explanation::of_state(self)
    }

    /// Whether this state shows that both sides have talked.
    ///
    /// The call's `Success` means that both legs were connected, and never reverts. Two answered legs under another call
    /// status were connected too, whatever happened to the call.
    pub(crate) fn shows_connection(&self) -> bool {
        let answered = |leg: &Status| matches!(leg, Status::Success | Status::Finished);
        self.call_status == Status::Success || (answered(&self.caller_status) && answered(&self.callee_status))
    }

    /// Whether it shows an end, and not only that the platform no longer knows the call or has lost its state.
    pub(crate) fn shows_end(&self) -> bool {
        let ends = |status: &Status| status.is_ended() && !matches!(status, Status::NoSessionFound | Status::Invalid);
        self.shows(ends)
    }

    /// Whether it shows that the call no longer exists, but not how it ended.
    pub(crate) fn is_not_found(&self) -> bool {
        !self.shows_end() && self.shows(|status| *status == Status::NoSessionFound)
    }

    /// Whether the platform has lost the state of the call or of a leg, and no other status shows an end.
    ///
    /// The state may be found again: a change from `Invalid` is undocumented, but not impossible.
    pub(crate) fn shows_loss(&self) -> bool {
        !self.shows_end() && !self.is_not_found() && self.shows(|status| *status == Status::Invalid)
    }

    fn shows(&self, test: impl Fn(&Status) -> bool) -> bool {
        [&self.call_status, &self.caller_status, &self.callee_status].into_iter().any(test)
    }

    /// A status missing in a response becomes `Unknown` with an empty string.
    pub(crate) fn from_wire(body: &StatusBody<'_>) -> Self {
        let parse = |text: &Option<Cow<'_, str>>| Status::parse(text.as_deref().unwrap_or_default());
        Self::new(parse(&body.call_status), parse(&body.caller_status), parse(&body.callee_status))
    }
}

impl fmt::Display for CallState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "call {}, caller {}, callee {}", self.call_status, self.caller_status, self.callee_status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(statuses: [&str; 3]) -> CallState {
        let [call, caller, callee] = statuses.map(Status::parse);
        CallState::new(call, caller, callee)
    }

    #[test]
    fn two_answered_legs_or_a_connected_call_show_a_conversation() {
        for (statuses, shows) in [
            (["InProgress", "Success", "InProgress"], false),
            (["InProgress", "InProgress", "Success"], false),
            (["CannotReach", "Finished", "Busy"], false),
            (["InProgress", "Success", "Success"], true),
            (["NoSessionFound", "Finished", "Success"], true),
            (["Success", "InProgress", "InProgress"], true),
            (["Success", "NoSessionFound", "Finished"], true),
        ] {
            assert_eq!(state(statuses).shows_connection(), shows, "{statuses:?}");
        }
    }

    /// Whether a state shows an end, only that the call is gone, or only that the state is lost.
    fn shown(statuses: [&str; 3]) -> (bool, bool, bool) {
        let state = state(statuses);
        (state.shows_end(), state.is_not_found(), state.shows_loss())
    }

    #[test]
    fn an_end_counts_more_than_a_call_that_is_gone_and_that_more_than_a_lost_state() {
        let (nothing, end) = ((false, false, false), (true, false, false));
        let (gone, lost) = ((false, true, false), (false, false, true));
        for (statuses, expected) in [
            (["Success", "Success", "Parked"], nothing),
            (["NoSessionFound", "Success", "Busy"], end),
            (["Invalid", "Finished", "InProgress"], end),
            (["Invalid", "NoSessionFound", "Error"], end),
            (["NoSessionFound", "InProgress", "InProgress"], gone),
            (["Success", "NoSessionFound", "Invalid"], gone),
            (["InProgress", "InProgress", "Invalid"], lost),
            (["Invalid"; 3], lost),
        ] {
            assert_eq!(shown(statuses), expected, "{statuses:?}");
        }
    }

    #[test]
    fn the_line_of_a_state_names_each_status() {
        assert_eq!(
            state(["InProgress", "Success", "Par\nked"]).to_string(),
            r"call InProgress, caller Success, callee Par\nked"
        );
    }

    #[test]
    fn a_status_that_a_response_lacks_is_unknown_and_empty() {
        let body =
            StatusBody { call_status: Some("Success".into()), caller_status: None, callee_status: Some("X".into()) };
        assert_eq!(CallState::from_wire(&body), state(["Success", "", "X"]));
    }
}
