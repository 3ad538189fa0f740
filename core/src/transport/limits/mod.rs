//! The budgets of one client, shared by everything that it sends. No I/O and no clock: time is an argument.
//!
//! One budget for each kind of request, from the platform's defaults (50, 10 and 5 a minute) until an answer tells
//! better. The names of the groups in the answers are opaque: they only say which kinds share a budget. Requests of no
//! known kind have no budget, but what their answers tell of a group that is known counts, and a 429 of one of them holds
//! all of them back: which of them it was about is not known beforehand. A 429 without any `X-Rate-Limit` header closes
//! everything: it is the account's. A 503 with `Retry-After` closes nothing, but slows its group down.
//!
//! A [`Permit`] is one request that the limits allow. It is taken before the request is sent, carried along with it, and
//! settled with what came back. One that is dropped instead is returned: its request never left. The lock is held for a few
//! comparisons and never while anything is sent.

mod budget;
mod limit;
mod penalty;
#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod strict;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub(crate) use budget::Priority;
pub use limit::Limit;

use crate::base::process::{AfterFork, ForkState, Origin, state_in_child};
use crate::base::wire::{Group, HttpResponse, RateHeaders};
use budget::{Budget, Decision};
use penalty::Penalty;

/// The kinds that have a budget, with the platform's defaults: so many requests a minute.
const KNOWN: [(&str, Group, u32); 3] =
    [("Light", Group::Light, 50), ("Heavy", Group::Heavy, 10), ("Auth", Group::Auth, 5)];
/// How many requests a minute of no known kind are sent after a refusal: the smallest default but that of logins.
const OTHER_PACE: usize = 10;

/// The gate in front of every request of a client.
#[derive(Debug)]
pub(crate) struct Limiter {
    /// The process whose requests these are: a permit is settled there only.
    origin: Origin,
    state: Mutex<LimiterState>,
}

#[derive(Debug)]
struct LimiterState {
    /// Which of `budgets` each group spends. Two groups that the platform calls by one name share one.
    budget_of: [usize; 3],
    budgets: Vec<NamedBudget>,
    /// The refusals of requests of no known kind.
    other: Penalty,
}

#[derive(Debug, Clone)]
struct NamedBudget {
    /// What the platform calls it, once an answer has told.
    name: Option<String>,
    /// Whether the name may be a secret that the platform echoes.
    is_echo: bool,
    budget: Budget,
}

impl Default for LimiterState {
    fn default() -> Self {
        const MINUTE: Duration = Duration::from_secs(60);
        let budgets =
            KNOWN.map(|(_, _, limit)| NamedBudget { name: None, is_echo: false, budget: Budget::new(limit, MINUTE) });
        Self { budget_of: [0, 1, 2], budgets: budgets.into(), other: Penalty::new(OTHER_PACE) }
    }
}

/// The platform counts for the user and the app, whatever process sends. What the parent has under way is the parent's.
impl ForkState for LimiterState {
    fn in_child(parent: &Self) -> Self {
        let budgets = parent.budgets.iter();
        let budgets = budgets.map(|named| NamedBudget { budget: named.budget.renamed(), ..named.clone() });
        Self { budget_of: parent.budget_of, budgets: budgets.collect(), other: parent.other.clone() }
    }
}

impl AfterFork for Limiter {
    fn after_fork(&self) -> Self {
        Self::with(state_in_child(&self.state))
    }
}

impl Limiter {
    pub(crate) fn new() -> Self {
        Self::with(LimiterState::default())
    }

    fn with(state: LimiterState) -> Self {
        Self { origin: Origin::here(), state: Mutex::new(state) }
    }

    fn is_of_this_process(&self) -> bool {
        self.origin.is_here()
    }

