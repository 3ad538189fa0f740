//! One look at a call, or into the log when the call is gone, entered into the record.
//!
//! Free functions, because the tracker has no [`Call`](super::Call): it holds the record and, for the time of a look, the
//! client's api.

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

/// The log is asked in the background, for one call at a time.
const MAX_LOG_POLL: Duration = Duration::from_secs(10);

/// The longest time until the limits are asked again for a look into the log.
const LIMITED_PAUSE: Duration = Duration::from_secs(1);

/// What a look came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PollOutcome {
    /// The state is known.
    Seen,
    /// The look failed, and nothing is wrong with the call: it is looked at again, after this time if one is given.
    Missed(Option<Duration>),
    /// The same, of a platform that wants at least this much time.
    Unavailable(Duration),
}

/// What one look at a call shows.
#[derive(Debug)]
pub(crate) enum PollResult {
    State(CallState),
    /// The platform does not know it any more.
    Gone(Error),
}

/// One status request.
pub(crate) fn poll(
    api: &Api,
    record: &CallRecord,
    retry_policy: RetryPolicy,
    permit: Option<Permit<'_>>,
    operation: &Operation,
) -> Result<PollResult> {
    let asked = clock::now();
    match api.call_request(Method::Get, record.id(), retry_policy, permit, operation) {
        Ok(response) => {
            let state = CallState::from_wire(&api.parse_status(&response, record.id())?);
            record.observe(&state, asked);
            Ok(PollResult::State(state))
        }
        Err(error) if is_gone(&error) => {
            record.vanish();
            Ok(PollResult::Gone(error))
        }
        Err(error) => Err(error),
    }
}

/// One look of the tracker, which tells the call's followers what it came to. A failed look only postpones the next; an
/// error that no later look can mend ends the following.
pub(crate) fn poll_for_tracker(api: &Api, record: &CallRecord, permit: Permit<'_>) -> PollOutcome {
    match poll(api, record, RetryPolicy::Never, Some(permit), &api.operation()) {
        Ok(_) => PollOutcome::Seen,
        Err(error) if ends_the_following(&error) => {
            record.fail(&error);
            PollOutcome::Seen
        }
        Err(error) => {
            if error.code() == ErrorCode::NotFound && !error.is_login_failure() {
                record.miss();
            } else {
                record.break_misses();
            }
            match error.retry_after() {
                Some(wait) if error.code() != ErrorCode::RateLimited => PollOutcome::Unavailable(wait),
                wait => PollOutcome::Missed(wait),
            }
        }
    }
}

/// Asks the log how a call ended that has vanished. A log that cannot be read leaves it unknown, which is no failure of the
/// wait.
pub(crate) fn poll_log(api: &Api, record: &CallRecord, permit: Permit<'_>) -> PollOutcome {
    let Some(logged) = record.logged() else { return PollOutcome::Seen };
    let operation = api.operation().at_most(MAX_LOG_POLL);
    match call_log::read(api, logged, Some(permit), &operation) {
        Ok(log) => record.read_log(&log),
        // The gate knows how long that lasts, unless it is the login that is limited.
        Err(error) if error.code() == ErrorCode::RateLimited => {
            return PollOutcome::Missed(error.retry_after().map(|wait| wait.min(LIMITED_PAUSE)));
        }
        Err(error) if ends_the_following(&error) || error.code() == ErrorCode::Rejected => record.close_log(),
        Err(_) => record.miss_log(),
    }
    PollOutcome::Missed(Some(LOG_PAUSE))
}

/// Whether the token allows to read the call log, as far as it says.
pub(crate) fn may_read_log(api: &Api) -> bool {
    api.auth().token().is_none_or(|token| token.permits("ReadCallLog") != Some(false))
}

/// The others are the network's or the platform's, and pass.
///
/// What is left, such as a refused login or a missing permission, would come back with every look. Of a login only the verdict
/// of the authorization server does.
fn ends_the_following(error: &Error) -> bool {
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
            // A gateway's, as long as it does not name the call.
            | ErrorCode::NotFound
            // By the end of the client, which is the end of the following as well.
            | ErrorCode::Cancelled
    )
}

/// Whether the platform says that it does not know the call: a 404 with `CMN-102` that is about the call's id.
///
/// Gateways answer 404 as well, and the platform does for an account, an extension or a path that it does not know.
pub(crate) fn is_gone(error: &Error) -> bool {
    error.code() == ErrorCode::NotFound && names_the_call(error)
}

/// Whether the resource that was not found is the call. The documents write the parameter in two ways, `ringOutId` and
/// `ringoutId`, and some answers leave it out.
pub(crate) fn names_the_call(error: &Error) -> bool {
    !error.is_login_failure()
        && error.error_code() == Some("CMN-102")
        && error.parameter().is_none_or(|name| name.eq_ignore_ascii_case("ringOutId"))
}
