//! Ledgers written in C.

use std::ffi::{CString, c_char, c_void};
use std::mem::offset_of;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ringout_core::{Error, Ledger, LedgerKey, LedgerRecord, StoreError, Swap};

use crate::ledger_key::ringout_ledger_key;
use crate::ledger_sink::ringout_ledger_sink;
use crate::memory::{self, Growable};
use crate::text::{c_string, optional_c_string, pointer};
use crate::token_store::{
    RINGOUT_STORE_FAILED, RINGOUT_STORE_NOT_FOUND, RINGOUT_STORE_OK, ringout_free_user_data_callback,
};

/// From `swap` of a ledger: the current value is not the expected one. `ringout_ledger_sink_set_record()` sets it, unless
/// there is none.
pub const RINGOUT_STORE_CONFLICT: u32 = 4;

/// Loads what is stored under the key: passes it to `ringout_ledger_sink_set_record()` and returns `RINGOUT_STORE_OK`.
/// Otherwise returns `RINGOUT_STORE_NOT_FOUND` or `RINGOUT_STORE_FAILED`.
pub type ringout_ledger_load_callback = Option<
    unsafe extern "C" fn(key: *const ringout_ledger_key, sink: *mut ringout_ledger_sink, user_data: *mut c_void) -> u32,
>;

/// Stores `value` under the key, if the current value is `expected`, or if there is none and `expected` is NULL. Returns
/// `RINGOUT_STORE_OK`. Otherwise changes nothing and returns `RINGOUT_STORE_CONFLICT` with the current value, or
/// `RINGOUT_STORE_FAILED`. The comparison and the change are one step, for all processes.
///
/// The value is one line of UTF-8 with phone numbers. It and its age are kept for at least `lifetime_s` seconds; the age
/// starts at zero.
pub type ringout_ledger_swap_callback = Option<
    unsafe extern "C" fn(
        key: *const ringout_ledger_key,
        expected: *const c_char,
        value: *const c_char,
        lifetime_s: u64,
        sink: *mut ringout_ledger_sink,
        user_data: *mut c_void,
    ) -> u32,
>;

/// Your own ledger: where all processes that may place the same call look it up by its `dedupe_key`. Initialise with
/// `RINGOUT_LEDGER_INIT`, set `load` and `swap`, and point `ledger` of a `ringout_config` to it. `ringout_client_new()`
/// copies it.
///
/// No key is placed twice as long as the ledger swaps in one step and loses nothing. The callbacks run on threads of the
/// library, several at once. If one fails before the request that places a call is sent, nothing is sent and the
/// operation fails with `RINGOUT_STORAGE`. If one fails afterwards, that is a warning in the log. A callback that
/// outlasts the operation it was called for keeps running. Callbacks must return normally, without an exception or a
/// longjmp.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ringout_ledger {
    /// The size of the struct. `RINGOUT_LEDGER_INIT` sets it.
    pub struct_size: u32,
    /// Passed to each callback; may be NULL. It must stay valid until `free_user_data` has been called (or, if that is
    /// NULL, until it would have been).
    pub user_data: *mut c_void,
    /// Required.
    pub load: ringout_ledger_load_callback,
    /// Required.
    pub swap: ringout_ledger_swap_callback,
    /// Frees `user_data`, once for each client that was created with this struct: when all handles of the client and of
    /// its calls are freed and no callback is running. Not called if `ringout_client_new()` fails. NULL for none.
    pub free_user_data: ringout_free_user_data_callback,
}

// SAFETY: repr(C), `struct_size` comes first, a pointer and functions that may be NULL only, and a test compares
// `FIRST_SIZE` with the size below.
unsafe impl Growable for ringout_ledger {
    const FIRST_SIZE: usize = offset_of!(Self, free_user_data) + size_of::<ringout_free_user_data_callback>();
    const UNSET: Self =
        Self { struct_size: 0, user_data: ptr::null_mut(), load: None, swap: None, free_user_data: None };
}

type Load = unsafe extern "C" fn(*const ringout_ledger_key, *mut ringout_ledger_sink, *mut c_void) -> u32;
type SwapValue = unsafe extern "C" fn(
    *const ringout_ledger_key,
    *const c_char,
    *const c_char,
    u64,
    *mut ringout_ledger_sink,
    *mut c_void,
) -> u32;

