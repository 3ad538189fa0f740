//! Which call is looked at next. Pure: no I/O and no clock.
//!
//! A call that rings changes sooner than one that talks, so it is looked at more often; within a kind, the one that has
//! not been looked at for the longest comes first. How often in all is not decided here but by the budget: when it is
//! too small for everybody, all intervals stretch alike, and nobody starves.
//!
//! A set ordered by due time for each of the kinds: inserting, removing and taking cost a logarithm, and a call
//! costs two words and its place.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::model::state::{CallState, Phase};

/// The time between two looks at one call alone (STATES: every 1.5 s while ringing, every 5 s while talking).
const RINGING: Duration = Duration::from_millis(1500);
const TALKING: Duration = Duration::from_secs(5);
/// The first look at a call that was just placed.
pub(super) const FIRST: Duration = Duration::from_secs(1);
/// The time between two looks into the call log for one call: the platform writes it some time after the end.
pub(crate) const LOG_PAUSE: Duration = Duration::from_secs(10);
/// A call that the budget did not let be looked up for so long is given up: somebody waits for it.
pub(super) const LOG_PATIENCE: Duration = Duration::from_secs(60);
const MAX_BACKOFF: Duration = Duration::from_secs(30);

/// A call in the schedule.
pub(super) type Key = u64;

/// Calls of one kind, by when they are due.
type Queue = BTreeSet<(Instant, Key)>;

#[derive(Debug, Default)]
pub(super) struct Schedule {
    ringing: Queue,
    talking: Queue,
    /// Gone, and to be looked up in the call log, which has a budget of its own.
    gone: Queue,
}

/// When a call is due, and as which kind: the handle for taking it out again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    due: Instant,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ringing,
    Talking,
    Gone,
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
            Self::Gone => LOG_PAUSE,
        }
    }
}

impl Schedule {
    /// Puts a call in that is to be looked at at `due`.
    pub(super) fn insert(&mut self, key: Key, state: Option<&CallState>, due: Instant) -> Place {
        let place = Place { due, kind: Kind::of(state) };
        self.queue(place.kind).insert((due, key));
        place
    }

    /// Puts a call in that is to be looked up in the call log at `due`.
    pub(super) fn insert_gone(&mut self, key: Key, due: Instant) -> Place {
        self.gone.insert((due, key));
        Place { due, kind: Kind::Gone }
    }

    /// When the call log is to be asked next; `None` if no call is gone without an explanation.
    pub(super) fn next_log(&self) -> Option<Instant> {
        self.gone.first().map(|(due, _)| *due)
    }

    /// Takes the call out that has waited for the log for the longest.
    pub(super) fn take_vanished(&mut self) -> Option<Key> {
        self.gone.pop_first().map(|(_, key)| key)
    }

    pub(super) fn remove(&mut self, key: Key, place: Place) {
        self.queue(place.kind).remove(&(place.due, key));
    }

    /// When the next call is to be looked at; `None` if there is none.
    pub(super) fn next_due(&self) -> Option<Instant> {
        let first = |queue: &Queue| queue.first().map(|(due, _)| *due);
        first(&self.ringing).into_iter().chain(first(&self.talking)).min()
    }

    /// Takes the call out that is to be looked at now, if one is due.
    ///
    /// Of the two that head their queues, the one that is more overdue in its own intervals: a ringing call that waited
    /// one interval too long comes before a talking one that waited half of its own.
    pub(super) fn take(&mut self, now: Instant) -> Option<Key> {
        let overdue = |queue: &Queue, kind: Kind| {
            let (due, key) = queue.first()?;
            let late = now.checked_duration_since(*due)?;
            Some((late.as_secs_f64() / kind.interval().as_secs_f64(), Place { due: *due, kind }, *key))
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
            Kind::Gone => &mut self.gone,
        }
    }
}

/// When a call is looked at again that was seen in this state.
pub(super) fn next_poll(state: Option<&CallState>, now: Instant) -> Instant {
    now + Kind::of(state).interval()
}

/// How long to wait after so many failed looks: 0.5 s doubled each time up to 30 s, and of that the random part
/// `fraction`, 0 to 1: calls that failed together must not come back together.
pub(super) fn backoff(failures: u32, fraction: f64) -> Duration {
    let longest = Duration::from_millis(500).saturating_mul(1 << failures.min(6)).min(MAX_BACKOFF);
    longest.mul_f64(fraction.clamp(0.0, 1.0))
}
