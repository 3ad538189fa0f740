//! An exchange in a simulated world: its platform answers instead of a socket.

use std::time::{Duration, Instant};

use super::agent::read_simulated;
use super::{Body, Exchanged, Failure, FailureKind, Request};
use crate::base::operation::{Operation, Stop};
use crate::simulation::{self, Bounds, Broken};

impl Bounds for Operation {
    fn deadline(&self) -> Instant {
        self.deadline
    }

    fn is_over(&self) -> bool {
        self.stop().is_some()
    }

    fn sleep(&self, time: Duration) {
        Self::sleep(self, time);
    }
}

/// `None` outside of any world.
pub(super) fn exchange(request: &Request<'_>, operation: &Operation) -> Option<Exchanged> {
    let here = simulation::here()?;
    let body = match request.body {
        Some(Body::Json(text) | Body::Form(text)) => text,
        None => "",
    };
    let sent = simulation::Request {
        method: request.method.as_str(),
        target: request.target,
        authorization: request.authorization,
        body,
        deadline: Duration::ZERO,
    };
    Some(match here.exchange(sent, operation) {
        Ok(reply) => read_simulated(reply.status, &reply.headers, reply.body, request.keep_headers),
        Err((broken, sent)) => Err(failure(broken, sent, operation)),
    })
}

fn failure(broken: Broken, sent: bool, operation: &Operation) -> Failure {
    let kind = match (broken, operation.stop()) {
        (Broken::GivenUp, Some(Stop::Interrupted)) => FailureKind::Interrupted,
        (Broken::GivenUp, _) => FailureKind::Deadline,
        (Broken::Protocol, _) => FailureKind::Protocol,
        (Broken::Connection { .. }, _) => FailureKind::Connection,
    };
    let stale = broken == Broken::Connection { stale: true } && sent;
    Failure { kind, sent, stale, text: format!("in a simulation: {broken:?}") }
}
