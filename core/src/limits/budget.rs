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
//! - What is in flight may not be counted in the `Remaining` of an answer, so it is taken off.
//! - After a 429 everything is closed for as long as it says, or 30 s; a later 429 can lengthen that, and never shorten
//!   it.
//! - Headers that make no sense (a limit of 0, a window of no time or of more than a day) count as missing.
//!
//! Only the default is taken lightly: before any answer has told what is left, the user's own requests are not refused.

use std::time::{Duration, Instant};

use crate::wire::{DEFAULT_PENALTY, RateHeaders};

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
    /// The tracker, which leaves a part of the budget to the user and spreads its requests evenly.
    Background,
}

/// What the tracker leaves to the user: a fifth.
const RESERVE_DIVISOR: u32 = 5;
/// What is believed of a header: no platform has limits outside of this.
const LONGEST_WINDOW: Duration = Duration::from_secs(24 * 3600);
const LARGEST_LIMIT: u32 = 100_000_000;

/// What is left to be spent in one group.
#[derive(Debug, Clone)]
pub(crate) struct Budget {
    limit: u32,
    window: Duration,
    /// When the window began that `remaining` is of; `None` before the first request.
    began: Option<Instant>,
    remaining: u32,
    /// The window began with a request that is not answered yet: on the platform it begins when that arrives.
    opening: bool,
    /// Sent, and not answered yet.
    in_flight: u32,
    closed_until: Option<Instant>,
    next_background: Option<Instant>,
    /// Whether any answer has told what is left.
    learned: bool,
}

impl Budget {
    pub(crate) fn new(limit: u32, window: Duration) -> Self {
        Self {
            limit,
            window,
            began: None,
            remaining: limit,
            opening: false,
            in_flight: 0,
            closed_until: None,
            next_background: None,
            learned: false,
        }
    }

    /// Whether a request may be sent now.
    pub(crate) fn decide(&self, now: Instant, priority: Priority) -> Decision {
        if let Some(until) = self.closed_until.filter(|until| now < *until) {
            return Decision::NotBefore(until);
        }
        let reserve = match priority {
            Priority::Foreground => 0,
            Priority::Background => self.reserve(),
        };
        // The defaults are a guess: good for the tracker's pace, too little to refuse the user anything.
        if priority == Priority::Foreground && !self.learned {
            return Decision::Go;
        }
        let window_ends = self.began.map(|began| began + self.window);
        if let Some(end) = window_ends.filter(|end| now < *end && self.remaining <= reserve) {
            return Decision::NotBefore(end);
        }
        match (priority, self.next_background) {
            (Priority::Background, Some(next)) if now < next => Decision::NotBefore(next),
            _ => Decision::Go,
        }
    }

    /// A request is about to be sent.
    pub(crate) fn spend(&mut self, now: Instant, priority: Priority) {
        if self.began.is_none_or(|began| now >= began + self.window) {
            self.began = Some(now);
            self.opening = true;
            self.remaining = self.limit;
        }
        self.remaining = self.remaining.saturating_sub(1);
        self.in_flight += 1;
        if priority == Priority::Background {
            // From the slot, not from now: a slot that was used late does not slow down the ones after it, but slots
            // that went by unused are lost.
            let interval = self.background_interval();
            let slot = self.next_background.map_or(now, |next| next.max(now.checked_sub(interval).unwrap_or(now)));
            self.next_background = Some(slot + interval);
        }
    }

