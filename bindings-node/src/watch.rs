//! The `Watch` class: the changes of one call, without a waiting thread.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use napi_derive::napi;
use ringout_core::{Call, CancelToken, Follow, Followed, Result, WaitOptions};

use crate::deferred_drop::{DropLater, drop_later};
use crate::failure::milliseconds;
use crate::outcome::Outcome;
use crate::queue::{Pending, Queue};
use crate::state::{PackedState, Verdict, packed};

/// Follows a call from its creation on, and buffers the changes until they are read.
#[napi]
pub struct Watch(Arc<Follower>);

/// One step of a watch.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Step {
    /// The change, or none at the end.
    pub change: Option<Change>,
    /// The outcome, judged by the changes up to this one.
    pub outcome: Outcome,
}

/// A change of a call's state.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Change {
    /// The state before.
    pub previous: Option<PackedState>,
    /// The new state.
    pub state: PackedState,
    /// The verdict on the transition.
    pub verdict: Option<Verdict>,
    /// The lower bound of its time, in milliseconds.
    pub earliest: f64,
    /// The upper bound of its time, in milliseconds.
    pub latest: f64,
}

/// Connects the core, which pushes steps, with Node, which reads them. The lock is held only briefly, so Node's thread may take
/// it.
struct Follower {
    call: DropLater<Call>,
    inbox: Mutex<Inbox>,
}

#[derive(Default)]
struct Inbox {
    steps: VecDeque<Result<Step>>,
    /// The promise of a reader that waits for a step.
    reader: Option<Pending<Step>>,
    follow: Option<Follow>,
    ended: bool,
}

impl Watch {
    /// Begins to follow a call. `aborted` interrupts the watch from the start.
    pub(crate) fn begin(call: &Call, options: &WaitOptions, aborted: bool) -> Self {
        let token = CancelToken::new();
        if aborted {
            token.cancel();
        }
        let follower =
            Arc::new(Follower { call: DropLater::new(call.with_cancel_token(&token)), inbox: Mutex::default() });
        let weak = Arc::downgrade(&follower);
        let follow = follower.call.follow(options, move |event| deliver(&weak, event));
        follower.keep(follow);
        Self(follower)
    }
}

#[napi]
impl Watch {
    /// Waits for the next change or the end. Only one step may be pending.
    #[napi]
    pub fn step(&self, queue: &Queue, number: u32) {
        self.0.read(queue.ticket(number).pending());
    }

    /// Ends the watch with the error of an interrupted wait, after the changes that are already buffered.
    #[napi]
    pub fn cancel(&self) {
        self.0.interrupt();
    }
}

/// Delivers an event. The core calls it on one of its threads, one event at a time.
fn deliver(follower: &Weak<Follower>, event: Followed) {
    let Some(follower) = follower.upgrade() else { return };
    match event {
        Followed::Change(change) => {
            let outcome = Outcome::from(follower.call.outcome());
            follower.push(Ok(Step { change: Some(Change::from(change)), outcome }), false);
        }
        Followed::End(end) => {
            follower.push(end.map(|outcome| Step { change: None, outcome: Outcome::from(outcome) }), true);
        }
    }
}

impl Follower {
    fn push(&self, step: Result<Step>, is_end: bool) {
        let mut inbox = self.lock();
        if inbox.ended {
            return;
        }
        inbox.ended = is_end;
        let follow = if is_end { inbox.follow.take() } else { None };
        inbox.steps.push_back(step);
        inbox.settle_reader();
        drop(inbox);
        if let Some(follow) = follow {
            drop_later(follow);
        }
    }

    fn read(&self, pending: Pending<Step>) {
        let mut inbox = self.lock();
        inbox.reader = Some(pending);
        inbox.settle_reader();
    }

    /// Keeps the core's handle, unless the end was delivered before `follow` returned.
    fn keep(&self, follow: Follow) {
        let mut inbox = self.lock();
        if !inbox.ended {
            inbox.follow = Some(follow);
        }
    }

    fn interrupt(&self) {
        let follow = self.lock().follow.take();
        if let Some(follow) = follow {
            follow.interrupt();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inbox {
    fn settle_reader(&mut self) {
        if let Some(reader) = self.reader.take() {
            match self.steps.pop_front() {
                Some(step) => reader.settle(step),
                None => self.reader = Some(reader),
            }
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        let follow = self.lock().follow.take();
        drop_later(follow);
    }
}

impl From<ringout_core::Change> for Change {
    fn from(change: ringout_core::Change) -> Self {
        Self {
            previous: change.previous.map(packed),
            state: packed(change.state),
            verdict: change.verdict.map(Verdict::from),
            earliest: milliseconds(change.earliest),
            latest: milliseconds(change.latest),
        }
    }
}
