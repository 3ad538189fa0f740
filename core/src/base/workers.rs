//! Worker thread pools.
//!
//! For hosts that must not block their own threads: Node's event loop hands every operation to a worker. Token stores and
//! listeners run here too, because their code may block for longer than an operation allows. There is one pool for each
//! kind of task. A task that waits for others never shares a pool with them: an operation waits for a store, and would
//! wait forever behind operations that wait for the same.
//!
//! Tasks start in order. A task that finds no idle thread starts one, up to the pool's usual number. A thread ends after
//! [`IDLE`] without a task.
//!
//! An operation has a deadline and a cancel token, which also apply while it is queued. While tasks wait and no thread is
//! free, a timekeeper scans the queue every [`SLICE`] and completes expired tasks with an error that says why.
//!
//! A few threads serve all listeners, which should return quickly. A slow one must not block the others forever. So if
//! the usual threads cannot take a task, a spare thread starts that only watches the queue. If nothing is taken from the
//! queue for [`STUCK_AFTER`], the usual threads are stuck. Then the spare thread becomes one of them, and a new spare
//! takes its place.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::base::cancel::{CancelToken, SLICE};
use crate::base::clock::Condition;
use crate::base::error::{Error, Result};
use crate::base::operation::Operation;
use crate::base::process::{AfterFork, Origin, PerProcess};
use crate::base::threads;
use crate::simulation;

/// Gets `Ok` when it starts, or the error if it expired in the queue.
type Task = Box<dyn FnOnce(Result<()>) + Send>;

/// Maximum operations at once; more wait for a thread. A blocked operation costs only its thread's stack.
const MAX_THREADS: usize = 512;
/// Usual threads for operations of hosts that expect few. At 0.3 s a request they send 100 a second, more than any limit of
/// RingCentral allows.
const FEW_THREADS: usize = 32;
/// How long an idle thread waits for a task before it ends.
const IDLE: Duration = Duration::from_secs(5);
/// If no task is taken from a queue for this long, the threads count as stuck.
const STUCK_AFTER: Duration = Duration::from_millis(100);
/// Usual threads for listeners.
const LISTENER_THREADS: usize = 4;
const NAME: &str = "ringout-worker";

/// Operations of hosts with an event loop of their own, which expect few threads. More start only while these are stuck.
pub(crate) static FEW_OPERATIONS: PerProcess<Workers> = predecessor(FEW_THREADS, MAX_THREADS);
/// Operations of hosts.
pub(crate) static OPERATIONS: PerProcess<Workers> = predecessor(MAX_THREADS, MAX_THREADS);
/// Other tasks of hosts.
static HOST_TASKS: PerProcess<Workers> = predecessor(usize::MAX, usize::MAX);
/// Token stores.
pub(crate) static STORES: PerProcess<Workers> = predecessor(MAX_THREADS, MAX_THREADS);
/// Listeners, which may start operations.
pub(crate) static LISTENERS: PerProcess<Workers> = predecessor(LISTENER_THREADS, MAX_THREADS);
/// Cancels of waits that time out or are left, so that no crowd of other operations delays them.
pub(crate) static CANCELS: PerProcess<Workers> = predecessor(MAX_THREADS, MAX_THREADS);

/// Creates that are hung up if they are interrupted. An operation waits for one.
pub(crate) static CREATES: PerProcess<Workers> = predecessor(MAX_THREADS, MAX_THREADS);

const fn predecessor(usual: usize, max: usize) -> PerProcess<Workers> {
    PerProcess::predecessor(Workers::new(Origin::nowhere(), usual, max))
}

/// A thread pool of one process. A fork does not take its threads along.
pub(crate) struct Workers {
    origin: Origin,
    /// Number of threads that start on demand.
    usual: usize,
    /// Maximum number of threads, spares included.
    max: usize,
    pool: Mutex<WorkerPool>,
    work: Condition,
    /// The spare thread and the timekeeper sleep here.
    watch: Condition,
}

struct WorkerPool {
    queue: VecDeque<QueuedTask>,
    /// Expired tasks that the timekeeper has found.
    expired: VecDeque<(Task, Error)>,
    /// Number of tasks taken so far.
    taken: u64,
    idle: usize,
    /// Includes the spare one, not the timekeeper.
    threads: usize,
    has_spare: bool,
    has_timekeeper: bool,
}

/// A task in the queue.
struct QueuedTask {
    task: Task,
    /// Limits within which it must start; `None` for a task that waits as long as necessary.
    bounds: Option<Operation>,
}

impl WorkerPool {
    const fn new() -> Self {
        Self {
            queue: VecDeque::new(),
            expired: VecDeque::new(),
            taken: 0,
            idle: 0,
            threads: 0,
            has_spare: false,
            has_timekeeper: false,
        }
    }