    /// Its answer has come, or will not.
    ///
    /// Without headers, what was spent stays spent.
    pub(crate) fn settle(&mut self, now: Instant, headers: Option<&RateHeaders>) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if std::mem::take(&mut self.opening) {
            self.began = Some(now);
        }
        if let Some(headers) = headers {
            self.learn(now, headers);
        }
    }

    /// The platform has said that it was too much.
    pub(crate) fn close(&mut self, now: Instant, retry_after: Option<Duration>) {
        let until = now + retry_after.unwrap_or(DEFAULT_PENALTY).min(LONGEST_WINDOW);
        self.closed_until = Some(self.closed_until.map_or(until, |before| before.max(until)));
        self.remaining = 0;
        self.began = None;
    }

    /// How far apart the tracker's requests are: what is not reserved, spread over the window.
    pub(crate) fn background_interval(&self) -> Duration {
        self.window / (self.limit - self.reserve()).max(1)
    }

    fn reserve(&self) -> u32 {
        self.limit / RESERVE_DIVISOR
    }

    /// `Remaining` replaces what was believed: other processes of the same user and app spend the budget, too.
    fn learn(&mut self, now: Instant, headers: &RateHeaders) {
        if let Some(limit) = headers.limit.filter(|limit| (1..=LARGEST_LIMIT).contains(limit)) {
            self.limit = limit;
        }
        if let Some(window) = headers.window.filter(|window| !window.is_zero() && *window <= LONGEST_WINDOW) {
            self.window = window;
        }
        let Some(told) = headers.remaining else { return };
        self.learned = true;
        let left = told.min(self.limit).saturating_sub(self.in_flight);
        // More left than was thought: a new window has begun, at the latest just now.
        if left > self.remaining || self.began.is_none() {
            self.began = Some(now);
        }
        self.remaining = left;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn start() -> Instant {
        crate::clock::now()
    }

    fn headers(limit: Option<u32>, remaining: Option<u32>, window_s: Option<u64>) -> RateHeaders {
        RateHeaders { limit, remaining, window: window_s.map(Duration::from_secs), group: None }
    }

    /// A platform with one window, as strict as the documents allow: it refuses what is too much and counts refusals.
    struct Strict {
        limit: u32,
        began: Option<Instant>,
        used: u32,
    }

    impl Strict {
        fn take(&mut self, now: Instant) -> Option<RateHeaders> {
            if self.began.is_none_or(|began| now >= began + MINUTE) {
                self.began = Some(now);
                self.used = 0;
            }
            self.used += 1;
            let left = self.limit.checked_sub(self.used)?;
            Some(headers(Some(self.limit), Some(left), Some(60)))
        }
    }

    /// Random, and the same each time.
    fn random(seed: &mut u64) -> u64 {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        *seed
    }

    #[test]
    fn no_schedule_exceeds_its_budget() {
        for seed in 1..500_u64 {
            let mut random_state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let limit = u32::try_from(random(&mut random_state) % 60 + 1).unwrap();
            let mut platform = Strict { limit, began: None, used: 0 };
            let mut budget = Budget::new(limit, MINUTE);
            let (mut now, mut sent) = (start(), 0);
            for _ in 0..400 {
                now += Duration::from_millis(random(&mut random_state) % 3000);
                let priority = if random(&mut random_state).is_multiple_of(3) {
                    Priority::Foreground
                } else {
                    Priority::Background
                };
                if budget.decide(now, priority) == Decision::Go {
                    budget.spend(now, priority);
                    now += Duration::from_millis(random(&mut random_state) % 800);
                    let answer = platform.take(now);
                    now += Duration::from_millis(random(&mut random_state) % 800);
                    assert!(answer.is_some(), "seed {seed}: over the limit of {limit}");
                    // Every tenth answer is lost, and with it what it would have told; the first one tells that there
                    // are limits.
                    let lost = sent > 0 && random(&mut random_state).is_multiple_of(10);
                    budget.settle(now, answer.as_ref().filter(|_| !lost));
                    sent += 1;
                }
            }
        }
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
                    budget.settle(now, None);
                    sent += 1;
                }
                Decision::NotBefore(next) => now = next,
            }
        }
        assert_eq!(sent, 40);
        assert_eq!(budget.decide(begin + Duration::from_secs(59), Priority::Foreground), Decision::Go);
    }

    #[test]
    fn a_closed_gate_lets_nothing_through() {
        let (mut budget, now) = (Budget::new(50, MINUTE), start());
        budget.close(now, Some(Duration::from_secs(7)));
        for priority in [Priority::Foreground, Priority::Background] {
            assert_eq!(budget.decide(now, priority), Decision::NotBefore(now + Duration::from_secs(7)));
            assert_eq!(budget.decide(now + Duration::from_secs(7), priority), Decision::Go);
        }
        budget.close(now, None);
        assert_eq!(budget.decide(now, Priority::Foreground), Decision::NotBefore(now + DEFAULT_PENALTY));
        budget.close(now, Some(Duration::from_secs(1)));
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
            budget.settle(now, Some(&odd));
            assert_eq!((budget.limit, budget.window), (50, MINUTE), "{odd:?}");
        }
        let mut budget = Budget::new(50, MINUTE);
        budget.spend(now, Priority::Foreground);
        budget.settle(now, Some(&headers(Some(10), Some(500), Some(60))));
        assert_eq!(budget.remaining, 10, "no more than the limit");
    }

    #[test]
    fn what_other_processes_spend_counts() {
        let (mut budget, now) = (Budget::new(50, MINUTE), start());
        budget.spend(now, Priority::Foreground);
        budget.settle(now, Some(&headers(Some(50), Some(3), Some(60))));
        assert_eq!(
            budget.decide(now + Duration::from_secs(2), Priority::Background),
            Decision::NotBefore(now + MINUTE)
        );
        assert_eq!(budget.decide(now, Priority::Foreground), Decision::Go);
    }
}
