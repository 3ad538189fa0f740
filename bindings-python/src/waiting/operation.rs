//! Operations of the core: the thread that asks for one waits for it, or an event loop does, for which it runs on one of the
//! core's workers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use pyo3::prelude::*;
use ringout_core::{CancelToken, Client, Error, ErrorCode, Result, spawn};

use crate::ground::error;
use crate::ground::import::Import;
use crate::waiting::answer::Answer;
use crate::waiting::inbox::Inbox;
use crate::waiting::interrupt::Interrupt;
use crate::waiting::logging;
use crate::waiting::session::{Session, Waits};

/// Takes an operation to another thread, and calls it once: with what it works with, or with why it comes too late.
type Run<C> = Box<dyn FnOnce(Result<C>) + Send>;

/// How an operation gets its thread: within the time that `Client::spawn` or `Client::spawn_create` gives it.
pub type Begin = fn(&Client, Run<Client>);

/// For an operation with a timeout of its own.
pub fn without_deadline(client: &Client, run: Run<Client>) {
    let client = client.clone();
    spawn(move || run(Ok(client)));
}

/// For what waits for results, as long as it takes.
pub fn at_once(run: Run<()>) {
    spawn(move || run(Ok(())));
}

/// Runs an operation of the core without the GIL, with a handle of the client that is bound to a token which interrupts it.
pub fn perform<'py, T: Answer>(
    py: Python<'py>,
    session: &Session,
    client: &Client,
    begin: Begin,
    operation: impl FnOnce(&Client) -> Result<T> + Send + 'static,
) -> PyResult<Bound<'py, PyAny>> {
    session.check(py)?;
    logging::follow_level(py)?;
    match session.waits() {
        Waits::Blocking => {
            let interrupt = Interrupt::new(session);
            let client = client.with_cancel_token(interrupt.token());
            let answer = interrupt.run(py, || operation(&client))?;
            answer.into_python(py, session)
        }
        Waits::Asynchronously => {
            let open = session.clone();
            let token = CancelToken::with_check(move || !open.is_open());
            let client = client.with_cancel_token(&token);
            start(py, session, token, |run| begin(&client, run), move |client| operation(&client))
        }
    }
}

/// Starts an operation that this token interrupts, on a thread that `begin` takes it to. What is returned is an `Operation` of
/// `ringout._async`, which ends on the running loop.
pub fn start<'py, C: 'static, T: Answer>(
    py: Python<'py>,
    session: &Session,
    token: CancelToken,
    begin: impl FnOnce(Run<C>),
    operation: impl FnOnce(C) -> Result<T> + Send + 'static,
) -> PyResult<Bound<'py, PyAny>> {
    static CLASS: Import = Import::new("ringout._async", "Operation");
    let class = CLASS.get(py)?;
    let inbox = Inbox::of_running_loop(py)?;
    let interrupt = Interruption { token, phase: Arc::new(AtomicU8::new(WAITING)) };
    let phase = Arc::clone(&interrupt.phase);
    let future = class.call1((inbox.event_loop(), interrupt))?;
    let pending = Pending { inbox, session: session.clone(), future: Some(future.clone().unbind()) };
    begin(Box::new(move |begun| {
        if phase.compare_exchange(WAITING, BEGUN, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            pending.settle(begun.and_then(operation));
        } else {
            pending.abandon();
        }
    }));
    Ok(future)
}

/// No worker has taken it yet.
const WAITING: u8 = 0;
const BEGUN: u8 = 1;
const ABANDONED: u8 = 2;

/// What interrupts an operation when its `Operation` is cancelled.
#[pyclass(frozen)]
pub struct Interruption {
    token: CancelToken,
    phase: Arc<AtomicU8>,
}

#[pymethods]
impl Interruption {
    /// Interrupts it. Whether it has begun, and so is going to end.
    fn __call__(&self) -> bool {
        self.token.cancel();
        self.phase.compare_exchange(WAITING, ABANDONED, Ordering::SeqCst, Ordering::SeqCst).is_err()
    }
}

/// An operation that ends exactly once, also when it panics.
struct Pending {
    inbox: Arc<Inbox>,
    session: Session,
    future: Option<Py<PyAny>>,
}

impl Pending {
    fn settle<T: Answer>(mut self, result: Result<T>) {
        self.put(result);
    }

    fn abandon(mut self) {
        self.future = None;
    }

    fn put<T: Answer>(&mut self, result: Result<T>) {
        let Some(future) = self.future.take() else { return };
        let session = self.session.clone();
        self.inbox.put(Box::new(move |py| {
            let (answer, failure, lost) = in_python(py, &session, result);
            future.call_method1(py, "settle", (answer, failure, lost)).map(drop)
        }));
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        let text = "the operation ended without a result; please report this";
        self.put::<()>(Err(Error::from_binding(ErrorCode::Internal, None, text)));
    }
}

type Object<'py> = Option<Bound<'py, PyAny>>;

/// The answer or the exception, and the exception that tells what is lost with the answer if nobody takes it any more.
fn in_python<'py, T: Answer>(
    py: Python<'py>,
    session: &Session,
    result: Result<T>,
) -> (Object<'py>, Object<'py>, Object<'py>) {
    let exception = |raised: PyErr| Some(raised.into_value(py).into_bound(py).into_any());
    match result {
        Ok(answer) => {
            let lost = answer.lost().and_then(|lost| exception(error::raise(py, &lost)));
            match answer.into_python(py, session) {
                Ok(answer) => (Some(answer), None, lost),
                Err(raised) => (None, exception(raised), lost),
            }
        }
        Err(failure) => {
            let raised = exception(error::raise(py, &failure));
            let lost = raised.clone().filter(|_| failure.code() != ErrorCode::Cancelled);
            (None, raised, lost)
        }
    }
}
