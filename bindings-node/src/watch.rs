//! Following one call change by change, without a thread that waits.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;
use ringout_core::{Call, CancelToken, Follow, Followed, Result, WaitOptions};

use crate::failure::milliseconds;
use crate::operation::{Pending, promise};
use crate::outcome::Outcome;
use crate::retire::{Retiring, retire};
use crate::state::{State, Verdict};

/// Follows a call from its creation on; what comes is kept until it is asked for.
#[napi]
pub struct Watch(Arc<Follower>);

/// What one step of a watch brings.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Step {
    /// The change; none at the end.
    pub change: Option<Change>,
    /// How the call came out, going by what was seen up to here.
    pub outcome: Outcome,
}

/// A change of a call's state.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Change {
    /// What was seen before.
    pub previous: Option<State>,
    /// What is seen now.
    pub state: State,
    /// How the step compares with the documents.
    pub verdict: Option<Verdict>,
    /// It happened after this time, in milliseconds.
    pub earliest: f64,
    /// It happened before this time, in milliseconds.
    pub latest: f64,
}

/// Where the core's news and Node's questions meet. Its lock is held for moments only, so Node's thread may take it.
struct Follower {
    call: Retiring<Call>,
    inbox: Mutex<Inbox>,
}

#[derive(Default)]
struct Inbox {
    news: VecDeque<Result<Step>>,
    asked: Option<Pending<Step>>,
    follow: Option<Follow>,
    ended: bool,
}

impl Watch {
    /// Begins to follow, unless it is interrupted from the start.
    pub(crate) fn begin(call: &Call, options: &WaitOptions, interrupted: bool) -> Self {
        let token = CancelToken::new();
        if interrupted {
            token.cancel();
        }
        let follower =
            Arc::new(Follower { call: Retiring::new(call.with_cancel_token(&token)), inbox: Mutex::default() });
        let weak = Arc::downgrade(&follower);
        let follow = follower.call.follow(options, move |news| tell(&weak, news));
        follower.keep(follow);
        Self(follower)
    }
}

#[napi]
impl Watch {
    /// Waits for the next change, or for the end. One step at a time.
    #[napi]
    pub fn step<'env>(&self, env: &'env Env) -> napi::Result<Object<'env>> {
        let (pending, promise) = promise(env)?;
        self.0.ask(pending);
        Ok(promise)
    }

    /// Ends the watch with the error of an interrupted wait, after the changes that came before.
    #[napi]
    pub fn cancel(&self) {
        self.0.interrupt();
    }
}

/// Called by the core, one news after another, on one of its threads.
fn tell(follower: &Weak<Follower>, news: Followed) {
    let Some(follower) = follower.upgrade() else { return };
    match news {
        Followed::Change(change) => {
            let outcome = Outcome::from(follower.call.outcome());
            follower.put(Ok(Step { change: Some(Change::from(change)), outcome }), false);
        }
        Followed::End(end) => {
            follower.put(end.map(|outcome| Step { change: None, outcome: Outcome::from(outcome) }), true);
        }
    }
}

impl Follower {
    fn put(&self, news: Result<Step>, is_end: bool) {
        let mut inbox = self.lock();
        if inbox.ended {
            return;
        }
        inbox.ended = is_end;
        let follow = if is_end { inbox.follow.take() } else { None };
        inbox.news.push_back(news);
        inbox.answer();
        drop(inbox);
        if let Some(follow) = follow {
            retire(follow);
        }
    }

    fn ask(&self, pending: Pending<Step>) {
        let mut inbox = self.lock();
        inbox.asked = Some(pending);
        inbox.answer();
    }

    /// The following may have ended while it began: of a call that was over already.
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
    fn answer(&mut self) {
        if let Some(asked) = self.asked.take() {
            match self.news.pop_front() {
                Some(news) => asked.settle(news),
                None => self.asked = Some(asked),
            }
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        let follow = self.lock().follow.take();
        retire(follow);
    }
}

impl From<ringout_core::Change> for Change {
    fn from(change: ringout_core::Change) -> Self {
        Self {
            previous: change.previous.map(State::from),
            state: State::from(change.state),
            verdict: change.verdict.map(Verdict::from),
            earliest: milliseconds(change.earliest),
            latest: milliseconds(change.latest),
        }
    }
}
