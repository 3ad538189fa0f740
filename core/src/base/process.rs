//! What a process has of its own: a forked child begins with something new.
//!
//! A fork takes one thread along. What the others were doing at that moment stays as it was in the child: a mutex that one of
//! them held is held forever, and a condition is never notified. So no thread of a child waits for a lock of its parent. Each
//! lock is in a [`PerProcess`], which leads a child to a successor, made when it is first needed.
//!
//! A successor begins with what its predecessor knew if nobody held that lock at the fork ([`AfterFork`]). What must not depend on
//! that is written twice, into a [`ForkSnapshot`].
//!
//! A process is known by its number. That of a parent which has ended may be given to a process far down the line, which this
//! cannot tell.

use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;

use once_cell::race::OnceBox;

use crate::base::clock::Condition;

/// The process that something was made in, or belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Origin(u32);

impl Origin {
    pub(crate) fn here() -> Self {
        Self(process::id())
    }

    /// None: what is there before any process needs it.
    pub(crate) const fn nowhere() -> Self {
        Self(0)
    }

    /// Whether it is this process: not in a child that was forked since.
    pub(crate) fn is_here(self) -> bool {
        self == Self::here()
    }
}

/// What a forked child goes on with.
pub trait AfterFork {
    /// Makes the successor in the child. `self` is the parent's: it is not locked, unless that succeeds at once.
    fn after_fork(&self) -> Self;
}

/// One value for each process.
#[derive(Debug)]
pub struct PerProcess<T> {
    origin: Origin,
    value: T,
    /// The number of the process that makes the successor.
    in_child: AtomicU32,
    successor: OnceBox<PerProcess<T>>,
}

impl<T> PerProcess<T> {
    /// Makes the value of this process.
    pub(crate) fn new(value: T) -> Self {
        Self::of(Origin::here(), value)
    }

    /// Makes the predecessor of all values, which is not used itself. For statics.
    pub const fn predecessor(value: T) -> Self {
        Self::of(Origin::nowhere(), value)
    }

    const fn of(origin: Origin, value: T) -> Self {
        Self { origin, value, in_child: AtomicU32::new(0), successor: OnceBox::new() }
    }

    /// Whether it was made in this process, and not before a fork.
    pub(crate) fn is_of_this_process(&self) -> bool {
        self.origin.is_here()
    }

    /// Returns the value of this process, if there is one.
    pub(crate) fn existing(&self) -> Option<&T> {
        let here = Origin::here();
        let mut own = self;
        while own.origin != here {
            own = own.successor.get()?;
        }
        Some(&own.value)
    }
}

impl<T: AfterFork> PerProcess<T> {
    /// Returns the value of this process.
    pub fn get(&self) -> &T {
        let here = Origin::here();
        let mut own = self;
        while own.origin != here {
            own = own.successor(here);
        }
        &own.value
    }

    /// One thread of the process makes it, and the others wait for that thread: not for one of a parent.
    fn successor(&self, here: Origin) -> &Self {
        loop {
            if let Some(successor) = self.successor.get() {
                return successor;
            }
            let in_child = self.in_child.load(Ordering::Acquire);
            if in_child == here.0 {
                thread::yield_now();
            } else if self.in_child.compare_exchange(in_child, here.0, Ordering::AcqRel, Ordering::Relaxed).is_ok() {
                return self.successor.get_or_init(|| Box::new(Self::new(self.value.after_fork())));
            }
        }
    }
}

/// A mutex with a condition that its holders wait at, for each process.
///
/// A guard belongs to the process that took it: nothing that may fork is called while it is held.
#[derive(Debug)]
pub(crate) struct Monitor<T>(PerProcess<MonitorInner<T>>);

#[derive(Debug)]
struct MonitorInner<T> {
    value: Mutex<T>,
    changed: Condition,
}

/// What a forked child begins with, if it knows what the parent had, and if it does not.
pub(crate) trait ForkState: Default {
    fn in_child(parent: &Self) -> Self;
}

impl<T: ForkState> AfterFork for MonitorInner<T> {
    fn after_fork(&self) -> Self {
        Self { value: Mutex::new(state_in_child(&self.value)), changed: Condition::new() }
    }
}

/// Returns what a child begins with whose parent had this in a mutex. A parent's lock that is held is not waited for.
pub(crate) fn state_in_child<T: ForkState>(parent: &Mutex<T>) -> T {
    match parent.try_lock() {
        Ok(parent) => T::in_child(&parent),
        Err(TryLockError::Poisoned(parent)) => T::in_child(&parent.into_inner()),
        Err(TryLockError::WouldBlock) => T::default(),
    }
}

impl<T: ForkState> Monitor<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(PerProcess::new(MonitorInner { value: Mutex::new(value), changed: Condition::new() }))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.get().value.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the lock up, waits for news for at most `time`, and takes the lock again; true if that time has passed.
    pub(crate) fn wait_timeout<'a>(&'a self, guard: MutexGuard<'a, T>, time: Duration) -> (MutexGuard<'a, T>, bool) {
        let own = self.0.get();
        own.changed.wait_timeout(&own.value, guard, time)
    }

    pub(crate) fn notify_all(&self) {
        self.0.get().changed.notify_all();
    }

    pub(crate) fn is_of_this_process(&self) -> bool {
        self.0.is_of_this_process()
    }
}

/// What a child must know of its parent, whatever the parent's threads were doing: two copies, of which one at most is being
/// written at any moment.
#[derive(Debug, Default)]
pub struct ForkSnapshot<T>([Mutex<T>; 2]);

impl<T> ForkSnapshot<T> {
    /// Begins with these two copies of a value.
    pub const fn new(copies: [Mutex<T>; 2]) -> Self {
        Self(copies)
    }
}

impl<T: Clone + Default> ForkSnapshot<T> {
    /// Leaves this to children. Called by one thread at a time.
    pub fn leave(&self, value: &T) {
        for copy in &self.0 {
            *copy.lock().unwrap_or_else(PoisonError::into_inner) = value.clone();
        }
    }

    /// Returns what was left before the fork. For a child, of its parent's.
    pub fn load(&self) -> T {
        self.0.iter().find_map(|copy| copy.try_lock().ok()).map(|copy| copy.clone()).unwrap_or_default()
    }
}
