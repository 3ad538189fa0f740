//! The way between the core and the platform of a world, in the place of HTTP.

use std::cell::Cell;
use std::fmt;
use std::time::{Duration, Instant, SystemTime};

use super::world::Here;

/// The server of a world, which answers on the thread that asks.
pub trait Platform: Send + Sync {
    /// One exchange, which takes as long as it waits on the line.
    ///
    /// It must call [`Line::send`] at the moment at which the first byte leaves, and pass on what `send` and `wait`
    /// fail with; what the request does on the platform in spite of that is the platform's business.
    fn exchange(&self, request: &Request<'_>, line: &Line<'_>) -> Result<Reply, Broken>;
}

/// A request as it arrives.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// `GET`
    pub method: &'a str,
    /// The path and the query.
    pub target: &'a str,
    /// The value of the Authorization header.
    pub authorization: Option<&'a str>,
    /// JSON or a form; empty if there is none.
    pub body: &'a str,
    /// When the operation ends that it is for, in the world's time.
    pub deadline: Duration,
}

/// An answer as it arrives.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// No connection came about, or it broke. `stale`: it was a pooled one that the server had closed.
    Connection {
        /// Whether the server had closed it before.
        stale: bool,
    },
    /// What came back is no HTTP.
    Protocol,
    /// The core does not want the answer any more: its deadline has passed, or it was interrupted.
    GivenUp,
}

/// What ends an exchange from the core's side: the operation that it is for.
pub(crate) trait Bounds {
    /// When the operation ends at the latest.
    fn deadline(&self) -> Instant;
    /// Whether it has to stop now.
    fn is_over(&self) -> bool;
    /// Waits so long, or until it has to stop.
    fn sleep(&self, time: Duration);
}

/// What an exchange waits on.
pub struct Line<'a> {
    bounds: &'a dyn Bounds,
    here: &'a Here,
    sent_at: Cell<Option<SystemTime>>,
}

impl fmt::Debug for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("sent_at", &self.sent_at).finish_non_exhaustive()
    }
}

impl<'a> Line<'a> {
    pub(super) fn new(bounds: &'a dyn Bounds, here: &'a Here) -> Self {
        Self { bounds, here, sent_at: Cell::new(None) }
    }

    /// Lets time pass. Fails as soon as the operation's deadline passes or it is interrupted.
    pub fn wait(&self, time: Duration) -> Result<(), Broken> {
        self.bounds.sleep(time);
        self.check()
    }

    /// The first byte of the request leaves now, unless the operation has to stop.
    pub fn send(&self) -> Result<(), Broken> {
        self.check()?;
        self.sent_at.set(Some(self.here.wall()));
        Ok(())
    }

    /// Whether a byte has left.
    pub fn is_sent(&self) -> bool {
        self.sent_at.get().is_some()
    }

    /// When the first byte left, as the world's calendar has it.
    pub(super) fn sent_at(&self) -> Option<SystemTime> {
        self.sent_at.get()
    }

    pub(super) fn check(&self) -> Result<(), Broken> {
        if self.bounds.is_over() { Err(Broken::GivenUp) } else { Ok(()) }
    }
}
