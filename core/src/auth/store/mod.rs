//! Token stores, which keep tokens between runs and share them between processes.
//!
//! The trait is small enough to implement over any database. The login does not trust an implementation: it runs on
//! worker threads with the operation's deadline, a panic ends only that worker, and its messages are scrubbed.

mod bounded;
mod file;
mod private;

use std::any::Any;
use std::fmt;

pub(super) use bounded::{BoundedStore, STORE_LOCKED, STORE_TIMEOUT, StoreLock};
pub use file::FileTokenStore;

pub use crate::base::error::StoreError;

/// Identifies a token in a store. One store serves any number of accounts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TokenKey {
    /// Scheme, host and port of the server.
    pub server: String,
    /// Client id of the app.
    pub client_id: String,
    /// The user, as set with [`ClientBuilder::token_user`](crate::ClientBuilder::token_user), or else from the
    /// credentials.
    pub user: String,
}

/// The three parts in one string, which most stores can use as a key.
impl fmt::Display for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.server, self.client_id, self.user)
    }
}

/// Stores tokens: [`FileTokenStore`], or your own implementation.
///
/// The client loads from it only when it needs a new token, and saves every token it gets. Its methods are called on
/// threads of the library, from any number of clients at once. If a call takes longer than the operation it belongs to,
/// that operation fails and the call finishes in the background.
///
/// A store that cannot be read fails the login with [`Storage`](crate::ErrorCode::Storage). If it cannot be written, the
/// token is still used and a warning is logged. A store must not use the client that it serves, which is waiting for the
/// login.
///
/// # Examples
///
/// ```
/// use ringout_core::{StoreError, TokenKey, TokenStore};
/// use std::collections::HashMap;
/// use std::sync::{Mutex, PoisonError};
///
/// #[derive(Default)]
/// struct InMemory(Mutex<HashMap<TokenKey, String>>);
///
/// impl TokenStore for InMemory {
///     fn load(&self, key: &TokenKey) -> Result<Option<String>, StoreError> {
///         Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned())
///     }
///
///     fn save(&self, key: &TokenKey, token: Option<&str>) -> Result<(), StoreError> {
///         let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
///         match token {
///             Some(token) => drop(tokens.insert(key.clone(), token.to_owned())),
///             None => drop(tokens.remove(key)),
///         }
///         Ok(())
///     }
/// }
///
/// let builder = ringout_core::Client::builder("https://platform.ringcentral.com", "client-id");
/// let client = builder.token_store(InMemory::default()).build()?;
/// # Ok::<(), ringout_core::Error>(())
/// ```
pub trait TokenStore: Send + Sync {
    /// Returns the token stored under this key, as it was passed to [`save`](Self::save).
    fn load(&self, key: &TokenKey) -> Result<Option<String>, StoreError>;

    /// Stores a token, which is a JSON string and a secret. `None` removes it.
    fn save(&self, key: &TokenKey, token: Option<&str>) -> Result<(), StoreError>;

    /// Takes the lock under which a token is replaced, or returns `None` if another process has it. The lock is held
    /// until the returned value is dropped, on a thread of the library. A store without a lock may return any value; then
    /// two processes may log in at the same time.
    fn try_lock(&self, _key: &TokenKey) -> Result<Option<Box<dyn Any + Send>>, StoreError> {
        Ok(Some(Box::new(())))
    }
}