    /// Takes a permit for one request; the error is the moment before which there is none.
    pub(crate) fn acquire(&self, group: Group, priority: Priority, now: Instant) -> Result<Permit<'_>, Instant> {
        let mut state = self.lock();
        let place = state.place(group);
        if let Some(place) = place {
            let budget = &mut state.budgets[place].budget;
            match budget.decide(now, priority) {
                Decision::Go => budget.spend(now, priority),
                Decision::NotBefore(then) => return Err(then),
            }
        } else {
            state.other.not_before(now).map_or(Ok(()), Err)?;
            state.other.spend(now);
        }
        Ok(Permit { limiter: self, group, priority, place, taken: now, is_out: true })
    }

    /// What is known of each group.
    pub(crate) fn limits(&self, now: Instant) -> Vec<Limit> {
        let state = self.lock();
        let known = |(name, group, _)| {
            let NamedBudget { name: platform_name, is_echo, budget } = &state.budgets[state.place(group)?];
            let platform_name = platform_name.clone().filter(|_| !is_echo);
            let opens_in = match budget.decide(now, Priority::Foreground) {
                Decision::Go => Duration::ZERO,
                Decision::NotBefore(then) => then.saturating_duration_since(now),
            };
            let ((limit, window), remaining) = (budget.limit(), budget.known_remaining(now));
            Some(Limit { name, platform_name, limit, window, remaining, opens_in })
        };
        KNOWN.into_iter().filter_map(known).collect()
    }

    /// Settles a request whose permit was forgotten, for tests in which answers come in an order of their own.
    #[cfg(test)]
    pub(crate) fn settle(&self, group: Group, sent: Instant, response: Option<&HttpResponse>, now: Instant) {
        let place = self.lock().place(group);
        let priority = Priority::Foreground;
        Permit { limiter: self, group, priority, place, taken: sent, is_out: true }.settle(sent, response, now);
    }

    fn lock(&self) -> MutexGuard<'_, LimiterState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One request that the limits allow, from the budget that it was taken from: the platform may call the group by another
/// name before the answer is there.
#[must_use = "a permit that is dropped is returned"]
#[derive(Debug)]
pub(crate) struct Permit<'a> {
    limiter: &'a Limiter,
    group: Group,
    priority: Priority,
    /// The place of the budget; `None` for a group without one.
    place: Option<usize>,
    taken: Instant,
    /// Not settled yet.
    is_out: bool,
}

impl Permit<'_> {
    /// The request was sent at `sent`; its answer is there, or will not come. After a 429 the result is the moment before which
    /// the group is closed.
    pub(crate) fn settle(mut self, sent: Instant, response: Option<&HttpResponse>, now: Instant) -> Option<Instant> {
        self.is_out = false;
        let group = self.group;
        if !self.limiter.is_of_this_process() {
            return None;
        }
        let mut state = self.limiter.lock();
        let rate = response.map(|response| &response.rate);
        if let Some(RateHeaders { group: Some(name), is_echo, .. }) = rate {
            state.learn_name(group, name, *is_echo);
        }
        match (self.place, state.place(group), rate) {
            (Some(spent), Some(named), Some(rate)) if spent != named => {
                state.budgets[spent].budget.settle_elsewhere();
                state.budgets[named].budget.observe_headers(sent, now, rate);
            }
            (Some(spent), _, rate) => state.budgets[spent].budget.settle(sent, now, rate),
            (None, _, Some(rate)) => drop(state.named(rate).map(|budget| budget.observe_headers(sent, now, rate))),
            (None, _, None) => {}
        }
        match response {
            Some(response) if response.status == 429 => state.close(group, response, sent, now),
            Some(response) if response.status == 503 && response.retry_after.is_some() => {
                state.penalty(group).refuse(now);
            }
            Some(_) => state.penalty(group).accept(sent),
            None => {}
        }
        state.penalty(group).closed_until(now)
    }

    /// With which priority the same request is sent again: what is one of many stays so, but is not spread any more.
    pub(crate) fn retry_priority(&self) -> Priority {
        if self.priority == Priority::Foreground { Priority::Foreground } else { Priority::Bulk }
    }

    /// Makes a permit that was taken earlier good for a request that is sent now: the platform may have refused another since.
    /// The error is the moment before which it must not be sent.
    pub(crate) fn renew(&mut self, now: Instant) -> Result<(), Instant> {
        if !self.limiter.is_of_this_process() {
            return Ok(());
        }
        self.limiter.lock().penalty(self.group).renew(self.taken, now)?;
        self.taken = now;
        Ok(())
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if !self.is_out || !self.limiter.is_of_this_process() {
            return;
        }
        let mut state = self.limiter.lock();
        match self.place {
            Some(place) => state.budgets[place].budget.refund(self.taken),
            None => state.other.refund(self.taken),
        }
    }
}

