//! How fast the platform may be asked. Pure: no I/O and no clock.
//!
//! The platform counts requests for each user, app and group: a window that begins with a request and counts down, and
//! after one request too many a penalty, which every further request begins anew. A budget models one group from what
//! the answers tell. It is never surer than they are: other processes spend the same budget, so the `Remaining` of an
//! answer is the truth, less what was sent since.
//!
//! Where the documents are silent the model takes the stricter reading:
//!
//! - The window is counted from the answer to its first request: the platform may have begun it at any time since that
//!   was sent.
//! - What is in flight may not be counted in the `Remaining` of an answer, so it is taken off, and so is what was sent since
//!   and came back without telling.
//! - Answers may overtake each other: in one window the smallest `Remaining` is the latest. A larger one means a new window
//!   only if its request was sent after the smallest was told.
//! - After a 429 everything is closed for as long as it says, or 30 s; a later 429 can lengthen that, and never shorten
//!   it.
//! - A client that waited that long and is refused again is not alone: another process has asked meanwhile and begun the
//!   penalty again, as this one now did for the other. So each refusal in a row doubles the wait, up to eight times what is
//!   said, until nobody asks for long enough.
//! - A refusal begins another window, but gives back nothing of the one before it as long as that lasts.
//! - Headers that make no sense (a limit of 0 or of over a million a minute, a window of no time or of more than a day)
//!   count as missing.
//!
//! Only the default is taken lightly: before any answer has told what is left, the user's own requests are not held back,
//! except after a refusal: what follows from that is in `penalty`.

use std::time::{Duration, Instant};

use super::penalty::Penalty;
use crate::base::wire::{MAX_WAIT, RateHeaders};

/// Whether a request may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Go,
    /// Not before this moment.
    NotBefore(Instant),
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Priority {
    /// The user, who waits for the answer.
    Foreground,
    /// The user, who has many more requests to send: even the defaults are kept.
    Bulk,
    /// The tracker, which leaves a part of the budget to the user and spreads its requests evenly.
    Background,
}

/// What the tracker leaves to the user: a fifth.
const RESERVE_DIVISOR: u32 = 5;
/// What is believed of a header: no platform has limits outside of this.
const MIN_WINDOW: Duration = Duration::from_secs(1);
const MAX_WINDOW: Duration = Duration::from_secs(24 * 3600);
const MAX_A_MINUTE: u64 = 1_000_000;

/// What is left to be spent in one group.
#[derive(Debug, Clone)]
pub(crate) struct Budget {
    limit: u32,
    window: Duration,
    /// When the window began, at the latest; `None` before the first request.
    began: Option<Instant>,
    /// When the first request of the window was sent: the answer to an earlier one is about the window before.
    opened: Option<Instant>,
    /// The window began with a request that is not answered yet: on the platform it begins when that arrives.
    opening: bool,
    /// What is left of the window as long as no answer has told.
    estimated: u32,
    /// The smallest `Remaining` of the window, and when it was told.
    reported: Option<(u32, Instant)>,
    /// Sent, and not answered yet.
    in_flight: u32,
    /// Sent, and not answered with what is left: how many, and when the last came back. They may not be counted in `reported`.
    unreported: u32,
    unreported_at: Option<Instant>,
    /// Came back when the window may have been over on the platform, which then counts them in the next one.
    straddling: u32,
    /// When the last request was sent.
    last_sent: Option<Instant>,
    penalty: Penalty,
    /// The platform has refused a request: the next one begins a window.
    restarts: bool,
    /// The tracker's last slot.
    last_slot: Option<Instant>,
    /// Whether any answer has told what is left.
    learned: bool,
}

impl Budget {
    /// The documented limit is also the pace after a refusal.
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

