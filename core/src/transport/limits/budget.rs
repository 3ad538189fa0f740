//! Rate-limit budget of one group: how many requests may be sent, and when. Pure: no I/O and no clock.
//!
//! The platform counts requests for each user, app and group. A window begins with a request and counts down. One request
//! too many begins a penalty, which every further request restarts. A budget models one group from the headers of the
//! responses. Other processes spend the same budget, so the truth is the `Remaining` of a response, less the requests
//! sent since.
//!
//! Where the documentation is silent the model takes the stricter reading:
//!
//! - The window is counted from the response to its first request: the platform may have begun it at any time since that
//!   request was sent.
//! - Requests in flight may not be counted in the `Remaining` of a response, so they are subtracted. So are those sent
//!   since that completed without reporting a `Remaining`.
//! - Responses may overtake each other: within one window the smallest `Remaining` is the latest. A larger one means a
//!   new window only if its request was sent after the smallest was reported.
//! - After a 429 the group is closed for its `Retry-After`, or 30 s. A later 429 can lengthen that, but never shorten it.
//! - A client that waited that long and is refused again shares the group with another process, whose request restarted
//!   the penalty, just as this refusal restarts it for that process. So each refusal in a row doubles the wait, up to
//!   eight times `Retry-After`, until no process sends for long enough.
//! - A refusal begins another window, but while the previous window lasts it returns nothing to it.
//! - Headers that make no sense (a limit of 0 or of over a million a minute, a window of no time or of more than a day)
//!   count as missing.
//!
//! The defaults are applied loosely: until a response has reported how many requests remain, the user's own requests are
//! not delayed. The exception is after a refusal, see `penalty`.

use std::time::{Duration, Instant};

use super::penalty::Penalty;
use crate::base::wire::{MAX_WAIT, RateHeaders};

/// Whether a request may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Go,
    /// Not before this time.
    NotBefore(Instant),
}

/// Who sends the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Priority {
    /// The user, who waits for the response.
    Foreground,
    /// The user, who has many more requests to send: even the default limits are kept.
    Bulk,
    /// The tracker, which leaves a part of the budget to the user and spreads its requests evenly.
    Background,
}

/// The tracker leaves a fifth of the budget to the user.
const RESERVE_DIVISOR: u32 = 5;
/// Headers outside this range are ignored: no platform has such limits.
const MIN_WINDOW: Duration = Duration::from_secs(1);
const MAX_WINDOW: Duration = Duration::from_secs(24 * 3600);
const MAX_A_MINUTE: u64 = 1_000_000;

/// The requests that one group may still send.
#[derive(Debug, Clone)]
pub(crate) struct Budget {
    limit: u32,
    window: Duration,
    /// Start of the window, at the latest; `None` before the first request.
    began: Option<Instant>,
    /// When the first request of the window was sent. Responses to earlier requests are about the window before.
    opened: Option<Instant>,
    /// The window's first request has no response yet. On the platform the window begins when that request arrives.
    opening: bool,
    /// Remaining requests, estimated locally until a response reports the real number.
    estimated: u32,
    /// The smallest `Remaining` reported in this window, and when.
    reported: Option<(u32, Instant)>,
    /// Sent, and without a response yet.
    in_flight: u32,
    /// Requests that completed without reporting a `Remaining`, and when the last one did. `reported` may not include
    /// them.
    unreported: u32,
    unreported_at: Option<Instant>,
    /// Requests that completed when the window may already have ended on the platform, which then counts them in the next
    /// one.
    straddling: u32,
    /// When the last request was sent.
    last_sent: Option<Instant>,
    penalty: Penalty,
    /// The platform refused a request: the next one begins a window.
    restarts: bool,
    /// The tracker's last slot.
    last_slot: Option<Instant>,
    /// Whether any response has reported a `Remaining`.
    learned: bool,
}

