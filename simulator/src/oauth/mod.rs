//! Logging in: the token endpoint, its grants, and the sessions that they open.

pub mod client;
pub mod sessions;
pub mod token;
