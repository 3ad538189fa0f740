//! Measures `check_transition` on documented steps: `ringout-bench-verdict` prints one line of JSON.
#![allow(clippy::disallowed_methods, reason = "measurements use the machine's clock")]

use std::hint::black_box;
use std::time::Instant;

use ringout_bench::usage;
use ringout_core::Status::{Finished, InProgress, Success};
use ringout_core::{CallState, VerdictKind, check_transition};
use serde_json::json;

#[global_allocator]
static MEMORY: usage::Counting = usage::Counting;

/// The median of this many batches counts, after one batch of warm-up.
const BATCHES: usize = 31;
const STEPS_PER_BATCH: u32 = 300_000;

/// The states of a call that is answered, in their order.
fn states() -> [CallState; 4] {
    [
        CallState::new(InProgress, InProgress, InProgress),
        CallState::new(InProgress, Success, InProgress),
        CallState::new(Success, Success, Success),
        CallState::new(Success, Finished, Finished),
    ]
}

/// Judges each documented step in turn. Returns the nanoseconds for one.
fn batch(states: &[CallState]) -> f64 {
    let rounds = STEPS_PER_BATCH / 3;
    let began = Instant::now();
    for _ in 0..rounds {
        for step in states.windows(2) {
            let verdict = check_transition(black_box(&step[0]), black_box(&step[1]));
            assert!(black_box(verdict.kind) == VerdictKind::Documented, "the step is documented");
        }
    }
    began.elapsed().as_secs_f64() * 1e9 / f64::from(rounds * 3)
}

fn main() {
    let states = states();
    batch(&states);
    let mut nanoseconds = [0.0; BATCHES];
    let before = usage::allocations();
    for measured in &mut nanoseconds {
        *measured = batch(&states);
    }
    let allocations = usage::allocations() - before;
    nanoseconds.sort_by(f64::total_cmp);
    println!("{}", json!({ "ns": nanoseconds[BATCHES / 2], "allocations": allocations }));
}
