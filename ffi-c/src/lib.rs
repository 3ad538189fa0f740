//! libringout: C bindings of `ringout-core`. Conversions only; all behaviour is in the core.
//!
//! cbindgen generates include/ringout.h from this crate, so write the documentation of exported items for readers of
//! that header. The C contract is at its top; its source is in `cbindgen.toml`.
//!
//! - `guard`: catches panics, and turns the result of a function into a status and an error object.
//! - `memory`: the only file that dereferences pointers from C and that transfers ownership.
//! - `text`, `names`: strings for C.
//! - every other file contains the functions of one type, in the order of the header.

#![deny(unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]
// C's spelling, so that a search for a name of the header finds its source.
#![allow(non_camel_case_types)]
// The safety contract is the same for every function and stated once, at the top of the header.
#![allow(clippy::missing_safety_doc)]
// The comments become the header's, where names of RingCentral are in quotes.
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

pub mod ledger;
pub mod ledger_key;
pub mod ledger_sink;

pub mod call;
pub mod call_request;
pub mod scoped_call;
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

pub mod inbox;

// Private modules.
mod guard;
mod memory;
mod names;
mod spelling;
mod text;
mod time;
