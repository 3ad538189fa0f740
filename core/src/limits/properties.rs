//! The budget against a platform that is as strict as the documents allow, in virtual time: any number of requests at once,
//! answers that overtake each other or are lost, and another process that spends the same budget.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::{Duration, Instant};

use super::budget::{Budget, Decision, Priority};
use crate::wire::RateHeaders;

const MINUTE: Duration = Duration::from_secs(60);

/// Random, and the same each time.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn millis(&mut self, end: u64) -> Duration {
        Duration::from_millis(self.below(end))
    }
}

/// One window that begins with a request and counts down.
struct Platform {
    limit: u32,
    began: Option<Instant>,
    used: u32,
    refused: u32,
}

impl Platform {
    fn take(&mut self, now: Instant) -> RateHeaders {
        if self.began.is_none_or(|began| now >= began + MINUTE) {
            self.began = Some(now);
            self.used = 0;
        }
        self.used += 1;
        self.refused += u32::from(self.used > self.limit);
        let remaining = Some(self.limit.saturating_sub(self.used));
        RateHeaders { limit: Some(self.limit), remaining, window: Some(MINUTE), group: None }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A user, or the tracker (0), wants to send.
    Wants(u32),
    /// A request arrives at the platform. Sent at this moment, by this one.
    Arrives(Instant, u32),
    /// Its answer arrives, with what it tells of the remaining requests, or it is given up.
    Answered(Instant, u32, Option<u32>),
}

/// What came of a run.
struct Run {
    sent: u32,
    refused: u32,
}

struct Simulation {
    random: Random,
    events: BinaryHeap<Reverse<(Instant, Event)>>,
    budget: Budget,
    platform: Platform,
    /// The longest way of a request, and of its answer, in milliseconds.
    way: u64,
    /// The longest pause of a user between an answer and the next request, in milliseconds.
    pause: u64,
    /// One answer of so many is lost; 0: none.
    lost: u64,
    sent: u32,
}

impl Simulation {
    fn run(seed: u64, limit: u32, users: u32, way: u64, pause: u64, lost: u64) -> Run {
        let begin = crate::clock::now();
        let mut simulation = Self {
            random: Random::new(seed),
            events: BinaryHeap::new(),
            budget: Budget::new(limit, MINUTE),
            platform: Platform { limit, began: None, used: 0, refused: 0 },
            way,
            pause,
            lost,
            sent: 0,
        };
        simulation.learn(begin);
        for user in 0..=users {
            let at = begin + simulation.random.millis(1000) + MINUTE;
            simulation.at(at, Event::Wants(user));
        }
        while let Some(Reverse((now, event))) = simulation.events.pop() {
            if now > begin + 10 * MINUTE {
                break;
            }
            simulation.happen(now, event);
        }
        Run { sent: simulation.sent, refused: simulation.platform.refused }
    }

    /// The first request is alone: before its answer nobody knows of any limit.
    fn learn(&mut self, now: Instant) {
        self.budget.spend(now, Priority::Foreground);
        let headers = self.platform.take(now);
        self.budget.settle(now, now, Some(&headers));
    }

    fn at(&mut self, at: Instant, event: Event) {
        self.events.push(Reverse((at, event)));
    }

    fn happen(&mut self, now: Instant, event: Event) {
        match event {
            Event::Wants(who) => {
                let priority = if who == 0 { Priority::Background } else { Priority::Foreground };
                match self.budget.decide(now, priority) {
                    Decision::NotBefore(then) => {
                        assert!(then > now, "a wait that does not wait would never end");
                        self.at(then, event);
                    }
                    Decision::Go => {
                        self.budget.spend(now, priority);
                        self.sent += 1;
                        let arrives = now + self.random.millis(self.way);
                        self.at(arrives, Event::Arrives(now, who));
                        // The tracker does not wait for an answer before it looks at the next call.
                        if who == 0 {
                            self.at(now + Duration::from_millis(1), event);
                        }
                    }
                }
            }
            Event::Arrives(sent, who) => {
                let told = self.platform.take(now).remaining;
                let is_lost = self.lost > 0 && self.random.below(self.lost) == 0;
                let answered = now + self.random.millis(self.way);
                self.at(answered, Event::Answered(sent, who, told.filter(|_| !is_lost)));
            }
            Event::Answered(sent, who, told) => {
                let headers = RateHeaders {
                    limit: Some(self.platform.limit),
                    remaining: told,
                    window: Some(MINUTE),
                    group: None,
                };
                self.budget.settle(sent, now, told.map(|_| &headers));
                if who > 0 {
                    let next = now + self.random.millis(self.pause);
                    self.at(next, Event::Wants(who));
                }
            }
        }
    }
}

#[test]
fn no_answer_is_ever_a_refusal_however_many_requests_are_under_way() {
    let mut refused = Vec::new();
    for seed in 1..=1000 {
        let mut random = Random::new(seed);
        let limit = u32::try_from(random.below(60) + 1).unwrap();
        let users = u32::try_from(random.below(9)).unwrap();
        let (way, pause) = (random.below(800) + 1, random.below(20_000) + 1);
        let lost = if random.below(2) == 0 { 0 } else { 10 };
        let run = Simulation::run(seed, limit, users, way, pause, lost);
        if run.refused > 0 {
            refused.push(format!(
                "seed {seed}: {} of {} with a limit of {limit} and {users} users",
                run.refused, run.sent
            ));
        }
    }
    assert!(refused.is_empty(), "{} runs:\n{}", refused.len(), refused.join("\n"));
}
