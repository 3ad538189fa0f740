//! The schedule and the budget together, in virtual time: how late changes are seen with any number of calls, and that
//! no call starves.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::mem;
use std::time::{Duration, Instant};

use super::schedule::{FIRST, Key, Schedule, backoff, next_poll};
use super::tracker::MAX_POLLS;
use crate::base::wire::{Group, HttpResponse};
use crate::fleet::budget::NotGranted;
use crate::model::state::{CallState, Status};
use crate::transport::limits::strict::{MINUTE, Random, Strict};
use crate::transport::limits::{Limiter, Priority};

/// Calls that do not change, polled on a platform with a limit.
#[derive(Debug, Clone, Copy)]
struct Crowd {
    ringing: u32,
    talking: u32,
    /// Every poll of every `failing`th call fails; 0: none.
    failing: u64,
    /// Requests a minute.
    limit: u32,
}

impl Crowd {
    /// Returns how long it takes to poll every call once within the tracker's share, in seconds.
    fn round(self) -> f64 {
        f64::from(self.ringing + self.talking) / (f64::from(self.limit) * 0.8 / 60.0)
    }
}

/// The times between two polls of one call, in seconds.
#[derive(Debug, Default)]
struct Gaps {
    sum: f64,
    squares: f64,
    longest: f64,
}

impl Gaps {
    fn add(&mut self, gap: Duration) {
        let gap = gap.as_secs_f64();
        self.sum += gap;
        self.squares += gap * gap;
        self.longest = self.longest.max(gap);
    }

    /// Returns the mean delay until a change that comes at a random time is seen.
    fn mean_delay(&self) -> f64 {
        self.squares / (2.0 * self.sum)
    }
}

/// A poll: when it ends, of which call, and when it was sent.
type PollEvent = (Instant, Key, Instant);

struct Simulation {
    crowd: Crowd,
    states: [CallState; 2],
    random: Random,
    limiter: Limiter,
    schedule: Schedule,
    platform: Strict,
    in_flight: BinaryHeap<Reverse<PollEvent>>,
    /// When each call was last seen, and how many polls of it failed.
    seen: BTreeMap<Key, Instant>,
    failures: BTreeMap<Key, u32>,
    /// Measured from here, because the calls arrive one after another.
    measured_from: Instant,
    ringing: Gaps,
    talking: Gaps,
}

impl Simulation {
    /// Polls the crowd until each call was seen a few times.
    fn run(crowd: Crowd, seed: u64) -> Self {
        let begin = crate::base::clock::now();
        let round = Duration::from_secs_f64(crowd.round().max(5.0));
        let all = |status: Status| CallState::new(status.clone(), status.clone(), status);
        let mut simulation = Self {
            crowd,
            states: [all(Status::InProgress), all(Status::Success)],
            random: Random::new(seed),
            limiter: Limiter::new(None),
            schedule: Schedule::default(),
            platform: Strict::new(crowd.limit),
            in_flight: BinaryHeap::new(),
            seen: BTreeMap::new(),
            failures: BTreeMap::new(),
            measured_from: begin + round * 3,
            ringing: Gaps::default(),
            talking: Gaps::default(),
        };
        // The first response reports the limit.
        let first = simulation.response(begin);
        simulation.limiter.settle(Group::Light, begin, Some(&first), begin);
        let phases = u64::try_from(round.as_millis()).unwrap();
        for key in 0..Key::from(crowd.ringing + crowd.talking) {
            let due = begin + simulation.random.millis(phases) + FIRST;
            simulation.put(key, due);
        }
        let (mut now, end) = (begin, begin + (round * 10).max(MINUTE * 3));
        while now < end {
            now = simulation.step(now).min(end);
        }
        simulation
    }

    fn state_of(&self, key: Key) -> CallState {
        self.states[usize::from(key >= self.crowd.ringing.into())].clone()
    }

    fn put(&mut self, key: Key, due: Instant) {
        let state = self.state_of(key);
        self.schedule.insert(key, Some(&state), due);
    }

    fn response(&mut self, now: Instant) -> HttpResponse {
        HttpResponse { status: 200, rate: self.platform.take(now), ..HttpResponse::default() }
    }

    /// Does what the tracker's threads do at this time. Returns the next time at which there is something to do.
    fn step(&mut self, now: Instant) -> Instant {
        let mut wake = now + MINUTE;
        while self.in_flight.len() < MAX_POLLS {
            let due = self.schedule.next_due().unwrap_or(wake);
            if due > now {
                wake = wake.min(due);
                break;
            }
            match self.limiter.acquire(Group::Light, Priority::Background, now) {
                Ok(permit) => mem::forget(permit),
                Err(NotGranted { then, .. }) => {
                    wake = wake.min(then);
                    break;
                }
            }
            let key = self.schedule.take(now).unwrap();
            let ends_at = now + Duration::from_millis(2) + self.random.millis(20);
            self.in_flight.push(Reverse((ends_at, key, now)));
        }
        match self.in_flight.peek().copied() {
            Some(Reverse(poll)) if poll.0 <= wake => {
                self.in_flight.pop();
                self.end(poll);
                poll.0
            }
            _ => wake,
        }
    }

