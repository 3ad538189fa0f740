//! State that a client shares with its calls: whether it is open, and whether operations block or return awaitables.

use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use pyo3::prelude::*;

use crate::base::argument;

/// The shared state of a client and its calls. Needs no GIL.
#[derive(Clone)]
pub struct Session(Arc<SessionState>);

struct SessionState {
    open: AtomicBool,
    wait_mode: WaitMode,
    /// Interrupted when the client is closed.
    interruptibles: Mutex<Vec<Weak<dyn Interruptible>>>,
}

/// Background work that no operation waits for, and that `close()` has to interrupt.
pub trait Interruptible: Send + Sync {
    /// Must not block, because the GIL may be held.
    fn interrupt(&self);
}

/// How the program waits for operations.
#[derive(Clone, Copy)]
pub enum WaitMode {
    /// The calling thread blocks.
    Blocking,
    /// An event loop gets an `Operation` to await.
    Async,
}

impl Session {
    pub fn blocking() -> Self {
        Self::new(WaitMode::Blocking)
    }

    pub fn asynchronous() -> Self {
        Self::new(WaitMode::Async)
    }

    fn new(wait_mode: WaitMode) -> Self {
        Self(Arc::new(SessionState { open: AtomicBool::new(true), wait_mode, interruptibles: Mutex::default() }))
    }

    pub fn wait_mode(&self) -> WaitMode {
        self.0.wait_mode
    }

    pub fn is_open(&self) -> bool {
        self.0.open.load(Ordering::Acquire)
    }

    pub fn check(&self, py: Python<'_>) -> PyResult<()> {
        if self.is_open() { Ok(()) } else { Err(argument::invalid(py, "client", "is closed")) }
    }

    /// Refuses operations from now on, and interrupts those in flight.
    pub fn close(&self, py: Python<'_>) {
        self.0.open.store(false, Ordering::Release);
        let interruptibles = mem::take(&mut *self.interruptibles());
        py.detach(|| interruptibles.iter().filter_map(Weak::upgrade).for_each(|one| one.interrupt()));
    }

    /// Registers work to be interrupted when the client is closed.
    pub fn register(&self, interruptible: &Arc<impl Interruptible + 'static>) {
        let mut interruptibles = self.interruptibles();
        interruptibles.retain(|one| one.strong_count() > 0);
        let weak = Arc::downgrade(interruptible);
        interruptibles.push(weak);
        drop(interruptibles);
        if !self.is_open() {
            interruptible.interrupt();
        }
    }

    fn interruptibles(&self) -> MutexGuard<'_, Vec<Weak<dyn Interruptible>>> {
        self.0.interruptibles.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
