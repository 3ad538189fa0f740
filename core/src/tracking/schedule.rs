//! Poll schedule: decides which call is polled next. Pure: no I/O and no clock.
//!
//! A ringing call changes sooner than a connected one, so it is polled more often. Within a kind, the call that was not
//! polled for longest comes first. The overall rate is up to the budget. If the budget is too small for all calls, all
//! intervals stretch alike and no call starves.
//!
//! Each kind has a set ordered by due time. Inserting, removing and taking cost a logarithm; a call costs two words and
//! its place.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::model::state::{CallState, Phase};

/// The interval between polls of a call that has the budget to itself (STATES: every 1.5 s while ringing, every 5 s
/// while talking).
const RINGING: Duration = Duration::from_millis(1500);
const TALKING: Duration = Duration::from_secs(5);
/// The first poll after a call was placed.
pub(super) const FIRST: Duration = Duration::from_secs(1);
/// The interval between searches of the call log for one call. The platform writes the record some time after the end.
pub(crate) const LOG_PAUSE: Duration = Duration::from_secs(10);
/// A vanished call for which the budget allows no search within this time is given up, because a subscriber waits for
/// it.
pub(super) const LOG_TIMEOUT: Duration = Duration::from_secs(60);
const MAX_BACKOFF: Duration = Duration::from_secs(30);

/// The key of a call in the schedule.
pub(super) type Key = u64;

/// The calls of one kind, by due time.
type Queue = BTreeSet<(Instant, Key)>;

#[derive(Debug, Default)]
pub(super) struct Schedule {
    ringing: Queue,
    talking: Queue,
    /// Vanished calls, to be looked up in the call log, which has a separate budget.
    vanished: Queue,
}

/// The due time and the kind of a call. Needed to remove it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    due: Instant,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ringing,
    Talking,
    Vanished,
}

impl Kind {
    fn of(state: Option<&CallState>) -> Self {
        match state.map(CallState::phase) {
            Some(Phase::Connected) => Self::Talking,
            _ => Self::Ringing,
        }
    }

    const fn interval(self) -> Duration {
        match self {
            Self::Ringing => RINGING,
            Self::Talking => TALKING,
            Self::Vanished => LOG_PAUSE,
        }
    }
}

impl Schedule {
    /// Inserts a call that is due for a poll at `due`.
    pub(super) fn insert(&mut self, key: Key, state: Option<&CallState>, due: Instant) -> Place {
        let place = Place { due, kind: Kind::of(state) };
        self.queue(place.kind).insert((due, key));
        place
    }

    /// Inserts a vanished call that is due for a search of the call log at `due`.
    pub(super) fn insert_vanished(&mut self, key: Key, due: Instant) -> Place {
        self.vanished.insert((due, key));
        Place { due, kind: Kind::Vanished }
    }

    /// Returns when the next search of the call log is due, or `None` if no vanished call awaits one.
    pub(super) fn next_log(&self) -> Option<Instant> {
        self.vanished.first().map(|(due, _)| *due)
    }

    /// Takes the call that has waited longest for the call log.
    pub(super) fn take_vanished(&mut self) -> Option<Key> {
        self.vanished.pop_first().map(|(_, key)| key)
    }

    pub(super) fn remove(&mut self, key: Key, place: Place) {
        self.queue(place.kind).remove(&(place.due, key));
    }

    /// Returns when the next poll is due, or `None` if there is no call.
    pub(super) fn next_due(&self) -> Option<Instant> {
        let first = |queue: &Queue| queue.first().map(|(due, _)| *due);
        first(&self.ringing).into_iter().chain(first(&self.talking)).min()
    }

    /// Takes the call to poll now, if one is due.
    ///
    /// Of the first calls of the two queues, takes the one that is more overdue in units of its interval. A ringing
    /// call that waited one interval too long comes before a connected one that waited half of its interval.
    pub(super) fn take(&mut self, now: Instant) -> Option<Key> {
        let overdue = |queue: &Queue, kind: Kind| {
            let (due, key) = queue.first()?;
            let overdue_by = now.checked_duration_since(*due)?;
            Some((overdue_by.as_secs_f64() / kind.interval().as_secs_f64(), Place { due: *due, kind }, *key))
        };
        let ringing = overdue(&self.ringing, Kind::Ringing);
        let talking = overdue(&self.talking, Kind::Talking);
        let (_, place, key) = match (ringing, talking) {
            (Some(ringing), Some(talking)) => {
                if talking.0 > ringing.0 {
                    talking
                } else {
                    ringing
                }
            }
            (one, other) => one.or(other)?,
        };
        self.remove(key, place);
        Some(key)
    }

    fn queue(&mut self, kind: Kind) -> &mut Queue {
        match kind {
            Kind::Ringing => &mut self.ringing,
            Kind::Talking => &mut self.talking,
            Kind::Vanished => &mut self.vanished,
        }
    }
}

