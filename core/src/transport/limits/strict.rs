//! For tests: a platform that is as strict as the documentation allows, and reproducible random numbers.

use std::time::{Duration, Instant};

use crate::base::wire::RateHeaders;

pub(crate) const MINUTE: Duration = Duration::from_secs(60);

/// Xorshift, seeded.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `end`, which is more than 0.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    /// A number from 1 to `end`.
    pub(crate) fn up_to(&mut self, end: u32) -> u32 {
        u32::try_from(self.below(end.into())).unwrap_or(0) + 1
    }

    /// A duration below `end` milliseconds.
    pub(crate) fn millis(&mut self, end: u64) -> Duration {
        Duration::from_micros(self.below(end * 1000))
    }
}

/// A rate limiter with a window of one minute, which begins with a request and counts down.
#[derive(Debug)]
pub(crate) struct Strict {
    pub(crate) limit: u32,
    began: Option<Instant>,
    used: u32,
    /// Requests over the limit.
    pub(crate) refused: u32,
    /// The most requests in one window.
    pub(crate) most_used: u32,
}

impl Strict {
    pub(crate) fn new(limit: u32) -> Self {
        Self { limit, began: None, used: 0, refused: 0, most_used: 0 }
    }

    /// Counts a request, and returns its rate headers.
    pub(crate) fn take(&mut self, now: Instant) -> RateHeaders {
        if self.began.is_none_or(|began| now >= began + MINUTE) {
            (self.began, self.used) = (Some(now), 0);
        }
        self.used += 1;
        self.most_used = self.most_used.max(self.used);
        self.refused += u32::from(self.used > self.limit);
        let remaining = Some(self.limit.saturating_sub(self.used));
        RateHeaders { limit: Some(self.limit), remaining, window: Some(MINUTE), group: None, is_echo: false }
    }
}
