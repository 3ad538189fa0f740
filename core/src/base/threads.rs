//! Threads: the only file that starts one.
//!
//! In a simulation a thread belongs to the world of the one that started it: see the module `simulation`.

#![allow(clippy::disallowed_methods)] // this is the one place

use std::io;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle, ThreadId};
use std::time::Duration;

use crate::base::clock::Condition;
use crate::base::process::Origin;
use crate::simulation::{self, Inhabitant};

/// A thread that was started.
///
/// Dropping it lets the thread go on alone.
#[derive(Debug)]
pub(crate) struct Thread {
    /// There until it is joined or dropped.
    handle: Option<JoinHandle<()>>,
    id: ThreadId,
    /// The process that has the thread.
    origin: Origin,
    /// The same thread as an inhabitant of a simulated world.
    inhabitant: Option<Inhabitant>,
}

/// Starts a thread. Fails if the system has none to give.
pub(crate) fn spawn(name: &str, task: impl FnOnce() + Send + 'static) -> io::Result<Thread> {
    let builder = thread::Builder::new().name(name.into());
    let (handle, inhabitant) = match simulation::here() {
        Some(here) => {
            let (inhabitant, task) = here.settle(name, task);
            (builder.spawn(task)?, Some(inhabitant))
        }
        None => (builder.spawn(task)?, None),
    };
    Ok(Thread { id: handle.thread().id(), handle: Some(handle), origin: Origin::here(), inhabitant })
}

impl Thread {
    /// Waits for its end. That it panicked has been said by then.
    pub(crate) fn join(mut self) {
        if let Some(inhabitant) = &self.inhabitant {
            inhabitant.await_end();
        }
        if let Some(handle) = self.handle.take() {
            let _ = handle.join();
        }
    }

    pub(crate) fn is_finished(&self) -> bool {
        let has_ended = || self.handle.as_ref().is_none_or(JoinHandle::is_finished);
        self.inhabitant.as_ref().map_or_else(has_ended, Inhabitant::has_ended)
    }

    pub(crate) fn id(&self) -> ThreadId {
        self.id
    }
}

impl Drop for Thread {
    /// A child has no thread of its parent's, and the system may have given what the handle stands for to one of its own.
    fn drop(&mut self) {
        if !self.origin.is_here() {
            mem::forget(self.handle.take());
        }
    }
}

/// One value that one thread hands to another: the two ends of its way.
pub(crate) fn oneshot<T>() -> (OneshotSender<T>, OneshotReceiver<T>) {
    let shared = Arc::new(Shared { origin: Origin::here(), hand: Mutex::new(Hand::Empty), changed: Condition::new() });
    (OneshotSender(Arc::clone(&shared)), OneshotReceiver(shared))
}

/// Gives the value. Dropped without having given one, it says so.
pub(crate) struct OneshotSender<T>(Arc<Shared<T>>);

/// Waits for the value. Dropped, it leaves what is given to the giver, who drops it.
pub(crate) struct OneshotReceiver<T>(Arc<Shared<T>>);

struct Shared<T> {
    /// The process that has both ends. In a child one of them is missing, and may have held the lock.
    origin: Origin,
    hand: Mutex<Hand<T>>,
    changed: Condition,
}

enum Hand<T> {
    Empty,
    Full(T),
    Gone,
}

/// What came of waiting for a value.
pub(crate) enum Received<T> {
    Over(T),
    NotYet,
    /// And it will not come: the thread that should have given it has panicked, or is one of another process.
    Never,
}

impl<T> OneshotSender<T> {
    pub(crate) fn give(self, value: T) {
        if self.0.is_of_this_process() {
            *self.0.lock() = Hand::Full(value);
        }
    }
}

impl<T> Drop for OneshotSender<T> {
    fn drop(&mut self) {
        if !self.0.is_of_this_process() {
            return;
        }
        let mut hand = self.0.lock();
        if matches!(*hand, Hand::Empty) {
            *hand = Hand::Gone;
        }
        drop(hand);
        self.0.changed.notify_one();
    }
}

impl<T> OneshotReceiver<T> {
    /// Waits at most so long, and perhaps less.
    pub(crate) fn take(&self, time: Duration) -> Received<T> {
        if !self.0.is_of_this_process() {
            return Received::Never;
        }
        let mut hand = self.0.lock();
        if matches!(*hand, Hand::Empty) {
            (hand, _) = self.0.changed.wait_timeout(&self.0.hand, hand, time);
        }
        match mem::replace(&mut *hand, Hand::Gone) {
            Hand::Full(value) => Received::Over(value),
            Hand::Gone => Received::Never,
            Hand::Empty => {
                *hand = Hand::Empty;
                Received::NotYet
            }
        }
    }
}

impl<T> Shared<T> {
    fn is_of_this_process(&self) -> bool {
        self.origin.is_here()
    }

    fn lock(&self) -> MutexGuard<'_, Hand<T>> {
        self.hand.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
