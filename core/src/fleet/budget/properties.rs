//! Properties of the account, over random workers, latencies and deaths.

use super::account::{Account, LEASE_MS, Report, Wanted};

/// Xorshift, seeded.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end.max(1)
    }
}

/// Workers that send as fast as the account lets them.
struct Fleet {
    account: Account,
    random: Random,
    now: u64,
    /// When each request reached the platform.
    arrivals: Vec<u64>,
    /// The end of each request in flight, and its worker.
    in_flight: Vec<(u64, usize)>,
    /// Permits that each worker holds.
    held: Vec<u32>,
    latency: u64,
}

impl Fleet {
    fn new(limit: u32, window_ms: u64, workers: usize, latency: u64, seed: u64) -> Self {
        Self {
            account: Account::new(limit, window_ms),
            random: Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
            now: 0,
            arrivals: Vec::new(),
            in_flight: Vec::new(),
            held: vec![0; workers],
            latency,
        }
    }

    fn pass(&mut self, time: u64) {
        self.now += time;
        // As a store does that has written it some time ago, in several steps.
        let first = self.random.below(time + 1);
        self.account.advance(first);
        self.account.advance(time - first);
    }

    /// One worker asks for permits and sends what it gets; whatever has ended is reported.
    fn step(&mut self, wanted: Wanted) -> Wanted {
        let worker = usize::try_from(self.random.below(self.held.len() as u64)).unwrap();
        let name = format!("worker {worker}");
        let mut report = Report::default();
        let (now, held) = (self.now, &mut self.held);
        self.in_flight.retain(|(end, by)| {
            if *by != worker || *end > now {
                return true;
            }
            report.over_ms.push(now - end);
            held[worker] -= 1;
            false
        });
        self.account.report(&report, &name, self.held[worker]);
        let granted = self.account.grant(&name, wanted);
        for _ in 0..granted.foreground + granted.background {
            let arrival = self.now + self.random.below(self.latency);
            self.arrivals.push(arrival);
            self.in_flight.push((arrival + self.random.below(self.latency), worker));
            self.held[worker] += 1;
        }
        granted
    }
}

const ONE: Wanted = Wanted { foreground: 1, background: 0 };

/// Whether no window of any beginning has more requests than the limit.
fn is_within(arrivals: &mut [u64], limit: usize, window_ms: u64) -> bool {
    arrivals.sort_unstable();
    arrivals.windows(limit + 1).all(|some| some[limit] - some[0] >= window_ms)
}

#[test]
fn no_window_has_more_requests_than_the_limit() {
    for seed in 0..200 {
        let mut random = Random(seed * 7 + 1);
        let (limit, window_ms) = (1 + random.below(60), 1000 + random.below(60_000));
        let (workers, latency) = (1 + random.below(9), 1 + random.below(4000));
        let mut fleet =
            Fleet::new(u32::try_from(limit).unwrap(), window_ms, usize::try_from(workers).unwrap(), latency, seed);
        while fleet.now < 6 * window_ms {
            let wanted = Wanted {
                foreground: u32::try_from(fleet.random.below(3)).unwrap(),
                background: u32::try_from(fleet.random.below(5)).unwrap(),
            };
            fleet.step(wanted);
            let time = fleet.random.below(window_ms / 20 + 2);
            fleet.pass(time);
        }
        let count = fleet.arrivals.len() as u64;
        assert!(is_within(&mut fleet.arrivals, usize::try_from(limit).unwrap(), window_ms), "seed {seed}");
        // No permit is lost either: most of each window is used, as far as the latency and the steps of time allow.
        let periods = 6 * window_ms / (window_ms + 2 * latency + window_ms / 4);
        assert!(count >= (limit - limit / 5) * periods / 2, "seed {seed}: {count} of {limit} in {window_ms} ms");
    }
}

#[test]
fn a_worker_that_dies_takes_its_permits_along_for_its_lease() {
    let mut fleet = Fleet::new(10, 6000, 1, 1, 1);
    let all = Wanted { foreground: 20, background: 0 };
    assert_eq!(fleet.step(all).foreground, 10);
    for (then, free) in [(LEASE_MS, 0), (5999, 0), (121, 10)] {
        fleet.account.advance(then);
        let mut next = fleet.account.clone();
        assert_eq!(next.grant("another", all).foreground, free, "after {then}");
    }
}

#[test]
fn a_fifth_of_the_limit_is_left_to_the_user() {
    let mut account = Account::new(10, 6000);
    let many = Wanted { foreground: 0, background: 20 };
    assert_eq!(account.grant("a", many).background, 8);
    assert_eq!(account.grant("b", many), Wanted::default());
    assert!(account.wait_ms(many) <= 1000, "the other may return its permits");
    assert_eq!(account.grant("b", Wanted { foreground: 20, background: 1 }), Wanted { foreground: 2, background: 0 });
}

#[test]
fn what_a_response_says_holds_for_all() {
    let mut account = Account::new(50, 60_000);
    account.grant("a", ONE);
    let report = Report { limit: Some((10, 6000)), over_ms: vec![0], used: Some((7, 0)), closed_ms: None };
    account.report(&report, "a", 0);
    assert_eq!(account.counted(), 7, "six were sent by programs that do not use this account");
    assert_eq!(account.grant("b", Wanted { foreground: 20, background: 0 }).foreground, 3);

    account.report(&Report { closed_ms: Some(9000), ..Report::default() }, "a", 0);
    account.report(&Report { closed_ms: Some(2000), ..Report::default() }, "b", 0);
    account.advance(8999);
    assert_eq!((account.grant("b", ONE), account.wait_ms(ONE)), (Wanted::default(), 1));
    account.advance(1);
    assert_eq!(account.grant("b", ONE), ONE);
}

#[test]
fn a_busy_account_stays_small() {
    let mut account = Account::new(5000, 60_000);
    for _ in 0..4000 {
        account.advance(13);
        account.report(&Report { over_ms: vec![0], ..Report::default() }, "a", 3);
    }
    let size = serde_json::to_string(&account).unwrap().len();
    assert!(account.counted() >= 4000 && size < 3000, "{size} bytes");
    account.advance(60_000 + 1200);
    assert_eq!(account.counted(), 3);
}

#[test]
fn only_the_numbers_of_an_account_are_plausible() {
    let mut account = Account::new(10, 6000);
    account.grant("a", ONE);
    account.report(&Report { over_ms: vec![0], closed_ms: Some(9), ..Report::default() }, "b", 1);
    let stored = serde_json::to_value(&account).unwrap();
    assert!(account.is_plausible());
    for path in ["/limit", "/window_ms"] {
        let mut changed = stored.clone();
        *changed.pointer_mut(path).unwrap() = 0.into();
        assert!(!serde_json::from_value::<Account>(changed).unwrap().is_plausible(), "{path}");
    }
    for path in ["/window_ms", "/closed_ms", "/phase_ms", "/spent/0/until_ms", "/held/0/until_ms"] {
        let mut changed = stored.clone();
        *changed.pointer_mut(path).unwrap() = u64::MAX.into();
        assert!(!serde_json::from_value::<Account>(changed).unwrap().is_plausible(), "{path}");
    }
}

#[test]
fn a_share_is_at_least_one_request() {
    for (share, limit) in [(1.0, 10), (0.25, 2), (0.01, 1)] {
        let mut part = Account::new(10, 6000).part(share);
        assert_eq!(part.grant("a", Wanted { foreground: 20, background: 0 }).foreground, limit);
    }
}
