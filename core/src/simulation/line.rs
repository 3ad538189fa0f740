//! Interface between the core and a simulated platform, which replaces HTTP.

use std::cell::Cell;
use std::fmt;
use std::time::{Duration, Instant, SystemTime};

use super::world::WorldHandle;

/// The server of a world. It responds on the thread of the request.
pub trait Platform: Send + Sync {
    /// Runs one exchange, which takes as long as it waits on the line.
    ///
    /// It must call [`Line::send`] when the first byte is sent, and return the errors of `send` and `wait`. What the
    /// request has done on the platform by then is up to the platform.
    fn exchange(&self, request: &Request<'_>, line: &Line<'_>) -> Result<Reply, Broken>;
}

/// A request as it arrives.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// `GET`
    pub method: &'a str,
    /// Path and query.
    pub target: &'a str,
    /// Value of the Authorization header.
    pub authorization: Option<&'a str>,
    /// JSON or a form; empty if there is none.
    pub body: &'a str,
    /// When the operation of the request ends, in the world's time.
    pub deadline: Duration,
}

/// A response as it arrives.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Why there is no response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// The connection failed or broke.
    Connection {
        /// Whether it was a pooled connection that the server had closed.
        stale: bool,
    },
    /// The response is not HTTP.
    Protocol,
    /// The core no longer wants the response: its deadline has passed, or it was interrupted.
    GivenUp,
}

/// Limits of an exchange: the operation that it belongs to.
pub(crate) trait Bounds {
    /// Returns when the operation ends at the latest.
    fn deadline(&self) -> Instant;
    /// Whether it has to stop now, after the first byte of its request was sent at this time.
    fn is_over(&self, sent_at: Option<SystemTime>) -> bool;
    /// Sleeps for this time, or until it has to stop.
    fn sleep(&self, time: Duration, sent_at: Option<SystemTime>);
}

/// Lets an exchange wait and send.
pub struct Line<'a> {
    bounds: &'a dyn Bounds,
    here: &'a WorldHandle,
    sent_at: Cell<Option<SystemTime>>,
}

impl fmt::Debug for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("sent_at", &self.sent_at).finish_non_exhaustive()
    }
}

impl<'a> Line<'a> {
    pub(super) fn new(bounds: &'a dyn Bounds, here: &'a WorldHandle) -> Self {
        Self { bounds, here, sent_at: Cell::new(None) }
    }

    /// Lets time pass. Fails as soon as the operation's deadline passes or it is interrupted.
    pub fn wait(&self, time: Duration) -> Result<(), Broken> {
        self.bounds.sleep(time, self.sent_at.get());
        self.check()
    }

    /// Marks the first byte of the request as sent, unless the operation has to stop.
    pub fn send(&self) -> Result<(), Broken> {
        self.check()?;
        self.sent_at.set(Some(self.here.wall()));
        Ok(())
    }

    /// Whether a byte was sent.
    pub fn is_sent(&self) -> bool {
        self.sent_at.get().is_some()
    }

    /// When the first byte was sent, by the world's calendar.
    pub(super) fn sent_at(&self) -> Option<SystemTime> {
        self.sent_at.get()
    }

    pub(super) fn check(&self) -> Result<(), Broken> {
        if self.bounds.is_over(self.sent_at.get()) { Err(Broken::GivenUp) } else { Ok(()) }
    }
}
