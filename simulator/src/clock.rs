//! Simulated clock: real time multiplied by a speed, or stopped and advanced through the admin API.
//!
//! Calls, token lifetimes and rate-limit windows read only this clock, so a test that stops it controls when time passes.
//! Simulated time is in milliseconds since the start.
#![allow(clippy::disallowed_methods, reason = "the one file that reads the machine's clocks")]
// Milliseconds fit in 52 bits for longer than any run, and the clock is never negative.
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Simulated time.
#[derive(Debug, Clone)]
pub struct Clock {
    started_at_epoch_ms: u64,
    base_ms: f64,
    anchor: Instant,
    speed: f64,
    running: bool,
}

impl Clock {
    /// Starts a clock at 0. `speed` is simulated milliseconds per real millisecond.
    pub fn start(speed: f64) -> Clock {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Clock {
            started_at_epoch_ms: since_epoch.as_millis() as u64,
            base_ms: 0.0,
            anchor: Instant::now(),
            speed,
            running: true,
        }
    }

    /// Simulated milliseconds since the start.
    pub fn now_ms(&self) -> u64 {
        self.exact_ms() as u64
    }

    pub fn speed(&self) -> f64 {
        self.speed
    }

    pub fn running(&self) -> bool {
        self.running
    }

    pub fn set_speed(&mut self, speed: f64) {
        self.rebase();
        self.speed = speed;
    }

    pub fn set_running(&mut self, running: bool) {
        self.rebase();
        self.running = running;
    }

    /// Jumps ahead by `ms`, whether or not the clock is running.
    pub fn advance(&mut self, ms: u64) {
        self.base_ms += ms as f64;
    }

    /// Calendar time of a simulated time, in milliseconds since the Unix epoch.
    pub fn epoch_ms(&self, simulated_ms: u64) -> u64 {
        self.started_at_epoch_ms + simulated_ms
    }

    /// Real time until `due_ms`; `None` while the clock is stopped.
    pub fn real_time_until(&self, due_ms: u64) -> Option<Duration> {
        let left = (due_ms as f64 - self.exact_ms()).max(0.0);
        self.running.then(|| Duration::from_secs_f64(left / self.speed / 1000.0))
    }

    fn exact_ms(&self) -> f64 {
        if !self.running {
            return self.base_ms;
        }
        self.base_ms + self.anchor.elapsed().as_secs_f64() * 1000.0 * self.speed
    }

    fn rebase(&mut self) {
        self.base_ms = self.exact_ms();
        self.anchor = Instant::now();
    }
}

#[cfg(test)]
mod tests {
    use super::Clock;

    #[test]
    fn a_stopped_clock_moves_only_when_advanced() {
        let mut clock = Clock::start(1000.0);
        clock.set_running(false);
        let before = clock.now_ms();
        clock.advance(1500);
        assert_eq!(clock.now_ms(), before + 1500);
        assert_eq!(clock.real_time_until(before + 9000), None);
    }

    #[test]
    fn the_real_wait_shrinks_with_the_speed() {
        let clock = Clock::start(100.0);
        let wait = clock.real_time_until(clock.now_ms() + 10_000).unwrap();
        assert!(wait.as_millis() <= 100, "{wait:?}");
    }
}
