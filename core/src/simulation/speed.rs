//! A faster clock for the whole process, for a simulated platform with an equally fast clock.

use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

/// A moment on the system's clock and on the core's, and the speed since then.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    real: (Instant, SystemTime),
    shown: (Instant, SystemTime),
    speed: f64,
}

#[allow(clippy::disallowed_methods)] // a faster clock is based on the system's
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

/// Makes the core's clocks run `speed` times as fast as the system's: at 10 an hour passes in six minutes.
///
/// Waits and timeouts of sockets become shorter by the same factor, and all times of the core are on its faster clock.
/// Affects the whole process; call it before the first client is built. `speed` must be above 0.
pub fn set_speed(speed: f64) {
    assert!(speed > 0.0 && speed.is_finite(), "the speed must be above 0 and finite");
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

/// How long the system must wait for this duration. Never zero, which sockets take as no timeout.
pub(crate) fn slowed_down(time: Duration) -> Duration {
    const MIN: Duration = Duration::from_micros(50);
    anchor().map_or(time, |anchor| time.div_f64(anchor.speed).max(MIN))
}
