//! The way between the core and the platform of a world, in the place of HTTP.

use std::cell::Cell;
use std::time::Duration;

use crate::base::operation::{Operation, Stop};
use crate::simulation::World;
use crate::transport::http::{Body, Failure, FailureKind, Request};

/// The server of a world, which answers on the thread that asks.
pub trait Platform: Send + Sync {
    /// One exchange, which takes as long as it waits on the line.
    ///
    /// It must call [`Line::send`] at the moment at which the first byte leaves, and pass on what `send` and `wait`
    /// fail with; what the request does on the platform in spite of that is the platform's business.
    fn exchange(&self, request: &Sent<'_>, line: &Line<'_>) -> Result<Reply, Broken>;
}

/// A request as it arrives.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
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

/// What an exchange waits on.
#[derive(Debug)]
pub struct Line<'a> {
    operation: &'a Operation,
    sent: Cell<bool>,
}

impl Line<'_> {
    /// Lets time pass. Fails as soon as the operation's deadline passes or it is interrupted.
    pub fn wait(&self, time: Duration) -> Result<(), Broken> {
        self.operation.sleep(time);
        self.check()
    }

    /// The first byte of the request leaves now, unless the operation has to stop.
    pub fn send(&self) -> Result<(), Broken> {
        self.check()?;
        self.sent.set(true);
        Ok(())
    }

    /// Whether a byte has left.
    pub fn is_sent(&self) -> bool {
        self.sent.get()
    }

    fn check(&self) -> Result<(), Broken> {
        if self.operation.stop().is_some() { Err(Broken::GivenUp) } else { Ok(()) }
    }

    fn failure(&self, broken: Broken) -> Failure {
        let kind = match (broken, self.operation.stop()) {
            (Broken::GivenUp, Some(Stop::Interrupted)) => FailureKind::Interrupted,
            (Broken::GivenUp, _) => FailureKind::Deadline,
            (Broken::Protocol, _) => FailureKind::Protocol,
            (Broken::Connection { .. }, _) => FailureKind::Connection,
        };
        let stale = broken == Broken::Connection { stale: true } && self.sent.get();
        Failure { kind, sent: self.sent.get(), stale, text: format!("in a simulation: {broken:?}") }
    }
}

/// One exchange with the platform of a world.
pub(super) fn exchange(
    platform: &dyn Platform,
    world: &World,
    request: &Request<'_>,
    operation: &Operation,
) -> Result<Reply, Failure> {
    let body = match request.body {
        Some(Body::Json(text) | Body::Form(text)) => text,
        None => "",
    };
    let sent = Sent {
        method: request.method.as_str(),
        target: request.target,
        authorization: request.authorization,
        body,
        deadline: world.time_of(operation.deadline),
    };
    let line = Line { operation, sent: Cell::new(false) };
    let result = line.check().and_then(|()| platform.exchange(&sent, &line));
    result.map_err(|broken| line.failure(broken))
}
