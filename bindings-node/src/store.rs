//! Token stores that are written in JavaScript.
//!
//! The core asks a store on threads of its own, and the answer comes from Node's thread.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use napi_derive::napi;
use ringout_core::StoreError;

use crate::asking::{Asked, Asker};

/// A store that takes longer than any operation may is not waited for: its thread is needed for others.
const PATIENCE: Duration = Duration::from_secs(3600);

/// What the store is asked.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Question {
    /// `load`, `save`, `tryLock` or `unlock`.
    pub operation: String,
    /// Whose token it is.
    pub key: TokenKey,
    /// What to save.
    pub token: Option<String>,
    /// Which lock it is.
    pub lock: u32,
}

/// Whose token it is.
#[napi(object, object_from_js = false)]
pub struct TokenKey {
    /// Scheme, host and port of the server.
    pub server: String,
    /// The app.
    pub client_id: String,
    /// The user.
    pub user: String,
    /// All of it in one line.
    pub text: String,
}

/// A token store as the core knows it.
pub(crate) struct TokenStore(Arc<Shared>);

struct Shared {
    asker: Asker<Question>,
    locks: bool,
    last_lock: AtomicU32,
}

impl TokenStore {
    /// A store behind a function of the facade. `locks` says whether it has a lock.
    pub(crate) fn new(asked: &Asked<'_, Question>, locks: bool) -> napi::Result<Self> {
        Ok(Self(Arc::new(Shared { asker: Asker::new(asked)?, locks, last_lock: AtomicU32::new(0) })))
    }
}

impl Shared {
    fn ask(&self, question: Question) -> Result<Option<String>, StoreError> {
        let answer = self.asker.ask(question, |waited| (waited >= PATIENCE).then_some("it did not answer"));
        Ok(answer?)
    }
}

impl ringout_core::TokenStore for TokenStore {
    fn load(&self, key: &ringout_core::TokenKey) -> Result<Option<String>, StoreError> {
        self.0.ask(Question::new("load", key, None, 0))
    }

    fn save(&self, key: &ringout_core::TokenKey, token: Option<&str>) -> Result<(), StoreError> {
        self.0.ask(Question::new("save", key, token, 0)).map(drop)
    }

    fn try_lock(&self, key: &ringout_core::TokenKey) -> Result<Option<Box<dyn Any + Send>>, StoreError> {
        if !self.0.locks {
            return Ok(Some(Box::new(())));
        }
        let lock = self.0.last_lock.fetch_add(1, Ordering::Relaxed);
        let taken = self.0.ask(Question::new("tryLock", key, None, lock))?;
        let held = || Held { store: Arc::clone(&self.0), key: key.clone(), lock };
        Ok(taken.map(|_| Box::new(held()) as Box<dyn Any + Send>))
    }
}

/// A lock that the store has given, and gets back when this is dropped: on a thread of the core's.
struct Held {
    store: Arc<Shared>,
    key: ringout_core::TokenKey,
    lock: u32,
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.store.ask(Question::new("unlock", &self.key, None, self.lock)).is_err() {
            log::warn!(target: "ringout", "the token store failed to release its lock");
        }
    }
}

impl Question {
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
