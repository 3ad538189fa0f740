//! Token stores written in C.

use std::any::Any;
use std::ffi::{c_char, c_void};
use std::mem::offset_of;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ringout_core::{Error, StoreError, TokenKey, TokenStore};

use crate::memory::{self, Growable};
use crate::text::secret;
use crate::token_key::ringout_token_key;
use crate::token_sink::ringout_token_sink;

/// Success.
pub const RINGOUT_STORE_OK: u32 = 0;
/// From `load`: no token is saved under the key.
pub const RINGOUT_STORE_NOT_FOUND: u32 = 1;
/// From `try_lock`: another process or thread holds the lock.
pub const RINGOUT_STORE_LOCKED: u32 = 2;
/// Failure. `ringout_token_sink_set_failure()` sets the reason.
pub const RINGOUT_STORE_FAILED: u32 = 3;

/// Loads the token that is saved under the key: passes it to `ringout_token_sink_set_token()` and returns
/// `RINGOUT_STORE_OK`. Otherwise returns `RINGOUT_STORE_NOT_FOUND` or `RINGOUT_STORE_FAILED`.
pub type ringout_token_load_callback = Option<
    unsafe extern "C" fn(key: *const ringout_token_key, sink: *mut ringout_token_sink, user_data: *mut c_void) -> u32,
>;

/// Saves a token under the key, replacing the previous one. `token` is JSON and a secret, wiped when the callback
/// returns; NULL removes the saved token, if any. Returns `RINGOUT_STORE_OK` or `RINGOUT_STORE_FAILED`.
pub type ringout_token_save_callback = Option<
    unsafe extern "C" fn(
        key: *const ringout_token_key,
        token: *const c_char,
        sink: *mut ringout_token_sink,
        user_data: *mut c_void,
    ) -> u32,
>;

/// Takes the lock for replacing the token, without waiting. Returns `RINGOUT_STORE_OK` or `RINGOUT_STORE_FAILED`, or
/// `RINGOUT_STORE_LOCKED` to be called again until the operation's deadline passes.
pub type ringout_token_try_lock_callback = Option<
    unsafe extern "C" fn(key: *const ringout_token_key, sink: *mut ringout_token_sink, user_data: *mut c_void) -> u32,
>;

/// Releases the lock, once for each successful `try_lock`. It may run on another thread than `try_lock`, so a pthread
/// mutex does not work.
pub type ringout_token_unlock_callback =
    Option<unsafe extern "C" fn(key: *const ringout_token_key, user_data: *mut c_void)>;

/// Frees `user_data`. Called once, on any thread, when the library no longer uses it.
pub type ringout_free_user_data_callback = Option<unsafe extern "C" fn(user_data: *mut c_void)>;

/// Your own token store. Initialise with `RINGOUT_TOKEN_STORE_INIT`, set at least `load` and `save`, and point
/// `token_store` of a `ringout_config` to it. `ringout_client_new()` copies it.
///
/// The client loads a token only when it needs a new one, and saves every token that it receives. It calls the
/// callbacks on threads of the library, several at once. A callback that outlasts the operation it was called for keeps
/// running, and the operation fails.
///
/// A callback that fails, or returns a value that is not one of its results, fails the operation with
/// `RINGOUT_STORAGE`. If only saving failed, the client uses the token even so and logs a warning. Callbacks must
/// return normally, without an exception or a longjmp.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ringout_token_store {
    /// The size of the struct. `RINGOUT_TOKEN_STORE_INIT` sets it.
    pub struct_size: u32,
    /// Passed to each callback; may be NULL. It must stay valid until `free_user_data` has been called (or, if that is
    /// NULL, until it would have been).
    pub user_data: *mut c_void,
    /// Required.
    pub load: ringout_token_load_callback,
    /// Required.
    pub save: ringout_token_save_callback,
    /// Optional, together with `unlock`. If NULL, two processes may log in at the same time.
    pub try_lock: ringout_token_try_lock_callback,
    /// Optional, together with `try_lock`. The client waits for it for up to one second.
    pub unlock: ringout_token_unlock_callback,
    /// Frees `user_data`, once for each client that was created with this struct: when all handles of the client and of
    /// its calls are freed and no callback is running. Not called if `ringout_client_new()` fails. NULL for none.
    pub free_user_data: ringout_free_user_data_callback,
}

// SAFETY: repr(C), `struct_size` comes first, a pointer and functions that may be NULL only, and a test compares
// `FIRST_SIZE` with the size below.
unsafe impl Growable for ringout_token_store {
    const FIRST_SIZE: usize = offset_of!(Self, free_user_data) + size_of::<ringout_free_user_data_callback>();
    const UNSET: Self = Self {
        struct_size: 0,
        user_data: ptr::null_mut(),
        load: None,
        save: None,
        try_lock: None,
        unlock: None,
        free_user_data: None,
    };
}

