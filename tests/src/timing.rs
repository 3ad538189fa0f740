//! Real time: stopwatches and sleeps, for idle connections and deadlines, which no simulated clock controls.
#![allow(clippy::disallowed_methods, reason = "the suites use the real clock only here")]

use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// Runs `f` and returns its result and duration.
pub fn timed<T>(f: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let result = f();
    (result, started.elapsed())
}

/// Starts a stopwatch, and returns a function that returns the elapsed time.
pub fn stopwatch() -> impl Fn() -> Duration + Send {
    let started = Instant::now();
    move || started.elapsed()
}

/// Returns the current wall-clock time.
pub fn wall() -> SystemTime {
    SystemTime::now()
}

/// Sleeps in real time.
pub fn sleep(time: Duration) {
    thread::sleep(time);
}

/// Waits until `condition` holds. Panics after a minute.
pub fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let started = Instant::now();
    while !condition() {
        assert!(started.elapsed() < Duration::from_secs(60), "{what} did not happen");
        sleep(Duration::from_millis(2));
    }
}

/// Shorthand for [`Duration::from_millis`].
pub const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}
