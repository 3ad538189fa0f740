//! Penalty after a refusal: a time in which nothing is sent, then the documented pace until the platform accepts a
//! request.
//!
//! A platform that refuses with a `Retry-After` of 0, or one that makes no sense, would otherwise get requests as fast as
//! the network allows. So every wait is between a second and an hour. After the wait, no more requests are sent in any
//! minute than the documentation allows, whatever the headers report, until one succeeds.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::base::wire::{DEFAULT_PENALTY, MAX_WAIT};

const MINUTE: Duration = Duration::from_secs(60);
const MIN_WAIT: Duration = Duration::from_secs(1);
/// Refusals in a row double the wait up to this multiple of `Retry-After`, or of the minimum penalty if that is longer.
const MAX_BACKOFF: u32 = 8;
/// Doublings after which any wait is at its maximum.
const MAX_DOUBLINGS: u32 = 12;

/// The refusals of one group since its last success.
#[derive(Debug, Clone)]
pub(crate) struct Penalty {
    /// Requests a minute after a refusal.
    pace: usize,
    closed_until: Option<Instant>,
    /// Requests that waited out the penalty and were refused again, without a success in between.
    doublings: u32,
    /// When the last refusal came.
    refused_at: Option<Instant>,
    /// When requests were sent since the first refusal, within the last minute, oldest first.
    sent: VecDeque<Instant>,
}

impl Penalty {
    pub(crate) const fn new(pace: usize) -> Self {
        Self { pace, closed_until: None, doublings: 0, refused_at: None, sent: VecDeque::new() }
    }

    /// Returns the time before which nothing may be sent, or `None` if a request may be sent now.
    pub(crate) fn not_before(&self, now: Instant) -> Option<Instant> {
        let oldest = self.sent.len().checked_sub(self.pace).and_then(|index| self.sent.get(index));
        let paced_until = oldest.map(|at| *at + MINUTE).filter(|then| now < *then);
        self.closed_until(now).max(paced_until)
    }

    /// Until when the platform refuses everything, if it does.
    pub(crate) fn closed_until(&self, now: Instant) -> Option<Instant> {
        self.closed_until.filter(|until| now < *until)
    }

    /// Counts a request that is about to be sent.
    pub(crate) fn spend(&mut self, now: Instant) {
        if self.refused_at.is_none() {
            return;
        }
        while self.sent.front().is_some_and(|at| *at + MINUTE <= now) {
            self.sent.pop_front();
        }
        // Each thread reads the clock before it gets here, so the times may arrive out of order.
        let index = self.sent.partition_point(|at| *at <= now);
        self.sent.insert(index, now);
    }

    /// Uncounts a request acquired at `acquired` that was not sent.
    pub(crate) fn refund(&mut self, acquired: Instant) {
        if let Some(index) = self.sent.iter().rposition(|at| *at == acquired) {
            self.sent.remove(index);
        }
    }

    /// Moves a request acquired at `acquired` to now, when it is really sent. The error is the time before which it must
    /// not be.
    pub(crate) fn renew(&mut self, acquired: Instant, now: Instant) -> Result<(), Instant> {
        self.refund(acquired);
        self.not_before(now).map_or(Ok(()), Err)?;
        self.spend(now);
        Ok(())
    }

    /// Sets the requests a minute after a refusal.
    pub(crate) fn set_pace(&mut self, pace: usize) {
        self.pace = pace;
    }

    /// Merges the penalty of a group that turns out to be this one.
    pub(crate) fn join(&mut self, other: &Self) {
        self.closed_until = self.closed_until.max(other.closed_until);
        self.doublings = self.doublings.max(other.doublings);
        self.refused_at = self.refused_at.max(other.refused_at);
        self.sent.extend(&other.sent);
        self.sent.make_contiguous().sort_unstable();
    }

    /// Records that the platform accepted the request sent at `sent`. One sent before the last refusal proves nothing.
    pub(crate) fn accept(&mut self, sent: Instant) {
        if self.closed_until.max(self.refused_at).is_some_and(|since| sent >= since) {
            *self = Self::new(self.pace);
        }
    }

    /// Records a refusal that does not close the group.
    pub(crate) fn refuse(&mut self, now: Instant) {
        self.refused_at = self.refused_at.max(Some(now));
    }

