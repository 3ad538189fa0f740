//! libringout: the core for C and C++. Conversions only; whatever a call does is decided in `ringout-core`.
//!
//! The contract with C stands at the top of include/ringout.h (written in `cbindgen.toml`), which is generated from
//! this crate: the documentation of every exported item here is written for readers of that header.
//!
//! - `guard`: no panic gets out; the result of a function becomes its status and its error.
//! - `memory`: the only file that follows a pointer from C, and that gives and takes ownership.
//! - `text`, `names`: strings for C.
//! - every other file holds the functions of one type, in the order in which the header has them.

#![deny(unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]
// C's own spelling, so that the header can be found in the source.
#![allow(non_camel_case_types)]
// What a caller must keep to is the same for every function, and is said once: at the top of the header.
#![allow(clippy::missing_safety_doc)]
// The comments become C's, where names of the platform stand in quotes.
#![allow(clippy::doc_markdown)]

// Public items, in the order of the header.
pub mod abi;
pub mod version;

pub mod log;

pub mod client;
pub mod config;

pub mod caller_ids;
pub mod forwarding_numbers;
pub mod preflight;

pub mod limits;

pub mod authorization;
pub mod login;
pub mod token;

pub mod token_key;
pub mod token_sink;
pub mod token_store;

pub mod call;
pub mod call_request;
pub mod wait_options;

pub mod change;
pub mod watch;

pub mod place_all;
pub mod place_options;

pub mod journal_entry;
pub mod placed;

pub mod logged_call;

pub mod outcome;
pub mod state;
pub mod status;
pub mod verdict;

pub mod cancel_token;
pub mod error;
pub mod response;

pub mod dial_uri;

// What they are made with.
mod guard;
mod memory;
mod names;
mod spelling;
mod text;
mod time;
