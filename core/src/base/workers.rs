//! Threads for hosts that must not block their own: Node's event loop hands every operation to one of these.
//!
//! Token stores and listeners run here as well, since their code may block for longer than an operation allows. A thread
//! is started for a task that finds nobody idle, up to what is usual in the pool, and ends after [`IDLE`] without a task;
//! tasks are taken in their order. The process has one pool for each kind of task. Tasks that wait for others never share
//! a pool with them: an operation waits for a store, and would wait forever behind operations that wait for the same.
//!
//! An operation has a deadline and a cancel token, and both hold while it is still in the queue. As long as tasks wait and
//! no thread is free, a timekeeper looks through the queue every [`SLICE`] and hands over what is too late, with the error
//! that says why.
//!
//! A few threads deliver to all listeners, which should not take long. That one of them does must not hold up the others
//! forever, so a task that the usual threads do not come to brings a spare thread, which only looks after the queue. If
//! nothing is taken from it for [`PATIENCE`], the usual threads are stuck: then the spare one becomes one of them, and
//! another takes its place.

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

/// Told that it begins, or why it came too late.
type Task = Box<dyn FnOnce(Result<()>) + Send>;

/// More operations than this at once wait for a thread. A blocked operation costs its thread a stack and nothing else.
const MAX_THREADS: usize = 512;
/// How long a thread waits for another task before it ends.
const IDLE: Duration = Duration::from_secs(5);
/// How long no task is taken from a queue before those who should take one count as stuck.
const PATIENCE: Duration = Duration::from_millis(100);
/// Threads that deliver to listeners.
const DELIVERING: usize = 4;
const NAME: &str = "ringout-worker";

/// The operations of hosts.
pub(crate) static OPERATIONS: PerProcess<Workers> = predecessor(MAX_THREADS, MAX_THREADS);
/// What hosts hand over besides operations.
static HOST_TASKS: PerProcess<Workers> = predecessor(usize::MAX, usize::MAX);
/// Token stores.
pub(crate) static STORES: PerProcess<Workers> = predecessor(MAX_THREADS, MAX_THREADS);
/// Listeners, which may begin an operation of their own.
pub(crate) static LISTENERS: PerProcess<Workers> = predecessor(DELIVERING, MAX_THREADS);
/// The cancels of waits that time out: no crowd of other operations holds them up.
pub(crate) static CANCELS: PerProcess<Workers> = predecessor(MAX_THREADS, MAX_THREADS);

const fn predecessor(usual: usize, most: usize) -> PerProcess<Workers> {
    PerProcess::predecessor(Workers::new(Origin::nowhere(), usual, most))
}

/// A pool of threads of one process: a fork takes none of them along.
pub(crate) struct Workers {
    origin: Origin,
    /// So many threads are started without a second thought.
    usual: usize,
    /// So many there are at most, with the spare ones.
    most: usize,
    pool: Mutex<Pool>,
    work: Condition,
    /// The spare thread and the timekeeper sleep here.
    watch: Condition,
}

struct Pool {
    queue: VecDeque<QueuedTask>,
    /// What the timekeeper has found too late.
    late: VecDeque<(Task, Error)>,
    /// How many tasks were taken so far.
    taken: u64,
    idle: usize,
    /// With the spare one, without the timekeeper.
    threads: usize,
    has_spare: bool,
    has_timekeeper: bool,
}

/// A task in the queue.
struct QueuedTask {
    task: Task,
    /// Within which it may begin; `None` for a task that waits as long as it takes.
    bounds: Option<Operation>,
}

impl Pool {
    const fn new() -> Self {
        Self {
            queue: VecDeque::new(),
            late: VecDeque::new(),
            taken: 0,
            idle: 0,
            threads: 0,
            has_spare: false,
            has_timekeeper: false,
        }
    }

    /// Takes a task that is too late, and why it is.
    fn take_late(&mut self) -> Option<(Task, Error)> {
        if self.late.is_empty() {
            for waiting in std::mem::take(&mut self.queue) {
                match waiting.late() {
                    Some(error) => self.late.push_back((waiting.task, error)),
                    None => self.queue.push_back(waiting),
                }
            }
        }
        self.late.pop_front()
    }

    /// The tokens of the tasks that wait. Their hosts may have to be asked.
    fn tokens(&self) -> Vec<CancelToken> {
        let bounds = self.queue.iter().filter_map(|waiting| waiting.bounds.as_ref());
        bounds.filter(|bounds| bounds.token.asks_host()).map(|bounds| bounds.token.clone()).collect()
    }

    /// Whether a task waits that may come too late.
    fn has_bounded(&self) -> bool {
        !self.late.is_empty() || self.queue.iter().any(|waiting| waiting.bounds.is_some())
    }
}

impl QueuedTask {
    fn late(&self) -> Option<Error> {
        self.bounds.as_ref()?.check("no thread was free").err()
    }
}

/// Runs a task of the host that is not an operation: one that waits for results, or lets go of handles. It has a thread
/// at once, started if none is idle, and holds up no operation. The task must not panic; one that does ends its thread,
/// and nothing else.
#[doc(hidden)]
pub fn spawn(task: impl FnOnce() + Send + 'static) {
    HOST_TASKS.get().spawn(task);
}

impl Workers {
    const fn new(origin: Origin, usual: usize, most: usize) -> Self {
        let (work, watch) = (Condition::new(), Condition::new());
        Self { origin, usual, most, pool: Mutex::new(Pool::new()), work, watch }
    }

