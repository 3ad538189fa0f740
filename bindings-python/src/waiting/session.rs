//! What a client shares with its calls: whether they may still be used, and how their operations are waited for.

use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use pyo3::prelude::*;

use crate::ground::argument;

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
#[derive(Clone, Copy)]
pub enum Waits {
    /// By the thread that asks for it.
    Blocking,
    /// By an event loop, which gets an `Operation` in the place of the answer.
    Asynchronously,
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

    pub fn waits(&self) -> Waits {
        self.0.waits
    }

    pub fn is_open(&self) -> bool {
        self.0.open.load(Ordering::Acquire)
    }

    pub fn check(&self, py: Python<'_>) -> PyResult<()> {
        if self.is_open() { Ok(()) } else { Err(argument::invalid(py, "client", "is closed")) }
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
