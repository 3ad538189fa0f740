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
use crate::base::error::{Error, ErrorCode, Result};
use crate::base::operation::Operation;
use crate::base::threads::{Handed, handover};
use crate::base::workers;

/// How often a lock that another process holds is tried again: it holds it for one token request.
const LOCK_PAUSE: Duration = Duration::from_millis(20);

#[derive(Clone)]
pub(in crate::auth) struct Keeper(Arc<dyn TokenStore>);

impl Keeper {
    pub(in crate::auth) fn new(store: Arc<dyn TokenStore>) -> Self {
        Self(store)
    }

    /// Taken by trying again and again, because a wait within the store could not be interrupted. Dropping the guard
    /// lets go of it.
    pub(in crate::auth) fn lock(&self, key: &TokenKey, operation: &Operation) -> Result<Box<dyn Any + Send>> {
        loop {
            let asked = key.clone();
            if let Some(guard) = self.run(operation, move |store| store.try_lock(&asked))? {
                return Ok(guard);
            }
            operation.sleep(LOCK_PAUSE);
            operation.check("another process holds the lock of the token store")?;
        }
    }

    /// What is kept and is no token is a failure, not a missing token: whose it is, only the user knows.
    pub(in crate::auth) fn load(&self, key: &TokenKey, operation: &Operation) -> Result<Option<Token>> {
        let asked = key.clone();
        let json = self.run(operation, move |store| store.load(&asked))?;
        let damaged = |_| failed("what it holds is no token; remove it and log in again");
        json.map(|json| Token::from_json(&json).map_err(damaged)).transpose()
    }

    pub(in crate::auth) fn save(&self, key: &TokenKey, token: Option<&Token>, operation: &Operation) -> Result<()> {
        let (key, token) = (key.clone(), token.cloned());
        self.run(operation, move |store| store.save(&key, token.as_ref().map(Token::to_json)))
    }

    /// Runs the store's code on a worker thread, so that code which blocks outlasts no deadline.
    fn run<T: Send + 'static>(
        &self,
        operation: &Operation,
        call: impl FnOnce(&dyn TokenStore) -> std::result::Result<T, StoreError> + Send + 'static,
    ) -> Result<T> {
        let (giver, taker) = handover();
        let store = Arc::clone(&self.0);
        workers::STORES.spawn(move || {
            // Nobody waits any more if the operation has ended. Code that panics drops the giver, which says so.
            giver.give(call(&*store));
        });
        loop {
            match taker.take(SLICE) {
                Handed::Over(Ok(value)) => return Ok(value),
                Handed::Over(Err(error)) => return Err(failed(&error.to_string())),
                Handed::Never => return Err(failed("its code panicked")),
                Handed::NotYet => {
                    operation.token.poll();
                    operation.check("the token store did not answer")?;
                }
            }
        }
    }
}

/// A store may say anything, also the token that it failed to keep: the login blanks that out.
fn failed(what: &str) -> Error {
    Error::unscrubbed(ErrorCode::Storage, format!("the token store failed: {what}"))
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keeper")
    }
}
