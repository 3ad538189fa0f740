//! Following a call on the thread that asks: `wait` and `watch`.
//!
//! The deadline and the interruption are kept here, by the thread that waits: the tracker knows of neither. What a
//! watch needs from it is to be looked at, which the [`Subscription`] stands for. If the system has no thread for that, this one
//! polls.

use std::mem;
use std::sync::Arc;
use std::time::Instant;

use super::cancel::cancel_at_timeout;
use super::{Call, Until, WaitOptions};
use crate::base::cancel::SLICE;
use crate::base::clock;
use crate::base::error::{Error, ErrorCode, Result};
use crate::model::state::{End, Outcome};
use crate::tracking::{Alone, Change, Delivery, Mailbox, Subscription};

/// The changes of a call, from [`Call::watch`].
///
/// The call is looked at by the client's tracker, which does it for any number of calls; this only waits to be told.
/// `next` blocks until there is a change, and returns `None` when the call is over or the timeout has passed. After an
/// error it returns `None`, too. Dropping it ends the following and does nothing to the call.
///
/// # Examples
///
/// Only until the callee's phone rings:
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
    /// Keeps the tracker looking.
    following: Option<Subscription>,
    /// Polls in its stead.
    alone: Alone,
    finished: bool,
}

impl Watch {
    pub(super) fn new(call: Call, options: &WaitOptions) -> Self {
        let mailbox = Arc::new(Mailbox::to_wait_at());
        call.record.subscribe(&mailbox);
        // A watch that ends before it begins sends nothing.
        let begins = !call.session.api.token().is_cancelled() && !options.timeout.is_zero();
        Self {
            deadline: clock::deadline_after(options.timeout),
            following: begins.then(|| call.session.follow(&call.record, None)),
            options: options.clone(),
            alone: Alone::default(),
            finished: false,
            mailbox,
            call,
        }
    }

    /// The call that is followed.
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// How the call came out, going by what was seen so far.
    ///
    /// [`Answered`](crate::OutcomeKind::Answered) if that was waited for; else as [`Call::outcome`].
    pub fn outcome(&self) -> Outcome {
        outcome(&self.call, &self.options)
    }

    /// The next change; `None` at the end of the watch.
    ///
    /// What was delivered comes first, whatever the time: a change that was seen before the deadline or the
    /// interruption is not lost to either.
    fn step(&mut self) -> Result<Option<Change>> {
        loop {
            match self.mailbox.take() {
                Some(Delivery::Change(change)) => return Ok(Some(change)),
                // The deadline is kept here, by whoever waits.
                Some(Delivery::Over | Delivery::TimedOut) => return Ok(None),
                Some(Delivery::Interrupted) => return Err(interrupted()),
                Some(Delivery::Begun | Delivery::Cancel(_)) => {}
                Some(Delivery::Failed(error)) => return Err(error),
                None if is_answered(&self.call, &self.options) => return Ok(None),
                None => {}
            }
            let token = self.call.session.api.token();
            if token.poll() {
                return Err(interrupted());
            }
            let left = self.deadline.saturating_duration_since(clock::now());
            if left.is_zero() {
                if !mem::take(&mut self.options.cancel_on_timeout) {
                    return Ok(None);
                }
                // What this shows is delivered before the end.
                cancel_at_timeout(&self.call, &self.call.session.api.operation())?;
                continue;
            }
            // In a process that was forked since, nobody looks yet, and nobody is told.
            if self.following.as_ref().is_some_and(|following| !following.goes_on()) {
                self.call.record.subscribe(&self.mailbox);
                self.following = Some(self.call.session.follow(&self.call.record, None));
                continue;
            }
            let longest = if token.is_bound() { left.min(SLICE) } else { left };
            if self.following.as_ref().is_none_or(|following| following.ensure_thread().is_ok()) {
                self.mailbox.wait(longest);
                continue;
            }
            let due = self.alone.poll(&self.call.session.api, &self.call.record, self.deadline);
            self.mailbox.wait(longest.min(due.saturating_duration_since(clock::now())));
        }
    }
}

/// What ends a wait that nobody wants any more, whoever waits.
pub(super) fn interrupted() -> Error {
    Error::new(ErrorCode::Cancelled, "the wait was interrupted; the call goes on")
}

/// Whether the answer was waited for and has come.
pub(super) fn is_answered(call: &Call, options: &WaitOptions) -> bool {
    options.until == Until::Answered && call.record.seen().connected
}

pub(super) fn outcome(call: &Call, options: &WaitOptions) -> Outcome {
    let seen = call.record.seen();
    let answered = options.until == Until::Answered && seen.connected && !seen.is_over();
    seen.outcome(if seen.gone {
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
        if self.finished {
            return None;
        }
        let step = self.step().transpose();
        if !matches!(step, Some(Ok(_))) {
            self.finished = true;
            self.following = None;
            self.call.record.unsubscribe(&self.mailbox);
        }
        step
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.call.record.unsubscribe(&self.mailbox);
    }
}
