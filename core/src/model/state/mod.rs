//! What a call can be, what may follow what, and how it ended. Pure: no I/O and no clock.
//!
//! Everything here is a function of its arguments, so it is tested by tables: the full product of 18 by 18 statuses for
//! both machines, and the combinations, stand in the test vectors that all languages run. What is decided here must not
//! be decided anywhere else, least of all in a binding.
//!
//! The sources are the vendor's RingOut guide (the flow charts and the tables of a successful and of a failed call),
//! the value tables of its API reference, its `OpenAPI` description, and what users have reported. Where they disagree
//! every value is accepted, and called undocumented if only one of them has it.

mod call_state;
mod combination;
mod explanation;
mod outcome;
mod status;
mod transition;

pub use call_state::{CallState, Phase};
pub use outcome::{Leg, Outcome, OutcomeKind, OutcomeSource};
pub use status::Status;
pub use transition::{Field, Reason, Verdict, VerdictKind, check_transition};

pub(crate) use outcome::{End, Evidence, LoggedEnd, judge};
