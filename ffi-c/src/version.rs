//! Which library this is.

use std::ffi::{CStr, c_char};

use crate::abi::RINGOUT_ABI_VERSION;

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => panic!("the version has no NUL in it"),
};

/// The version of the library that is loaded, such as "0.1.0". `RINGOUT_VERSION` is the one of the header that was
/// compiled in.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_version() -> *const c_char {
    VERSION.as_ptr()
}

/// The version of the binary interface of the library that is loaded. A program fits it if this equals
/// `RINGOUT_ABI_VERSION`.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_abi_version() -> u32 {
    RINGOUT_ABI_VERSION
}
