//! Version of the library.

use std::ffi::{CStr, c_char};

use crate::abi::RINGOUT_ABI_VERSION;

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => panic!("the version contains a NUL"),
};

/// Returns the version of the loaded library, such as "0.1.0". `RINGOUT_VERSION` is that of the header that the program
/// was compiled with. Never NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_version() -> *const c_char {
    VERSION.as_ptr()
}

/// Returns the version of the binary interface of the loaded library. The library fits the program if this equals
/// `RINGOUT_ABI_VERSION`.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_abi_version() -> u32 {
    RINGOUT_ABI_VERSION
}
