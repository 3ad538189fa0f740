//! The iterator of `Call.watch`.

use std::sync::{Arc, Mutex, MutexGuard, TryLockError};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use ringout_core::WaitOptions;

use crate::base::handle::Handle;
use crate::values::change::Change;
use crate::values::outcome::Outcome;
use crate::waiting::interrupt::Interrupt;
use crate::waiting::session::{Interruptible, Session};
use crate::waiting::{exits, logging};

/// An iterator over the changes of a call, from `Call.watch`. One thread at a time can use it.
#[pyclass(frozen, module = "ringout")]
pub struct Watch {
    core: Handle<Arc<ActiveWatch>>,
    /// Dropped after the watch, so that dropping that one never waits for a hang-up.
    call: Handle<ringout_core::Call>,
    session: Session,
    interrupt: Interrupt,
}

/// The core's watch, or `None` after the program's end has begun.
struct ActiveWatch(Mutex<Option<ringout_core::Watch>>);

impl Watch {
    pub fn new(py: Python<'_>, call: &ringout_core::Call, session: &Session, options: &WaitOptions) -> PyResult<Self> {
        logging::follow_level(py)?;
        let interrupt = Interrupt::new(session);
        let watch = py.detach(|| call.with_cancel_token(interrupt.token()).watch(options));
        let watch = Arc::new(ActiveWatch(Mutex::new(Some(watch))));
        if options.cancels_on_exit() {
            exits::register(&watch);
        }
        let (core, call) = (Handle::new(watch), Handle::new(call.clone()));
        Ok(Self { core, call, session: session.clone(), interrupt })
    }
}

#[pymethods]
impl Watch {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Change>> {
        self.session.check(py)?;
        let mut guard = self.core.lock()?;
        let Some(watch) = &mut *guard else { return Ok(None) };
        Ok(self.interrupt.run_discarding(py, || watch.next().transpose())?.map(Change::from))
    }

    /// How the call ended, from the states seen so far. The kind is `StillInProgress` until the end is seen.
    #[getter]
    fn outcome(&self) -> PyResult<Outcome> {
        let guard = self.core.lock()?;
        Ok(Outcome(guard.as_ref().map_or_else(|| self.call.outcome(), ringout_core::Watch::outcome)))
    }
}

impl ActiveWatch {
    /// Waiting for another thread instead could take as long as the call, without a way to interrupt it.
    fn lock(&self) -> PyResult<MutexGuard<'_, Option<ringout_core::Watch>>> {
        let used_elsewhere = "another thread is using this watch; give each thread its own, from call.watch()";
        self.0.try_lock().map_err(|_| PyRuntimeError::new_err(used_elsewhere))
    }
}

impl Interruptible for ActiveWatch {
    /// Ends the watch, unless a thread is using it, which ends with the program.
    fn interrupt(&self) {
        let watch = match self.0.try_lock() {
            Ok(mut watch) => watch.take(),
            Err(TryLockError::Poisoned(watch)) => watch.into_inner().take(),
            Err(TryLockError::WouldBlock) => None,
        };
        drop(watch);
    }
}
