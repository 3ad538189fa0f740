//! The account, its extension, the phone numbers and the call log.

pub mod call_log;
pub mod extension;
pub mod numbers;
mod paging;
mod query;
mod timestamp;
