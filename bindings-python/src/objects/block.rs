//! The blocks of `with call`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use ringout_core::{Call, ScopedCall};

use crate::base::handle::Handle;
use crate::waiting::exits;
use crate::waiting::session::Interruptible;

/// The blocks of one call that were entered and not left.
pub struct Blocks(Handle<Arc<Entered>>);

#[derive(Default)]
struct Entered(Mutex<Vec<ScopedCall>>);

impl Blocks {
    pub fn new() -> Self {
        Self(Handle::new(Arc::default()))
    }

    /// Enters a block.
    pub fn enter(&self, call: &Call) {
        self.0.lock().push(call.hang_up_on_drop());
        exits::register(&self.0);
    }

    /// Leaves the innermost block, which begins to hang up.
    pub fn leave(&self, py: Python<'_>) {
        let left = self.0.lock().pop();
        py.detach(|| drop(left));
    }
}

impl Entered {
    fn lock(&self) -> MutexGuard<'_, Vec<ScopedCall>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Interruptible for Entered {
    fn interrupt(&self) {
        let left = std::mem::take(&mut *self.lock());
        drop(left);
    }
}
