//! What a client shares with its calls: whether they may still be used, and how their operations are waited for.

use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use pyo3::prelude::*;
use ringout_core::{CancelToken, Error, Result};

use crate::interrupt::Interrupt;
use crate::{convert, logging, operation};

/// A client and its calls, with the GIL or without.
#[derive(Clone)]
pub struct Session(Arc<Shared>);

struct Shared {
    open: AtomicBool,
    waits: Waits,
    /// What is interrupted when the client is closed, as far as it is still there.
    entered: Mutex<Vec<Weak<dyn Interruptible>>>,
}

/// What goes on until it is interrupted, with no operation that waits for it.
pub trait Interruptible: Send + Sync {
    /// Waits for nobody: the caller may hold the GIL.
    fn interrupt(&self);
}

/// How an operation is waited for.
enum Waits {
    /// By the thread that asks for it.
    Blocking,
    /// By an event loop, which gets an `Operation` in the place of the answer.
    Asynchronously,
}

/// What an operation of the core answers.
pub trait Answer: Send + 'static {
    fn into_python<'py>(self, py: Python<'py>, session: &Session) -> PyResult<Bound<'py, PyAny>>;

    /// What has to be said of an answer that nobody takes any more, because the caller was interrupted meanwhile.
    fn lost(&self) -> Option<Error> {
        None
    }
}

impl Answer for () {
    fn into_python<'py>(self, py: Python<'py>, _: &Session) -> PyResult<Bound<'py, PyAny>> {
        Ok(py.None().into_bound(py))
    }
}

impl Session {
    pub fn blocking() -> Self {
        Self::new(Waits::Blocking)
    }

    pub fn asynchronous() -> Self {
        Self::new(Waits::Asynchronously)
    }

    fn new(waits: Waits) -> Self {
        Self(Arc::new(Shared { open: AtomicBool::new(true), waits, entered: Mutex::default() }))
    }

    /// Runs an operation of the core without the GIL, bound to a token that interrupts it.
    pub fn perform<'py, T: Answer>(
        &self,
        py: Python<'py>,
        operation: impl FnOnce(&CancelToken) -> Result<T> + Send + 'static,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.check(py)?;
        logging::follow_level(py)?;
        match self.0.waits {
            Waits::Blocking => {
                let interrupt = Interrupt::new(self);
                let answer = interrupt.run(py, || operation(interrupt.token()))?;
                answer.into_python(py, self)
            }
            Waits::Asynchronously => operation::start(py, self, operation),
        }
    }

    pub fn is_open(&self) -> bool {
        self.0.open.load(Ordering::Acquire)
    }

    pub fn check(&self, py: Python<'_>) -> PyResult<()> {
        if self.is_open() { Ok(()) } else { Err(convert::invalid(py, "client", "is closed")) }
    }

    /// Refuses from now on, and ends what is being waited for.
    pub fn close(&self, py: Python<'_>) {
        self.0.open.store(false, Ordering::Release);
        let entered = mem::take(&mut *self.entered());
        py.detach(|| entered.iter().filter_map(Weak::upgrade).for_each(|entered| entered.interrupt()));
    }

    /// Has this interrupted when the client is closed.
    pub fn enter(&self, interruptible: &Arc<impl Interruptible + 'static>) {
        let mut entered = self.entered();
        entered.retain(|entered| entered.strong_count() > 0);
        let weak = Arc::downgrade(interruptible);
        entered.push(weak);
        drop(entered);
        if !self.is_open() {
            interruptible.interrupt();
        }
    }

    fn entered(&self) -> MutexGuard<'_, Vec<Weak<dyn Interruptible>>> {
        self.0.entered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