    /// Whether a request may be sent now.
    pub(crate) fn decide(&self, now: Instant, priority: Priority) -> Decision {
        if let Some(then) = self.penalty.not_before(now) {
            return Decision::NotBefore(then);
        }
        let reserve = match priority {
            Priority::Foreground | Priority::Bulk => 0,
            Priority::Background => self.reserve(),
        };
        // The defaults are a guess: good for the tracker's pace, too little to refuse the user anything.
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

    /// The refusals of the group.
    pub(crate) fn penalty_mut(&mut self) -> &mut Penalty {
        &mut self.penalty
    }

    pub(crate) fn limit(&self) -> (u32, Duration) {
        (self.limit, self.window)
    }

    /// What is left of this window, if an answer has told; nothing during a penalty.
    pub(crate) fn known_remaining(&self, now: Instant) -> Option<u32> {
        if self.penalty.closed_until(now).is_some() {
            return Some(0);
        }
        let is_over = self.began.is_none_or(|began| now >= began + self.window);
        self.reported.filter(|_| !is_over).map(|_| self.remaining())
    }

    /// When a request may be sent again if nothing is left. With a window of a day that is before its end: after an hour
    /// one request asks whether the platform has changed its mind.
    fn next_window(&self) -> Option<Instant> {
        let end = self.began? + self.window;
        self.last_sent.max(self.began).map(|last| end.min(last + MAX_WAIT))
    }

    /// What the platform still takes in this window, whatever becomes of what it was not heard of.
    fn remaining(&self) -> u32 {
        self.reported.map_or(self.estimated, |(reported, _)| {
            reported.min(self.limit).saturating_sub(self.in_flight + self.unreported)
        })
    }

    /// When the tracker may send again, going by the limits as they are told now.
    fn next_slot(&self) -> Option<Instant> {
        self.last_slot.map(|last| last + self.background_interval())
    }

    /// A request is about to be sent.
    pub(crate) fn spend(&mut self, now: Instant, priority: Priority) {
        let is_over = self.began.is_none_or(|began| now >= began + self.window);
        if is_over {
            // What is under way may arrive in the new window.
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
            // From the slot, not from now: a slot that was used late does not slow down the ones after it, but slots
            // that went by unused are lost.
            let interval = self.background_interval();
            let slot = self.next_slot().map_or(now, |next| next.max(now.checked_sub(interval).unwrap_or(now)));
            self.last_slot = Some(slot);
        }
    }

    /// The answer to what was sent at `sent` has come, or will not.
    ///
    /// Without headers, what was spent stays spent.
    pub(crate) fn settle(&mut self, sent: Instant, now: Instant, headers: Option<&RateHeaders>) {
        self.in_flight = self.in_flight.saturating_sub(1);
        let is_of_this_window = self.opened.is_some_and(|opened| sent >= opened);
        if is_of_this_window && self.opening {
            self.began = Some(now);
            // Without an answer nobody knows whether it has arrived: the next one may be what begins the window.
            self.opening = headers.is_none();
        }
        self.straddling += u32::from(self.opened.is_some_and(|opened| now >= opened + self.window));
        if !headers.is_some_and(|headers| self.observe_headers(sent, now, headers)) {
            self.unreported += 1;
            self.unreported_at = Some(now);
        }
    }

    /// A request that was spent here was answered as one of another group.
    pub(crate) fn settle_elsewhere(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// Whether a request is under way, or about to be.
    pub(crate) fn has_permits(&self) -> bool {
        self.in_flight > 0
    }

    /// The same budget under another name. What is under way is settled where it was spent.
    pub(crate) fn renamed(&self) -> Self {
        Self { in_flight: 0, ..self.clone() }
    }

    /// The group of `other` turns out to share this budget. Until an answer tells, the smaller limit is the shared one.
    pub(crate) fn join(&mut self, other: &Self) {
        self.penalty.join(&other.penalty);
        if self.window * other.limit < other.window * self.limit {
            let spent = self.limit.saturating_sub(self.estimated);
            (self.limit, self.window, self.estimated) = (other.limit, other.window, other.limit.saturating_sub(spent));
        }
    }

    /// What was spent is not sent after all.
    ///
    /// If it was to open the window, the next one does: nothing has reached the platform.
    pub(crate) fn refund(&mut self, taken: Instant) {
        self.penalty.refund(taken);
        self.last_sent = None;
        self.in_flight = self.in_flight.saturating_sub(1);
        self.estimated = (self.estimated + 1).min(self.limit);
    }

    /// The platform has said that what was sent at `sent` was too much.
    pub(crate) fn close(&mut self, sent: Instant, now: Instant, retry_after: Option<Duration>) {
        self.penalty.close(sent, now, retry_after);
        (self.reported, self.restarts) = (None, true);
    }

    /// How far apart the tracker's requests are: what is not reserved, spread over the window.
    pub(crate) fn background_interval(&self) -> Duration {
        (self.window / (self.limit - self.reserve()).max(1)).min(MAX_WAIT)
    }

    fn reserve(&self) -> u32 {
        self.limit / RESERVE_DIVISOR
    }

    /// What an answer tells, also one to a request that was not spent here. False if it does not tell what is left of this
    /// window.
    pub(crate) fn observe_headers(&mut self, sent: Instant, now: Instant, headers: &RateHeaders) -> bool {
        self.learn_limits(headers);
        let Some(reported) = headers.remaining else { return false };
        self.learned = true;
        if self.opened.is_some_and(|opened| sent < opened) {
            return false;
        }
        match self.reported {
            Some((smallest, at)) if reported > smallest && sent < at => return true,
            // No less than before, although it was sent since: a new window has begun, just now at the latest.
            Some((smallest, at)) if reported >= smallest && reported > 0 && sent >= at => {
                (self.began, self.opened) = (Some(now), Some(sent));
                self.estimated = reported.min(self.limit);
                self.unreported = std::mem::take(&mut self.straddling);
            }
            _ => {
                if self.began.is_none() {
                    (self.began, self.opened) = (Some(now), Some(sent));
                }
                // What had come back before this was sent is counted in it.
                if self.unreported_at.is_none_or(|unreported| unreported <= sent) {
                    self.unreported = 0;
                }
            }
        }
        self.reported = Some((reported, now));
        true
    }

    /// A limit and a window that make sense, each for itself and both together.
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
    fn the_tracker_keeps_the_pace_that_was_told_last() {
        let (mut budget, now) = (Budget::new(50, MINUTE), start());
        budget.observe_headers(now, now, &headers(Some(1), None, Some(24 * 3600)));
        budget.spend(now, Priority::Background);
        budget.settle(now, now, Some(&headers(Some(50), Some(49), Some(60))));
        let next = now + Duration::from_millis(1500);
        assert_eq!(budget.decide(now, Priority::Background), Decision::NotBefore(next));
        assert_eq!(budget.decide(next, Priority::Background), Decision::Go);
    }

    #[test]
    fn answers_that_overtake_each_other_give_nothing_back() {
        let (mut budget, now) = (Budget::new(10, MINUTE), start());
        let at = |second| now + Duration::from_secs(second);
        for second in [0, 1] {
            budget.spend(at(second), Priority::Foreground);
        }
        budget.settle(at(1), at(2), Some(&headers(Some(10), Some(0), Some(60))));
        budget.settle(at(0), at(3), Some(&headers(Some(10), Some(1), Some(60))));
        assert_eq!(budget.decide(at(4), Priority::Foreground), Decision::NotBefore(at(2) + MINUTE));
        // But one that was asked for since can only be of a new window.
        budget.observe_headers(at(4), at(5), &headers(Some(10), Some(9), Some(60)));
        assert_eq!(budget.decide(at(5), Priority::Foreground), Decision::Go);
    }

    #[test]
    fn a_lost_request_may_have_begun_no_window() {
        let (mut budget, now) = (Budget::new(5, MINUTE), start());
        let at = |second| now + Duration::from_secs(second);
        budget.spend(at(0), Priority::Foreground);
        budget.settle(at(0), at(1), None);
        budget.spend(at(1), Priority::Foreground);
        budget.settle(at(1), at(3), Some(&headers(Some(5), Some(0), Some(60))));
        assert_eq!(budget.decide(at(61), Priority::Foreground), Decision::NotBefore(at(3) + MINUTE));
    }

    #[test]
    fn what_is_given_back_begins_no_window() {
        let (mut budget, now) = (Budget::new(5, MINUTE), start());
        let at = |second| now + Duration::from_secs(second);
        budget.spend(at(0), Priority::Background);
        budget.refund(at(0));
        budget.spend(at(1), Priority::Foreground);
        budget.settle(at(1), at(2), Some(&headers(Some(5), Some(0), Some(60))));
        assert_eq!(budget.decide(at(60), Priority::Foreground), Decision::NotBefore(at(2) + MINUTE));
    }

    #[test]
    fn a_closed_gate_lets_nothing_through() {
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
    fn absurd_headers_are_not_believed() {
        let now = start();
        for odd in [
            headers(Some(0), None, None),
            headers(Some(u32::MAX), None, None),
            headers(None, None, Some(0)),
            headers(None, None, Some(u64::MAX)),
            headers(None, None, None),
        ] {
            let mut budget = Budget::new(50, MINUTE);
            budget.spend(now, Priority::Foreground);
            budget.settle(now, now, Some(&odd));
            assert_eq!((budget.limit, budget.window), (50, MINUTE), "{odd:?}");
        }
        let mut budget = Budget::new(50, MINUTE);
        budget.spend(now, Priority::Foreground);
        budget.settle(now, now, Some(&headers(Some(10), Some(500), Some(60))));
        assert_eq!(budget.remaining(), 10, "no more than the limit");
    }

    #[test]
    fn what_other_processes_spend_counts() {
        let (mut budget, now) = (Budget::new(50, MINUTE), start());
        budget.spend(now, Priority::Foreground);
        budget.settle(now, now, Some(&headers(Some(50), Some(3), Some(60))));
        assert_eq!(
            budget.decide(now + Duration::from_secs(2), Priority::Background),
            Decision::NotBefore(now + MINUTE)
        );
        assert_eq!(budget.decide(now, Priority::Foreground), Decision::Go);
    }
}
