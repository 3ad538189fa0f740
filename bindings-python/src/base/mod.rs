//! Shared conversions: arguments, exceptions, enums, the fields of values, and the GIL.

pub mod argument;
pub mod attach;
pub mod enums;
pub mod error;
pub mod handle;
pub mod import;
pub mod spelling;
pub mod typed;
pub mod value;
