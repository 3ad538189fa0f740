//! Many calls at once.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, TryLockError};

use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use ringout_core::{
    CancelToken, Client, Error, ErrorCode, PlaceAll as Core, PlaceOptions, Placed as CorePlaced, WaitOptions,
};

use crate::ground::handle::Handle;
use crate::ground::{argument, error};
use crate::objects::call::Call;
use crate::objects::journal::{self, Failure, Function};
use crate::values::call_request::CallRequest;
use crate::values::placed::Placed;
use crate::waiting::answer::Answer;
use crate::waiting::inbox::Inbox;
use crate::waiting::interrupt::Interrupt;
use crate::waiting::session::Session;
use crate::waiting::{logging, operation};

/// How many times a token is asked between two looks at the event loop: about a second of waiting.
const ASKED: u32 = 20;

const IN_USE: &str = "these results are being waited for already, by another thread or around the journal";

/// What `place_all` is asked for.
pub struct Order {
    requests: Vec<ringout_core::CallRequest>,
    options: PlaceOptions,
    journal: Option<Function>,
}

impl Order {
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

    /// What interrupts the placing is bound to it only: calls that it gives go on without.
    fn place(self, client: &Client, token: &CancelToken) -> ringout_core::Result<Core> {
        client.with_cancel_token(token).place_all(&self.requests, self.options)
    }
}

fn read_requests(requests: &Bound<'_, PyAny>) -> PyResult<Vec<ringout_core::CallRequest>> {
    let request = |request: &Bound<'_, PyAny>| Ok(argument::object::<CallRequest>("requests", request)?.get().core());
    argument::list("requests", "CallRequests", requests, request)
}

/// The results of many calls, from `Client.place_all`: an iterator of `Placed`. One thread at a time may use it.
///
/// What interrupts it (Ctrl-C) leaves the loop, and nothing more is placed. Another loop over the same object then gives, at
/// once, the rest of the results: `OperationCancelledError`, with the call where one was placed.
#[pyclass(frozen, module = "ringout")]
pub struct PlaceAll {
    client: Handle<Client>,
    batch: Handle<Mutex<Batch>>,
    remaining: AtomicUsize,
    session: Session,
    interrupt: Interrupt,
    journal: Option<Function>,
    failure: Failure,
}

struct Batch {
    core: Core,
    /// A result that came together with an interruption.
    kept: Option<CorePlaced>,
}

impl PlaceAll {
    pub fn new(py: Python<'_>, client: &Client, session: &Session, mut order: Order) -> PyResult<Self> {
        let (interrupt, failure) = (Interrupt::new(session), Failure::default());
        let journal = order.journal.take();
        if let Some(function) = journal.clone() {
            order.options = order.options.journal(journal::on_this_thread(function, failure.clone()));
        }
        let core = order.place(client, interrupt.token()).map_err(|error| error::raise(py, &error))?;
        let remaining = AtomicUsize::new(core.remaining());
        let batch = Handle::new(Mutex::new(Batch { core, kept: None }));
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
        let Batch { core, kept } = &mut *guard;
        logging::follow_level(py)?;
        let placed = match kept.take() {
            Some(placed) => Some(placed),
            None => self.interrupt.run_keeping(py, kept, lost, || next(core, &self.client))?,
        };
        let Some(placed) = placed else { return Ok(None) };
        self.remaining.fetch_sub(1, Ordering::Relaxed);
        in_python(py, placed, &self.session, &self.failure).map(Some)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(self.journal.as_deref())?;
        self.failure.traverse(&visit)
    }

    /// How many requests have no result yet.
    #[getter]
    fn remaining(&self) -> usize {
        self.remaining.load(Ordering::Relaxed)
    }
}

/// Waiting for the other thread could last as long as the calls, with nothing to interrupt it.
fn used_elsewhere() -> PyErr {
    PyRuntimeError::new_err(IN_USE)
}

/// The same for an event loop. Dropping it ends the placing.
#[pyclass(frozen)]
pub struct Placing {
    client: Handle<Client>,
    batch: Handle<Arc<Mutex<Core>>>,
    requests: usize,
    session: Session,
    token: CancelToken,
    journal: Option<Function>,
    failure: Failure,
}

