//! Calls that an event loop is told of: no thread waits.

use std::sync::{Arc, Mutex};

use pyo3::prelude::*;
use ringout_core::{Call, Follow, Followed, WaitOptions};

use crate::ground::error;
use crate::ground::handle::drop_detached;
use crate::values::change::Change;
use crate::values::outcome::Outcome;
use crate::waiting::inbox::Inbox;
use crate::waiting::session::{Interruptible, Session};

/// Tells an event loop of a call's changes. Dropping it ends that.
#[pyclass(frozen)]
pub struct Following(Option<Arc<Follower>>);

/// What keeps the core telling.
struct Follower(Mutex<Option<Follow>>);

/// A Python function that is called on an event loop's thread: with each `Change`, then with the `Outcome` or an exception.
struct Listener {
    inbox: Arc<Inbox>,
    tell: Arc<Py<PyAny>>,
}

impl Following {
    pub fn new(tell: &Bound<'_, PyAny>, session: &Session, call: &Call, options: &WaitOptions) -> PyResult<Self> {
        let py = tell.py();
        let listener = Listener { inbox: Inbox::of_running_loop(py)?, tell: Arc::new(tell.clone().unbind()) };
        let follow = py.detach(|| call.follow(options, move |news| listener.tell(news)));
        let follower = Arc::new(Follower(Mutex::new(Some(follow))));
        session.enter(&follower);
        Ok(Self(Some(follower)))
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        drop_detached(self.0.take());
    }
}

impl Interruptible for Follower {
    /// Ends the telling with the error of an interrupted wait.
    fn interrupt(&self) {
        // Locked by another thread that interrupts, or was in a parent's.
        let follow = self.0.try_lock().ok().and_then(|mut follow| follow.take());
        if let Some(follow) = follow {
            follow.interrupt();
        }
    }
}

impl Listener {
    fn tell(&self, news: Followed) {
        let tell = Arc::clone(&self.tell);
        self.inbox.put(Box::new(move |py| {
            let news = match news {
                Followed::Change(change) => Bound::new(py, Change::from(change))?.into_any(),
                Followed::End(Ok(outcome)) => Bound::new(py, Outcome(outcome))?.into_any(),
                Followed::End(Err(failure)) => error::raise(py, &failure).into_value(py).into_bound(py).into_any(),
            };
            tell.call1(py, (news,)).map(drop)
        }));
    }
}
