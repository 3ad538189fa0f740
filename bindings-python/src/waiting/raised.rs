//! Exceptions of Python code that the core calls on a blocked thread (signal handlers, log handlers, journals). The core
//! cannot pass them on, so they are stored until the operation returns.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;

thread_local! {
    /// The exception slot of the operation that blocks this thread.
    static CURRENT: RefCell<Option<Raised>> = const { RefCell::new(None) };
}

/// The last exception that Python code raised during an operation.
#[derive(Clone, Default)]
pub struct Raised(Arc<Mutex<Option<PyErr>>>);

impl Raised {
    /// Runs an operation without the GIL and collects exceptions raised on this thread.
    pub fn detach<T: Send>(&self, py: Python<'_>, operation: impl FnOnce() -> T + Send) -> T {
        /// Restores the previous slot, also if the operation panics.
        struct RestoreOnDrop(Option<Raised>);
        impl Drop for RestoreOnDrop {
            fn drop(&mut self) {
                CURRENT.set(self.0.take());
            }
        }
        let _restore = RestoreOnDrop(CURRENT.replace(Some(self.clone())));
        py.detach(operation)
    }

    pub fn put(&self, raised: PyErr) {
        *self.lock() = Some(raised);
    }

    pub fn take(&self) -> Option<PyErr> {
        self.lock().take()
    }

    pub fn is_some(&self) -> bool {
        self.lock().is_some()
    }

    fn lock(&self) -> MutexGuard<'_, Option<PyErr>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether this thread is blocked in an operation.
pub fn is_operating() -> bool {
    CURRENT.with_borrow(Option::is_some)
}

/// Stores an exception raised on this thread. It interrupts the operation that blocks the thread, and is raised from it. If
/// there is none, reports the exception as unraisable.
pub fn keep(py: Python<'_>, raised: PyErr) {
    match CURRENT.with_borrow(Clone::clone) {
        Some(operation) => operation.put(raised),
        None => raised.write_unraisable(py, None),
    }
}
