//! State of the exchange on the current thread.
//!
//! The connector and the socket are called through ureq's traits, which do not say for which request. Each exchange stays
//! on one thread from start to end, so its state is in a thread-local for that time: its limits, and what happened to it.
//!
//! The socket calls [`Exchange::check`] before each slice, and `SendMarker` sets `sent_at` and `received`. After the
//! exchange the agent reads the result. Even a panic restores the thread-local, so a reused thread never sees another
//! request's exchange.

use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime};

use crate::base::cancel::SLICE;
use crate::base::clock;
use crate::base::operation::{Operation, Stop};

thread_local! {
    static CURRENT: RefCell<Option<Rc<Exchange>>> = const { RefCell::new(None) };
}

/// After this idle time the server may close a pooled connection at any moment, and a create could not tell that from a
/// lost response. So a create does not use such a connection.
const FRESH: Duration = Duration::from_secs(1);

/// Whether an exchange accepts a pooled connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reuse {
    /// The connection is on its way back into the pool.
    Returning,
    /// Accepted if it is open and has no unexpected input.
    IfOpen,
    /// Not accepted.
    Never,
}

/// The other end of a connection that is being made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Peer {
    Server,
    Proxy,
    /// The server, through the proxy.
    Tunnel,
}

/// State of one exchange. It never leaves its thread, so it needs cells and no lock.
#[derive(Debug)]
pub(super) struct Exchange {
    operation: Operation,
    /// Whether a lost response would be worse than a new connection.
    needs_fresh_connection: bool,
    connect_timeout: Duration,
    connect_deadline: Cell<Option<Instant>>,
    sent_at: Cell<Option<SystemTime>>,
    pub(super) received: Cell<bool>,
    pub(super) reused: Cell<bool>,
    pub(super) stopped: Cell<Option<Stop>>,
    pub(super) connect_timed_out: Cell<bool>,
    pub(super) peer: Cell<Peer>,
    /// Whether the response began with TLS on a connection without TLS.
    pub(super) unexpected_tls: Cell<bool>,
    polled_at: Cell<Instant>,
}

impl Exchange {
    pub(super) fn new(operation: &Operation, connect_timeout: Duration, needs_fresh_connection: bool) -> Self {
        Self {
            operation: operation.clone(),
            needs_fresh_connection,
            connect_timeout,
            connect_deadline: Cell::new(None),
            sent_at: Cell::new(None),
            received: Cell::new(false),
            reused: Cell::new(true),
            stopped: Cell::new(None),
            connect_timed_out: Cell::new(false),
            peer: Cell::new(Peer::Server),
            unexpected_tls: Cell::new(false),
            polled_at: Cell::new(clock::now()),
        }
    }

    /// Runs `f` with this exchange as the thread's current one.
    pub(super) fn scope<T>(self: &Rc<Self>, f: impl FnOnce() -> T) -> T {
        /// Restores the previous exchange, even if `f` panics.
        struct Restore(Option<Rc<Exchange>>);
        impl Drop for Restore {
            fn drop(&mut self) {
                CURRENT.set(self.0.take());
            }
        }
        let _restore = Restore(CURRENT.replace(Some(Rc::clone(self))));
        f()
    }

    /// Returns the thread's exchange, or `None` outside of any.
    pub(super) fn current() -> Option<Rc<Self>> {
        CURRENT.with_borrow(Clone::clone)
    }

    /// A new connection is being made: the connect deadline applies until [`connected`](Self::connected).
    pub(super) fn connecting(&self, peer: Peer) {
        self.reused.set(false);
        self.peer.set(peer);
        if self.connect_deadline.get().is_none() {
            self.connect_deadline.set(Some(clock::deadline_after(self.connect_timeout)));
        }
    }

    pub(super) fn connected(&self) {
        self.connect_deadline.set(None);
    }

    /// Marks the request as sent, unless the exchange must stop. This is the last moment at which a stop is certain to
    /// send nothing.
    pub(super) fn send(&self) -> io::Result<()> {
        if self.sent_at.get().is_none() {
            self.check()?;
            self.sent_at.set(Some(clock::wall()));
        }
        Ok(())
    }

    /// When the first byte was handed to the connection.
    pub(super) fn sent_at(&self) -> Option<SystemTime> {
        self.sent_at.get()
    }

    /// Whether it accepts a pooled connection that was idle for this long.
    pub(super) fn reuse(&self, idle: Duration) -> Reuse {
        if self.received.get() {
            Reuse::Returning
        } else if self.needs_fresh_connection && idle > FRESH {
            Reuse::Never
        } else {
            Reuse::IfOpen
        }
    }

    pub(super) fn remaining(&self) -> Duration {
        self.operation.remaining()
    }

    /// Fails if the exchange must stop. Also polls the host, at most once per slice, so that a fast exchange never does.
    pub(super) fn check(&self) -> io::Result<()> {
        let mut now = clock::now();
        if now.saturating_duration_since(self.polled_at.get()) >= SLICE {
            self.polled_at.set(now);
            self.operation.token.poll();
            // The host may have taken a while.
            now = clock::now();
        }
        if let Some(stop) = self.operation.stop_exchange(now, self.sent_at.get()) {
            self.stopped.set(Some(stop));
            return Err(io::Error::other("the operation was stopped"));
        }
        if self.connect_deadline.get().is_some_and(|deadline| deadline <= now) {
            self.connect_timed_out.set(true);
            return Err(io::ErrorKind::TimedOut.into());
        }
        Ok(())
    }
}
