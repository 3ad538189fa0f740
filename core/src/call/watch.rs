//! Following one call: when to look, what counts as a change, and when to stop.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use super::{Call, Look};
use crate::clock;
use crate::error::{Error, ErrorCode, Result};
use crate::retry::Repeat;
use crate::state::{CallState, End, Outcome, Phase, Verdict, check_transition};

/// What to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u32)]
pub enum Until {
    /// The end of the call.
    #[default]
    Ended = 0,
    /// Both sides have answered, or the call has ended without that.
    Answered = 1,
}

impl Until {
    /// The name, the same in every language: `ended`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::Answered => "answered",
        }
    }
}

/// How to wait for a call.
///
/// ```
/// use std::time::Duration;
/// use ringout_core::{Until, WaitOptions};
///
/// let options = WaitOptions::default().until(Until::Answered).timeout(Duration::from_secs(60)).cancel_on_timeout(true);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct WaitOptions {
    until: Until,
    timeout: Duration,
    cancel_on_timeout: bool,
}

impl Default for WaitOptions {
    /// Until the end, for at most one hour.
    fn default() -> Self {
        Self { until: Until::Ended, timeout: Duration::from_secs(3600), cancel_on_timeout: false }
    }
}

impl WaitOptions {
    /// What to wait for; the end unless set.
    pub fn until(mut self, until: Until) -> Self {
        self.until = until;
        self
    }

    /// How long to wait at most; one hour unless set. Zero looks at nothing and tells what is known.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Whether to hang up when the timeout passes; off unless set.
    pub fn cancel_on_timeout(mut self, cancel: bool) -> Self {
        self.cancel_on_timeout = cancel;
        self
    }
}

/// A change of a call's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What was seen before; `None` for the first look at a call that was not placed through this handle.
    pub previous: Option<CallState>,
    /// What is seen now.
    pub state: CallState,
    /// How the step compares with the documents; `None` without a `previous`.
    pub verdict: Option<Verdict>,
    /// The change happened after this time, when the state before was last confirmed. Counted from when the call was
    /// placed, or the handle made.
    pub earliest: Duration,
    /// The change happened before this time, when it was seen.
    pub latest: Duration,
}

/// The changes of a call, from [`Call::watch`].
#[derive(Debug)]
pub struct Watch {
    call: Call,
    options: WaitOptions,
    deadline: Instant,
    next_look: Instant,
    previous: Option<(CallState, Instant)>,
    failures: u32,
    finished: bool,
}

impl Watch {
    pub(super) fn new(call: Call, options: &WaitOptions) -> Self {
        let seen = call.record.seen();
        let previous = seen.state.zip(seen.at);
        let next_look = previous.as_ref().map_or_else(clock::now, |(_, at)| *at + FIRST_LOOK);
        let deadline = clock::deadline_after(options.timeout);
        Self { call, options: options.clone(), deadline, next_look, previous, failures: 0, finished: false }
    }

    /// The call that is followed.
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// How the call came out, going by what was seen so far.
    pub fn outcome(&self) -> Outcome {
        let seen = self.call.record.seen();
        let answered = self.options.until == Until::Answered && seen.connected && !seen.is_over();
        seen.outcome(if seen.gone {
            End::Gone
        } else if answered {
            End::Answered
        } else {
            End::Seen
        })
    }

    /// The next change; `None` at the end of the watch.
    fn step(&mut self) -> Result<Option<Change>> {
        loop {
            if self.is_done() {
                return Ok(None);
            }
            clock::sleep_until(self.next_look.min(self.deadline), self.call.client.cancel_token());
            if self.call.client.cancel_token().is_cancelled() {
                return Err(Error::new(ErrorCode::Cancelled, "the wait was interrupted; the call goes on"));
            }
            if clock::now() >= self.deadline {
                return self.time_out().map(|()| None);
            }
            if let Some(change) = self.look()? {
                return Ok(Some(change));
            }
        }
    }

    fn is_done(&self) -> bool {
        let seen = self.call.record.seen();
        let answered = self.options.until == Until::Answered && seen.connected;
        // A change that another handle has seen is still this watch's to deliver.
        let delivered = seen.gone || seen.state.as_ref() == self.previous.as_ref().map(|(state, _)| state);
        self.finished || (delivered && (seen.is_over() || answered))
    }

    fn time_out(&mut self) -> Result<()> {
        self.finished = true;
        if self.options.cancel_on_timeout {
            self.call.cancel()?;
        }
        Ok(())
    }

    /// One look; a failed one only postpones the next.
    fn look(&mut self) -> Result<Option<Change>> {
        let timeout = self.call.client.request_timeout().min(self.deadline.saturating_duration_since(clock::now()));
        let operation = self.call.client.operation(timeout);
        match self.call.look(Repeat::Never, &operation) {
            Ok(Look::State(state)) => {
                self.failures = 0;
                let now = clock::now();
                self.next_look = now + interval(&state);
                Ok(self.note(state, now))
            }
            Ok(Look::Gone(_)) => Ok(None),
            Err(error) if ends_the_wait(error.code()) => Err(error),
            Err(error) => {
                self.next_look = clock::deadline_after(error.retry_after().unwrap_or_else(|| backoff(self.failures)));
                self.failures += 1;
                Ok(None)
            }
        }
    }

    fn note(&mut self, state: CallState, now: Instant) -> Option<Change> {
        let before = self.previous.replace((state.clone(), now));
        let since = |at: Instant| at.saturating_duration_since(self.call.record.began());
        let (previous, seen_at) = before.unzip();
        if previous.as_ref() == Some(&state) {
            return None;
        }
        Some(Change {
            verdict: previous.as_ref().map(|previous| check_transition(previous, &state)),
            earliest: seen_at.map_or(Duration::ZERO, since),
            latest: since(now),
            previous,
            state,
        })
    }
}

impl Iterator for Watch {
    type Item = Result<Change>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.finished {
            return None;
        }
        let step = self.step().transpose();
        self.finished = !matches!(step, Some(Ok(_)));
        step
    }
}

/// The first look at a call that was just placed.
const FIRST_LOOK: Duration = Duration::from_secs(1);

/// The time between two looks: a ringing call changes sooner than one that talks. 40 a minute stay below the platform's 50
/// for status requests.
fn interval(state: &CallState) -> Duration {
    match state.phase() {
        Phase::Connected => Duration::from_secs(5),
        Phase::RingingCaller | Phase::RingingCallee | Phase::Ended | Phase::Unknown => Duration::from_millis(1500),
    }
}

/// Errors that no later look can mend. The others are the network's or the platform's, and pass.
fn ends_the_wait(code: ErrorCode) -> bool {
    !matches!(
        code,
        ErrorCode::Timeout
            | ErrorCode::Connection
            | ErrorCode::Server
            | ErrorCode::RateLimited
            | ErrorCode::Protocol
            | ErrorCode::Rejected
    )
}

/// 0.5 s doubled with every failure up to 30 s, a random part of it: many watchers must not come back together.
fn backoff(failures: u32) -> Duration {
    let longest = Duration::from_millis(500).saturating_mul(1 << failures.min(6)).min(Duration::from_secs(30));
    let random = RandomState::new().hash_one(failures) >> 32;
    let longest_ms = u64::try_from(longest.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis((longest_ms * random) >> 32)
}
