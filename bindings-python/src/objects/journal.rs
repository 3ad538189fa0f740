//! Journals: functions in Python that are told of each request of many.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pyo3::exceptions::{PyBaseException, PyException, PyTypeError};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use ringout_core::{JournalEntry as Entry, JournalError};

use crate::ground::attach::run;
use crate::values::journal_entry::JournalEntry;
use crate::waiting::inbox::Inbox;
use crate::waiting::raised;

/// How long a function on an event loop's thread is still waited for after an interruption: what it writes is not to be
/// lost. And how often that is looked at.
const PATIENCE: Duration = Duration::from_secs(1);
const LOOK: Duration = Duration::from_millis(50);

/// What the function raised, to be the cause of the errors that come of it.
#[derive(Clone, Default)]
pub struct Failure(Arc<Mutex<Option<Py<PyBaseException>>>>);

impl Failure {
    /// Keeps what was raised, and says it in words.
    fn keep(&self, py: Python<'_>, raised: &PyErr) -> JournalError {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(raised.clone_ref(py).into_value(py));
        raised.to_string().into()
    }

    pub fn get(&self, py: Python<'_>) -> Option<PyErr> {
        let raised = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        raised.as_ref().map(|raised| PyErr::from_value(raised.bind(py).clone().into_any()))
    }

    /// Shows it to Python's garbage collector.
    pub fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        // It is locked with the GIL only, which the collector holds.
        self.0.try_lock().map_or(Ok(()), |raised| visit.call(&*raised))
    }
}

/// A function of the program's. Who calls it and who shows it to the garbage collector have it in common: a journal may well
/// know the results that it is the journal of.
pub type Function = Arc<Py<PyAny>>;

/// A function that is called on the thread that asks for the results. What is no `Exception`, such as Ctrl-C, also ends what
/// that thread is doing.
pub fn on_this_thread(
    function: Function,
    failure: Failure,
) -> impl FnMut(&Entry) -> Result<(), JournalError> + Send + 'static {
    let write = move |py: Python<'_>, entry: &Entry| {
        let written = function.bind(py).call1((JournalEntry::of(py, entry.clone()),))?;
        if written.hasattr(intern!(py, "__await__"))? {
            return Err(PyTypeError::new_err(
                "journal() returned something to be awaited, which only AsyncClient does",
            ));
        }
        Ok(())
    };
    move |entry| {
        let told = |py: Python<'_>| {
            run(|| {
                write(py, entry).map_err(|raised| {
                    let text = failure.keep(py, &raised);
                    if !raised.is_instance_of::<PyException>(py) {
                        raised::keep(py, raised);
                    }
                    text
                })
            })
        };
        Python::try_attach(told).unwrap_or_else(|| Err("Python is shutting down".into()))
    }
}

/// A function that is called on an event loop's thread, with each entry and a `Written` to be called when it is done.
/// `is_over` says whether the placing was interrupted.
pub fn on_loop(
    function: Function,
    inbox: Arc<Inbox>,
    failure: Failure,
    is_over: impl Fn() -> bool + Send + 'static,
) -> impl FnMut(&Entry) -> Result<(), JournalError> + Send + 'static {
    move |entry| {
        let (sender, written) = mpsc::channel();
        let (function, entry, failure) = (Arc::clone(&function), entry.clone(), failure.clone());
        inbox.put(Box::new(move |py| {
            let done = Bound::new(py, Written { sender, failure })?;
            function.call1(py, (JournalEntry::of(py, entry), done)).map(drop)
        }));
        wait(&written, &is_over)
    }
}

/// Waits for the end of a function on an event loop's thread.
fn wait(written: &Receiver<Result<(), JournalError>>, is_over: impl Fn() -> bool) -> Result<(), JournalError> {
    let mut patience = PATIENCE;
    while !patience.is_zero() {
        match written.recv_timeout(LOOK) {
            Ok(result) => return result,
            Err(RecvTimeoutError::Disconnected) => return Err("the event loop is closed".into()),
            Err(RecvTimeoutError::Timeout) if is_over() => patience = patience.saturating_sub(LOOK),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
    Err("the placing was interrupted, and the journal goes on".into())
}

/// Called when an entry was written, with what was raised, if anything was.
#[pyclass(frozen)]
struct Written {
    sender: Sender<Result<(), JournalError>>,
    failure: Failure,
}

#[pymethods]
impl Written {
    fn __call__(&self, py: Python<'_>, raised: Option<Bound<'_, PyAny>>) {
        let result = raised.map_or(Ok(()), |raised| Err(self.failure.keep(py, &PyErr::from_value(raised))));
        // Nobody takes it if the wait has ended.
        let _ = self.sender.send(result);
    }
}
