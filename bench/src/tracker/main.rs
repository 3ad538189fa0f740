//! Follows a number of calls on a simulator and prints one line of JSON with what it took: one cell of the table that
//! `make bench-tracker` makes.
//!
//! `ringout-bench-tracker READY CALLS BUDGET SPEED GENERATIONS`, where READY is the ready line of a simulator that was just
//! started, BUDGET the platform's limit of status requests a minute, SPEED how many times faster than the machine's both
//! clocks run, and GENERATIONS how often the measurement is repeated with fresh calls.
//!
//! The process is the client alone: its memory, threads and CPU time are those of the library, less what drives the
//! measurement, which is the main thread.
#![allow(clippy::disallowed_methods, reason = "a measurement goes by the machine's clock")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement that cannot go on should stop loudly")]

mod cell;
mod platform;
mod usage;

use cell::Cell;
use platform::Platform;

#[global_allocator]
static MEMORY: usage::Counting = usage::Counting;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [ready, calls, budget, speed, generations] = &arguments[..] else {
        eprintln!("usage: ringout-bench-tracker READY CALLS BUDGET SPEED GENERATIONS");
        std::process::exit(2);
    };
    let cell = Cell {
        calls: calls.parse().expect("a number of calls"),
        budget: budget.parse().expect("requests a minute"),
        speed: speed.parse().expect("a speed"),
        generations: generations.parse().expect("a number of generations"),
    };
    println!("{}", cell.measure(Platform::new(ready)));
}
