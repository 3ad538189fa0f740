//! Drops handles of the core away from Node's thread: whoever drops the last one of a client waits for its threads.

use std::any::Any;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ringout_core::spawn;

type Handle = Box<dyn Any + Send>;

static RETIRED: Mutex<Vec<Handle>> = Mutex::new(Vec::new());

/// Drops a handle on a worker, soon.
///
/// The collector finds many at once: one worker takes them all.
pub(crate) fn retire(handle: impl Any + Send) {
    let mut retired = lock();
    retired.push(Box::new(handle));
    let is_first = retired.len() == 1;
    drop(retired);
    if is_first {
        spawn(|| {
            let handles = std::mem::take(&mut *lock());
            drop(handles);
        });
    }
}

fn lock() -> MutexGuard<'static, Vec<Handle>> {
    RETIRED.lock().unwrap_or_else(PoisonError::into_inner)
}
