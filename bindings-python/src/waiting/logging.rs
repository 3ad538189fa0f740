//! The core's log records, forwarded to Python's logger `ringout`.
//!
//! The level of Python's logger is copied to the `log` crate when an operation begins and the GIL is held anyway. A record
//! below that level then costs one comparison, on any thread.

use log::{Level, LevelFilter, Log, Metadata, Record};
use pyo3::exceptions::PyException;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyTuple;

use crate::base::attach::{attach, run};
use crate::base::import::{Import, once};
use crate::waiting::raised;

/// The core's target, and the name of Python's logger.
const NAME: &str = "ringout";

struct Forwarder;

/// Installs the forwarder. Called once, when the module is imported.
pub fn install() {
    ringout_core::install_log(&Forwarder);
    ringout_core::set_log_level(LevelFilter::Warn);
}

/// Copies the level of Python's logger. Fails only with an exception of a signal handler.
pub fn follow_level(py: Python<'_>) -> PyResult<()> {
    run(|| {
        let level = match program_logger(py) {
            // Info first, because most programs have neither level on, and each call costs as much as the rest of the binding.
            Some(logger) if is_enabled(logger, Level::Info)? => {
                if is_enabled(logger, Level::Debug)? {
                    LevelFilter::Debug
                } else {
                    LevelFilter::Info
                }
            }
            _ => LevelFilter::Warn,
        };
        ringout_core::set_log_level(level);
        Ok(())
    })
}

/// Returns the logger if the program has imported `logging`. Otherwise no level can be set, and the import takes longer than
/// that of this whole package.
fn program_logger(py: Python<'_>) -> Option<&Bound<'_, PyAny>> {
    static MODULES: Import = Import::new("sys", "modules");
    static LOGGER: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    if LOGGER.get(py).is_none() && !MODULES.get(py).ok()?.contains(intern!(py, "logging")).ok()? {
        return None;
    }
    // This fails while another thread is still importing `logging`. No level is set then either.
    once(py, &LOGGER, || logger(py).map(Bound::unbind)).ok()
}

impl Log for Forwarder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == NAME
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let forward = |py: Python<'_>| {
            if let Err(raised) = forward(py, record) {
                raised::keep(py, raised);
            }
        };
        if raised::is_operating() {
            // The program's thread, which Python waits for.
            Python::try_attach(|py| run(|| forward(py)));
        } else {
            attach(forward);
        }
    }

    fn flush(&self) {}
}

fn forward(py: Python<'_>, record: &Record<'_>) -> PyResult<()> {
    let logger = match logger(py) {
        Ok(logger) => logger,
        // An import can fail, for example without a free file descriptor. That must not fail the operation.
        Err(failed) if failed.is_instance_of::<PyException>(py) => return write_to_stderr(py, record),
        Err(raised) => return Err(raised),
    };
    if !is_enabled(&logger, record.level())? {
        return Ok(());
    }
    let (file, line) = (record.file().unwrap_or(NAME), record.line().unwrap_or(0));
    let args = (NAME, number(record.level()), file, line, record.args().to_string(), PyTuple::empty(py), py.None());
    let made = logger.call_method1(intern!(py, "makeRecord"), args)?;
    logger.call_method1(intern!(py, "handle"), (made,)).map(drop)
}

/// Writes a warning to standard error, as `logging` does for a program that has not configured it.
fn write_to_stderr(py: Python<'_>, record: &Record<'_>) -> PyResult<()> {
    let stderr = py.import(intern!(py, "sys"))?.getattr(intern!(py, "stderr"))?;
    if record.level() > Level::Warn || stderr.is_none() {
        return Ok(());
    }
    let written = stderr.call_method1(intern!(py, "write"), (format!("{}\n", record.args()),));
    written.map(drop).or_else(|raised| if raised.is_instance_of::<PyException>(py) { Ok(()) } else { Err(raised) })
}

fn logger(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    py.import(intern!(py, "logging"))?.call_method1(intern!(py, "getLogger"), (NAME,))
}

fn is_enabled(logger: &Bound<'_, PyAny>, level: Level) -> PyResult<bool> {
    logger.call_method1(intern!(logger.py(), "isEnabledFor"), (number(level),))?.is_truthy()
}

/// Returns Python's number for a level.
fn number(level: Level) -> u8 {
    match level {
        Level::Error => 40,
        Level::Warn => 30,
        Level::Info => 20,
        Level::Debug => 10,
        Level::Trace => 5,
    }
}
