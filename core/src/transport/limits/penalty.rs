//! What follows from a refusal: a time in which nothing is sent, then the documented pace until the platform takes a request.
//!
//! A platform that refuses and says "come back at once", or nothing that makes sense, would otherwise be asked as fast as
//! the network allows. So no wait is shorter than a second or longer than an hour. After the wait the requests since the
//! refusal are counted, and only so many are sent in any minute as the documents allow, whatever the headers tell.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::base::wire::{DEFAULT_PENALTY, MAX_WAIT};

const MINUTE: Duration = Duration::from_secs(60);
const MIN_WAIT: Duration = Duration::from_secs(1);
/// The wait after refusals in a row is doubled until it is this many times what the platform asks for, or its minimum.
const MAX_BACKOFF: u32 = 8;
/// Doublings after which any wait is at its longest.
const MAX_DOUBLINGS: u32 = 12;

/// The refusals of one group that no success has followed yet.
#[derive(Debug, Clone)]
pub(crate) struct Penalty {
    /// How many requests a minute are sent after a refusal.
    pace: usize,
    closed_until: Option<Instant>,
    /// How often what was sent after a wait was refused as well, without a success between.
    refused_again: u32,
    /// When the last refusal came.
    refused_at: Option<Instant>,
    /// When requests were sent since the first refusal, oldest first: those of the last minute.
    sent: VecDeque<Instant>,
}

impl Penalty {
    pub(crate) const fn new(pace: usize) -> Self {
        Self { pace, closed_until: None, refused_again: 0, refused_at: None, sent: VecDeque::new() }
    }

    /// The moment before which nothing may be sent; `None` if a request may be sent now.
    pub(crate) fn not_before(&self, now: Instant) -> Option<Instant> {
        let oldest = self.sent.len().checked_sub(self.pace).and_then(|index| self.sent.get(index));
        let in_pace = oldest.map(|at| *at + MINUTE).filter(|then| now < *then);
        self.closed_until(now).max(in_pace)
    }

    /// Until when the platform takes nothing, if it has said so.
    pub(crate) fn closed_until(&self, now: Instant) -> Option<Instant> {
        self.closed_until.filter(|until| now < *until)
    }

    /// A request is about to be sent.
    pub(crate) fn spend(&mut self, now: Instant) {
        if self.refused_at.is_none() {
            return;
        }
        while self.sent.front().is_some_and(|at| *at + MINUTE <= now) {
            self.sent.pop_front();
        }
        // Threads read the clock before they come here, so one may come late.
        let place = self.sent.partition_point(|at| *at <= now);
        self.sent.insert(place, now);
    }

    /// What was spent at `taken` is not sent after all.
    pub(crate) fn refund(&mut self, taken: Instant) {
        if let Some(place) = self.sent.iter().rposition(|at| *at == taken) {
            self.sent.remove(place);
        }
    }

    /// What was spent at `taken` is about to be sent only now. The error is the moment before which it must not be.
    pub(crate) fn renew(&mut self, taken: Instant, now: Instant) -> Result<(), Instant> {
        self.refund(taken);
        self.not_before(now).map_or(Ok(()), Err)?;
        self.spend(now);
        Ok(())
    }

    /// Sends so many requests a minute after a refusal from now on.
    pub(crate) fn set_pace(&mut self, pace: usize) {
        self.pace = pace;
    }

    /// The group of `other` turns out to be this one.
    pub(crate) fn join(&mut self, other: &Self) {
        self.closed_until = self.closed_until.max(other.closed_until);
        self.refused_again = self.refused_again.max(other.refused_again);
        self.refused_at = self.refused_at.max(other.refused_at);
        self.sent.extend(&other.sent);
        self.sent.make_contiguous().sort_unstable();
    }

    /// The platform has taken what was sent at `sent`. A request from before the last refusal says nothing about it.
    pub(crate) fn accept(&mut self, sent: Instant) {
        if self.closed_until.max(self.refused_at).is_some_and(|since| sent >= since) {
            *self = Self::new(self.pace);
        }
    }

    /// The platform has refused a request, without closing the group for others.
    pub(crate) fn refuse(&mut self, now: Instant) {
        self.refused_at = self.refused_at.max(Some(now));
    }

