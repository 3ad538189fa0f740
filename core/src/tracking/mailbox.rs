//! Mailbox: the queue of one subscriber for the changes of a call.
//!
//! Deliveries are enqueued under the call's lock, which fixes their order, and handed over without it. A thread waits
//! for them ([`Watch`](super::Watch)), or a listener is called with them ([`Follow`](super::Follow)).
//!
//! A listener is taken out of the mailbox for its turn and put back afterwards. A second thread that notifies in
//! between finds it absent, leaves its delivery in the queue, and returns. So a listener is never called twice at once,
//! never waits for itself, and misses nothing. Its turn runs on one of the few worker threads that all listeners share,
//! so that a listener that is slow, waits for a lock of its host, or panics does not delay other calls. A cancel, which
//! takes as long as any operation, runs on other threads.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use super::Change;
use crate::base::error::Error;
use crate::base::operation::Operation;
use crate::base::process::{ForkState, Monitor};
use crate::base::workers;

/// A delivery to a subscriber.
#[derive(Debug, Clone)]
pub(crate) enum Delivery {
    Change(Change),
    /// The call has ended. The last delivery.
    Ended,
    /// The subscription has started. The awaited state may already be there.
    Started,
    /// The deadline of a [`Follow`](super::Follow) has passed. The last delivery, except for the listener's cancel.
    TimedOut,
    /// Runs the cancel that the listener requested, within these bounds, on a thread that may block.
    Cancel(Operation),
    /// The wait was interrupted. The last delivery.
    Interrupted,
    /// The platform can no longer be polled. The last delivery.
    Failed(Error),
}

/// Returns the bounds of a cancel if one is due. The mailbox then calls it with [`Delivery::Cancel`] on a thread that
/// may block.
type Listener = Box<dyn FnMut(Delivery) -> Option<Operation> + Send>;

/// Deliveries in order, for a thread that waits or for a listener on a worker thread.
pub(crate) struct Mailbox {
    inbox: Monitor<Inbox>,
}

#[derive(Default)]
struct Inbox {
    queue: VecDeque<Delivery>,
    listener: Option<Listener>,
}

/// A child does not call the listener of its parent. A waiting thread takes the deliveries that have arrived.
impl ForkState for Inbox {
    fn in_child(parent: &Self) -> Self {
        Self { queue: parent.queue.clone(), listener: None }
    }
}

impl Inbox {
    /// Takes the next delivery. An empty queue frees its memory, because there is one per subscriber and nearly all are
    /// empty nearly all the time.
    fn take(&mut self) -> Option<Delivery> {
        let delivery = self.queue.pop_front();
        if self.queue.is_empty() {
            self.queue = VecDeque::new();
        }
        delivery
    }
}

impl Mailbox {
    /// Makes a mailbox on which a thread waits.
    pub(crate) fn for_waiting() -> Self {
        Self { inbox: Monitor::new(Inbox::default()) }
    }

    /// Makes a mailbox with a listener.
    pub(crate) fn with_listener(listener: impl FnMut(Delivery) -> Option<Operation> + Send + 'static) -> Self {
        let inbox = Inbox { queue: VecDeque::new(), listener: Some(Box::new(listener)) };
        Self { inbox: Monitor::new(inbox) }
    }

    /// Enqueues a delivery. Called under the call's lock, so it does not notify; [`notify`](Self::notify) does.
    pub(crate) fn put(&self, delivery: Delivery) {
        self.lock().queue.push_back(delivery);
    }

    /// Wakes the waiting thread, or starts a turn of the listener.
    pub(crate) fn notify(self: &Arc<Self>) {
        let mut inbox = self.lock();
        // Most polls show nothing new, and a turn costs a thread, so an empty queue starts none.
        let listener = if inbox.queue.is_empty() { None } else { inbox.listener.take() };
        drop(inbox);
        if let Some(listener) = listener {
            let mailbox = Arc::clone(self);
            workers::LISTENERS.get().spawn(move || mailbox.deliver(listener));
        } else {
            // The listener is absent during its turn, which delivers this too.
            self.inbox.notify_all();
        }
    }

    /// Runs one turn of the listener, without a lock, so that it may call anything. In a child that it forks, the turn
    /// ends.
    fn deliver(self: &Arc<Self>, mut listener: Listener) {
        let mut inbox = self.lock();
        while let Some(delivery) = self.next(&mut inbox) {
            drop(inbox);
            if let Some(cancel) = listener(delivery) {
                self.cancel(listener, cancel);
                return;
            }
            inbox = self.lock();
        }
        if self.inbox.is_of_this_process() {
            inbox.listener = Some(listener);
        }
    }

    fn next(&self, inbox: &mut Inbox) -> Option<Delivery> {
        if self.inbox.is_of_this_process() { inbox.take() } else { None }
    }

    /// Continues the turn on a thread that may block. A cancel whose bounds have expired sends nothing, so the turn may
    /// then end on a listener thread.
    fn cancel(self: &Arc<Self>, mut listener: Listener, bounds: Operation) {
        let (mailbox, cancel) = (Arc::clone(self), Delivery::Cancel(bounds.clone()));
        let continue_turn = move || {
            listener(cancel);
            mailbox.deliver(listener);
        };
        workers::CANCELS.get().spawn_within(bounds, |begun| match begun {
            Ok(()) => continue_turn(),
            Err(_) => workers::LISTENERS.get().spawn(continue_turn),
        });
    }

    pub(crate) fn take(&self) -> Option<Delivery> {
        self.lock().take()
    }

    /// Waits for a delivery, up to `time`.
    ///
    /// May return early, without a delivery.
    pub(crate) fn wait(&self, time: Duration) {
        let inbox = self.lock();
        if inbox.queue.is_empty() {
            drop(self.inbox.wait_timeout(inbox, time));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock()
    }
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mailbox")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capacity(mailbox: &Mailbox) -> usize {
        mailbox.lock().queue.capacity()
    }

    #[test]
    fn an_empty_mailbox_holds_no_memory() {
        let for_thread = Mailbox::for_waiting();
        for_thread.put(Delivery::Started);
        for_thread.put(Delivery::Ended);
        assert!(for_thread.take().is_some() && capacity(&for_thread) > 0);
        assert!(for_thread.take().is_some() && capacity(&for_thread) == 0);
        let for_listener = Arc::new(Mailbox::for_waiting());
        for_listener.put(Delivery::Ended);
        for_listener.deliver(Box::new(|_| None));
        assert_eq!(capacity(&for_listener), 0);
    }
}
