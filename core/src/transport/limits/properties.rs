//! Budgets against a strict platform, in virtual time: any number of requests at once, answers that overtake each other or
//! are lost, and a second process that spends the same budget.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::{Duration, Instant};

use super::budget::{Budget, Decision, Priority};
use super::strict::{MINUTE, Random, Strict};
use crate::base::wire::RateHeaders;

/// Who sends: user 0 of a process is its tracker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Who {
    process: usize,
    user: u32,
}

impl Who {
    const fn is_tracker(self) -> bool {
        self.user == 0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// Somebody wants to send a request.
    Wants(Who),
    /// A request that was sent at this moment arrives at the platform.
    Arrives(Instant, Who),
    /// It is answered with what is left, or given up.
    Answered(Instant, Who, Option<u32>),
}

/// What a run is made of.
#[derive(Debug, Clone, Copy)]
struct Setting {
    limit: u32,
    processes: usize,
    /// Beside the tracker of each process.
    users: u32,
    /// The longest way of a request, and of its answer, in milliseconds.
    way: u64,
    /// The longest pause of a user between an answer and the next request, in milliseconds.
    pause: u64,
    /// One answer of so many is lost; 0: none.
    lost: u64,
}

struct Simulation {
    setting: Setting,
    random: Random,
    events: BinaryHeap<Reverse<(Instant, Event)>>,
    budgets: Vec<Budget>,
    platform: Strict,
    sent: u32,
}

impl Simulation {
    /// Ten windows.
    fn run(setting: Setting, seed: u64) -> Self {
        let begin = crate::base::clock::now();
        let mut simulation = Self {
            setting,
            random: Random::new(seed),
            events: BinaryHeap::new(),
            budgets: vec![Budget::new(setting.limit, MINUTE); setting.processes],
            platform: Strict::new(setting.limit),
            sent: 0,
        };
        for process in 0..setting.processes {
            // The first request of each is alone: before its answer nobody knows of any limit.
            let at = begin + MINUTE * u32::try_from(process).unwrap();
            simulation.budgets[process].spend(at, Priority::Foreground);
            let headers = simulation.platform.take(at);
            simulation.budgets[process].settle(at, at, Some(&headers));
            for user in 0..=setting.users {
                let at = begin + MINUTE * 3 + simulation.random.millis(1000);
                simulation.at(at, Event::Wants(Who { process, user }));
            }
        }
        while let Some(Reverse((now, event))) = simulation.events.pop() {
            if now > begin + MINUTE * 13 {
                break;
            }
            simulation.happen(now, event);
        }
        simulation
    }

    fn at(&mut self, at: Instant, event: Event) {
        self.events.push(Reverse((at, event)));
    }

    fn happen(&mut self, now: Instant, event: Event) {
        match event {
            Event::Wants(who) => self.want(now, who),
            Event::Arrives(sent, who) => {
                let remaining = self.platform.take(now).remaining;
                let is_lost = self.setting.lost > 0 && self.random.below(self.setting.lost) == 0;
                let answered = now + self.random.millis(self.setting.way);
                self.at(answered, Event::Answered(sent, who, remaining.filter(|_| !is_lost)));
            }
            Event::Answered(sent, who, remaining) => {
                let headers = remaining.map(|_| RateHeaders {
                    limit: Some(self.setting.limit),
                    window: Some(MINUTE),
                    remaining,
                    group: None,
                });
                self.budgets[who.process].settle(sent, now, headers.as_ref());
                if !who.is_tracker() {
                    let next = now + self.random.millis(self.setting.pause);
                    self.at(next, Event::Wants(who));
                }
            }
        }
    }

    fn want(&mut self, now: Instant, who: Who) {
        let priority = if who.is_tracker() { Priority::Background } else { Priority::Foreground };
        let budget = &mut self.budgets[who.process];
        match budget.decide(now, priority) {
            Decision::NotBefore(then) => {
                assert!(then > now, "a wait that does not wait would never end");
                self.at(then, Event::Wants(who));
            }
            Decision::Go => {
                budget.spend(now, priority);
                self.sent += 1;
                let arrives = now + self.random.millis(self.setting.way);
                self.at(arrives, Event::Arrives(now, who));
                if who.is_tracker() {
                    // It does not wait for an answer before it looks at the next call.
                    self.at(now + Duration::from_millis(1), Event::Wants(who));
                }
            }
        }
    }
}

/// A setting of which everything is random.
fn any(random: &mut Random, processes: usize) -> Setting {
    Setting {
        limit: random.up_to(60),
        processes,
        users: random.up_to(9) - 1,
        way: random.below(800) + 1,
        pause: random.below(20_000) + 1,
        lost: if random.below(2) == 0 { 0 } else { 10 },
    }
}

#[test]
fn no_answer_is_ever_a_refusal_however_many_requests_are_under_way() {
    let mut failures = Vec::new();
    for seed in 1..=600 {
        let setting = any(&mut Random::new(seed), 1);
        let run = Simulation::run(setting, seed);
        let enough = setting.users == 0 || run.sent >= setting.limit;
        if run.platform.refused > 0 || !enough {
            failures.push(format!("seed {seed}: {} of {} refused, {setting:?}", run.platform.refused, run.sent));
        }
    }
    assert!(failures.is_empty(), "{} runs:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn the_trackers_of_two_processes_never_spend_too_much() {
    let mut failures = Vec::new();
    for seed in 1..=500 {
        let mut random = Random::new(seed);
        // With a smaller limit less is kept for the users than two processes may have under way.
        let setting = Setting { limit: 20 + random.up_to(80), users: 0, way: 300, ..any(&mut random, 2) };
        let run = Simulation::run(setting, seed);
        if run.platform.refused > 0 || run.sent < setting.limit * 6 {
            failures.push(format!("seed {seed}: {} of {} refused, {setting:?}", run.platform.refused, run.sent));
        }
    }
    assert!(failures.is_empty(), "{} runs:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn a_tracker_alone_spends_its_share_and_leaves_the_rest() {
    for limit in [1, 2, 5, 10, 50, 1000] {
        let setting = Setting { limit, processes: 1, users: 0, way: 100, pause: 1, lost: 0 };
        let run = Simulation::run(setting, 1);
        let share = limit - limit / 5;
        assert!(run.platform.most_used <= share.max(1), "{limit}: {}", run.platform.most_used);
        // The ends of the ten windows cost a moment each.
        assert!(run.sent >= share * 9, "{limit}: {}", run.sent);
    }
}
