//! Options for placing many calls.

use std::time::Duration;

use super::journal::{JournalEntry, JournalError, Write};
use crate::call::WaitOptions;

/// Options for [`Client::place_all`](crate::Client::place_all).
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
    /// Waits for each call until it ends, without a total timeout, a limit on concurrency or a journal.
    fn default() -> Self {
        Self { wait: WaitOptions::default(), total_timeout: None, concurrency: usize::MAX, journal: None }
    }
}

impl PlaceOptions {
    /// Sets how to wait for each call. The wait starts when the call is placed. By default it lasts until the call
    /// ends, for up to one hour.
    ///
    /// With [`cancel_on_exit`](WaitOptions::cancel_on_exit), the calls that are running when the batch is interrupted or
    /// dropped are hung up. A create that is in flight then is not.
    pub fn wait(mut self, wait: WaitOptions) -> Self {
        self.wait = wait;
        self
    }

    /// Sets how long the whole batch may take, from the call of [`Client::place_all`](crate::Client::place_all). There
    /// is no limit by default.
    ///
    /// When it passes, every request that was not sent fails with [`Timeout`](crate::ErrorCode::Timeout), even if it
    /// was waiting for rate limits. A create in flight ends too, and may have placed its call. The wait for each
    /// running call times out, as it would after its own [timeout](WaitOptions::timeout). The calls themselves
    /// continue, unless the wait [cancels them](WaitOptions::cancel_on_timeout).
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// Sets how many calls may run at once. There is no limit by default. Zero is
    /// [`InvalidArgument`](crate::ErrorCode::InvalidArgument).
    ///
    /// While a caller's phone rings for one call, it is busy for another. With a single caller, set 1.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = calls;
        self
    }

    /// Sets a function that records each step of each request. Keep the entries where they outlive the process.
    ///
    /// Called on the thread that waits for results. If it fails, no more calls are placed, and the remaining requests
    /// fail with [`Storage`](crate::ErrorCode::Storage). A request whose [`Placing`](crate::JournalStep::Placing) entry
    /// could not be written is not sent. The results of running calls are still returned. See [`JournalEntry`].
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