    /// Runs a task on a thread of this pool, however long it waits for one.
    pub(crate) fn spawn(&'static self, task: impl FnOnce() + Send + 'static) {
        self.put(QueuedTask { task: Box::new(|_| task()), bounds: None });
    }

    /// The same for a task that must begin within these bounds. Its argument says that it does; an error says that it
    /// comes too late, and then it must not block.
    pub(crate) fn spawn_within(&'static self, bounds: Operation, task: impl FnOnce(Result<()>) + Send + 'static) {
        self.put(QueuedTask { task: Box::new(task), bounds: Some(bounds) });
    }

    fn put(&'static self, waiting: QueuedTask) {
        if simulation::here().is_some() {
            // A pool is the process's, and would tie one world to another.
            drop(threads::spawn(NAME, move || (waiting.task)(Ok(()))));
            return;
        }
        let mut pool = self.lock();
        pool.queue.push_back(waiting);
        if pool.idle >= pool.queue.len() {
            self.work.notify_one();
        } else if pool.threads - usize::from(pool.has_spare) < self.usual {
            self.start(pool, false);
        } else if pool.has_spare {
            self.work.notify_one();
            self.watch.notify_one();
        } else if pool.threads < self.most {
            self.start(pool, true);
        } else {
            self.work.notify_one();
            self.keep_time(pool);
        }
    }

    fn start(&'static self, mut pool: MutexGuard<'_, Pool>, as_spare: bool) {
        pool.threads += 1;
        pool.has_spare |= as_spare;
        drop(pool);
        let run = move || {
            let _guard = ThreadGuard(self);
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
            if pool.threads > 0 {
                self.keep_time(pool);
                return;
            }
            let stranded = pool.queue.pop_back();
            drop(pool);
            if let Some(waiting) = stranded {
                (waiting.task)(Ok(()));
            }
        }
    }

    fn work(&'static self) {
        while let Some(waiting) = self.next_task() {
            let late = waiting.late();
            (waiting.task)(late.map_or(Ok(()), Err));
            if !self.is_of_this_process() {
                return;
            }
        }
    }

    /// Not in a child that a task has forked.
    fn is_of_this_process(&self) -> bool {
        self.origin.is_here()
    }

    fn next_task(&self) -> Option<QueuedTask> {
        let mut pool = self.lock();
        loop {
            if let Some(waiting) = pool.queue.pop_front() {
                pool.taken += 1;
                return Some(waiting);
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
        if pool.threads < self.most {
            self.start(pool, true);
        } else {
            drop(pool);
        }
        self.work();
    }

    /// Starts the timekeeper, unless it is there or not needed.
    fn keep_time(&'static self, mut pool: MutexGuard<'_, Pool>) {
        if pool.has_timekeeper || !pool.has_bounded() {
            return;
        }
        pool.has_timekeeper = true;
        drop(pool);
        let run = move || {
            let _guard = TimekeeperGuard(self);
            self.watch_clock();
        };
        if threads::spawn(NAME, run).is_err() {
            // Without a thread for it, what is too late ends when a worker comes to it.
            self.lock().has_timekeeper = false;
        }
    }

    /// What the timekeeper does, as long as tasks wait.
    fn watch_clock(&self) {
        loop {
            // A host may take a lock of its own to answer, so the pool's is not held meanwhile.
            let tokens = self.lock().tokens();
            for token in tokens {
                token.poll();
            }
            while let Some((task, error)) = self.take_late() {
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

    fn take_late(&self) -> Option<(Task, Error)> {
        self.lock().take_late()
    }

    fn lock(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AfterFork for Workers {
    fn after_fork(&self) -> Self {
        Self::new(Origin::here(), self.usual, self.most)
    }
}

/// Counts a thread out, also when a task panics.
struct ThreadGuard(&'static Workers);

impl Drop for ThreadGuard {
    fn drop(&mut self) {
        if self.0.is_of_this_process() {
            self.0.lock().threads -= 1;
        }
    }
}

/// Counts the timekeeper out, also when a task panics. Another one looks after what has come meanwhile, or is left.
struct TimekeeperGuard(&'static Workers);

impl Drop for TimekeeperGuard {
    fn drop(&mut self) {
        if self.0.is_of_this_process() {
            let mut pool = self.0.lock();
            pool.has_timekeeper = false;
            self.0.keep_time(pool);
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
    fn a_timekeeper_outlives_a_task_that_panics_and_ends_with_the_queue() {
        static POOL: PerProcess<Workers> = predecessor(1, 1);
        let one = POOL.get();
        let (release, gate) = channel::<()>();
        let (told, ends) = channel();
        one.spawn(move || gate.recv().unwrap_or_default());
        one.spawn_within(bounds(Duration::ZERO), |_| panic!("as it is meant to"));
        for timeout in [Duration::ZERO, Duration::from_millis(100)] {
            let told = told.clone();
            one.spawn_within(bounds(timeout), move |begun| told.send(begun).unwrap());
        }
        for _ in 0..2 {
            assert_eq!(ends.recv_timeout(LONG).unwrap().unwrap_err().code(), ErrorCode::Timeout);
        }
        one.spawn_within(bounds(LONG), move |begun| told.send(begun).unwrap());
        drop(release);
        assert!(ends.recv_timeout(LONG).unwrap().is_ok());
        let mut pool = one.lock();
        while pool.has_timekeeper {
            (pool, _) = one.watch.wait_timeout(&one.pool, pool, SLICE);
        }
    }
}
