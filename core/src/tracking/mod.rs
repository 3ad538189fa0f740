//! The known state of each call, and the tracker that polls all followed calls.
//!
//! - `record` holds the known state of one call and notifies its subscribers, each through a `mailbox`.
//! - `poll` requests a status or the call log once and enters the result into the record.
//! - `schedule` decides, without I/O, which call is polled next. `tracker` polls it with a few threads, or `fallback`
//!   polls one call on the thread that waits.

mod change;
mod fallback;
mod mailbox;
mod poll;
#[cfg(test)]
mod properties;
mod record;
mod schedule;
mod tracker;

pub use change::Change;

pub(crate) use fallback::FallbackPoller;
pub(crate) use mailbox::{Delivery, Mailbox};
pub(crate) use poll::{PollResult, is_about_the_call, is_unknown_call, poll};
pub(crate) use record::{CallRecord, Observations};
pub(crate) use tracker::{Deadline, Subscription, Tracker};
