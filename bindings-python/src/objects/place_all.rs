//! `Client.place_all`: many calls at once.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, TryLockError};

use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use ringout_core::{
    CancelToken, Client, Error, ErrorCode, PlaceAll as Core, PlaceOptions, Placed as CorePlaced, WaitOptions,
};

use crate::base::handle::Handle;
use crate::base::{argument, error};
use crate::objects::call::Call;
use crate::objects::journal::{self, Function, JournalFailure};
use crate::values::call_request::CallRequest;
use crate::values::placed::Placed;
use crate::waiting::inbox::Inbox;
use crate::waiting::interrupt::Interrupt;
use crate::waiting::output::Output;
use crate::waiting::session::Session;
use crate::waiting::{logging, operation};

/// How many checks of a cancel token pass between two checks of the event loop: about one second of waiting.
const CHECKS_PER_POLL: u32 = 20;

const IN_USE: &str = "another thread, or the loop around the journal, is already waiting for these results";

/// The arguments of `place_all`.
pub struct PlaceParams {
    requests: Vec<ringout_core::CallRequest>,
    options: PlaceOptions,
    journal: Option<Function>,
}

impl PlaceParams {
    pub fn new(
        requests: &Bound<'_, PyAny>,
        wait: WaitOptions,
        total_timeout: Option<&Bound<'_, PyAny>>,
        concurrency: Option<&Bound<'_, PyAny>>,
        journal: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let total_timeout = total_timeout.map(|time| argument::seconds("total_timeout", time)).transpose()?;
        let options = argument::with(PlaceOptions::default().wait(wait), total_timeout, PlaceOptions::total_timeout);
        let concurrency = concurrency.map(|calls| argument::count("concurrency", calls)).transpose()?;
        if journal.as_ref().is_some_and(|journal| !journal.is_callable()) {
            return Err(PyTypeError::new_err("journal must be a function that takes a JournalEntry"));
        }
        Ok(Self {
            requests: read_requests(requests)?,
            options: argument::with(options, concurrency, PlaceOptions::concurrency),
            journal: journal.map(|function| Arc::new(function.unbind())),
        })
    }

    /// Binds the cancel token to the batch only. Calls from it are not interrupted.
    fn place(self, client: &Client, token: &CancelToken) -> ringout_core::Result<Core> {
        client.with_cancel_token(token).place_all(&self.requests, self.options)
    }
}

fn read_requests(requests: &Bound<'_, PyAny>) -> PyResult<Vec<ringout_core::CallRequest>> {
    let request = |request: &Bound<'_, PyAny>| Ok(argument::object::<CallRequest>("requests", request)?.get().core());
    argument::list("requests", "CallRequests", requests, request)
}

/// An iterator over the results of `Client.place_all`, each a `Placed`. One thread at a time can use it.
///
/// An interruption (Ctrl-C) ends the loop, and no more calls are placed. A second loop over the same object returns the
/// remaining results at once: `OperationCancelledError`, with the call if one was placed.
#[pyclass(frozen, module = "ringout")]
pub struct PlaceAll {
    client: Handle<Client>,
    batch: Handle<Mutex<Batch>>,
    remaining: AtomicUsize,
    session: Session,
    interrupt: Interrupt,
    journal: Option<Function>,
    failure: JournalFailure,
}

struct Batch {
    core: Core,
    /// A result that arrived together with an interruption.
    retained: Option<CorePlaced>,
}

impl PlaceAll {
    pub fn new(py: Python<'_>, client: &Client, session: &Session, mut params: PlaceParams) -> PyResult<Self> {
        let (interrupt, failure) = (Interrupt::new(session), JournalFailure::default());
        let journal = params.journal.take();
        if let Some(function) = journal.clone() {
            params.options = params.options.journal(journal::on_this_thread(function, failure.clone()));
        }
        let core = params.place(client, interrupt.token()).map_err(|error| error::to_pyerr(py, &error))?;
        let remaining = AtomicUsize::new(core.remaining());
        let batch = Handle::new(Mutex::new(Batch { core, retained: None }));
        let client = Handle::new(client.clone());
        Ok(Self { client, batch, remaining, session: session.clone(), interrupt, journal, failure })
    }
}

#[pymethods]
impl PlaceAll {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Placed>> {
        let mut guard = self.batch.try_lock().map_err(|_| used_elsewhere())?;
        let Batch { core, retained } = &mut *guard;
        logging::follow_level(py)?;
        let placed = match retained.take() {
            Some(placed) => Some(placed),
            None => self.interrupt.run_retaining(py, retained, unclaimed_error, || next_result(core, &self.client))?,
        };
        let Some(placed) = placed else { return Ok(None) };
        self.remaining.fetch_sub(1, Ordering::Relaxed);
        to_python(py, placed, &self.session, &self.failure).map(Some)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(self.journal.as_deref())?;
        self.failure.traverse(&visit)
    }

    fn __repr__(&self) -> String {
        format!("<ringout.PlaceAll: {} requests without a result>", self.remaining())
    }

