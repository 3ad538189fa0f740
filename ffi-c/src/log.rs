//! Log callback.
//!
//! The process has one callback. It runs without a lock, so a slow one delays only its own thread. Each invocation holds
//! a reference to its sink, and replacing the callback waits until those references are gone.

#![allow(clippy::disallowed_types, reason = "blocks threads of the program, outside the core")]

use std::cell::Cell;
use std::ffi::{CStr, c_char, c_void};
use std::mem;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use log::{Level, LevelFilter, Log, Metadata, Record};
use ringout_core::{AfterFork, ForkSnapshot, PerProcess, Result};

use crate::error::{ringout_error, ringout_status};
use crate::guard::{guard, guard_value};
use crate::inbox;
use crate::memory;
use crate::names::{self, Names};
use crate::text::c_string;

/// A failure that no function returns.
pub const RINGOUT_LOG_ERROR: u32 = 1;
/// A failure that the library could work around, such as a token that could not be saved.
pub const RINGOUT_LOG_WARN: u32 = 2;
/// Milestones of a program. The library logs nothing at this level at present.
pub const RINGOUT_LOG_INFO: u32 = 3;
/// Each request: method, path (with names such as "{ringoutId}" instead of ids), HTTP status, duration and
/// RingCentral's request id.
pub const RINGOUT_LOG_DEBUG: u32 = 4;

/// Receives one log record: its level, a `RINGOUT_LOG_...`, and one line without secrets, valid until the callback
/// returns.
///
/// The library calls it on the thread that does the work, which may be a thread of the library, and on several threads
/// at once. The work waits for it, so it should be quick. It may use the library, except for
/// `ringout_set_log_callback()`; records that it causes on the same thread are dropped. It must return normally,
/// without an exception or a longjmp.
pub type ringout_log_callback =
    Option<unsafe extern "C" fn(level: u32, message: *const c_char, user_data: *mut c_void)>;

/// The target of this library's records. Records of its HTTP and TLS dependencies are not forwarded.
const TARGET: &str = "ringout";

#[derive(Clone, Copy)]
struct Sink {
    callback: unsafe extern "C" fn(u32, *const c_char, *mut c_void),
    user_data: *mut c_void,
    level: LevelFilter,
}

// SAFETY: the header says that the callback runs on any thread with its user_data.
unsafe impl Send for Sink {}
// SAFETY: as above, and a sink is immutable.
unsafe impl Sync for Sink {}

/// The log state of one process. A forked child has another one, because invocations of the parent's threads never end
/// in it.
struct Room {
    /// Each running invocation holds a reference to it.
    sink: Mutex<Option<Arc<Sink>>>,
    /// Notified when an invocation ends.
    ended: Condvar,
    /// The sink that a forked child starts with.
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
    /// Whether this thread is in the log callback.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Sends log records to `callback` from now on, instead of to the previous callback. NULL, the default, sends them to no
/// callback. There is one callback for all clients. If the environment variable `RINGOUT_LOG` is "error", "warn", "info" or
/// "debug" when the first client is created or this function is first called, records up to that level are also written to
/// standard error.
///
/// - `user_data`: passed to the callback; may be NULL.
/// - `level`: the least severe level to receive, a `RINGOUT_LOG_...`. Ignored if `callback` is NULL.
///
/// May be called at any time on any thread. Waits until no thread is in the previous callback, so do not hold a lock
/// that the callback takes. Once it has returned `RINGOUT_OK`, the previous callback is never called again and its
/// `user_data` may be freed. Inside the callback it returns `RINGOUT_INVALID_ARGUMENT`. Pass NULL before the
/// program exits if clients are still in use.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_set_log_callback(
    callback: ringout_log_callback,
    user_data: *mut c_void,
    level: u32,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
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

/// Returns the name of a `RINGOUT_LOG_...`, such as "WARN". Never NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_log_level_name(level: u32) -> *const c_char {
    names::name(&LEVELS, level)
}

pub(crate) fn filter(level: u32) -> Result<LevelFilter> {
    match level {
        RINGOUT_LOG_ERROR => Ok(LevelFilter::Error),
        RINGOUT_LOG_WARN => Ok(LevelFilter::Warn),
        RINGOUT_LOG_INFO => Ok(LevelFilter::Info),
        RINGOUT_LOG_DEBUG => Ok(LevelFilter::Debug),
        other => Err(memory::invalid("level", format_args!("{other} is not a RINGOUT_LOG_..."))),
    }
}

/// Installs the log of this process, which also writes to standard error if `RINGOUT_LOG` is set.
pub(crate) fn install() {
    ringout_core::install_log(&Forwarder);
}

/// Replaces the sink, and waits until no thread is in the previous callback.
fn replace(sink: Option<Sink>) {
    install();
    let room = ROOM.get();
    let mut place = room.lock();
    CALLBACK_LEVEL.store(sink.map_or(LevelFilter::Off, |sink| sink.level) as usize, Ordering::SeqCst);
    set_level();
    room.legacy.leave(&sink);
    let Some(before) = mem::replace(&mut *place, sink.map(Arc::new)) else { return };
    while Arc::strong_count(&before) > 1 {
        place = room.ended.wait(place).unwrap_or_else(PoisonError::into_inner);
    }
}

/// The most verbose levels of the callback and of the inboxes, as numbers of [`LevelFilter`].
static CALLBACK_LEVEL: AtomicUsize = AtomicUsize::new(0);
static INBOX_LEVEL: AtomicUsize = AtomicUsize::new(0);

/// Sets the most verbose level of the inboxes.
pub(crate) fn set_inbox_level(level: LevelFilter) {
    INBOX_LEVEL.store(level as usize, Ordering::SeqCst);
    set_level();
}

/// Sets the level of the core. Two threads that change the two levels at once agree in the end.
fn set_level() {
    let wanted = || CALLBACK_LEVEL.load(Ordering::SeqCst).max(INBOX_LEVEL.load(Ordering::SeqCst));
    loop {
        let level = wanted();
        ringout_core::set_log_level(
            LevelFilter::iter().find(|filter| *filter as usize == level).unwrap_or(LevelFilter::Off),
        );
        if level == wanted() {
            return;
        }
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
    inbox::log::forward(record.level(), || record.args().to_string());
    if let Some(invocation) = Invocation::begin(record.level()) {
        let message = c_string(record.args().to_string());
        invocation.run(record.level(), &message);
    }
}

/// One invocation of the callback. `None` only while it is dropped.
struct Invocation(Option<Arc<Sink>>);

impl Invocation {
    fn begin(level: Level) -> Option<Self> {
        let place = ROOM.get().lock();
        let sink = place.as_ref().filter(|sink| level <= sink.level)?;
        INSIDE.set(true);
        Some(Self(Some(Arc::clone(sink))))
    }

    fn run(&self, level: Level, message: &CStr) {
        if let Some(sink) = &self.0 {
            // SAFETY: the callback and its user_data are valid until they are replaced, which waits for this invocation.
            unsafe { (sink.callback)(level as u32, message.as_ptr(), sink.user_data) };
        }
    }
}

impl Drop for Invocation {
    fn drop(&mut self) {
        INSIDE.set(false);
        let room = ROOM.get();
        let place = room.lock();
        self.0 = None;
        drop(place);
        room.ended.notify_all();
    }
}