impl Placing {
    pub fn new(py: Python<'_>, client: &Client, session: &Session, mut order: Order) -> PyResult<Self> {
        let (inbox, failure) = (Inbox::of_running_loop(py)?, Failure::default());
        let token = token(session, &inbox);
        let journal = order.journal.take();
        if let Some(function) = journal.clone() {
            let (session, token) = (session.clone(), token.clone());
            let is_over = move || token.is_cancelled() || !session.is_open();
            order.options = order.options.journal(journal::on_loop(function, inbox, failure.clone(), is_over));
        }
        let core = order.place(client, &token).map_err(|error| error::raise(py, &error))?;
        let requests = core.remaining();
        let batch = Handle::new(Arc::new(Mutex::new(core)));
        let client = Handle::new(client.clone());
        Ok(Self { client, batch, requests, session: session.clone(), token, journal, failure })
    }
}

#[pymethods]
impl Placing {
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(self.journal.as_deref())?;
        self.failure.traverse(&visit)
    }

    /// How many requests there are.
    #[getter]
    fn requests(&self) -> usize {
        self.requests
    }

    /// The next result, or None: an `Operation`. One at a time.
    fn next<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        logging::follow_level(py)?;
        let (client, batch, failure) = (self.client.clone(), Arc::clone(&self.batch), self.failure.clone());
        operation::start(py, &self.session, self.token.clone(), operation::at_once, move |()| {
            let placed = match batch.try_lock() {
                Ok(mut batch) => next(&mut batch, &client),
                Err(TryLockError::Poisoned(batch)) => next(&mut batch.into_inner(), &client),
                // By a thread that a fork has not taken along.
                Err(TryLockError::WouldBlock) => return Err(Error::from_binding(ErrorCode::Internal, None, IN_USE)),
            };
            Ok(Next { placed, failure })
        })
    }
}

impl Drop for Placing {
    fn drop(&mut self) {
        self.token.cancel();
    }
}

/// The next result. Its call goes through the client itself, which nothing interrupts.
fn next(core: &mut Core, client: &Client) -> Option<CorePlaced> {
    let placed = core.next()?;
    let call = placed.call.map(|call| call.with_client(client));
    Some(CorePlaced { call, ..placed })
}

/// A token that ends with the session, and with the loop: one that was closed takes no results any more.
fn token(session: &Session, inbox: &Arc<Inbox>) -> CancelToken {
    let (session, inbox, asked) = (session.clone(), Arc::clone(inbox), AtomicU32::new(0));
    CancelToken::with_check(move || {
        let look = asked.fetch_add(1, Ordering::Relaxed) % ASKED == ASKED - 1;
        !session.is_open() || look && inbox.is_closed()
    })
}

/// What an event loop waited for.
struct Next {
    placed: Option<CorePlaced>,
    failure: Failure,
}

impl Answer for Next {
    fn into_python<'py>(self, py: Python<'py>, session: &Session) -> PyResult<Bound<'py, PyAny>> {
        match self.placed {
            Some(placed) => Ok(Bound::new(py, in_python(py, placed, session, &self.failure)?)?.into_any()),
            None => Ok(py.None().into_bound(py)),
        }
    }

    fn lost(&self) -> Option<Error> {
        self.placed.as_ref().and_then(lost)
    }
}

/// A result as Python sees it. An error of the journal has what was raised as its cause.
fn in_python(py: Python<'_>, placed: CorePlaced, session: &Session, journal: &Failure) -> PyResult<Placed> {
    let call = placed.call.map(|call| Py::new(py, Call::new(call, session))).transpose()?.map(Py::into_any);
    let result = placed.result.map_err(|error| {
        let raised = error::raise(py, &error);
        if error.code() == ErrorCode::Storage {
            raised.set_cause(py, journal.get(py));
        }
        raised.into_value(py)
    });
    Ok(Placed::new(placed.index, call, result))
}

/// What has to be said of a result beside an interruption. It is not lost, but few ask again.
fn lost(placed: &CorePlaced) -> Option<Error> {
    let error = placed.result.as_ref().err()?;
    error.may_have_placed().then(|| error.clone())
}
