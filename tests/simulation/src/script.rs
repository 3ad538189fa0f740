//! The script of a world, drawn from the seed: the properties of the platform and of the users.

use std::time::Duration;

use ringout_core::simulation::Random;

/// How much fails in a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    /// Nothing: every response arrives, reports its limits and is truthful.
    Calm,
    /// Connections break, but every response that arrives is truthful.
    Rough,
    /// Anything: refusals without cause, wrong headers, servers that are down.
    Wild,
}

/// How responses report the rate limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Headers {
    Full,
    /// On some responses only.
    Sometimes,
    Never,
    /// Zero, negative numbers, words, numbers out of range.
    Absurd,
}

/// The form of `Retry-After` in a 429.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    Seconds,
    Date,
    Absent,
    Negative,
    Day,
    /// Zero, although the penalty goes on.
    Zero,
    /// A date that has passed.
    Past,
}

/// The rate limit of one group of requests.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    pub requests: u32,
    pub window: Duration,
}

/// The properties of a world.
#[allow(clippy::struct_excessive_bools, reason = "they are independent choices")]
#[derive(Debug, Clone)]
pub struct Script {
    pub weather: Weather,
    /// Light, Heavy, Auth.
    pub limits: [Limit; 3],
    /// When the limits change, and the new ones.
    pub limits_change: Option<(Duration, [Limit; 3])>,
    pub headers: Headers,
    pub retry_after: RetryAfter,
    pub penalty: Duration,
    /// How far the server's clock is ahead of the client's.
    pub skew: Duration,
    /// Another process uses a request of the same budget with one in this many requests; 0 is never.
    pub others: u64,
    /// One exchange in this many fails; 0 is none.
    pub faults: u64,
    /// The longest latency of a request, and of its response.
    pub way: Duration,
    pub token_life: Duration,
    pub refresh_tokens: bool,
    pub reads_log: bool,
    /// The machine sleeps now and then.
    pub jumps: bool,
    /// Whether calls may behave in undocumented ways.
    pub odd_calls: bool,
    pub request_timeout: Duration,
    pub create_timeout: Duration,
    pub users: u64,
    pub steps: u64,
}

impl Script {
    pub fn of(random: &mut Random) -> Self {
        let weather = *random.one_of(&[Weather::Calm, Weather::Rough, Weather::Wild, Weather::Wild]);
        let wild = weather == Weather::Wild;
        let limits = limits(random);
        let changed = limits_with_other_windows(random);
        let headers = [Headers::Full, Headers::Full, Headers::Sometimes, Headers::Never, Headers::Absurd];
        let retry_after =
            [RetryAfter::Seconds, RetryAfter::Date, RetryAfter::Absent, RetryAfter::Negative, RetryAfter::Day];
        let careless = [RetryAfter::Zero, RetryAfter::Past];
        let retry_after = if random.once_in(4) { careless.as_slice() } else { retry_after.as_slice() };
        let retry_after = if wild { *random.one_of(retry_after) } else { RetryAfter::Seconds };
        let quiet = retry_after == RetryAfter::Absent || retry_after == RetryAfter::Negative;
        Self {
            limits,
            limits_change: (wild && random.once_in(3)).then(|| (seconds(random, 30, 600), changed)),
            headers: if wild { *random.one_of(&headers) } else { Headers::Full },
            retry_after,
            // Without a usable `Retry-After` the client waits 30 s, so the penalty is not longer.
            skew: if wild && random.once_in(3) { seconds(random, 1, 7200) } else { Duration::ZERO },
            penalty: if quiet { seconds(random, 1, 30) } else { seconds(random, 1, 90) },
            others: if wild && random.once_in(3) { random.between(1, 6) } else { 0 },
            faults: match weather {
                Weather::Calm => 0,
                Weather::Rough => random.between(5, 40),
                Weather::Wild => random.between(3, 40),
            },
            way: *random.one_of(&[5, 50, 400, 2000].map(Duration::from_millis)),
            token_life: *random.one_of(&[60, 600, 3600].map(Duration::from_secs)),
            refresh_tokens: random.once_in(2),
            reads_log: random.once_in(2),
            jumps: random.once_in(4),
            odd_calls: weather != Weather::Calm && random.once_in(2),
            request_timeout: seconds(random, if wild { 3 } else { 15 }, 60),
            create_timeout: seconds(random, if wild { 3 } else { 15 }, 60),
            users: random.between(1, 4),
            steps: random.between(2, 7),
            weather,
        }
    }
}

fn seconds(random: &mut Random, first: u64, last: u64) -> Duration {
    Duration::from_secs(random.between(first, last))
}

fn limits(random: &mut Random) -> [Limit; 3] {
    let window = *random.one_of(&[30, 60, 60, 120].map(Duration::from_secs));
    [(5, 100), (3, 20), (3, 10)]
        .map(|(least, most)| Limit { requests: u32::try_from(random.between(least, most)).unwrap_or(1), window })
}

fn limits_with_other_windows(random: &mut Random) -> [Limit; 3] {
    let mut limits = limits(random);
    for limit in &mut limits {
        limit.window = seconds(random, 5, 200);
    }
    limits
}
