//! Time: the only file that reads a clock, sleeps or waits.
//!
//! Deadlines, budgets and tokens use the monotonic clock. The calendar is only for times that leave the process: a stored
//! token, a date in `Retry-After`, the time of an attempt.
//!
//! A thread that waits for another one uses a [`Condition`]. So all time passes through here, and a simulation can
//! replace it, see the module `simulation`.

#![allow(clippy::disallowed_methods, clippy::disallowed_types)] // this is the one place

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use crate::simulation;

/// Returns the time of the monotonic clock.
pub(crate) fn now() -> Instant {
    simulation::here().map_or_else(|| simulation::sped_up(Instant::now()), |here| here.now())
}

/// Returns the time of the calendar.
pub(crate) fn wall() -> SystemTime {
    simulation::here().map_or_else(|| simulation::sped_up_calendar(SystemTime::now()), |here| here.wall())
}

/// Returns now plus `timeout`. A timeout too long for the clock counts as a year.
pub(crate) fn deadline_after(timeout: Duration) -> Instant {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    now() + timeout.min(YEAR)
}

/// Converts a duration of this clock to one of the system's.
///
/// For timeouts of sockets only, which the system measures.
pub(crate) fn system_duration(time: Duration) -> Duration {
    simulation::slowed_down(time)
}

/// A condition variable.
///
/// Each belongs to one mutex, which is passed in with its guard.
#[derive(Debug, Default)]
pub(crate) struct Condition(Condvar);

impl Condition {
    pub(crate) const fn new() -> Self {
        Self(Condvar::new())
    }

    /// Releases the lock, waits up to `time` for a notification, and takes the lock again. Returns true if the time has
    /// passed.
    ///
    /// It may also wake spuriously, so check the condition afterwards.
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

    /// Wakes one waiting thread, if there is one.
    pub(crate) fn notify_one(&self) {
        match simulation::here() {
            Some(here) => here.notify_one(self.address()),
            None => self.0.notify_one(),
        }
    }

    /// Wakes all waiting threads.
    pub(crate) fn notify_all(&self) {
        match simulation::here() {
            Some(here) => here.notify_all(self.address()),
            None => self.0.notify_all(),
        }
    }

    /// Waiters hold a borrow, so the address is stable.
    fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}
