//! Place, follow and cancel RingCentral RingOut calls.
//!
//! RingOut rings one phone, then another, and connects them. This crate is the part that every user of the platform's
//! HTTP API would write again: logging in and staying so, placing a call exactly once, following it without being rate
//! limited, and telling how it ended. It blocks; the C, Python and Node packages are thin skins over it.
//!
//! - [`Client`] logs in and places calls; [`CallRequest`] says which.
//! - [`Call`] has the [`status`](Call::status), waits for the end ([`wait`](Call::wait)), follows each change
//!   ([`watch`](Call::watch)), and hangs up ([`cancel`](Call::cancel)).
//! - [`CallState`] is what the platform says of a call, [`Outcome`] is how it ended, and [`check_transition`] tells whether
//!   one state may follow another.
//! - [`Error`] has a [code](ErrorCode), one line of text without any secret, and what the platform said.
//! - [`CancelToken`] interrupts anything that blocks.
//!
//! ```no_run
//! use ringout_core::{CallRequest, Client, WaitOptions};
//!
//! # fn main() -> Result<(), ringout_core::Error> {
//! let client = Client::from_env()?;
//! let call = client.create_call(&CallRequest::to("+16505550100").from("+16505550123"))?;
//! let outcome = call.wait(&WaitOptions::default())?;
//! println!("{outcome}");
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

mod auth;
mod call;
mod cancel;
mod client;
mod clock;
mod config;
mod env;
mod error;
mod http;
mod limits;
mod operation;
mod phone;
mod request;
mod response;
mod retry;
mod secret;
mod sender;
mod state;
mod text;
mod tracker;
mod wire;
mod workers;

pub use auth::{Authorization, Credentials, FileTokenStore, StoreError, Token, TokenKey, TokenStore};
pub use call::{Call, CancelEffect, Change, Follow, Followed, Until, WaitOptions, Watch};
pub use cancel::CancelToken;
pub use client::Client;
pub use config::{CallPath, ClientBuilder};
pub use error::{Attempt, Error, ErrorCode, ErrorDetail, Result};
pub use http::Method;
pub use operation::RateLimit;
pub use request::CallRequest;
pub use response::Response;
pub use state::{
    CallState, Field, Leg, Outcome, OutcomeKind, OutcomeSource, Phase, Reason, Status, Verdict, VerdictKind,
    check_transition,
};
#[doc(hidden)]
pub use workers::spawn;

/// The version of this crate, and of the C, Python and Node packages built from it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
