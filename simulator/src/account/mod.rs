//! The extension, its phone numbers and its call log.

pub mod call_log;
pub mod extension;
pub mod numbers;
mod paging;
mod timestamp;
