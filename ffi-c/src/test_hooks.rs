//! Compiled for tests only.

use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;

/// Panics, with a text that was put together at run time if `secret`, which must not be shown.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_test_panic(secret: bool, err: *mut *mut ringout_error) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            assert!(!secret, "{}", String::from("canary"));
            panic!("a plain panic")
        })
    }
}
