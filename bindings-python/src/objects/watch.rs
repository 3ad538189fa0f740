//! The iterator of `Call.watch`.

use std::sync::Mutex;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use ringout_core::WaitOptions;

use crate::base::handle::Handle;
use crate::values::change::Change;
use crate::values::outcome::Outcome;
use crate::waiting::interrupt::Interrupt;
use crate::waiting::logging;
use crate::waiting::session::Session;

/// An iterator over the changes of a call, from `Call.watch`. One thread at a time can use it.
#[pyclass(frozen, module = "ringout")]
pub struct Watch {
    core: Handle<Mutex<ringout_core::Watch>>,
    session: Session,
    interrupt: Interrupt,
}

impl Watch {
    pub fn new(py: Python<'_>, call: &ringout_core::Call, session: &Session, options: &WaitOptions) -> PyResult<Self> {
        logging::follow_level(py)?;
        let interrupt = Interrupt::new(session);
        let watch = py.detach(|| call.with_cancel_token(interrupt.token()).watch(options));
        Ok(Self { core: Handle::new(Mutex::new(watch)), session: session.clone(), interrupt })
    }
}

#[pymethods]
impl Watch {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Change>> {
        self.session.check(py)?;
        let mut guard = self.core.try_lock().map_err(|_| used_elsewhere())?;
        let watch: &mut ringout_core::Watch = &mut guard;
        Ok(self.interrupt.run_discarding(py, || watch.next().transpose())?.map(Change::from))
    }

    fn __repr__(&self) -> String {
        let outcome = self.core.try_lock().map_or_else(|_| "in use".to_owned(), |watch| watch.outcome().to_string());
        format!("<ringout.Watch: {outcome}>")
    }

    /// How the call ended, from the states seen so far. The kind is `StillInProgress` until the end is seen.
    #[getter]
    fn outcome(&self) -> PyResult<Outcome> {
        Ok(Outcome(self.core.try_lock().map_err(|_| used_elsewhere())?.outcome()))
    }
}

/// Waiting for the other thread instead could take as long as the call, without a way to interrupt it.
fn used_elsewhere() -> PyErr {
    PyRuntimeError::new_err("another thread is using this watch; give each thread its own, from call.watch()")
}
