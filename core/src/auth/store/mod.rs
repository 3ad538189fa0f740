//! Where tokens are kept between runs and shared between processes.

mod file;
mod keeper;

use std::any::Any;
use std::fmt;

pub use file::FileTokenStore;
pub(super) use keeper::Keeper;

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
/// The client asks it only when it needs a new token, and tells it every token it gets. Its methods are called on threads of
/// the library's own, from any number of clients at once. One that takes longer than the operation it is called for is left
/// to finish alone, and that operation fails.
pub trait TokenStore: Send + Sync {
    /// The token that is kept under this key, as [`save`](Self::save) got it.
    fn load(&self, key: &TokenKey) -> Result<Option<String>, StoreError>;

    /// Keeps a token, JSON text and a secret; `None` removes it.
    fn save(&self, key: &TokenKey, token: Option<&str>) -> Result<(), StoreError>;

    /// Takes the lock under which a token is replaced, until what is returned is dropped; `None` if another process has it.
    /// A store without a lock returns anything: then two processes may log in at the same time.
    fn try_lock(&self, _key: &TokenKey) -> Result<Option<Box<dyn Any + Send>>, StoreError> {
        Ok(Some(Box::new(())))
    }
}
