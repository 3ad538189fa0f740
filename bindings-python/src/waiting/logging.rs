//! The core's log records, forwarded to Python's logger `ringout`.
//!
//! Whether anybody wants them is looked up when an operation begins, where the GIL is held anyway, and kept in the level of
//! the `log` crate: a record that nobody wants costs one comparison, on any thread.

use log::{Level, LevelFilter, Log, Metadata, Record};
use pyo3::exceptions::PyException;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyTuple;

use crate::ground::attach::{attach, run};
use crate::ground::import::{Import, once};
use crate::waiting::raised;

/// The core's target, and the name of Python's logger.
const NAME: &str = "ringout";

struct Forwarder;

/// Called once, when the module is imported.
pub fn install() {
    // Nobody else can have set one: each extension module has its own copy of the `log` crate.
    if log::set_logger(&Forwarder).is_ok() {
        log::set_max_level(LevelFilter::Warn);
    }
}

/// Looks up whether anybody wants what is below a warning. Fails only with what a signal handler raised meanwhile.
pub fn follow_level(py: Python<'_>) -> PyResult<()> {
    run(|| {
        let level = match logger_of_program(py) {
            Some(logger) if is_enabled(logger, Level::Debug)? => LevelFilter::Debug,
            Some(logger) if is_enabled(logger, Level::Info)? => LevelFilter::Info,
            _ => LevelFilter::Warn,
        };
        log::set_max_level(level);
        Ok(())
    })
}

/// The logger, if the program uses `logging`: without that nobody has set a level, and its import takes longer than all of
/// this package.
fn logger_of_program(py: Python<'_>) -> Option<&Bound<'_, PyAny>> {
    static MODULES: Import = Import::new("sys", "modules");
    static LOGGER: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    if LOGGER.get(py).is_none() && !MODULES.get(py).ok()?.contains(intern!(py, "logging")).ok()? {
        return None;
    }
    // This fails while another thread is importing it, and has set no level either.
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
            // The caller's own thread.
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
        // With no free descriptor nothing can be imported. That is no reason to fail what is going on well.
        Err(failed) if failed.is_instance_of::<PyException>(py) => return without_logging(py, record),
        Err(raised) => return Err(raised),
    };
    if !is_enabled(&logger, record.level())? {
        return Ok(());
    }
    let (file, line) = (record.file().unwrap_or(NAME), record.line().unwrap_or(0));
    let facts = (NAME, number(record.level()), file, line, record.args().to_string(), PyTuple::empty(py), py.None());
    let made = logger.call_method1(intern!(py, "makeRecord"), facts)?;
    logger.call_method1(intern!(py, "handle"), (made,)).map(drop)
}

/// Does what `logging` does for a program that has not set it up: writes a warning to the standard error.
fn without_logging(py: Python<'_>, record: &Record<'_>) -> PyResult<()> {
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

/// Python's number of a level.
fn number(level: Level) -> u8 {
    match level {
        Level::Error => 40,
        Level::Warn => 30,
        Level::Info => 20,
        Level::Debug => 10,
        Level::Trace => 5,
    }
}
