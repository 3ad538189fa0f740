//! The way to an event loop's thread.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::{mem, process};

use pyo3::exceptions::PyRuntimeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict, PyTuple};

use crate::ground::attach::{attach, is_closed};
use crate::ground::import::Import;
use crate::waiting::logging;

/// Something to be done with the GIL on an event loop's thread.
type Task = Box<dyn FnOnce(Python<'_>) -> PyResult<()> + Send>;

/// What waits for one event loop. Any thread may put a task in; the first one of several calls the loop, and only that one
/// has to wait for the GIL.
pub struct Inbox {
    event_loop: Py<PyAny>,
    /// The process whose loop it is. A forked child has one of its own, and puts nothing into this one.
    process: u32,
    content: Mutex<Content>,
}

#[derive(Default)]
struct Content {
    tasks: Vec<Task>,
    /// Whether the loop has been called and has not come yet.
    called: bool,
    /// Whether the loop is closed: nobody is going to come.
    closed: bool,
}

thread_local! {
    /// The one that was last in use on this thread: a thread has one running loop at a time.
    static LAST: RefCell<Weak<Inbox>> = const { RefCell::new(Weak::new()) };
}

impl Inbox {
    /// That of the running loop. `RuntimeError` if there is none, or when the interpreter is about to end and nothing can be
    /// put in any more.
    pub fn of_running_loop(py: Python<'_>) -> PyResult<Arc<Self>> {
        static RUNNING: Import = Import::new("asyncio", "get_running_loop");
        if is_closed() {
            return Err(PyRuntimeError::new_err("Python is shutting down"));
        }
        let event_loop = RUNNING.get(py)?.call0()?;
        let last = LAST
            .with_borrow(Weak::upgrade)
            .filter(|inbox| inbox.is_of_this_process() && inbox.event_loop.is(&event_loop));
        Ok(last.unwrap_or_else(|| {
            let inbox =
                Arc::new(Self { event_loop: event_loop.unbind(), process: process::id(), content: Mutex::default() });
            LAST.set(Arc::downgrade(&inbox));
            inbox
        }))
    }

    fn is_of_this_process(&self) -> bool {
        self.process == process::id()
    }

    pub fn event_loop(&self) -> &Py<PyAny> {
        &self.event_loop
    }

    /// Whether the loop was closed. Asks for the GIL.
    pub fn is_closed(&self) -> bool {
        let asked = attach(|py| self.event_loop.call_method0(py, intern!(py, "is_closed"))?.is_truthy(py));
        asked.is_none_or(|closed| closed.unwrap_or(true))
    }

    /// Has a task done on the loop's thread, after those that were put in before. It is dropped if the loop is closed, or its
    /// process the parent.
    pub fn put(self: &Arc<Self>, task: Task) {
        if !self.is_of_this_process() {
            return;
        }
        let mut content = self.lock();
        if content.closed {
            return;
        }
        content.tasks.push(task);
        if mem::replace(&mut content.called, true) {
            return;
        }
        drop(content);
        if !attach(|py| self.call_loop(py).is_ok()).unwrap_or(false) {
            let mut content = self.lock();
            content.closed = true;
            let tasks = mem::take(&mut content.tasks);
            drop(content);
            drop(tasks);
        }
    }

    fn call_loop(self: &Arc<Self>, py: Python<'_>) -> PyResult<()> {
        let inbox = Arc::clone(self);
        let empty = move |args: &Bound<'_, PyTuple>, _: Option<&Bound<'_, PyDict>>| inbox.empty(args.py());
        let empty = PyCFunction::new_closure(py, Some(c"ringout"), None, empty)?;
        self.event_loop.call_method1(py, intern!(py, "call_soon_threadsafe"), (empty,)).map(drop)
    }

    /// Does what has been put in, all of it, and fails with the first failure. On the loop's thread.
    fn empty(&self, py: Python<'_>) -> PyResult<()> {
        let mut content = self.lock();
        content.called = false;
        let tasks = mem::take(&mut content.tasks);
        drop(content);
        let mut result = logging::follow_level(py);
        for task in tasks {
            result = result.and(task(py));
        }
        result
    }

    fn lock(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
