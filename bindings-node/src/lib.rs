//! The native half of the npm package `ringout`: it converts between JavaScript and the core, and does nothing else.
//!
//! The other half is the JavaScript in `lib/`. It checks the types of all arguments before they come here, and makes its
//! classes and errors out of what goes back. Nothing here blocks Node's thread: an operation that waits for the platform
//! runs on a worker of the core, and settles a promise (`operation`).

#![deny(unsafe_code)] // napi's macros allow themselves what they need

pub mod account;
pub mod asking;
pub mod call;
pub mod call_log;
pub mod cancel_token;
pub mod client;
pub mod dial;
pub mod failure;
pub mod journal;
pub mod limits;
pub mod logger;
pub mod login;
pub mod names;
pub mod operation;
pub mod options;
pub mod outcome;
pub mod place_all;
pub mod request;
pub mod retire;
pub(crate) mod spelling;
pub mod state;
pub mod store;
pub mod under_way;
pub mod watch;