impl Budget {
    /// Creates a full budget. The documented limit is also the pace after a refusal.
    pub(crate) fn new(limit: u32, window: Duration) -> Self {
        Self {
            limit,
            window,
            began: None,
            opened: None,
            opening: false,
            estimated: limit,
            reported: None,
            in_flight: 0,
            unreported: 0,
            unreported_at: None,
            straddling: 0,
            last_sent: None,
            penalty: Penalty::new(limit as usize),
            restarts: false,
            last_slot: None,
            learned: false,
        }
    }

    /// Decides whether a request may be sent now.
    pub(crate) fn decide(&self, now: Instant, priority: Priority) -> Decision {
        if let Some(then) = self.penalty.not_before(now) {
            return Decision::NotBefore(then);
        }
        let reserve = match priority {
            Priority::Foreground | Priority::Bulk => 0,
            Priority::Background => self.reserve(),
        };
        // The defaults are a guess: good enough to pace the tracker, too little to refuse a request of the user.
        if priority == Priority::Foreground && !self.learned {
            return Decision::Go;
        }
        if let Some(then) = self.next_window().filter(|then| now < *then && self.remaining() <= reserve) {
            return Decision::NotBefore(then);
        }
        match (priority, self.next_slot()) {
            (Priority::Background, Some(next)) if now < next => Decision::NotBefore(next),
            _ => Decision::Go,
        }
    }

    /// The group's refusals.
    pub(crate) fn penalty_mut(&mut self) -> &mut Penalty {
        &mut self.penalty
    }

    pub(crate) fn limit(&self) -> (u32, Duration) {
        (self.limit, self.window)
    }

    /// Returns the remaining requests of this window if a response has reported them, and 0 during a penalty.
    pub(crate) fn known_remaining(&self, now: Instant) -> Option<u32> {
        if self.penalty.closed_until(now).is_some() {
            return Some(0);
        }
        let is_over = self.began.is_none_or(|began| now >= began + self.window);
        self.reported.filter(|_| !is_over).map(|_| self.remaining())
    }

    /// When an exhausted budget may send again. For a window of a day that is before its end: after an hour one request
    /// probes whether the platform has reset it.
    fn next_window(&self) -> Option<Instant> {
        let end = self.began? + self.window;
        self.last_sent.max(self.began).map(|last| end.min(last + MAX_WAIT))
    }

    /// Requests the platform will still accept in this window, assuming that it counts every request not yet reported.
    fn remaining(&self) -> u32 {
        self.reported.map_or(self.estimated, |(reported, _)| {
            reported.min(self.limit).saturating_sub(self.in_flight + self.unreported)
        })
    }

    /// When the tracker may send again under the current limits.
    fn next_slot(&self) -> Option<Instant> {
        self.last_slot.map(|last| last + self.background_interval())
    }

    /// Counts a request that is about to be sent.
    pub(crate) fn spend(&mut self, now: Instant, priority: Priority) {
        let is_over = self.began.is_none_or(|began| now >= began + self.window);
        if is_over {
            // Requests in flight may arrive in the new window.
            self.estimated = self.limit.saturating_sub(self.in_flight + self.straddling);
        }
        if is_over || std::mem::take(&mut self.restarts) {
            (self.began, self.opened, self.opening) = (Some(now), Some(now), true);
            (self.reported, self.unreported, self.straddling, self.restarts) = (None, 0, 0, false);
        }
        self.penalty.spend(now);
        self.last_sent = Some(now);
        self.estimated = self.estimated.saturating_sub(1);
        self.in_flight += 1;
        if priority == Priority::Background {
            // Counted from the slot, not from now: a slot used late does not delay the ones after it, but unused slots
            // are lost.
            let interval = self.background_interval();
            let slot = self.next_slot().map_or(now, |next| next.max(now.checked_sub(interval).unwrap_or(now)));
            self.last_slot = Some(slot);
        }
    }

