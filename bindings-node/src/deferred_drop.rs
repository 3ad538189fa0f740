//! Drops core handles on a worker thread. Dropping the last handle of a client waits for its threads, which must not block
//! Node's.

use std::any::Any;
use std::mem;
use std::ops::Deref;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ringout_core::spawn;

type Handle = Box<dyn Any + Send>;

static QUEUE: Mutex<Queue> = Mutex::new(Queue { handles: Vec::new(), has_worker: false });

struct Queue {
    handles: Vec<Handle>,
    /// Whether a worker is dropping handles and will check for more.
    has_worker: bool,
}

/// A handle that is dropped on a worker. Its owner must not hold another clone, which would be dropped on Node's thread.
pub(crate) struct DropLater<T: Any + Send>(Option<T>);

impl<T: Any + Send> DropLater<T> {
    pub(crate) const fn new(handle: T) -> Self {
        Self(Some(handle))
    }
}

impl<T: Any + Send> Deref for DropLater<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_ref().unwrap_or_else(|| unreachable!("only drop takes the handle"))
    }
}

impl<T: Any + Send> Drop for DropLater<T> {
    fn drop(&mut self) {
        if let Some(handle) = self.0.take() {
            drop_later(handle);
        }
    }
}

/// Drops a handle on a worker, soon.
///
/// Many handles may arrive at once, from the garbage collector or when calls end. One worker takes all of them.
pub(crate) fn drop_later(handle: impl Any + Send) {
    let mut queue = lock();
    queue.handles.push(Box::new(handle));
    let had_worker = mem::replace(&mut queue.has_worker, true);
    drop(queue);
    if !had_worker {
        spawn(|| {
            while let Some(handles) = take() {
                drop(handles);
            }
        });
    }
}

/// Takes the queued handles. `None` ends the worker.
fn take() -> Option<Vec<Handle>> {
    let mut queue = lock();
    queue.has_worker = !queue.handles.is_empty();
    queue.has_worker.then(|| mem::take(&mut queue.handles))
}

fn lock() -> MutexGuard<'static, Queue> {
    QUEUE.lock().unwrap_or_else(PoisonError::into_inner)
}
