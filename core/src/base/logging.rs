//! Log output of the bindings: to the host's log function and, if `RINGOUT_LOG` is set, to standard error.
//!
//! Rust programs bring a logger for the `log` crate. Programs in other languages cannot, so each binding installs this one.

use std::fs::File;
use std::io::{self, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use log::{LevelFilter, Log, Metadata, Record};

/// The target of the library's own records. The libraries below it log for their own developers.
const TARGET: &str = "ringout";

/// The host's log function and the level of standard error, both set once.
struct Logger {
    host: &'static dyn Log,
    stderr: LevelFilter,
}

static LOGGER: OnceLock<Logger> = OnceLock::new();
/// The host's level, as a number of [`LevelFilter`].
static HOST_LEVEL: AtomicUsize = AtomicUsize::new(0);

/// Installs the logger of this process.
pub(crate) fn install(host: &'static dyn Log, stderr: LevelFilter) {
    if log::set_logger(LOGGER.get_or_init(|| Logger { host, stderr })).is_ok() {
        set_level(LevelFilter::Off);
    }
}

/// Sets the most verbose level that the host's log function receives. Standard error keeps its own.
pub fn set_level(level: LevelFilter) {
    HOST_LEVEL.store(level as usize, Ordering::Release);
    let stderr = LOGGER.get().map_or(LevelFilter::Off, |logger| logger.stderr);
    log::set_max_level(level.max(stderr));
}

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == TARGET
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        if record.level() <= self.stderr {
            write(record);
        }
        if record.level() as usize <= HOST_LEVEL.load(Ordering::Acquire) {
            self.host.log(record);
        }
    }

    fn flush(&self) {}
}

/// Writes one line without the lock of [`io::stderr`]: a forked child could find it held by a thread of its parent.
fn write(record: &Record<'_>) {
    let line = format!("ringout {}: {}\n", record.level().as_str().to_ascii_lowercase(), record.args());
    if let Ok(mut stderr) = stderr() {
        // A closed standard error is not a reason to fail.
        let _ = stderr.write_all(line.as_bytes());
    }
}

#[cfg(unix)]
fn stderr() -> io::Result<File> {
    use std::os::fd::AsFd;
    io::stderr().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
fn stderr() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    io::stderr().as_handle().try_clone_to_owned().map(File::from)
}
