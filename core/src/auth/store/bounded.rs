//! Bounded access to a token store: every call is limited by its operation.
//!
//! A store is foreign code: it may hang, panic, or put the token into its error message. So it runs on a worker thread, a
//! panic there closes the channel of the result, and the login scrubs every error from here.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::{StoreError, TokenKey, TokenStore};
use crate::auth::token::Token;
use crate::base::cancel::SLICE;
use crate::base::clock;
use crate::base::error::{Error, ErrorCode, Result};
use crate::base::operation::Operation;
use crate::base::threads::{Received, oneshot};
use crate::base::workers;

/// How long to wait for the release of a lock.
const RELEASE_TIMEOUT: Duration = Duration::from_secs(1);
/// How often to retry a lock that another process holds, which it does for one token request.
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// Messages for an operation whose deadline passes, completed by `Operation::check`.
pub(in crate::auth) const STORE_LOCKED: &str = "another process holds the lock of the token store";
pub(in crate::auth) const STORE_TIMEOUT: &str = "the token store did not respond";

#[derive(Clone)]
pub(in crate::auth) struct BoundedStore(Arc<dyn TokenStore>);

impl BoundedStore {
    pub(in crate::auth) fn new(store: Arc<dyn TokenStore>) -> Self {
        Self(store)
    }

    /// Takes the lock by polling, because a wait inside the store could not be interrupted.
    pub(in crate::auth) fn lock(&self, key: &TokenKey, operation: &Operation) -> Result<StoreLock> {
        loop {
            let key = key.clone();
            if let Some(guard) = self.run(operation, move |store| store.try_lock(&key))? {
                return Ok(StoreLock(Some(guard)));
            }
            operation.sleep(LOCK_PAUSE);
            operation.check(STORE_LOCKED)?;
        }
    }

    /// Loads the token. Stored data that is not a token is an error and not a missing token, because only the user knows
    /// what it is.
    pub(in crate::auth) fn load(&self, key: &TokenKey, operation: &Operation) -> Result<Option<Token>> {
        let key = key.clone();
        let json = self.run(operation, move |store| store.load(&key))?;
        let damaged = |_| failed("its data is not a token; remove it and log in again");
        json.map(|json| Token::from_json(&json).map_err(damaged)).transpose()
    }

    /// Saves or removes a token, and releases the lock when the store is done, however long that takes. If the operation
    /// ends earlier, the store's thread does both.
    pub(in crate::auth) fn save(
        &self,
        lock: StoreLock,
        key: &TokenKey,
        token: Option<&Token>,
        operation: &Operation,
    ) -> Result<()> {
        let (key, token) = (key.clone(), token.cloned());
        // The lock goes along and comes back, or is dropped with an abandoned result.
        let (saved, lock) =
            self.run(operation, move |store| Ok((store.save(&key, token.as_ref().map(Token::to_json)), lock)))?;
        drop(lock);
        saved.map_err(|error| failed(&error.to_string()))
    }

    /// Runs the store's code on a worker thread, so that blocking code cannot exceed a deadline.
    fn run<T: Send + 'static>(
        &self,
        operation: &Operation,
        call: impl FnOnce(&dyn TokenStore) -> std::result::Result<T, StoreError> + Send + 'static,
    ) -> Result<T> {
        let (sender, receiver) = oneshot();
        let store = Arc::clone(&self.0);
        workers::STORES.get().spawn(move || {
            // The operation may have ended and stopped waiting. Code that panics drops the sender, which closes the
            // channel.
            sender.send(call(&*store));
        });
        loop {
            match receiver.receive(SLICE) {
                Received::Value(Ok(value)) => return Ok(value),
                Received::Value(Err(error)) => return Err(failed(&error.to_string())),
                Received::Closed => return Err(failed("its code panicked")),
                Received::Pending => {
                    operation.token.poll();
                    operation.check(STORE_TIMEOUT)?;
                }
            }
        }
    }
}

/// A lock that a store has given. Releasing it runs the store's code too, so that happens on a worker thread.
pub(in crate::auth) struct StoreLock(Option<Box<dyn Any + Send>>);

impl Drop for StoreLock {
    fn drop(&mut self) {
        let Some(guard) = self.0.take() else { return };
        let (sender, receiver) = oneshot();
        workers::STORES.get().spawn(move || {
            drop(guard);
            sender.send(());
        });
        let until = clock::deadline_after(RELEASE_TIMEOUT);
        while matches!(receiver.receive(SLICE), Received::Pending) && clock::now() < until {}
    }
}

/// An error of the store. Its message may contain the token that could not be saved; the login scrubs it.
fn failed(what: &str) -> Error {
    Error::unscrubbed(ErrorCode::Storage, format!("the token store failed: {what}"))
}

impl fmt::Debug for BoundedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BoundedStore")
    }
}
