//! Rate limiter per app and group: a counted window, and a penalty that every further request restarts.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::oauth::client::App;

/// Usage plan group of the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    Light,
    Heavy,
    Auth,
}

impl Group {
    /// Value of the X-Rate-Limit-Group header.
    pub fn name(self) -> &'static str {
        match self {
            Group::Light => "light",
            Group::Heavy => "heavy",
            Group::Auth => "auth",
        }
    }
}

/// Limit of one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Requests allowed in a window. The next one starts the penalty.
    pub limit: u32,
    /// Length of the window in simulated seconds.
    #[serde(default = "a_minute")]
    pub window_s: u64,
    /// Length of the penalty in simulated seconds.
    #[serde(default = "a_minute")]
    pub penalty_s: u64,
}

fn a_minute() -> u64 {
    60
}

/// Limits of all groups. A group without a limit is unlimited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Status, lists, extension.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub light: Option<Limit>,
    /// Create, cancel, call log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heavy: Option<Limit>,
    /// The token endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth: Option<Limit>,
}

impl Limits {
    /// No limits at all.
    pub fn off() -> Limits {
        Limits::default()
    }

    /// RingCentral's defaults: 50 light, 10 heavy and 5 auth requests per minute, with a penalty of one minute.
    pub fn real() -> Limits {
        let per_minute = |limit| Some(Limit { limit, window_s: 60, penalty_s: 60 });
        Limits { light: per_minute(50), heavy: per_minute(10), auth: per_minute(5) }
    }

    fn of(&self, group: Group) -> Option<Limit> {
        match group {
            Group::Light => self.light,
            Group::Heavy => self.heavy,
            Group::Auth => self.auth,
        }
    }
}

/// The limiter's decision on one request, for its response headers.
#[derive(Debug, PartialEq, Eq)]
pub struct Decision {
    pub limit: u32,
    pub remaining: u32,
    pub window_s: u64,
    /// If set, the request is refused, and the next one is allowed after this many seconds.
    pub retry_after_s: Option<u64>,
}

/// Unlimited groups still get headers, with a limit that does not slow a client down.
const UNLIMITED: Decision = Decision { limit: 1_000_000, remaining: 1_000_000, window_s: 60, retry_after_s: None };

#[derive(Debug, Default)]
struct Window {
    started_at: u64,
    count: u32,
    penalty_until: u64,
}

/// The limits and their current windows.
#[derive(Debug)]
pub struct Limiter {
    limits: Limits,
    windows: HashMap<(App, Group), Window>,
}

impl Limiter {
    pub fn new(limits: Limits) -> Limiter {
        Limiter { limits, windows: HashMap::new() }
    }

    /// Counts one request of `app` at `now` (simulated milliseconds).
    pub fn count(&mut self, app: App, group: Group, now: u64) -> Decision {
        let Some(limit) = self.limits.of(group) else { return UNLIMITED };
        let window = self.windows.entry((app, group)).or_default();
        let refused = window.refuses(limit, now);
        Decision {
            limit: limit.limit,
            remaining: if refused { 0 } else { limit.limit - window.count },
            window_s: limit.window_s,
            retry_after_s: refused.then_some(limit.penalty_s.max(1)),
        }
    }
}

impl Limiter {
    /// The body of `GET limits`: each group with its limit (null if unlimited), and what each application has left of it.
    pub fn show(&self, now: u64) -> Value {
        let groups = [Group::Light, Group::Heavy, Group::Auth];
        json!({ "now_ms": now, "groups": groups.map(|group| self.show_group(group, now)) })
    }

    fn show_group(&self, group: Group, now: u64) -> Value {
        let limit = self.limits.of(group);
        let apps =
            [(App::Confidential, "confidential"), (App::Public, "public")].into_iter().filter_map(|(app, name)| {
                let window = self.windows.get(&(app, group))?;
                Some(window.show(name, limit?, now))
            });
        json!({
            "group": group.name(),
            "limit": limit.map(|limit| limit.limit),
            "window_s": limit.map(|limit| limit.window_s),
            "penalty_s": limit.map(|limit| limit.penalty_s),
            "apps": apps.collect::<Vec<_>>(),
        })
    }
}

