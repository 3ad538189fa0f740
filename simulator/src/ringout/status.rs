//! Values of `callStatus`, `callerStatus` and `calleeStatus`.

use serde::Serialize;

/// A status value.
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
    /// Undocumented, to test how clients handle unknown values.
    Diverted,
}

impl Status {
    /// Spelling on the wire.
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

    /// Name of the admin request that fails a leg with this status, or `fail`.
    pub fn action(self) -> &'static str {
        match self {
            Status::Busy => "busy",
            Status::NoAnswer => "no-answer",
            Status::Rejected => "reject",
            _ => "fail",
        }
    }

    /// Whether the leg failed before it was answered.
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

    /// Whether the leg is still ringing.
    pub fn is_ringing(self) -> bool {
        matches!(self, Status::InProgress | Status::Diverted)
    }
}
