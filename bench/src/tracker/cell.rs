//! One measurement: a number of ringing calls, with a budget.
//!
//! A generation is a set of calls that ring forever. They are followed until each was polled a few times. Then the caller of each
//! answers at a known random time within one round, and the call goes on ringing the callee, so the number of ringing calls stays
//! the same. The delay is the time from then until the listener is notified. With few calls, several generations make enough
//! changes to measure.
//!
//! All times are by the platform's clock, in milliseconds unless noted otherwise.
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small numbers"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ringout_bench::usage;
use ringout_core::{Call, CallRequest, Client, Follow, Followed, Phase, WaitOptions, simulation};
use serde_json::{Value, json};

use crate::platform::{Clock, Counts, Platform};

/// A phone that rings until it is answered.
const RINGS: &str = "+16505550180";
/// The shortest time between two polls of a ringing call.
const INTERVAL: f64 = 1500.0;
/// The longest wait for a change after its round, in rounds.
const MAX_WAIT: f64 = 3.0;
/// How many rounds calls are followed before the first change, so that each was polled and the changes are planned. The first
/// generation needs half of that after its memory was measured, because half of it is followed for longer.
const WARM_UP: f64 = 1.5;

/// The longest tolerated stall of this machine, in rounds.
const MAX_STALL: f64 = 0.25;
/// The pause between two checks for notifications, in real time.
const PAUSE: Duration = Duration::from_millis(2);

/// The parameters of a measurement.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    pub calls: usize,
    /// The platform's limit of status requests per minute.
    pub budget: u32,
    pub speed: f64,
    pub generations: usize,
}

/// The notifications of the listener of one call.
#[derive(Debug, Default)]
struct Notified {
    /// When the listener was notified of the change, in real nanoseconds since the measurement began, or 0 if it was not yet.
    at: AtomicU64,
    changes: AtomicU32,
    /// The number of ends and of other changes.
    unexpected: AtomicU32,
}

/// The results so far.
#[derive(Debug, Default)]
struct Sums {
    delays: Vec<f64>,
    unseen: usize,
    repeated: u32,
    unexpected: u32,
    threads: u64,
    bytes: f64,
    /// The longest stall of this machine, in rounds.
    stall: f64,
    discarded: usize,
    /// The total delay with which this thread woke from its pauses.
    late: Duration,
    pauses: u32,
    polls: u64,
    time: u64,
}

struct Run {
    cell: Cell,
    /// An additional call.
    spare: Call,
    platform: Platform,
    clock: Clock,
    began: Instant,
    random: Random,
    sums: Sums,
}

impl Cell {
    /// The tracker's share of the budget, in requests per millisecond. The user has a fifth.
    fn share(&self) -> f64 {
        f64::from(self.budget - self.budget / 5) / 60_000.0
    }

    /// The time to poll every call once, limited by the budget and by the interval.
    fn round(&self) -> f64 {
        (self.calls as f64 / self.share()).max(INTERVAL)
    }

    /// The number of generations to place. One that a stall has disturbed is replaced by a spare one, unless there is only one:
    /// then the whole measurement can be repeated.
    fn placed_generations(&self) -> usize {
        if self.generations == 1 { 1 } else { self.generations * 3 }
    }

    pub fn measure(self, platform: Platform) -> Value {
        let client = platform.client();
        let (mut calls, handle) = place(&client, self.calls * self.placed_generations() + 1);
        open_connections(&calls[0], &platform);
        platform.limit(self.budget);
        simulation::set_speed(self.speed);
        platform.speed_up(self.speed);
        let clock = platform.clock(self.speed);
        let (random, sums) = (Random(self.calls as u64 + u64::from(self.budget)), Sums::default());
        let spare = calls.remove(calls.len() - 1);
        let mut run = Run { cell: self, spare, platform, clock, began: Instant::now(), random, sums };
        let before = run.platform.counts();
        let cpu = usage::cpu_of_other_threads();
        let mut kept = 0;
        for (index, generation) in calls.chunks_exact(self.calls).enumerate() {
            // The last generation counts even if it was disturbed.
            let must_count = self.placed_generations() - index <= self.generations - kept;
            kept += usize::from(run.generation(index, kept, generation, must_count));
            if kept == self.generations {
                break;
            }
        }
        run.sums.bytes += handle;
        let cpu = usage::cpu_of_other_threads().saturating_sub(cpu);
        run.report(cpu, before)
    }
}

