//! Measured time. Sleeps are for what real time does and no clock can be moved for: idle connections, deadlines.
#![allow(clippy::disallowed_methods, reason = "the one place of these suites")]

use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// Runs `f` and tells how long it took.
pub fn timed<T>(f: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let result = f();
    (result, started.elapsed())
}

/// Begins to measure, and tells how long it has been since.
pub fn stopwatch() -> impl Fn() -> Duration + Send {
    let started = Instant::now();
    move || started.elapsed()
}

/// Now, as the calendar has it.
pub fn wall() -> SystemTime {
    SystemTime::now()
}

/// Lets real time pass.
pub fn sleep(time: Duration) {
    thread::sleep(time);
}

/// Waits until `condition` holds; fails after ten seconds.
pub fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let started = Instant::now();
    while !condition() {
        assert!(started.elapsed() < Duration::from_secs(10), "{what} did not happen");
        sleep(Duration::from_millis(2));
    }
}

/// Milliseconds, for short texts.
pub const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}
