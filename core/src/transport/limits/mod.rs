//! Rate limiter of one client, shared by everything it sends. No I/O and no clock: time is an argument.
//!
//! There is one budget for each kind of request, with the platform's defaults (50, 10 and 5 a minute) until a response
//! reports others. The group names in the responses are opaque: they only say which kinds share a budget. Requests of an
//! unknown kind have no budget. Their responses count for a group that is known, and a 429 to one of them delays all of
//! them, because the client cannot know which of them belong to the refused group. A 429 without any `X-Rate-Limit`
//! header is account-wide and closes everything. A 503 with `Retry-After` closes nothing, but slows its group down.
//!
//! A [`Permit`] allows one request. It is acquired before the request is sent, carried along with it, and settled with
//! the result. A permit that is dropped instead is refunded: its request was never sent. The lock is held for a few
//! comparisons, never while anything is sent.
//!
//! A client that shares the limits with others also needs a permit of its [`Gate`], see `fleet::budget`.

mod budget;
mod limit;
mod penalty;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod shared;
#[cfg(test)]
pub(crate) mod strict;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub(crate) use budget::Priority;
pub use limit::Limit;

use crate::base::process::{AfterFork, ForkState, Origin, state_in_child};
use crate::base::wire::{Group, HttpResponse, RateHeaders};
use crate::fleet::budget::{Gate, NotGranted, Settled, Share};
use budget::{Budget, Decision};
use penalty::Penalty;

/// The kinds with a budget, and the platform's default requests a minute.
const KNOWN: [(&str, Group, u32); 3] =
    [("Light", Group::Light, 50), ("Heavy", Group::Heavy, 10), ("Auth", Group::Auth, 5)];
/// Requests a minute of an unknown kind after a refusal: the smallest default except that of logins.
const OTHER_PACE: usize = 10;

/// Grants the permits for a client's requests.
#[derive(Debug)]
pub(crate) struct Limiter {
    /// The process that sends these requests: permits are settled only there.
    origin: Origin,
    state: Mutex<LimiterState>,
    /// The limits that this client shares with others, if it does.
    gate: Option<Gate>,
}

#[derive(Debug)]
struct LimiterState {
    /// The index in `budgets` for each group. Two groups with the same name on the platform share one.
    budget_of: [usize; 3],
    budgets: Vec<NamedBudget>,
    /// The refusals of requests of an unknown kind.
    other: Penalty,
}

#[derive(Debug, Clone)]
struct NamedBudget {
    /// The platform's name of the group, once a response has reported it.
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

/// The platform counts for the user and the app, whichever process sends. Requests in flight stay with the parent.
impl ForkState for LimiterState {
    fn in_child(parent: &Self) -> Self {
        let budgets = parent.budgets.iter();
        let budgets = budgets.map(|named| NamedBudget { budget: named.budget.without_in_flight(), ..named.clone() });
        Self { budget_of: parent.budget_of, budgets: budgets.collect(), other: parent.other.clone() }
    }
}

impl AfterFork for Limiter {
    fn after_fork(&self) -> Self {
        Self::with(state_in_child(&self.state), self.gate.as_ref().map(AfterFork::after_fork))
    }
}

impl Limiter {
    pub(crate) fn new(share: Option<Share>) -> Self {
        const MINUTE: Duration = Duration::from_secs(60);
        let gate = share.map(|share| Gate::new(share, KNOWN.map(|(_, _, limit)| (limit, MINUTE))));
        Self::with(LimiterState::default(), gate)
    }

    fn with(state: LimiterState, gate: Option<Gate>) -> Self {
        Self { origin: Origin::here(), state: Mutex::new(state), gate }
    }

    /// Sets whose limits these are, once a login tells.
    pub(crate) fn set_user(&self, user: &str) {
        if let Some(gate) = &self.gate {
            gate.set_user(user);
        }
    }

    fn is_of_this_process(&self) -> bool {
        self.origin.is_here()
    }

