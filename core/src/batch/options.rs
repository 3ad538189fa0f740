//! How many calls are placed.

use std::time::Duration;

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
    pub(super) total_timeout: Option<Duration>,
    pub(super) concurrency: usize,
    pub(super) journal: Option<Box<Write>>,
}

impl Default for PlaceOptions {
    /// Each call to its end, however long all of them take, any number at once, without a journal.
    fn default() -> Self {
        Self { wait: WaitOptions::default(), total_timeout: None, concurrency: usize::MAX, journal: None }
    }
}

impl PlaceOptions {
    /// How each call is waited for, from when it is placed; to its end, for at most an hour, unless set.
    pub fn wait(mut self, wait: WaitOptions) -> Self {
        self.wait = wait;
        self
    }

    /// How long all of it may take, from the call of [`Client::place_all`](crate::Client::place_all); any time unless set.
    ///
    /// When it passes, every request that was not sent gets [`Timeout`](crate::ErrorCode::Timeout), however long the limits
    /// would have kept it, and the wait for each call under way times out, as it would after its own
    /// [timeout](WaitOptions::timeout): such calls go on, unless the wait
    /// [cancels them](WaitOptions::cancel_on_timeout). A create that is under way ends, too, and may have been placed.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
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
            .field("total_timeout", &self.total_timeout)
            .field("concurrency", &self.concurrency)
            .field("journal", &self.journal.is_some())
            .finish()
    }
}
