//! One change of a call's state.

use std::time::Duration;

use crate::state::{CallState, Verdict};

/// A change of a call's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What was seen before; `None` for the first look at a call that was not placed through this handle.
    pub previous: Option<CallState>,
    /// What is seen now.
    pub state: CallState,
    /// How the step compares with the documents; `None` without a `previous`.
    pub verdict: Option<Verdict>,
    /// The change happened after this time, when the state before was last confirmed. Counted from when the call was
    /// placed, or the handle made.
    pub earliest: Duration,
    /// The change happened before this time, when it was seen.
    pub latest: Duration,
}
