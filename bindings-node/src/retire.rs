//! Drops handles of the core away from Node's thread: whoever drops the last one of a client waits for its threads.

use std::any::Any;
use std::mem;
use std::ops::Deref;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ringout_core::spawn;

type Handle = Box<dyn Any + Send>;

static RETIRED: Mutex<Retired> = Mutex::new(Retired { handles: Vec::new(), has_worker: false });

struct Retired {
    handles: Vec<Handle>,
    /// Whether a worker is dropping some, and will look for more.
    has_worker: bool,
}

/// A handle that is dropped on a worker: the only one of its owner, so that none is left to be dropped on Node's thread.
pub(crate) struct Retiring<T: Any + Send>(Option<T>);

impl<T: Any + Send> Retiring<T> {
    pub(crate) const fn new(handle: T) -> Self {
        Self(Some(handle))
    }
}

impl<T: Any + Send> Deref for Retiring<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_ref().unwrap_or_else(|| unreachable!("it is there until it is dropped"))
    }
}

impl<T: Any + Send> Drop for Retiring<T> {
    fn drop(&mut self) {
        if let Some(handle) = self.0.take() {
            retire(handle);
        }
    }
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
