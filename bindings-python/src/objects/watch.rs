//! Following a call.

use std::sync::Mutex;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use ringout_core::WaitOptions;

use crate::ground::handle::Handle;
use crate::values::change::Change;
use crate::values::outcome::Outcome;
use crate::waiting::interrupt::Interrupt;
use crate::waiting::logging;
use crate::waiting::session::Session;

/// The changes of a call, from `Call.watch`: an iterator. One thread at a time may use it.
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
        Ok(self.interrupt.run_idly(py, || watch.next().transpose())?.map(Change::from))
    }

    /// How the call came out, going by what was seen so far.
    #[getter]
    fn outcome(&self) -> PyResult<Outcome> {
        Ok(Outcome(self.core.try_lock().map_err(|_| used_elsewhere())?.outcome()))
    }
}

/// Waiting for the other thread could last as long as the call, with nothing to interrupt it.
fn used_elsewhere() -> PyErr {
    PyRuntimeError::new_err("another thread is using this watch; give each thread its own, from call.watch()")
}
