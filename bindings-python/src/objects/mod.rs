//! What asks the platform for something: the classes with a client or a call of the core inside, and what only they need.

pub mod call;
pub mod client;
pub mod follow;
pub mod journal;
pub mod login;
pub mod place_all;
pub mod request;
pub mod store;
pub mod watch;
