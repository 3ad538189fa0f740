//! Status values, one type for the call and both legs.
//!
//! The platform has two overlapping lists, one for `callStatus` and one for `callerStatus` and `calleeStatus`. Its
//! `OpenAPI` description has the longer one for all three. One type holds all values, and the transition tables define
//! which of them each role has. The numbers are ours: the platform only has strings.

use std::fmt::{self, Write as _};

use crate::base::line::OneLine;

/// The status of a call or of one of its legs.
///
/// The numbers, 0 to 17, are the same in every language and never change.
///
/// | role | documented values |
/// |---|---|
/// | a leg | `InProgress` to `RingOutFromThisNumberIsNotSupported` (1 to 12), `NoSessionFound`, `Invalid` |
/// | the call | `InProgress`, `Success`, `CannotReach`, `NoAnsweringMachine`, `NoSessionFound`, `Error`, `Invalid` |
///
/// Any value is accepted in any role; [`check_transition`](crate::check_transition) reports when it is not documented
/// there.
///
/// # Examples
///
/// ```
/// use ringout_core::Status;
///
/// let status = Status::parse("Busy");
/// assert_eq!((&status, status.number(), status.as_str()), (&Status::Busy, 4, "Busy"));
/// assert_eq!(status.explain(), "the phone is busy");
/// assert!(status.is_failed_leg() && status.is_ended());
/// ```
///
/// An undocumented string is kept:
///
/// ```
/// use ringout_core::Status;
///
/// let status = Status::parse("Parked");
/// assert_eq!((status.number(), status.as_str()), (0, "Parked"));
/// assert!(!status.is_ended());
/// ```
///
/// Its `Display` is that string on one line, with control characters and line separators escaped.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Status {
    /// An undocumented string (number 0), which [`as_str`](Self::as_str) returns unchanged.
    Unknown(Box<str>),
    /// Being connected (1).
    InProgress,
    /// Answered (2). For the call: both legs are connected. The call's own status stays `Success` after the end.
    Success,
    /// Hung up after being answered (3).
    Finished,
    /// The phone was busy (4).
    Busy,
    /// Dropped by timeout (5).
    NoAnswer,
    /// Cancelled by the user, or the caller hung up while the callee was ringing (6).
    Rejected,
    /// An error in the phone network or at RingCentral (7).
    GenericError,
    /// International, domestic or internal calling is disabled for this extension (8).
    InternationalDisabled,
    /// The destination is blocked (9).
    DestinationBlocked,
    /// Not enough funds (10).
    NotEnoughFunds,
    /// No such user (11).
    NoSuchUser,
    /// RingOut from this number is not supported (12).
    RingOutFromThisNumberIsNotSupported,
    /// One or both legs could not be connected (13).
    CannotReach,
    /// RingCentral failed internally, or had no resources (14).
    NoAnsweringMachine,
    /// The RingOut no longer exists (15).
    NoSessionFound,
    /// An error without details (16).
    Error,
    /// RingCentral lost the state (17). It may find it again, so this alone ends a wait only if it stays for some
    /// seconds.
    Invalid,
}

impl Status {
    /// Every documented value, in the order of the numbers from 1 to 17. `Unknown` stands for every other string.
    pub const DOCUMENTED: [Self; 17] = [
        Self::InProgress,
        Self::Success,
        Self::Finished,
        Self::Busy,
        Self::NoAnswer,
        Self::Rejected,
        Self::GenericError,
        Self::InternationalDisabled,
        Self::DestinationBlocked,
        Self::NotEnoughFunds,
        Self::NoSuchUser,
        Self::RingOutFromThisNumberIsNotSupported,
        Self::CannotReach,
        Self::NoAnsweringMachine,
        Self::NoSessionFound,
        Self::Error,
        Self::Invalid,
    ];

    /// Parses RingCentral's string. An undocumented one becomes [`Unknown`](Self::Unknown).
    ///
    /// Case matters, as on the wire. `NosuchUser`, another spelling that RingCentral uses, is
    /// [`NoSuchUser`](Self::NoSuchUser). A status missing in a response is `Unknown` with an empty string.
    pub fn parse(text: &str) -> Self {
        // The platform uses two spellings of this one.
        if text == "NosuchUser" {
            return Self::NoSuchUser;
        }
        let known = Self::DOCUMENTED.iter().find(|status| status.as_str() == text);
        known.cloned().unwrap_or_else(|| Self::Unknown(text.into()))
    }

    /// Returns the status with this number; 0 and numbers above 17 are `Unknown`.
    pub fn from_number(number: u32) -> Self {
        let index = usize::try_from(number).unwrap_or(usize::MAX).wrapping_sub(1);
        Self::DOCUMENTED.get(index).cloned().unwrap_or_else(|| Self::Unknown("Unknown".into()))
    }

