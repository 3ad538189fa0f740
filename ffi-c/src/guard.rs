//! The way out of every exported function: no panic passes, and a failure becomes a status and an error.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use ringout_core::{Error, ErrorCode, Result};

use crate::error::{RINGOUT_OK, ringout_error, ringout_status};
use crate::memory;

/// Runs the body of a function that can fail. A failure is written to `err`, if that is not NULL.
///
/// # Safety
/// `err` is NULL or may be written to.
pub(crate) unsafe fn guard(err: *mut *mut ringout_error, body: impl FnOnce() -> Result<()>) -> ringout_status {
    match caught(body).unwrap_or_else(Err) {
        Ok(()) => RINGOUT_OK,
        Err(error) => {
            let status = error.code().number();
            // SAFETY: passed on from the caller.
            unsafe { memory::give_unless_null(err, || ringout_error::new(error)) };
            status
        }
    }
}

/// Runs the body of a function that cannot fail and has `otherwise` to return if it panics all the same.
pub(crate) fn guard_value<T>(otherwise: T, body: impl FnOnce() -> T) -> T {
    caught(body).unwrap_or(otherwise)
}

/// The one place that stops panics.
fn caught<T>(body: impl FnOnce() -> T) -> Result<T> {
    // AssertUnwindSafe: what a panic leaves half done is behind the core's own locks, which recover from it.
    catch_unwind(AssertUnwindSafe(body)).map_err(internal)
}

/// Only a literal message is shown: one that was formatted could hold anything.
fn internal(panic: Box<dyn Any + Send>) -> Error {
    let what = panic.downcast_ref::<&'static str>().copied().unwrap_or("a panic");
    let error = Error::from_binding(ErrorCode::Internal, None, format!("a bug in ringout, please report it: {what}"));
    // Dropping a payload may panic again.
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

    /// An exported function like any other, with a bug in it.
    type Buggy = unsafe extern "C" fn(*mut *mut ringout_error) -> ringout_status;

    unsafe extern "C" fn panics(err: *mut *mut ringout_error) -> ringout_status {
        // SAFETY: passed on from the caller.
        unsafe { guard(err, || panic!("a plain panic")) }
    }

    unsafe extern "C" fn panics_with_a_secret(err: *mut *mut ringout_error) -> ringout_status {
        // SAFETY: passed on from the caller.
        unsafe { guard(err, || panic!("the password is {}", String::from("canary"))) }
    }

    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("a panic on the way out");
        }
    }

    unsafe extern "C" fn panics_with_a_bomb(err: *mut *mut ringout_error) -> ringout_status {
        // SAFETY: passed on from the caller.
        unsafe { guard(err, || panic_any(Bomb)) }
    }

    /// Calls it as C does, and returns the text of its error.
    fn text_of(buggy: Buggy) -> String {
        let mut err = ptr::null_mut();
        // SAFETY: NULL and a variable of ours are fine for `err`; the error is ours until it is freed.
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
    fn the_text_of_a_panic_may_be_a_secret() {
        assert_eq!(text_of(panics_with_a_secret), "a bug in ringout, please report it: a panic");
    }

    #[test]
    fn what_cannot_fail_has_another_value() {
        assert_eq!(guard_value(7, || panic!("a plain panic")), 7);
        assert_eq!(guard_value(7, || 8), 8);
    }
}
