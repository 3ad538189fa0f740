//! OAuth: the authorization page, the token endpoint with its grants, and sessions.

pub mod authorize;
pub mod client;
pub mod codes;
mod form;
pub mod sessions;
pub mod token;
