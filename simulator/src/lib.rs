//! A RingCentral on your own machine: logging in, placing RingOut calls, following and cancelling them, without a paid
//! line and without ringing anybody's phone.
//!
//! ```
//! use ringout_simulator::{Config, Simulator};
//!
//! let simulator = Simulator::start(Config::default())?;
//! assert!(simulator.url().starts_with("http://127.0.0.1:"));
//! // Give url(), client_id(), client_secret() and jwt() to any RingCentral client.
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! Stateful: a call rings, is answered, talks and ends, on a clock that can run fast or be stopped and moved by hand.
//! Deterministic: the last four digits of a number decide what happens to its leg, and a seed decides every id and
//! token. Scripted: an admin API under `/_simulator/` moves the clock, answers phones, and makes requests fail in every
//! way that networks know. The README has the tables.
//!
//! Inside, [`Simulator`] runs a small HTTP server (`server`) over one `world`. `platform` finds out what a request
//! means; `oauth`, `ringout` and `account` answer it; `errors` holds every error body. `faults` and `limits` get in the
//! way, `journal` and `events` keep track, and `admin` controls it all. Only `clock` knows the time.

#![forbid(unsafe_code)]

mod account;
mod admin;
mod clock;
mod config;
mod errors;
mod events;
mod faults;
mod identity;
mod journal;
mod limits;
mod oauth;
mod platform;
mod random;
mod ringout;
mod scenario;
mod server;
mod simulator;
mod world;

pub use config::{CancelRule, Certificate, Config};
pub use limits::{Limit, Limits};
pub use scenario::{BadFile, Scenario};
pub use simulator::Simulator;
