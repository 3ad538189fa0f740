//! Blocking waits: `wait` and `watch`.
//!
//! The waiting thread keeps the deadline and checks for an interruption; the tracker knows neither. A [`Subscription`]
//! keeps the tracker polling. If the system cannot start a thread for the tracker, the waiting thread polls.

use std::mem;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::cancel::cancel_at_timeout;
use super::hang_up::OnExit;
use super::{Call, Until, WaitOptions};
use crate::base::cancel::SLICE;
use crate::base::clock;
use crate::base::error::{Error, ErrorCode, Result};
use crate::model::state::{End, Outcome};
use crate::tracking::{CallRecord, Change, Delivery, FallbackPoller, Mailbox, Subscription};

/// An iterator over the changes of a call, from [`Call::watch`].
///
/// The client's tracker polls the call. `next` blocks until there is a change, and returns `None` once the call has
/// ended, the timeout has passed, or an error was returned. Dropping the watch stops the polling and does not affect
/// the call, unless [`cancel_on_exit`](WaitOptions::cancel_on_exit) is set.
///
/// # Examples
///
/// Stops once the callee's phone rings:
///
/// ```no_run
/// use ringout_core::{Client, Phase, WaitOptions};
///
/// let call = Client::from_env()?.call("234343434")?;
/// for change in call.watch(&WaitOptions::default()) {
///     if change?.state.phase() == Phase::RingingCallee {
///         break;
///     }
/// }
/// # Ok::<(), ringout_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Watch {
    call: Call,
    options: WaitOptions,
    deadline: Instant,
    mailbox: Arc<Mailbox>,
    /// Keeps the tracker polling.
    subscription: Option<Subscription>,
    /// Polls if the tracker has no thread.
    fallback: FallbackPoller,
    finished: bool,
    on_exit: Option<OnExit>,
}

impl Watch {
    pub(super) fn new(call: Call, options: &WaitOptions) -> Self {
        let mailbox = Arc::new(Mailbox::for_waiting());
        call.record.subscribe(&mailbox);
        // A watch that ends before it starts sends nothing.
        let starts = !call.session.api.token().is_cancelled() && !options.timeout.is_zero();
        Self {
            deadline: clock::deadline_after(options.timeout),
            subscription: starts.then(|| call.session.follow(&call.record, None)),
            options: options.clone(),
            fallback: FallbackPoller::default(),
            finished: false,
            on_exit: OnExit::of_wait(&call, options),
            mailbox,
            call,
        }
    }

    /// Returns the watched call.
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// Returns the outcome of the call, as seen so far. Sends nothing.
    ///
    /// The kind is [`Answered`](crate::OutcomeKind::Answered) if the watch waited for that and it happened. Otherwise
    /// the result is that of [`Call::outcome`].
    pub fn outcome(&self) -> Outcome {
        outcome(&self.call.record, &self.options)
    }

    /// Like `next`, but waits at most `time`. If there is no change by then, returns `Some(Ok(None))` and the watch goes
    /// on. With zero, returns what has arrived.
    ///
    /// It exceeds `time` only for the cancel of [`cancel_on_timeout`](WaitOptions::cancel_on_timeout), when the timeout of
    /// the watch passes.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{Client, WaitOptions};
    /// use std::time::Duration;
    ///
    /// let call = Client::from_env()?.call("234343434")?;
    /// let mut watch = call.watch(&WaitOptions::default());
    /// while let Some(change) = watch.next_timeout(Duration::from_millis(100)) {
    ///     match change? {
    ///         Some(change) => println!("{}", change.state),
    ///         None => println!("nothing new; time for something else"),
    ///     }
    /// }
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn next_timeout(&mut self, time: Duration) -> Option<Result<Option<Change>>> {
        self.advance(Some(clock::deadline_after(time))).map(|step| step.map(Step::change))
    }

