//! Panic guard of every exported function: turns panics and errors into a status and an error object.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use ringout_core::{Error, ErrorCode, Result};

use crate::error::{RINGOUT_OK, ringout_error, ringout_status};
use crate::memory;

/// Runs the body of a function that can fail. Writes an error to `err` unless that is NULL.
///
/// # Safety
/// `err` is NULL or may be written to.
pub(crate) unsafe fn guard(err: *mut *mut ringout_error, body: impl FnOnce() -> Result<()>) -> ringout_status {
    match caught(body).unwrap_or_else(Err) {
        Ok(()) => RINGOUT_OK,
        Err(error) => {
            let status = error.code().number();
            // SAFETY: guaranteed by this function's contract.
            unsafe { memory::give_unless_null(err, || ringout_error::new(error)) };
            status
        }
    }
}

/// Runs the body of a function that cannot fail. Returns `otherwise` if it panics.
pub(crate) fn guard_value<T>(otherwise: T, body: impl FnOnce() -> T) -> T {
    caught(body).unwrap_or(otherwise)
}

/// Catches panics. No other function does.
pub(crate) fn caught<T>(body: impl FnOnce() -> T) -> Result<T> {
    // AssertUnwindSafe: state that a panic leaves half changed is behind the core's locks, which recover from poisoning.
    catch_unwind(AssertUnwindSafe(body)).map_err(internal)
}

/// Shows the message only if it is a literal: a formatted one could contain a secret.
fn internal(panic: Box<dyn Any + Send>) -> Error {
    let what = panic.downcast_ref::<&'static str>().copied().unwrap_or("a panic");
    let error = Error::from_binding(ErrorCode::Internal, None, format!("a bug in ringout, please report it: {what}"));
    // Dropping the payload could panic again.
    std::mem::forget(panic);
    error
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;
    use std::panic::panic_any;
    use std::ptr;

    use super::*;
    use crate::error::{RINGOUT_INTERNAL, ringout_error_code, ringout_error_free, ringout_error_text};

    /// An exported function with a bug.
    type Buggy = unsafe extern "C" fn(*mut *mut ringout_error) -> ringout_status;

    unsafe extern "C" fn panics(err: *mut *mut ringout_error) -> ringout_status {
        // SAFETY: guaranteed by this function's contract.
        unsafe { guard(err, || panic!("a plain panic")) }
    }

    unsafe extern "C" fn panics_with_a_secret(err: *mut *mut ringout_error) -> ringout_status {
        // SAFETY: guaranteed by this function's contract.
        unsafe { guard(err, || panic!("the password is {}", String::from("canary"))) }
    }

    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("a panic while dropping the payload");
        }
    }

    unsafe extern "C" fn panics_with_a_bomb(err: *mut *mut ringout_error) -> ringout_status {
        // SAFETY: guaranteed by this function's contract.
        unsafe { guard(err, || panic_any(Bomb)) }
    }

    /// Calls it as C does, and returns its error text.
    fn text_of(buggy: Buggy) -> String {
        let mut err = ptr::null_mut();
        // SAFETY: `err` is NULL or a local variable, and the error is freed once.
        unsafe {
            assert_eq!(buggy(ptr::null_mut()), RINGOUT_INTERNAL);
            assert_eq!(buggy(&raw mut err), RINGOUT_INTERNAL);
            assert_eq!(ringout_error_code(err), RINGOUT_INTERNAL);
            let text = CStr::from_ptr(ringout_error_text(err)).to_string_lossy().into_owned();
            ringout_error_free(err);
            text
        }
    }

    #[test]
    fn a_panic_becomes_an_error() {
        assert_eq!(text_of(panics), "a bug in ringout, please report it: a plain panic");
        assert_eq!(text_of(panics_with_a_bomb), "a bug in ringout, please report it: a panic");
    }

    #[test]
    fn a_formatted_panic_message_is_not_shown() {
        assert_eq!(text_of(panics_with_a_secret), "a bug in ringout, please report it: a panic");
    }

    #[test]
    fn a_function_that_cannot_fail_returns_its_fallback() {
        assert_eq!(guard_value(7, || panic!("a plain panic")), 7);
        assert_eq!(guard_value(7, || 8), 8);
    }
}
