//! The account of one group of requests: how many of its limit the workers of a fleet have in use. No I/O and no clock.
//!
//! All times are milliseconds from now, and [`advance`](Account::advance) moves now. So the account can be stored as it
//! is, with the time since it was written, and no two clocks are compared. What happens between reading and writing only
//! makes a time longer, never shorter.
//!
//! A permit counts from when it is granted until a window after its response. That holds for every fixed window of the
//! platform, wherever that begins: of the requests that arrive in it, the last was granted while all others counted.

use serde::{Deserialize, Serialize};

/// How long a worker holds its permits without writing again. A worker that dies takes them along for this long.
pub(crate) const LEASE_MS: u64 = 60_000;
/// Steps of time in a window. Permits of one step are stored as one number.
const STEPS: u64 = 50;
/// A fifth of the limit is left to the requests of the user.
const RESERVE_DIVISOR: u32 = 5;
const YEAR_MS: u64 = 365 * 24 * 3600 * 1000;
/// How long to wait for permits that other workers hold, which may come back at any time.
const MAX_WAIT_MS: u64 = 1000;

/// The permits of one group that count now, and when they stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    /// Requests in one window.
    limit: u32,
    window_ms: u64,
    /// Until when the platform refuses everything; 0 if it does not.
    closed_ms: u64,
    /// How long ago the last step of time began. Permits stop to count where a step begins.
    phase_ms: u64,
    /// Permits of requests that are over, by the time until which they count: the earliest first.
    spent: Vec<Spent>,
    /// Permits of requests that are not over, by worker.
    held: Vec<Held>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Spent {
    until_ms: u64,
    count: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Held {
    worker: String,
    count: u32,
    /// When the worker counts as dead.
    until_ms: u64,
}

/// What a worker has learned since it wrote last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Report {
    /// The limit and the window in milliseconds, from a response.
    pub(crate) limit: Option<(u32, u64)>,
    /// How long ago requests were over, in milliseconds.
    pub(crate) over_ms: Vec<u64>,
    /// How many requests of this window the platform has counted, from all programs, and how long ago it said so.
    pub(crate) used: Option<(u32, u64)>,
    /// For how long the platform refuses everything.
    pub(crate) closed_ms: Option<u64>,
}

/// How many permits a worker wants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// For requests of the user.
    pub(crate) foreground: u32,
    /// For the tracker, which leaves a reserve.
    pub(crate) background: u32,
}

impl Account {
    /// Creates the account of a group that nobody has used.
    pub(crate) const fn new(limit: u32, window_ms: u64) -> Self {
        Self { limit, window_ms, closed_ms: 0, phase_ms: 0, spent: Vec::new(), held: Vec::new() }
    }

    /// Whether these can be the numbers of an account. Others would be from a program that is not this library.
    pub(crate) fn is_plausible(&self) -> bool {
        let times = self.spent.iter().map(|spent| spent.until_ms).chain(self.held.iter().map(|held| held.until_ms));
        self.limit > 0
            && self.window_ms > 0
            && times.chain([self.window_ms, self.closed_ms, self.phase_ms]).all(|ms| ms <= YEAR_MS)
    }

    /// Grants nothing for a window: what has been used before is unknown.
    pub(crate) fn pause(&mut self) {
        self.spend(self.limit.saturating_sub(self.counted()), self.window_ms);
    }

    /// An account of a part of this one's limit, which is at least one request. Nothing of it is in use.
    pub(crate) fn part(&self, share: f64) -> Self {
        Self::new(part(self.limit, share), self.window_ms)
    }

    /// Lets time pass.
    pub(crate) fn advance(&mut self, elapsed_ms: u64) {
        self.closed_ms = self.closed_ms.saturating_sub(elapsed_ms);
        self.phase_ms = self.phase_ms.saturating_add(elapsed_ms) % self.step_ms();
        let mut abandoned = Vec::new();
        self.held.retain_mut(|held| {
            if held.until_ms <= elapsed_ms {
                abandoned.push((held.count, held.until_ms + self.window_ms));
                return false;
            }
            held.until_ms -= elapsed_ms;
            true
        });
        for spent in &mut self.spent {
            spent.until_ms = spent.until_ms.saturating_sub(elapsed_ms);
        }
        self.spent.retain(|spent| spent.until_ms > 0);
        for (count, until_ms) in abandoned {
            self.spend(count, until_ms.saturating_sub(elapsed_ms));
        }
    }