    /// The platform has refused what was sent at `sent`, and wants nothing more for a while.
    pub(crate) fn close(&mut self, sent: Instant, now: Instant, retry_after: Option<Duration>) {
        if self.closed_until.is_some_and(|until| sent >= until) {
            self.refused_again = (self.refused_again + 1).min(MAX_DOUBLINGS);
        }
        let first = retry_after.unwrap_or(DEFAULT_PENALTY).clamp(MIN_WAIT, MAX_WAIT);
        // A platform that says "at once" may mean its minimum, and begin that again with each request.
        let longest = first.max(DEFAULT_PENALTY).saturating_mul(MAX_BACKOFF).min(MAX_WAIT);
        let wait = first.saturating_mul(1 << self.refused_again).min(longest);
        self.closed_until = self.closed_until.max(Some(now + wait));
        self.refuse(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> Instant {
        crate::base::clock::now()
    }

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// What is sent by a user who never waits longer than he must, when everything is refused like this.
    fn sent_in(time: Duration, pace: usize, retry_after: Option<Duration>) -> Vec<Duration> {
        let (mut penalty, begin) = (Penalty::new(pace), start());
        let (mut now, mut sent) = (begin, Vec::new());
        while now < begin + time {
            penalty.spend(now);
            sent.push(now - begin);
            penalty.close(now, now, retry_after);
            now = penalty.not_before(now).unwrap();
        }
        sent
    }

    #[test]
    fn a_platform_that_says_come_at_once_is_asked_ever_more_rarely() {
        assert_eq!(sent_in(s(32), 50, Some(s(0))), [0, 1, 3, 7, 15, 31].map(s));
        assert_eq!(sent_in(s(9), 50, Some(Duration::from_millis(1)))[1], s(1));
    }

    #[test]
    fn no_wait_is_longer_than_an_hour() {
        let hour = 3600;
        assert_eq!(sent_in(s(3 * hour + 1), 10, Some(s(24 * hour))), [0, hour, 2 * hour, 3 * hour].map(s));
        assert_eq!(sent_in(s(3 * hour), 10, Some(s(1500)))[1..], [1500, 1500 + 3000, 1500 + 3000 + hour].map(s));
    }

    #[test]
    fn two_who_begin_the_penalty_of_each_other_again_come_out_of_it() {
        let penalty = MINUTE;
        let begin = start();
        let (mut both, mut penalty_ends) = (vec![Penalty::new(50); 2], begin + penalty + penalty / 2);
        both[0].close(begin, begin, Some(penalty));
        both[1].close(begin, begin + penalty / 2, Some(penalty));
        for refusals in 0..10 {
            let next = both.iter_mut().min_by_key(|one| one.closed_until).unwrap();
            let now = next.closed_until.unwrap();
            if now >= penalty_ends {
                next.accept(now);
                assert_eq!((next.not_before(now), next.refused_again), (None, 0));
                assert!((1..=4).contains(&refusals), "{refusals} refusals");
                return;
            }
            next.close(now, now, Some(penalty));
            penalty_ends = now + penalty;
        }
        panic!("neither is ever let through");
    }

    #[test]
    fn refusals_of_what_was_under_way_together_are_one() {
        let (mut penalty, now) = (Penalty::new(50), start());
        let wait = s(7);
        for late in 0..3 {
            penalty.close(now, now + s(late), Some(wait));
        }
        assert_eq!(penalty.closed_until, Some(now + s(2) + wait));
        // The next wait is longer, but not without end.
        let waits = [2, 4, 8, 16, 32].map(|times| {
            let sent = penalty.closed_until.unwrap();
            penalty.close(sent, sent, Some(wait));
            penalty.closed_until == Some(sent + wait * times)
        });
        assert_eq!(waits, [true; 5]);
    }

    #[test]
    fn after_a_refusal_the_pace_holds_until_a_success_of_what_was_sent_since() {
        let (mut penalty, now) = (Penalty::new(5), start());
        penalty.refuse(now);
        for second in 0..5 {
            assert_eq!(penalty.not_before(now + s(second)), None);
            penalty.spend(now + s(second));
        }
        assert_eq!(penalty.not_before(now + s(5)), Some(now + MINUTE));
        penalty.accept(now.checked_sub(s(1)).unwrap());
        assert_eq!(penalty.not_before(now + s(5)), Some(now + MINUTE), "it was sent before the refusal");
        penalty.accept(now + s(2));
        assert_eq!(penalty.not_before(now + s(5)), None);
    }

    #[test]
    fn what_is_given_back_or_sent_late_keeps_the_pace() {
        let (mut penalty, now) = (Penalty::new(2), start());
        penalty.refuse(now);
        for second in [0, 1] {
            penalty.spend(now + s(second));
        }
        // The first one is sent after a long login: it counts from then on.
        assert_eq!(penalty.renew(now, now + s(59)), Ok(()));
        assert_eq!(penalty.not_before(now + s(60)), Some(now + s(61)));
        penalty.refund(now + s(1));
        assert_eq!(penalty.not_before(now + s(60)), None);
        penalty.spend(now + s(60));
        assert_eq!(
            penalty.renew(now, now + s(62)),
            Err(now + s(59) + MINUTE),
            "it was not counted, and would be too much"
        );
    }
}