    /// Records that the platform refused the request sent at `sent`, and closes the group for a while.
    pub(crate) fn close(&mut self, sent: Instant, now: Instant, retry_after: Option<Duration>) {
        if self.closed_until.is_some_and(|until| sent >= until) {
            self.doublings = (self.doublings + 1).min(MAX_DOUBLINGS);
        }
        let first = retry_after.unwrap_or(DEFAULT_PENALTY).clamp(MIN_WAIT, MAX_WAIT);
        // A platform that says "at once" may mean its minimum penalty, and restart it with each request.
        let longest = first.max(DEFAULT_PENALTY).saturating_mul(MAX_BACKOFF).min(MAX_WAIT);
        let wait = first.saturating_mul(1 << self.doublings).min(longest);
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

    /// When a client sends that never waits longer than it must, while every request is refused with this `Retry-After`.
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
    fn a_retry_after_of_zero_still_backs_off() {
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
    fn two_clients_that_restart_the_penalty_of_each_other_get_out_of_it() {
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
                assert_eq!((next.not_before(now), next.doublings), (None, 0));
                assert!((1..=4).contains(&refusals), "{refusals} refusals");
                return;
            }
            next.close(now, now, Some(penalty));
            penalty_ends = now + penalty;
        }
        panic!("neither client ever gets through");
    }

    #[test]
    fn refusals_of_requests_in_flight_together_count_once() {
        let (mut penalty, now) = (Penalty::new(50), start());
        let wait = s(7);
        for late in 0..3 {
            penalty.close(now, now + s(late), Some(wait));
        }
        assert_eq!(penalty.closed_until, Some(now + s(2) + wait));
        // The next wait is longer, up to the maximum.
        let waits = [2, 4, 8, 16, 32].map(|times| {
            let sent = penalty.closed_until.unwrap();
            penalty.close(sent, sent, Some(wait));
            penalty.closed_until == Some(sent + wait * times)
        });
        assert_eq!(waits, [true; 5]);
    }

    #[test]
    fn after_a_refusal_the_pace_holds_until_a_later_request_succeeds() {
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
    fn refunded_and_late_requests_keep_the_pace() {
        let (mut penalty, now) = (Penalty::new(2), start());
        penalty.refuse(now);
        for second in [0, 1] {
            penalty.spend(now + s(second));
        }
        // The first request is sent after a long login, and counts from then.
        assert_eq!(penalty.renew(now, now + s(59)), Ok(()));
        assert_eq!(penalty.not_before(now + s(60)), Some(now + s(61)));
        penalty.refund(now + s(1));
        assert_eq!(penalty.not_before(now + s(60)), None);
        penalty.spend(now + s(60));
        assert_eq!(
            penalty.renew(now, now + s(62)),
            Err(now + s(59) + MINUTE),
            "it was not counted, and would be one too many"
        );
    }

    #[test]
    fn two_groups_that_are_one_have_the_longer_penalty_and_the_requests_of_both() {
        let now = start();
        let [mut one, mut other] = [Penalty::new(2), Penalty::new(2)];
        one.close(now, now, Some(s(5)));
        other.close(now, now, Some(s(7)));
        other.close(now + s(7), now + s(7), Some(s(7)));
        one.spend(now + s(6));
        other.spend(now + s(8));
        one.join(&other);
        assert_eq!((one.closed_until(now), one.doublings), (Some(now + s(7) + s(14)), 1));
        assert_eq!(one.not_before(now + s(30)), Some(now + s(6) + MINUTE), "both requests count");
        one.accept(now + s(6));
        assert_eq!(one.not_before(now + s(30)), Some(now + s(6) + MINUTE), "sent before the other group's refusal");
    }

    #[test]
    fn the_pace_can_be_lowered_while_it_holds() {
        let (mut penalty, now) = (Penalty::new(3), start());
        penalty.refuse(now);
        for second in [1, 2] {
            penalty.spend(now + s(second));
        }
        assert_eq!(penalty.not_before(now + s(3)), None);
        penalty.set_pace(2);
        assert_eq!(penalty.not_before(now + s(3)), Some(now + s(1) + MINUTE));
        assert_eq!(penalty.not_before(now + s(61)), None, "the first was sent a minute ago");
    }

    #[test]
    fn the_penalty_ends_at_its_end() {
        let (mut penalty, now) = (Penalty::new(50), start());
        penalty.close(now, now, None);
        let end = now + DEFAULT_PENALTY;
        assert_eq!(penalty.closed_until(now + s(29)), Some(end));
        assert_eq!((penalty.closed_until(end), penalty.not_before(end)), (None, None));
        // A request that was sent when the penalty was over waits twice as long.
        penalty.close(end, end, None);
        assert_eq!(penalty.closed_until(end), Some(end + DEFAULT_PENALTY * 2));
    }

    #[test]
    fn requests_before_any_refusal_do_not_count() {
        let (mut penalty, now) = (Penalty::new(1), start());
        penalty.spend(now);
        penalty.refuse(now);
        assert_eq!(penalty.not_before(now), None);
        penalty.spend(now);
        // Only a request of this time is uncounted.
        penalty.refund(now + s(1));
        assert_eq!(penalty.not_before(now), Some(now + MINUTE));
        penalty.spend(now + MINUTE);
        assert_eq!((penalty.sent.len(), penalty.not_before(now + MINUTE)), (1, Some(now + MINUTE * 2)));
    }
}
