//! Shared code of the conformance suites: a simulator with its admin API, faulty servers, timing and the vectors.
//!
//! The suites are in `rust/`, one file for each promise of the library. They use only the public interface of the core.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot go on should stop loudly"
)]

pub mod ledger;
pub mod operations;
pub mod platform;
pub mod random;
pub mod relay;
pub mod server;
pub mod timing;
pub mod vectors;

pub use platform::Platform;
pub use relay::TcpRelay;
pub use server::Server;
