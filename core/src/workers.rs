//! Threads for hosts that must not block their own: Node's event loop hands every operation to one of these.
//!
//! Token stores and listeners run here as well, since their code may block for longer than an operation allows. A thread
//! is started for a task that finds nobody idle, up to [`MOST_THREADS`], and ends after [`IDLE`] without a task; tasks are
//! taken in their order. One pool for each of the three serves the whole process: an operation may wait for a store, and
//! would wait for ever in one queue with it behind operations that wait for the same.

use std::collections::VecDeque;
use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::clock::Condition;
use crate::{simulation, threads};

type Task = Box<dyn FnOnce() + Send>;

/// More operations than this at once wait for a thread. A blocked operation costs its thread a stack and nothing else.
const MOST_THREADS: usize = 512;
/// How long a thread waits for another task before it ends.
const IDLE: Duration = Duration::from_secs(5);
const NAME: &str = "ringout-worker";

/// The operations of hosts.
static OPERATIONS: Workers = Workers::new();
/// Token stores.
pub(crate) static STORES: Workers = Workers::new();
/// Listeners, which may begin an operation of their own.
pub(crate) static LISTENERS: Workers = Workers::new();

/// A pool of threads.
pub(crate) struct Workers {
    pool: Mutex<Pool>,
    work: Condition,
}

struct Pool {
    /// The process whose threads these are: a fork takes none of them along.
    process: u32,
    queue: VecDeque<Task>,
    idle: usize,
    threads: usize,
}

impl Pool {
    const fn new(process: u32) -> Self {
        Self { process, queue: VecDeque::new(), idle: 0, threads: 0 }
    }
}

/// Runs a task on a worker thread, started if none is idle. The task must not panic; one that does ends its thread, and
/// nothing else.
#[doc(hidden)]
pub fn spawn(task: impl FnOnce() + Send + 'static) {
    OPERATIONS.spawn(task);
}

impl Workers {
    const fn new() -> Self {
        Self { pool: Mutex::new(Pool::new(0)), work: Condition::new() }
    }

    /// Runs a task on a thread of this pool, as [`spawn`] does on one for operations.
    pub(crate) fn spawn(&'static self, task: impl FnOnce() + Send + 'static) {
        if simulation::here().is_some() {
            // A pool is the process's, and would tie one world to another.
            drop(threads::spawn(NAME, task));
            return;
        }
        let mut pool = self.lock();
        if pool.process != process::id() {
            *pool = Pool::new(process::id());
        }
        pool.queue.push_back(Box::new(task));
        if pool.idle >= pool.queue.len() || pool.threads >= MOST_THREADS {
            self.work.notify_one();
            return;
        }
        pool.threads += 1;
        drop(pool);
        if threads::spawn(NAME, || self.work()).is_err() {
            // No thread to be had: one that is there will take it, and if none is, this one does.
            let mut pool = self.lock();
            pool.threads -= 1;
            let stranded = if pool.threads == 0 { pool.queue.pop_back() } else { None };
            drop(pool);
            if let Some(task) = stranded {
                task();
            }
        }
    }

    fn work(&self) {
        /// Counts the thread out, also when a task panics.
        struct Leave<'a>(&'a Workers);
        impl Drop for Leave<'_> {
            fn drop(&mut self) {
                self.0.lock().threads -= 1;
            }
        }
        let _leave = Leave(self);
        while let Some(task) = self.next_task() {
            task();
        }
    }

    fn next_task(&self) -> Option<Task> {
        let mut pool = self.lock();
        loop {
            if let Some(task) = pool.queue.pop_front() {
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

    fn lock(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
