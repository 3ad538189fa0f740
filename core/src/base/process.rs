//! Fork safety: values that exist once per process.
//!
//! A fork takes one thread along. Whatever the other threads were doing stays that way in the child: a mutex that one of
//! them held is never released, and a condition is never notified. So a child never waits for a lock of its parent. Each
//! lock is in a [`PerProcess`], which gives a child a successor, made on first use.
//!
//! A successor starts with its predecessor's state if no thread held the lock at the fork ([`AfterFork`]). State that
//! must survive in any case is written twice, into a [`ForkSnapshot`].
//!
//! A process is identified by its process id. If a parent has ended, a distant descendant may get the same id, which this
//! cannot detect.

use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;

use once_cell::race::OnceBox;

use crate::base::clock::Condition;

/// The process that made or owns a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Origin(u32);

impl Origin {
    pub(crate) fn here() -> Self {
        Self(process::id())
    }

    /// No process, for values made before any process uses them.
    pub(crate) const fn nowhere() -> Self {
        Self(0)
    }

    /// Whether it is this process. False in a child that was forked since.
    pub(crate) fn is_here(self) -> bool {
        self == Self::here()
    }
}

/// Creates the value for a forked child.
pub trait AfterFork {
    /// Makes the successor in the child. `self` belongs to the parent: lock it only if that succeeds at once.
    fn after_fork(&self) -> Self;
}

/// One value for each process.
#[derive(Debug)]
pub struct PerProcess<T> {
    origin: Origin,
    value: T,
    /// The id of the process that makes the successor.
    maker: AtomicU32,
    successor: OnceBox<PerProcess<T>>,
}

impl<T> PerProcess<T> {
    /// Wraps the value of this process.
    pub(crate) fn new(value: T) -> Self {
        Self::of(Origin::here(), value)
    }

    /// Wraps the predecessor of all values, which is never used itself. For statics.
    pub const fn predecessor(value: T) -> Self {
        Self::of(Origin::nowhere(), value)
    }

    const fn of(origin: Origin, value: T) -> Self {
        Self { origin, value, maker: AtomicU32::new(0), successor: OnceBox::new() }
    }

    /// Whether it was made in this process, and not before a fork.
    pub(crate) fn is_of_this_process(&self) -> bool {
        self.origin.is_here()
    }

    /// Returns the value of this process, if it exists.
    pub(crate) fn existing(&self) -> Option<&T> {
        let here = Origin::here();
        let mut current = self;
        while current.origin != here {
            current = current.successor.get()?;
        }
        Some(&current.value)
    }
}

impl<T: AfterFork> PerProcess<T> {
    /// Returns the value of this process.
    pub fn get(&self) -> &T {
        let here = Origin::here();
        let mut current = self;
        while current.origin != here {
            current = current.successor(here);
        }
        &current.value
    }

    /// One thread of this process makes the successor, and its other threads wait for that thread. None waits for a
    /// thread of a parent.
    fn successor(&self, here: Origin) -> &Self {
        loop {
            if let Some(successor) = self.successor.get() {
                return successor;
            }
            let maker = self.maker.load(Ordering::Acquire);
            if maker == here.0 {
                thread::yield_now();
            } else if self.maker.compare_exchange(maker, here.0, Ordering::AcqRel, Ordering::Relaxed).is_ok() {
                return self.successor.get_or_init(|| Box::new(Self::new(self.value.after_fork())));
            }
        }
    }
}

/// A mutex and its condition variable, for each process.
///
/// A guard belongs to the process that took it, so nothing that may fork is called while it is held.
#[derive(Debug)]
pub(crate) struct Monitor<T>(PerProcess<MonitorInner<T>>);

#[derive(Debug)]
struct MonitorInner<T> {
    value: Mutex<T>,
    changed: Condition,
}

/// The state of a forked child: derived from the parent's if that is readable, else the default.
pub(crate) trait ForkState: Default {
    fn in_child(parent: &Self) -> Self;
}

impl<T: ForkState> AfterFork for MonitorInner<T> {
    fn after_fork(&self) -> Self {
        Self { value: Mutex::new(state_in_child(&self.value)), changed: Condition::new() }
    }
}

/// Returns the child's state for a mutex of its parent. It does not wait for a lock that the parent held.
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

    /// Releases the lock, waits up to `time` for a notification, and takes the lock again. Returns true if the time has
    /// passed.
    pub(crate) fn wait_timeout<'a>(&'a self, guard: MutexGuard<'a, T>, time: Duration) -> (MutexGuard<'a, T>, bool) {
        let current = self.0.get();
        current.changed.wait_timeout(&current.value, guard, time)
    }

    pub(crate) fn notify_all(&self) {
        self.0.get().changed.notify_all();
    }

    pub(crate) fn is_of_this_process(&self) -> bool {
        self.0.is_of_this_process()
    }
}

/// State that a child needs whatever the parent's threads were doing. At most one of the two copies is being written at
/// any moment.
#[derive(Debug, Default)]
pub struct ForkSnapshot<T>([Mutex<T>; 2]);

impl<T> ForkSnapshot<T> {
    /// Starts with two copies of a value.
    pub const fn new(copies: [Mutex<T>; 2]) -> Self {
        Self(copies)
    }
}

impl<T: Clone + Default> ForkSnapshot<T> {
    /// Stores the value for children. Called by one thread at a time.
    pub fn leave(&self, value: &T) {
        for copy in &self.0 {
            *copy.lock().unwrap_or_else(PoisonError::into_inner) = value.clone();
        }
    }

    /// Returns the value stored before the fork. Called in a child on its parent's snapshot.
    pub fn load(&self) -> T {
        self.0.iter().find_map(|copy| copy.try_lock().ok()).map(|copy| copy.clone()).unwrap_or_default()
    }
}
