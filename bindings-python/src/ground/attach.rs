//! Running Python code on threads that the interpreter does not wait for when it ends.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;
use std::{mem, process};

use pyo3::prelude::*;
use pyo3::types::PyDict;

/// How long the interpreter's end waits for Python code on the library's threads (token stores, log handlers), and how often
/// it looks.
const PATIENCE: Duration = Duration::from_secs(3);
const LOOK: Duration = Duration::from_millis(5);

static CLOSED: AtomicBool = AtomicBool::new(false);
/// The threads of the library that run Python code, or wait to do so.
static INSIDE: AtomicUsize = AtomicUsize::new(0);

/// Runs `task` with the GIL on a thread of the library's own; `None` when the interpreter is about to end. A thread that
/// asks for the GIL later than that never comes back, and whoever waits for it waits for ever.
pub fn attach<R>(task: impl FnOnce(Python<'_>) -> R) -> Option<R> {
    /// The process that counts it. The task may fork.
    struct Inside(u32);
    impl Drop for Inside {
        fn drop(&mut self) {
            if self.0 == process::id() {
                INSIDE.fetch_sub(1, Ordering::SeqCst);
            }
        }
    }
    INSIDE.fetch_add(1, Ordering::SeqCst);
    let _inside = Inside(process::id());
    if is_closed() { None } else { Python::try_attach(|py| run(|| task(py))) }
}

/// Whether `attach` refuses.
pub fn is_closed() -> bool {
    CLOSED.load(Ordering::SeqCst)
}

/// Runs Python code, on any thread. The interpreter, when it ends, also ends the threads that run Python code, by unwinding
/// them; what is written in Rust cannot be unwound by others, so such a thread stands still instead.
pub fn run<R>(code: impl FnOnce() -> R) -> R {
    struct StandStill;
    impl Drop for StandStill {
        fn drop(&mut self) {
            while !thread::panicking() {
                thread::park();
            }
        }
    }
    let unwound = StandStill;
    let result = code();
    mem::forget(unwound);
    result
}

/// Has `close` called before the interpreter ends.
pub fn install(py: Python<'_>) -> PyResult<()> {
    py.import("atexit")?.call_method1("register", (wrap_pyfunction!(close, py)?,))?;
    let os = py.import("os")?;
    if let Some(register_at_fork) = os.getattr_opt("register_at_fork")? {
        let hooks = PyDict::new(py);
        hooks.set_item("after_in_child", wrap_pyfunction!(forget, py)?)?;
        register_at_fork.call((), Some(&hooks))?;
    }
    Ok(())
}

/// Keeps the library's threads away from Python from now on, and waits for those that are there.
#[pyfunction]
fn close(py: Python<'_>) -> PyResult<()> {
    CLOSED.store(true, Ordering::SeqCst);
    let mut waited = Duration::ZERO;
    while INSIDE.load(Ordering::SeqCst) > 0 && waited < PATIENCE {
        py.detach(|| thread::park_timeout(LOOK));
        py.check_signals()?;
        waited += LOOK;
    }
    Ok(())
}

/// A fork takes no other thread along.
#[pyfunction]
fn forget() {
    INSIDE.store(0, Ordering::SeqCst);
}
