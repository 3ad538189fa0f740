//! One poll: a status request, or a search of the call log for a vanished call, entered into the record.
//!
//! These are free functions because the tracker has no [`Call`](super::Call). It holds the record and, during a poll,
//! the client's API.

use std::time::Duration;

use super::CallRecord;
use super::schedule::LOG_PAUSE;
use crate::account::call_log;
use crate::api::Api;
use crate::auth::is_verdict;
use crate::base::clock;
use crate::base::error::{Error, ErrorCode, Result};
use crate::base::operation::Operation;
use crate::model::state::CallState;
use crate::transport::http::Method;
use crate::transport::limits::Permit;
use crate::transport::retry::RetryPolicy;

/// The call log is read in the background, for one call at a time.
const MAX_LOG_POLL: Duration = Duration::from_secs(10);

/// The longest pause before the limits are checked again for a search of the call log.
const LIMITED_PAUSE: Duration = Duration::from_secs(1);

/// The outcome of a poll by the tracker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PollOutcome {
    /// The record is up to date.
    Done,
    /// The poll failed for a temporary reason. Poll again, after this time if one is given.
    Failed(Option<Duration>),
    /// The poll failed, and the platform asked to wait at least this long.
    Unavailable(Duration),
}

/// The result of a status request.
#[derive(Debug)]
pub(crate) enum PollResult {
    State(CallState),
    /// The platform no longer knows the call.
    NotFound(Error),
}

/// Sends one status request and enters the result into the record.
pub(crate) fn poll(
    api: &Api,
    record: &CallRecord,
    retry_policy: RetryPolicy,
    permit: Option<Permit<'_>>,
    operation: &Operation,
) -> Result<PollResult> {
    let polled_at = clock::now();
    if let Some(keyed) = record.keyed() {
        keyed.polled();
    }
    if record.id().is_empty() {
        return Ok(PollResult::NotFound(Error::new(
            ErrorCode::NotFound,
            "only the call log knows this call, which has ended",
        )));
    }
    match api.call_request(Method::Get, record.id(), retry_policy, permit, operation) {
        Ok(response) => {
            let state = api.parse_state(&response, record.id())?;
            record.observe(&state, polled_at);
            Ok(PollResult::State(state))
        }
        Err(error) if is_unknown_call(&error) => {
            record.vanish();
            Ok(PollResult::NotFound(error))
        }
        Err(error) => Err(error),
    }
}

/// Polls for the tracker. A temporary failure only postpones the next poll. A permanent error ends the wait of every
/// subscriber.
pub(crate) fn poll_for_tracker(api: &Api, record: &CallRecord, permit: Permit<'_>) -> PollOutcome {
    match poll(api, record, RetryPolicy::Never, Some(permit), &api.operation()) {
        Ok(_) => PollOutcome::Done,
        Err(error) if is_permanent(&error) => {
            record.fail(&error);
            PollOutcome::Done
        }
        Err(error) => {
            if error.code() == ErrorCode::NotFound && !error.is_login_failure() {
                record.poll_not_found();
            } else {
                record.reset_not_found();
            }
            match error.retry_after() {
                Some(wait) if error.code() != ErrorCode::RateLimited => PollOutcome::Unavailable(wait),
                wait => PollOutcome::Failed(wait),
            }
        }
    }
}

/// Reads from the call log how a vanished call ended. If the log cannot be read, the end stays unknown, which does not
/// fail the wait.
pub(crate) fn poll_log(api: &Api, record: &CallRecord, permit: Permit<'_>) -> PollOutcome {
    let Some(logged) = record.logged() else { return PollOutcome::Done };
    let operation = api.operation().at_most(MAX_LOG_POLL);
    match call_log::read(api, logged, Some(permit), &operation) {
        Ok(log) => record.read_log(&log),
        // The limiter knows how long that lasts, unless the login is limited.
        Err(error) if error.code() == ErrorCode::RateLimited => {
            return PollOutcome::Failed(error.retry_after().map(|wait| wait.min(LIMITED_PAUSE)));
        }
        Err(error) if is_permanent(&error) || error.code() == ErrorCode::Rejected => record.close_log(),
        Err(_) => record.log_attempt_failed(),
    }
    PollOutcome::Failed(Some(LOG_PAUSE))
}

/// Whether the token permits reading the call log. True if it does not say.
pub(crate) fn may_read_log(api: &Api) -> bool {
    api.auth().token().is_none_or(|token| token.permits("ReadCallLog") != Some(false))
}

/// Whether every later poll would fail in the same way.
///
/// A refused login or a missing permission is permanent. Failures of the network or the platform are not. Of the
/// failures of a login only the verdict of the authorization server is permanent.
fn is_permanent(error: &Error) -> bool {
    if error.is_login_failure() && error.http_status().is_some() {
        return is_verdict(error);
    }
    !matches!(
        error.code(),
        ErrorCode::Timeout
            | ErrorCode::Connection
            | ErrorCode::Server
            | ErrorCode::RateLimited
            | ErrorCode::Protocol
            | ErrorCode::Rejected
            // From a gateway, because it does not name the call.
            | ErrorCode::NotFound
            // The client is ending, and the subscription with it.
            | ErrorCode::Cancelled
    )
}

/// Whether the error says that the platform does not know the call: a 404 with `CMN-102` about the id of the call.
///
/// Gateways return 404 as well, and so does the platform for an unknown account, extension or path.
pub(crate) fn is_unknown_call(error: &Error) -> bool {
    error.code() == ErrorCode::NotFound && is_about_the_call(error)
}

/// Whether the resource that was not found is the call. The documentation spells the parameter `ringOutId` and
/// `ringoutId`, and some responses omit it.
pub(crate) fn is_about_the_call(error: &Error) -> bool {
    !error.is_login_failure()
        && error.error_code() == Some("CMN-102")
        && error.parameter().is_none_or(|name| name.eq_ignore_ascii_case("ringOutId"))
}
