//! Logging in: the token endpoint, its grants, and the sessions that they open.

pub mod authorize;
pub mod client;
pub mod codes;
mod form;
pub mod sessions;
pub mod token;