type Load = unsafe extern "C" fn(*const ringout_token_key, *mut ringout_token_sink, *mut c_void) -> u32;
type Save = unsafe extern "C" fn(*const ringout_token_key, *const c_char, *mut ringout_token_sink, *mut c_void) -> u32;
type TryLock = unsafe extern "C" fn(*const ringout_token_key, *mut ringout_token_sink, *mut c_void) -> u32;
type Unlock = unsafe extern "C" fn(*const ringout_token_key, *mut c_void);

/// A C token store, implementing the core's trait. Clones share the callbacks.
#[derive(Clone)]
pub(crate) struct Store(Arc<Callbacks>);

struct Callbacks {
    user_data: *mut c_void,
    load: Load,
    save: Save,
    lock: Option<(TryLock, Unlock)>,
    free_user_data: ringout_free_user_data_callback,
    /// Whether a client was created, so that `user_data` must be freed.
    adopted: AtomicBool,
}

// SAFETY: the header says that the callbacks run on any thread with their user_data, several at once.
unsafe impl Send for Callbacks {}
// SAFETY: as above.
unsafe impl Sync for Callbacks {}

/// Converts the token store of a client's settings; `None` for NULL.
///
/// # Safety
/// `store` is NULL or a struct as the header describes it.
pub(crate) unsafe fn store(store: *const ringout_token_store) -> Result<Option<Store>, Error> {
    // SAFETY: guaranteed by this function's contract.
    let Some(store) = (unsafe { memory::optional_growable(store, "token_store") })? else { return Ok(None) };
    let lock = match (store.try_lock, store.unlock) {
        (None, None) => None,
        (try_lock, unlock) => Some((given(try_lock, "token_store.try_lock")?, given(unlock, "token_store.unlock")?)),
    };
    Ok(Some(Store(Arc::new(Callbacks {
        user_data: store.user_data,
        load: given(store.load, "token_store.load")?,
        save: given(store.save, "token_store.save")?,
        lock,
        free_user_data: store.free_user_data,
        adopted: AtomicBool::new(false),
    }))))
}

fn given<T>(callback: Option<T>, name: &str) -> Result<T, Error> {
    callback.ok_or_else(|| memory::null(name))
}

impl Store {
    /// Takes ownership of `user_data`, once a client was created with the store.
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

impl TokenStore for Store {
    fn load(&self, key: &TokenKey) -> Result<Option<String>, StoreError> {
        let (key, mut sink) = (ringout_token_key::new(key), ringout_token_sink::default());
        // SAFETY: the callback gets the arguments that the header promises.
        match unsafe { (self.0.load)(&raw const key, &raw mut sink, self.0.user_data) } {
            RINGOUT_STORE_OK => sink.token().map(Some),
            RINGOUT_STORE_NOT_FOUND => Ok(None),
            result => Err(failure("load", result, &sink)),
        }
    }

    fn save(&self, key: &TokenKey, token: Option<&str>) -> Result<(), StoreError> {
        let (key, mut sink, token) = (ringout_token_key::new(key), ringout_token_sink::default(), token.map(secret));
        let text = token.as_ref().map_or(ptr::null(), |token| token.as_ptr());
        // SAFETY: the callback gets the arguments that the header promises.
        match unsafe { (self.0.save)(&raw const key, text, &raw mut sink, self.0.user_data) } {
            RINGOUT_STORE_OK => Ok(()),
            result => Err(failure("save", result, &sink)),
        }
    }

    fn try_lock(&self, key: &TokenKey) -> Result<Option<Box<dyn Any + Send>>, StoreError> {
        let Some((try_lock, unlock)) = self.0.lock else { return Ok(Some(Box::new(()))) };
        let (key, mut sink) = (ringout_token_key::new(key), ringout_token_sink::default());
        // SAFETY: the callback gets the arguments that the header promises.
        match unsafe { try_lock(&raw const key, &raw mut sink, self.0.user_data) } {
            RINGOUT_STORE_OK => Ok(Some(Box::new(Lock { store: self.clone(), key, unlock }))),
            RINGOUT_STORE_LOCKED => Ok(None),
            result => Err(failure("try_lock", result, &sink)),
        }
    }
}

/// The reason that a callback gave for its failure, or a description of its result.
fn failure(callback: &str, result: u32, sink: &ringout_token_sink) -> StoreError {
    let unknown = || match result {
        RINGOUT_STORE_FAILED => format!("{callback} gave no reason").into(),
        result => format!("{callback} returned {result}, which is not one of its results").into(),
    };
    sink.failure().unwrap_or_else(unknown)
}

/// A lock of the store, released on drop.
struct Lock {
    store: Store,
    key: ringout_token_key,
    unlock: Unlock,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // SAFETY: the callback gets the arguments that the header promises.
        unsafe { (self.unlock)(&raw const self.key, self.store.0.user_data) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_field_cannot_overlap_padding() {
        assert_eq!(size_of::<ringout_token_store>(), ringout_token_store::FIRST_SIZE);
    }
}
