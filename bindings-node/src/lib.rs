//! The native half of the npm package `ringout`. It only converts between JavaScript and the core.
//!
//! The other half, the facade, is the JavaScript in `lib/`. It checks the types of all arguments before it passes them on, and
//! turns results into its classes and errors. Nothing here blocks Node's thread: an operation that sends requests runs on a
//! worker of the core and settles a promise (`operation`).

#![deny(unsafe_code)] // napi's macros contain their own `allow`

pub mod account;
pub mod call;
pub mod call_log;
pub mod callback;
pub mod cancel_token;
pub mod client;
pub mod deferred_drop;
pub mod dial;
pub mod failure;
pub mod hang_ups;
pub mod in_flight;
pub mod journal;
pub mod ledger;
pub mod limits;
pub mod logger;
pub mod login;
pub mod names;
pub mod operation;
pub mod options;
pub mod outcome;
pub mod place_all;
pub mod queue;
pub mod request;

pub(crate) mod spelling;
pub mod state;
pub mod store;

pub mod watch;
