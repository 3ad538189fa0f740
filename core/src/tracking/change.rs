//! One change of a call's state.
//!
//! A change is made in one place, when a record is told a state that is not the last one, so that everybody who follows
//! gets the same.

use std::time::Duration;

use crate::model::state::{CallState, Verdict};

/// A change of a call's state.
///
/// It happened at some time between [`earliest`](Self::earliest) and [`latest`](Self::latest): polling cannot tell
/// more.
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
    /// What was seen before; `None` for the first look at a call that was not placed through this handle.
    pub previous: Option<CallState>,
    /// What is seen now.
    pub state: CallState,
    /// How the step compares with the documents; `None` without a `previous`.
    pub verdict: Option<Verdict>,
    /// The change happened after this time, when the last look began that showed the state before. Counted from when the
    /// call was placed, or the handle made.
    pub earliest: Duration,
    /// The change happened before this time, when it was seen.
    pub latest: Duration,
}