    fn end(&mut self, (now, key, sent): PollEvent) {
        let response = self.response(sent);
        self.limiter.settle(Group::Light, sent, Some(&response), now);
        if self.crowd.failing > 0 && key.is_multiple_of(self.crowd.failing) {
            let failures = self.failures.entry(key).or_default();
            #[allow(clippy::cast_precision_loss, reason = "a small number")]
            let fraction = self.random.below(1000) as f64 / 1000.0;
            let due = now + backoff(*failures, fraction);
            *failures += 1;
            self.put(key, due);
            return;
        }
        let state = self.state_of(key);
        self.put(key, next_poll(Some(&state), now));
        let before = self.seen.insert(key, now).filter(|before| *before >= self.measured_from);
        let is_ringing = key < self.crowd.ringing.into();
        if let Some(before) = before {
            if is_ringing { &mut self.ringing } else { &mut self.talking }.add(now - before);
        }
    }

    /// Asserts that the tracker kept to its share and saw every call.
    fn assert_fair(&self) {
        let share = self.crowd.limit - self.crowd.limit / 5;
        // The first request is the user's.
        assert!(self.platform.most_used <= share + 1, "{:?}: {} in a window", self.crowd, self.platform.most_used);
        let calls = usize::try_from(self.crowd.ringing + self.crowd.talking).unwrap();
        let failing = if self.crowd.failing == 0 { 0 } else { self.failures.len() };
        assert_eq!(self.seen.len(), calls - failing, "{:?}", self.crowd);
    }
}

/// The interval of a call that has the budget to itself, with the duration of a poll.
const PACE: f64 = 1.5 + 0.022;

#[test]
fn changes_of_ringing_calls_are_seen_as_soon_as_even_polling_can() {
    for (ringing, limit) in [
        (1, 50),
        (2, 50),
        (3, 50),
        (10, 50),
        (100, 50),
        (1, 1000),
        (10, 1000),
        (100, 1000),
        (1000, 1000),
        (10_000, 3000),
    ] {
        let run = Simulation::run(Crowd { ringing, talking: 0, failing: 0, limit }, u64::from(ringing + limit));
        run.assert_fair();
        let round = run.crowd.round().max(PACE);
        assert!(run.ringing.mean_delay() <= 1.15 * round / 2.0, "{:?}: {} s", run.crowd, run.ringing.mean_delay());
        assert!(run.ringing.longest <= 1.5 * round, "{:?}: {} s", run.crowd, run.ringing.longest);
    }
}

#[test]
fn no_call_starves_beside_calls_of_another_kind() {
    for (ringing, talking) in [(1, 1), (1, 99), (50, 50), (99, 1), (300, 300), (10, 2000)] {
        let run = Simulation::run(Crowd { ringing, talking, failing: 0, limit: 1000 }, u64::from(ringing));
        run.assert_fair();
        let round = run.crowd.round();
        // A connected call is polled less often, in the proportion of the two intervals.
        let ratio = 5.0 / 1.5;
        let all = f64::from(ringing + talking);
        let stretch = (f64::from(ringing) + f64::from(talking) / ratio) / all;
        assert!(run.ringing.longest <= 1.2 * (stretch * round).max(PACE), "{:?}: {:?}", run.crowd, run.ringing);
        assert!(
            run.talking.longest <= 1.2 * (stretch * round * ratio).max(PACE + 3.5),
            "{:?}: {:?}",
            run.crowd,
            run.talking
        );
    }
}

#[test]
fn failing_polls_take_no_more_than_their_share() {
    for failing in [2, 10] {
        let run = Simulation::run(Crowd { ringing: 200, talking: 0, failing, limit: 600 }, failing);
        run.assert_fair();
        assert!(run.ringing.longest <= 1.5 * run.crowd.round(), "{:?}: {:?}", run.crowd, run.ringing);
    }
}

#[test]
fn the_longest_unseen_call_of_a_kind_comes_first() {
    let begin = crate::base::clock::now();
    for seed in 1..=100 {
        let mut random = Random::new(seed);
        let ringing = CallState::new(Status::InProgress, Status::InProgress, Status::InProgress);
        let (mut schedule, mut waiting, mut now) = (Schedule::default(), BTreeMap::new(), begin);
        for key in 0..300 {
            now += random.millis(50);
            let due = begin + random.millis(20_000);
            waiting.insert(key, (due, schedule.insert(key, Some(&ringing), due)));
            if random.below(4) == 0 {
                let gone = *waiting.keys().nth(usize::try_from(random.below(waiting.len() as u64)).unwrap()).unwrap();
                schedule.remove(gone, waiting.remove(&gone).unwrap().1);
            }
            if random.below(2) == 0 {
                let first = waiting.iter().map(|(key, (due, _))| (*due, *key)).min();
                assert_eq!(schedule.next_due(), first.map(|(due, _)| due));
                let expected = first.filter(|(due, _)| *due <= now).map(|(_, key)| key);
                assert_eq!(schedule.take(now), expected, "seed {seed}");
                if let Some(key) = expected {
                    waiting.remove(&key);
                }
            }
        }
    }
}
