//! The inbox: results, changes and log records for programs with an event loop.
//!
//! - `event`, `content`: what the inbox yields.
//! - `shared`, `signal`: its queue and its descriptor.
//! - `client`, `call`, `batch`, `log`: the functions whose results come into it.

use std::ffi::c_int;
use std::sync::Arc;

use ringout_core::{Client, Result};

use crate::config::timeout;
use crate::error::{ringout_error, ringout_status};
use crate::guard::{caught, guard};
use crate::memory::{self, Handle};

use content::Content;
use event::ringout_event;
use shared::Shared;

pub mod event;

pub mod client;

pub mod call;

pub mod batch;

pub mod log;

mod content;
#[cfg(not(unix))]
mod no_signal;
mod shared;
#[cfg(unix)]
mod signal;

/// Collects the results of operations, the changes of calls and log records, for a program with an event loop. May be used
/// from many threads at once.
///
/// Each function that blocks has a form that ends with `_into`. It starts the operation and returns at once, and the result
/// comes as a `ringout_event` with the tag that your program passed. A tag is any number, such as a pointer cast to
/// `uintptr_t`. Tags need not be unique.
///
///     ringout_inbox *inbox = NULL;
///     ringout_event *event = NULL;
///     if (ringout_inbox_new(&inbox, NULL) != RINGOUT_OK ||
///         ringout_call_watch_into(call, NULL, inbox, 42, NULL) != RINGOUT_OK)
///         puts("the call is not watched");
///     /* Whenever ringout_inbox_fd(inbox) is readable: */
///     while (ringout_inbox_next(inbox, &event, NULL) == RINGOUT_OK && event != NULL) {
///         if (ringout_event_kind(event) == RINGOUT_EVENT_CHANGE && ringout_event_tag(event) == 42)
///             puts("the call has changed");
///         ringout_event_free(event);
///     }
///     ringout_inbox_free(inbox);
///
/// An `_into` function fails only for an argument that it cannot read: a required pointer that is NULL, invalid UTF-8, a
/// struct that is not initialised, an unknown constant. Then no event comes. Every other error is in the event. The deadline
/// of an operation begins with the call of the function. Arguments are copied, and the client or call handle may be freed
/// while the operation runs.
///
/// No function of your program is called on another thread, except for token stores and the log callback. Operations run on
/// up to 32 threads of the library. More start, up to 512, only while all of these are blocked, and idle ones end. Followed
/// calls and batches need no threads of their own. Results and changes are never dropped. They stay in memory until your
/// program takes them.
///
/// A forked child cannot use the inbox of its parent: every function but `ringout_inbox_free()` returns
/// `RINGOUT_INVALID_ARGUMENT` for the parameter "inbox", and what is under way stays with the parent. Create another inbox
/// in the child.
pub struct ringout_inbox {
    shared: Arc<Shared>,
}

impl Handle for ringout_inbox {}

impl Drop for ringout_inbox {
    fn drop(&mut self) {
        log::forget(&self.shared);
        self.shared.close();
    }
}

impl ringout_inbox {
    /// Runs an operation on a worker, with the timeout of a request. Its result becomes an event.
    fn start<W>(&self, client: &Client, tag: u64, kind: u32, work: W) -> Result<()>
    where
        W: FnOnce(Client) -> Result<Content> + Send + 'static,
    {
        self.spawn(client, (tag, kind), Client::spawn_on_few, Box::new(work))
    }

    /// Runs a create on a worker.
    fn start_create<W>(&self, client: &Client, tag: u64, kind: u32, work: W) -> Result<()>
    where
        W: FnOnce(Client) -> Result<Content> + Send + 'static,
    {
        self.spawn(client, (tag, kind), Client::spawn_create_on_few, Box::new(work))
    }

    fn spawn(&self, client: &Client, (tag, kind): (u64, u32), spawn: fn(&Client, Run), work: BoxedWork) -> Result<()> {
        let (client, token) = client.interruptible();
        let id = self.shared.begin(tag, token)?;
        let shared = Arc::clone(&self.shared);
        let run = move |client: Result<Client>| {
            let result = client.and_then(|client| caught(|| work(client)).unwrap_or_else(Err));
            shared.finish(id, kind, Content::of(result));
        };
        spawn(&client, Box::new(run));
        Ok(())
    }
}