    /// Acquires a permit for one request. The error says when there may be one.
    pub(crate) fn acquire(&self, group: Group, priority: Priority, now: Instant) -> Result<Permit<'_>, NotGranted> {
        let Some(gate) = &self.gate else { return self.acquire_here(group, priority, now).map_err(NotGranted::until) };
        // The others need not be asked for what RingCentral would refuse this client.
        self.not_before(group, priority, now).map_or(Ok(()), |then| Err(NotGranted::until(then)))?;
        gate.take(group, priority == Priority::Background, now)?;
        self.acquire_here(group, priority, now).map_err(|then| {
            gate.put_back(group);
            NotGranted::until(then)
        })
    }

    /// Returns when this client may send, or `None` if it may now.
    fn not_before(&self, group: Group, priority: Priority, now: Instant) -> Option<Instant> {
        let state = self.lock();
        let Some(index) = state.budget_index(group) else { return state.other.not_before(now) };
        match state.budgets[index].budget.decide(now, priority) {
            Decision::Go => None,
            Decision::NotBefore(then) => Some(then),
        }
    }

    fn acquire_here(&self, group: Group, priority: Priority, now: Instant) -> Result<Permit<'_>, Instant> {
        let mut state = self.lock();
        let index = state.budget_index(group);
        if let Some(index) = index {
            let budget = &mut state.budgets[index].budget;
            match budget.decide(now, priority) {
                Decision::Go => budget.spend(now, priority),
                Decision::NotBefore(then) => return Err(then),
            }
        } else {
            state.other.not_before(now).map_or(Ok(()), Err)?;
            state.other.spend(now);
        }
        Ok(Permit { limiter: self, group, priority, index, acquired: now, unsettled: true })
    }

    /// Returns the limit of each group.
    pub(crate) fn limits(&self, now: Instant) -> Vec<Limit> {
        let state = self.lock();
        let known = |(name, group, _)| {
            let NamedBudget { name: ringcentral_name, is_echo, budget } = &state.budgets[state.budget_index(group)?];
            let ringcentral_name = ringcentral_name.clone().filter(|_| !is_echo);
            let retry_after = match budget.decide(now, Priority::Foreground) {
                Decision::Go => Duration::ZERO,
                Decision::NotBefore(then) => then.saturating_duration_since(now),
            };
            let ((limit, window), remaining) = (budget.limit(), budget.known_remaining(now));
            Some(Limit { name, ringcentral_name, limit, window, remaining, retry_after })
        };
        KNOWN.into_iter().filter_map(known).collect()
    }

    /// Settles a request whose permit was forgotten, for tests that need responses in a certain order.
    #[cfg(test)]
    pub(crate) fn settle(&self, group: Group, sent: Instant, response: Option<&HttpResponse>, now: Instant) {
        let index = self.lock().budget_index(group);
        let priority = Priority::Foreground;
        Permit { limiter: self, group, priority, index, acquired: sent, unsettled: true }.settle(sent, response, now);
    }

    fn lock(&self) -> MutexGuard<'_, LimiterState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Permission to send one request. It remembers the budget it was acquired from, because the platform may rename the
/// group before the response arrives.
#[must_use = "a permit that is dropped is refunded"]
#[derive(Debug)]
pub(crate) struct Permit<'a> {
    limiter: &'a Limiter,
    group: Group,
    priority: Priority,
    /// The index of the budget; `None` for a group without one.
    index: Option<usize>,
    acquired: Instant,
    /// Not settled yet.
    unsettled: bool,
}

/// A permit on its way to the thread that sends its request. It must become a permit again, because nothing else refunds
/// it.
#[must_use = "a permit that is not taken up is never refunded"]
#[derive(Debug)]
pub(crate) struct PermitInTransit {
    group: Group,
    priority: Priority,
    index: Option<usize>,
    acquired: Instant,
}

impl Limiter {
    /// Takes up a permit that another thread of this process has acquired from this limiter.
    #[allow(clippy::needless_pass_by_value, reason = "it is used up")]
    pub(crate) fn take_up(&self, permit: PermitInTransit) -> Permit<'_> {
        let PermitInTransit { group, priority, index, acquired } = permit;
        Permit { limiter: self, group, priority, index, acquired, unsettled: true }
    }
}

