//! Simulated clock: real time multiplied by a speed, or stopped and advanced through the admin API.
//!
//! Calls, token lifetimes and rate-limit windows read only this clock, so a test that stops it controls when time passes.
//! Simulated time is in milliseconds since the start.
#![allow(clippy::disallowed_methods, reason = "the one file that reads the machine's clocks")]
// Milliseconds fit in 52 bits for longer than any run, and the clock is never negative.
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The clock ends 1,000 years after its start, far from the year 9999, where the date of a header ends.
pub const END_MS: u64 = 31_556_952_000_000;
/// A day passes in less than a tenth of a second. With the end above, no sum of two times overflows.
const MAX_SPEED: f64 = 1_000_000.0;
/// Longest wait of a timer, which a very slow clock would exceed.
const MAX_WAIT: Duration = Duration::from_secs(86_400);

/// Simulated time, and the calendar that belongs to it.
///
/// The calendar shows the machine's time plus all jumps, and stops with the clock. The speed does not change it: clients compare
/// it with their own clocks, which would otherwise seem to be wrong.
#[derive(Debug, Clone)]
pub struct Clock {
    base_ms: f64,
    calendar_base_ms: f64,
    anchor: Instant,
    speed: f64,
    running: bool,
}

impl Clock {
    /// Starts a clock at 0. `speed` is simulated milliseconds per real millisecond.
    pub fn start(speed: f64) -> Clock {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Clock {
            base_ms: 0.0,
            calendar_base_ms: since_epoch.as_millis() as f64,
            anchor: Instant::now(),
            speed,
            running: true,
        }
    }

    /// Whether a clock can run at this speed.
    pub fn is_speed(speed: f64) -> bool {
        speed > 0.0 && speed <= MAX_SPEED
    }

    /// Simulated milliseconds since the start.
    pub fn now_ms(&self) -> u64 {
        self.exact_ms() as u64
    }

    /// Calendar time, in milliseconds since the Unix epoch.
    pub fn calendar_ms(&self) -> u64 {
        (self.calendar_base_ms + self.real_ms()) as u64
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

    /// Jumps ahead by `ms`, whether or not the clock is running, but not past its end.
    pub fn advance(&mut self, ms: u64) {
        self.rebase();
        let ms = (ms as f64).min(END_MS as f64 - self.base_ms);
        self.base_ms += ms;
        self.calendar_base_ms += ms;
    }

    /// Real time until `due_ms`, at most a day; `None` while the clock is stopped.
    pub fn real_time_until(&self, due_ms: u64) -> Option<Duration> {
        let left = (due_ms as f64 - self.exact_ms()).max(0.0);
        let wait = Duration::try_from_secs_f64(left / self.speed / 1000.0).unwrap_or(MAX_WAIT);
        self.running.then(|| wait.min(MAX_WAIT))
    }

    fn exact_ms(&self) -> f64 {
        (self.base_ms + self.real_ms() * self.speed).min(END_MS as f64)
    }

    /// Real milliseconds since the clock was last changed, if it is running.
    fn real_ms(&self) -> f64 {
        if self.running { self.anchor.elapsed().as_secs_f64() * 1000.0 } else { 0.0 }
    }

    fn rebase(&mut self) {
        let (now, calendar) = (self.exact_ms(), self.calendar_base_ms + self.real_ms());
        (self.base_ms, self.calendar_base_ms, self.anchor) = (now, calendar, Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::{Clock, Duration, END_MS};

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
    #[test]
    fn the_calendar_jumps_with_the_clock_but_does_not_run_faster() {
        let mut clock = Clock::start(1_000_000.0);
        let before = clock.calendar_ms();
        while clock.now_ms() < 20_000_000 {}
        assert!(clock.calendar_ms() - before < 10_000_000, "about 20 real ms");
        clock.set_running(false);
        let stopped = clock.calendar_ms();
        clock.advance(90_000);
        assert_eq!(clock.calendar_ms(), stopped + 90_000);
    }

    #[test]
    fn the_clock_has_an_end() {
        let mut clock = Clock::start(1.0);
        clock.advance(u64::MAX);
        clock.advance(u64::MAX);
        assert_eq!(clock.now_ms(), END_MS);
        assert!(httpdate::fmt_http_date(super::UNIX_EPOCH + Duration::from_millis(clock.calendar_ms())).len() == 29);
    }

    #[test]
    fn a_slow_clock_waits_a_day_at_most() {
        let clock = Clock::start(1e-300);
        assert_eq!(clock.real_time_until(u64::MAX), Some(super::MAX_WAIT));
        for (speed, valid) in
            [(1e-300, true), (1e6, true), (1e7, false), (0.0, false), (-1.0, false), (f64::NAN, false)]
        {
            assert_eq!(Clock::is_speed(speed), valid, "{speed}");
        }
    }
}
