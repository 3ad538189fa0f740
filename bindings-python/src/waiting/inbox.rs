//! A queue of tasks for the thread of an event loop.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::{mem, process};

use pyo3::exceptions::PyRuntimeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict, PyTuple};

use crate::base::attach::{attach, is_closed};
use crate::base::import::Import;
use crate::waiting::logging;

/// A task that runs with the GIL on the event loop's thread.
type Task = Box<dyn FnOnce(Python<'_>) -> PyResult<()> + Send>;

/// The task queue of one event loop. Any thread may add a task. Only the thread that adds the first of a batch wakes the loop
/// and has to wait for the GIL.
pub struct Inbox {
    event_loop: Py<PyAny>,
    /// The id of the process that runs the loop. A forked child must not add tasks to its parent's queue.
    process: u32,
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    tasks: Vec<Task>,
    /// Whether a drain is scheduled and has not started yet.
    scheduled: bool,
    /// Whether the loop is closed, so that tasks no longer run.
    closed: bool,
}

thread_local! {
    /// The inbox last used on this thread, which has at most one running loop.
    static LAST_USED: RefCell<Weak<Inbox>> = const { RefCell::new(Weak::new()) };
}

impl Inbox {
    /// Returns the inbox of the running loop. `RuntimeError` if no loop is running, or if the interpreter is shutting down and
    /// tasks can no longer be added.
    pub fn of_running_loop(py: Python<'_>) -> PyResult<Arc<Self>> {
        static RUNNING: Import = Import::new("asyncio", "get_running_loop");
        if is_closed() {
            return Err(PyRuntimeError::new_err("Python is shutting down"));
        }
        let event_loop = RUNNING.get(py)?.call0()?;
        let last = LAST_USED
            .with_borrow(Weak::upgrade)
            .filter(|inbox| inbox.is_of_this_process() && inbox.event_loop.is(&event_loop));
        Ok(last.unwrap_or_else(|| {
            let inbox =
                Arc::new(Self { event_loop: event_loop.unbind(), process: process::id(), queue: Mutex::default() });
            LAST_USED.set(Arc::downgrade(&inbox));
            inbox
        }))
    }

    fn is_of_this_process(&self) -> bool {
        self.process == process::id()
    }

    pub fn event_loop(&self) -> &Py<PyAny> {
        &self.event_loop
    }

    /// Whether the loop is closed. Acquires the GIL.
    pub fn is_closed(&self) -> bool {
        let result = attach(|py| self.event_loop.call_method0(py, intern!(py, "is_closed"))?.is_truthy(py));
        result.is_none_or(|closed| closed.unwrap_or(true))
    }

    /// Adds a task, to run on the loop's thread after all earlier ones. Drops it if the loop is closed or belongs to the parent
    /// process.
    pub fn put(self: &Arc<Self>, task: Task) {
        if !self.is_of_this_process() {
            return;
        }
        let mut queue = self.lock();
        if queue.closed {
            return;
        }
        queue.tasks.push(task);
        if mem::replace(&mut queue.scheduled, true) {
            return;
        }
        drop(queue);
        if !attach(|py| self.schedule_drain(py).is_ok()).unwrap_or(false) {
            let mut queue = self.lock();
            queue.closed = true;
            let tasks = mem::take(&mut queue.tasks);
            drop(queue);
            drop(tasks);
        }
    }

    fn schedule_drain(self: &Arc<Self>, py: Python<'_>) -> PyResult<()> {
        let inbox = Arc::clone(self);
        let drain = move |args: &Bound<'_, PyTuple>, _: Option<&Bound<'_, PyDict>>| inbox.drain(args.py());
        let drain = PyCFunction::new_closure(py, Some(c"ringout"), None, drain)?;
        self.event_loop.call_method1(py, intern!(py, "call_soon_threadsafe"), (drain,)).map(drop)
    }

    /// Runs all queued tasks on the loop's thread, and returns the first failure.
    fn drain(&self, py: Python<'_>) -> PyResult<()> {
        let mut queue = self.lock();
        queue.scheduled = false;
        let tasks = mem::take(&mut queue.tasks);
        drop(queue);
        let mut result = logging::follow_level(py);
        for task in tasks {
            result = result.and(task(py));
        }
        result
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