/// Returns when a call that was seen in this state is polled next.
pub(super) fn next_poll(state: Option<&CallState>, now: Instant) -> Instant {
    now + Kind::of(state).interval()
}

/// Returns the backoff after this many failed polls: 0.5 s, doubled each time up to 30 s, times the random `fraction`
/// of 0 to 1, so that calls that failed together are not retried together.
pub(super) fn backoff(failures: u32, fraction: f64) -> Duration {
    let longest = Duration::from_millis(500).saturating_mul(1 << failures.min(6)).min(MAX_BACKOFF);
    longest.mul_f64(fraction.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::Status;

    fn ringing() -> CallState {
        CallState::new(Status::InProgress, Status::Success, Status::InProgress)
    }

    fn talking() -> CallState {
        CallState::new(Status::Success, Status::Success, Status::Success)
    }

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_ringing_call_is_polled_more_often_than_a_connected_one() {
        let now = crate::base::clock::now();
        let ended = CallState::new(Status::Success, Status::Finished, Status::Success);
        for (state, interval) in [
            (None, 1500),
            (Some(ringing()), 1500),
            (Some(talking()), 5000),
            // The other leg may still change.
            (Some(ended), 1500),
        ] {
            assert_eq!(next_poll(state.as_ref(), now), now + ms(interval), "{state:?}");
        }
    }

    #[test]
    fn calls_are_taken_when_they_are_due_and_once() {
        let (mut schedule, now) = (Schedule::default(), crate::base::clock::now());
        assert_eq!((schedule.next_due(), schedule.take(now)), (None, None));
        schedule.insert(1, None, now + ms(20));
        schedule.insert(2, Some(&talking()), now + ms(10));
        assert_eq!(schedule.next_due(), Some(now + ms(10)));
        assert_eq!(schedule.take(now + ms(9)), None);
        assert_eq!(schedule.take(now + ms(10)), Some(2));
        assert_eq!((schedule.next_due(), schedule.take(now + ms(19))), (Some(now + ms(20)), None));
        assert_eq!((schedule.take(now + ms(20)), schedule.take(now + ms(20))), (Some(1), None));
    }

    #[test]
    fn the_call_that_is_more_overdue_by_its_interval_comes_first() {
        let now = crate::base::clock::now();
        for (ringing_waits, talking_waits, first) in [
            (1500, 2500, 1),
            (1500, 4900, 1),
            (1500, 5100, 2),
            (150, 2500, 2),
            // Both by one interval: the one that rings changes sooner.
            (1500, 5000, 1),
        ] {
            let mut schedule = Schedule::default();
            let then = now + ms(10_000);
            schedule.insert(1, Some(&ringing()), now + ms(10_000 - ringing_waits));
            schedule.insert(2, Some(&talking()), now + ms(10_000 - talking_waits));
            assert_eq!(schedule.take(then), Some(first), "{ringing_waits} and {talking_waits}");
            assert_eq!(schedule.take(then), Some(3 - first));
        }
    }

    #[test]
    fn a_removed_call_is_not_taken() {
        let (mut schedule, now) = (Schedule::default(), crate::base::clock::now());
        for (key, state) in [(1, Some(ringing())), (2, Some(talking()))] {
            let place = schedule.insert(key, state.as_ref(), now);
            schedule.insert(key + 10, state.as_ref(), now);
            schedule.remove(key, place);
        }
        assert_eq!([(); 3].map(|()| schedule.take(now)), [Some(11), Some(12), None]);
    }

    #[test]
    fn vanished_calls_wait_for_the_call_log_only() {
        let (mut schedule, now) = (Schedule::default(), crate::base::clock::now());
        assert_eq!((schedule.next_log(), schedule.take_vanished()), (None, None));
        schedule.insert_vanished(1, now + ms(2));
        let place = schedule.insert_vanished(2, now + ms(1));
        schedule.insert_vanished(3, now + ms(3));
        assert_eq!((schedule.next_due(), schedule.take(now + ms(9))), (None, None));
        assert_eq!(schedule.next_log(), Some(now + ms(1)));
        schedule.remove(2, place);
        assert_eq!(schedule.next_log(), Some(now + ms(2)));
        assert_eq!([(); 3].map(|()| schedule.take_vanished()), [Some(1), Some(3), None]);
    }

    #[test]
    fn the_backoff_doubles_up_to_half_a_minute_and_has_a_random_part() {
        let longest: Vec<_> = (0..9).map(|failures| backoff(failures, 1.0).as_millis()).collect();
        assert_eq!(longest, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
        assert_eq!(backoff(u32::MAX, 1.0), ms(30_000));
        assert_eq!((backoff(2, 0.25), backoff(2, -1.0), backoff(2, 7.0)), (ms(500), ms(0), ms(2000)));
    }
}
