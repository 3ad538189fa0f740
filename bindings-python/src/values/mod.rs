//! Immutable value objects and pure functions. They send nothing.

pub mod authorization;
pub mod call_log;
pub mod call_request;
pub mod change;
pub mod dial;
pub mod journal_entry;
pub mod ledger_key;
pub mod limit;
pub mod numbers;
pub mod outcome;
pub mod placed;
pub mod preflight;
pub mod response;
pub mod state;
pub mod status;
pub mod token;
pub mod verdict;
