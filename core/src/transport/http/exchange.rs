//! What is known about the exchange that the current thread is in.
//!
//! The HTTP client calls back into the connector and the socket without a word about which request it is for. Each
//! exchange happens on one thread from start to end, so what they share stands in a thread-local for that time: its
//! limits going in, and what happened to it coming out.
//!
//! The socket asks [`Exchange::check`] before each slice; the witness sets `sent_at` and `received`. Whoever began the
//! exchange reads what became of it when it is over. Since the thread-local is put back even by a panic, a thread that
//! is used again never sees a stranger's exchange.

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

/// A pooled connection that has idled longer than this may be closed by the server at any moment, which a create could
/// not tell from a lost answer. So a create takes a fresh one.
const FRESH: Duration = Duration::from_secs(1);

/// What an exchange wants of a pooled connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wants {
    /// Nothing: it is on its way back into the pool.
    Nothing,
    /// This one, if it is open and has nothing unexpected to say.
    Open,
    /// Another one.
    Another,
}

/// Whom a connection is being made to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Peer {
    Server,
    Proxy,
    /// The server, through the proxy.
    Tunnel,
}

/// Cells and no lock: it never leaves its thread.
#[derive(Debug)]
pub(super) struct Exchange {
    operation: Operation,
    /// Whether a lost answer would be worse than a new connection.
    needs_fresh_connection: bool,
    connect_timeout: Duration,
    connect_deadline: Cell<Option<Instant>>,
    sent_at: Cell<Option<SystemTime>>,
    pub(super) received: Cell<bool>,
    pub(super) reused: Cell<bool>,
    pub(super) stopped: Cell<Option<Stop>>,
    pub(super) connect_timed_out: Cell<bool>,
    pub(super) peer: Cell<Peer>,
    /// Whether the answer began as TLS does, on a connection without TLS.
    pub(super) met_tls: Cell<bool>,
    asked_at: Cell<Instant>,
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
            met_tls: Cell::new(false),
            asked_at: Cell::new(clock::now()),
        }
    }

    /// Runs `f` with this exchange as the thread's current one.
    pub(super) fn during<T>(self: &Rc<Self>, f: impl FnOnce() -> T) -> T {
        /// Puts the previous one back, also when `f` panics.
        struct Restore(Option<Rc<Exchange>>);
        impl Drop for Restore {
            fn drop(&mut self) {
                CURRENT.set(self.0.take());
            }
        }
        let _restore = Restore(CURRENT.replace(Some(Rc::clone(self))));
        f()
    }

    /// `None` outside of any exchange.
    pub(super) fn current() -> Option<Rc<Self>> {
        CURRENT.with_borrow(Clone::clone)
    }

    /// A new connection is being made: its own deadline holds until [`connected`](Self::connected).
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

    /// Marks the request as sent, unless the exchange must stop: this is the last moment at which stopping is certain to
    /// send nothing.
    pub(super) fn send(&self) -> io::Result<()> {
        if self.sent_at.get().is_none() {
            self.check()?;
            self.sent_at.set(Some(clock::wall()));
        }
        Ok(())
    }

    /// When the first byte was handed down.
    pub(super) fn sent_at(&self) -> Option<SystemTime> {
        self.sent_at.get()
    }

    /// What it wants of a pooled connection that was last used so long ago.
    pub(super) fn wants(&self, idle: Duration) -> Wants {
        if self.received.get() {
            Wants::Nothing
        } else if self.needs_fresh_connection && idle > FRESH {
            Wants::Another
        } else {
            Wants::Open
        }
    }

    pub(super) fn remaining(&self) -> Duration {
        self.operation.remaining()
    }

    /// Fails when the exchange must stop. The host is asked, too, if that was not done for a slice of time: never on
    /// the way of a quick answer.
    pub(super) fn check(&self) -> io::Result<()> {
        let now = clock::now();
        if now.saturating_duration_since(self.asked_at.get()) >= SLICE {
            self.asked_at.set(now);
            self.operation.token.poll();
        }
        if let Some(stop) = self.operation.stop() {
            self.stopped.set(Some(stop));
            return Err(io::Error::other("the operation was stopped"));
        }
        if self.connect_deadline.get().is_some_and(|deadline| deadline <= clock::now()) {
            self.connect_timed_out.set(true);
            return Err(io::ErrorKind::TimedOut.into());
        }
        Ok(())
    }
}
