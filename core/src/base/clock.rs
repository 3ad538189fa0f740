//! Time: the only file that reads a clock, sleeps or waits.
//!
//! Deadlines, budgets and tokens use the clock that never goes back. The calendar is only for what leaves the process:
//! a stored token, a date in `Retry-After`, the time of an attempt.
//!
//! Whoever waits for another thread does so at a [`Condition`]. So all time passes through here, and in a simulation it
//! is another one: see the module `simulation`.

#![allow(clippy::disallowed_methods, clippy::disallowed_types)] // this is the one place

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use crate::simulation;

/// Now, on the clock that never goes back.
pub(crate) fn now() -> Instant {
    simulation::here().map_or_else(|| simulation::sped_up(Instant::now()), |here| here.now())
}

/// Now, as the calendar has it.
pub(crate) fn wall() -> SystemTime {
    simulation::here().map_or_else(|| simulation::sped_up_calendar(SystemTime::now()), |here| here.wall())
}

/// Now plus `timeout`; a timeout too long for the clock counts as a year.
pub(crate) fn deadline_after(timeout: Duration) -> Instant {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    now() + timeout.min(YEAR)
}

/// How long the system is to wait for what takes so long on this clock.
///
/// For timeouts of sockets only: they are the system's.
pub(crate) fn for_the_system(time: Duration) -> Duration {
    simulation::slowed_down(time)
}

/// What threads wait at until another one has news: a condition variable.
///
/// Each belongs to one mutex, and is given it with its guard.
#[derive(Debug, Default)]
pub(crate) struct Condition(Condvar);

impl Condition {
    pub(crate) const fn new() -> Self {
        Self(Condvar::new())
    }

    /// Gives the lock up, waits for news for at most `time`, and takes the lock again; true if that time has passed.
    ///
    /// It may also return for no reason: the caller looks at what it waits for.
    pub(crate) fn wait_timeout<'a, T>(
        &self,
        mutex: &'a Mutex<T>,
        guard: MutexGuard<'a, T>,
        time: Duration,
    ) -> (MutexGuard<'a, T>, bool) {
        if let Some(here) = simulation::here() {
            drop(guard);
            let timed_out = here.wait(self.address(), time);
            return (mutex.lock().unwrap_or_else(PoisonError::into_inner), timed_out);
        }
        let time = simulation::slowed_down(time);
        let (guard, waited) = self.0.wait_timeout(guard, time).unwrap_or_else(PoisonError::into_inner);
        (guard, waited.timed_out())
    }

    /// Wakes one of those who wait, if anybody does.
    pub(crate) fn notify_one(&self) {
        match simulation::here() {
            Some(here) => here.notify_one(self.address()),
            None => self.0.notify_one(),
        }
    }

    /// Wakes everybody who waits.
    pub(crate) fn notify_all(&self) {
        match simulation::here() {
            Some(here) => here.notify_all(self.address()),
            None => self.0.notify_all(),
        }
    }

    /// Whoever waits has borrowed it, so it stays where it is.
    fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}
