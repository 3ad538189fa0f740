//! The three statuses of a call, and where in its life they put it.
//!
//! The phase is what most programs want to show, and what the tracker goes by when it decides how often to look. It is
//! derived from the three statuses alone, so it needs no history: two looks at the same state are in the same phase.

use std::fmt;

use super::{Status, explanation};
use crate::base::wire::StatusBody;

/// What the platform says of a call at one moment.
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
    /// The call as a whole. It stays `Success` after a connected call has ended: the legs tell.
    pub call_status: Status,
    /// The leg to the caller, who is rung first.
    pub caller_status: Status,
    /// The leg to the callee.
    pub callee_status: Status,
}

/// Where in its life a call is.
///
/// | phase | call | caller | callee |
/// |---|---|---|---|
/// | `RingingCaller` | `InProgress` | `InProgress` | `InProgress` |
/// | `RingingCallee` | `InProgress` | `Success` | `InProgress` |
/// | `Connected` | `Success` | `Success` | `Success` |
/// | `Ended` | one of the three has [ended](Status::is_ended) | | |
/// | `Unknown` | anything else | | |
///
/// The rows are those of the vendor's guide. A call with one leg `Finished` is `Ended`, whatever the other
/// leg says. The numbers are the same in every language and never change.
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
    /// The three statuses fit no documented phase.
    Unknown = 0,
    /// The caller's phone rings.
    RingingCaller = 1,
    /// The caller has answered, the callee's phone rings.
    RingingCallee = 2,
    /// Both have answered.
    Connected = 3,
    /// It is over, well or not.
    Ended = 4,
}

impl Phase {
    /// The name, the same in every language: `RingingCaller`.
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
    /// Three statuses put together.
    ///
    /// For tests, and for states that were kept somewhere. Any three are accepted.
    pub fn new(call_status: Status, caller_status: Status, callee_status: Status) -> Self {
        Self { call_status, caller_status, callee_status }
    }

    /// Where in its life the call is.
    ///
    /// The end is looked for first: it takes one ended status, whatever the other two say.
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

    /// What is happening, in one sentence.
    ///
    /// In English, for people. Of a call that has ended it says how, as far as this state shows it.
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

    /// Whether both sides have talked, as far as this state shows.
    ///
    /// The call's `Success` means that both legs were connected, and stays. Two answered legs under another call status
    /// have been connected, too, whatever became of the call.
    pub(crate) fn shows_connection(&self) -> bool {
        let answered = |leg: &Status| matches!(leg, Status::Success | Status::Finished);
        self.call_status == Status::Success || (answered(&self.caller_status) && answered(&self.callee_status))
    }

    /// Whether it tells of an end, and not only that the platform does not know the call any more or has lost its state.
    pub(crate) fn shows_end(&self) -> bool {
        let ends = |status: &Status| status.is_ended() && !matches!(status, Status::NoSessionFound | Status::Invalid);
        self.shows(ends)
    }

    /// Whether it says that the call does not exist any more, and nothing of how it ended.
    pub(crate) fn is_not_found(&self) -> bool {
        !self.shows_end() && self.shows(|status| *status == Status::NoSessionFound)
    }

    /// Whether the platform has lost the state, of the call or of a leg, and nothing else tells of an end.
    ///
    /// It may be found again: `Invalid` to anything is undocumented, but not impossible.
    pub(crate) fn shows_loss(&self) -> bool {
        !self.shows_end() && !self.is_not_found() && self.shows(|status| *status == Status::Invalid)
    }

    fn shows(&self, test: impl Fn(&Status) -> bool) -> bool {
        [&self.call_status, &self.caller_status, &self.callee_status].into_iter().any(test)
    }

    /// A status that an answer leaves out is `Unknown` with an empty text.
    pub(crate) fn from_wire(body: &StatusBody) -> Self {
        let parse = |text: &Option<String>| Status::parse(text.as_deref().unwrap_or_default());
        Self::new(parse(&body.call_status), parse(&body.caller_status), parse(&body.callee_status))
    }
}

impl fmt::Display for CallState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "call {}, caller {}, callee {}", self.call_status, self.caller_status, self.callee_status)
    }
}