impl Window {
    /// Whether the next request at `now` starts a new window.
    fn is_over(&self, limit: Limit, now: u64) -> bool {
        match self.penalty_until {
            0 => now >= self.started_at + limit.window_s * 1_000,
            until => now >= until,
        }
    }

    fn show(&self, app: &str, limit: Limit, now: u64) -> Value {
        let is_over = self.is_over(limit, now);
        let is_refused = !is_over && self.penalty_until > 0;
        let used = if is_over { 0 } else { self.count };
        json!({
            "app": app,
            "remaining": if is_refused { 0 } else { limit.limit.saturating_sub(used) },
            "window_ends_at_ms": (!is_over && !is_refused).then_some(self.started_at + limit.window_s * 1_000),
            "penalty_ends_at_ms": is_refused.then_some(self.penalty_until),
        })
    }

    /// A refused request starts the penalty or restarts it, so the wait is always a whole penalty.
    fn refuses(&mut self, limit: Limit, now: u64) -> bool {
        if self.is_over(limit, now) {
            *self = Window { started_at: now, ..Window::default() };
        }
        self.count = self.count.saturating_add(1);
        let refused = self.penalty_until > 0 || self.count > limit.limit;
        if refused {
            self.penalty_until = now + limit.penalty_s.max(1) * 1_000;
        }
        refused
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Group, Limit, Limiter, Limits};
    use crate::oauth::client::App;

    fn limiter() -> Limiter {
        Limiter::new(Limits { light: Some(Limit { limit: 2, window_s: 60, penalty_s: 30 }), ..Limits::off() })
    }

    fn light(limiter: &mut Limiter, now: u64) -> (u32, Option<u64>) {
        let decision = limiter.count(App::Confidential, Group::Light, now);
        (decision.remaining, decision.retry_after_s)
    }

    #[test]
    fn a_window_counts_down_and_starts_again() {
        let mut limiter = limiter();
        assert_eq!(light(&mut limiter, 0), (1, None));
        assert_eq!(light(&mut limiter, 59_999), (0, None));
        assert_eq!(light(&mut limiter, 60_000), (1, None));
    }

    #[test]
    fn a_request_during_the_penalty_restarts_it() {
        let mut limiter = limiter();
        light(&mut limiter, 0);
        light(&mut limiter, 0);
        assert_eq!(light(&mut limiter, 1_000), (0, Some(30)));
        assert_eq!(light(&mut limiter, 30_000), (0, Some(30)), "restarted: now until 60,000");
        assert_eq!(light(&mut limiter, 59_999), (0, Some(30)), "restarted: now until 89,999");
        assert_eq!(light(&mut limiter, 89_999), (1, None));
    }

    #[test]
    fn what_is_left_is_shown() {
        let mut limiter = limiter();
        assert_eq!(limiter.show(0)["groups"][0]["apps"], json!([]), "no request yet");
        let shown = |limiter: &Limiter, now| limiter.show(now)["groups"][0]["apps"][0].clone();
        let open = |remaining: u32, ends: Option<u64>| json!({ "app": "confidential", "remaining": remaining, "window_ends_at_ms": ends, "penalty_ends_at_ms": null });
        light(&mut limiter, 10);
        assert_eq!(shown(&limiter, 20), open(1, Some(60_000)));
        light(&mut limiter, 20);
        light(&mut limiter, 30);
        assert_eq!(shown(&limiter, 30)["penalty_ends_at_ms"], 30_030);
        assert_eq!(shown(&limiter, 30_030), open(2, None), "the penalty is over");
        assert_eq!(limiter.show(0)["groups"][1]["limit"], json!(null), "unlimited");
    }

    #[test]
    fn groups_and_apps_are_counted_separately() {
        let mut limiter = limiter();
        light(&mut limiter, 0);
        assert_eq!(limiter.count(App::Public, Group::Light, 0).remaining, 1);
        assert_eq!(limiter.count(App::Confidential, Group::Heavy, 0).limit, 1_000_000);
    }
}
