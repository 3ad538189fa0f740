//! Budgets against a strict platform, in virtual time: any number of requests at once, answers that overtake each other or
//! are lost, and a second process that spends the same budget. Then a whole limiter against a platform that answers anything.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::time::{Duration, Instant};

use super::budget::{Budget, Decision, Priority};
use super::strict::{MINUTE, Random, Strict};
use super::{KNOWN, Limiter, OTHER_PACE, Permit};
use crate::base::wire::{Group, HttpResponse, MAX_WAIT, RateHeaders};

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
                    is_echo: false,
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

/// One of the groups, and how many requests a minute it may send after a refusal.
fn any_group(random: &mut Random) -> (&'static str, Group, usize) {
    match KNOWN.get(usize::try_from(random.below(4)).unwrap()) {
        Some((name, group, limit)) => (name, *group, *limit as usize),
        None => ("Other", Group::Other, OTHER_PACE),
    }
}

fn any_of<T: Clone>(random: &mut Random, values: &[T]) -> T {
    values[usize::try_from(random.below(values.len() as u64)).unwrap()].clone()
}

/// An answer of which everything is random. A platform that tells nothing of its limits refuses less, and never for long.
fn any_answer(random: &mut Random, name: &str, tells: bool) -> HttpResponse {
    let taken = random.below(100) >= if tells { 70 } else { 20 };
    let status = if taken { any_of(random, &[200, 204, 400, 404, 500]) } else { any_of(random, &[429, 429, 503]) };
    let seconds = [None, Some(0), Some(0), Some(1), Some(7), Some(60), Some(3600), Some(86400), Some(u64::MAX)];
    let retry_after = any_of(random, if tells { &seconds } else { &seconds[1..5] }).map(Duration::from_secs);
    let mut rate = RateHeaders::default();
    if tells {
        let numbers = [None, Some(0), Some(1), Some(5), Some(50), Some(1_000_000), Some(u32::MAX)];
        rate.limit = any_of(random, &numbers);
        rate.remaining = any_of(random, &numbers);
        rate.window = any_of(random, &seconds).map(Duration::from_secs);
        let renamed = format!("{name} {}", random.below(3));
        rate.group = any_of(random, &[None, Some(name.to_owned()), Some(renamed)]);
    }
    HttpResponse { status, retry_after, rate, ..HttpResponse::default() }
}

/// Everything that a client sends, and what the rule says of it.
struct Client<'a> {
    limiter: &'a Limiter,
    tells: bool,
    under_way: Vec<(Instant, Instant, &'static str, Permit<'a>)>,
    /// When each group has sent since its refusal; none if a success has come since.
    since_refusal: BTreeMap<&'static str, Vec<Instant>>,
    /// When each group has sent what was not the user's.
    of_many: BTreeMap<&'static str, Vec<Instant>>,
}

impl Client<'_> {
    /// Sends a request of some group as soon as the limiter allows it.
    fn send(&mut self, mut now: Instant, random: &mut Random, wait: bool) -> Instant {
        let (name, group, pace) = any_group(random);
        let priorities = [Priority::Foreground, Priority::Bulk, Priority::Background];
        let priority = any_of(random, if self.tells { &priorities } else { &priorities[1..] });
        let mut permit = loop {
            match self.limiter.acquire(group, priority, now) {
                Ok(permit) => break permit,
                Err(then) => {
                    assert!(then > now && then <= now + MAX_WAIT, "a wait of {:?}", then - now);
                    if !wait {
                        return now;
                    }
                    now = then;
                    self.response(now, random);
                }
            }
        };
        match random.below(20) {
            0 => return now,
            1 => {
                now += random.millis(20_000);
                self.response(now, random);
                if permit.renew(now).is_err() {
                    return now;
                }
            }
            _ => {}
        }
        if let Some(sent) = self.since_refusal.get_mut(name) {
            sent.push(now);
            let in_a_minute = sent.iter().filter(|at| **at + MINUTE > now).count();
            assert!(in_a_minute <= pace, "{in_a_minute} of {name} in a minute after a refusal");
        }
        if priority != Priority::Foreground && !self.tells && name != "Other" {
            let sent = self.of_many.entry(name).or_default();
            sent.push(now);
            // The end of one window and the beginning of the next.
            let in_a_minute = sent.iter().filter(|at| **at + MINUTE > now).count();
            assert!(in_a_minute <= 2 * pace, "{in_a_minute} of {name} in a minute");
        }
        self.under_way.push((now + random.millis(3000), now, name, permit));
        now
    }

    /// Everything that is answered by now.
    fn response(&mut self, now: Instant, random: &mut Random) {
        self.under_way.sort_by_key(|(at, ..)| Reverse(*at));
        while self.under_way.last().is_some_and(|(at, ..)| *at <= now) {
            let Some((at, sent, name, permit)) = self.under_way.pop() else { return };
            let response = (random.below(20) > 0).then(|| any_answer(random, name, self.tells));
            permit.settle(sent, response.as_ref(), at);
            let Some(response) = response else { continue };
            let is_of_all = response.status == 429 && response.rate == RateHeaders::default();
            if is_of_all {
                for group in ["Light", "Heavy", "Auth", "Other"] {
                    self.since_refusal.entry(group).or_default();
                }
            } else if response.status == 429 || (response.status == 503 && response.retry_after.is_some()) {
                self.since_refusal.entry(name).or_default();
            } else {
                self.since_refusal.remove(name);
            }
        }
    }

    fn run(limiter: &Limiter, tells: bool, seed: u64) -> Client<'_> {
        let mut random = Random::new(seed);
        let (since_refusal, of_many) = (BTreeMap::new(), BTreeMap::new());
        let mut client = Client { limiter, tells, under_way: Vec::new(), since_refusal, of_many };
        let mut now = crate::base::clock::now();
        for _ in 0..2000 {
            let waits = random.below(4) == 0;
            now = client.send(now, &mut random, waits) + random.millis(200);
            client.response(now, &mut random);
        }
        client
    }
}

#[test]
fn after_any_answers_a_refused_group_keeps_the_documented_pace() {
    for seed in 1..=100 {
        Client::run(&Limiter::new(), true, seed);
    }
}

#[test]
fn without_headers_the_tracker_and_many_calls_keep_the_documented_pace_whatever_is_refused() {
    for seed in 1..=100 {
        let limiter = Limiter::new();
        let client = Client::run(&limiter, false, seed);
        for (name, _, limit) in KNOWN {
            let sent = client.of_many.get(name).map_or(&[][..], |sent| sent);
            let Some((first, last)) = sent.first().zip(sent.last()) else { continue };
            let windows = (*last - *first).as_secs() / 60 + 1;
            let wanted = windows * u64::from(limit);
            assert!(sent.len() as u64 <= wanted, "seed {seed}: {} of {name}, not {wanted}", sent.len());
        }
    }
}