    /// The number of requests without a result.
    #[getter]
    fn remaining(&self) -> usize {
        self.remaining.load(Ordering::Relaxed)
    }
}

/// Waiting for the other thread instead could take as long as the calls, without a way to interrupt it.
fn used_elsewhere() -> PyErr {
    PyRuntimeError::new_err(IN_USE)
}

/// The results of many calls for an event loop. No more calls are placed once it is dropped.
#[pyclass(frozen)]
pub struct AsyncBatch {
    client: Handle<Client>,
    batch: Handle<Arc<Mutex<Core>>>,
    requests: usize,
    session: Session,
    token: CancelToken,
    journal: Option<Function>,
    failure: JournalFailure,
}

impl AsyncBatch {
    pub fn new(py: Python<'_>, client: &Client, session: &Session, mut params: PlaceParams) -> PyResult<Self> {
        let (inbox, failure) = (Inbox::of_running_loop(py)?, JournalFailure::default());
        let token = token(session, &inbox);
        let journal = params.journal.take();
        if let Some(function) = journal.clone() {
            let (session, token) = (session.clone(), token.clone());
            let is_over = move || token.is_cancelled() || !session.is_open();
            params.options = params.options.journal(journal::on_loop(function, inbox, failure.clone(), is_over));
        }
        let core = params.place(client, &token).map_err(|error| error::to_pyerr(py, &error))?;
        let requests = core.remaining();
        let batch = Handle::new(Arc::new(Mutex::new(core)));
        let client = Handle::new(client.clone());
        Ok(Self { client, batch, requests, session: session.clone(), token, journal, failure })
    }
}

#[pymethods]
impl AsyncBatch {
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(self.journal.as_deref())?;
        self.failure.traverse(&visit)
    }

    /// The number of requests.
    #[getter]
    fn requests(&self) -> usize {
        self.requests
    }

    /// Returns an `Operation` for the next result, which is None at the end. Only one can be in flight.
    fn next<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        logging::follow_level(py)?;
        let (client, batch, failure) = (self.client.clone(), Arc::clone(&self.batch), self.failure.clone());
        operation::start(py, &self.session, self.token.clone(), operation::without_client, move |()| {
            let placed = match batch.try_lock() {
                Ok(mut batch) => next_result(&mut batch, &client),
                Err(TryLockError::Poisoned(batch)) => next_result(&mut batch.into_inner(), &client),
                // Locked by a thread of the parent process.
                Err(TryLockError::WouldBlock) => return Err(Error::from_binding(ErrorCode::Internal, None, IN_USE)),
            };
            Ok(NextResult { placed, failure })
        })
    }
}

impl Drop for AsyncBatch {
    fn drop(&mut self) {
        self.token.cancel();
    }
}

/// Returns the next result. Its call uses the client itself, without the batch's cancel token.
fn next_result(core: &mut Core, client: &Client) -> Option<CorePlaced> {
    let placed = core.next()?;
    let call = placed.call.map(|call| call.with_client(client));
    Some(CorePlaced { call, ..placed })
}

/// Returns a token that is cancelled when the client or the event loop is closed.
fn token(session: &Session, inbox: &Arc<Inbox>) -> CancelToken {
    let (session, inbox, checks) = (session.clone(), Arc::clone(inbox), AtomicU32::new(0));
    CancelToken::with_check(move || {
        let is_poll_due = checks.fetch_add(1, Ordering::Relaxed) % CHECKS_PER_POLL == CHECKS_PER_POLL - 1;
        !session.is_open() || is_poll_due && inbox.is_closed()
    })
}

/// The result of `AsyncBatch::next`.
struct NextResult {
    placed: Option<CorePlaced>,
    failure: JournalFailure,
}

impl Output for NextResult {
    fn into_python<'py>(self, py: Python<'py>, session: &Session) -> PyResult<Bound<'py, PyAny>> {
        match self.placed {
            Some(placed) => Ok(Bound::new(py, to_python(py, placed, session, &self.failure)?)?.into_any()),
            None => Ok(py.None().into_bound(py)),
        }
    }

    fn unclaimed_error(&self) -> Option<Error> {
        self.placed.as_ref().and_then(unclaimed_error)
    }
}

/// Converts a result. The exception of the journal becomes the cause of a `StorageError`.
fn to_python(py: Python<'_>, placed: CorePlaced, session: &Session, journal: &JournalFailure) -> PyResult<Placed> {
    let call = placed.call.map(|call| Py::new(py, Call::new(call, session))).transpose()?.map(Py::into_any);
    let result = placed.result.map_err(|error| {
        let raised = error::to_pyerr(py, &error);
        if error.code() == ErrorCode::Storage {
            raised.set_cause(py, journal.get(py));
        }
        raised.into_value(py)
    });
    Ok(Placed::new(placed.index, call, result))
}

/// Returns the error to report with an interruption. The result is retained, but few programs ask for it.
fn unclaimed_error(placed: &CorePlaced) -> Option<Error> {
    let error = placed.result.as_ref().err()?;
    error.may_have_placed().then(|| error.clone())
}
