//! Documented combinations of the three statuses.
//!
//! From the tables of a successful and of a failed call in the vendor's guide, and reports of users (`CannotReach` with
//! caller `GenericError` and callee `Success`):
//!
//! | call | caller | callee |
//! |---|---|---|
//! | `InProgress` | `InProgress` or `Success` | `InProgress` |
//! | `Success` | `Success` or `Finished` | `Success` or `Finished` |
//! | `CannotReach` | at least one of the two | has failed |
//! | `NoAnsweringMachine`, `Error`, `Invalid`, `NoSessionFound` | any | any |
//!
//! Anything else is undocumented, but never impossible: the platform may read the three statuses at slightly different
//! times, for instance when both legs have answered and the call does not show it yet.

use super::{CallState, Status};

/// Describes why the combination is undocumented; `None` for a documented one.
pub(super) fn problem(state: &CallState) -> Option<String> {
    use Status::{CannotReach, Error, Finished, InProgress, Invalid, NoAnsweringMachine, NoSessionFound, Success};
    let (caller, callee) = (&state.caller_status, &state.callee_status);
    let text = match (&state.call_status, caller, callee) {
        (InProgress, InProgress | Success, InProgress) => return None,
        (InProgress, InProgress, Success) => "the callee has answered before the caller, whose phone rings first",
        (InProgress, Success, Success) => "both legs have answered and the call is still being connected",
        (InProgress, ..) => "a leg has ended and the call is still being connected",
        (Success, Success | Finished, Success | Finished) => return None,
        (Success, ..) => "the call is connected and a leg is not",
        (CannotReach, caller, callee) if caller.is_failed_leg() || callee.is_failed_leg() => return None,
        (CannotReach, ..) => "the call failed and neither leg did",
        (NoAnsweringMachine | Error | Invalid | NoSessionFound, ..) => return None,
        _ => "the call has a status that is not documented for calls",
    };
    Some(format!("{text} ({state})"))
}
