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
