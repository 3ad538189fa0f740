//! Sends requests within the rate limits, and retries where `retry` allows it. Nothing above talks to the agent directly.
//!
//! The loop acquires a permit, sends once, settles the permit with the result, and asks `retry`. It holds no lock. It
//! decides only one thing: it never begins a pause that would outlast the operation.

use std::time::{Duration, Instant, SystemTime};

use crate::base::clock;
use crate::base::error::{Attempt, Error, ErrorCode, Result};
use crate::base::operation::RateLimit;
use crate::base::operation::{Operation, Stop};
use crate::base::process::PerProcess;
use crate::base::wire::Group;
use crate::base::wire::HttpResponse;
use crate::fleet::budget::{NotGranted, Share};
use crate::transport::http::{Agent, Request};
use crate::transport::limits::{Limit, Limiter, Permit, PermitInTransit, Priority};
use crate::transport::retry::{self, RetryPolicy};

/// The connections and rate limits of one client. Both belong to one user and app on one server.
#[derive(Debug)]
pub(crate) struct Sender {
    agent: Agent,
    limiter: PerProcess<Limiter>,
}

/// A request failed, and no further attempt is allowed.
#[derive(Debug)]
pub(crate) struct SendError {
    pub(crate) error: Error,
    /// When the first byte of the last attempt was sent. `None` means that the server has seen nothing of that attempt.
    pub(crate) sent_at: Option<SystemTime>,
}

impl SendError {
    /// The error of a create: if it was sent, phones may be ringing. `attempt` describes the call to look for in that
    /// case.
    pub(crate) fn into_create_error(self, attempt: impl FnOnce(SystemTime) -> Attempt) -> Error {
        match self.sent_at {
            Some(sent_at) => self.error.into_create_error(attempt(sent_at)),
            None => self.error,
        }
    }
}

impl From<SendError> for Error {
    fn from(failed: SendError) -> Self {
        failed.error
    }
}

impl Sender {
    /// Creates the sender. With a `share`, it is not the only one for its limits.
    pub(crate) fn new(agent: Agent, share: Option<Share>) -> Self {
        Self { agent, limiter: PerProcess::new(Limiter::new(share)) }
    }

    /// Sets whose limits these are, once a login tells.
    pub(crate) fn set_user(&self, user: &str) {
        self.limiter.get().set_user(user);
    }

    /// Returns the server's scheme, host and port.
    pub(crate) fn origin(&self) -> &str {
        self.agent.origin()
    }

    /// Sends a request and returns the last response, whatever its status, or the last failure.
    ///
    /// `sent_at` of a failure is about the last attempt only. That is enough: if an earlier attempt may have arrived,
    /// `retry` does not allow another for a request that must not arrive twice. `permit`, if given, is for the first
    /// attempt. After a 429 the response's `retry_after` is how long the group stays closed.
    pub(crate) fn send(
        &self,
        request: &Request<'_>,
        retry_policy: RetryPolicy,
        mut permit: Option<Permit<'_>>,
        operation: &Operation,
    ) -> std::result::Result<HttpResponse, SendError> {
        let (mut attempt, mut lost_attempt) = (0, false);
        let priority = permit.as_ref().map_or(Priority::Foreground, Permit::retry_priority);
        loop {
            let permit = match permit.take() {
                Some(permit) => renew(permit)?,
                None => self.acquire(request.group, priority, operation)?,
            };
            let sent = clock::now();
            let mut result = self.agent.send(request, operation);
            match &mut result {
                Ok(response) => response.after_lost_attempt = lost_attempt,
                Err(failure) => lost_attempt |= failure.is_sent(),
            }
            match &result {
                // Refunds the permit: the platform has not seen the request.
                Err(failure) if !failure.is_sent() => drop(permit),
                _ => settle(permit, sent, result.as_mut().ok()),
            }
            let wait = match &result {
                Ok(response) => retry::after_response(retry_policy, operation.rate_limit, attempt, response),
                Err(failure) => retry::after_failure(retry_policy, attempt, failure),
            };
            // A wait that would outlast the operation is not begun: the current result is more useful than a timeout.
            let Some(wait) = wait.filter(|wait| *wait < operation.remaining()) else {
                return result.map_err(|failure| SendError { sent_at: failure.sent_at, error: failure.into_error() });
            };
            operation.sleep(wait);
            if operation.stop() == Some(Stop::Interrupted) {
                let error = Error::new(ErrorCode::Cancelled, "the operation was interrupted between two attempts");
                let sent_at = result.err().and_then(|failure| failure.sent_at);
                return Err(SendError { error, sent_at });
            }
            attempt += 1;
        }
    }

