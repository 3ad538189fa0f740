//! The ledger: at most one call for each dedupe key, whichever worker of a fleet places it.
//!
//! A queue that delivers a job twice, and a worker that dies, must not ring two phones twice. RingCentral cannot check
//! that, so a worker writes its intent before it sends the request that places a call. The ledger is the only place
//! where all workers see it. A worker that finds an intent of another worker never sends the request.
//!
//! A store only compares and swaps one string for each key. All meaning is here: `entry` is the string, `decide` says
//! what a worker does with what it finds, `bounded` runs the store's code, and `keyed` is one key in use by a client.

mod bounded;
mod decide;
mod entry;
mod keyed;

use std::fmt;
use std::time::Duration;

pub(crate) use bounded::{BoundedLedger, Found};
pub(crate) use decide::{Decision, decide};
pub(crate) use entry::{Entry, NewCall, Numbers};
pub(crate) use keyed::{Begun, Intent, Keyed};

use crate::base::error::StoreError;

/// Identifies a call in a ledger. One ledger serves any number of users and apps.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LedgerKey {
    /// Scheme, host and port of the server.
    pub server: String,
    /// Client id of the app.
    pub client_id: String,
    /// The user, as in a [`TokenKey`](crate::TokenKey). It is derived from the JWT unless
    /// [`ClientBuilder::token_user`](crate::ClientBuilder::token_user) is set.
    pub user: String,
    /// The key of the request, from [`CallRequest::dedupe_key`](crate::CallRequest::dedupe_key). One that begins with `ringout:`
    /// names what the library itself keeps, such as a [budget](crate::ClientBuilder::budget).
    pub dedupe_key: String,
}

/// The four parts in one string, which most stores can use as a key.
impl fmt::Display for LedgerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { server, client_id, user, dedupe_key } = self;
        write!(f, "{server} {client_id} {user} {dedupe_key}")
    }
}

/// What a ledger has under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRecord {
    /// The value that was swapped in last, one line of text. It contains phone numbers.
    pub value: String,
    /// How long ago that was, by the clock of the store. So the clocks of two workers are never compared.
    pub age: Duration,
}

/// The result of a [`swap`](Ledger::swap).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Swap {
    /// The new value is stored.
    Done,
    /// The value was not the expected one. This is the current one, or `None` if there is none.
    Conflict(Option<LedgerRecord>),
}

/// Stores one value for each dedupe key and swaps it atomically, for all workers of a fleet.
///
/// The promise that no key is placed twice is as reliable as the ledger: it must compare and swap in one step, and must not
/// lose a value before its lifetime has passed. A store that may evict or lose what it has acknowledged loses the fence
/// for the keys it has lost.
///
/// Its methods are called on threads of the library, from any number of clients at once. If a call takes longer than the
/// operation it belongs to, the operation ends and the call finishes in the background. An error, a panic or a timeout
/// before the request is sent is [`Storage`](crate::ErrorCode::Storage) or [`Timeout`](crate::ErrorCode::Timeout), and
/// no call is placed. A ledger must not use the client that it serves.
///
/// # Examples
///
/// ```
/// use ringout_core::{Ledger, LedgerKey, LedgerRecord, StoreError, Swap};
/// use std::collections::HashMap;
/// use std::sync::{Mutex, PoisonError};
/// use std::time::{Duration, Instant};
///
/// /// For tests: all clients must be in one process.
/// #[derive(Default)]
/// struct InMemory(Mutex<HashMap<LedgerKey, (String, Instant)>>);
///
/// impl Ledger for InMemory {
///     fn load(&self, key: &LedgerKey) -> Result<Option<LedgerRecord>, StoreError> {
///         let values = self.0.lock().unwrap_or_else(PoisonError::into_inner);
///         let record = |(value, at): &(String, Instant)| LedgerRecord { value: value.clone(), age: at.elapsed() };
///         Ok(values.get(key).map(record))
///     }
///
///     fn swap(&self, key: &LedgerKey, expected: Option<&str>, new: &str, _: Duration) -> Result<Swap, StoreError> {
///         let mut values = self.0.lock().unwrap_or_else(PoisonError::into_inner);
///         if values.get(key).map(|(value, _)| value.as_str()) != expected {
///             drop(values);
///             return Ok(Swap::Conflict(self.load(key)?));
///         }
///         values.insert(key.clone(), (new.to_owned(), Instant::now()));
///         Ok(Swap::Done)
///     }
/// }
///
/// let builder = ringout_core::Client::builder("https://platform.ringcentral.com", "client-id");
/// let client = builder.ledger(InMemory::default()).build()?;
/// # Ok::<(), ringout_core::Error>(())
/// ```
pub trait Ledger: Send + Sync {
    /// Returns what is stored under this key.
    fn load(&self, key: &LedgerKey) -> Result<Option<LedgerRecord>, StoreError>;

    /// Stores `new` if the current value is `expected`, or if there is none and `expected` is `None`. Otherwise changes
    /// nothing and returns the current value. The comparison and the change are one step.
    ///
    /// `new` and its age are kept for at least `lifetime`, and the age starts at zero.
    fn swap(&self, key: &LedgerKey, expected: Option<&str>, new: &str, lifetime: Duration) -> Result<Swap, StoreError>;
}
