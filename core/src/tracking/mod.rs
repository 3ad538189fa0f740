//! What is known of each call, and the tracker that polls every call which is followed.
//!
//! - `record` holds what is known of one call and tells its followers, each through a `mailbox`;
//! - `poll` asks the platform once, and enters what it learns into the record;
//! - `schedule` decides, without I/O, which call is polled next; `tracker` does it, with a few threads, or `alone` for one call on
//!   the thread that waits.

mod alone;
mod change;
mod mailbox;
mod poll;
#[cfg(test)]
mod properties;
mod record;
mod schedule;
mod tracker;

pub use change::Change;

pub(crate) use alone::Alone;
pub(crate) use mailbox::{Delivery, Mailbox};
pub(crate) use poll::{PollResult, is_gone, names_the_call, poll};
pub(crate) use record::{CallRecord, Seen};
pub(crate) use tracker::{Deadline, Subscription, Tracker};
