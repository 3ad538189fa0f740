//! The budgets of one client, shared by everything that it sends. No I/O and no clock: time is an argument.
//!
//! One budget for each kind of request, from the platform's defaults (50, 10 and 5 a minute) until an answer tells
//! better. The names of the groups in the answers are opaque: they only say which kinds share a budget. Requests of no
//! known kind are never held back, but what their answers tell of a group that is known counts. A 429 without any
//! `X-Rate-Limit` header closes everything: it is the account's.
//!
//! A [`Permit`] is one request that the limits allow. It is taken before the request is sent, carried along with it, and
//! settled with what came back. One that is dropped instead is returned: its request never left. The lock is held for a few
//! comparisons and never while anything is sent.

mod budget;
#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod strict;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub(crate) use budget::Priority;

use crate::base::wire::{Answer, Group, RateHeaders};
use budget::{Budget, Decision};

/// The gate in front of every request of a client.
#[derive(Debug)]
pub(crate) struct Limiter {
    gates: Mutex<Gates>,
}

#[derive(Debug)]
struct Gates {
    /// Which of `budgets` each group spends. Two groups that the platform calls by one name share one.
    budget_of: [usize; 3],
    budgets: Vec<Named>,
}

#[derive(Debug)]
struct Named {
    /// What the platform calls it, once an answer has told.
    name: Option<String>,
    budget: Budget,
}

impl Limiter {
    pub(crate) fn new() -> Self {
        const MINUTE: Duration = Duration::from_secs(60);
        let budgets = [50, 10, 5].map(|limit| Named { name: None, budget: Budget::new(limit, MINUTE) });
        Self { gates: Mutex::new(Gates { budget_of: [0, 1, 2], budgets: budgets.into() }) }
    }

    /// Takes a permit for one request; the error is the moment before which there is none.
    pub(crate) fn acquire(&self, group: Group, priority: Priority, now: Instant) -> Result<Permit<'_>, Instant> {
        let mut gates = self.lock();
        let place = gates.place(group);
        if let Some(budget) = place.map(|place| &mut gates.budgets[place].budget) {
            match budget.decide(now, priority) {
                Decision::Go => budget.spend(now, priority),
                Decision::NotBefore(then) => return Err(then),
            }
        }
        Ok(Permit { limiter: self, group, place })
    }

    /// Settles a request whose permit was forgotten, for tests in which answers come in an order of their own.
    #[cfg(test)]
    pub(crate) fn settle(&self, group: Group, sent: Instant, answer: Option<&Answer>, now: Instant) {
        let place = self.lock().place(group);
        Permit { limiter: self, group, place }.settle(sent, answer, now);
    }

    fn lock(&self) -> MutexGuard<'_, Gates> {
        self.gates.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One request that the limits allow, from the budget that it was taken from: the platform may call the group by another
/// name before the answer is there.
#[must_use = "a permit that is dropped is returned"]
#[derive(Debug)]
pub(crate) struct Permit<'a> {
    limiter: &'a Limiter,
    group: Group,
    /// The place of the budget; `None` for a group without one, and once it is settled.
    place: Option<usize>,
}

