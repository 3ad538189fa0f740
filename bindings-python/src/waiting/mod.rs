//! How an operation of the core is waited for, by a thread or by an event loop, and what interrupts it.

pub mod answer;
pub mod inbox;
pub mod interrupt;
pub mod logging;
pub mod operation;
pub mod raised;
pub mod session;
