//! The end of the program: leaves what would hang a call up when it is left, and waits for hang-ups in flight.
//!
//! Objects that still exist when the interpreter shuts down are not dropped in time: its threads are about to end.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use pyo3::prelude::*;
use ringout_core::hang_ups_in_flight;

use crate::waiting::session::Interruptible;

/// The longest wait. A hang-up takes up to five seconds, after up to five more for the response to a create.
const TIMEOUT: Duration = Duration::from_secs(11);
const POLL_INTERVAL: Duration = Duration::from_millis(5);

static ARMED: Mutex<Vec<Weak<dyn Interruptible>>> = Mutex::new(Vec::new());

/// Registers something to be left when the program ends.
pub fn register(armed: &Arc<impl Interruptible + 'static>) {
    let mut all = lock();
    all.retain(|one| one.strong_count() > 0);
    let weak = Arc::downgrade(armed);
    if !all.iter().any(|one| one.as_ptr().addr() == weak.as_ptr().addr()) {
        all.push(weak);
    }
}

/// Registers the hook. It runs before the one after which the core's threads no longer run Python code, so that the log has
/// what became of a hang-up.
pub fn install(py: Python<'_>) -> PyResult<()> {
    py.import("atexit")?.call_method1("register", (wrap_pyfunction!(leave, py)?,)).map(drop)
}

/// Leaves everything that is registered, and waits for the hang-ups. Ctrl-C ends the wait.
#[pyfunction]
fn leave(py: Python<'_>) -> PyResult<()> {
    let all = std::mem::take(&mut *lock());
    py.detach(|| all.iter().filter_map(Weak::upgrade).for_each(|one| one.interrupt()));
    let mut waited = Duration::ZERO;
    while hang_ups_in_flight() > 0 && waited < TIMEOUT {
        py.detach(|| thread::park_timeout(POLL_INTERVAL));
        py.check_signals()?;
        waited += POLL_INTERVAL;
    }
    Ok(())
}

fn lock() -> MutexGuard<'static, Vec<Weak<dyn Interruptible>>> {
    ARMED.lock().unwrap_or_else(PoisonError::into_inner)
}