type BoxedWork = Box<dyn FnOnce(Client) -> Result<Content> + Send>;

/// Called once, on another thread, with the handle to use, or with an error if the deadline has passed.
type Run = Box<dyn FnOnce(Result<Client>) + Send>;

/// Creates an inbox. Free it with `ringout_inbox_free()`.
///
/// Returns `RINGOUT_CONNECTION` if the process has no descriptor left.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_inbox_new(
    inbox: *mut *mut ringout_inbox,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let out = memory::out(inbox, "inbox")?;
            out.give(ringout_inbox { shared: Arc::new(Shared::new()?) });
            Ok(())
        })
    }
}

/// Frees an inbox with all its events, and closes its descriptor. NULL does nothing. No other thread may be in a function
/// of the inbox.
///
/// What is under way is interrupted: operations end within about 100 ms on their threads, calls are no longer followed, and
/// no more calls of a batch are placed. Does not wait for that. Calls that were placed go on, unless `cancel_on_exit` is set.
/// If one was placed by `ringout_client_create_call_into()` and its handle not taken, the log has a warning with its id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_inbox_free(inbox: *mut ringout_inbox) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(inbox) }
}

/// Returns a descriptor that is readable while there is something for `ringout_inbox_next()` to do, for `epoll_wait()`,
/// `poll()`, `select()`, `kqueue()` or an event loop. -1 on Windows, in a forked child and for NULL.
///
/// It belongs to the inbox. Wait for it to be readable, and do nothing else with it: do not read, write or close it. Remove
/// it from your loop before you free the inbox. If the loop reports only edges (`EPOLLET`), call `ringout_inbox_next()`
/// until it returns NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_inbox_fd(inbox: *const ringout_inbox) -> c_int {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(inbox, -1, |inbox| inbox.shared.fd()) }
}

/// Takes the next event, or NULL if there is none. Never blocks, not even for a request. Free the event with
/// `ringout_event_free()`.
///
/// The events of one operation, one call or one batch come in order. Calls the journals of batches, on this thread; see
/// `ringout_client_place_all_into()`. The descriptor may be readable without an event, if only a batch had something to do.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_inbox_next(
    inbox: *const ringout_inbox,
    event: *mut *mut ringout_event,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let inbox = memory::borrow(inbox, "inbox")?;
            let out = memory::out(event, "event")?;
            inbox.shared.check_process()?;
            out.give_optional(inbox.shared.next());
            Ok(())
        })
    }
}

/// Waits for the next event and takes it, or NULL if the timeout passes first. For programs without an event loop. In all
/// else like `ringout_inbox_next()`.
///
/// - `timeout_ms`: the longest time to wait, in milliseconds; `RINGOUT_DEFAULT_TIMEOUT` for no limit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_inbox_wait(
    inbox: *const ringout_inbox,
    timeout_ms: u32,
    event: *mut *mut ringout_event,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let inbox = memory::borrow(inbox, "inbox")?;
            let out = memory::out(event, "event")?;
            inbox.shared.check_process()?;
            out.give_optional(inbox.shared.wait(timeout(timeout_ms)));
            Ok(())
        })
    }
}

/// Interrupts every operation, followed call and batch with this tag, and returns their number. Each still yields its last
/// event: its result if that was already there, else `RINGOUT_CANCELLED`, or `RINGOUT_MAYBE_PLACED` for a create whose
/// request was sent. The unsent requests of a batch get `RINGOUT_CANCELLED`. Calls on RingCentral go on, unless `cancel_on_exit` is set.
///
/// A `ringout_cancel_token` that is bound to the client or call does the same.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_inbox_interrupt(inbox: *const ringout_inbox, tag: u64) -> usize {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(inbox, 0, |inbox| inbox.shared.interrupt(tag)) }
}

/// Returns the number of operations, followed calls and batches under way, which have not put their last event into the
/// inbox yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_inbox_pending(inbox: *const ringout_inbox) -> usize {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(inbox, 0, |inbox| inbox.shared.pending()) }
}

/// Returns the number of log records that were dropped because 1,000 were unread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_inbox_dropped_log_records(inbox: *const ringout_inbox) -> u64 {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(inbox, 0, |inbox| inbox.shared.dropped_log_records()) }
}
