//! A store as the login sees it: every call is bounded by the operation it is for.
//!
//! A store is somebody else's code: it may hang, panic, or put the token into its error text. So it runs on a worker, a
//! panic there shows as a result that never comes, and whoever gets an error from here scrubs it.

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

/// How long the release of a lock is waited for.
const RELEASE_PATIENCE: Duration = Duration::from_secs(1);
/// How often a lock that another process holds is tried again: it holds it for one token request.
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// What passes before the deadline of an operation, in words.
pub(in crate::auth) const LOCKED: &str = "another process holds the lock of the token store";
pub(in crate::auth) const SILENT: &str = "the token store did not answer";

#[derive(Clone)]
pub(in crate::auth) struct BoundedStore(Arc<dyn TokenStore>);

impl BoundedStore {
    pub(in crate::auth) fn new(store: Arc<dyn TokenStore>) -> Self {
        Self(store)
    }

    /// Takes the lock by trying again and again, because a wait within the store could not be interrupted.
    pub(in crate::auth) fn lock(&self, key: &TokenKey, operation: &Operation) -> Result<Lock> {
        loop {
            let asked = key.clone();
            if let Some(guard) = self.run(operation, move |store| store.try_lock(&asked))? {
                return Ok(Lock(Some(guard)));
            }
            operation.sleep(LOCK_PAUSE);
            operation.check(LOCKED)?;
        }
    }

    /// What is kept and is no token is a failure, not a missing token: whose it is, only the user knows.
    pub(in crate::auth) fn load(&self, key: &TokenKey, operation: &Operation) -> Result<Option<Token>> {
        let asked = key.clone();
        let json = self.run(operation, move |store| store.load(&asked))?;
        let damaged = |_| failed("what it holds is no token; remove it and log in again");
        json.map(|json| Token::from_json(&json).map_err(damaged)).transpose()
    }

    /// Saves a token, or removes it, and lets go of the lock after the store has done it, however long that takes. An operation
    /// that ends before leaves both to the store's thread.
    pub(in crate::auth) fn save(
        &self,
        lock: Lock,
        key: &TokenKey,
        token: Option<&Token>,
        operation: &Operation,
    ) -> Result<()> {
        let (key, token) = (key.clone(), token.cloned());
        // The lock goes along and comes back, or is dropped with a result that nobody takes.
        let (saved, lock) =
            self.run(operation, move |store| Ok((store.save(&key, token.as_ref().map(Token::to_json)), lock)))?;
        drop(lock);
        saved.map_err(|error| failed(&error.to_string()))
    }

    /// Runs the store's code on a worker thread, so that code which blocks outlasts no deadline.
    fn run<T: Send + 'static>(
        &self,
        operation: &Operation,
        call: impl FnOnce(&dyn TokenStore) -> std::result::Result<T, StoreError> + Send + 'static,
    ) -> Result<T> {
        let (giver, taker) = oneshot();
        let store = Arc::clone(&self.0);
        workers::STORES.get().spawn(move || {
            // Nobody waits any more if the operation has ended. Code that panics drops the giver, which says so.
            giver.give(call(&*store));
        });
        loop {
            match taker.take(SLICE) {
                Received::Over(Ok(value)) => return Ok(value),
                Received::Over(Err(error)) => return Err(failed(&error.to_string())),
                Received::Never => return Err(failed("its code panicked")),
                Received::NotYet => {
                    operation.token.poll();
                    operation.check(SILENT)?;
                }
            }
        }
    }
}

/// A lock that a store has given. Letting go of it is the store's code as well, so that happens on one of its threads.
pub(in crate::auth) struct Lock(Option<Box<dyn Any + Send>>);

impl Drop for Lock {
    fn drop(&mut self) {
        let Some(guard) = self.0.take() else { return };
        let (giver, taker) = oneshot();
        workers::STORES.get().spawn(move || {
            drop(guard);
            giver.give(());
        });
        let until = clock::deadline_after(RELEASE_PATIENCE);
        while matches!(taker.take(SLICE), Received::NotYet) && clock::now() < until {}
    }
}

/// A store may say anything, also the token that it failed to keep: the login blanks that out.
fn failed(what: &str) -> Error {
    Error::unscrubbed(ErrorCode::Storage, format!("the token store failed: {what}"))
}

impl fmt::Debug for BoundedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keeper")
    }
}
