//! Where the changes of a call go: one for everybody who follows it.
//!
//! Deliveries are put in under the call's lock, which gives them their order, and handed over without it. Whoever owns
//! the mailbox either waits for them ([`Watch`](super::Watch)) or is a listener ([`Follow`](super::Follow)). A listener
//! is taken out for its turn and put back afterwards: a second thread that brings news meanwhile finds it gone, leaves
//! its delivery in the queue, and goes on. So a listener is never called twice at once, never waits for itself, and
//! misses nothing.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Change;
use crate::error::Error;

/// What a follower is told.
#[derive(Debug, Clone)]
pub(crate) enum Delivery {
    Change(Change),
    /// The call is over; nothing follows.
    Over,
    /// The following has begun: what is waited for may be there already.
    Begun,
    /// The deadline of a [`Follow`](super::Follow) has passed; nothing follows.
    TimedOut,
    /// The platform cannot be asked any more; nothing follows.
    Failed(Error),
}

type Listener = Box<dyn FnMut(Delivery) + Send>;

/// Deliveries in their order. Someone waits for them, or a listener is told on the thread that brings them.
pub(crate) struct Mailbox {
    inbox: Mutex<Inbox>,
    arrived: Condvar,
}

#[derive(Default)]
struct Inbox {
    waiting: VecDeque<Delivery>,
    listener: Option<Listener>,
}

impl Mailbox {
    pub(super) fn new(listener: Option<Listener>) -> Self {
        Self { inbox: Mutex::new(Inbox { waiting: VecDeque::new(), listener }), arrived: Condvar::new() }
    }

    /// Puts a delivery in. Called under the call's lock, so it tells nobody yet: [`notify`](Self::notify) does.
    pub(crate) fn put(&self, delivery: Delivery) {
        self.lock().waiting.push_back(delivery);
    }

    /// Tells whoever is to know of what was put in. The listener is called without any lock held but its own turn: it
    /// may ask for anything.
    pub(crate) fn notify(&self) {
        let mut inbox = self.lock();
        // Absent while another thread has its turn: that one delivers this, too.
        let Some(mut listener) = inbox.listener.take() else {
            self.arrived.notify_all();
            return;
        };
        while let Some(delivery) = inbox.waiting.pop_front() {
            drop(inbox);
            listener(delivery);
            inbox = self.lock();
        }
        inbox.listener = Some(listener);
    }

    pub(super) fn take(&self) -> Option<Delivery> {
        self.lock().waiting.pop_front()
    }

    /// Waits for a delivery, at most this long.
    ///
    /// May return early, and without anything.
    pub(super) fn wait(&self, time: Duration) {
        let inbox = self.lock();
        if inbox.waiting.is_empty() {
            drop(self.arrived.wait_timeout(inbox, time));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mailbox")
    }
}