impl Permit<'_> {
    /// The request was sent at `sent`; its answer is there, or will not come.
    pub(crate) fn settle(mut self, sent: Instant, answer: Option<&Answer>, now: Instant) {
        let (group, place) = (self.group, self.place.take());
        let mut gates = self.limiter.lock();
        let rate = answer.map(|answer| &answer.rate);
        if let Some(name) = rate.and_then(|rate| rate.group.as_deref()) {
            gates.learn_name(group, name);
        }
        match (place, gates.place(group), rate) {
            (Some(spent), Some(named), Some(rate)) if spent != named => {
                gates.budgets[spent].budget.settle_elsewhere();
                gates.budgets[named].budget.hear(sent, now, rate);
            }
            (Some(spent), _, rate) => gates.budgets[spent].budget.settle(sent, now, rate),
            (None, _, Some(rate)) => drop(gates.named(rate).map(|budget| budget.hear(sent, now, rate))),
            (None, _, None) => {}
        }
        match answer {
            Some(answer) if answer.status == 429 => gates.close(group, answer, sent, now),
            Some(_) => gates.budget(group).into_iter().for_each(|budget| budget.reopen(sent)),
            None => {}
        }
    }

    /// Until when the platform takes nothing of the group, if it has said so since the permit was taken.
    pub(crate) fn closed_until(&self, now: Instant) -> Option<Instant> {
        self.limiter.lock().budget(self.group)?.closed_until(now)
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            self.limiter.lock().budgets[place].budget.give_back();
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

impl Gates {
    fn place(&self, group: Group) -> Option<usize> {
        index(group).map(|index| self.budget_of[index])
    }

    fn budget(&mut self, group: Group) -> Option<&mut Budget> {
        self.place(group).map(|place| &mut self.budgets[place].budget)
    }

    /// The budget of the group that an answer names, if a request of a known kind has had an answer of that group.
    fn named(&mut self, rate: &RateHeaders) -> Option<&mut Budget> {
        let name = rate.group.as_deref()?;
        let named = self.budgets.iter_mut().find(|named| named.name.as_deref() == Some(name));
        named.map(|named| &mut named.budget)
    }

    /// A name that is known already means that the two share a budget; one that is new where another was known means a
    /// renamed or split group, which goes on with a copy of what is known.
    fn learn_name(&mut self, group: Group, name: &str) {
        let Some(index) = index(group) else { return };
        let own = self.budget_of[index];
        match &self.budgets[own].name {
            Some(known) if known == name => {}
            None => {
                let shared = self.budgets.iter().position(|named| named.name.as_deref() == Some(name));
                self.budget_of[index] = shared.unwrap_or(own);
                self.budgets[self.budget_of[index]].name = Some(name.to_owned());
            }
            Some(_) => {
                let shared = self.budgets.iter().position(|named| named.name.as_deref() == Some(name));
                self.budget_of[index] = shared.unwrap_or_else(|| {
                    let named = Named { name: Some(name.to_owned()), budget: self.budgets[own].budget.renamed() };
                    self.keep(named)
                });
            }
        }
    }

    /// Where the budget is kept: instead of one that no group spends any more and no permit is out for, if there is one. A
    /// platform that never calls a group by the same name twice costs no memory.
    fn keep(&mut self, named: Named) -> usize {
        let is_unused = |place: &usize| !self.budget_of.contains(place) && !self.budgets[*place].budget.has_permits();
        if let Some(unused) = (0..self.budgets.len()).find(is_unused) {
            self.budgets[unused] = named;
            return unused;
        }
        self.budgets.push(named);
        self.budgets.len() - 1
    }

    /// A 429 of a group closes that group; one that names none is account-wide, and closes all.
    fn close(&mut self, group: Group, answer: &Answer, sent: Instant, now: Instant) {
        if answer.rate == RateHeaders::default() {
            self.budgets.iter_mut().for_each(|named| named.budget.close(sent, now, answer.retry_after));
        } else if index(group).is_some() {
            self.budget(group).into_iter().for_each(|budget| budget.close(sent, now, answer.retry_after));
        } else {
            self.named(&answer.rate).into_iter().for_each(|budget| budget.close(sent, now, answer.retry_after));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, group: Option<&str>, remaining: u32) -> Answer {
        let rate = group.map_or_else(RateHeaders::default, |group| RateHeaders {
            group: Some(group.to_owned()),
            limit: Some(50),
            remaining: Some(remaining),
            window: Some(Duration::from_secs(60)),
        });
        Answer { status, rate, retry_after: Some(Duration::from_secs(5)), ..Answer::default() }
    }

    /// Whether a request may be sent; it is, and no answer has come.
    fn goes(limiter: &Limiter, group: Group, now: Instant) -> bool {
        limiter.acquire(group, Priority::Foreground, now).map(std::mem::forget).is_ok()
    }

    #[test]
    fn a_429_closes_its_group_and_an_account_wide_one_all() {
        let (limiter, now) = (Limiter::new(), crate::base::clock::now());
        limiter.settle(Group::Light, now, Some(&answer(429, Some("light"), 0)), now);
        assert!(!goes(&limiter, Group::Light, now) && goes(&limiter, Group::Heavy, now));
        limiter.settle(Group::Light, now, Some(&answer(429, None, 0)), now);
        assert!(!goes(&limiter, Group::Heavy, now) && !goes(&limiter, Group::Auth, now));
        assert!(goes(&limiter, Group::Heavy, now + Duration::from_secs(5)));
    }

    #[test]
    fn groups_of_one_name_share_one_budget() {
        let (limiter, now) = (Limiter::new(), crate::base::clock::now());
        for group in [Group::Light, Group::Heavy] {
            limiter.settle(group, now, Some(&answer(200, Some("medium"), 1)), now);
        }
        assert!(goes(&limiter, Group::Light, now), "the last one of the window");
        assert!(!goes(&limiter, Group::Heavy, now), "is gone for the other, too");
    }

    #[test]
    fn a_group_that_is_renamed_goes_on_with_what_is_known() {
        let (limiter, now) = (Limiter::new(), crate::base::clock::now());
        limiter.settle(Group::Light, now, Some(&answer(200, Some("light"), 0)), now);
        limiter.settle(Group::Light, now, Some(&answer(200, Some("lighter"), 0)), now);
        assert!(!goes(&limiter, Group::Light, now));
    }

    #[test]
    fn names_that_never_come_twice_cost_no_memory() {
        let (limiter, now) = (Limiter::new(), crate::base::clock::now());
        for number in 0..1000 {
            for group in [Group::Light, Group::Heavy, Group::Auth, Group::Other] {
                limiter.settle(group, now, Some(&answer(200, Some(&format!("{group:?} {number}")), 7)), now);
                limiter.settle(group, now, Some(&answer(200, Some("all"), 7)), now);
            }
        }
        assert!(limiter.lock().budgets.len() <= 4);
        assert!(goes(&limiter, Group::Auth, now));
    }

    #[test]
    fn requests_of_no_known_kind_are_heard_and_never_held_back() {
        let (limiter, now) = (Limiter::new(), crate::base::clock::now());
        let other =
            |status, group, remaining| limiter.settle(Group::Other, now, Some(&answer(status, group, remaining)), now);
        other(200, Some("light"), 0);
        assert!(goes(&limiter, Group::Light, now), "nobody knows yet what is called light");
        limiter.settle(Group::Light, now, Some(&answer(200, Some("light"), 7)), now);
        other(200, Some("light"), 0);
        assert!(!goes(&limiter, Group::Light, now) && goes(&limiter, Group::Heavy, now));
        limiter.settle(Group::Heavy, now, Some(&answer(200, Some("heavy"), 7)), now);
        other(429, Some("heavy"), 7);
        assert!(!goes(&limiter, Group::Heavy, now) && goes(&limiter, Group::Auth, now));
        other(429, None, 0);
        assert!(!goes(&limiter, Group::Auth, now) && goes(&limiter, Group::Other, now));
    }
}
