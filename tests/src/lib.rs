//! What the conformance suites share: a simulator with its admin API, servers that misbehave, measured time, vectors.
//!
//! The suites are in `rust/`, one file for each promise of the library. They use the public interface of the core and
//! nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop loudly")]
#![allow(clippy::missing_panics_doc, reason = "the same")]

pub mod line;
pub mod places;
pub mod platform;
pub mod random;
pub mod server;
pub mod timing;
pub mod vectors;

pub use line::Line;
pub use platform::Platform;
pub use server::Server;
