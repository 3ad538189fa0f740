//! Token stores that are written in C.

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

/// Done.
pub const RINGOUT_STORE_OK: u32 = 0;
/// Of `load`: nothing is kept under the key.
pub const RINGOUT_STORE_NOT_FOUND: u32 = 1;
/// Of `try_lock`: somebody else has the lock.
pub const RINGOUT_STORE_LOCKED: u32 = 2;
/// It failed. `ringout_token_sink_set_failure()` says why.
pub const RINGOUT_STORE_FAILED: u32 = 3;

/// Gives the token that is kept under the key to `ringout_token_sink_set_token()` and returns `RINGOUT_STORE_OK`; or
/// returns `RINGOUT_STORE_NOT_FOUND` or `RINGOUT_STORE_FAILED`.
pub type ringout_token_load_callback = Option<
    unsafe extern "C" fn(key: *const ringout_token_key, sink: *mut ringout_token_sink, user_data: *mut c_void) -> u32,
>;

/// Keeps a token, JSON text and a secret, in the place of the one that is kept under the key; NULL removes that one, if
/// there is one. Returns `RINGOUT_STORE_OK` or `RINGOUT_STORE_FAILED`. The text is wiped when the callback returns.
pub type ringout_token_save_callback = Option<
    unsafe extern "C" fn(
        key: *const ringout_token_key,
        token: *const c_char,
        sink: *mut ringout_token_sink,
        user_data: *mut c_void,
    ) -> u32,
>;

/// Takes the lock under which a token is replaced. Returns `RINGOUT_STORE_OK`; or `RINGOUT_STORE_LOCKED`, and is then
/// called again until the deadline of the operation; or `RINGOUT_STORE_FAILED`.
pub type ringout_token_try_lock_callback = Option<
    unsafe extern "C" fn(key: *const ringout_token_key, sink: *mut ringout_token_sink, user_data: *mut c_void) -> u32,
>;

/// Gives the lock back, once for each time it was taken, and perhaps on another thread: a mutex of pthread will not do.
pub type ringout_token_unlock_callback =
    Option<unsafe extern "C" fn(key: *const ringout_token_key, user_data: *mut c_void)>;

/// Called once, on any thread, when nothing uses `user_data` any more.
pub type ringout_free_user_data_callback = Option<unsafe extern "C" fn(user_data: *mut c_void)>;

/// A token store of one's own. Begin with `RINGOUT_TOKEN_STORE_INIT`, set `load` and `save` and what else is needed, and
/// let `token_store` of a `ringout_config` point to it. `ringout_client_new()` copies it.
///
/// The client asks the store only when it needs a new token, and tells it every token that it gets. The callbacks are
/// called on threads of the library's own, on several at once. One that takes longer than the operation it is called for
/// is left to finish alone, and that operation fails. What a callback fails with, and any result that it should not
/// return, is `RINGOUT_STORAGE`; a token that could not be saved is used all the same, and the log tells. They must
/// return: no exception may leave them, and no longjmp.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ringout_token_store {
    /// The size of the struct, set by `RINGOUT_TOKEN_STORE_INIT`.
    pub struct_size: u32,
    /// Handed to each callback; may be NULL. It must be valid until `free_user_data` is called, or would be.
    pub user_data: *mut c_void,
    /// Required.
    pub load: ringout_token_load_callback,
    /// Required.
    pub save: ringout_token_save_callback,
    /// With `unlock`, or NULL: then two processes may log in at the same time.
    pub try_lock: ringout_token_try_lock_callback,
    /// With `try_lock`, or NULL. It is waited for, for at most one second.
    pub unlock: ringout_token_unlock_callback,
    /// Frees `user_data`, once for each client that was made with the struct: when all handles of it and of its calls
    /// are freed, and no callback is running any more. Not called if `ringout_client_new()` fails. NULL for none.
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

/// A store as the core sees it. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Store(Arc<Callbacks>);