    /// Takes an expired task, with the error that says why.
    fn take_expired(&mut self) -> Option<(Task, Error)> {
        if self.expired.is_empty() {
            for queued in std::mem::take(&mut self.queue) {
                match queued.expired() {
                    Some(error) => self.expired.push_back((queued.task, error)),
                    None => self.queue.push_back(queued),
                }
            }
        }
        self.expired.pop_front()
    }

    /// Tokens of queued tasks whose hosts must be polled.
    fn tokens(&self) -> Vec<CancelToken> {
        let bounds = self.queue.iter().filter_map(|queued| queued.bounds.as_ref());
        bounds.filter(|bounds| bounds.token.has_check()).map(|bounds| bounds.token.clone()).collect()
    }

    /// Whether a queued task may expire.
    fn has_bounded(&self) -> bool {
        !self.expired.is_empty() || self.queue.iter().any(|queued| queued.bounds.is_some())
    }
}

impl QueuedTask {
    fn expired(&self) -> Option<Error> {
        self.bounds.as_ref()?.check("no thread was free").err()
    }
}

/// Runs a task of the host that is not an operation, such as one that waits for results or releases handles. It gets a
/// thread at once, started if none is idle, and delays no operation. The task should not panic; a panic ends only its
/// thread.
#[doc(hidden)]
pub fn spawn(task: impl FnOnce() + Send + 'static) {
    HOST_TASKS.get().spawn(task);
}

impl Workers {
    const fn new(origin: Origin, usual: usize, max: usize) -> Self {
        let (work, watch) = (Condition::new(), Condition::new());
        Self { origin, usual, max, pool: Mutex::new(WorkerPool::new()), work, watch }
    }

    /// Runs a task on a thread of this pool, however long it has to wait for one.
    pub(crate) fn spawn(&'static self, task: impl FnOnce() + Send + 'static) {
        self.enqueue(QueuedTask { task: Box::new(|_| task()), bounds: None });
    }

    /// Runs a task that must start within these limits. Its argument is `Ok` when it starts; on an error it has expired,
    /// and must not block.
    pub(crate) fn spawn_within(&'static self, bounds: Operation, task: impl FnOnce(Result<()>) + Send + 'static) {
        self.enqueue(QueuedTask { task: Box::new(task), bounds: Some(bounds) });
    }

    fn enqueue(&'static self, queued: QueuedTask) {
        if simulation::here().is_some() {
            // A pool belongs to the process and would connect one world to another.
            drop(threads::spawn(NAME, move || (queued.task)(Ok(()))));
            return;
        }
        let mut pool = self.lock();
        pool.queue.push_back(queued);
        if pool.idle >= pool.queue.len() {
            self.work.notify_one();
        } else if pool.threads - usize::from(pool.has_spare) < self.usual {
            self.start(pool, false);
        } else if pool.has_spare {
            self.work.notify_one();
            self.watch.notify_one();
            self.start_timekeeper(pool);
        } else if pool.threads < self.max {
            self.start(pool, true);
            self.start_timekeeper(self.lock());
        } else {
            self.work.notify_one();
            self.start_timekeeper(pool);
        }
    }

    fn start(&'static self, mut pool: MutexGuard<'_, WorkerPool>, as_spare: bool) {
        pool.threads += 1;
        pool.has_spare |= as_spare;
        drop(pool);
        let run = move || {
            let _guard = ThreadGuard(self);
            if as_spare {
                self.run_spare();
            } else {
                self.work();
            }
        };
        if threads::spawn(NAME, run).is_err() {
            // No thread can be started: an existing one takes the task, or else this thread does.
            let mut pool = self.lock();
            pool.threads -= 1;
            pool.has_spare &= !as_spare;
            if pool.threads > 0 {
                self.start_timekeeper(pool);
                return;
            }
            let leftover = pool.queue.pop_back();
            drop(pool);
            if let Some(queued) = leftover {
                (queued.task)(Ok(()));
            }
        }
    }

    fn work(&'static self) {
        while let Some(queued) = self.next_task() {
            let expired = queued.expired();
            (queued.task)(expired.map_or(Ok(()), Err));
            if !self.is_of_this_process() {
                return;
            }
        }
    }

    /// False in a child that a task has forked.
    fn is_of_this_process(&self) -> bool {
        self.origin.is_here()
    }

