//! Forwards the core's log records to JavaScript.
//!
//! The log covers the whole process, and every Node thread can have a logger. Each record goes to all loggers. Without a logger,
//! a record costs one comparison in the `log` crate and is not formatted.

#![allow(clippy::needless_pass_by_value)] // napi hands strings over by value

use std::sync::{PoisonError, RwLock, RwLockWriteGuard};
use std::thread::{self, ThreadId};

use log::{Level, LevelFilter, Log, Metadata, Record};
use napi::Status;
use napi::bindgen_prelude::{FnArgs, Function};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode, UnknownReturnValue};
use napi_derive::napi;

use crate::operation::{Settled, settled};
use crate::options::choose;

/// The target of the core's own records. Those of its dependencies are not for users.
const TARGET: &str = "ringout";
/// The longest queue of a Node thread. Further records are dropped.
const MAX_QUEUED: usize = 4096;
const LEVELS: [(&str, LevelFilter); 4] = [
    ("error", LevelFilter::Error),
    ("warn", LevelFilter::Warn),
    ("info", LevelFilter::Info),
    ("debug", LevelFilter::Debug),
];

/// A record for the facade: level and message.
type JsRecord = (&'static str, String);
/// Weak, so that a logger does not keep the process alive.
type JsLogger = ThreadsafeFunction<JsRecord, UnknownReturnValue, FnArgs<JsRecord>, Status, false, true, MAX_QUEUED>;

/// The loggers of all Node threads.
static SINKS: RwLock<Vec<Sink>> = RwLock::new(Vec::new());

/// The logger of one Node thread.
struct Sink {
    thread: ThreadId,
    level: LevelFilter,
    logger: JsLogger,
}

/// Installs the log when the addon is loaded, because `RINGOUT_LOG` needs no logger.
#[napi_derive::module_init]
fn install() {
    ringout_core::install_log(&Forwarder);
}

/// Sets or removes the logger of the calling Node thread. It receives records of this level and above.
#[napi]
pub fn set_logger(
    level: String,
    logger: Option<Function<'_, FnArgs<JsRecord>, UnknownReturnValue>>,
) -> napi::Result<Settled<()>> {
    let level = match choose("level", Some(&level), &LEVELS, |(name, _)| name) {
        Ok(chosen) => chosen.map_or(LevelFilter::Off, |(_, level)| level),
        Err(error) => return Ok(settled(Err(error))),
    };
    let logger = logger.map(|function| {
        let builder = function.build_threadsafe_function::<JsRecord>().callee_handled::<false>().weak::<true>();
        builder.max_queue_size::<MAX_QUEUED>().build_callback(|context| Ok(FnArgs::from(context.value)))
    });
    let (thread, logger) = (thread::current().id(), logger.transpose()?);
    let mut sinks = lock();
    sinks.retain(|sink| sink.thread != thread);
    sinks.extend(logger.map(|logger| Sink { thread, level, logger }));
    update_max_level(&sinks);
    Ok(settled(Ok(())))
}

fn update_max_level(sinks: &[Sink]) {
    ringout_core::set_log_level(sinks.iter().map(|sink| sink.level).max().unwrap_or(LevelFilter::Off));
}

struct Forwarder;

impl Log for Forwarder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == TARGET
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let (level, message) = (record.level(), record.args().to_string());
        let sinks = SINKS.read().unwrap_or_else(PoisonError::into_inner);
        let mut any_stopped = false;
        for sink in sinks.iter().filter(|sink| sink.level >= level) {
            let status = sink.logger.call((name(level), message.clone()), ThreadsafeFunctionCallMode::NonBlocking);
            any_stopped |= !matches!(status, Status::Ok | Status::QueueFull);
        }
        drop(sinks);
        if any_stopped {
            remove_stopped();
        }
    }

    fn flush(&self) {}
}

/// Removes the loggers of worker threads that were stopped, which do not remove their loggers themselves.
fn remove_stopped() {
    let mut sinks = lock();
    sinks.retain(|sink| !sink.logger.aborted());
    update_max_level(&sinks);
}

fn name(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warn => "warn",
        Level::Info => "info",
        Level::Debug | Level::Trace => "debug",
    }
}

fn lock() -> RwLockWriteGuard<'static, Vec<Sink>> {
    SINKS.write().unwrap_or_else(PoisonError::into_inner)
}
