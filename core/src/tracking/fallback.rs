//! Polling on the waiting thread, for when the system has no thread for the tracker.

use std::time::Instant;

use super::poll::{PollOutcome, may_read_log, poll_for_tracker, poll_log};
use super::schedule::{FIRST, LOG_TIMEOUT};
use super::tracker::due_after;
use super::{CallRecord, Observations};
use crate::api::Api;
use crate::base::clock;
use crate::base::operation::RateLimit;

/// Polls one call as the tracker would, within the same budget.
#[derive(Debug, Default)]
pub(crate) struct FallbackPoller {
    due: Option<Instant>,
    failures: u16,
}

impl FallbackPoller {
    /// Polls if a poll is due, for no longer than `until`. Returns when the next one is due.
    pub(crate) fn poll(&mut self, api: &Api, record: &CallRecord, until: Instant) -> Instant {
        let (now, seen) = (clock::now(), record.seen());
        let due = self.due.unwrap_or_else(|| seen.at.map_or(now, |at| at + FIRST));
        let left = until.saturating_duration_since(now);
        if due > now || left.is_zero() {
            return due;
        }
        let timeout = api.timeout().map_or(left, |timeout| timeout.min(left));
        let api = api.bounded_by(|bounds| {
            bounds.timeout = Some(timeout);
            bounds.rate_limit = RateLimit::FailFast;
        });
        let outcome =
            if seen.awaits_log() { poll_log_once(&api, record, &seen, now) } else { poll_once(&api, record, now) };
        let next = due_after(outcome, &record.seen(), &mut self.failures, clock::now());
        *self.due.insert(next)
    }
}

fn poll_once(api: &Api, record: &CallRecord, now: Instant) -> PollOutcome {
    match api.sender().permit_poll(now) {
        Ok(permit) => poll_for_tracker(api, record, permit),
        Err(then) => PollOutcome::Failed(Some(then.saturating_duration_since(now))),
    }
}

/// Looks a vanished call up in the call log.
fn poll_log_once(api: &Api, record: &CallRecord, seen: &Observations, now: Instant) -> PollOutcome {
    let gives_up_at = seen.at.map_or(now, |at| at + LOG_TIMEOUT);
    match api.sender().permit_log(now) {
        Ok(permit) if may_read_log(api) => poll_log(api, record, permit),
        Err(then) if then <= gives_up_at => PollOutcome::Failed(Some(then.saturating_duration_since(now))),
        _ => {
            record.close_log();
            PollOutcome::Done
        }
    }
}
