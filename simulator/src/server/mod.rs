//! HTTP/1.1 by hand over tokio, because half of what the simulator is for happens below a framework: answers cut after
//! so many bytes, wrong lengths, resets, dripping bytes, connections that are dead when they are used again.

pub mod connection;
pub mod delivery;
pub mod listener;
pub mod request;
pub mod response;
pub mod tls;