    /// Takes in what a worker has learned. It holds so many permits now.
    pub(crate) fn report(&mut self, report: &Report, worker: &str, held: u32) {
        if let Some((limit, window_ms)) = report.limit {
            (self.limit, self.window_ms) = (limit, window_ms);
            self.phase_ms %= self.step_ms();
        }
        for age_ms in &report.over_ms {
            self.spend(1, self.window_ms.saturating_sub(*age_ms));
        }
        self.hold(worker, held);
        if let Some((used, age_ms)) = report.used {
            // The rest was sent by programs that do not use this account.
            self.spend(used.saturating_sub(self.counted()), self.window_ms.saturating_sub(age_ms));
        }
        self.closed_ms = self.closed_ms.max(report.closed_ms.unwrap_or(0));
    }

    /// Grants as many of the wanted permits as it can, those of the user first.
    pub(crate) fn grant(&mut self, worker: &str, wanted: Wanted) -> Wanted {
        if self.closed_ms > 0 {
            return Wanted::default();
        }
        let foreground = wanted.foreground.min(self.free(false));
        let background = wanted.background.min(self.free(true).saturating_sub(foreground));
        let held = self.held.iter().find(|held| held.worker == worker).map_or(0, |held| held.count);
        if foreground + background > 0 {
            self.hold(worker, held + foreground + background);
        }
        Wanted { foreground, background }
    }

    /// The permits that are left, less the reserve if they are for the tracker.
    fn free(&self, is_background: bool) -> u32 {
        let reserve = if is_background { self.limit / RESERVE_DIVISOR } else { 0 };
        self.limit.saturating_sub(self.counted()).saturating_sub(reserve)
    }

    /// After how many milliseconds there may be a permit for one who got none.
    pub(crate) fn wait_ms(&self, wanted: Wanted) -> u64 {
        if self.free(wanted.foreground == 0) > 0 {
            return self.closed_ms.max(1);
        }
        let next = self.spent.first().map(|spent| spent.until_ms);
        let may_return = (!self.held.is_empty()).then_some(MAX_WAIT_MS);
        next.into_iter().chain(may_return).min().unwrap_or(0).max(self.closed_ms).max(1)
    }

    /// How many milliseconds from now all of this stops to matter.
    pub(crate) fn lifetime_ms(&self) -> u64 {
        let spent = self.spent.last().map_or(0, |spent| spent.until_ms);
        spent.max(LEASE_MS + self.window_ms).max(self.closed_ms)
    }

    /// The permits in use.
    pub(crate) fn counted(&self) -> u32 {
        let held = self.held.iter().map(|held| held.count);
        self.spent.iter().map(|spent| spent.count).chain(held).fold(0, u32::saturating_add)
    }

    fn hold(&mut self, worker: &str, count: u32) {
        self.held.retain(|held| held.worker != worker);
        if count > 0 {
            self.held.push(Held { worker: worker.to_owned(), count, until_ms: LEASE_MS });
        }
    }

    fn spend(&mut self, count: u32, until_ms: u64) {
        if count == 0 || until_ms == 0 {
            return;
        }
        let step = self.step_ms();
        let until_ms = (until_ms + self.phase_ms).div_ceil(step) * step - self.phase_ms;
        let index = self.spent.partition_point(|spent| spent.until_ms < until_ms);
        match self.spent.get_mut(index) {
            Some(spent) if spent.until_ms == until_ms => spent.count = spent.count.saturating_add(count),
            _ => self.spent.insert(index, Spent { until_ms, count }),
        }
    }

    fn step_ms(&self) -> u64 {
        (self.window_ms / STEPS).max(1)
    }
}

/// A part of a limit, at least one request.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is between 0 and 1")]
pub(crate) fn part(limit: u32, share: f64) -> u32 {
    ((f64::from(limit) * share) as u32).max(1)
}
