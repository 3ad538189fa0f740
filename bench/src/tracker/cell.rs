//! One measurement: so many ringing calls, with such a budget.
//!
//! A generation is a number of calls that ring for ever. They are followed until each was looked at a few times; then the
//! caller of each answers at a known random moment of the time in which all are looked at once, and the call goes on
//! ringing: so there are always as many ringing calls as there should be. The delay is the time from that moment to the
//! one at which the listener is told. Several generations of a few calls, one after another, make enough changes to
//! measure.
//!
//! All times are those of the platform's clock, in milliseconds unless said otherwise.
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

use ringout_core::{Call, CallRequest, Client, Follow, Followed, Phase, WaitOptions, simulation};
use serde_json::{Value, json};

use crate::platform::{Clock, Counts, Platform};
use crate::usage;

/// A phone that rings until somebody answers.
const RINGS: &str = "+16505550180";
/// The time between two looks at one ringing call alone.
const INTERVAL: f64 = 1500.0;
/// A change that takes longer than so many rounds is not waited for.
const PATIENCE: f64 = 3.0;
/// For so many rounds calls are followed before any of them changes: each must have been looked at, and the changes be
/// planned. The first generation, of which half is followed for longer, needs half of that after it was measured.
const WARM_UP: f64 = 1.5;

/// A stall of this machine that is longer than this part of a round disturbs.
const LONGEST_STALL: f64 = 0.25;
/// Between two looks at what has been heard, in real time.
const PAUSE: Duration = Duration::from_millis(2);

/// What is measured.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    pub calls: usize,
    /// Status requests a minute, as the platform limits them.
    pub budget: u32,
    pub speed: f64,
    pub generations: usize,
}

/// The listener of one call writes here.
#[derive(Debug, Default)]
struct Heard {
    /// When the change was told, in real nanoseconds since the measurement began; 0: not yet.
    at: AtomicU64,
    changes: AtomicU32,
    /// The end, or a change that is not the one.
    unexpected: AtomicU32,
}

/// What was seen so far.
#[derive(Debug, Default)]
struct Sums {
    delays: Vec<f64>,
    unseen: usize,
    repeated: u32,
    unexpected: u32,
    threads: u64,
    bytes: f64,
    /// The longest stall of this machine, in rounds, and how often one was too long.
    stall: f64,
    discarded: usize,
    /// How much longer than they should all pauses of this thread were together.
    late: Duration,
    pauses: u32,
    polls: u64,
    time: u64,
}

struct Run {
    cell: Cell,
    /// One call more than are measured.
    spare: Call,
    platform: Platform,
    clock: Clock,
    began: Instant,
    random: Random,
    sums: Sums,
}

impl Cell {
    /// The tracker's share of the budget, in requests a millisecond: a fifth is the user's.
    fn share(&self) -> f64 {
        f64::from(self.budget - self.budget / 5) / 60_000.0
    }

    /// How long it takes to look at every call once: as the budget allows, but no call is looked at more often than the
    /// interval says.
    fn round(&self) -> f64 {
        (self.calls as f64 / self.share()).max(INTERVAL)
    }

    /// A generation that a stall of this machine has disturbed is measured again with fresh calls. Where there is only one,
    /// the whole measurement can be.
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
            // The last one counts whatever happened.
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

/// Places calls; also tells how many bytes the handle of one takes, with all that is known of the call.
fn place(client: &Client, count: usize) -> (Vec<Call>, f64) {
    let request = CallRequest::to(RINGS).from(RINGS);
    let place = |_| client.create_call(&request).unwrap();
    // With the first one comes what is needed once: the token, a connection.
    let mut calls: Vec<Call> = (0..1).map(place).collect();
    let before = quiet_bytes();
    calls.extend((1..count).map(place));
    calls.shrink_to_fit();
    let bytes = quiet_bytes() - before;
    (calls, bytes as f64 / (count - 1) as f64)
}

/// As many connections as the tracker may have at once: they cost the same for one call and for all, and whether a second
/// one was needed is chance.
fn open_connections(call: &Call, platform: &Platform) {
    const CONNECTIONS: u32 = 4;
    platform.delay_answers(CONNECTIONS, Duration::from_millis(50));
    thread::scope(|scope| {
        for _ in 0..CONNECTIONS {
            scope.spawn(|| call.status().unwrap());
        }
    });
}

/// What is in use between two looks: what a request needs for the time that it takes is no call's.
fn quiet_bytes() -> i64 {
    let sample = |_| {
        thread::sleep(Duration::from_micros(100));
        usage::live_bytes()
    };
    (0..200).map(sample).min().unwrap()
}

impl Run {
    /// Follows the calls, and measures on the way how many bytes that adds for each: from the growth by the second half of
    /// them; with a single one, by a second. Everything counts: the listener, the place in the tracker, and what is returned
    /// for dropping.
    fn follow_and_measure(&mut self, calls: &[Call], heard: &[Arc<Heard>]) -> Vec<Follow> {
        let half = calls.len().div_ceil(2);
        let mut follows = self.follow_all(&calls[..half], &heard[..half]);
        self.sleep(WARM_UP / 2.0 * self.cell.round() * half as f64 / calls.len() as f64 + 2.0 * INTERVAL);
        let (unheard, before) = (Arc::default(), quiet_bytes());
        let others = if calls.len() == 1 {
            vec![self.follow(&self.spare, &unheard)]
        } else {
            self.follow_all(&calls[half..], &heard[half..])
        };
        self.sleep(WARM_UP / 2.0 * self.cell.round() + 2.0 * INTERVAL);
        self.sums.bytes = (quiet_bytes() - before) as f64 / others.len() as f64;
        if calls.len() > 1 {
            follows.extend(others);
        }
        follows
    }

