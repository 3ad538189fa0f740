//! What stands in the place of the simulation in every program that is not one: nothing, which the compiler leaves out.

use std::convert::Infallible;
use std::time::{Duration, Instant, SystemTime};

/// The thread's place in a world: there is none.
pub(crate) struct Here(Infallible);

/// A thread of a world: there is none.
#[derive(Debug)]
pub(crate) struct Inhabitant(Infallible);

/// Never in any world.
#[inline]
pub(crate) const fn here() -> Option<Here> {
    None
}

#[inline]
pub(crate) const fn sped_up(now: Instant) -> Instant {
    now
}

#[inline]
pub(crate) const fn sped_up_calendar(now: SystemTime) -> SystemTime {
    now
}

#[inline]
pub(crate) const fn slowed_down(time: Duration) -> Duration {
    time
}

impl Here {
    pub(crate) fn now(&self) -> Instant {
        match self.0 {}
    }

    pub(crate) fn wall(&self) -> SystemTime {
        match self.0 {}
    }

    pub(crate) fn wait(&self, _: usize, _: Duration) -> bool {
        match self.0 {}
    }

    pub(crate) fn notify_one(&self, _: usize) {
        match self.0 {}
    }

    pub(crate) fn notify_all(&self, _: usize) {
        match self.0 {}
    }

    pub(crate) fn fraction(&self) -> f64 {
        match self.0 {}
    }

    pub(crate) fn settle<F: FnOnce()>(&self, _: &str, _: F) -> (Inhabitant, F) {
        match self.0 {}
    }
}

impl Inhabitant {
    pub(crate) fn await_end(&self) {
        match self.0 {}
    }

    pub(crate) fn has_ended(&self) -> bool {
        match self.0 {}
    }
}
