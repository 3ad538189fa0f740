//! RingCentral simulator: log in, place RingOut calls, poll them and cancel them on your own machine, without a paid line
//! and without ringing a real phone.
//!
//! ```
//! use ringout_simulator::{Config, Simulator};
//!
//! let simulator = Simulator::start(Config::default())?;
//! assert!(simulator.url().starts_with("http://127.0.0.1:"));
//! // Pass url(), client_id(), client_secret() and jwt() to any RingCentral client.
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! - Stateful: a call rings, is answered, connects and ends. The clock can run fast, or be stopped and advanced.
//! - Deterministic: the last four digits of a number decide what happens to its leg. The seed decides every id and token.
//! - Scripted: the admin API under `/_simulator/` advances the clock, answers phones and injects network faults.
//!
//! The README has the tables.
//!
//! Inside, [`Simulator`] runs a small HTTP server (`server`) over one `world`. `platform` routes a request to `oauth`,
//! `ringout` or `account`, and `errors` holds every error body. `faults` and `limits` interfere, `journal` and `events`
//! record, and `admin` controls all of it. Only `clock` reads the time.

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
mod page;
mod platform;
mod random;
mod ready;
mod ringout;
mod scenario;
mod server;
mod simulator;
mod world;

pub use config::{CancelRule, Certificate, Config};
pub use limits::{Limit, Limits};
pub use scenario::{BadFile, Scenario};
pub use simulator::Simulator;
