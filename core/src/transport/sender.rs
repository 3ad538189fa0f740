//! Sends a request, and again where the rules of `retry` allow it: nothing above talks to the agent itself.
//!
//! One loop: take a permit, send once, settle the permit with what came back, ask `retry`. It holds no lock and decides
//! nothing itself, except that a pause which would outlast the operation is not begun.

use std::time::{Duration, Instant, SystemTime};

use crate::base::clock;
use crate::base::error::{Attempt, Error, ErrorCode, Result};
use crate::base::operation::RateLimit;
use crate::base::operation::{Operation, Stop};
use crate::base::process::PerProcess;
use crate::base::wire::Group;
use crate::base::wire::HttpResponse;
use crate::transport::http::{Agent, Request};
use crate::transport::limits::{Limit, Limiter, Permit, Priority};
use crate::transport::retry::{self, RetryPolicy};

/// The connections and the budgets of one client, which belong together: both are of one user and app on one server.
#[derive(Debug)]
pub(crate) struct Sender {
    agent: Agent,
    limiter: PerProcess<Limiter>,
}

/// No success came, and no further try is allowed.
#[derive(Debug)]
pub(crate) struct SendError {
    pub(crate) error: Error,
    /// When the first byte of the last try left. Without it, the server has seen nothing of that try.
    pub(crate) sent_at: Option<SystemTime>,
}

impl SendError {
    /// The error of a create: one that was sent may mean that phones are ringing. `attempt` makes what to look for then.
    pub(crate) fn into_create_error(self, attempt: impl FnOnce(SystemTime) -> Attempt) -> Error {
        match self.sent_at {
            Some(sent_at) => self.error.into_create_error(attempt(sent_at)),
            None => self.error,
        }
    }
}

impl From<SendError> for Error {
    fn from(lost: SendError) -> Self {
        lost.error
    }
}

impl Sender {
    pub(crate) fn new(agent: Agent) -> Self {
        Self { agent, limiter: PerProcess::new(Limiter::new()) }
    }

    /// Scheme, host and port of the server.
    pub(crate) fn origin(&self) -> &str {
        self.agent.origin()
    }

    /// The last answer, whatever its status, or the last failure.
    ///
    /// `sent_at` of a failure is about the last try only. That is enough: where an earlier one may have arrived, `retry`
    /// does not repeat what must not arrive twice. A permit that was taken before is for the first try. After a 429 the
    /// answer's `retry_after` is how long the group is closed.
    pub(crate) fn send(
        &self,
        request: &Request<'_>,
        retry_policy: RetryPolicy,
        mut taken: Option<Permit<'_>>,
        operation: &Operation,
    ) -> std::result::Result<HttpResponse, SendError> {
        let (mut attempt, mut lost) = (0, false);
        let priority = taken.as_ref().map_or(Priority::Foreground, Permit::retry_priority);
        loop {
            let permit = match taken.take() {
                Some(permit) => still_open(permit)?,
                None => self.acquire(request.group, priority, operation)?,
            };
            let sent = clock::now();
            let mut result = self.agent.send(request, operation);
            match &mut result {
                Ok(response) => response.after_lost_attempt = lost,
                Err(failure) => lost |= failure.is_sent(),
            }
            match &result {
                // Returned: the platform has not seen it.
                Err(failure) if !failure.is_sent() => drop(permit),
                _ => settle(permit, sent, result.as_mut().ok()),
            }
            let wait = match &result {
                Ok(response) => retry::after_response(retry_policy, operation.rate_limit, attempt, response),
                Err(failure) => retry::after_failure(retry_policy, attempt, failure),
            };
            // A wait that would outlast the operation is not begun: what is known now is the better answer.
            let Some(wait) = wait.filter(|wait| *wait < operation.remaining()) else {
                return result.map_err(|failure| SendError { sent_at: failure.sent_at, error: failure.into_error() });
            };
            operation.sleep(wait);
            if operation.stop() == Some(Stop::Interrupted) {
                let error = Error::new(ErrorCode::Cancelled, "the operation was interrupted between two tries");
                let sent_at = result.err().and_then(|failure| failure.sent_at);
                return Err(SendError { error, sent_at });
            }
            attempt += 1;
        }
    }

    /// A permit for one poll, from the tracker's part of the budget, or when there will be one.
    pub(crate) fn permit_poll(&self, now: Instant) -> std::result::Result<Permit<'_>, Instant> {
        self.limiter.get().acquire(Group::Light, Priority::Background, now)
    }

    /// A permit for one request of the tracker to the call log, or when there will be one.
    pub(crate) fn permit_log(&self, now: Instant) -> std::result::Result<Permit<'_>, Instant> {
        self.limiter.get().acquire(Group::Heavy, Priority::Background, now)
    }

    /// A permit for one create of many, going by the defaults until the platform has told better, or when there will be one.
    pub(crate) fn permit_create(&self, now: Instant) -> std::result::Result<Permit<'_>, Instant> {
        self.limiter.get().acquire(Group::Heavy, Priority::Bulk, now)
    }

    /// Waits for a permit, if the operation may wait that long.
    ///
    /// Asked again after each wait: another thread may have spent what was waited for. A wait that the operation has no
    /// time for is [`RateLimited`](ErrorCode::RateLimited) at once, with the wait as its `retry_after`.
    pub(crate) fn acquire(
        &self,
        group: Group,
        priority: Priority,
        operation: &Operation,
    ) -> std::result::Result<Permit<'_>, SendError> {
        loop {
            let now = clock::now();
            let then = match self.limiter.get().acquire(group, priority, now) {
                Ok(permit) => return Ok(permit),
                Err(then) => then,
            };
            let wait = then.saturating_duration_since(now);
            if operation.rate_limit == RateLimit::FailFast || wait >= operation.remaining() {
                return Err(refuse(limited(wait)));
            }
            operation.sleep(wait);
            operation.check("the platform's limit did not allow the request").map_err(refuse)?;
        }
    }

    /// What is known of the platform's limits.
    pub(crate) fn limits(&self) -> Vec<Limit> {
        self.limiter.get().limits(clock::now())
    }

    /// A token request.
    pub(crate) fn log_in(&self, request: &Request<'_>, operation: &Operation) -> Result<HttpResponse> {
        Ok(self.send(request, RetryPolicy::Never, None, operation)?)
    }
}

/// Enters what came back. A told wait is never shorter than what the limits make of it, so nobody who obeys it is refused here.
fn settle(permit: Permit<'_>, sent: Instant, response: Option<&mut HttpResponse>) {
    let now = clock::now();
    let opens = permit.settle(sent, response.as_deref(), now);
    if let (Some(response), Some(opens)) = (response.filter(|response| response.status == 429), opens) {
        response.retry_after = Some(opens.saturating_duration_since(now));
    }
}

/// A login may have taken its time since the permit was taken, and the platform may have refused something meanwhile: then
/// the request is not sent, and the permit returned.
fn still_open(mut permit: Permit<'_>) -> std::result::Result<Permit<'_>, SendError> {
    let now = clock::now();
    match permit.renew(now) {
        Ok(()) => Ok(permit),
        Err(then) => Err(refuse(limited(then.saturating_duration_since(now)))),
    }
}

fn refuse(error: Error) -> SendError {
    SendError { error, sent_at: None }
}

fn limited(wait: Duration) -> Error {
    let seconds = wait.as_secs_f64();
    let text = format!("the platform's limit is reached; the next request may be sent in {seconds:.1} s");
    Error::new(ErrorCode::RateLimited, text).with_retry_after(wait)
}
