//! What a Python function is told of each request of many.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use pyo3::exceptions::{PyBaseException, PyException, PyTypeError};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};
use ringout_core::{Error, ErrorCode, JournalEntry as Entry, JournalError};

use crate::attach::run;
use crate::error::raise;
use crate::inbox::Inbox;
use crate::outcome::Outcome;
use crate::{enums, raised, value};

/// How long a function on an event loop's thread is still waited for after an interruption: what it writes is not to be
/// lost. And how often that is looked at.
const PATIENCE: Duration = Duration::from_secs(1);
const LOOK: Duration = Duration::from_millis(50);

/// One step of one request of `Client.place_all`, as its `journal` gets it. `str()` is one line. Immutable, comparable (errors
/// by identity), hashable.
///
/// A program that was interrupted goes on like this: requests without an entry, and those whose last entry is `NotPlaced`, can
/// be placed; `Placed` has the id to follow the call with; `Placing` and `MaybePlaced` may have rung phones, and
/// `Client.call_log` finds out.
#[pyclass(frozen, module = "ringout")]
pub struct JournalEntry {
    /// Without its error.
    core: Entry,
    error: Option<Py<PyBaseException>>,
}

#[pymethods]
impl JournalEntry {
    #[new]
    #[pyo3(signature = (step, index, at, to, from_=None, call_id=None, outcome=None, error=None))]
    #[allow(clippy::needless_pass_by_value, clippy::too_many_arguments)] // Python's objects, converted; one for each field
    fn new(
        step: &Bound<'_, PyString>,
        index: usize,
        at: SystemTime,
        to: String,
        from_: Option<String>,
        call_id: Option<String>,
        outcome: Option<PyRef<'_, Outcome>>,
        error: Option<Py<PyBaseException>>,
    ) -> PyResult<Self> {
        let (step, outcome) = (enums::parse("step", step)?, outcome.map(|outcome| outcome.0.clone()));
        Ok(Self { core: Entry { step, index, at, to, from: from_, call_id, outcome, error: None }, error })
    }

    /// What happened: a `JournalStep`.
    #[getter]
    fn step<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        enums::member(py, self.core.step)
    }

    /// The request's place among those that were given, from 0.
    #[getter]
    fn index(&self) -> usize {
        self.core.index
    }

    /// When, by this machine's clock: a datetime in UTC. That of `Placing` is the `sent_at` of `Client.call_log`.
    #[getter]
    fn at(&self) -> SystemTime {
        self.core.at
    }

    /// The callee's number, as it is sent.
    #[getter]
    fn to(&self) -> &str {
        &self.core.to
    }

    /// The caller's number as it is sent, or None.
    #[getter]
    fn from_(&self) -> Option<&str> {
        self.core.from.as_deref()
    }

    /// The platform's id of the call, from `Placed` on; None before.
    #[getter]
    fn call_id(&self) -> Option<&str> {
        self.core.call_id.as_deref()
    }

    /// How the call came out, with `Ended`; None before.
    #[getter]
    fn outcome(&self) -> Option<Outcome> {
        self.core.outcome.clone().map(Outcome)
    }

    /// Why it was not placed, or may not have been: a `RingOutError`, or None.
    #[getter]
    fn error(&self, py: Python<'_>) -> Option<Py<PyBaseException>> {
        self.error.as_ref().map(|error| error.clone_ref(py))
    }

    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        PyTuple::new(py, ["step", "index", "at", "to", "from_", "call_id", "outcome", "error"])
    }

    fn __getnewargs__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        value::fields(slf)
    }

    /// A program that raises the error has this in the frames of its traceback.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.error)
    }

    fn __eq__(slf: &Bound<'_, Self>, other: &Bound<'_, Self>) -> PyResult<bool> {
        value::fields(slf)?.eq(value::fields(other)?)
    }

    fn __hash__(slf: &Bound<'_, Self>) -> PyResult<isize> {
        value::fields(slf)?.hash()
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        value::repr(slf)
    }

    /// The core's own text.
    fn __str__(&self, py: Python<'_>) -> PyResult<String> {
        let text = |error: &Py<PyBaseException>| error.bind(py).str()?.extract::<String>();
        let text = self.error.as_ref().map(text).transpose()?;
        let error = text.map(|text| Error::from_binding(ErrorCode::Internal, None, text));
        Ok(Entry { error, ..self.core.clone() }.to_string())
    }
}

impl JournalEntry {
    fn of(py: Python<'_>, mut entry: Entry) -> Self {
        let error = entry.error.take().map(|error| raise(py, &error).into_value(py));
        Self { core: entry, error }
    }
}

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
