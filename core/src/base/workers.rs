//! Threads for hosts that must not block their own: Node's event loop hands every operation to one of these.
//!
//! Token stores and listeners run here as well, since their code may block for longer than an operation allows. A thread
//! is started for a task that finds nobody idle, up to what is usual in the pool, and ends after [`IDLE`] without a task;
//! tasks are taken in their order. One pool for each kind serves the whole process: an operation may wait for a
//! store, and would wait forever in one queue with it behind operations that wait for the same.
//!
//! A few threads deliver to all listeners, which should not take long. That one of them does must not hold up the others
//! for ever, so a task that the usual threads do not come to brings a spare thread, which only looks after the queue. If
//! nothing is taken from it for [`PATIENCE`], the usual threads are stuck: then the spare one becomes one of them, and
//! another takes its place.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::base::clock::Condition;
use crate::base::process::{Inherit, Origin, PerProcess};
use crate::base::threads;
use crate::simulation;

type Task = Box<dyn FnOnce() + Send>;

/// More operations than this at once wait for a thread. A blocked operation costs its thread a stack and nothing else.
const MOST_THREADS: usize = 512;
/// How long a thread waits for another task before it ends.
const IDLE: Duration = Duration::from_secs(5);
/// How long no task is taken from a queue before those who should take one count as stuck.
const PATIENCE: Duration = Duration::from_millis(100);
/// Threads that deliver to listeners.
const DELIVERING: usize = 4;
const NAME: &str = "ringout-worker";

/// The operations of hosts.
static OPERATIONS: PerProcess<Workers> = PerProcess::predecessor(Workers::new(Origin::nowhere(), MOST_THREADS));
/// Token stores.
pub(crate) static STORES: PerProcess<Workers> = PerProcess::predecessor(Workers::new(Origin::nowhere(), MOST_THREADS));
/// Listeners, which may begin an operation of their own.
pub(crate) static LISTENERS: PerProcess<Workers> = PerProcess::predecessor(Workers::new(Origin::nowhere(), DELIVERING));

/// A pool of threads of one process: a fork takes none of them along.
pub(crate) struct Workers {
    origin: Origin,
    /// So many threads are started without a second thought.
    usual: usize,
    pool: Mutex<Pool>,
    work: Condition,
    /// The spare thread sleeps here.
    watch: Condition,
}

struct Pool {
    queue: VecDeque<Task>,
    /// How many tasks were taken so far.
    taken: u64,
    idle: usize,
    /// With the spare one.
    threads: usize,
    has_spare: bool,
}

impl Pool {
    const fn new() -> Self {
        Self { queue: VecDeque::new(), taken: 0, idle: 0, threads: 0, has_spare: false }
    }
}

/// Runs a task on a worker thread, started if none is idle. The task must not panic; one that does ends its thread, and
/// nothing else.
#[doc(hidden)]
pub fn spawn(task: impl FnOnce() + Send + 'static) {
    OPERATIONS.get().spawn(task);
}

impl Workers {
    const fn new(origin: Origin, usual: usize) -> Self {
        Self { origin, usual, pool: Mutex::new(Pool::new()), work: Condition::new(), watch: Condition::new() }
    }

    /// Runs a task on a thread of this pool, as [`spawn`] does on one for operations.
    pub(crate) fn spawn(&'static self, task: impl FnOnce() + Send + 'static) {
        if simulation::here().is_some() {
            // A pool is the process's, and would tie one world to another.
            drop(threads::spawn(NAME, task));
            return;
        }
        let mut pool = self.lock();
        pool.queue.push_back(Box::new(task));
        if pool.idle >= pool.queue.len() {
            self.work.notify_one();
        } else if pool.threads - usize::from(pool.has_spare) < self.usual {
            self.start(pool, false);
        } else if pool.has_spare {
            self.work.notify_one();
            self.watch.notify_one();
        } else if pool.threads < MOST_THREADS {
            self.start(pool, true);
        } else {
            self.work.notify_one();
        }
    }

    fn start(&'static self, mut pool: MutexGuard<'_, Pool>, as_spare: bool) {
        pool.threads += 1;
        pool.has_spare |= as_spare;
        drop(pool);
        let run = move || {
            let _leave = Leave(self);
            if as_spare {
                self.stand_by();
            } else {
                self.work();
            }
        };
        if threads::spawn(NAME, run).is_err() {
            // No thread to be had: one that is there will take it, and if none is, this one does.
            let mut pool = self.lock();
            pool.threads -= 1;
            pool.has_spare &= !as_spare;
            let stranded = if pool.threads == 0 { pool.queue.pop_back() } else { None };
            drop(pool);
            if let Some(task) = stranded {
                task();
            }
        }
    }

    fn work(&'static self) {
        while let Some(task) = self.next_task() {
            task();
            if !self.is_of_this_process() {
                return;
            }
        }
    }

    /// Not in a child that a task has forked.
    fn is_of_this_process(&self) -> bool {
        self.origin.is_here()
    }

    fn next_task(&self) -> Option<Task> {
        let mut pool = self.lock();
        loop {
            if let Some(task) = pool.queue.pop_front() {
                pool.taken += 1;
                return Some(task);
            }
            pool.idle += 1;
            let (guard, timed_out) = self.work.wait_timeout(&self.pool, pool, IDLE);
            pool = guard;
            pool.idle -= 1;
            if timed_out && pool.queue.is_empty() {
                return None;
            }
        }
    }

    /// What the spare thread does: sees to it that tasks are taken, and takes one only if nobody else does.
    fn stand_by(&'static self) {
        let mut pool = self.lock();
        loop {
            let (taken, time) = (pool.taken, if pool.queue.is_empty() { IDLE } else { PATIENCE });
            let (guard, timed_out) = self.watch.wait_timeout(&self.pool, pool, time);
            pool = guard;
            if timed_out && taken == pool.taken {
                break;
            }
        }
        pool.has_spare = false;
        if pool.queue.is_empty() {
            return;
        }
        if pool.threads < MOST_THREADS {
            self.start(pool, true);
        } else {
            drop(pool);
        }
        self.work();
    }

    fn lock(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inherit for Workers {
    fn inherit(&self) -> Self {
        Self::new(Origin::here(), self.usual)
    }
}

/// Counts a thread out, also when a task panics.
struct Leave(&'static Workers);

impl Drop for Leave {
    fn drop(&mut self) {
        if self.0.is_of_this_process() {
            self.0.lock().threads -= 1;
        }
    }
}
