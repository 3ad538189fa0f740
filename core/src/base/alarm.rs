//! Alarms: wake a host at a point in time, for waits that have no thread.
//!
//! One thread of the process waits for all alarms. It starts with the first and ends with the last.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Instant;

use crate::base::clock::{self, Condition};
use crate::base::process::{AfterFork, Origin, PerProcess};
use crate::base::threads;

static CLOCK: PerProcess<AlarmClock> = PerProcess::predecessor(AlarmClock::new(Origin::nowhere()));

/// Wakes at a point in time, unless it is dropped before.
#[derive(Debug)]
pub(crate) struct Alarm {
    key: Key,
    origin: Origin,
}

/// The time, and a number that tells alarms of the same time apart.
type Key = (Instant, u64);

/// The alarms of one process. A forked child starts without any.
struct AlarmClock {
    origin: Origin,
    alarms: Mutex<Alarms>,
    changed: Condition,
}

struct Alarms {
    /// A list, because there is at most one for each batch.
    waiting: Vec<(Key, Waker)>,
    next_number: u64,
    has_thread: bool,
}

impl Alarms {
    fn remove(&mut self, key: Key) -> Option<Waker> {
        let place = self.waiting.iter().position(|(other, _)| *other == key)?;
        Some(self.waiting.swap_remove(place).1)
    }
}

impl Alarm {
    /// Sets an alarm. If the system has no thread for it, wakes at once, so that the host can wait by itself.
    pub(crate) fn set(at: Instant, waker: &Waker) -> Self {
        let clock = CLOCK.get();
        let mut alarms = clock.lock();
        let key = (at, alarms.next_number);
        alarms.next_number += 1;
        alarms.waiting.push((key, waker.clone()));
        let must_start = !std::mem::replace(&mut alarms.has_thread, true);
        drop(alarms);
        clock.changed.notify_one();
        if must_start && threads::spawn("ringout-alarm", move || clock.run()).is_err() {
            let mut alarms = clock.lock();
            alarms.has_thread = false;
            drop(alarms.remove(key));
            drop(alarms);
            waker.wake_by_ref();
        }
        Self { key, origin: clock.origin }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        if self.origin.is_here() {
            let clock = CLOCK.get();
            let removed = clock.lock().remove(self.key);
            clock.changed.notify_one();
            // Without the lock, because it may be the last handle of a host's object.
            drop(removed);
        }
    }
}

impl AlarmClock {
    const fn new(origin: Origin) -> Self {
        let alarms = Alarms { waiting: Vec::new(), next_number: 0, has_thread: false };
        Self { origin, alarms: Mutex::new(alarms), changed: Condition::new() }
    }

    fn run(&self) {
        let mut alarms = self.lock();
        while let Some(key) = alarms.waiting.iter().map(|(key, _)| *key).min() {
            let left = key.0.saturating_duration_since(clock::now());
            if !left.is_zero() {
                (alarms, _) = self.changed.wait_timeout(&self.alarms, alarms, left);
                continue;
            }
            let waker = alarms.remove(key);
            drop(alarms);
            if let Some(waker) = waker {
                waker.wake();
            }
            alarms = self.lock();
        }
        alarms.has_thread = false;
    }

    fn lock(&self) -> MutexGuard<'_, Alarms> {
        self.alarms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AfterFork for AlarmClock {
    fn after_fork(&self) -> Self {
        Self::new(Origin::here())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::task::Wake;
    use std::time::Duration;

    use super::*;

    struct Bell(Sender<u32>, u32);

    impl Wake for Bell {
        fn wake(self: Arc<Self>) {
            let _ = self.0.send(self.1);
        }
    }

    fn alarms(times: &[u64]) -> (Vec<Alarm>, Receiver<u32>) {
        let (sender, rung) = channel();
        let bell = |name: u32| Waker::from(Arc::new(Bell(sender.clone(), name)));
        let alarm = |(name, ms): (usize, &u64)| {
            Alarm::set(clock::deadline_after(Duration::from_millis(*ms)), &bell(u32::try_from(name).unwrap()))
        };
        (times.iter().enumerate().map(alarm).collect(), rung)
    }

    #[test]
    fn alarms_ring_in_the_order_of_their_times_and_the_channel_closes() {
        let (alarms, rung) = alarms(&[60, 20, 0]);
        assert_eq!(rung.iter().take(3).collect::<Vec<_>>(), [2, 1, 0]);
        assert!(rung.recv().is_err(), "no alarm keeps its waker");
        drop(alarms);
    }

    #[test]
    fn a_dropped_alarm_does_not_ring() {
        let (mut alarms, rung) = alarms(&[30_000, 40]);
        alarms.remove(0);
        assert_eq!(rung.recv(), Ok(1));
        assert!(rung.recv().is_err());
    }
}