/// The place of a group among those that have a budget from the start.
const fn index(group: Group) -> Option<usize> {
    match group {
        Group::Light => Some(0),
        Group::Heavy => Some(1),
        Group::Auth => Some(2),
        Group::Other => None,
    }
}

impl LimiterState {
    fn place(&self, group: Group) -> Option<usize> {
        index(group).map(|index| self.budget_of[index])
    }

    /// The refusals of a group.
    fn penalty(&mut self, group: Group) -> &mut Penalty {
        match self.place(group) {
            Some(place) => self.budgets[place].budget.penalty_mut(),
            None => &mut self.other,
        }
    }

    /// The budget of the group that an answer names, if a request of a known kind has had an answer of that group.
    fn named(&mut self, rate: &RateHeaders) -> Option<&mut Budget> {
        let name = rate.group.as_deref()?;
        let named = self.budgets.iter_mut().find(|named| named.name.as_deref() == Some(name));
        named.map(|named| &mut named.budget)
    }

    /// A name that is known already means that the two share a budget; one that is new where another was known means a
    /// renamed or split group, which goes on with a copy of what is known.
    fn learn_name(&mut self, group: Group, name: &str, is_echo: bool) {
        let Some(index) = index(group) else { return };
        let own = self.budget_of[index];
        if self.budgets[own].name.as_deref() == Some(name) {
            self.budgets[own].is_echo |= is_echo;
            return;
        }
        let shared = self.budgets.iter().position(|named| named.name.as_deref() == Some(name));
        self.budget_of[index] = match shared {
            Some(shared) => {
                let left = self.budgets[own].budget.clone();
                self.budgets[shared].budget.join(&left);
                self.budgets[shared].is_echo |= is_echo;
                shared
            }
            None if self.budgets[own].name.is_none() => {
                (self.budgets[own].name, self.budgets[own].is_echo) = (Some(name.to_owned()), is_echo);
                own
            }
            None => {
                let named =
                    NamedBudget { name: Some(name.to_owned()), is_echo, budget: self.budgets[own].budget.renamed() };
                self.keep(named)
            }
        };
        self.set_paces();
    }

    /// A budget that several groups share goes at the pace of the slowest after a refusal.
    fn set_paces(&mut self) {
        for (place, named) in self.budgets.iter_mut().enumerate() {
            let sharing = KNOWN.iter().zip(self.budget_of).filter(|(_, spent)| *spent == place);
            if let Some(slowest) = sharing.map(|((_, _, limit), _)| *limit).min() {
                named.budget.penalty_mut().set_pace(slowest as usize);
            }
        }
    }

    /// Where the budget is kept: instead of one that no group spends any more and no permit is out for, if there is one. A
    /// platform that never calls a group by the same name twice costs no memory.
    fn keep(&mut self, named: NamedBudget) -> usize {
        let is_unused = |place: &usize| !self.budget_of.contains(place) && !self.budgets[*place].budget.has_permits();
        if let Some(unused) = (0..self.budgets.len()).find(is_unused) {
            self.budgets[unused] = named;
            return unused;
        }
        self.budgets.push(named);
        self.budgets.len() - 1
    }

