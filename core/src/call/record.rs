//! What is known of a call, shared by all its handles, and told to everybody who follows it.
//!
//! There is one lock, over what was seen and over the list of followers together, and it gives deliveries their order:
//! a state is entered and put into every mailbox without letting go of it. Nobody is told under it. A mailbox has a
//! lock of its own, which is only taken inside this one or alone, never the other way round.
//!
//! The end is delivered once to each follower and empties the list, so that a call which is over keeps nobody.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Change;
use super::mailbox::{Delivery, Mailbox};
use crate::clock;
use crate::error::Error;
use crate::state::{CallState, End, Evidence, Outcome, Phase, VerdictKind, check_transition, judge};

/// Shared by all clones of a handle, and by the tracker as long as it looks.
#[derive(Debug)]
pub(crate) struct Record {
    id: String,
    /// The path of the call, escaped.
    target: String,
    /// When the handle was made: for a call that was placed, when the platform accepted it.
    began: Instant,
    seen: Mutex<Seen>,
}

/// What the outcome is judged by. `connected`, `gone` and `cancel_accepted` only ever become true.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    pub(crate) state: Option<CallState>,
    /// When `state` was last confirmed.
    pub(crate) at: Option<Instant>,
    /// Whether any state showed both sides connected.
    pub(crate) connected: bool,
    pub(crate) gone: bool,
    pub(crate) cancel_accepted: bool,
    followers: Vec<Arc<Mailbox>>,
}

impl Seen {
    /// Over for everybody who follows: no further look can change the outcome.
    pub(crate) fn is_over(&self) -> bool {
        self.gone || self.state.as_ref().is_some_and(|state| state.phase() == Phase::Ended)
    }

    pub(super) fn outcome(&self, end: End) -> Outcome {
        judge(&Evidence {
            last: self.state.as_ref(),
            connected: self.connected,
            cancel_accepted: self.cancel_accepted,
            end,
        })
    }

    /// Takes in a state that was asked for at `asked`; the change it makes, if it makes one.
    ///
    /// An answer that goes back and was overtaken by another one, asked for later or answered faster, shows what was before.
    fn enter(&mut self, state: &CallState, asked: Instant, now: Instant, began: Instant) -> Option<Change> {
        self.connected |= state.shows_connection();
        let was_overtaken = self.at.is_some_and(|at| asked < at);
        let goes_back = |known| check_transition(known, state).kind == VerdictKind::Impossible;
        if was_overtaken && self.state.as_ref().is_some_and(goes_back) {
            return None;
        }
        let (previous, at) = (self.state.replace(state.clone()), self.at.replace(now));
        if previous.as_ref() == Some(state) {
            return None;
        }
        let since = |at: Instant| at.saturating_duration_since(began);
        Some(Change {
            verdict: previous.as_ref().map(|previous| check_transition(previous, state)),
            earliest: at.map_or(Duration::ZERO, since),
            latest: since(now),
            state: state.clone(),
            previous,
        })
    }
}

impl Record {
    pub(super) fn new(target: String, id: String, state: Option<&CallState>) -> Self {
        let began = clock::now();
        let mut seen = Seen::default();
        if let Some(state) = state {
            // What a create answers is where the call begins, and no change.
            drop(seen.enter(state, began, began, began));
        }
        Self { id, target, began, seen: Mutex::new(seen) }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn target(&self) -> &str {
        &self.target
    }

    /// A copy without the followers, for those who decide without holding the lock.
    pub(crate) fn seen(&self) -> Seen {
        let seen = self.lock();
        Seen { followers: Vec::new(), state: seen.state.clone(), ..*seen }
    }

    pub(crate) fn state(&self) -> Option<CallState> {
        self.lock().state.clone()
    }

    pub(super) fn outcome(&self) -> Outcome {
        let seen = self.seen();
        seen.outcome(if seen.gone { End::Gone } else { End::Seen })
    }

    /// Whether anybody wants to be told.
    pub(crate) fn is_followed(&self) -> bool {
        !self.lock().followers.is_empty()
    }

    /// Tells the mailbox of everything from now on; of the end at once if the call is over.
    pub(super) fn subscribe(&self, mailbox: &Arc<Mailbox>) {
        let mut seen = self.lock();
        if seen.is_over() {
            mailbox.put(Delivery::Over);
        } else {
            seen.followers.push(Arc::clone(mailbox));
        }
        drop(seen);
        mailbox.notify();
    }

    pub(super) fn unsubscribe(&self, mailbox: &Arc<Mailbox>) {
        self.lock().followers.retain(|follower| !Arc::ptr_eq(follower, mailbox));
    }

    /// A look that showed a state. Called by whoever looked, on any thread. The same state again only moves the time at
    /// which it was last confirmed, from which the next change counts its earliest moment. `asked` is when the look began.
    pub(super) fn observe(&self, state: &CallState, asked: Instant) {
        let now = clock::now();
        self.tell(|seen| seen.enter(state, asked, now, self.began).map(Delivery::Change));
    }

    /// The platform does not know the call any more. An end that was seen before stands.
    pub(super) fn vanish(&self) {
        self.tell(|seen| {
            seen.gone |= !seen.is_over();
            None
        });
    }

    /// The platform cannot be asked any more.
    ///
    /// The record keeps what it knew: a later watch begins anew, and may fare better.
    pub(super) fn fail(&self, error: &Error) {
        let mut seen = self.lock();
        let followers = mem::take(&mut seen.followers);
        drop(seen);
        for follower in followers {
            follower.put(Delivery::Failed(error.clone()));
            follower.notify();
        }
    }

    /// Nobody is told: it is no change of the call's state.
    pub(super) fn accept_cancel(&self) {
        self.lock().cancel_accepted = true;
    }

    /// Changes what is known, and tells of it. The mailboxes are filled under the lock, so that everybody sees the same
    /// order, and their owners told without it.
    fn tell(&self, change: impl FnOnce(&mut Seen) -> Option<Delivery>) {
        let mut seen = self.lock();
        let was_over = seen.is_over();
        let delivery = change(&mut seen);
        let is_over = seen.is_over();
        for follower in &seen.followers {
            if let Some(delivery) = &delivery {
                follower.put(delivery.clone());
            }
            if is_over {
                follower.put(Delivery::Over);
            }
        }
        debug_assert!(!was_over || seen.followers.is_empty());
        let told = if is_over { mem::take(&mut seen.followers) } else { seen.followers.clone() };
        drop(seen);
        for follower in told {
            follower.notify();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
