//! Running Python code on the core's threads, safely while the interpreter shuts down.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;
use std::{mem, process};

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// How long the shutdown of the interpreter waits for Python code on the library's threads (token stores, log handlers), and
/// how often it polls.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(3);
const POLL_INTERVAL: Duration = Duration::from_millis(5);

static CLOSED: AtomicBool = AtomicBool::new(false);
/// How many threads of the library run Python code or wait for the GIL.
static ATTACHED_THREADS: AtomicUsize = AtomicUsize::new(0);

/// Runs `task` with the GIL on one of the library's threads. Returns `None` if the interpreter is shutting down: a thread
/// that asks for the GIL after that blocks forever, and so does everything that waits for the thread.
pub fn attach<R>(task: impl FnOnce(Python<'_>) -> R) -> Option<R> {
    /// The id of the process that counted this thread. The task may fork.
    struct AttachedGuard(u32);
    impl Drop for AttachedGuard {
        fn drop(&mut self) {
            if self.0 == process::id() {
                ATTACHED_THREADS.fetch_sub(1, Ordering::SeqCst);
            }
        }
    }
    ATTACHED_THREADS.fetch_add(1, Ordering::SeqCst);
    let _guard = AttachedGuard(process::id());
    if is_closed() { None } else { Python::try_attach(|py| run(|| task(py))) }
}

/// Whether the interpreter is shutting down and `attach` refuses to run tasks.
pub fn is_closed() -> bool {
    CLOSED.load(Ordering::SeqCst)
}

/// Runs Python code on any thread. At shutdown the interpreter unwinds the threads that run Python code. It must not unwind
/// Rust frames, so such a thread parks forever instead.
pub fn run<R>(code: impl FnOnce() -> R) -> R {
    struct ParkOnUnwind;
    impl Drop for ParkOnUnwind {
        fn drop(&mut self) {
            while !thread::panicking() {
                thread::park();
            }
        }
    }
    let guard = ParkOnUnwind;
    let result = code();
    mem::forget(guard);
    result
}

/// Fails in a sub-interpreter. The core's threads reach Python code through the main interpreter only, and would wait forever for
/// the lock of another one. CPython refuses the import itself only from 3.12 on, and not for a program in C that asks it not to.
pub fn require_main_interpreter(py: Python<'_>) -> PyResult<()> {
    // The module's name before and since Python 3.13. A build of Python without it has no sub-interpreters.
    let interpreters = py.import("_interpreters").or_else(|_| py.import("_xxsubinterpreters"));
    let Ok(interpreters) = interpreters else { return Ok(()) };
    if interpreters.call_method0("get_current")?.eq(interpreters.call_method0("get_main")?)? {
        return Ok(());
    }
    Err(PyImportError::new_err(
        "ringout does not support sub-interpreters; import it in the main interpreter, or start a process \
         (mod_wsgi: WSGIApplicationGroup %{GLOBAL})",
    ))
}

/// Registers the hooks for shutdown and fork.
pub fn install(py: Python<'_>) -> PyResult<()> {
    py.import("atexit")?.call_method1("register", (wrap_pyfunction!(close, py)?,))?;
    let os = py.import("os")?;
    if let Some(register_at_fork) = os.getattr_opt("register_at_fork")? {
        let hooks = PyDict::new(py);
        hooks.set_item("after_in_child", wrap_pyfunction!(reset_after_fork, py)?)?;
        register_at_fork.call((), Some(&hooks))?;
    }
    Ok(())
}

/// Refuses Python code on the library's threads from now on, and waits for the threads that are running some.
#[pyfunction]
fn close(py: Python<'_>) -> PyResult<()> {
    CLOSED.store(true, Ordering::SeqCst);
    let mut waited = Duration::ZERO;
    while ATTACHED_THREADS.load(Ordering::SeqCst) > 0 && waited < SHUTDOWN_TIMEOUT {
        py.detach(|| thread::park_timeout(POLL_INTERVAL));
        py.check_signals()?;
        waited += POLL_INTERVAL;
    }
    Ok(())
}

/// Resets the count in a forked child, which has none of its parent's other threads.
#[pyfunction]
fn reset_after_fork() {
    ATTACHED_THREADS.store(0, Ordering::SeqCst);
}
