//! Handles of the core that are dropped without the GIL.

use std::mem;
use std::ops::Deref;

use pyo3::prelude::*;

use crate::base::attach::is_closed;

/// A client or a call of the core. Dropping the last handle joins the client's threads, and one of them may be waiting for
/// the GIL.
pub struct Handle<T: Send>(Option<T>);

impl<T: Send> Handle<T> {
    pub fn new(core: T) -> Self {
        Self(Some(core))
    }
}

impl<T: Send> Deref for Handle<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_ref().unwrap_or_else(|| unreachable!("the handle is present until it is dropped"))
    }
}

impl<T: Send> Drop for Handle<T> {
    fn drop(&mut self) {
        drop_detached(self.0.take());
    }
}

/// Releases the GIL and drops a value that a Python object owned. Leaks the value while the interpreter shuts down, because
/// the threads to be joined may wait for a GIL that they never get.
pub fn drop_detached<T: Send>(mut value: Option<T>) {
    if value.is_some() && !is_closed() {
        Python::try_attach(|py| {
            let value = value.take();
            py.detach(|| drop(value));
        });
    }
    mem::forget(value);
}
