//! Where tokens are kept between runs and shared between processes.
//!
//! The trait is small enough to be implemented over any database, and the login does not trust an implementation: it is
//! run on worker threads with the operation's deadline, a panic ends that worker and nothing else, and its texts are
//! scrubbed.

mod file;
mod keeper;
mod private;

use std::any::Any;
use std::fmt;

pub use file::FileTokenStore;
pub(super) use keeper::{BoundedStore, LOCKED, Lock, SILENT};

/// Whose token it is. One store serves any number of accounts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TokenKey {
    /// Scheme, host and port of the server.
    pub server: String,
    /// The app.
    pub client_id: String,
    /// The user, as [`ClientBuilder::token_user`](crate::ClientBuilder::token_user) has it, or as the credentials tell.
    pub user: String,
}

/// One text for the three: what most stores want for a key.
impl fmt::Display for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.server, self.client_id, self.user)
    }
}

/// Why a store failed, in words for the user; it becomes a [`Storage`](crate::ErrorCode::Storage) error.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// Keeps tokens: [`FileTokenStore`], or your own.
///
/// The client asks it only when it needs a new token, and tells it every token it gets. Its methods are called on
/// threads of the library's own, from any number of clients at once. One that takes longer than the operation it is
/// called for is left to finish alone, and that operation fails.
///
/// A store that cannot be read fails the login with [`Storage`](crate::ErrorCode::Storage). One that cannot be written
/// does not: the token is used, and a warning logged. A store must not use the client that it serves: that waits for
/// the login.
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
    /// The token that is kept under this key, as [`save`](Self::save) got it.
    fn load(&self, key: &TokenKey) -> Result<Option<String>, StoreError>;

    /// Keeps a token, JSON text and a secret; `None` removes it.
    fn save(&self, key: &TokenKey, token: Option<&str>) -> Result<(), StoreError>;

    /// Takes the lock under which a token is replaced, until what is returned is dropped, on a thread of the library's own;
    /// `None` if another process has it. A store without a lock returns anything: then two processes may log in at the same time.
    fn try_lock(&self, _key: &TokenKey) -> Result<Option<Box<dyn Any + Send>>, StoreError> {
        Ok(Some(Box::new(())))
    }
}
