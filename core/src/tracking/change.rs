//! A change of a call's state.
//!
//! The record makes a change when it gets a state that differs from the last one, so all subscribers get the same
//! change.

use std::time::Duration;

use crate::model::state::{CallState, Verdict};

/// A change of a call's state.
///
/// It happened between [`earliest`](Self::earliest) and [`latest`](Self::latest). Polling cannot be more precise.
///
/// # Examples
///
/// ```no_run
/// use ringout_core::{Client, WaitOptions};
///
/// let call = Client::from_env()?.call("234343434")?;
/// for change in call.watch(&WaitOptions::default()) {
///     let change = change?;
///     let (earliest, latest) = (change.earliest.as_secs_f64(), change.latest.as_secs_f64());
///     println!("{earliest:.1} to {latest:.1} s: {}", change.state);
/// }
/// # Ok::<(), ringout_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The previous state; `None` for the first poll of a call that was not placed through this handle.
    pub previous: Option<CallState>,
    /// The new state.
    pub state: CallState,
    /// How RingCentral's documentation judges the transition; `None` without a `previous`.
    pub verdict: Option<Verdict>,
    /// Lower bound: the last poll that showed the previous state began at this time. Counted from when the call was
    /// placed or the handle was made.
    pub earliest: Duration,
    /// Upper bound: the poll that showed the new state ended at this time.
    pub latest: Duration,
}