impl Permit<'_> {
    /// Lets another thread take the permit up, without a borrow.
    pub(crate) fn in_transit(mut self) -> PermitInTransit {
        self.unsettled = false;
        PermitInTransit { group: self.group, priority: self.priority, index: self.index, acquired: self.acquired }
    }

    /// Settles a request sent at `sent`, with its response if there was one. After a 429, returns until when the group is
    /// closed.
    pub(crate) fn settle(mut self, sent: Instant, response: Option<&HttpResponse>, now: Instant) -> Option<Instant> {
        self.unsettled = false;
        let group = self.group;
        if !self.limiter.is_of_this_process() {
            return None;
        }
        let mut state = self.limiter.lock();
        let rate = response.map(|response| &response.rate);
        if let Some(RateHeaders { group: Some(name), is_echo, .. }) = rate {
            state.learn_name(group, name, *is_echo);
        }
        match (self.index, state.budget_index(group), rate) {
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
        let closed_until = state.penalty(group).closed_until(now);
        if let Some(gate) = &self.limiter.gate {
            let settled = state.settled(group, rate, closed_until);
            let is_account_wide = response.is_some_and(|response| response.status == 429 && is_account_wide(response));
            drop(state);
            if let Some(settled) = settled {
                gate.settle(group, &settled, now);
            }
            if let Some(until) = closed_until.filter(|_| is_account_wide) {
                KNOWN.iter().filter(|known| known.1 != group).for_each(|known| gate.close(known.1, until, now));
            }
        }
        closed_until
    }

    /// The priority of a retry. One of many requests stays bulk, but is no longer spread evenly.
    pub(crate) fn retry_priority(&self) -> Priority {
        if self.priority == Priority::Foreground { Priority::Foreground } else { Priority::Bulk }
    }

    /// Moves an earlier permit to now, when its request is really sent. The error is the time before which it must not be
    /// sent, because the platform has refused another request since.
    pub(crate) fn renew(&mut self, now: Instant) -> Result<(), Instant> {
        if !self.limiter.is_of_this_process() {
            return Ok(());
        }
        self.limiter.lock().penalty(self.group).renew(self.acquired, now)?;
        self.acquired = now;
        Ok(())
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if !self.unsettled || !self.limiter.is_of_this_process() {
            return;
        }
        let mut state = self.limiter.lock();
        match self.index {
            Some(index) => state.budgets[index].budget.refund(self.acquired),
            None => state.other.refund(self.acquired),
        }
        drop(state);
        if let Some(gate) = &self.limiter.gate {
            gate.put_back(self.group);
        }
    }
}

/// The index of a group in the initial budgets.
const fn initial_index(group: Group) -> Option<usize> {
    match group {
        Group::Light => Some(0),
        Group::Heavy => Some(1),
        Group::Auth => Some(2),
        Group::Other => None,
    }
}

impl LimiterState {
    fn budget_index(&self, group: Group) -> Option<usize> {
        initial_index(group).map(|index| self.budget_of[index])
    }

    /// The refusals of a group.
    fn penalty(&mut self, group: Group) -> &mut Penalty {
        match self.budget_index(group) {
            Some(index) => self.budgets[index].budget.penalty_mut(),
            None => &mut self.other,
        }
    }

    /// What the gate learns of a request that is over; `None` for a group without a budget.
    fn settled(&self, group: Group, rate: Option<&RateHeaders>, closed_until: Option<Instant>) -> Option<Settled> {
        let limit = self.budgets[self.budget_index(group)?].budget.limit();
        let remaining = rate.and_then(|rate| rate.remaining).map(|remaining| remaining.min(limit.0));
        Some(Settled { limit, remaining, closed_until })
    }

    /// The budget of the group that a response names, if a request of a known kind has had that group in a response.
    fn named(&mut self, rate: &RateHeaders) -> Option<&mut Budget> {
        let name = rate.group.as_deref()?;
        let named = self.budgets.iter_mut().find(|named| named.name.as_deref() == Some(name));
        named.map(|named| &mut named.budget)
    }

