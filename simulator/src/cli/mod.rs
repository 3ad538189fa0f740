//! The command line: options, and how a ready simulator is announced.

pub mod background;
pub mod options;
pub mod ready;