    /// Completes a request sent at `sent`, with the rate headers of its response, or `None` if there was none.
    ///
    /// Without headers, the request stays spent.
    pub(crate) fn settle(&mut self, sent: Instant, now: Instant, headers: Option<&RateHeaders>) {
        self.in_flight = self.in_flight.saturating_sub(1);
        let is_current_window = self.opened.is_some_and(|opened| sent >= opened);
        if is_current_window && self.opening {
            self.began = Some(now);
            // Without a response the request may not have arrived, and the next one may be what begins the window.
            self.opening = headers.is_none();
        }
        self.straddling += u32::from(self.opened.is_some_and(|opened| now >= opened + self.window));
        if !headers.is_some_and(|headers| self.observe_headers(sent, now, headers)) {
            self.unreported += 1;
            self.unreported_at = Some(now);
        }
    }

    /// Completes a request that was spent here but whose response counts in another group.
    pub(crate) fn settle_elsewhere(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// Whether a request is in flight or about to be sent.
    pub(crate) fn has_permits(&self) -> bool {
        self.in_flight > 0
    }

    /// A copy for another group or process. Requests in flight are settled in the original.
    pub(crate) fn without_in_flight(&self) -> Self {
        Self { in_flight: 0, ..self.clone() }
    }

    /// Merges a group that turns out to share this budget. Until a response reports the limit, the smaller one applies.
    pub(crate) fn join(&mut self, other: &Self) {
        self.penalty.join(&other.penalty);
        if self.window * other.limit < other.window * self.limit {
            let spent = self.limit.saturating_sub(self.estimated);
            (self.limit, self.window, self.estimated) = (other.limit, other.window, other.limit.saturating_sub(spent));
        }
    }

    /// Returns a permit whose request was not sent.
    ///
    /// If it was to open the window, the next request does: nothing has reached the platform.
    pub(crate) fn refund(&mut self, acquired: Instant) {
        self.penalty.refund(acquired);
        self.last_sent = None;
        self.in_flight = self.in_flight.saturating_sub(1);
        self.estimated = (self.estimated + 1).min(self.limit);
    }

    /// Records that the platform refused the request sent at `sent`, and closes the group.
    pub(crate) fn close(&mut self, sent: Instant, now: Instant, retry_after: Option<Duration>) {
        self.penalty.close(sent, now, retry_after);
        (self.reported, self.restarts) = (None, true);
    }

    /// The interval between the tracker's requests: the unreserved budget, spread over the window.
    pub(crate) fn background_interval(&self) -> Duration {
        (self.window / (self.limit - self.reserve()).max(1)).min(MAX_WAIT)
    }

    fn reserve(&self) -> u32 {
        self.limit / RESERVE_DIVISOR
    }

    /// Takes in the rate headers of a response, also one to a request that was not spent here. Returns false if they do
    /// not report the remaining requests of this window.
    pub(crate) fn observe_headers(&mut self, sent: Instant, now: Instant, headers: &RateHeaders) -> bool {
        self.learn_limits(headers);
        let Some(reported) = headers.remaining else { return false };
        self.learned = true;
        if self.opened.is_some_and(|opened| sent < opened) {
            return false;
        }
        match self.reported {
            Some((smallest, at)) if reported > smallest && sent < at => return true,
            // No less than before, although the request was sent since: a new window has begun, at the latest now.
            Some((smallest, at)) if reported >= smallest && reported > 0 && sent >= at => {
                (self.began, self.opened) = (Some(now), Some(sent));
                self.estimated = reported.min(self.limit);
                self.unreported = std::mem::take(&mut self.straddling);
            }
            _ => {
                if self.began.is_none() {
                    (self.began, self.opened) = (Some(now), Some(sent));
                }
                // Requests that completed before this one was sent are included in its report.
                if self.unreported_at.is_none_or(|unreported| unreported <= sent) {
                    self.unreported = 0;
                }
            }
        }
        self.reported = Some((reported, now));
        true
    }

    /// Adopts the limit and the window if they are plausible, each alone and both together.
    fn learn_limits(&mut self, headers: &RateHeaders) {
        let limit = headers.limit.filter(|limit| *limit > 0).unwrap_or(self.limit);
        let window = headers.window.filter(|window| (MIN_WINDOW..=MAX_WINDOW).contains(window));
        let window = window.unwrap_or(self.window);
        if u64::from(limit) * 60 <= MAX_A_MINUTE * window.as_secs() {
            let spent = self.limit.saturating_sub(self.estimated);
            (self.limit, self.window, self.estimated) = (limit, window, limit.saturating_sub(spent));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::wire::DEFAULT_PENALTY;
    use crate::transport::limits::strict::MINUTE;

    fn start() -> Instant {
        crate::base::clock::now()
    }

    fn headers(limit: Option<u32>, remaining: Option<u32>, window_s: Option<u64>) -> RateHeaders {
        RateHeaders { limit, remaining, window: window_s.map(Duration::from_secs), group: None, is_echo: false }
    }

    #[test]
    fn the_background_leaves_a_fifth_to_the_user_and_spreads_the_rest() {
        let (mut budget, begin) = (Budget::new(50, MINUTE), start());
        let mut now = begin;
        let mut sent = 0;
        while now < begin + MINUTE {
            match budget.decide(now, Priority::Background) {
                Decision::Go => {
                    budget.spend(now, Priority::Background);
                    budget.settle(now, now, None);
                    sent += 1;
                }
                Decision::NotBefore(next) => now = next,
            }
        }
        assert_eq!(sent, 40);
        assert_eq!(budget.decide(begin + Duration::from_secs(59), Priority::Foreground), Decision::Go);
    }

    #[test]
    fn the_tracker_follows_the_latest_limits() {
        let (mut budget, now) = (Budget::new(50, MINUTE), start());
        budget.observe_headers(now, now, &headers(Some(1), None, Some(24 * 3600)));
        budget.spend(now, Priority::Background);
        budget.settle(now, now, Some(&headers(Some(50), Some(49), Some(60))));
        let next = now + Duration::from_millis(1500);
        assert_eq!(budget.decide(now, Priority::Background), Decision::NotBefore(next));
        assert_eq!(budget.decide(next, Priority::Background), Decision::Go);
    }

    #[test]
    fn responses_that_overtake_each_other_return_nothing() {
        let (mut budget, now) = (Budget::new(10, MINUTE), start());
        let at = |second| now + Duration::from_secs(second);
        for second in [0, 1] {
            budget.spend(at(second), Priority::Foreground);
        }
        budget.settle(at(1), at(2), Some(&headers(Some(10), Some(0), Some(60))));
        budget.settle(at(0), at(3), Some(&headers(Some(10), Some(1), Some(60))));
        assert_eq!(budget.decide(at(4), Priority::Foreground), Decision::NotBefore(at(2) + MINUTE));
        // But a response to a request sent since can only be about a new window.
        budget.observe_headers(at(4), at(5), &headers(Some(10), Some(9), Some(60)));
        assert_eq!(budget.decide(at(5), Priority::Foreground), Decision::Go);
    }

    #[test]
    fn a_request_without_a_response_may_not_have_begun_a_window() {
        let (mut budget, now) = (Budget::new(5, MINUTE), start());
        let at = |second| now + Duration::from_secs(second);
        budget.spend(at(0), Priority::Foreground);
        budget.settle(at(0), at(1), None);
        budget.spend(at(1), Priority::Foreground);
        budget.settle(at(1), at(3), Some(&headers(Some(5), Some(0), Some(60))));
        assert_eq!(budget.decide(at(61), Priority::Foreground), Decision::NotBefore(at(3) + MINUTE));
    }

    #[test]
    fn a_refunded_request_does_not_begin_a_window() {
        let (mut budget, now) = (Budget::new(5, MINUTE), start());
        let at = |second| now + Duration::from_secs(second);
        budget.spend(at(0), Priority::Background);
        budget.refund(at(0));
        budget.spend(at(1), Priority::Foreground);
        budget.settle(at(1), at(2), Some(&headers(Some(5), Some(0), Some(60))));
        assert_eq!(budget.decide(at(60), Priority::Foreground), Decision::NotBefore(at(2) + MINUTE));
    }

    #[test]
    fn a_closed_group_sends_nothing() {
        let (mut budget, now) = (Budget::new(50, MINUTE), start());
        budget.close(now, now, Some(Duration::from_secs(7)));
        for priority in [Priority::Foreground, Priority::Background] {
            assert_eq!(budget.decide(now, priority), Decision::NotBefore(now + Duration::from_secs(7)));
            assert_eq!(budget.decide(now + Duration::from_secs(7), priority), Decision::Go);
        }
        budget.close(now, now, None);
        assert_eq!(budget.decide(now, Priority::Foreground), Decision::NotBefore(now + DEFAULT_PENALTY));
        budget.close(now, now, Some(Duration::from_secs(1)));
        assert_eq!(
            budget.decide(now, Priority::Foreground),
            Decision::NotBefore(now + DEFAULT_PENALTY),
            "never earlier"
        );
    }

    #[test]
    fn implausible_headers_are_ignored() {
        let now = start();
        for implausible in [
            headers(Some(0), None, None),
            headers(Some(u32::MAX), None, None),
            headers(None, None, Some(0)),
            headers(None, None, Some(u64::MAX)),
            headers(None, None, None),
        ] {
            let mut budget = Budget::new(50, MINUTE);
            budget.spend(now, Priority::Foreground);
            budget.settle(now, now, Some(&implausible));
            assert_eq!((budget.limit, budget.window), (50, MINUTE), "{implausible:?}");
        }
        let mut budget = Budget::new(50, MINUTE);
        budget.spend(now, Priority::Foreground);
        budget.settle(now, now, Some(&headers(Some(10), Some(500), Some(60))));
        assert_eq!(budget.remaining(), 10, "no more than the limit");
    }

    #[test]
    fn requests_of_other_processes_count() {
        let (mut budget, now) = (Budget::new(50, MINUTE), start());
        budget.spend(now, Priority::Foreground);
        budget.settle(now, now, Some(&headers(Some(50), Some(3), Some(60))));
        assert_eq!(
            budget.decide(now + Duration::from_secs(2), Priority::Background),
            Decision::NotBefore(now + MINUTE)
        );
        assert_eq!(budget.decide(now, Priority::Foreground), Decision::Go);
    }

    /// A budget that has sent one request, whose response had these headers.
    fn after(headers: &RateHeaders, now: Instant) -> Budget {
        let mut budget = Budget::new(50, MINUTE);
        budget.spend(now, Priority::Foreground);
        budget.settle(now, now, Some(headers));
        budget
    }

    #[test]
    fn the_limits_that_are_believed_include_their_bounds() {
        let (day, unchanged) = (24 * 3600, (50, 60));
        for (limit, window, believed) in [
            (1, 1, (1, 1)),
            (1_000_000, 60, (1_000_000, 60)),
            (1_000_001, 60, unchanged),
            (16_666, 1, (16_666, 1)),
            (16_667, 1, unchanged),
            (1, day, (1, day)),
            // The limit alone makes sense.
            (1, day + 1, (1, 60)),
        ] {
            let (limit, window) = after(&headers(Some(limit), Some(1), Some(window)), start()).limit();
            assert_eq!((limit, window.as_secs()), believed);
        }
    }

    #[test]
    fn what_is_left_is_known_only_while_the_window_lasts() {
        let now = start();
        let mut budget = after(&headers(Some(50), Some(7), Some(60)), now);
        let at = |second| now + Duration::from_secs(second);
        assert_eq!(budget.known_remaining(at(59)), Some(7));
        budget.spend(at(59), Priority::Foreground);
        assert_eq!(budget.known_remaining(at(59)), Some(6), "one is in flight");
        assert_eq!(budget.known_remaining(at(60)), None);
        budget.close(at(59), at(59), Some(Duration::from_secs(9)));
        assert_eq!(budget.known_remaining(at(67)), Some(0));
        assert_eq!(budget.known_remaining(at(68)), None);
        assert_eq!(Budget::new(50, MINUTE).known_remaining(now), None);
    }

    #[test]
    fn a_day_without_budget_is_probed_every_hour() {
        let now = start();
        let mut budget = after(&headers(Some(5), Some(0), Some(24 * 3600)), now);
        let hour = MAX_WAIT;
        assert_eq!(budget.decide(now, Priority::Foreground), Decision::NotBefore(now + hour));
        assert_eq!(budget.decide(now + hour, Priority::Foreground), Decision::Go);
        budget.spend(now + hour, Priority::Foreground);
        budget.settle(now + hour, now + hour, Some(&headers(Some(5), Some(0), Some(24 * 3600))));
        let later = now + hour + Duration::from_secs(1);
        assert_eq!(budget.decide(later, Priority::Foreground), Decision::NotBefore(now + hour + hour));
    }

    #[test]
    fn requests_in_flight_are_spent_until_they_are_settled() {
        let now = start();
        let mut budget = after(&headers(Some(50), Some(2), Some(60)), now);
        assert!(!budget.has_permits());
        for left in [1, 0] {
            budget.spend(now, Priority::Foreground);
            assert!(budget.has_permits());
            assert_eq!(budget.known_remaining(now), Some(left));
        }
        assert_eq!(budget.decide(now, Priority::Foreground), Decision::NotBefore(now + MINUTE));
        assert_eq!(budget.without_in_flight().known_remaining(now), Some(2));
        // Its response named another group, so it counts there.
        budget.settle_elsewhere();
        assert_eq!((budget.known_remaining(now), budget.has_permits()), (Some(1), true));
        budget.refund(now);
        assert_eq!((budget.known_remaining(now), budget.has_permits()), (Some(2), false));
    }

    /// A report of what remains, to a request sent then.
    fn report(budget: &mut Budget, sent: Instant, now: Instant, remaining: u32) {
        budget.settle(sent, now, Some(&headers(Some(50), Some(remaining), Some(60))));
    }

    #[test]
    fn a_report_that_has_not_fallen_since_begins_a_window_unless_nothing_remains() {
        for (remaining, known) in [(10, Some(10)), (0, None)] {
            let (mut budget, begin) = (Budget::new(50, MINUTE), start());
            for sent in [begin, begin + MINUTE / 2] {
                budget.spend(sent, Priority::Foreground);
                report(&mut budget, sent, sent, remaining);
            }
            assert_eq!(budget.known_remaining(begin + MINUTE), known);
        }
        let (mut budget, begin) = (Budget::new(50, MINUTE), start());
        for remaining in [5, 9] {
            report(&mut budget, begin, begin, remaining);
        }
        assert_eq!(budget.known_remaining(begin), Some(9), "sent at the moment of the last report");
    }

    #[test]
    fn a_late_report_of_the_same_number_includes_what_completed_before_it_was_sent() {
        let (mut budget, begin) = (Budget::new(50, MINUTE), start());
        let at = |second| begin + Duration::from_secs(second);
        for second in [0, 1, 3] {
            budget.spend(at(second), Priority::Foreground);
        }
        budget.settle(at(1), at(2), None);
        report(&mut budget, at(0), at(4), 5);
        report(&mut budget, at(3), at(5), 5);
        assert_eq!(budget.known_remaining(at(5)), Some(5));
    }

    #[test]
    fn requests_around_the_end_of_a_window_count_in_the_next_one() {
        let begin = start();
        let next = begin + MINUTE + Duration::from_secs(2);
        for is_settled in [false, true] {
            let mut budget = Budget::new(2, MINUTE);
            budget.spend(begin, Priority::Bulk);
            budget.settle(begin, begin, Some(&headers(None, None, None)));
            budget.spend(begin, Priority::Bulk);
            if is_settled {
                budget.settle(begin, begin + MINUTE, None);
            }
            budget.spend(next, Priority::Bulk);
            assert!(matches!(budget.decide(next, Priority::Bulk), Decision::NotBefore(_)), "{is_settled}");
        }
    }

    #[test]
    fn a_refund_can_be_spent_again() {
        let (mut budget, now) = (Budget::new(2, MINUTE), start());
        budget.spend(now, Priority::Bulk);
        budget.spend(now, Priority::Bulk);
        assert!(matches!(budget.decide(now, Priority::Bulk), Decision::NotBefore(_)));
        budget.refund(now);
        assert!(matches!(budget.decide(now, Priority::Bulk), Decision::Go));
    }

    #[test]
    fn a_response_without_a_report_is_spent_until_a_later_one_reports() {
        let now = start();
        let at = |second| now + Duration::from_secs(second);
        let mut budget = after(&headers(Some(50), Some(9), Some(60)), now);
        budget.spend(at(1), Priority::Foreground);
        budget.settle(at(1), at(2), None);
        assert_eq!(budget.known_remaining(at(2)), Some(8));
        // Sent before the other one completed, so its report may not include it.
        budget.spend(at(1), Priority::Foreground);
        budget.settle(at(1), at(3), Some(&headers(Some(50), Some(8), Some(60))));
        assert_eq!(budget.known_remaining(at(3)), Some(7));
        budget.spend(at(4), Priority::Foreground);
        budget.settle(at(4), at(5), Some(&headers(Some(50), Some(6), Some(60))));
        assert_eq!(budget.known_remaining(at(5)), Some(6));
    }

    #[test]
    fn many_requests_keep_to_the_defaults_before_any_report() {
        let (mut budget, now) = (Budget::new(3, MINUTE), start());
        for _ in 0..3 {
            assert_eq!(budget.decide(now, Priority::Bulk), Decision::Go);
            budget.spend(now, Priority::Bulk);
            budget.settle(now, now, None);
        }
        assert_eq!(budget.decide(now, Priority::Bulk), Decision::NotBefore(now + MINUTE));
        assert_eq!(budget.decide(now, Priority::Foreground), Decision::Go, "the default is a guess");
        assert_eq!(budget.decide(now + MINUTE, Priority::Bulk), Decision::Go);
    }

    #[test]
    fn two_groups_that_are_one_have_the_smaller_limit_and_the_longer_penalty() {
        let now = start();
        let mut large = Budget::new(50, MINUTE);
        large.spend(now, Priority::Bulk);
        large.settle(now, now, None);
        let mut small = Budget::new(10, MINUTE);
        small.close(now, now, Some(Duration::from_secs(9)));
        large.join(&small);
        assert_eq!((large.limit(), large.remaining()), ((10, MINUTE), 9), "what was spent stays spent");
        assert_eq!(large.decide(now, Priority::Foreground), Decision::NotBefore(now + Duration::from_secs(9)));
        large.join(&Budget::new(50, MINUTE));
        assert_eq!(large.limit(), (10, MINUTE));
        // As many requests in a longer time are fewer.
        large.join(&Budget::new(10, MINUTE * 2));
        assert_eq!(large.limit(), (10, MINUTE * 2));
    }

    #[test]
    fn the_interval_of_the_tracker_spreads_what_is_not_reserved() {
        for (limit, window, milliseconds) in [
            (50, 60, 1500),
            (5, 60, 15_000),
            (4, 60, 15_000),
            (1, 60, 60_000),
            (1, 24 * 3600, 3_600_000),
            (100, 10, 125),
        ] {
            let budget = Budget::new(limit, Duration::from_secs(window));
            assert_eq!(budget.background_interval(), Duration::from_millis(milliseconds), "{limit} in {window} s");
        }
    }
}
