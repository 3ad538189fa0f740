//! What Python code raises on a thread that is blocked in an operation, from where nobody takes it further.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;

thread_local! {
    /// Of the operation that this thread is blocked in.
    static OPERATION: RefCell<Option<Raised>> = const { RefCell::new(None) };
}

/// What Python code raised while an operation ran: the last of it.
#[derive(Clone, Default)]
pub struct Raised(Arc<Mutex<Option<PyErr>>>);

impl Raised {
    /// Runs an operation without the GIL, and gets what is raised on this thread meanwhile.
    pub fn detach<T: Send>(&self, py: Python<'_>, operation: impl FnOnce() -> T + Send) -> T {
        /// Puts back what was there before, also when the operation panics.
        struct Outer(Option<Raised>);
        impl Drop for Outer {
            fn drop(&mut self) {
                OPERATION.set(self.0.take());
            }
        }
        let _outer = Outer(OPERATION.replace(Some(self.clone())));
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
    OPERATION.with_borrow(Option::is_some)
}

/// Keeps what Python code raised on this thread for the operation that it is blocked in: interrupts it, and is raised from
/// it. Without one it is only reported.
pub fn keep(py: Python<'_>, raised: PyErr) {
    match OPERATION.with_borrow(Clone::clone) {
        Some(operation) => operation.put(raised),
        None => raised.write_unraisable(py, None),
    }
}
