//! Minimal HTTP/1.1 server over tokio. A framework would hide the level at which many faults happen: truncated responses,
//! wrong lengths, resets, single bytes and stale connections.

pub mod connection;
pub mod delivery;
pub mod listener;
pub mod request;
pub mod response;
pub mod tls;
