//! Handles of the core that are dropped without the GIL.

use std::mem;
use std::ops::Deref;

use pyo3::prelude::*;
use ringout_core::{hang_ups_in_flight, spawn};

use crate::base::attach::is_closed;

/// A client or a call of the core. Dropping the last handle joins the client's threads, and one of them may be waiting for
/// the GIL.
pub struct Handle<T: Send + 'static>(Option<T>);

impl<T: Send + 'static> Handle<T> {
    pub fn new(core: T) -> Self {
        Self(Some(core))
    }
}

impl<T: Send + 'static> Deref for Handle<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_ref().unwrap_or_else(|| unreachable!("the handle is present until it is dropped"))
    }
}

impl<T: Send + 'static> Drop for Handle<T> {
    fn drop(&mut self) {
        drop_detached(self.0.take());
    }
}

/// Releases the GIL and drops a value that a Python object owned. Leaks the value while the interpreter shuts down, because
/// the threads to be joined may wait for a GIL that they never get.
///
/// While a call is being hung up, the last handle of its client waits for that, which must not block an event loop. So the
/// value is dropped on another thread.
pub fn drop_detached<T: Send + 'static>(mut value: Option<T>) {
    if value.is_some() && !is_closed() && hang_ups_in_flight() > 0 {
        let value = value.take();
        spawn(move || drop(value));
    }
    if value.is_some() && !is_closed() {
        Python::try_attach(|py| {
            let value = value.take();
            py.detach(|| drop(value));
        });
    }
    mem::forget(value);
}
