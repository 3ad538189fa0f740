//! An exchange in a simulated world, whose platform responds instead of a socket.

use std::time::{Duration, Instant, SystemTime};

use super::agent::read_simulated;
use super::{Body, ExchangeResult, Failure, FailureKind, Request};
use crate::base::cancel::{CancelToken, SLICE};
use crate::base::clock;
use crate::base::operation::{Operation, Stop};
use crate::simulation::{self, Bounds, Broken};

impl Bounds for Operation {
    fn deadline(&self) -> Instant {
        self.deadline
    }

    fn is_over(&self, sent_at: Option<SystemTime>) -> bool {
        self.stop_exchange(clock::now(), sent_at).is_some()
    }

    fn sleep(&self, time: Duration, sent_at: Option<SystemTime>) {
        let until = clock::deadline_after(time);
        Self::sleep(self, time);
        // If it was interrupted and lingers.
        let lingering = CancelToken::unreachable();
        while self.token.is_cancelled() && clock::now() < until && !self.is_over(sent_at) {
            lingering.pause(SLICE.min(until.saturating_duration_since(clock::now())));
        }
    }
}

/// Returns `None` outside of a simulated world.
pub(super) fn exchange(request: &Request<'_>, operation: &Operation) -> Option<ExchangeResult> {
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
    let (result, sent_at) = here.exchange(sent, operation);
    Some(match result {
        Ok(reply) => read_simulated(reply, request.keep_headers, sent_at),
        Err(broken) => Err(failure(broken, sent_at, operation)),
    })
}

fn failure(broken: Broken, sent_at: Option<SystemTime>, operation: &Operation) -> Failure {
    let kind = match (broken, operation.stop()) {
        (Broken::GivenUp, Some(Stop::Interrupted)) => FailureKind::Interrupted,
        (Broken::GivenUp, _) => FailureKind::Deadline,
        (Broken::Protocol, _) => FailureKind::Protocol,
        (Broken::Connection { .. }, _) => FailureKind::Connection,
    };
    let stale = broken == Broken::Connection { stale: true } && sent_at.is_some();
    Failure { kind, sent_at, stale, text: format!("in a simulation: {broken:?}") }
}
