//! Following a call from an event loop, without a thread that waits.

use std::sync::{Arc, Mutex};

use pyo3::prelude::*;
use ringout_core::{Call, Follow, Followed, WaitOptions};

use crate::base::error;
use crate::base::handle::{Handle, drop_detached};
use crate::values::change::Change;
use crate::values::outcome::Outcome;
use crate::waiting::exits;
use crate::waiting::inbox::Inbox;
use crate::waiting::session::{Interruptible, Session};

/// Delivers a call's changes to an event loop until it is dropped.
#[pyclass(frozen)]
pub struct FollowHandle {
    active: Option<Arc<ActiveFollow>>,
    /// Dropped after the subscription, so that dropping that one never waits for a hang-up.
    _call: Handle<Call>,
}

/// The core's subscription, which `close()` can interrupt.
struct ActiveFollow(Mutex<Option<Follow>>);

/// A Python function called on an event loop's thread with each `Change`, then with the `Outcome` or an exception.
struct Listener {
    inbox: Arc<Inbox>,
    notify: Arc<Py<PyAny>>,
}

impl FollowHandle {
    pub fn new(notify: &Bound<'_, PyAny>, session: &Session, call: &Call, options: &WaitOptions) -> PyResult<Self> {
        let py = notify.py();
        let listener = Listener { inbox: Inbox::of_running_loop(py)?, notify: Arc::new(notify.clone().unbind()) };
        let follow = py.detach(|| call.follow(options, move |event| listener.notify(event)));
        let follower = Arc::new(ActiveFollow(Mutex::new(Some(follow))));
        session.register(&follower);
        if options.cancels_on_exit() {
            exits::register(&follower);
        }
        Ok(Self { active: Some(follower), _call: Handle::new(call.clone()) })
    }
}

impl Drop for FollowHandle {
    fn drop(&mut self) {
        drop_detached(self.active.take());
    }
}

impl Interruptible for ActiveFollow {
    /// Ends the subscription with the error of an interrupted wait.
    fn interrupt(&self) {
        // The lock is held by another thread that interrupts, or was in the parent process at the fork.
        let follow = self.0.try_lock().ok().and_then(|mut follow| follow.take());
        if let Some(follow) = follow {
            follow.interrupt();
        }
    }
}

impl Listener {
    fn notify(&self, event: Followed) {
        let notify = Arc::clone(&self.notify);
        self.inbox.put(Box::new(move |py| {
            let event = match event {
                Followed::Change(change) => Bound::new(py, Change::from(change))?.into_any(),
                Followed::End(Ok(outcome)) => Bound::new(py, Outcome(outcome))?.into_any(),
                Followed::End(Err(failure)) => error::to_pyerr(py, &failure).into_value(py).into_bound(py).into_any(),
            };
            notify.call1(py, (event,)).map(drop)
        }));
    }
}