    /// Acquires a permit for one poll, from the tracker's part of the budget. The error is when there will be one.
    pub(crate) fn permit_poll(&self, now: Instant) -> std::result::Result<Permit<'_>, Instant> {
        self.limiter.get().acquire(Group::Light, Priority::Background, now).map_err(|refused| refused.then)
    }

    /// Acquires a permit for one call-log request of the tracker. The error is when there will be one.
    pub(crate) fn permit_log(&self, now: Instant) -> std::result::Result<Permit<'_>, Instant> {
        self.limiter.get().acquire(Group::Heavy, Priority::Background, now).map_err(|refused| refused.then)
    }

    /// Acquires a permit for one create of many; the default limits apply until the platform has reported others. The
    /// error is when there will be one.
    pub(crate) fn permit_create(&self, now: Instant) -> std::result::Result<Permit<'_>, Instant> {
        self.limiter.get().acquire(Group::Heavy, Priority::Bulk, now).map_err(|refused| refused.then)
    }

    /// Takes up a permit that another thread has acquired.
    pub(crate) fn take_up(&self, permit: PermitInTransit) -> Permit<'_> {
        self.limiter.get().take_up(permit)
    }

    /// Waits for a permit, if the operation has the time.
    ///
    /// Asks again after each wait, because another thread may have taken the permit. A wait that the operation has no
    /// time for fails at once with [`RateLimited`](ErrorCode::RateLimited), and the wait is its `retry_after`.
    pub(crate) fn acquire(
        &self,
        group: Group,
        priority: Priority,
        operation: &Operation,
    ) -> std::result::Result<Permit<'_>, SendError> {
        loop {
            let now = clock::now();
            let NotGranted { then, opens, is_asking } = match self.limiter.get().acquire(group, priority, now) {
                Ok(permit) => return Ok(permit),
                Err(refused) => refused,
            };
            let wait = opens.saturating_duration_since(now);
            let fails_fast = operation.rate_limit == RateLimit::FailFast && !is_asking;
            if fails_fast || wait >= operation.remaining() {
                return Err(unsent(rate_limited(wait)));
            }
            operation.sleep(then.saturating_duration_since(now));
            operation.check("RingCentral's rate limit did not allow the request").map_err(unsent)?;
        }
    }

    /// Returns the platform's limits as far as they are known.
    pub(crate) fn limits(&self) -> Vec<Limit> {
        self.limiter.get().limits(clock::now())
    }

    /// Sends a token request.
    pub(crate) fn log_in(&self, request: &Request<'_>, operation: &Operation) -> Result<HttpResponse> {
        Ok(self.send(request, RetryPolicy::Never, None, operation)?)
    }
}

/// Settles a permit. After a 429 the response gets the limiter's wait, which is never shorter than the platform's. So a
/// request sent after that wait is not refused here.
fn settle(permit: Permit<'_>, sent: Instant, response: Option<&mut HttpResponse>) {
    let now = clock::now();
    let opens = permit.settle(sent, response.as_deref(), now);
    if let (Some(response), Some(opens)) = (response.filter(|response| response.status == 429), opens) {
        response.retry_after = Some(opens.saturating_duration_since(now));
    }
}

/// Renews a permit acquired before a login, which may have taken a while. If the platform has refused another request
/// since, this one is not sent and the permit is refunded.
fn renew(mut permit: Permit<'_>) -> std::result::Result<Permit<'_>, SendError> {
    let now = clock::now();
    match permit.renew(now) {
        Ok(()) => Ok(permit),
        Err(then) => Err(unsent(rate_limited(then.saturating_duration_since(now)))),
    }
}

fn unsent(error: Error) -> SendError {
    SendError { error, sent_at: None }
}

fn rate_limited(wait: Duration) -> Error {
    let seconds = wait.as_secs_f64();
    let text = format!("RingCentral's rate limit is reached; the next request may be sent in {seconds:.1} s");
    Error::new(ErrorCode::RateLimited, text).with_retry_after(wait)
}
