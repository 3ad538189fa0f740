//! What a call can be, what may follow what, and how it ended. Pure: no I/O and no clock.

mod call_state;
mod combination;
mod outcome;
mod status;
mod transition;

pub use call_state::{CallState, Phase};
pub use outcome::{Leg, Outcome, OutcomeKind, OutcomeSource};
pub use status::Status;
pub use transition::{Field, Reason, Verdict, VerdictKind, check_transition};

pub(crate) use outcome::{End, Evidence, judge};
