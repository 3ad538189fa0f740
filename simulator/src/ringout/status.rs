//! The words that the platform's `callStatus`, `callerStatus` and `calleeStatus` carry.

use serde::Serialize;

/// A status value, with its spelling on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Status {
    InProgress,
    Success,
    Finished,
    Busy,
    NoAnswer,
    Rejected,
    GenericError,
    InternationalDisabled,
    DestinationBlocked,
    NotEnoughFunds,
    NoSuchUser,
    CannotReach,
    NoAnsweringMachine,
    /// In no document: what a client does with a value it has never heard of is worth a test.
    Diverted,
}

impl Status {
    /// The spelling on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Status::InProgress => "InProgress",
            Status::Success => "Success",
            Status::Finished => "Finished",
            Status::Busy => "Busy",
            Status::NoAnswer => "NoAnswer",
            Status::Rejected => "Rejected",
            Status::GenericError => "GenericError",
            Status::InternationalDisabled => "InternationalDisabled",
            Status::DestinationBlocked => "DestinationBlocked",
            Status::NotEnoughFunds => "NotEnoughFunds",
            Status::NoSuchUser => "NoSuchUser",
            Status::CannotReach => "CannotReach",
            Status::NoAnsweringMachine => "NoAnsweringMachine",
            Status::Diverted => "Diverted",
        }
    }

    /// The leg never got to talk.
    pub fn is_failure(self) -> bool {
        use Status::{
            Busy, DestinationBlocked, GenericError, InternationalDisabled, NoAnswer, NoSuchUser, NotEnoughFunds,
            Rejected,
        };
        matches!(
            self,
            Busy | NoAnswer
                | Rejected
                | GenericError
                | InternationalDisabled
                | DestinationBlocked
                | NotEnoughFunds
                | NoSuchUser
        )
    }

    /// Still being connected.
    pub fn is_ringing(self) -> bool {
        matches!(self, Status::InProgress | Status::Diverted)
    }
}
