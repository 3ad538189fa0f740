//! The library's log, for programs that want to see it.
//!
//! One callback for the process. It is called without a lock, so that a slow one holds up nobody but the thread that
//! called it; each call keeps a count of the callback that it belongs to, for which a replacement waits.

#![allow(clippy::disallowed_types, reason = "what waits here is the caller's, outside of the core")]

use std::cell::Cell;
use std::ffi::{CStr, c_char, c_void};
use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use log::{Level, LevelFilter, Log, Metadata, Record};
use ringout_core::{AfterFork, ForkSnapshot, PerProcess, Result};

use crate::error::{ringout_error, ringout_status};
use crate::guard::{guard, guard_value};
use crate::memory;
use crate::names::{self, Names};
use crate::text::c_string;

/// Something failed that no function returns.
pub const RINGOUT_LOG_ERROR: u32 = 1;
/// Something went wrong that the library could do without, such as a token that was not kept.
pub const RINGOUT_LOG_WARN: u32 = 2;
/// What a program does on the whole. Nothing is logged here at present.
pub const RINGOUT_LOG_INFO: u32 = 3;
/// Each request: its method, path (with names such as "{ringoutId}" for ids), HTTP status, time, and the platform's id of it.
pub const RINGOUT_LOG_DEBUG: u32 = 4;

/// Receives a record of the log: its level, a `RINGOUT_LOG_...`, and one line without any secret, which is valid until
/// the callback returns.
///
/// It is called on the thread that does the work, which may be one of the library's own, and on several at once. The
/// work waits for it: it should be quick. It may use the library, except for `ringout_set_log_callback()`; what that
/// logs on the same thread is left out. It must return: no exception may leave it, and no longjmp.
pub type ringout_log_callback =
    Option<unsafe extern "C" fn(level: u32, message: *const c_char, user_data: *mut c_void)>;

/// The library's own records. Those of the HTTP and TLS libraries below it are not meant for users.
const TARGET: &str = "ringout";

#[derive(Clone, Copy)]
struct Sink {
    callback: unsafe extern "C" fn(u32, *const c_char, *mut c_void),
    user_data: *mut c_void,
    level: LevelFilter,
}

// SAFETY: the header says that the callback is called on any thread with its user_data.
unsafe impl Send for Sink {}
// SAFETY: as above; nothing of it changes.
unsafe impl Sync for Sink {}

/// Where the log goes to in one process: calls of a parent's threads never end in a child.
struct Room {
    /// Every call that is under way holds a count of its sink.
    sink: Mutex<Option<Arc<Sink>>>,
    /// Notified when a call has ended.
    ended: Condvar,
    /// The sink for a child.
    legacy: ForkSnapshot<Option<Sink>>,
}

static ROOM: PerProcess<Room> = PerProcess::predecessor(Room::new());

impl Room {
    const fn new() -> Self {
        Self {
            sink: Mutex::new(None),
            ended: Condvar::new(),
            legacy: ForkSnapshot::new([Mutex::new(None), Mutex::new(None)]),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<Sink>>> {
        self.sink.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AfterFork for Room {
    fn after_fork(&self) -> Self {
        let sink = self.legacy.load();
        Self {
            sink: Mutex::new(sink.map(Arc::new)),
            ended: Condvar::new(),
            legacy: ForkSnapshot::new([Mutex::new(sink), Mutex::new(sink)]),
        }
    }
}

thread_local! {
    /// Whether this thread is in the callback.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Sends the log to a callback from now on, in the place of the one before it. NULL ends the log; nothing is logged
/// unless this function was called. There is one callback for all clients.
///
/// `level` is the least severe that is wanted, a `RINGOUT_LOG_...`; it does not matter with NULL. `user_data` is handed
/// to the callback, and may be NULL.
///
/// May be called at any time on any thread. When it returns `RINGOUT_OK`, the callback before is not running and will
/// not be called again, so that its `user_data` may be freed then, and no sooner. It waits for calls that are under way:
/// hold no lock that the callback takes. The callback itself must not call it, which is `RINGOUT_INVALID_ARGUMENT`. A
/// program that ends while clients are in use ends its log first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_set_log_callback(
    callback: ringout_log_callback,
    user_data: *mut c_void,
    level: u32,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            if INSIDE.get() {
                return Err(memory::invalid("callback", "the log callback itself cannot replace it"));
            }
            replace(match callback {
                Some(callback) => Some(Sink { callback, user_data, level: filter(level)? }),
                None => None,
            });
            Ok(())
        })
    }
}

static LEVELS: Names = Names::new(|| {
    let levels = [Level::Error, Level::Warn, Level::Info, Level::Debug];
    names::table(levels.map(|level| (level as u32, level.as_str())))
});

/// The name of a `RINGOUT_LOG_...`, such as "WARN". Never NULL, valid for ever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_log_level_name(level: u32) -> *const c_char {
    names::name(&LEVELS, level)
}

fn filter(level: u32) -> Result<LevelFilter> {
    match level {
        RINGOUT_LOG_ERROR => Ok(LevelFilter::Error),
        RINGOUT_LOG_WARN => Ok(LevelFilter::Warn),
        RINGOUT_LOG_INFO => Ok(LevelFilter::Info),
        RINGOUT_LOG_DEBUG => Ok(LevelFilter::Debug),
        other => Err(memory::invalid("level", format_args!("{other} is not a RINGOUT_LOG_..."))),
    }
}

/// Puts a sink in the place of another, and waits until nobody is in that one any more.
fn replace(sink: Option<Sink>) {
    // Refused from the second time on. Nobody else can have set one: this library has its own copy of the `log` crate.
    let _ = log::set_logger(&Forwarder);
    let room = ROOM.get();
    let mut place = room.lock();
    log::set_max_level(sink.map_or(LevelFilter::Off, |sink| sink.level));
    room.legacy.leave(&sink);
    let Some(before) = mem::replace(&mut *place, sink.map(Arc::new)) else { return };
    while Arc::strong_count(&before) > 1 {
        place = room.ended.wait(place).unwrap_or_else(PoisonError::into_inner);
    }
}

struct Forwarder;

impl Log for Forwarder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == TARGET && !INSIDE.get()
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            guard_value((), || forward(record));
        }
    }

    fn flush(&self) {}
}

fn forward(record: &Record<'_>) {
    let message = c_string(record.args().to_string());
    if let Some(call) = Call::begin(record.level()) {
        call.run(record.level(), &message);
    }
}

/// A call of the callback. The sink is there until it is dropped.
struct Call(Option<Arc<Sink>>);

impl Call {
    fn begin(level: Level) -> Option<Self> {
        let place = ROOM.get().lock();
        let sink = place.as_ref().filter(|sink| level <= sink.level)?;
        INSIDE.set(true);
        Some(Self(Some(Arc::clone(sink))))
    }

    fn run(&self, level: Level, message: &CStr) {
        if let Some(sink) = &self.0 {
            // SAFETY: the callback and its user_data are valid until they are replaced, which waits for this call.
            unsafe { (sink.callback)(level as u32, message.as_ptr(), sink.user_data) };
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        INSIDE.set(false);
        let room = ROOM.get();
        let place = room.lock();
        self.0 = None;
        drop(place);
        room.ended.notify_all();
    }
}
