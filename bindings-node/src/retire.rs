//! Drops handles of the core away from Node's thread: whoever drops the last one of a client waits for its threads.

use std::any::Any;
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ringout_core::spawn;

type Handle = Box<dyn Any + Send>;

static RETIRED: Mutex<Retired> = Mutex::new(Retired { handles: Vec::new(), has_worker: false });

struct Retired {
    handles: Vec<Handle>,
    /// Whether a worker is dropping some, and will look for more.
    has_worker: bool,
}

/// Drops a handle on a worker, soon.
///
/// Many come at once, from the collector or when calls end: one worker takes them all.
pub(crate) fn retire(handle: impl Any + Send) {
    let mut retired = lock();
    retired.handles.push(Box::new(handle));
    let had_worker = mem::replace(&mut retired.has_worker, true);
    drop(retired);
    if !had_worker {
        spawn(|| {
            while let Some(handles) = take() {
                drop(handles);
            }
        });
    }
}

/// What there is to drop; nothing ends the work.
fn take() -> Option<Vec<Handle>> {
    let mut retired = lock();
    retired.has_worker = !retired.handles.is_empty();
    retired.has_worker.then(|| mem::take(&mut retired.handles))
}

fn lock() -> MutexGuard<'static, Retired> {
    RETIRED.lock().unwrap_or_else(PoisonError::into_inner)
}
