//! The platform's rate limits: windows that begin with a request, and penalties that restart with each request during them.

use std::time::{Duration, UNIX_EPOCH};

use ringout_core::simulation::{CALENDAR, Random};

use crate::script::{Headers, Limit, RetryAfter, Script};

/// The groups of requests with separate limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Light = 0,
    Heavy = 1,
    Auth = 2,
}

/// The counter of one group.
#[derive(Debug, Clone)]
struct Count {
    limit: Limit,
    began: Option<Duration>,
    used: u32,
    closed_until: Option<Duration>,
}

#[derive(Debug)]
pub struct Limits {
    counts: [Count; 3],
}

/// The result of counting a request.
pub struct Counted {
    pub is_refused: bool,
    pub headers: Vec<(String, String)>,
}

impl Limits {
    pub fn new(script: &Script) -> Self {
        Self { counts: script.limits.map(|limit| Count { limit, began: None, used: 0, closed_until: None }) }
    }

    /// Counts a request.
    pub fn count(&mut self, group: Group, now: Duration, script: &Script, random: &mut Random) -> Counted {
        let count = &mut self.counts[group as usize];
        if let Some((_, limits)) = script.limits_change.filter(|(at, _)| *at <= now) {
            count.limit = limits[group as usize];
        }
        let spent = 1 + u32::from(random.once_in(script.others));
        let is_refused = count.take(now, spent, script.penalty);
        Counted { is_refused, headers: count.headers(group, now, is_refused, script, random) }
    }
}

impl Count {
    fn take(&mut self, now: Duration, spent: u32, penalty: Duration) -> bool {
        if self.closed_until.is_some_and(|until| now < until) {
            self.closed_until = Some(now + penalty);
            return true;
        }
        if self.closed_until.is_some() || self.began.is_none_or(|began| now >= began + self.limit.window) {
            (self.began, self.used, self.closed_until) = (Some(now), 0, None);
        }
        self.used += spent;
        let is_refused = self.used > self.limit.requests;
        if is_refused {
            self.closed_until = Some(now + penalty);
        }
        is_refused
    }

    fn headers(
        &self,
        group: Group,
        now: Duration,
        is_refused: bool,
        script: &Script,
        random: &mut Random,
    ) -> Vec<(String, String)> {
        let pair = |name: &str, value: String| (name.to_owned(), value);
        let remaining = self.limit.requests.saturating_sub(self.used);
        let is_reported = match script.headers {
            Headers::Full => true,
            Headers::Sometimes => random.once_in(2),
            Headers::Never => false,
            Headers::Absurd => return absurd(group, random),
        };
        let mut headers = Vec::new();
        if is_reported {
            let group = ["light", "heavy", "auth"][group as usize];
            headers.push(pair("X-Rate-Limit-Group", group.to_owned()));
            headers.push(pair("X-Rate-Limit-Limit", self.limit.requests.to_string()));
            headers.push(pair("X-Rate-Limit-Remaining", remaining.to_string()));
            headers.push(pair("X-Rate-Limit-Window", self.limit.window.as_secs().to_string()));
        }
        if is_refused {
            headers.extend(retry_after(script.retry_after, script.penalty, now + script.skew));
        }
        headers
    }
}

/// Returns the `Retry-After` header of a refusal, by the server's clock.
pub fn retry_after(form: RetryAfter, penalty: Duration, now: Duration) -> Option<(String, String)> {
    let value = match form {
        RetryAfter::Seconds => penalty.as_secs().to_string(),
        RetryAfter::Date => httpdate::fmt_http_date(UNIX_EPOCH + CALENDAR + now + penalty),
        RetryAfter::Absent => return None,
        RetryAfter::Negative => "-5".to_owned(),
        RetryAfter::Day => "86400".to_owned(),
        RetryAfter::Zero => "0".to_owned(),
        RetryAfter::Past => httpdate::fmt_http_date(UNIX_EPOCH + CALENDAR + now.saturating_sub(penalty)),
    };
    Some(("Retry-After".to_owned(), value))
}

fn absurd(group: Group, random: &mut Random) -> Vec<(String, String)> {
    let values = ["0", "-1", "soon", "99999999999999999999", "4294967295", "", "3", "60"];
    let names = ["X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Window"];
    let mut headers = vec![("X-Rate-Limit-Group".to_owned(), format!("group-{}", group as usize))];
    for name in names {
        headers.push((name.to_owned(), (*random.one_of(&values)).to_owned()));
    }
    headers
}
