//! The classes that send requests: clients, calls and iterators over a client or a call of the core.

pub mod block;
pub mod call;
pub mod client;
pub mod follow;
pub mod journal;
pub mod ledger;
pub mod login;
pub mod place_all;
pub mod request;
pub mod store;
pub mod watch;
