//! Running operations of the core: on the calling thread, which blocks, or on a worker of the core, for an event loop.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use pyo3::prelude::*;
use ringout_core::{CancelToken, Client, Error, ErrorCode, Result, spawn};

use crate::base::error;
use crate::base::import::Import;
use crate::waiting::inbox::Inbox;
use crate::waiting::interrupt::Interrupt;
use crate::waiting::logging;
use crate::waiting::output::Output;
use crate::waiting::session::{Session, WaitMode};

/// An operation to run once on another thread. Gets its handle, or the error if its deadline passed before it could start.
type Job<C> = Box<dyn FnOnce(Result<C>) + Send>;

/// Starts a job on a worker: `Client::spawn` or `Client::spawn_create`, which apply the deadline, or `without_deadline`.
pub type Spawn = fn(&Client, Job<Client>);

/// Spawns an operation that has its own timeout.
pub fn without_deadline(client: &Client, job: Job<Client>) {
    let client = client.clone();
    spawn(move || job(Ok(client)));
}

/// Spawns an operation without a handle or a deadline, such as waiting for the next result of many calls.
pub fn without_client(job: Job<()>) {
    spawn(move || job(Ok(())));
}

/// Runs an operation of the core without the GIL. It gets a handle of the client with a cancel token.
pub fn perform<'py, T: Output>(
    py: Python<'py>,
    session: &Session,
    client: &Client,
    spawn_with: Spawn,
    operation: impl FnOnce(&Client) -> Result<T> + Send + 'static,
) -> PyResult<Bound<'py, PyAny>> {
    session.check(py)?;
    logging::follow_level(py)?;
    match session.wait_mode() {
        WaitMode::Blocking => {
            let interrupt = Interrupt::new(session);
            let client = client.with_cancel_token(interrupt.token());
            let output = interrupt.run(py, || operation(&client))?;
            output.into_python(py, session)
        }
        WaitMode::Async => {
            let open = session.clone();
            let token = CancelToken::with_check(move || !open.is_open());
            let client = client.with_cancel_token(&token);
            start(py, session, token, |job| spawn_with(&client, job), move |client| operation(&client))
        }
    }
}

/// Starts an operation with `spawn_with`. Returns an `Operation` of `ringout._async` that is settled on the running loop.
/// `token` must interrupt the operation.
pub fn start<'py, C: 'static, T: Output>(
    py: Python<'py>,
    session: &Session,
    token: CancelToken,
    spawn_with: impl FnOnce(Job<C>),
    operation: impl FnOnce(C) -> Result<T> + Send + 'static,
) -> PyResult<Bound<'py, PyAny>> {
    static CLASS: Import = Import::new("ringout._async", "Operation");
    let class = CLASS.get(py)?;
    let inbox = Inbox::of_running_loop(py)?;
    let interrupt = InterruptHandle { token, phase: Arc::new(AtomicU8::new(QUEUED)) };
    let phase = Arc::clone(&interrupt.phase);
    let future = class.call1((inbox.event_loop(), interrupt))?;
    let pending = Pending { inbox, session: session.clone(), future: Some(future.clone().unbind()) };
    spawn_with(Box::new(move |ready| {
        if phase.compare_exchange(QUEUED, RUNNING, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            pending.settle(ready.and_then(operation));
        } else {
            pending.abandon();
        }
    }));
    Ok(future)
}

/// No worker has started it yet.
const QUEUED: u8 = 0;
const RUNNING: u8 = 1;
const ABANDONED: u8 = 2;

/// Interrupts an operation when its `Operation` is cancelled.
#[pyclass(frozen)]
pub struct InterruptHandle {
    token: CancelToken,
    phase: Arc<AtomicU8>,
}

#[pymethods]
impl InterruptHandle {
    /// Interrupts the operation. Returns whether it is running, and so will be settled.
    fn __call__(&self) -> bool {
        self.token.cancel();
        self.phase.compare_exchange(QUEUED, ABANDONED, Ordering::SeqCst, Ordering::SeqCst).is_err()
    }
}

/// An operation in flight. Settles its future exactly once, also if it panics.
struct Pending {
    inbox: Arc<Inbox>,
    session: Session,
    future: Option<Py<PyAny>>,
}

impl Pending {
    fn settle<T: Output>(mut self, result: Result<T>) {
        self.put(result);
    }

    fn abandon(mut self) {
        self.future = None;
    }

    fn put<T: Output>(&mut self, result: Result<T>) {
        let Some(future) = self.future.take() else { return };
        let session = self.session.clone();
        let result = result.map(Undelivered::new);
        self.inbox.put(Box::new(move |py| {
            let settled = to_python(py, &session, result.map(Undelivered::deliver));
            future.call_method1(py, "settle", settled).map(drop)
        }));
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        let message = "the operation ended without a result; please report this";
        self.put::<()>(Err(Error::from_binding(ErrorCode::Internal, None, message)));
    }
}

/// A result on its way to the event loop, which may be closed by then.
struct Undelivered<T: Output>(Option<T>);

impl<T: Output> Undelivered<T> {
    fn new(output: T) -> Self {
        Self(Some(output))
    }

    fn deliver(mut self) -> T {
        self.0.take().unwrap_or_else(|| unreachable!("the result is present until it is delivered"))
    }
}

impl<T: Output> Drop for Undelivered<T> {
    fn drop(&mut self) {
        if let Some(output) = &self.0 {
            output.abandon();
        }
    }
}

type Object<'py> = Option<Bound<'py, PyAny>>;

/// Returns the value, the exception, and the exception to report if the task was cancelled and never receives the value.
fn to_python<'py, T: Output>(
    py: Python<'py>,
    session: &Session,
    result: Result<T>,
) -> (Object<'py>, Object<'py>, Object<'py>) {
    let exception = |raised: PyErr| Some(raised.into_value(py).into_bound(py).into_any());
    match result {
        Ok(output) => {
            let unclaimed = output.unclaimed_error().and_then(|error| exception(error::to_pyerr(py, &error)));
            match output.into_python(py, session) {
                Ok(value) => (Some(value), None, unclaimed),
                Err(raised) => (None, exception(raised), unclaimed),
            }
        }
        Err(failure) => {
            let raised = exception(error::to_pyerr(py, &failure));
            let unclaimed = raised.clone().filter(|_| failure.code() != ErrorCode::Cancelled);
            (None, raised, unclaimed)
        }
    }
}
