pub mod argument;
pub mod attach;
pub mod enums;
pub mod error;
pub mod handle;
pub mod value;
