//! A change of a call's state.
//!
//! The record makes a change when it gets a state that differs from the last one, so all subscribers get the same
//! change.

use std::fmt;
use std::time::Duration;

use crate::model::state::{CallState, Verdict, VerdictKind};

/// A change of a call's state.
///
/// It happened between [`earliest`](Self::earliest) and [`latest`](Self::latest). Polling cannot be more precise.
/// `Display` writes one line, with the verdict if the transition is not a documented one.
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

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} s: {}", self.latest.as_secs_f64(), self.state)?;
        match &self.verdict {
            Some(verdict) if verdict.kind > VerdictKind::Documented => write!(f, " ({verdict})"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::{Status, check_transition};

    #[test]
    fn a_change_is_one_line() {
        let state = |caller| CallState::new(Status::InProgress, caller, Status::InProgress);
        let change = |from: CallState, to: CallState| Change {
            verdict: Some(check_transition(&from, &to)),
            previous: Some(from),
            state: to,
            earliest: Duration::ZERO,
            latest: Duration::from_millis(2540),
        };
        let documented = change(state(Status::InProgress), state(Status::Success));
        assert_eq!(documented.to_string(), "2.5 s: call InProgress, caller Success, callee InProgress");
        let odd = change(state(Status::InProgress), state(Status::parse("a\nb"))).to_string();
        assert!(odd.starts_with("2.5 s: ") && odd.contains(" (Undocumented; caller: "), "{odd}");
        assert!(!odd.contains('\n'), "{odd}");
    }
}
