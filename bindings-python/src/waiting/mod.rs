//! Waiting for operations of the core on a thread or an event loop, and interrupting them.

pub mod exits;
pub mod inbox;
pub mod interrupt;
pub mod logging;
pub mod operation;
pub mod output;
pub mod raised;
pub mod session;
