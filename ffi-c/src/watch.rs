//! Following a call change by change.

use std::ffi::{c_int, c_void};
use std::ptr;

use ringout_core::Watch;

use crate::call::ringout_call;
use crate::change::ringout_change;
use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};
use crate::outcome::ringout_outcome;
use crate::wait_options::{ringout_wait_options, wait_options};

/// Called by `ringout_call_watch()` for each change, on the thread that called it. The change is valid until the
/// callback returns. 0 goes on; anything else ends the watch. It must return: no exception may leave it, and no
/// longjmp.
pub type ringout_watch_callback =
    Option<unsafe extern "C" fn(change: *const ringout_change, user_data: *mut c_void) -> c_int>;

/// The changes of a call, one at a time, for loops; `ringout_call_watch()` is the same with a callback. Used by one
/// thread at a time.
pub struct ringout_watch {
    watch: Watch,
    change: Option<ringout_change>,
}

impl Handle for ringout_watch {}

/// Follows the call change by change, calling back for each, until `ringout_call_wait()` would end. `options` and
/// `user_data` may be NULL. Free the outcome with `ringout_outcome_free()`.
///
/// A callback that ends the watch is no error: the outcome then tells how the call came out as far as it was seen,
/// `RINGOUT_OUTCOME_STILL_IN_PROGRESS` while it is not over. The call goes on, and can be watched again. The callback
/// may use the call, but not free it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_watch(
    call: *const ringout_call,
    options: *const ringout_wait_options,
    callback: ringout_watch_callback,
    user_data: *mut c_void,
    outcome: *mut *mut ringout_outcome,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let options = wait_options(options)?;
            let callback = callback.ok_or_else(|| memory::null("callback"))?;
            let out = memory::out(outcome, "outcome")?;
            let mut watch = call.core().watch(&options);
            for change in watch.by_ref() {
                let change = ringout_change::new(change?);
                if callback(&raw const change, user_data) != 0 {
                    break;
                }
            }
            out.give(ringout_outcome::new(watch.outcome()));
            Ok(())
        })
    }
}

/// Begins to follow a call. Sends nothing yet. `options` may be NULL; their timeout runs from now on. Free the watch
/// with `ringout_watch_free()`; it does not need the handle of the call any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_watch_new(
    call: *const ringout_call,
    options: *const ringout_wait_options,
    watch: *mut *mut ringout_watch,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let options = wait_options(options)?;
            let out = memory::out(watch, "watch")?;
            out.give(ringout_watch { watch: call.core().watch(&options), change: None });
            Ok(())
        })
    }
}

/// Frees a watch and its change. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_watch_free(watch: *mut ringout_watch) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::free(watch) }
}

/// Waits for the next change and gives it, or NULL, with `RINGOUT_OK`, at the end of the watch. The change is valid
/// until the next call of this function. After an error the watch is at its end.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_watch_next(
    watch: *mut ringout_watch,
    change: *mut *const ringout_change,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let watch = memory::borrow_mut(watch, "watch")?;
            let out = memory::out(change, "change")?;
            watch.change = watch.watch.next().transpose()?.map(ringout_change::new);
            out.set(watch.change.as_ref().map_or(ptr::null(), ptr::from_ref));
            Ok(())
        })
    }
}

/// Tells how the call came out, going by what was seen so far. Free the outcome with `ringout_outcome_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_watch_outcome(
    watch: *const ringout_watch,
    outcome: *mut *mut ringout_outcome,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let watch = memory::borrow(watch, "watch")?;
            let out = memory::out(outcome, "outcome")?;
            out.give(ringout_outcome::new(watch.watch.outcome()));
            Ok(())
        })
    }
}
