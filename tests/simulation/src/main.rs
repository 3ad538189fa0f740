//! Runs the core in simulated worlds, one for each seed, and checks invariants in all of them. See `README.md`.

mod fleet;
mod following;
mod leaving;
mod many;
mod platform;
mod run;
mod script;
mod user;

use std::env;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use run::Summary;

/// Every so many worlds one has several processes.
const FLEETS: u64 = 10;

/// The caller's number in every world.
pub const CALLER: &str = "+16505550123";

/// Runs a seed. Returns its totals, or the check that failed.
fn run(seed: u64, is_traced: bool) -> Result<Summary, String> {
    if seed.is_multiple_of(FLEETS) { fleet::run(seed, is_traced) } else { run::run(seed, is_traced) }
}

fn main() -> ExitCode {
    let number = |name: &str| setting(name).and_then(|value| value.parse().ok());
    if let Some(seed) = number("SEED") {
        return replay(seed);
    }
    let (first, seeds) = (number("FIRST").unwrap_or(1), number("SEEDS").unwrap_or(10_000));
    run_all(first, seeds)
}

#[allow(clippy::disallowed_methods, reason = "the settings of a test program")]
fn setting(name: &str) -> Option<String> {
    env::var(name).ok()
}

/// Runs one seed and prints every step.
fn replay(seed: u64) -> ExitCode {
    match run(seed, true) {
        Ok(summary) => {
            println!("seed {seed}: {summary:?}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            println!("seed {seed}: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run_all(first: u64, seeds: u64) -> ExitCode {
    let (next, total, failed) = (AtomicU64::new(first), Mutex::new(Summary::default()), AtomicBool::new(false));
    let work = || {
        while !failed.load(Ordering::Relaxed) {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first + seeds {
                return;
            }
            match run(seed, false) {
                Ok(summary) => total.lock().unwrap_or_else(PoisonError::into_inner).add(summary),
                Err(problem) => {
                    failed.store(true, Ordering::Relaxed);
                    println!("FAILED: seed {seed}: {problem}\nreplay it: make simulate SEED={seed}");
                }
            }
        }
    };
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let total = total.lock().unwrap_or_else(PoisonError::into_inner);
    println!("{seeds} seeds from {first}: {}", total.describe());
    if failed.load(Ordering::Relaxed) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

impl Summary {
    fn add(&mut self, other: Self) {
        self.time += other.time;
        self.turns += other.turns;
        self.requests += other.requests;
        self.refused += other.refused;
    }

    fn describe(&self) -> String {
        let years = self.time.as_secs_f64() / Duration::from_secs(365 * 24 * 3600).as_secs_f64();
        let Self { turns, requests, refused, .. } = self;
        format!("{years:.2} years, {requests} requests, {refused} of them rate-limited, {turns} turns")
    }
}