    /// Records the platform's name of a group. If another group has that name already, the two share a budget. A new name
    /// for a group that had one means that it was renamed or split, and it continues with a copy of its budget.
    fn learn_name(&mut self, group: Group, name: &str, is_echo: bool) {
        let Some(group_index) = initial_index(group) else { return };
        let own = self.budget_of[group_index];
        if self.budgets[own].name.as_deref() == Some(name) {
            self.budgets[own].is_echo |= is_echo;
            return;
        }
        let shared = self.budgets.iter().position(|named| named.name.as_deref() == Some(name));
        self.budget_of[group_index] = match shared {
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
                let named = NamedBudget {
                    name: Some(name.to_owned()),
                    is_echo,
                    budget: self.budgets[own].budget.without_in_flight(),
                };
                self.store(named)
            }
        };
        self.set_paces();
    }

    /// Sets the pace after a refusal: a shared budget has the pace of its slowest group.
    fn set_paces(&mut self) {
        for (index, named) in self.budgets.iter_mut().enumerate() {
            let sharing = KNOWN.iter().zip(self.budget_of).filter(|(_, spent)| *spent == index);
            if let Some(slowest) = sharing.map(|((_, _, limit), _)| *limit).min() {
                named.budget.penalty_mut().set_pace(slowest as usize);
            }
        }
    }

    /// Stores a budget and returns its index. It replaces one that no group uses and that has no permits out, so that a
    /// platform which never repeats a group name costs no memory.
    fn store(&mut self, named: NamedBudget) -> usize {
        let is_unused = |index: &usize| !self.budget_of.contains(index) && !self.budgets[*index].budget.has_permits();
        if let Some(unused) = (0..self.budgets.len()).find(is_unused) {
            self.budgets[unused] = named;
            return unused;
        }
        self.budgets.push(named);
        self.budgets.len() - 1
    }

    /// Records a 429. It closes its group, or every group if it is account-wide and names none.
    fn close(&mut self, group: Group, response: &HttpResponse, sent: Instant, now: Instant) {
        let wait = response.retry_after;
        let is_account_wide = is_account_wide(response);
        if is_account_wide {
            self.budgets.iter_mut().for_each(|named| named.budget.close(sent, now, wait));
        }
        match self.budget_index(group) {
            Some(_) if is_account_wide => self.other.close(sent, now, wait),
            Some(index) => self.budgets[index].budget.close(sent, now, wait),
            None => {
                self.other.close(sent, now, wait);
                self.named(&response.rate).into_iter().for_each(|budget| budget.close(sent, now, wait));
            }
        }
    }
}

