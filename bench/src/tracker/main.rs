//! Measures one cell of the table of `make bench-tracker`: follows calls on a simulator and prints one line of JSON.
//!
//! `ringout-bench-tracker READY CALLS BUDGET SPEED GENERATIONS`, where READY is the ready line of a new simulator, BUDGET the
//! platform's limit of status requests per minute, SPEED the speed of both clocks relative to real time, and GENERATIONS the
//! number of repetitions with new calls.
//!
//! The process contains only the client, so its memory, threads and CPU time are those of the library. The main thread, which
//! drives the measurement, is not counted.
#![allow(clippy::disallowed_methods, reason = "measurements use the machine's clock")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed measurement should panic")]

mod cell;
mod platform;

use cell::Cell;
use platform::Platform;
use ringout_bench::usage;

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
