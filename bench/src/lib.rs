//! What the programs of this crate share.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed measurement should panic")]

pub mod usage;
