//! How many calls are placed.

use super::journal::{JournalEntry, JournalError, Write};
use crate::call::WaitOptions;

/// How [`Client::place_all`](crate::Client::place_all) places and follows calls.
///
/// # Examples
///
/// ```
/// use ringout_core::{PlaceOptions, WaitOptions};
/// use std::time::Duration;
///
/// let a_minute = WaitOptions::default().timeout(Duration::from_secs(60)).cancel_on_timeout(true);
/// let options = PlaceOptions::default().wait(a_minute).concurrency(3).journal(|entry| {
///     println!("{entry}");
///     Ok(())
/// });
/// ```
#[must_use]
pub struct PlaceOptions {
    pub(super) wait: WaitOptions,
    pub(super) concurrency: usize,
    pub(super) journal: Option<Box<Write>>,
}

impl Default for PlaceOptions {
    /// Each call to its end, any number at once, without a journal.
    fn default() -> Self {
        Self { wait: WaitOptions::default(), concurrency: usize::MAX, journal: None }
    }
}

impl PlaceOptions {
    /// How each call is waited for, from when it is placed; to its end, for at most an hour, unless set.
    pub fn wait(mut self, wait: WaitOptions) -> Self {
        self.wait = wait;
        self
    }

    /// How many calls may be under way at once; any number unless set. Zero is
    /// [`InvalidArgument`](crate::ErrorCode::InvalidArgument).
    ///
    /// A caller's phone that rings for one call is busy for another: with one caller, one call at once.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = calls;
        self
    }

    /// What is told of each request before and after it is sent, to be kept where it outlives the process.
    ///
    /// Called on the thread that asks for results. If it fails, nothing more is placed: the requests that are left get
    /// [`Storage`](crate::ErrorCode::Storage); how calls under way end is told all the same. The one whose [`Placing`](crate::JournalStep::Placing) could not be written is
    /// not placed. See [`JournalEntry`].
    pub fn journal(mut self, write: impl FnMut(&JournalEntry) -> Result<(), JournalError> + Send + 'static) -> Self {
        self.journal = Some(Box::new(write));
        self
    }
}

impl std::fmt::Debug for PlaceOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlaceOptions")
            .field("wait", &self.wait)
            .field("concurrency", &self.concurrency)
            .field("journal", &self.journal.is_some())
            .finish()
    }
}
