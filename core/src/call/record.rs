//! What is known of a call, shared by all its handles.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::clock;
use crate::state::{CallState, End, Evidence, Outcome, Phase, judge};

#[derive(Debug)]
pub(super) struct Record {
    id: String,
    /// The path of the call, escaped.
    target: String,
    /// When the handle was made: for a call that was placed, when the platform accepted it.
    began: Instant,
    seen: Mutex<Seen>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    pub(super) state: Option<CallState>,
    /// When `state` was last confirmed.
    pub(super) at: Option<Instant>,
    /// Whether any state showed both sides connected.
    pub(super) connected: bool,
    pub(super) gone: bool,
    pub(super) cancel_accepted: bool,
}

impl Seen {
    pub(super) fn is_over(&self) -> bool {
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
}

impl Record {
    pub(super) fn new(target: String, id: String, state: Option<&CallState>) -> Self {
        let began = clock::now();
        let record = Self { id, target, began, seen: Mutex::default() };
        if let Some(state) = state {
            record.observe(state);
        }
        record
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn target(&self) -> &str {
        &self.target
    }

    pub(super) fn began(&self) -> Instant {
        self.began
    }

    pub(super) fn seen(&self) -> Seen {
        self.lock().clone()
    }

    pub(super) fn state(&self) -> Option<CallState> {
        self.lock().state.clone()
    }

    pub(super) fn outcome(&self) -> Outcome {
        let seen = self.seen();
        seen.outcome(if seen.gone { End::Gone } else { End::Seen })
    }

    pub(super) fn observe(&self, state: &CallState) {
        let now = clock::now();
        let mut seen = self.lock();
        seen.connected |= state.shows_connection();
        seen.state = Some(state.clone());
        seen.at = Some(now);
    }

    pub(super) fn vanish(&self) {
        self.lock().gone = true;
    }

    pub(super) fn accept_cancel(&self) {
        self.lock().cancel_accepted = true;
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