    fn next_task(&self) -> Option<QueuedTask> {
        let mut pool = self.lock();
        loop {
            if let Some(queued) = pool.queue.pop_front() {
                pool.taken += 1;
                return Some(queued);
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

    /// Runs the spare thread: watches that tasks are taken, and becomes a worker if none are.
    fn run_spare(&'static self) {
        let mut pool = self.lock();
        loop {
            let (taken, time) = (pool.taken, if pool.queue.is_empty() { IDLE } else { STUCK_AFTER });
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
        if pool.threads < self.max {
            self.start(pool, true);
        } else {
            drop(pool);
        }
        self.work();
    }

    /// Starts the timekeeper, unless it is running or not needed.
    fn start_timekeeper(&'static self, mut pool: MutexGuard<'_, WorkerPool>) {
        if pool.has_timekeeper || !pool.has_bounded() {
            return;
        }
        pool.has_timekeeper = true;
        drop(pool);
        let run = move || {
            let _guard = TimekeeperGuard(self);
            self.run_timekeeper();
        };
        if threads::spawn(NAME, run).is_err() {
            // Without this thread, an expired task ends when a worker takes it.
            self.lock().has_timekeeper = false;
        }
    }

    /// Runs the timekeeper while tasks wait.
    fn run_timekeeper(&self) {
        loop {
            // The host's check may take a lock of the host, so the pool's lock is not held.
            let tokens = self.lock().tokens();
            for token in tokens {
                token.poll();
            }
            while let Some((task, error)) = self.take_expired() {
                task(Err(error));
                if !self.is_of_this_process() {
                    return;
                }
            }
            let pool = self.lock();
            if pool.queue.is_empty() {
                return;
            }
            drop(self.watch.wait_timeout(&self.pool, pool, SLICE));
        }
    }

    fn take_expired(&self) -> Option<(Task, Error)> {
        self.lock().take_expired()
    }

    fn lock(&self) -> MutexGuard<'_, WorkerPool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AfterFork for Workers {
    fn after_fork(&self) -> Self {
        Self::new(Origin::here(), self.usual, self.max)
    }
}

/// Counts a thread out, even if a task panics.
struct ThreadGuard(&'static Workers);

impl Drop for ThreadGuard {
    fn drop(&mut self) {
        if self.0.is_of_this_process() {
            self.0.lock().threads -= 1;
        }
    }
}

/// Counts the timekeeper out, even if a task panics. If tasks are queued by then, starts another one.
struct TimekeeperGuard(&'static Workers);

impl Drop for TimekeeperGuard {
    fn drop(&mut self) {
        if self.0.is_of_this_process() {
            let mut pool = self.0.lock();
            pool.has_timekeeper = false;
            self.0.start_timekeeper(pool);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;
    use crate::base::error::ErrorCode;
    use crate::base::operation::RateLimit;

    const LONG: Duration = Duration::from_secs(20);

    fn bounds(timeout: Duration) -> Operation {
        Operation::new(timeout, &CancelToken::new(), RateLimit::Wait)
    }

    #[test]
    fn a_task_expires_while_the_spare_thread_watches() {
        static POOL: PerProcess<Workers> = predecessor(1, 64);
        let pool = POOL.get();
        let (release, released) = channel::<()>();
        let released = std::sync::Arc::new(Mutex::new(released));
        let (sender, results) = channel();
        // More than become workers before the deadline of the last one.
        for _ in 0..60 {
            let released = std::sync::Arc::clone(&released);
            pool.spawn(move || {
                let _ = released.lock().unwrap().recv();
            });
        }
        pool.spawn_within(bounds(Duration::from_millis(200)), move |begun| sender.send(begun).unwrap());
        assert_eq!(results.recv_timeout(LONG).unwrap().unwrap_err().code(), ErrorCode::Timeout);
        assert!(pool.lock().threads < 60, "the threads were not all started");
        drop(release);
    }

    #[test]
    fn a_timekeeper_outlives_a_task_that_panics_and_ends_with_the_queue() {
        static POOL: PerProcess<Workers> = predecessor(1, 1);
        let one = POOL.get();
        let (release, released) = channel::<()>();
        let (sender, results) = channel();
        one.spawn(move || released.recv().unwrap_or_default());
        one.spawn_within(bounds(Duration::ZERO), |_| panic!("on purpose"));
        for timeout in [Duration::ZERO, Duration::from_millis(100)] {
            let sender = sender.clone();
            one.spawn_within(bounds(timeout), move |begun| sender.send(begun).unwrap());
        }
        for _ in 0..2 {
            assert_eq!(results.recv_timeout(LONG).unwrap().unwrap_err().code(), ErrorCode::Timeout);
        }
        one.spawn_within(bounds(LONG), move |begun| sender.send(begun).unwrap());
        drop(release);
        assert!(results.recv_timeout(LONG).unwrap().is_ok());
        let mut pool = one.lock();
        while pool.has_timekeeper {
            (pool, _) = one.watch.wait_timeout(&one.pool, pool, SLICE);
        }
    }
}
