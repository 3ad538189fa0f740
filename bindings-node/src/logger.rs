//! The core's log records, handed to JavaScript.
//!
//! The log is the process's, and each thread of Node may want to see it: every record goes to all that do. While none does,
//! a record costs one comparison, which the `log` crate makes before it is written.

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

/// The core's own records. What the libraries below it write is not for users.
const TARGET: &str = "ringout";
/// The records that wait for a thread of Node; more are dropped.
const MOST_WAITING: usize = 4096;
const LEVELS: [(&str, LevelFilter); 4] = [
    ("error", LevelFilter::Error),
    ("warn", LevelFilter::Warn),
    ("info", LevelFilter::Info),
    ("debug", LevelFilter::Debug),
];

/// A record as the facade gets it: level and message.
type Told = (&'static str, String);
/// Weak: a logger keeps no process alive.
type Tell = ThreadsafeFunction<Told, UnknownReturnValue, FnArgs<Told>, Status, false, true, MOST_WAITING>;

/// Those who want to see the log.
static SINKS: RwLock<Vec<Sink>> = RwLock::new(Vec::new());

/// A thread of Node, and what it wants to see.
struct Sink {
    thread: ThreadId,
    level: LevelFilter,
    tell: Tell,
}

/// Hands records of this level and above to a function of the facade, on the thread that calls this; without one, no more.
#[napi]
pub fn set_logger(
    level: String,
    logger: Option<Function<'_, FnArgs<Told>, UnknownReturnValue>>,
) -> napi::Result<Settled<()>> {
    let level = match choose("level", Some(&level), &LEVELS, |(name, _)| name) {
        Ok(chosen) => chosen.map_or(LevelFilter::Off, |(_, level)| level),
        Err(error) => return Ok(settled(Err(error))),
    };
    let tell = logger.map(|logger| {
        let builder = logger.build_threadsafe_function::<Told>().callee_handled::<false>().weak::<true>();
        builder.max_queue_size::<MOST_WAITING>().build_callback(|context| Ok(FnArgs::from(context.value)))
    });
    let (thread, tell) = (thread::current().id(), tell.transpose()?);
    let mut sinks = lock();
    sinks.retain(|sink| sink.thread != thread);
    sinks.extend(tell.map(|tell| Sink { thread, level, tell }));
    let_through(&sinks);
    // The first call sets it, and nobody else can: the addon has a copy of the `log` crate of its own.
    let _ = log::set_logger(&Forwarder);
    Ok(settled(Ok(())))
}

fn let_through(sinks: &[Sink]) {
    log::set_max_level(sinks.iter().map(|sink| sink.level).max().unwrap_or(LevelFilter::Off));
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
        let mut has_ended = false;
        for sink in sinks.iter().filter(|sink| sink.level >= level) {
            let told = sink.tell.call((name(level), message.clone()), ThreadsafeFunctionCallMode::NonBlocking);
            has_ended |= !matches!(told, Status::Ok | Status::QueueFull);
        }
        drop(sinks);
        if has_ended {
            forget_ended();
        }
    }

    fn flush(&self) {}
}

/// Threads of Node end without a word: workers that are stopped.
fn forget_ended() {
    let mut sinks = lock();
    sinks.retain(|sink| !sink.tell.aborted());
    let_through(&sinks);
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
