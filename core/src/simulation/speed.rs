//! The process's clock, faster: against a simulated platform whose clock is as fast.

use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

/// Where the clock of the system and that of the core were together, and how they have run since.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    real: (Instant, SystemTime),
    shown: (Instant, SystemTime),
    speed: f64,
}

#[allow(clippy::disallowed_methods)] // a faster clock goes by the system's
fn of_the_system() -> (Instant, SystemTime) {
    (Instant::now(), SystemTime::now())
}

static ANCHOR: RwLock<Option<Anchor>> = RwLock::new(None);

fn anchor() -> Option<Anchor> {
    *ANCHOR.read().unwrap_or_else(PoisonError::into_inner)
}

impl Anchor {
    fn instant(&self, now: Instant) -> Instant {
        self.shown.0 + now.saturating_duration_since(self.real.0).mul_f64(self.speed)
    }

    fn calendar(&self, now: SystemTime) -> SystemTime {
        self.shown.1 + now.duration_since(self.real.1).unwrap_or_default().mul_f64(self.speed)
    }
}

/// From now on the core's clocks run so many times as fast as the system's: 10 lets an hour pass in six minutes.
///
/// Waits and the timeouts of sockets become so many times shorter, and what the core says of time is in its own. For
/// the whole process; call it before the first client is built. `speed` must be above 0.
pub fn set_speed(speed: f64) {
    assert!(speed > 0.0 && speed.is_finite(), "a clock that stands or runs backwards ends no wait");
    let real = of_the_system();
    let shown = anchor().map_or(real, |before| (before.instant(real.0), before.calendar(real.1)));
    *ANCHOR.write().unwrap_or_else(PoisonError::into_inner) = Some(Anchor { real, shown, speed });
}

pub(crate) fn sped_up(now: Instant) -> Instant {
    anchor().map_or(now, |anchor| anchor.instant(now))
}

pub(crate) fn sped_up_calendar(now: SystemTime) -> SystemTime {
    anchor().map_or(now, |anchor| anchor.calendar(now))
}

/// How long the system must wait for so much time to pass. Not quite nothing: to a socket that would mean for ever.
pub(crate) fn slowed_down(time: Duration) -> Duration {
    const LEAST: Duration = Duration::from_micros(50);
    anchor().map_or(time, |anchor| time.div_f64(anchor.speed).max(LEAST))
}