    /// Takes the next step, and ends the watch after the last one. `None` is the end.
    fn advance(&mut self, until: Option<Instant>) -> Option<Result<Step>> {
        if self.finished {
            return None;
        }
        let step = self.step(until);
        if matches!(step, Err(_) | Ok(Step::End)) {
            self.finished = true;
            self.subscription = None;
            self.call.record.unsubscribe(&self.mailbox);
            if let Some(on_exit) = &self.on_exit {
                if step.is_ok() { on_exit.disarm() } else { on_exit.fire() }
            }
        }
        (!matches!(step, Ok(Step::End))).then_some(step)
    }

    /// Waits for the next step, up to `until`.
    ///
    /// Deliveries come first: a change seen before the deadline or the interruption is never lost.
    fn step(&mut self, until: Option<Instant>) -> Result<Step> {
        loop {
            match self.mailbox.take() {
                Some(Delivery::Change(change)) => return Ok(Step::Change(change)),
                // This thread keeps the deadline.
                Some(Delivery::Ended | Delivery::TimedOut) => return Ok(Step::End),
                Some(Delivery::Interrupted) => return Err(interrupted(&self.options)),
                Some(Delivery::Started | Delivery::Cancel(_)) => {}
                Some(Delivery::Failed(error)) => return Err(error),
                None if is_answered(&self.call.record, &self.options) => return Ok(Step::End),
                None => {}
            }
            let token = self.call.session.api.token();
            if token.poll() {
                return Err(interrupted(&self.options));
            }
            let now = clock::now();
            let left = self.deadline.saturating_duration_since(now);
            if left.is_zero() {
                if !mem::take(&mut self.options.cancel_on_timeout) {
                    return Ok(Step::End);
                }
                // The changes that the cancel shows are delivered before the end.
                let api = &self.call.session.api;
                cancel_at_timeout(api, &self.call.record, &api.operation())?;
                continue;
            }
            let left = until.map_or(left, |until| left.min(until.saturating_duration_since(now)));
            // In a child forked since the watch began, the tracker does not poll the call yet.
            if self.subscription.as_ref().is_some_and(|subscription| !subscription.is_active()) {
                self.call.record.subscribe(&self.mailbox);
                self.subscription = Some(self.call.session.follow(&self.call.record, None));
                continue;
            }
            if left.is_zero() {
                return Ok(Step::Pause);
            }
            let longest = if token.is_bound() { left.min(SLICE) } else { left };
            if self.subscription.as_ref().is_none_or(|subscription| subscription.ensure_thread().is_ok()) {
                self.mailbox.wait(longest);
                continue;
            }
            let due = self.fallback.poll(&self.call.session.api, &self.call.record, self.deadline);
            self.mailbox.wait(longest.min(due.saturating_duration_since(clock::now())));
        }
    }
}

/// One step of a watch.
#[allow(clippy::large_enum_variant, reason = "it is moved once, to the program")]
enum Step {
    Change(Change),
    /// Nothing has happened in the time given for the step.
    Pause,
    End,
}

impl Step {
    fn change(self) -> Option<Change> {
        match self {
            Self::Change(change) => Some(change),
            Self::Pause | Self::End => None,
        }
    }
}

/// The error of an interrupted wait.
pub(super) fn interrupted(options: &WaitOptions) -> Error {
    let effect = if options.cancel_on_exit { "the call is being hung up" } else { "the call continues" };
    Error::new(ErrorCode::Cancelled, format!("the wait was interrupted; {effect}"))
}

/// Whether the wait was for an answer, and the call was answered.
pub(super) fn is_answered(record: &CallRecord, options: &WaitOptions) -> bool {
    options.until == Until::Answered && record.seen().connected
}

pub(super) fn outcome(record: &CallRecord, options: &WaitOptions) -> Outcome {
    let seen = record.seen();
    let answered = options.until == Until::Answered && seen.connected && !seen.has_ended();
    seen.outcome(if seen.vanished {
        End::Gone
    } else if answered {
        End::Answered
    } else {
        End::Seen
    })
}

impl Iterator for Watch {
    type Item = Result<Change>;

    fn next(&mut self) -> Option<Self::Item> {
        // Without a limit of time, a step never pauses.
        self.advance(None)?.map(Step::change).transpose()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.call.record.unsubscribe(&self.mailbox);
        if let Some(on_exit) = &self.on_exit {
            on_exit.fire();
        }
    }
}
