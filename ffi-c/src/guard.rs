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
