//! Tests of limiters that share their limits with others, through a store or by a part of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::tests::response;
use super::*;
use crate::base::cancel::CancelToken;
use crate::base::clock;
use crate::base::error::StoreError;
use crate::base::operation::{Operation, RateLimit};
use crate::fleet::ledger::{Ledger, LedgerKey, LedgerRecord, Swap};

/// A store in memory.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<HashMap<LedgerKey, (String, Instant)>>>);

impl Memory {
    fn values(&self) -> MutexGuard<'_, HashMap<LedgerKey, (String, Instant)>> {
        self.0.lock().unwrap()
    }
}

impl Ledger for Memory {
    fn load(&self, key: &LedgerKey) -> Result<Option<LedgerRecord>, StoreError> {
        let values = self.values();
        let record = |(value, at): &(String, Instant)| LedgerRecord { value: value.clone(), age: clock::now() - *at };
        Ok(values.get(key).map(record))
    }

    fn swap(&self, key: &LedgerKey, expected: Option<&str>, new: &str, _: Duration) -> Result<Swap, StoreError> {
        let mut values = self.values();
        if values.get(key).map(|(value, _)| value.as_str()) != expected {
            drop(values);
            return Ok(Swap::Conflict(self.load(key)?));
        }
        values.insert(key.clone(), (new.to_owned(), clock::now()));
        Ok(Swap::Done)
    }
}

fn share(store: Option<&Memory>, part: f64) -> Limiter {
    let store = store.map(|store| Arc::new(store.clone()) as Arc<dyn Ledger>);
    Limiter::new(Some(Share { store, part, server: "s".to_owned(), client_id: "c".to_owned() }))
}

/// A worker whose account is in the store.
fn worker(store: &Memory) -> Limiter {
    share(Some(store), 1.0)
}

fn pause(milliseconds: u64) {
    let operation = Operation::new(Duration::from_secs(60), &CancelToken::unreachable(), RateLimit::FailFast);
    operation.sleep(Duration::from_millis(milliseconds));
}

/// Acquires a permit, waiting for the store but not for the limits.
fn acquire(limiter: &Limiter, group: Group, priority: Priority) -> Result<Permit<'_>, NotGranted> {
    loop {
        match limiter.acquire(group, priority, clock::now()) {
            Err(not) if not.is_asking => pause(1),
            result => return result,
        }
    }
}

/// Sends requests until one is not allowed, at most 20. Returns how many were sent.
fn sent(limiter: &Limiter, group: Group) -> usize {
    (0..20).take_while(|_| acquire(limiter, group, Priority::Foreground).map(std::mem::forget).is_ok()).count()
}

#[test]
fn a_share_is_a_part_of_the_limits_that_responses_report() {
    let limiter = share(None, 0.2);
    assert_eq!(sent(&limiter, Group::Heavy), 2, "of ten");
    let (limiter, now) = (share(None, 0.2), clock::now());
    limiter.settle(Group::Heavy, now, Some(&response(200, Some("heavy"), 40)), now);
    assert_eq!(sent(&limiter, Group::Heavy), 9, "of fifty, with the one that reported it");
}

#[test]
fn workers_of_one_user_share_one_account() {
    let store = Memory::default();
    let [first, second, other] = ["1", "1", "2"].map(|user| {
        let limiter = worker(&store);
        limiter.set_user(user);
        limiter
    });
    assert_eq!((sent(&first, Group::Heavy), sent(&second, Group::Heavy)), (10, 0));
    assert_eq!(sent(&other, Group::Heavy), 10, "another user has limits of its own");
}

#[test]
fn a_refusal_is_known_to_all_workers() {
    let store = Memory::default();
    let (first, second) = (worker(&store), worker(&store));
    let refuse = |group, named| {
        let refusal = HttpResponse { retry_after: Some(Duration::from_secs(600)), ..response(429, named, 0) };
        let permit = acquire(&first, group, Priority::Foreground).unwrap();
        permit.settle(clock::now(), Some(&refusal), clock::now()).unwrap();
    };
    // What the second worker holds already is used up first. Without the refusal, it would wait for a window, a minute.
    let until_refused = |group| {
        let began = clock::now();
        let is_refused = || {
            let permit = acquire(&second, group, Priority::Foreground).map(std::mem::forget);
            permit.is_err_and(|refused| refused.opens > began + Duration::from_secs(300))
        };
        while !is_refused() {
            assert!(clock::now() < began + Duration::from_secs(60), "{group:?} is not refused");
            pause(1);
        }
    };
    refuse(Group::Heavy, Some("heavy"));
    until_refused(Group::Heavy);
    pause(50);
    assert_eq!(store.values().len(), 1, "it is about its group alone");
    refuse(Group::Light, None);
    until_refused(Group::Auth);
}

#[test]
fn what_the_limits_refuse_is_not_asked_of_the_store() {
    let (limiter, now) = (worker(&Memory::default()), clock::now());
    limiter.settle(Group::Heavy, now, Some(&response(200, Some("heavy"), 0)), now);
    let refused = limiter.acquire(Group::Heavy, Priority::Foreground, now).unwrap_err();
    assert!(!refused.is_asking, "{refused:?}");
}

#[test]
fn background_requests_take_several_permits_at_once() {
    for (priority, takes_more) in [(Priority::Background, true), (Priority::Bulk, false), (Priority::Foreground, false)]
    {
        let limiter = worker(&Memory::default());
        std::mem::forget(acquire(&limiter, Group::Light, priority).unwrap());
        let next = limiter.acquire(Group::Light, Priority::Foreground, clock::now()).map(std::mem::forget);
        assert_eq!(next.is_ok(), takes_more, "{priority:?}");
    }
}