/// Whether a 429 is about everything, because it names no group.
fn is_account_wide(response: &HttpResponse) -> bool {
    response.rate == RateHeaders::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn response(status: u16, group: Option<&str>, remaining: u32) -> HttpResponse {
        let rate = group.map_or_else(RateHeaders::default, |group| RateHeaders {
            group: Some(group.to_owned()),
            is_echo: false,
            limit: Some(50),
            remaining: Some(remaining),
            window: Some(Duration::from_secs(60)),
        });
        HttpResponse { status, rate, retry_after: Some(Duration::from_secs(5)), ..HttpResponse::default() }
    }

    /// Sends a request that gets no response; returns whether it was allowed.
    fn try_send(limiter: &Limiter, group: Group, now: Instant) -> bool {
        limiter.acquire(group, Priority::Foreground, now).map(std::mem::forget).is_ok()
    }

    #[test]
    fn a_429_closes_its_group_and_an_account_wide_one_all() {
        let (limiter, now) = (Limiter::new(None), crate::base::clock::now());
        limiter.settle(Group::Light, now, Some(&response(429, Some("light"), 0)), now);
        assert!(!try_send(&limiter, Group::Light, now) && try_send(&limiter, Group::Heavy, now));
        limiter.settle(Group::Light, now, Some(&response(429, None, 0)), now);
        assert!(!try_send(&limiter, Group::Heavy, now) && !try_send(&limiter, Group::Auth, now));
        assert!(try_send(&limiter, Group::Heavy, now + Duration::from_secs(5)));
    }

    #[test]
    fn groups_of_one_name_share_one_budget() {
        let (limiter, now) = (Limiter::new(None), crate::base::clock::now());
        for group in [Group::Light, Group::Heavy] {
            limiter.settle(group, now, Some(&response(200, Some("medium"), 1)), now);
        }
        assert!(try_send(&limiter, Group::Light, now), "the last one of the window");
        assert!(!try_send(&limiter, Group::Heavy, now), "is gone for the other group, too");
    }

    #[test]
    fn a_response_counts_in_the_group_that_it_names() {
        let (limiter, now) = (Limiter::new(None), crate::base::clock::now());
        limiter.settle(Group::Heavy, now, Some(&response(200, Some("medium"), 7)), now);
        limiter.settle(Group::Light, now, Some(&response(200, Some("medium"), 0)), now);
        assert!(!try_send(&limiter, Group::Heavy, now), "the light request has spent the last one");
    }

    #[test]
    fn groups_that_shared_a_budget_can_part() {
        let (limiter, now) = (Limiter::new(None), crate::base::clock::now());
        for (group, name, remaining) in [(Group::Light, "all", 7), (Group::Heavy, "all", 7), (Group::Light, "light", 0)]
        {
            limiter.settle(group, now, Some(&response(200, Some(name), remaining)), now);
        }
        assert!(!try_send(&limiter, Group::Light, now) && try_send(&limiter, Group::Heavy, now));
    }

    #[test]
    fn a_shared_budget_has_the_pace_of_its_slowest_group_after_a_refusal() {
        let (limiter, now) = (Limiter::new(None), crate::base::clock::now());
        for (group, status) in [(Group::Light, 200), (Group::Auth, 200), (Group::Light, 503)] {
            limiter.settle(group, now, Some(&response(status, Some("all"), 40)), now);
        }
        assert_eq!((0..20).filter(|_| try_send(&limiter, Group::Light, now)).count(), 5);
    }

    #[test]
    fn a_permit_in_transit_is_refunded_by_the_thread_that_takes_it_up() {
        let (limiter, now) = (Limiter::new(None), crate::base::clock::now());
        limiter.settle(Group::Heavy, now, Some(&response(200, Some("heavy"), 1)), now);
        let permit = limiter.acquire(Group::Heavy, Priority::Foreground, now).unwrap().in_transit();
        assert!(!try_send(&limiter, Group::Heavy, now), "it is the last one");
        drop(limiter.take_up(permit));
        assert!(try_send(&limiter, Group::Heavy, now));
    }

    #[test]
    fn a_retry_of_one_of_many_requests_stays_bulk() {
        let (limiter, now) = (Limiter::new(None), crate::base::clock::now());
        for (priority, retry) in [
            (Priority::Foreground, Priority::Foreground),
            (Priority::Bulk, Priority::Bulk),
            (Priority::Background, Priority::Bulk),
        ] {
            assert_eq!(limiter.acquire(Group::Light, priority, now).unwrap().retry_priority(), retry);
        }
    }

    #[test]
    fn a_request_in_flight_counts_when_its_group_gets_its_first_name() {
        let (limiter, now) = (Limiter::new(None), crate::base::clock::now());
        assert!(try_send(&limiter, Group::Heavy, now));
        let sent = now + Duration::from_millis(1);
        let permit = limiter.acquire(Group::Heavy, Priority::Foreground, sent).unwrap();
        permit.settle(sent, Some(&response(200, Some("heavy"), 1)), sent);
        assert!(!try_send(&limiter, Group::Heavy, sent), "the first one may not have arrived yet");
    }

    #[test]
    fn a_request_counts_if_its_response_does_not_say_what_remains() {
        let (limiter, now) = (Limiter::new(None), crate::base::clock::now());
        let mut silent = response(200, Some("heavy"), 0);
        silent.rate.remaining = None;
        for response in [response(200, Some("heavy"), 2), silent] {
            limiter.acquire(Group::Heavy, Priority::Foreground, now).unwrap().settle(now, Some(&response), now);
        }
        assert!(try_send(&limiter, Group::Heavy, now) && !try_send(&limiter, Group::Heavy, now), "it was one of two");
    }

    #[test]
    fn a_name_that_was_once_an_echo_is_not_shown() {
        let echo = |group, name| {
            let mut echo = response(200, Some(name), 7);
            echo.rate.is_echo = true;
            (group, echo)
        };
        let plain = |group| (group, response(200, Some("all"), 7));
        for second in [echo(Group::Light, "all"), echo(Group::Heavy, "all")] {
            let (limiter, now) = (Limiter::new(None), crate::base::clock::now());
            for (group, response) in [plain(Group::Light), second.clone(), plain(second.0)] {
                limiter.settle(group, now, Some(&response), now);
            }
            assert!(limiter.limits(now).iter().all(|limit| limit.ringcentral_name.is_none()), "{second:?}");
        }
    }

    #[test]
    fn a_renamed_group_keeps_its_budget() {
        let (limiter, now) = (Limiter::new(None), crate::base::clock::now());
        limiter.settle(Group::Light, now, Some(&response(200, Some("light"), 0)), now);
        limiter.settle(Group::Light, now, Some(&response(200, Some("lighter"), 0)), now);
        assert!(!try_send(&limiter, Group::Light, now));
    }

    #[test]
    fn names_that_are_never_repeated_cost_no_memory() {
        let (limiter, now) = (Limiter::new(None), crate::base::clock::now());
        for number in 0..1000 {
            for group in [Group::Light, Group::Heavy, Group::Auth, Group::Other] {
                limiter.settle(group, now, Some(&response(200, Some(&format!("{group:?} {number}")), 7)), now);
                limiter.settle(group, now, Some(&response(200, Some("all"), 7)), now);
            }
        }
        assert!(limiter.lock().budgets.len() <= 4);
        assert!(try_send(&limiter, Group::Auth, now));
    }

    #[test]
    fn responses_of_an_unknown_kind_count_and_only_refusals_delay_its_requests() {
        let (limiter, now) = (Limiter::new(None), crate::base::clock::now());
        let other = |status, group, remaining| {
            limiter.settle(Group::Other, now, Some(&response(status, group, remaining)), now);
        };
        other(200, Some("light"), 0);
        assert!(try_send(&limiter, Group::Light, now), "no group is known to be called light yet");
        limiter.settle(Group::Light, now, Some(&response(200, Some("light"), 7)), now);
        other(200, Some("light"), 0);
        assert!(!try_send(&limiter, Group::Light, now) && try_send(&limiter, Group::Heavy, now));
        limiter.settle(Group::Heavy, now, Some(&response(200, Some("heavy"), 7)), now);
        assert!(try_send(&limiter, Group::Other, now));
        other(429, Some("heavy"), 7);
        assert!(!try_send(&limiter, Group::Heavy, now) && try_send(&limiter, Group::Auth, now));
        assert!(!try_send(&limiter, Group::Other, now), "the client does not know which of them are heavy");
        assert!(try_send(&limiter, Group::Other, now + Duration::from_secs(5)));
    }

    #[test]
    fn an_account_wide_429_closes_unknown_kinds_too() {
        for group in [Group::Light, Group::Heavy, Group::Auth, Group::Other] {
            let (limiter, now) = (Limiter::new(None), crate::base::clock::now());
            limiter.settle(group, now, Some(&response(429, None, 0)), now);
            for closed in [Group::Light, Group::Heavy, Group::Auth, Group::Other] {
                assert!(!try_send(&limiter, closed, now), "{closed:?} after {group:?}");
                assert!(try_send(&limiter, closed, now + Duration::from_secs(5)));
            }
        }
    }

    #[test]
    fn a_503_with_retry_after_slows_its_group_down_and_closes_nothing() {
        let (limiter, now) = (Limiter::new(None), crate::base::clock::now());
        limiter.settle(Group::Heavy, now, Some(&response(503, None, 0)), now);
        assert_eq!((0..20).filter(|_| try_send(&limiter, Group::Heavy, now)).count(), 10);
        assert_eq!((0..20).filter(|_| try_send(&limiter, Group::Light, now)).count(), 20);
        limiter.settle(Group::Heavy, now, Some(&response(200, None, 0)), now);
        assert_eq!((0..20).filter(|_| try_send(&limiter, Group::Heavy, now)).count(), 20);
        let unavailable = HttpResponse { retry_after: None, ..response(503, None, 0) };
        limiter.settle(Group::Heavy, now, Some(&unavailable), now);
        assert_eq!((0..20).filter(|_| try_send(&limiter, Group::Heavy, now)).count(), 20, "not a refusal");
    }

    /// The limits after `leak` has acquired and dropped permits.
    fn left_after(leak: impl FnOnce(&Limiter, Instant)) -> Vec<Limit> {
        let (limiter, now) = (Limiter::new(None), crate::base::clock::now());
        for (_, group, _) in KNOWN {
            limiter.settle(group, now, Some(&response(200, Some(&format!("{group:?}")), 3)), now);
        }
        leak(&limiter, now);
        limiter.limits(now)
    }

    #[test]
    fn a_dropped_permit_is_refunded() {
        let untouched = left_after(|_, _| {});
        assert_eq!(untouched[1].remaining, Some(3));
        let dropped = left_after(|limiter, now| {
            for _ in 0..100 {
                drop(limiter.acquire(Group::Heavy, Priority::Background, now));
                drop(limiter.acquire(Group::Heavy, Priority::Foreground, now));
            }
        });
        let panicked = left_after(|limiter, now| {
            let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                let _permit = limiter.acquire(Group::Heavy, Priority::Foreground, now).unwrap();
                std::panic::resume_unwind(Box::new(()));
            }));
            assert!(panic.is_err());
        });
        let renamed = left_after(|limiter, now| {
            let [first, second] = [(); 2].map(|()| limiter.acquire(Group::Heavy, Priority::Foreground, now).unwrap());
            // While both are out, the platform renames the group, and then gives it its old name again.
            for name in ["heavier", "Heavy"] {
                limiter.settle(Group::Heavy, now, Some(&response(200, Some(name), 3)), now);
            }
            drop(first);
            // Acquired under one name, settled under another.
            second.settle(now, Some(&response(200, Some("Heavy"), 3)), now);
        });
        assert_eq!([dropped, panicked, renamed], [untouched.clone(), untouched.clone(), untouched]);
    }

    #[test]
    fn a_forked_child_knows_what_its_parent_has_learned_and_owes_no_requests() {
        let (limiter, now) = (Limiter::new(None), crate::base::clock::now());
        limiter.settle(Group::Light, now, Some(&response(200, Some("light"), 2)), now);
        limiter.settle(Group::Heavy, now, Some(&response(429, Some("heavy"), 0)), now);
        limiter.settle(Group::Other, now, Some(&response(429, Some("other"), 0)), now);
        assert!(try_send(&limiter, Group::Light, now), "it stays in flight in the parent");
        let child = Limiter::with(LimiterState::in_child(&limiter.lock()), None);
        let limits = child.limits(now);
        assert_eq!((limits[0].remaining, limits[0].ringcentral_name.as_deref()), (Some(2), Some("light")));
        assert_eq!((limits[1].remaining, limits[1].retry_after), (Some(0), Duration::from_secs(5)));
        assert!(!try_send(&child, Group::Other, now));
    }

    #[test]
    fn the_limits_are_the_latest_reported() {
        let (limiter, now) = (Limiter::new(None), crate::base::clock::now());
        let find = |name: &str, now| limiter.limits(now).into_iter().find(|limit| limit.name == name).unwrap();
        let light = find("Light", now);
        assert_eq!((light.ringcentral_name, light.limit, light.remaining), (None, 50, None));
        limiter.settle(Group::Light, now, Some(&response(200, Some("light"), 7)), now);
        std::mem::forget(limiter.acquire(Group::Light, Priority::Foreground, now));
        let light = find("Light", now);
        assert_eq!(
            (light.ringcentral_name.as_deref(), light.remaining, light.retry_after),
            (Some("light"), Some(6), Duration::ZERO)
        );
        assert_eq!(find("Light", now + Duration::from_secs(60)).remaining, None, "the window is over");
        limiter.settle(Group::Light, now, Some(&response(429, Some("light"), 0)), now);
        let then = now + Duration::from_secs(2);
        assert_eq!((find("Light", then).remaining, find("Light", then).retry_after), (Some(0), Duration::from_secs(3)));
        assert_eq!(find("Heavy", then).retry_after, Duration::ZERO);
    }
}
