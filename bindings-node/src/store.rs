//! Token stores written in JavaScript.
//!
//! The core calls a store on its own threads. The JavaScript methods run on Node's thread.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use napi_derive::napi;
use ringout_core::StoreError;

use crate::callback::{Callback, CallbackFunction};

/// The longest timeout that an operation can have. A store that takes longer would block a thread for nothing.
const TIMEOUT: Duration = Duration::from_secs(3600);

/// One call of a method of the store.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct StoreRequest {
    /// `load`, `save`, `tryLock` or `unlock`.
    pub operation: String,
    /// The owner of the token.
    pub key: TokenKey,
    /// The token to save.
    pub token: Option<String>,
    /// The number of the lock.
    pub lock: u32,
}

/// The owner of a token.
#[napi(object, object_from_js = false)]
pub struct TokenKey {
    /// The server's scheme, host and port.
    pub server: String,
    /// The app's client id.
    pub client_id: String,
    /// The user.
    pub user: String,
    /// The string form.
    pub text: String,
}

/// A token store that calls JavaScript.
pub(crate) struct TokenStore(Arc<JsStore>);

struct JsStore {
    callback: Callback<StoreRequest>,
    has_lock: bool,
    last_lock: AtomicU32,
}

impl TokenStore {
    /// Creates a store that calls a function of the facade. `has_lock` says whether the store has `tryLock`.
    pub(crate) fn new(function: &CallbackFunction<'_, StoreRequest>, has_lock: bool) -> napi::Result<Self> {
        Ok(Self(Arc::new(JsStore { callback: Callback::new(function)?, has_lock, last_lock: AtomicU32::new(0) })))
    }
}

impl JsStore {
    fn call(&self, request: StoreRequest) -> Result<Option<String>, StoreError> {
        let result = self.callback.call(request, |waited| (waited >= TIMEOUT).then_some("it timed out"));
        Ok(result?)
    }
}

impl ringout_core::TokenStore for TokenStore {
    fn load(&self, key: &ringout_core::TokenKey) -> Result<Option<String>, StoreError> {
        self.0.call(StoreRequest::new("load", key, None, 0))
    }

    fn save(&self, key: &ringout_core::TokenKey, token: Option<&str>) -> Result<(), StoreError> {
        self.0.call(StoreRequest::new("save", key, token, 0)).map(drop)
    }

    fn try_lock(&self, key: &ringout_core::TokenKey) -> Result<Option<Box<dyn Any + Send>>, StoreError> {
        if !self.0.has_lock {
            return Ok(Some(Box::new(())));
        }
        let lock = self.0.last_lock.fetch_add(1, Ordering::Relaxed);
        let taken = self.0.call(StoreRequest::new("tryLock", key, None, lock))?;
        let guard = || LockGuard { store: Arc::clone(&self.0), key: key.clone(), lock };
        Ok(taken.map(|_| Box::new(guard()) as Box<dyn Any + Send>))
    }
}

/// A lock of the store, released on drop. The core drops it on one of its own threads.
struct LockGuard {
    store: Arc<JsStore>,
    key: ringout_core::TokenKey,
    lock: u32,
}

impl Drop for LockGuard {
    fn drop(&mut self) {
        if self.store.call(StoreRequest::new("unlock", &self.key, None, self.lock)).is_err() {
            log::warn!(target: "ringout", "the token store failed to release its lock");
        }
    }
}

impl StoreRequest {
    fn new(operation: &str, key: &ringout_core::TokenKey, token: Option<&str>, lock: u32) -> Self {
        Self { operation: operation.to_owned(), key: TokenKey::from(key), token: token.map(str::to_owned), lock }
    }
}

impl From<&ringout_core::TokenKey> for TokenKey {
    fn from(key: &ringout_core::TokenKey) -> Self {
        let ringout_core::TokenKey { server, client_id, user } = key.clone();
        Self { text: key.to_string(), server, client_id, user }
    }
}
