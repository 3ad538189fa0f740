//! What the programs of this crate share.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a failed measurement should panic"
)]

pub mod usage;