    fn follow_all(&self, calls: &[Call], heard: &[Arc<Heard>]) -> Vec<Follow> {
        calls.iter().zip(heard).map(|(call, heard)| self.follow(call, heard)).collect()
    }

    fn follow(&self, call: &Call, heard: &Arc<Heard>) -> Follow {
        let (heard, began) = (Arc::clone(heard), self.began);
        let tell = move |news| {
            let now = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
            heard.hear(&news, now);
        };
        call.follow(&WaitOptions::default().timeout(Duration::from_secs(365 * 24 * 3600)), tell)
    }

    /// Measures one generation, the one after those that were `kept`. False if it was disturbed, and does not have to count.
    fn generation(&mut self, index: usize, kept: usize, calls: &[Call], must_count: bool) -> bool {
        let before = self.platform.counts();
        let heard: Vec<Arc<Heard>> = calls.iter().map(|_| Arc::default()).collect();
        let follows = if index == 0 { self.follow_and_measure(calls, &heard) } else { self.follow_all(calls, &heard) };
        let round = self.cell.round();
        let warm_up = if index == 0 { WARM_UP / 2.0 } else { WARM_UP };
        let opens = self.clock.now() + warm_up * round;
        let changes = self.moments(kept, opens);
        for (call, at) in calls.iter().zip(&changes) {
            self.platform.caller_answers_at(call.id(), *at as u64);
        }
        assert!(self.clock.now() < opens, "planning took too long: choose a lower speed");
        let until = self.clock.moment(opens + (1.0 + PATIENCE) * round);
        let stall = self.await_changes(&heard, until).as_secs_f64() * 1000.0 * self.cell.speed / round;
        let after = self.platform.counts();
        drop(follows);
        if stall > LONGEST_STALL && !must_count {
            self.sums.discarded += 1;
            return false;
        }
        self.sums.stall = self.sums.stall.max(stall);
        self.sums.polls += after.polls - before.polls;
        self.sums.time += after.now_ms - before.now_ms;
        for (heard, changed) in heard.iter().zip(changes) {
            self.enter(heard, changed);
        }
        true
    }

    /// Waits until everybody was told, or for as long as anybody waits; how much longer than it should this thread once slept.
    fn await_changes(&mut self, heard: &[Arc<Heard>], until: Instant) -> Duration {
        let mut longest = Duration::ZERO;
        while Instant::now() < until && heard.iter().any(|heard| heard.at.load(Ordering::Relaxed) == 0) {
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

    /// When each call changes: at random in one round after `opens`. In each generation a call, which has its turn at about
    /// the same time in all of them, gets another part of the round: so fewer changes are needed for the same certainty.
    fn moments(&mut self, kept: usize, opens: f64) -> Vec<f64> {
        let (count, parts, round) = (self.cell.calls, self.cell.generations, self.cell.round());
        let mut places: Vec<usize> = (0..count).collect();
        self.random.shuffle(&mut places);
        let moment = |(call, place): (usize, usize)| {
            let stratum = (kept + call) % parts * count + place;
            let part_of_round = (stratum as f64 + self.random.fraction()) / (parts * count) as f64;
            (opens + part_of_round * round).floor()
        };
        places.into_iter().enumerate().map(moment).collect()
    }

    fn enter(&mut self, heard: &Heard, changed: f64) {
        let at = heard.at.load(Ordering::Relaxed);
        let told = if at == 0 { self.clock.now() } else { self.clock.at(self.began + Duration::from_nanos(at)) };
        self.sums.delays.push(told - changed);
        self.sums.unseen += usize::from(at == 0);
        self.sums.repeated += heard.changes.load(Ordering::Relaxed).saturating_sub(1);
        self.sums.unexpected += heard.unexpected.load(Ordering::Relaxed);
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

impl Heard {
    fn hear(&self, news: &Followed, now: u64) {
        match news {
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

/// Good enough to choose moments, and the same in every run (xorshift64*).
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
