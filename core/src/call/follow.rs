//! Following a call with a listener, for hosts with an event loop.
//!
//! The listener is behind a mailbox on which no thread waits. The mailbox owns the listener, and the listener holds the
//! mailbox weakly, so dropping the [`Follow`] frees both. The tracker keeps the deadline and delivers it through the
//! mailbox, in order with the changes.

use std::sync::{Arc, Weak};

use super::cancel::cancel_at_timeout;
use super::hang_up::OnExit;
use super::watch::{interrupted, is_answered, outcome};
use super::{Call, WaitOptions};
use crate::api::Api;
use crate::base::clock;
use crate::base::error::{Error, ErrorCode, Result};
use crate::base::operation::Operation;
use crate::model::state::Outcome;
use crate::tracking::{CallRecord, Change, Delivery, Mailbox, Subscription};

/// A subscription that calls a listener with the changes of a call, from [`Call::follow`].
///
/// To stop silently, drop it. To stop with a final [`Followed::End`], call [`interrupt`](Self::interrupt). With
/// [`cancel_on_exit`](WaitOptions::cancel_on_exit) both hang the call up, unless the listener has been called with an
/// outcome.
///
/// After the drop, the listener gets nothing new. If it is running at that moment, it may finish the changes that had
/// already arrived. The listener itself may drop the `Follow`.
///
/// A `Follow` works only in the process that made it. A forked child does not call the listener.
///
/// # Examples
///
/// ```no_run
/// use ringout_core::{Client, Followed, WaitOptions};
///
/// let call = Client::from_env()?.call("234343434")?;
/// let follow = call.follow(&WaitOptions::default(), |event| {
///     if let Followed::End(Ok(outcome)) = event {
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
    /// Keeps the tracker polling. `None` if the operation was interrupted before it began.
    _subscription: Option<Subscription>,
    on_exit: Option<Arc<OnExit>>,
}

/// A notification for a listener of [`Call::follow`].
///
/// A listener gets any number of changes, then one end with the result that [`Call::wait`] would have returned.
#[derive(Debug)]
pub enum Followed {
    /// A change.
    Change(Change),
    /// The outcome, or the error that ended the wait. This is the last notification.
    End(Result<Outcome>),
}

impl Follow {
    pub(super) fn new(call: Call, options: &WaitOptions, on_event: impl FnMut(Followed) + Send + 'static) -> Self {
        let on_exit = OnExit::of_wait(&call, options).map(Arc::new);
        let mailbox = Arc::new_cyclic(|mailbox| {
            let mut listener = Listener {
                api: call.session.api.clone(),
                record: Arc::clone(&call.record),
                options: options.clone(),
                mailbox: Weak::clone(mailbox),
                on_event: Some(Box::new(on_event)),
                on_exit: on_exit.clone(),
            };
            Mailbox::with_listener(move |delivery| listener.handle(delivery))
        });
        if call.session.api.token().is_cancelled() {
            mailbox.put(Delivery::Interrupted);
            mailbox.notify();
            return Self { _subscription: None, call, mailbox, on_exit };
        }
        call.record.subscribe(&mailbox);
        // If the call was already answered, no change will come to report it. Otherwise there is nothing to deliver
        // yet, and a turn of the listener may cost a thread.
        if is_answered(&call.record, options) {
            mailbox.put(Delivery::Started);
            mailbox.notify();
        }
        let deadline = (clock::deadline_after(options.timeout), Arc::downgrade(&mailbox));
        let subscription = call.session.follow(&call.record, Some(deadline));
        if let Err(error) = subscription.ensure_thread() {
            let text = format!("no thread is available to follow the call: {error}");
            mailbox.put(Delivery::Failed(Error::new(ErrorCode::Connection, text)));
            mailbox.notify();
        }
        Self { _subscription: Some(subscription), call, mailbox, on_exit }
    }

    /// Stops following. The listener gets the changes that have arrived, then an end with
    /// [`Cancelled`](crate::ErrorCode::Cancelled). If it has already been called with an end, nothing happens. The call
    /// continues, unless [`cancel_on_exit`](WaitOptions::cancel_on_exit) is set.
    ///
    /// May be called from any thread. Does not wait for the listener.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{Client, ErrorCode, Followed, WaitOptions};
    ///
    /// let call = Client::from_env()?.call("234343434")?;
    /// let follow = call.follow(&WaitOptions::default(), |event| {
    ///     if let Followed::End(Err(error)) = event {
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
        if let Some(on_exit) = &self.on_exit {
            on_exit.fire();
        }
    }
}

/// Converts deliveries to notifications for the host. Called by one thread at a time, without any lock held.
struct Listener {
    /// Not the call, so that the host's handles are the last ones of the client, also during a turn.
    api: Api,
    record: Arc<CallRecord>,
    options: WaitOptions,
    mailbox: Weak<Mailbox>,
    /// `None` after the end.
    on_event: Option<Box<dyn FnMut(Followed) + Send>>,
    on_exit: Option<Arc<OnExit>>,
}

impl Listener {
    /// Handles one delivery. At the end it unsubscribes before it calls the host, so that a listener which drops
    /// everything has nothing left to release. A cancel may block, so it is not done here; its bounds are returned
    /// instead.
    fn handle(&mut self, delivery: Delivery) -> Option<Operation> {
        let on_event = self.on_event.as_mut()?;
        let end = match delivery {
            Delivery::Change(change) => {
                on_event(Followed::Change(change));
                if !is_answered(&self.record, &self.options) {
                    return None;
                }
                Ok(())
            }
            Delivery::Started if !is_answered(&self.record, &self.options) => return None,
            Delivery::Started | Delivery::Ended => Ok(()),
            Delivery::TimedOut if self.options.cancel_on_timeout => return Some(self.api.operation()),
            Delivery::Cancel(operation) => {
                let cancelled = cancel_at_timeout(&self.api, &self.record, &operation);
                // The changes that the cancel showed come before the end.
                while let Some(delivery) = self.mailbox.upgrade().and_then(|mailbox| mailbox.take()) {
                    if let Delivery::Change(change) = delivery {
                        on_event(Followed::Change(change));
                    }
                }
                cancelled
            }
            Delivery::TimedOut => Ok(()),
            Delivery::Interrupted => Err(interrupted(&self.options)),
            Delivery::Failed(error) => Err(error),
        };
        if let Some(mailbox) = self.mailbox.upgrade() {
            self.record.unsubscribe(&mailbox);
        }
        if let Some(on_exit) = &self.on_exit {
            if end.is_ok() { on_exit.disarm() } else { on_exit.fire() }
        }
        on_event(Followed::End(end.map(|()| outcome(&self.record, &self.options))));
        self.on_event = None;
        None
    }
}
