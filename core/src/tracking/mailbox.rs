//! Where the changes of a call go: one for everybody who follows it.
//!
//! Deliveries are put in under the call's lock, which gives them their order, and handed over without it. Whoever owns
//! the mailbox either waits for them ([`Watch`](super::Watch)) or is a listener ([`Follow`](super::Follow)). A listener
//! is taken out for its turn and put back afterwards: a second thread that brings news meanwhile finds it gone, leaves
//! its delivery in the queue, and goes on. So a listener is never called twice at once, never waits for itself, and
//! misses nothing. Its turn is on one of the few worker threads that all listeners share: one that takes its time, waits
//! for a lock of its host or panics holds up nobody else's call. A cancel, which takes as long as any operation, is done
//! on other threads.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use super::Change;
use crate::base::error::Error;
use crate::base::operation::Operation;
use crate::base::process::{ForkState, Monitor};
use crate::base::workers;

/// What a follower is told.
#[derive(Debug, Clone)]
pub(crate) enum Delivery {
    Change(Change),
    /// The call is over; nothing follows.
    Over,
    /// The following has begun: what is waited for may be there already.
    Begun,
    /// The deadline of a [`Follow`](super::Follow) has passed; nothing follows, but for the listener's own cancel.
    TimedOut,
    /// The cancel that the listener asked for may take its time here, within these bounds.
    Cancel(Operation),
    /// Nobody wants to be told any more; nothing follows.
    Interrupted,
    /// The platform cannot be asked any more; nothing follows.
    Failed(Error),
}

/// Returns the bounds of a cancel, if it has to do one: it is called with [`Delivery::Cancel`] where that may take its
/// time.
type Listener = Box<dyn FnMut(Delivery) -> Option<Operation> + Send>;

/// Deliveries in their order. Someone waits for them, or a listener is told on a worker thread.
pub(crate) struct Mailbox {
    inbox: Monitor<Inbox>,
}

#[derive(Default)]
struct Inbox {
    waiting: VecDeque<Delivery>,
    listener: Option<Listener>,
}

/// In a child the listener of its parent hears nothing more; a thread that waits takes what has come.
impl ForkState for Inbox {
    fn in_child(parent: &Self) -> Self {
        Self { waiting: parent.waiting.clone(), listener: None }
    }
}

impl Inbox {
    /// Takes the next delivery. An empty queue gives its memory back: there is one for each follower, and nearly all are
    /// empty nearly all the time.
    fn take(&mut self) -> Option<Delivery> {
        let delivery = self.waiting.pop_front();
        if self.waiting.is_empty() {
            self.waiting = VecDeque::new();
        }
        delivery
    }
}

impl Mailbox {
    /// Somebody waits at it.
    pub(crate) fn to_wait_at() -> Self {
        Self { inbox: Monitor::new(Inbox::default()) }
    }

    /// A listener is told.
    pub(crate) fn of(listener: impl FnMut(Delivery) -> Option<Operation> + Send + 'static) -> Self {
        let inbox = Inbox { waiting: VecDeque::new(), listener: Some(Box::new(listener)) };
        Self { inbox: Monitor::new(inbox) }
    }

    /// Puts a delivery in. Called under the call's lock, so it tells nobody yet: [`notify`](Self::notify) does.
    pub(crate) fn put(&self, delivery: Delivery) {
        self.lock().waiting.push_back(delivery);
    }

    /// Tells whoever is to know of what was put in.
    pub(crate) fn notify(self: &Arc<Self>) {
        let mut inbox = self.lock();
        // Most looks show nothing new: there is no turn for that, which would cost a thread.
        let listener = if inbox.waiting.is_empty() { None } else { inbox.listener.take() };
        drop(inbox);
        if let Some(listener) = listener {
            let mailbox = Arc::clone(self);
            workers::LISTENERS.get().spawn(move || mailbox.deliver(listener));
        } else {
            // Absent while another thread has its turn: that one delivers this, too.
            self.inbox.notify_all();
        }
    }

    /// One turn of the listener. It is called without any lock held but this turn: it may ask for anything. One that forks has
    /// no turn any more in the child.
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

    /// Goes on with the turn where a cancel may take its time. One that comes too late sends nothing, so that the turn
    /// may end where it began.
    fn cancel(self: &Arc<Self>, mut listener: Listener, bounds: Operation) {
        let (mailbox, cancel) = (Arc::clone(self), Delivery::Cancel(bounds.clone()));
        let go_on = move || {
            listener(cancel);
            mailbox.deliver(listener);
        };
        workers::CANCELS.get().spawn_within(bounds, |begun| match begun {
            Ok(()) => go_on(),
            Err(_) => workers::LISTENERS.get().spawn(go_on),
        });
    }

    pub(crate) fn take(&self) -> Option<Delivery> {
        self.lock().take()
    }

    /// Waits for a delivery, at most this long.
    ///
    /// May return early, and without anything.
    pub(crate) fn wait(&self, time: Duration) {
        let inbox = self.lock();
        if inbox.waiting.is_empty() {
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

    fn held(mailbox: &Mailbox) -> usize {
        mailbox.lock().waiting.capacity()
    }

    #[test]
    fn an_empty_mailbox_holds_no_memory() {
        let waited_for = Mailbox::to_wait_at();
        waited_for.put(Delivery::Begun);
        waited_for.put(Delivery::Over);
        assert!(waited_for.take().is_some() && held(&waited_for) > 0);
        assert!(waited_for.take().is_some() && held(&waited_for) == 0);
        let listened_to = Arc::new(Mailbox::to_wait_at());
        listened_to.put(Delivery::Over);
        listened_to.deliver(Box::new(|_| None));
        assert_eq!(held(&listened_to), 0);
    }
}
