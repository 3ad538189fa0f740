//! Rate limiter per app and group: a counted window, and a penalty that every further request restarts.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

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

    /// The limits.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// The windows and penalties that are open at `now`.
    pub fn windows(&self, now: u64) -> Vec<WindowState> {
        let mut open: Vec<WindowState> =
            self.windows.iter().filter_map(|((app, group), window)| self.state(*app, *group, window, now)).collect();
        open.sort_unstable_by_key(|state| (state.app as u8, state.group as u8));
        open
    }

    fn state(&self, app: App, group: Group, window: &Window, now: u64) -> Option<WindowState> {
        let limit = self.limits.of(group)?;
        let penalty_ends_at = Some(window.penalty_until).filter(|until| *until > now);
        let window_ends_at = window_end(window.started_at, limit);
        let is_open = penalty_ends_at.is_some() || (window.penalty_until == 0 && window_ends_at > now);
        let remaining = if penalty_ends_at.is_some() { 0 } else { limit.limit.saturating_sub(window.count) };
        is_open.then_some(WindowState { app, group, limit, remaining, window_ends_at, penalty_ends_at })
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

/// The current window of a group, for the admin API. Times are simulated milliseconds.
#[derive(Debug, PartialEq, Eq)]
pub struct WindowState {
    pub app: App,
    pub group: Group,
    pub limit: Limit,
    pub remaining: u32,
    pub window_ends_at: u64,
    /// `None` without a penalty.
    pub penalty_ends_at: Option<u64>,
}

fn window_end(started_at: u64, limit: Limit) -> u64 {
    started_at.saturating_add(limit.window_s.saturating_mul(1_000))
}

impl Window {
    /// A refused request starts the penalty or restarts it, so the wait is always a whole penalty.
    fn refuses(&mut self, limit: Limit, now: u64) -> bool {
        if self.penalty_until > 0 && now >= self.penalty_until {
            *self = Window { started_at: now, ..Window::default() };
        }
        if now >= window_end(self.started_at, limit) && self.penalty_until == 0 {
            *self = Window { started_at: now, ..Window::default() };
        }
        self.count = self.count.saturating_add(1);
        let refused = self.penalty_until > 0 || self.count > limit.limit;
        if refused {
            self.penalty_until = now.saturating_add(limit.penalty_s.max(1).saturating_mul(1_000));
        }
        refused
    }
}

#[cfg(test)]
mod tests {
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
    fn open_windows_are_shown() {
        let mut limiter = limiter();
        assert_eq!(limiter.windows(0), []);
        light(&mut limiter, 1_000);
        let shown = |limiter: &Limiter, now| {
            let windows = limiter.windows(now).into_iter();
            windows.map(|state| (state.remaining, state.window_ends_at, state.penalty_ends_at)).collect::<Vec<_>>()
        };
        assert_eq!(shown(&limiter, 59_999), [(1, 60_000, None)]);
        assert_eq!(shown(&limiter, 60_000), [], "over");
        light(&mut limiter, 1_000);
        light(&mut limiter, 2_000);
        assert_eq!(shown(&limiter, 2_000), [(0, 60_000, Some(32_000))]);
        assert_eq!(shown(&limiter, 32_000), [], "the penalty is over, and the next request opens a window");
    }

    #[test]
    fn endless_windows_do_not_overflow() {
        let endless = Some(Limit { limit: 1, window_s: u64::MAX, penalty_s: u64::MAX });
        let mut limiter = Limiter::new(Limits { light: endless, ..Limits::off() });
        assert_eq!(light(&mut limiter, 1), (0, None));
        assert_eq!(light(&mut limiter, 2), (0, Some(u64::MAX)));
        assert_eq!(light(&mut limiter, 3), (0, Some(u64::MAX)));
    }

    #[test]
    fn groups_and_apps_are_counted_separately() {
        let mut limiter = limiter();
        light(&mut limiter, 0);
        assert_eq!(limiter.count(App::Public, Group::Light, 0).remaining, 1);
        assert_eq!(limiter.count(App::Confidential, Group::Heavy, 0).limit, 1_000_000);
    }
}