/// Places calls. Also returns the bytes of a handle and the record of its call.
fn place(client: &Client, count: usize) -> (Vec<Call>, f64) {
    let request = CallRequest::to(RINGS).from(RINGS);
    let place = |_| client.create_call(&request).unwrap();
    // The first call also allocates the token and a connection.
    let mut calls: Vec<Call> = (0..1).map(place).collect();
    let before = quiet_bytes();
    calls.extend((1..count).map(place));
    calls.shrink_to_fit();
    let bytes = quiet_bytes() - before;
    (calls, bytes as f64 / (count - 1) as f64)
}

/// Opens as many connections as the tracker can have. Their memory does not depend on the number of calls, and how many the
/// tracker opens is random.
fn open_connections(call: &Call, platform: &Platform) {
    const CONNECTIONS: u32 = 4;
    platform.delay_responses(CONNECTIONS, Duration::from_millis(50));
    thread::scope(|scope| {
        for _ in 0..CONNECTIONS {
            scope.spawn(|| call.status().unwrap());
        }
    });
}

/// The bytes in use between two polls, without the temporary memory of a request.
fn quiet_bytes() -> i64 {
    let sample = |_| {
        thread::sleep(Duration::from_micros(100));
        usage::live_bytes()
    };
    (0..200).map(sample).min().unwrap()
}

impl Run {
    /// Follows the calls, and measures the bytes for each from the growth by the second half of them, or by an additional call if
    /// there is only one. Includes the listener, the entry in the tracker and the returned handle.
    fn follow_and_measure(&mut self, calls: &[Call], notified: &[Arc<Notified>]) -> Vec<Follow> {
        let half = calls.len().div_ceil(2);
        let mut follows = self.follow_all(&calls[..half], &notified[..half]);
        self.sleep(WARM_UP / 2.0 * self.cell.round() * half as f64 / calls.len() as f64 + 2.0 * INTERVAL);
        let (ignored, before) = (Arc::default(), quiet_bytes());
        let others = if calls.len() == 1 {
            vec![self.follow(&self.spare, &ignored)]
        } else {
            self.follow_all(&calls[half..], &notified[half..])
        };
        self.sleep(WARM_UP / 2.0 * self.cell.round() + 2.0 * INTERVAL);
        self.sums.bytes = (quiet_bytes() - before) as f64 / others.len() as f64;
        if calls.len() > 1 {
            follows.extend(others);
        }
        follows
    }

    fn follow_all(&self, calls: &[Call], notified: &[Arc<Notified>]) -> Vec<Follow> {
        calls.iter().zip(notified).map(|(call, notified)| self.follow(call, notified)).collect()
    }

    fn follow(&self, call: &Call, notified: &Arc<Notified>) -> Follow {
        let (notified, began) = (Arc::clone(notified), self.began);
        let on_event = move |event| {
            let now = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
            notified.note(&event, now);
        };
        call.follow(&WaitOptions::default().timeout(Duration::from_secs(365 * 24 * 3600)), on_event)
    }

    /// Measures one generation. `kept` is the number of those before that count. Returns false if it was disturbed and need not
    /// count.
    fn generation(&mut self, index: usize, kept: usize, calls: &[Call], must_count: bool) -> bool {
        let before = self.platform.counts();
        let notified: Vec<Arc<Notified>> = calls.iter().map(|_| Arc::default()).collect();
        let follows =
            if index == 0 { self.follow_and_measure(calls, &notified) } else { self.follow_all(calls, &notified) };
        let round = self.cell.round();
        let warm_up = if index == 0 { WARM_UP / 2.0 } else { WARM_UP };
        let opens = self.clock.now() + warm_up * round;
        let changes = self.change_times(kept, opens);
        for (call, at) in calls.iter().zip(&changes) {
            self.platform.caller_answers_at(call.id(), *at as u64);
        }
        assert!(self.clock.now() < opens, "planning took too long: choose a lower speed");
        let until = self.clock.moment(opens + (1.0 + MAX_WAIT) * round);
        let stall = self.await_changes(&notified, until).as_secs_f64() * 1000.0 * self.cell.speed / round;
        let after = self.platform.counts();
        drop(follows);
        if stall > MAX_STALL && !must_count {
            self.sums.discarded += 1;
            return false;
        }
        self.sums.stall = self.sums.stall.max(stall);
        self.sums.polls += after.polls - before.polls;
        self.sums.time += after.now_ms - before.now_ms;
        for (notified, changed) in notified.iter().zip(changes) {
            self.add(notified, changed);
        }
        true
    }

