//! Watches: following a call change by change.

use std::ffi::{c_int, c_void};
use std::ptr;

use ringout_core::Watch;

use crate::call::ringout_call;
use crate::change::ringout_change;
use crate::config::timeout;
use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};
use crate::outcome::ringout_outcome;
use crate::wait_options::{ringout_wait_options, wait_options};

/// Receives each change of `ringout_call_watch()`, on the thread that called that function. The change is valid until
/// the callback returns. Return 0 to continue and any other value to stop. It must return normally, without an
/// exception or a longjmp.
pub type ringout_watch_callback =
    Option<unsafe extern "C" fn(change: *const ringout_change, user_data: *mut c_void) -> c_int>;

/// Delivers the changes of a call one by one, for loops. `ringout_call_watch()` does the same with a callback. Only one
/// thread at a time may use it.
pub struct ringout_watch {
    watch: Watch,
    change: Option<ringout_change>,
}

impl Handle for ringout_watch {}

/// Follows the call and calls `callback` for each change, until `ringout_call_wait()` would return. Returns the
/// outcome; free it with `ringout_outcome_free()`. Errors are those of `ringout_call_wait()`.
///
/// - `options`: what to wait for and how long; may be NULL.
/// - `user_data`: passed to the callback; may be NULL.
///
/// If the callback stops the watch, that is not an error: the outcome is that of the last known state,
/// `RINGOUT_OUTCOME_STILL_IN_PROGRESS` unless the call is over. The call goes on and can be watched again, unless
/// `cancel_on_exit` is set. The callback may use the call, but must not free it.
///
/// @errors wait
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_watch(
    call: *const ringout_call,
    options: *const ringout_wait_options,
    callback: ringout_watch_callback,
    user_data: *mut c_void,
    outcome: *mut *mut ringout_outcome,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
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

/// Starts to follow a call. Does not block. Free the watch with `ringout_watch_free()`; the call handle may be freed
/// before.
///
/// - `options`: what to wait for and how long, counted from now; may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_watch_new(
    call: *const ringout_call,
    options: *const ringout_wait_options,
    watch: *mut *mut ringout_watch,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
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

/// Frees a watch and its current change. NULL does nothing. The call goes on, unless `cancel_on_exit` is set and the
/// watch is not over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_watch_free(watch: *mut ringout_watch) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(watch) }
}

/// Waits for the next change and returns it through `change`, or NULL when `ringout_call_wait()` would return. The
/// change is valid until the next call of this function. Errors are those of `ringout_call_wait()`; after one, the
/// watch is over.
///
/// @errors wait
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_watch_next(
    watch: *mut ringout_watch,
    change: *mut *const ringout_change,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
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

/// Like `ringout_watch_next()`, but waits at most `timeout_ms` for the change, so that a thread can do something else in
/// between. Sets `ended` to true at the end of the watch. If `change` is NULL and `ended` is false, the time has passed and
/// the watch goes on.
///
/// - `timeout_ms`: the longest time to wait, in milliseconds. 0 takes a change that has arrived. `RINGOUT_DEFAULT_TIMEOUT`
///   waits for the change without a limit.
///
/// It takes longer than that only to hang up, if `cancel_on_timeout` is set and the timeout of the watch passes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_watch_next_timeout(
    watch: *mut ringout_watch,
    timeout_ms: u32,
    change: *mut *const ringout_change,
    ended: *mut bool,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let watch = memory::borrow_mut(watch, "watch")?;
            let (change, ended) = (memory::out(change, "change")?, memory::out(ended, "ended")?);
            let next = match timeout(timeout_ms) {
                Some(time) => watch.watch.next_timeout(time).transpose()?,
                None => watch.watch.next().transpose()?.map(Some),
            };
            ended.set(next.is_none());
            watch.change = next.flatten().map(ringout_change::new);
            change.set(watch.change.as_ref().map_or(ptr::null(), ptr::from_ref));
            Ok(())
        })
    }
}

/// Returns the outcome of the call, judged by the last known state. Sends nothing. Free it with
/// `ringout_outcome_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_watch_outcome(
    watch: *const ringout_watch,
    outcome: *mut *mut ringout_outcome,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let watch = memory::borrow(watch, "watch")?;
            let out = memory::out(outcome, "outcome")?;
            out.give(ringout_outcome::new(watch.watch.outcome()));
            Ok(())
        })
    }
}