    /// A 429 of a group closes that group; one that names none is account-wide, and closes all.
    fn close(&mut self, group: Group, response: &HttpResponse, sent: Instant, now: Instant) {
        let wait = response.retry_after;
        let is_of_all = response.rate == RateHeaders::default();
        if is_of_all {
            self.budgets.iter_mut().for_each(|named| named.budget.close(sent, now, wait));
        }
        match self.place(group) {
            Some(_) if is_of_all => self.other.close(sent, now, wait),
            Some(place) => self.budgets[place].budget.close(sent, now, wait),
            None => {
                self.other.close(sent, now, wait);
                self.named(&response.rate).into_iter().for_each(|budget| budget.close(sent, now, wait));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, group: Option<&str>, remaining: u32) -> HttpResponse {
        let rate = group.map_or_else(RateHeaders::default, |group| RateHeaders {
            group: Some(group.to_owned()),
            is_echo: false,
            limit: Some(50),
            remaining: Some(remaining),
            window: Some(Duration::from_secs(60)),
        });
        HttpResponse { status, rate, retry_after: Some(Duration::from_secs(5)), ..HttpResponse::default() }
    }

    /// Whether a request may be sent; it is, and no answer has come.
    fn goes(limiter: &Limiter, group: Group, now: Instant) -> bool {
        limiter.acquire(group, Priority::Foreground, now).map(std::mem::forget).is_ok()
    }

    #[test]
    fn a_429_closes_its_group_and_an_account_wide_one_all() {
        let (limiter, now) = (Limiter::new(), crate::base::clock::now());
        limiter.settle(Group::Light, now, Some(&response(429, Some("light"), 0)), now);
        assert!(!goes(&limiter, Group::Light, now) && goes(&limiter, Group::Heavy, now));
        limiter.settle(Group::Light, now, Some(&response(429, None, 0)), now);
        assert!(!goes(&limiter, Group::Heavy, now) && !goes(&limiter, Group::Auth, now));
        assert!(goes(&limiter, Group::Heavy, now + Duration::from_secs(5)));
    }

    #[test]
    fn groups_of_one_name_share_one_budget() {
        let (limiter, now) = (Limiter::new(), crate::base::clock::now());
        for group in [Group::Light, Group::Heavy] {
            limiter.settle(group, now, Some(&response(200, Some("medium"), 1)), now);
        }
        assert!(goes(&limiter, Group::Light, now), "the last one of the window");
        assert!(!goes(&limiter, Group::Heavy, now), "is gone for the other, too");
    }

    #[test]
    fn a_group_that_is_renamed_goes_on_with_what_is_known() {
        let (limiter, now) = (Limiter::new(), crate::base::clock::now());
        limiter.settle(Group::Light, now, Some(&response(200, Some("light"), 0)), now);
        limiter.settle(Group::Light, now, Some(&response(200, Some("lighter"), 0)), now);
        assert!(!goes(&limiter, Group::Light, now));
    }

    #[test]
    fn names_that_never_come_twice_cost_no_memory() {
        let (limiter, now) = (Limiter::new(), crate::base::clock::now());
        for number in 0..1000 {
            for group in [Group::Light, Group::Heavy, Group::Auth, Group::Other] {
                limiter.settle(group, now, Some(&response(200, Some(&format!("{group:?} {number}")), 7)), now);
                limiter.settle(group, now, Some(&response(200, Some("all"), 7)), now);
            }
        }
        assert!(limiter.lock().budgets.len() <= 4);
        assert!(goes(&limiter, Group::Auth, now));
    }

    #[test]
    fn requests_of_no_known_kind_are_heard_and_held_back_only_by_refusals() {
        let (limiter, now) = (Limiter::new(), crate::base::clock::now());
        let other = |status, group, remaining| {
            limiter.settle(Group::Other, now, Some(&response(status, group, remaining)), now);
        };
        other(200, Some("light"), 0);
        assert!(goes(&limiter, Group::Light, now), "nobody knows yet what is called light");
        limiter.settle(Group::Light, now, Some(&response(200, Some("light"), 7)), now);
        other(200, Some("light"), 0);
        assert!(!goes(&limiter, Group::Light, now) && goes(&limiter, Group::Heavy, now));
        limiter.settle(Group::Heavy, now, Some(&response(200, Some("heavy"), 7)), now);
        assert!(goes(&limiter, Group::Other, now));
        other(429, Some("heavy"), 7);
        assert!(!goes(&limiter, Group::Heavy, now) && goes(&limiter, Group::Auth, now));
        assert!(!goes(&limiter, Group::Other, now), "which of them are heavy is not known");
        assert!(goes(&limiter, Group::Other, now + Duration::from_secs(5)));
    }

    #[test]
    fn an_account_wide_429_closes_what_is_of_no_known_kind_as_well() {
        for group in [Group::Light, Group::Heavy, Group::Auth, Group::Other] {
            let (limiter, now) = (Limiter::new(), crate::base::clock::now());
            limiter.settle(group, now, Some(&response(429, None, 0)), now);
            for closed in [Group::Light, Group::Heavy, Group::Auth, Group::Other] {
                assert!(!goes(&limiter, closed, now), "{closed:?} after {group:?}");
                assert!(goes(&limiter, closed, now + Duration::from_secs(5)));
            }
        }
    }

    #[test]
    fn a_503_with_a_wait_slows_its_group_down_and_closes_nothing() {
        let (limiter, now) = (Limiter::new(), crate::base::clock::now());
        limiter.settle(Group::Heavy, now, Some(&response(503, None, 0)), now);
        assert_eq!((0..20).filter(|_| goes(&limiter, Group::Heavy, now)).count(), 10);
        assert_eq!((0..20).filter(|_| goes(&limiter, Group::Light, now)).count(), 20);
        limiter.settle(Group::Heavy, now, Some(&response(200, None, 0)), now);
        assert_eq!((0..20).filter(|_| goes(&limiter, Group::Heavy, now)).count(), 20);
        let unavailable = HttpResponse { retry_after: None, ..response(503, None, 0) };
        limiter.settle(Group::Heavy, now, Some(&unavailable), now);
        assert_eq!((0..20).filter(|_| goes(&limiter, Group::Heavy, now)).count(), 20, "no refusal");
    }

    /// What a permit costs that is dropped, because of `leak`.
    fn left_after(leak: impl FnOnce(&Limiter, Instant)) -> Vec<Limit> {
        let (limiter, now) = (Limiter::new(), crate::base::clock::now());
        for (_, group, _) in KNOWN {
            limiter.settle(group, now, Some(&response(200, Some(&format!("{group:?}")), 3)), now);
        }
        leak(&limiter, now);
        limiter.limits(now)
    }

    #[test]
    fn a_permit_that_is_dropped_is_returned() {
        let untouched = left_after(|_, _| {});
        assert_eq!(untouched[1].remaining, Some(3));
        let dropped = left_after(|limiter, now| {
            for _ in 0..100 {
                drop(limiter.acquire(Group::Heavy, Priority::Background, now));
                drop(limiter.acquire(Group::Heavy, Priority::Foreground, now));
            }
        });
        let panicked = left_after(|limiter, now| {
            let panic = std::panic::catch_unwind(|| {
                let _permit = limiter.acquire(Group::Heavy, Priority::Foreground, now).unwrap();
                std::panic::resume_unwind(Box::new(()));
            });
            assert!(panic.is_err());
        });
        let renamed = left_after(|limiter, now| {
            let [first, second] = [(); 2].map(|()| limiter.acquire(Group::Heavy, Priority::Foreground, now).unwrap());
            // While it is out the platform gives the group another name, and then the old one again.
            for name in ["heavier", "Heavy"] {
                limiter.settle(Group::Heavy, now, Some(&response(200, Some(name), 3)), now);
            }
            drop(first);
            // What was spent under one name is settled under another.
            second.settle(now, Some(&response(200, Some("Heavy"), 3)), now);
        });
        assert_eq!([dropped, panicked, renamed], [untouched.clone(), untouched.clone(), untouched]);
    }

    #[test]
    fn the_limits_are_those_that_were_told_last() {
        let (limiter, now) = (Limiter::new(), crate::base::clock::now());
        let find = |name: &str, now| limiter.limits(now).into_iter().find(|limit| limit.name == name).unwrap();
        let light = find("Light", now);
        assert_eq!((light.platform_name, light.limit, light.remaining), (None, 50, None));
        limiter.settle(Group::Light, now, Some(&response(200, Some("light"), 7)), now);
        std::mem::forget(limiter.acquire(Group::Light, Priority::Foreground, now));
        let light = find("Light", now);
        assert_eq!(
            (light.platform_name.as_deref(), light.remaining, light.opens_in),
            (Some("light"), Some(6), Duration::ZERO)
        );
        assert_eq!(find("Light", now + Duration::from_secs(60)).remaining, None, "of a window that is over");
        limiter.settle(Group::Light, now, Some(&response(429, Some("light"), 0)), now);
        let then = now + Duration::from_secs(2);
        assert_eq!((find("Light", then).remaining, find("Light", then).opens_in), (Some(0), Duration::from_secs(3)));
        assert_eq!(find("Heavy", then).opens_in, Duration::ZERO);
    }
}