    /// Waits until every listener was notified or the time is up. Returns the longest stall.
    fn await_changes(&mut self, notified: &[Arc<Notified>], until: Instant) -> Duration {
        let mut longest = Duration::ZERO;
        while Instant::now() < until && notified.iter().any(|notified| notified.at.load(Ordering::Relaxed) == 0) {
            self.sums.threads = self.sums.threads.max(usage::other_threads());
            let before = Instant::now();
            thread::sleep(PAUSE);
            let late = before.elapsed().saturating_sub(PAUSE);
            longest = longest.max(late);
            self.sums.late += late;
            self.sums.pauses += 1;
        }
        longest
    }

    /// Returns when each call changes: at a random time in one round after `opens`. A call is polled at about the same time of
    /// each round, so it gets another part of the round in each generation. This needs fewer changes for the same precision.
    fn change_times(&mut self, kept: usize, opens: f64) -> Vec<f64> {
        let (count, parts, round) = (self.cell.calls, self.cell.generations, self.cell.round());
        let mut places: Vec<usize> = (0..count).collect();
        self.random.shuffle(&mut places);
        let change_time = |(call, place): (usize, usize)| {
            let stratum = (kept + call) % parts * count + place;
            let part_of_round = (stratum as f64 + self.random.fraction()) / (parts * count) as f64;
            (opens + part_of_round * round).floor()
        };
        places.into_iter().enumerate().map(change_time).collect()
    }

    fn add(&mut self, notified: &Notified, changed: f64) {
        let at = notified.at.load(Ordering::Relaxed);
        let seen = if at == 0 { self.clock.now() } else { self.clock.at(self.began + Duration::from_nanos(at)) };
        self.sums.delays.push(seen - changed);
        self.sums.unseen += usize::from(at == 0);
        self.sums.repeated += notified.changes.load(Ordering::Relaxed).saturating_sub(1);
        self.sums.unexpected += notified.unexpected.load(Ordering::Relaxed);
    }

    fn sleep(&self, simulated: f64) {
        thread::sleep(Duration::from_secs_f64(simulated / 1000.0 / self.cell.speed));
    }

    fn report(&self, cpu: Duration, before: Counts) -> Value {
        let (cell, sums, after) = (self.cell, &self.sums, self.platform.counts());
        let round = cell.round();
        let mean = sums.delays.iter().sum::<f64>() / sums.delays.len() as f64;
        let longest = sums.delays.iter().copied().fold(0.0, f64::max);
        let per_minute = sums.polls as f64 / sums.time as f64 * 60_000.0;
        json!({
            "calls": cell.calls,
            "budget_per_minute": cell.budget,
            "http_429": after.refused,
            "mean_delay_ratio": rounded(mean / (round / 2.0), 3),
            "max_delay_ratio": rounded(longest / round, 3),
            "threads": sums.threads,
            "bytes_per_call": rounded(sums.bytes, 0),
            "cpu_us_per_poll": rounded(cpu.as_secs_f64() * 1e6 / (after.polls - before.polls) as f64, 1),
            "share_of_budget": rounded(per_minute / f64::from(cell.budget), 3),
            "mean_delay_s": rounded(mean / 1000.0, 3),
            "max_delay_s": rounded(longest / 1000.0, 3),
            "bound_by": if round > INTERVAL { "budget" } else { "interval" },
            "changes": sums.delays.len(),
            "unseen": sums.unseen,
            "repeated": sums.repeated,
            "unexpected": sums.unexpected,
            "polls": after.polls - before.polls,
            "simulated_s": rounded(sums.time as f64 / 1000.0, 0),
            "speed": cell.speed,
            "stall_rounds": rounded(sums.stall, 3),
            "discarded": sums.discarded,
            "late_ms": rounded(sums.late.as_secs_f64() * 1000.0 / f64::from(sums.pauses.max(1)), 3),
        })
    }
}

impl Notified {
    fn note(&self, event: &Followed, now: u64) {
        match event {
            Followed::Change(change) if change.state.phase() == Phase::RingingCallee => {
                self.changes.fetch_add(1, Ordering::Relaxed);
                let _ = self.at.compare_exchange(0, now, Ordering::Relaxed, Ordering::Relaxed);
            }
            _ => drop(self.unexpected.fetch_add(1, Ordering::Relaxed)),
        }
    }
}

fn rounded(number: f64, digits: i32) -> f64 {
    let unit = 10_f64.powi(digits);
    (number * unit).round() / unit
}

/// A small random generator (xorshift64*), the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, (self.next() % (last as u64 + 1)) as usize);
        }
    }
}
