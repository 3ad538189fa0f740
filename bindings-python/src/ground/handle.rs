//! Handles of the core, which are dropped without the GIL.

use std::mem;
use std::ops::Deref;

use pyo3::prelude::*;

use crate::ground::attach::is_closed;

/// A client or a call of the core. Dropping the last one ends the threads of the client, and waits for them; one of them may
/// be waiting for the GIL.
pub struct Handle<T: Send>(Option<T>);

impl<T: Send> Handle<T> {
    pub fn new(core: T) -> Self {
        Self(Some(core))
    }
}

impl<T: Send> Deref for Handle<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_ref().unwrap_or_else(|| unreachable!("it is there until it is dropped"))
    }
}

impl<T: Send> Drop for Handle<T> {
    fn drop(&mut self) {
        drop_detached(self.0.take());
    }
}

/// Drops something that belongs to a Python object, which ends with the GIL held. While the interpreter ends, the value is leaked
/// instead: the threads that its drop waits for may be waiting for the GIL, and never get it.
pub fn drop_detached<T: Send>(mut value: Option<T>) {
    if value.is_some() && !is_closed() {
        Python::try_attach(|py| {
            let value = value.take();
            py.detach(|| drop(value));
        });
    }
    mem::forget(value);
}
