//! Following a call without a thread that waits: a listener is told. For hosts with an event loop.
//!
//! The listener stands behind a mailbox that has nobody waiting at it. It holds its own mailbox weakly, and the mailbox
//! holds the listener: dropping the [`Follow`] lets go of both. The deadline is kept by the tracker, which puts it into
//! the mailbox like any other news, so that it has its place in the order.

use std::sync::{Arc, Weak};

use super::cancel::cancel_at_timeout;
use super::watch::{interrupted, is_answered, outcome};
use super::{Call, WaitOptions};
use crate::base::clock;
use crate::base::error::{Error, ErrorCode, Result};
use crate::base::operation::Operation;
use crate::model::state::Outcome;
use crate::tracking::{Change, Delivery, Mailbox, Subscription};

/// A call that a listener is told of, from [`Call::follow`]. Dropping it ends the telling without a word;
/// [`interrupt`](Self::interrupt) with one.
///
/// Once it is dropped, nothing new is told; a thread that is telling at that moment may finish what had arrived. The
/// listener itself may drop it.
///
/// It stays with the process that began it: in a forked child nobody is told.
///
/// # Examples
///
/// ```no_run
/// use ringout_core::{Client, Followed, WaitOptions};
///
/// let call = Client::from_env()?.call("234343434")?;
/// let follow = call.follow(&WaitOptions::default(), |news| {
///     if let Followed::End(Ok(outcome)) = news {
///         println!("{outcome}");
///     }
/// });
/// # drop(follow);
/// # Ok::<(), ringout_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Follow {
    call: Call,
    mailbox: Arc<Mailbox>,
    /// Keeps the tracker looking. None if it was interrupted before it began.
    _following: Option<Subscription>,
}

/// What a listener is told.
///
/// Any number of changes, then one end: what [`Call::wait`] would have returned.
#[derive(Debug)]
pub enum Followed {
    /// The next change.
    Change(Change),
    /// The end, or why there is none. Nothing follows.
    End(Result<Outcome>),
}

impl Follow {
    pub(super) fn new(call: Call, options: &WaitOptions, tell: impl FnMut(Followed) + Send + 'static) -> Self {
        let mailbox = Arc::new_cyclic(|mailbox| {
            let (call, mailbox, tell) = (call.clone(), Weak::clone(mailbox), Some(Box::new(tell) as Box<_>));
            let mut listener = Listener { call, options: options.clone(), mailbox, tell };
            Mailbox::of(move |delivery| listener.observe_headers(delivery))
        });
        if call.session.api.token().is_cancelled() {
            mailbox.put(Delivery::Interrupted);
            mailbox.notify();
            return Self { _following: None, call, mailbox };
        }
        call.record.subscribe(&mailbox);
        // An answer that was seen before is no change that is still to come. Otherwise there is nothing to tell yet, and a
        // turn of the listener may cost a thread.
        if is_answered(&call, options) {
            mailbox.put(Delivery::Begun);
            mailbox.notify();
        }
        let deadline = (clock::deadline_after(options.timeout), Arc::downgrade(&mailbox));
        let following = call.session.follow(&call.record, Some(deadline));
        if let Err(error) = following.ensure_thread() {
            let text = format!("no thread to follow the call with: {error}");
            mailbox.put(Delivery::Failed(Error::new(ErrorCode::Connection, text)));
            mailbox.notify();
        }
        Self { _following: Some(following), call, mailbox }
    }

    /// Ends the telling with an end: what has arrived is told, and then that the wait was interrupted, with
    /// [`Cancelled`](crate::ErrorCode::Cancelled). Nothing more is told after an end that was told already. The call goes
    /// on.
    ///
    /// Callable from any thread; it does not wait for the listener.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{Client, ErrorCode, Followed, WaitOptions};
    ///
    /// let call = Client::from_env()?.call("234343434")?;
    /// let follow = call.follow(&WaitOptions::default(), |news| {
    ///     if let Followed::End(Err(error)) = news {
    ///         assert_eq!(error.code(), ErrorCode::Cancelled);
    ///     }
    /// });
    /// follow.interrupt();
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn interrupt(self) {
        self.mailbox.put(Delivery::Interrupted);
        self.mailbox.notify();
    }
}

impl Drop for Follow {
    fn drop(&mut self) {
        self.call.record.unsubscribe(&self.mailbox);
    }
}

/// What turns deliveries into what the host is told. Called by one thread at a time, without any lock.
struct Listener {
    call: Call,
    options: WaitOptions,
    mailbox: Weak<Mailbox>,
    /// Gone after the end.
    tell: Option<Box<dyn FnMut(Followed) + Send>>,
}

impl Listener {
    /// After the end it unsubscribes before it tells, so that a listener which drops everything finds nothing left to
    /// do. A cancel, which takes its time, is not done at once: its bounds are what is returned.
    fn observe_headers(&mut self, delivery: Delivery) -> Option<Operation> {
        let tell = self.tell.as_mut()?;
        let end = match delivery {
            Delivery::Change(change) => {
                tell(Followed::Change(change));
                if !is_answered(&self.call, &self.options) {
                    return None;
                }
                Ok(())
            }
            Delivery::Begun if !is_answered(&self.call, &self.options) => return None,
            Delivery::Begun | Delivery::Over => Ok(()),
            Delivery::TimedOut if self.options.cancel_on_timeout => return Some(self.call.session.api.operation()),
            Delivery::Cancel(operation) => {
                let cancelled = cancel_at_timeout(&self.call, &operation);
                // What the cancel showed is told before the end.
                while let Some(delivery) = self.mailbox.upgrade().and_then(|mailbox| mailbox.take()) {
                    if let Delivery::Change(change) = delivery {
                        tell(Followed::Change(change));
                    }
                }
                cancelled
            }
            Delivery::TimedOut => Ok(()),
            Delivery::Interrupted => Err(interrupted()),
            Delivery::Failed(error) => Err(error),
        };
        if let Some(mailbox) = self.mailbox.upgrade() {
            self.call.record.unsubscribe(&mailbox);
        }
        tell(Followed::End(end.map(|()| outcome(&self.call, &self.options))));
        self.tell = None;
        None
    }
}