/// A C ledger, implementing the core's trait. Clones share the callbacks.
#[derive(Clone)]
pub(crate) struct CLedger(Arc<Callbacks>);

struct Callbacks {
    user_data: *mut c_void,
    load: Load,
    swap: SwapValue,
    free_user_data: ringout_free_user_data_callback,
    /// Whether a client was created, so that `user_data` must be freed.
    adopted: AtomicBool,
}

// SAFETY: the header says that the callbacks run on any thread with their user_data, several at once.
unsafe impl Send for Callbacks {}
// SAFETY: as above.
unsafe impl Sync for Callbacks {}

/// Converts a ledger of a client's settings; `None` for NULL. The names are those of the field and of its two callbacks.
///
/// # Safety
/// `ledger` is NULL or a struct as the header describes it.
pub(crate) unsafe fn ledger(
    ledger: *const ringout_ledger,
    [name, load, swap]: [&'static str; 3],
) -> Result<Option<CLedger>, Error> {
    // SAFETY: guaranteed by this function's contract.
    let Some(ledger) = (unsafe { memory::optional_growable(ledger, name) })? else { return Ok(None) };
    Ok(Some(CLedger(Arc::new(Callbacks {
        user_data: ledger.user_data,
        load: ledger.load.ok_or_else(|| memory::null(load))?,
        swap: ledger.swap.ok_or_else(|| memory::null(swap))?,
        free_user_data: ledger.free_user_data,
        adopted: AtomicBool::new(false),
    }))))
}

impl CLedger {
    /// Takes ownership of `user_data`, once a client was created with the ledger.
    pub(crate) fn adopt(&self) {
        self.0.adopted.store(true, Ordering::Release);
    }
}

impl Drop for Callbacks {
    fn drop(&mut self) {
        if let Some(free_user_data) = self.free_user_data.filter(|_| *self.adopted.get_mut()) {
            // SAFETY: this is the last reference, so the callback is called once and nothing uses `user_data` afterwards.
            unsafe { free_user_data(self.user_data) };
        }
    }
}

impl Ledger for CLedger {
    fn load(&self, key: &LedgerKey) -> Result<Option<LedgerRecord>, StoreError> {
        let (key, mut sink) = (ringout_ledger_key::new(key), ringout_ledger_sink::default());
        // SAFETY: the callback gets the arguments that the header promises.
        match unsafe { (self.0.load)(&raw const key, &raw mut sink, self.0.user_data) } {
            RINGOUT_STORE_OK => match sink.record()? {
                Some(record) => Ok(Some(record)),
                None => Err("load returned RINGOUT_STORE_OK and set no record".into()),
            },
            RINGOUT_STORE_NOT_FOUND => Ok(None),
            result => Err(failure("load", result, &sink)),
        }
    }

    fn swap(&self, key: &LedgerKey, expected: Option<&str>, new: &str, lifetime: Duration) -> Result<Swap, StoreError> {
        let (key, mut sink) = (ringout_ledger_key::new(key), ringout_ledger_sink::default());
        let (expected, new): (Option<CString>, CString) = (optional_c_string(expected), c_string(new));
        let (expected, value) = (pointer(expected.as_ref()), new.as_ptr());
        // At least as long, in whole seconds.
        let (lifetime, user_data) = (lifetime.as_secs() + u64::from(lifetime.subsec_nanos() > 0), self.0.user_data);
        // SAFETY: the callback gets the arguments that the header promises.
        match unsafe { (self.0.swap)(&raw const key, expected, value, lifetime, &raw mut sink, user_data) } {
            RINGOUT_STORE_OK => Ok(Swap::Done),
            RINGOUT_STORE_CONFLICT => Ok(Swap::Conflict(sink.record()?)),
            result => Err(failure("swap", result, &sink)),
        }
    }
}

/// The reason that a callback gave for its failure, or a description of its result.
fn failure(callback: &str, result: u32, sink: &ringout_ledger_sink) -> StoreError {
    let unknown = || match result {
        RINGOUT_STORE_FAILED => format!("{callback} gave no reason").into(),
        result => format!("{callback} returned {result}, which is not one of its results").into(),
    };
    sink.failure().unwrap_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_field_cannot_overlap_padding() {
        assert_eq!(size_of::<ringout_ledger>(), ringout_ledger::FIRST_SIZE);
    }
}
