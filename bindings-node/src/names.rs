//! Names of the core, so that the facade does not repeat them.

use napi_derive::napi;
use ringout_core::{ErrorCode, Status};

/// Returns the name of every status, in the order of their numbers from 0.
#[napi]
pub fn status_names() -> Vec<String> {
    (0..=Status::DOCUMENTED.len())
        .filter_map(|number| u32::try_from(number).ok())
        .map(|number| Status::from_number(number).as_str().to_owned())
        .collect()
}

/// Returns every error code with its number.
#[napi]
pub fn error_codes() -> Vec<(String, u32)> {
    ErrorCode::ALL.iter().map(|code| (code.as_str().to_owned(), code.number())).collect()
}

/// Returns the version of the native half.
#[napi]
pub fn version() -> &'static str {
    ringout_core::VERSION
}
