//! Call states, transitions and outcomes. Pure: no I/O and no clock.
//!
//! Everything here is a function of its arguments and tested by tables. The test vectors, which all languages run, have
//! the full product of 18 by 18 statuses for both state machines, and the combinations. A decision made here must not be
//! made anywhere else, least of all in a binding.
//!
//! The sources are the vendor's RingOut guide (the flow charts and the tables of a successful and of a failed call), the
//! value tables of its API reference, its `OpenAPI` description, and reports of users. Where they disagree every value is
//! accepted, and is undocumented if only one of them has it.

mod call_state;
mod combination;
mod explanation;
mod outcome;
mod status;
mod transition;
#[cfg(test)]
mod vectors;

pub use call_state::{CallState, Phase};
pub use outcome::{Leg, Outcome, OutcomeKind, OutcomeSource};
pub use status::Status;
pub use transition::{Field, Reason, Verdict, VerdictKind, check_transition};

pub(crate) use outcome::{End, Evidence, LoggedEnd, judge};
