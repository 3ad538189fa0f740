//! Threads for hosts that must not block their own: Node's event loop hands every operation to one of these.
//!
//! Token stores run here as well, since their code may block for longer than an operation allows. A thread is started
//! for a task that finds nobody idle, up to [`MOST_THREADS`], and ends after [`IDLE`] without a task; tasks are taken
//! in their order. One pool serves the whole process.

use std::collections::VecDeque;
use std::process;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

type Task = Box<dyn FnOnce() + Send>;

/// More operations than this at once wait for a thread. A blocked operation costs its thread a stack and nothing else.
const MOST_THREADS: usize = 512;
/// How long a thread waits for another task before it ends.
const IDLE: Duration = Duration::from_secs(5);

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

static POOL: Mutex<Pool> = Mutex::new(Pool::new(0));
static WORK: Condvar = Condvar::new();

/// Runs a task on a worker thread, started if none is idle. The task must not panic; one that does ends its thread, and
/// nothing else.
#[doc(hidden)]
pub fn spawn(task: impl FnOnce() + Send + 'static) {
    let mut pool = lock();
    if pool.process != process::id() {
        *pool = Pool::new(process::id());
    }
    pool.queue.push_back(Box::new(task));
    if pool.idle >= pool.queue.len() || pool.threads >= MOST_THREADS {
        WORK.notify_one();
        return;
    }
    pool.threads += 1;
    drop(pool);
    if thread::Builder::new().name("ringout-worker".into()).spawn(work).is_err() {
        // No thread to be had: one that is there will take it, and if none is, this one does.
        let mut pool = lock();
        pool.threads -= 1;
        let stranded = if pool.threads == 0 { pool.queue.pop_back() } else { None };
        drop(pool);
        if let Some(task) = stranded {
            task();
        }
    }
}

fn work() {
    /// Counts the thread out, also when a task panics.
    struct Leave;
    impl Drop for Leave {
        fn drop(&mut self) {
            lock().threads -= 1;
        }
    }
    let _leave = Leave;
    while let Some(task) = next_task() {
        task();
    }
}

fn next_task() -> Option<Task> {
    let mut pool = lock();
    loop {
        if let Some(task) = pool.queue.pop_front() {
            return Some(task);
        }
        pool.idle += 1;
        let (guard, waited) = WORK.wait_timeout(pool, IDLE).unwrap_or_else(PoisonError::into_inner);
        pool = guard;
        pool.idle -= 1;
        if waited.timed_out() && pool.queue.is_empty() {
            return None;
        }
    }
}

fn lock() -> MutexGuard<'static, Pool> {
    POOL.lock().unwrap_or_else(PoisonError::into_inner)
}
