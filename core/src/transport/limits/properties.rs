//! Property tests of budgets against a strict platform, in virtual time: any number of concurrent requests, responses
//! that overtake each other or are lost, and a second process that spends the same budget. Then a whole limiter against a
//! platform that sends arbitrary responses.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::time::{Duration, Instant};

use super::budget::{Budget, Decision, Priority};
use super::strict::{MINUTE, Random, Strict};
use super::{KNOWN, Limiter, OTHER_PACE, Permit};
use crate::base::wire::{Group, HttpResponse, MAX_WAIT, RateHeaders};

/// Sender of a request. User 0 of a process is its tracker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Source {
    process: usize,
    user: u32,
}

impl Source {
    const fn is_tracker(self) -> bool {
        self.user == 0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A source wants to send a request.
    Wants(Source),
    /// The request sent at this time arrives at the platform.
    Arrives(Instant, Source),
    /// It completes, with the remaining requests if the response was not lost.
    Completes(Instant, Source, Option<u32>),
}

/// The parameters of one run.
#[derive(Debug, Clone, Copy)]
struct Setting {
    limit: u32,
    processes: usize,
    /// Users besides the tracker of each process.
    users: u32,
    /// Maximum latency of a request, and of its response, in milliseconds.
    latency: u64,
    /// Maximum pause of a user between a response and the next request, in milliseconds.
    pause: u64,
    /// One response in this many is lost; 0 for none.
    lose_one_in: u64,
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
    /// Runs for ten windows.
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
            // The first request of each process is sent alone: before its response no limit is known.
            let at = begin + MINUTE * u32::try_from(process).unwrap();
            simulation.budgets[process].spend(at, Priority::Foreground);
            let headers = simulation.platform.take(at);
            simulation.budgets[process].settle(at, at, Some(&headers));
            for user in 0..=setting.users {
                let at = begin + MINUTE * 3 + simulation.random.millis(1000);
                simulation.at(at, Event::Wants(Source { process, user }));
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
            Event::Wants(source) => self.want(now, source),
            Event::Arrives(sent, source) => {
                let remaining = self.platform.take(now).remaining;
                let is_lost = self.setting.lose_one_in > 0 && self.random.below(self.setting.lose_one_in) == 0;
                let completes = now + self.random.millis(self.setting.latency);
                self.at(completes, Event::Completes(sent, source, remaining.filter(|_| !is_lost)));
            }
            Event::Completes(sent, source, remaining) => {
                let headers = remaining.map(|_| RateHeaders {
                    limit: Some(self.setting.limit),
                    window: Some(MINUTE),
                    remaining,
                    group: None,
                    is_echo: false,
                });
                self.budgets[source.process].settle(sent, now, headers.as_ref());
                if !source.is_tracker() {
                    let next = now + self.random.millis(self.setting.pause);
                    self.at(next, Event::Wants(source));
                }
            }
        }
    }

    fn want(&mut self, now: Instant, source: Source) {
        let priority = if source.is_tracker() { Priority::Background } else { Priority::Foreground };
        let budget = &mut self.budgets[source.process];
        match budget.decide(now, priority) {
            Decision::NotBefore(then) => {
                assert!(then > now, "a wait that does not wait would never end");
                self.at(then, Event::Wants(source));
            }
            Decision::Go => {
                budget.spend(now, priority);
                self.sent += 1;
                let arrives = now + self.random.millis(self.setting.latency);
                self.at(arrives, Event::Arrives(now, source));
                if source.is_tracker() {
                    // The tracker does not wait for a response before the next poll.
                    self.at(now + Duration::from_millis(1), Event::Wants(source));
                }
            }
        }
    }
}

/// A random setting.
fn any(random: &mut Random, processes: usize) -> Setting {
    Setting {
        limit: random.up_to(60),
        processes,
        users: random.up_to(9) - 1,
        latency: random.below(800) + 1,
        pause: random.below(20_000) + 1,
        lose_one_in: if random.below(2) == 0 { 0 } else { 10 },
    }
}

#[test]
fn no_response_is_ever_a_refusal_however_many_requests_are_in_flight() {
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
        // With a smaller limit, the users' reserve is smaller than what two processes may have in flight.
        let setting = Setting { limit: 20 + random.up_to(80), users: 0, latency: 300, ..any(&mut random, 2) };
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
        let setting = Setting { limit, processes: 1, users: 0, latency: 100, pause: 1, lose_one_in: 0 };
        let run = Simulation::run(setting, 1);
        let share = limit - limit / 5;
        assert!(run.platform.most_used <= share.max(1), "{limit}: {}", run.platform.most_used);
        // The ends of the ten windows cost a moment each.
        assert!(run.sent >= share * 9, "{limit}: {}", run.sent);
    }
}

/// A random group, and its requests a minute after a refusal.
fn any_group(random: &mut Random) -> (&'static str, Group, usize) {
    match KNOWN.get(usize::try_from(random.below(4)).unwrap()) {
        Some((name, group, limit)) => (name, *group, *limit as usize),
        None => ("Other", Group::Other, OTHER_PACE),
    }
}

fn any_of<T: Clone>(random: &mut Random, values: &[T]) -> T {
    values[usize::try_from(random.below(values.len() as u64)).unwrap()].clone()
}