    /// Returns the number: 1 to 17, and 0 for `Unknown`.
    pub fn number(&self) -> u32 {
        match self {
            Self::Unknown(_) => 0,
            Self::InProgress => 1,
            Self::Success => 2,
            Self::Finished => 3,
            Self::Busy => 4,
            Self::NoAnswer => 5,
            Self::Rejected => 6,
            Self::GenericError => 7,
            Self::InternationalDisabled => 8,
            Self::DestinationBlocked => 9,
            Self::NotEnoughFunds => 10,
            Self::NoSuchUser => 11,
            Self::RingOutFromThisNumberIsNotSupported => 12,
            Self::CannotReach => 13,
            Self::NoAnsweringMachine => 14,
            Self::NoSessionFound => 15,
            Self::Error => 16,
            Self::Invalid => 17,
        }
    }

    /// Returns RingCentral's string; for `Unknown` as it was received.
    ///
    /// For `NoSuchUser` it is always the documented spelling.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Unknown(text) => text,
            Self::InProgress => "InProgress",
            Self::Success => "Success",
            Self::Finished => "Finished",
            Self::Busy => "Busy",
            Self::NoAnswer => "NoAnswer",
            Self::Rejected => "Rejected",
            Self::GenericError => "GenericError",
            Self::InternationalDisabled => "InternationalDisabled",
            Self::DestinationBlocked => "DestinationBlocked",
            Self::NotEnoughFunds => "NotEnoughFunds",
            Self::NoSuchUser => "NoSuchUser",
            Self::RingOutFromThisNumberIsNotSupported => "RingOutFromThisNumberIsNotSupported",
            Self::CannotReach => "CannotReach",
            Self::NoAnsweringMachine => "NoAnsweringMachine",
            Self::NoSessionFound => "NoSessionFound",
            Self::Error => "Error",
            Self::Invalid => "Invalid",
        }
    }

    /// Returns the meaning, in an English phrase from RingCentral's value tables. For people, not for decisions.
    pub fn explain(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "an undocumented status",
            Self::InProgress => "being connected",
            Self::Success => "answered; for the call: both legs are connected",
            Self::Finished => "hung up after being answered",
            Self::Busy => "the phone is busy",
            Self::NoAnswer => "not answered before the timeout",
            Self::Rejected => "cancelled by the user, or the caller hung up while the callee was ringing",
            Self::GenericError => "an error in the phone network or at RingCentral",
            Self::InternationalDisabled => "international, domestic or internal calling is disabled for this extension",
            Self::DestinationBlocked => "calls to this destination are blocked",
            Self::NotEnoughFunds => "the account does not have enough funds",
            Self::NoSuchUser => "no such user",
            Self::RingOutFromThisNumberIsNotSupported => "RingOut from this number is not supported",
            Self::CannotReach => "one or both legs could not be connected",
            Self::NoAnsweringMachine => "RingCentral failed internally, or had no resources",
            Self::NoSessionFound => "the RingOut no longer exists",
            Self::Error => "an error without details",
            Self::Invalid => "RingCentral lost the state of the RingOut",
        }
    }

    /// Returns whether a leg with this status could not be connected: numbers 4 to 12.
    pub fn is_failed_leg(&self) -> bool {
        (4..=12).contains(&self.number())
    }

    /// Returns whether no further status is expected: true for all except `InProgress`, `Success` and `Unknown`. The
    /// call's own `Success` does not end a call; its legs do.
    pub fn is_ended(&self) -> bool {
        self.number() >= 3
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        OneLine(f).write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_is_read_as_it_is_written() {
        for status in Status::DOCUMENTED {
            assert_eq!(Status::parse(status.as_str()), status);
            assert_eq!(status.to_string(), status.as_str());
        }
        assert_eq!(Status::parse("NosuchUser"), Status::NoSuchUser);
        assert_eq!(Status::parse("busy"), Status::Unknown("busy".into()));
        assert_eq!(Status::Unknown("a\u{2028}b".into()).to_string(), r"a\u{2028}b");
        for number in [0, 18, u32::MAX] {
            assert_eq!(Status::from_number(number), Status::Unknown("Unknown".into()));
        }
    }

    #[test]
    fn every_status_has_a_meaning_of_its_own() {
        let unknown = Status::Unknown("Parked".into());
        let mut meanings: Vec<_> = Status::DOCUMENTED.iter().chain([&unknown]).map(Status::explain).collect();
        assert!(meanings.iter().all(|meaning| meaning.contains(' ')), "{meanings:?}");
        meanings.sort_unstable();
        meanings.dedup();
        assert_eq!(meanings.len(), Status::DOCUMENTED.len() + 1);
    }
}
