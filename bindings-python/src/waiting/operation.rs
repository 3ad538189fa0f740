//! Operations of the core: the thread that asks for one waits for it, or an event loop does, for which it runs on one of the
//! core's workers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use pyo3::prelude::*;
use ringout_core::{CancelToken, Error, ErrorCode, Result, spawn};

use crate::ground::error;
use crate::ground::import::Import;
use crate::waiting::answer::Answer;
use crate::waiting::inbox::Inbox;
use crate::waiting::interrupt::Interrupt;
use crate::waiting::logging;
use crate::waiting::session::{Session, Waits};

/// Runs an operation of the core without the GIL, bound to a token that interrupts it.
pub fn perform<'py, T: Answer>(
    py: Python<'py>,
    session: &Session,
    operation: impl FnOnce(&CancelToken) -> Result<T> + Send + 'static,
) -> PyResult<Bound<'py, PyAny>> {
    session.check(py)?;
    logging::follow_level(py)?;
    match session.waits() {
        Waits::Blocking => {
            let interrupt = Interrupt::new(session);
            let answer = interrupt.run(py, || operation(interrupt.token()))?;
            answer.into_python(py, session)
        }
        Waits::Asynchronously => start(py, session, operation),
    }
}

/// Starts an operation. What is returned is an `Operation` of `ringout._async`, which ends on the running loop.
fn start<'py, T: Answer>(
    py: Python<'py>,
    session: &Session,
    operation: impl FnOnce(&CancelToken) -> Result<T> + Send + 'static,
) -> PyResult<Bound<'py, PyAny>> {
    let open = session.clone();
    start_with(py, session, CancelToken::with_check(move || !open.is_open()), operation)
}

/// The same with a token of the caller's.
pub fn start_with<'py, T: Answer>(
    py: Python<'py>,
    session: &Session,
    token: CancelToken,
    operation: impl FnOnce(&CancelToken) -> Result<T> + Send + 'static,
) -> PyResult<Bound<'py, PyAny>> {
    static CLASS: Import = Import::new("ringout._async", "Operation");
    let class = CLASS.get(py)?;
    let inbox = Inbox::of_running_loop(py)?;
    let interrupt = Interruption { token: token.clone(), phase: Arc::new(AtomicU8::new(WAITING)) };
    let phase = Arc::clone(&interrupt.phase);
    let future = class.call1((inbox.event_loop(), interrupt))?;
    let pending = Pending { inbox, session: session.clone(), future: Some(future.clone().unbind()) };
    spawn(move || {
        if phase.compare_exchange(WAITING, BEGUN, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            pending.settle(operation(&token));
        } else {
            pending.abandon();
        }
    });
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