/// A random response. A platform that sends no rate headers refuses less, and never for long.
fn any_response(random: &mut Random, name: &str, sends_headers: bool) -> HttpResponse {
    let accepted = random.below(100) >= if sends_headers { 70 } else { 20 };
    let status = if accepted { any_of(random, &[200, 204, 400, 404, 500]) } else { any_of(random, &[429, 429, 503]) };
    let seconds = [None, Some(0), Some(0), Some(1), Some(7), Some(60), Some(3600), Some(86400), Some(u64::MAX)];
    let retry_after = any_of(random, if sends_headers { &seconds } else { &seconds[1..5] }).map(Duration::from_secs);
    let mut rate = RateHeaders::default();
    if sends_headers {
        let numbers = [None, Some(0), Some(1), Some(5), Some(50), Some(1_000_000), Some(u32::MAX)];
        rate.limit = any_of(random, &numbers);
        rate.remaining = any_of(random, &numbers);
        rate.window = any_of(random, &seconds).map(Duration::from_secs);
        let renamed = format!("{name} {}", random.below(3));
        rate.group = any_of(random, &[None, Some(name.to_owned()), Some(renamed)]);
    }
    HttpResponse { status, retry_after, rate, ..HttpResponse::default() }
}

/// Everything that a client has sent, and when.
struct Client<'a> {
    limiter: &'a Limiter,
    sends_headers: bool,
    in_flight: Vec<(Instant, Instant, &'static str, Permit<'a>)>,
    /// When each group has sent since its last refusal; absent after a success.
    since_refusal: BTreeMap<&'static str, Vec<Instant>>,
    /// When each group has sent with a priority below foreground.
    paced: BTreeMap<&'static str, Vec<Instant>>,
}

impl Client<'_> {
    /// Sends a request of a random group as soon as the limiter allows it.
    fn send(&mut self, mut now: Instant, random: &mut Random, wait: bool) -> Instant {
        let (name, group, pace) = any_group(random);
        let priorities = [Priority::Foreground, Priority::Bulk, Priority::Background];
        let priority = any_of(random, if self.sends_headers { &priorities } else { &priorities[1..] });
        let mut permit = loop {
            match self.limiter.acquire(group, priority, now) {
                Ok(permit) => break permit,
                Err(super::NotGranted { then, .. }) => {
                    assert!(then > now && then <= now + MAX_WAIT, "a wait of {:?}", then - now);
                    if !wait {
                        return now;
                    }
                    now = then;
                    self.complete(now, random);
                }
            }
        };
        match random.below(20) {
            0 => return now,
            1 => {
                now += random.millis(20_000);
                self.complete(now, random);
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
        if priority != Priority::Foreground && !self.sends_headers && name != "Other" {
            let sent = self.paced.entry(name).or_default();
            sent.push(now);
            // The end of one window and the start of the next.
            let in_a_minute = sent.iter().filter(|at| **at + MINUTE > now).count();
            assert!(in_a_minute <= 2 * pace, "{in_a_minute} of {name} in a minute");
        }
        self.in_flight.push((now + random.millis(3000), now, name, permit));
        now
    }

    /// Completes every request whose response has arrived by now.
    fn complete(&mut self, now: Instant, random: &mut Random) {
        self.in_flight.sort_by_key(|(at, ..)| Reverse(*at));
        while self.in_flight.last().is_some_and(|(at, ..)| *at <= now) {
            let Some((at, sent, name, permit)) = self.in_flight.pop() else { return };
            let response = (random.below(20) > 0).then(|| any_response(random, name, self.sends_headers));
            permit.settle(sent, response.as_ref(), at);
            let Some(response) = response else { continue };
            let is_account_wide = response.status == 429 && response.rate == RateHeaders::default();
            if is_account_wide {
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

    fn run(limiter: &Limiter, sends_headers: bool, seed: u64) -> Client<'_> {
        let mut random = Random::new(seed);
        let (since_refusal, paced) = (BTreeMap::new(), BTreeMap::new());
        let mut client = Client { limiter, sends_headers, in_flight: Vec::new(), since_refusal, paced };
        let mut now = crate::base::clock::now();
        for _ in 0..2000 {
            let waits = random.below(4) == 0;
            now = client.send(now, &mut random, waits) + random.millis(200);
            client.complete(now, &mut random);
        }
        client
    }
}

#[test]
fn after_any_responses_a_refused_group_keeps_the_documented_pace() {
    for seed in 1..=100 {
        Client::run(&Limiter::new(None), true, seed);
    }
}

#[test]
fn without_headers_the_tracker_and_bulk_calls_keep_the_documented_pace_after_any_refusal() {
    for seed in 1..=100 {
        let limiter = Limiter::new(None);
        let client = Client::run(&limiter, false, seed);
        for (name, _, limit) in KNOWN {
            let sent = client.paced.get(name).map_or(&[][..], |sent| sent);
            let Some((first, last)) = sent.first().zip(sent.last()) else { continue };
            let windows = (*last - *first).as_secs() / 60 + 1;
            let wanted = windows * u64::from(limit);
            assert!(sent.len() as u64 <= wanted, "seed {seed}: {} of {name}, not {wanted}", sent.len());
        }
    }
}