struct Callbacks {
    user_data: *mut c_void,
    load: Load,
    save: Save,
    lock: Option<(TryLock, Unlock)>,
    free_user_data: ringout_free_user_data_callback,
    /// Whether a client was made, so that `user_data` is to be freed.
    adopted: AtomicBool,
}

// SAFETY: the header says that the callbacks are called on any thread with their user_data, on several at once.
unsafe impl Send for Callbacks {}
// SAFETY: as above.
unsafe impl Sync for Callbacks {}

/// Reads a store of a client's settings; NULL is none.
///
/// # Safety
/// `store` is NULL or a struct as the header describes it.
pub(crate) unsafe fn store(store: *const ringout_token_store) -> Result<Option<Store>, Error> {
    // SAFETY: passed on from the caller.
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
    /// A client was made with it: from now on the `user_data` is the library's to free.
    pub(crate) fn adopt(&self) {
        self.0.adopted.store(true, Ordering::Release);
    }
}

impl Drop for Callbacks {
    fn drop(&mut self) {
        if let Some(free_user_data) = self.free_user_data.filter(|_| *self.adopted.get_mut()) {
            // SAFETY: nothing uses it any more, and this is called once.
            unsafe { free_user_data(self.user_data) };
        }
    }
}

impl TokenStore for Store {
    fn load(&self, key: &TokenKey) -> Result<Option<String>, StoreError> {
        let (key, mut sink) = (ringout_token_key::new(key), ringout_token_sink::default());
        // SAFETY: the program's own callback gets what the header says.
        match unsafe { (self.0.load)(&raw const key, &raw mut sink, self.0.user_data) } {
            RINGOUT_STORE_OK => sink.token().map(Some),
            RINGOUT_STORE_NOT_FOUND => Ok(None),
            result => Err(failure("load", result, &sink)),
        }
    }

    fn save(&self, key: &TokenKey, token: Option<&str>) -> Result<(), StoreError> {
        let (key, mut sink, token) = (ringout_token_key::new(key), ringout_token_sink::default(), token.map(secret));
        let text = token.as_ref().map_or(ptr::null(), |token| token.as_ptr());
        // SAFETY: the program's own callback gets what the header says.
        match unsafe { (self.0.save)(&raw const key, text, &raw mut sink, self.0.user_data) } {
            RINGOUT_STORE_OK => Ok(()),
            result => Err(failure("save", result, &sink)),
        }
    }

    fn try_lock(&self, key: &TokenKey) -> Result<Option<Box<dyn Any + Send>>, StoreError> {
        let Some((try_lock, unlock)) = self.0.lock else { return Ok(Some(Box::new(()))) };
        let (key, mut sink) = (ringout_token_key::new(key), ringout_token_sink::default());
        // SAFETY: the program's own callback gets what the header says.
        match unsafe { try_lock(&raw const key, &raw mut sink, self.0.user_data) } {
            RINGOUT_STORE_OK => Ok(Some(Box::new(Lock { store: self.clone(), key, unlock }))),
            RINGOUT_STORE_LOCKED => Ok(None),
            result => Err(failure("try_lock", result, &sink)),
        }
    }
}

/// What a callback says of its failure, or what is known without that.
fn failure(callback: &str, result: u32, sink: &ringout_token_sink) -> StoreError {
    let unknown = || match result {
        RINGOUT_STORE_FAILED => format!("{callback} said no reason").into(),
        result => format!("{callback} returned {result}, which is none of its results").into(),
    };
    sink.failure().unwrap_or_else(unknown)
}

/// A lock that a store has given, and gets back when this is dropped.
struct Lock {
    store: Store,
    key: ringout_token_key,
    unlock: Unlock,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // SAFETY: the program's own callback gets what the header says.
        unsafe { (self.unlock)(&raw const self.key, self.store.0.user_data) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_no_padding_that_a_later_field_could_lie_in() {
        assert_eq!(size_of::<ringout_token_store>(), ringout_token_store::FIRST_SIZE);
    }
}
