//! Journals of `Client.place_all`: Python functions that record each step of each request.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pyo3::exceptions::{PyBaseException, PyException, PyTypeError};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use ringout_core::{JournalEntry as Entry, JournalError};

use crate::base::attach::run;
use crate::values::journal_entry::JournalEntry;
use crate::waiting::inbox::Inbox;
use crate::waiting::raised;

/// How long to wait after an interruption for a journal on an event loop's thread to finish writing, and how often to check for
/// an interruption.
const INTERRUPT_GRACE: Duration = Duration::from_secs(1);
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// The exception that the journal raised: the `__cause__` of the errors that follow from it.
#[derive(Clone, Default)]
pub struct JournalFailure(Arc<Mutex<Option<Py<PyBaseException>>>>);

impl JournalFailure {
    /// Stores the exception, and returns its message.
    fn keep(&self, py: Python<'_>, raised: &PyErr) -> JournalError {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(raised.clone_ref(py).into_value(py));
        raised.to_string().into()
    }

    pub fn get(&self, py: Python<'_>) -> Option<PyErr> {
        let raised = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        raised.as_ref().map(|raised| PyErr::from_value(raised.bind(py).clone().into_any()))
    }

    /// Visits the exception for Python's garbage collector.
    pub fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        // The lock is only taken with the GIL, which the collector holds.
        self.0.try_lock().map_or(Ok(()), |raised| visit.call(&*raised))
    }
}

/// A Python function, shared between its caller and the object that visits it for the garbage collector. A journal may refer
/// to the results that it records.
pub type Function = Arc<Py<PyAny>>;

/// Calls the journal on the thread that waits for the results. If it raises anything but an `Exception`, such as Ctrl-C, that
/// interrupts the thread too.
pub fn on_this_thread(
    function: Function,
    failure: JournalFailure,
) -> impl FnMut(&Entry) -> Result<(), JournalError> + Send + 'static {
    let write = move |py: Python<'_>, entry: &Entry| {
        let written = function.bind(py).call1((JournalEntry::of(py, entry.clone()),))?;
        if written.hasattr(intern!(py, "__await__"))? {
            return Err(PyTypeError::new_err("journal() returned an awaitable, which only AsyncClient supports"));
        }
        Ok(())
    };
    move |entry| {
        let write_attached = |py: Python<'_>| {
            run(|| {
                write(py, entry).map_err(|raised| {
                    let message = failure.keep(py, &raised);
                    if !raised.is_instance_of::<PyException>(py) {
                        raised::keep(py, raised);
                    }
                    message
                })
            })
        };
        Python::try_attach(write_attached).unwrap_or_else(|| Err("Python is shutting down".into()))
    }
}

/// Calls the journal on an event loop's thread with each entry and a `WriteDone` callback. `is_over` says whether the batch was
/// interrupted.
pub fn on_loop(
    function: Function,
    inbox: Arc<Inbox>,
    failure: JournalFailure,
    is_over: impl Fn() -> bool + Send + 'static,
) -> impl FnMut(&Entry) -> Result<(), JournalError> + Send + 'static {
    move |entry| {
        let (sender, written) = mpsc::channel();
        let (function, entry, failure) = (Arc::clone(&function), entry.clone(), failure.clone());
        inbox.put(Box::new(move |py| {
            let done = Bound::new(py, WriteDone { sender, failure })?;
            function.call1(py, (JournalEntry::of(py, entry), done)).map(drop)
        }));
        wait(&written, &is_over)
    }
}

/// Waits until the journal on an event loop's thread has finished.
fn wait(written: &Receiver<Result<(), JournalError>>, is_over: impl Fn() -> bool) -> Result<(), JournalError> {
    let mut grace = INTERRUPT_GRACE;
    while !grace.is_zero() {
        match written.recv_timeout(POLL_INTERVAL) {
            Ok(result) => return result,
            Err(RecvTimeoutError::Disconnected) => return Err("the event loop is closed".into()),
            Err(RecvTimeoutError::Timeout) if is_over() => grace = grace.saturating_sub(POLL_INTERVAL),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
    Err("interrupted while the journal was still writing".into())
}

/// The callback of a journal: called when an entry is written, with the exception or None.
#[pyclass(frozen)]
struct WriteDone {
    sender: Sender<Result<(), JournalError>>,
    failure: JournalFailure,
}

#[pymethods]
impl WriteDone {
    fn __call__(&self, py: Python<'_>, raised: Option<Bound<'_, PyAny>>) {
        let result = raised.map_or(Ok(()), |raised| Err(self.failure.keep(py, &PyErr::from_value(raised))));
        // Fails if the wait has already ended.
        let _ = self.sender.send(result);
    }
}
