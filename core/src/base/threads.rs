//! Threads: the only file that starts one.
//!
//! In a simulation a new thread belongs to the world of the thread that started it, see the module `simulation`.

#![allow(clippy::disallowed_methods)] // this is the one place

use std::io;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle, ThreadId};
use std::time::Duration;

use crate::base::clock::Condition;
use crate::base::process::Origin;
use crate::simulation::{self, SimulatedThread};

/// A started thread.
///
/// Dropping it detaches the thread.
#[derive(Debug)]
pub(crate) struct Thread {
    /// `None` once it is joined or dropped.
    handle: Option<JoinHandle<()>>,
    id: ThreadId,
    /// The process that has the thread.
    origin: Origin,
    /// The same thread as part of a simulated world.
    simulated: Option<SimulatedThread>,
}

/// Starts a thread. Fails if the system has none left.
pub(crate) fn spawn(name: &str, task: impl FnOnce() + Send + 'static) -> io::Result<Thread> {
    let builder = thread::Builder::new().name(name.into());
    let (handle, simulated) = match simulation::here() {
        Some(here) => {
            let (simulated, task) = here.add_thread(name, task);
            (builder.spawn(task)?, Some(simulated))
        }
        None => (builder.spawn(task)?, None),
    };
    Ok(Thread { id: handle.thread().id(), handle: Some(handle), origin: Origin::here(), simulated })
}

impl Thread {
    /// Waits for the thread to end. A panic in it was reported when it happened.
    pub(crate) fn join(mut self) {
        if let Some(simulated) = &self.simulated {
            simulated.await_end();
        }
        if let Some(handle) = self.handle.take() {
            let _ = handle.join();
        }
    }

    pub(crate) fn is_finished(&self) -> bool {
        let has_ended = || self.handle.as_ref().is_none_or(JoinHandle::is_finished);
        self.simulated.as_ref().map_or_else(has_ended, SimulatedThread::has_ended)
    }

    pub(crate) fn id(&self) -> ThreadId {
        self.id
    }
}

impl Drop for Thread {
    /// A forked child has no thread of its parent, and the system may have given the same handle to one of the child's
    /// threads.
    fn drop(&mut self) {
        if !self.origin.is_here() {
            mem::forget(self.handle.take());
        }
    }
}

/// Creates a oneshot channel between two threads.
pub(crate) fn oneshot<T>() -> (OneshotSender<T>, OneshotReceiver<T>) {
    let oneshot =
        Arc::new(Oneshot { origin: Origin::here(), slot: Mutex::new(Slot::Empty), changed: Condition::new() });
    (OneshotSender(Arc::clone(&oneshot)), OneshotReceiver(oneshot))
}

/// Sends the value. Dropped without sending, it closes the channel.
pub(crate) struct OneshotSender<T>(Arc<Oneshot<T>>);

/// Waits for the value. After it is dropped, a value that was sent is dropped with the sender.
pub(crate) struct OneshotReceiver<T>(Arc<Oneshot<T>>);

struct Oneshot<T> {
    /// The process that has both ends. In a child one of them is missing, and may have held the lock.
    origin: Origin,
    slot: Mutex<Slot<T>>,
    changed: Condition,
}

enum Slot<T> {
    Empty,
    Full(T),
    Closed,
}

/// The result of waiting for a value.
pub(crate) enum Received<T> {
    Value(T),
    Pending,
    /// No value will come: the sending thread panicked, or belongs to another process.
    Closed,
}

impl<T> OneshotSender<T> {
    pub(crate) fn send(self, value: T) {
        if self.0.is_of_this_process() {
            *self.0.lock() = Slot::Full(value);
        }
    }
}

impl<T> Drop for OneshotSender<T> {
    fn drop(&mut self) {
        if !self.0.is_of_this_process() {
            return;
        }
        let mut slot = self.0.lock();
        if matches!(*slot, Slot::Empty) {
            *slot = Slot::Closed;
        }
        drop(slot);
        self.0.changed.notify_one();
    }
}

impl<T> OneshotReceiver<T> {
    /// Waits up to `time` for the value. It may return early.
    pub(crate) fn receive(&self, time: Duration) -> Received<T> {
        if !self.0.is_of_this_process() {
            return Received::Closed;
        }
        let mut slot = self.0.lock();
        if matches!(*slot, Slot::Empty) {
            (slot, _) = self.0.changed.wait_timeout(&self.0.slot, slot, time);
        }
        match mem::replace(&mut *slot, Slot::Closed) {
            Slot::Full(value) => Received::Value(value),
            Slot::Closed => Received::Closed,
            Slot::Empty => {
                *slot = Slot::Empty;
                Received::Pending
            }
        }
    }
}

impl<T> Oneshot<T> {
    fn is_of_this_process(&self) -> bool {
        self.origin.is_here()
    }

    fn lock(&self) -> MutexGuard<'_, Slot<T>> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
