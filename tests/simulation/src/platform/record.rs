//! What the client was shown of one call, and what it must conclude. Written from the documented rules, independently of the
//! core.

use std::thread::ThreadId;
use std::time::Duration;

use ringout_core::{CallState, OutcomeKind, Status, Until, VerdictKind, check_transition};

use super::life::{Statuses, View};

/// A change that every subscriber must get.
#[derive(Debug, Clone)]
pub struct Expected {
    pub previous: Option<CallState>,
    pub state: CallState,
    /// When the client was shown it, since the record began.
    pub seen: Duration,
    /// When the platform entered this state. `None` after a response was overtaken by another one, because it may have shown an
    /// older state.
    pub happened: Option<Duration>,
}

/// One response to a status request, as the client got it.
#[derive(Debug, Clone, Copy)]
pub struct Observation {
    /// When the poll began.
    pub began: Duration,
    pub view: View,
    /// Since when the call has had this view.
    pub since: Duration,
    pub now: Duration,
}

/// The operation that an exchange belongs to.
pub type Operation = (ThreadId, Duration);

#[derive(Debug, Clone)]
enum Entry {
    Change(Box<Expected>),
    /// The call ended at this time, after which subscribers get no more changes.
    Over(Duration),
}

/// What the client knows about a call through one handle.
#[allow(clippy::struct_excessive_bools, reason = "they are independent facts")]
#[derive(Debug, Clone)]
pub struct Record {
    began: Duration,
    last: Option<CallState>,
    confirmed: Option<Duration>,
    connected: bool,
    gone: bool,
    /// The last state that showed how the call ended.
    ended: Option<CallState>,
    lost_since: Option<Duration>,
    cancelled: bool,
    /// The first and the last of consecutive polls with a 404 that does not name the call.
    missed: Option<(Duration, Duration)>,
    /// Whether these lasted long enough for a wait to give up.
    may_be_given_up: bool,
    /// Cancels with a 404. The call counts as gone unless the poll after such a cancel shows it.
    vanishing: Vec<Operation>,
    /// Whether the order of the changes may differ from the platform's.
    is_reordered: bool,
    entries: Vec<Entry>,
}

/// The position in a record at which a subscriber began.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    at: usize,
    was_over: bool,
}

pub fn state_of(statuses: Statuses) -> CallState {
    let [call, caller, callee] = statuses.map(Status::parse);
    CallState::new(call, caller, callee)
}

impl Record {
    pub fn new(began: Duration, first: Option<Statuses>) -> Self {
        let last = first.map(state_of);
        Self {
            began,
            connected: last.as_ref().is_some_and(shows_connection),
            confirmed: last.is_some().then_some(began),
            last,
            gone: false,
            ended: None,
            lost_since: None,
            cancelled: false,
            missed: None,
            may_be_given_up: false,
            vanishing: Vec::new(),
            is_reordered: false,
            entries: Vec::new(),
        }
    }

    pub fn began(&self) -> Duration {
        self.began
    }

    pub fn mark(&self) -> Mark {
        Mark { at: self.entries.len(), was_over: self.is_over() }
    }

    pub fn is_over(&self) -> bool {
        self.gone || self.ended.is_some() || self.stays_lost()
    }

    /// Whether the platform has lost the state for four seconds, which is the end. Before that, it may find the state again.
    fn stays_lost(&self) -> bool {
        let lost = self.lost_since.zip(self.confirmed);
        lost.is_some_and(|(since, at)| at.saturating_sub(since) >= Duration::from_secs(4))
    }

    /// Whether it is uncertain what the client concludes at this moment.
    pub fn is_uncertain(&self) -> bool {
        !self.vanishing.is_empty()
    }

    pub fn state(&self) -> Option<&CallState> {
        self.last.as_ref()
    }

    pub fn cancel_accepted(&mut self) {
        self.cancelled = true;
    }

    /// Notes a cancel with a 404.
    pub fn cancel_refused(&mut self, operation: Operation, after_lost_try: bool) {
        self.cancelled |= after_lost_try;
        self.vanishing.push(operation);
    }

    /// Notes a poll with a 404 that does not name the call.
    pub fn observe_unnamed_404(&mut self, now: Duration) {
        let since = self.missed.map_or(now, |(since, _)| since);
        self.missed = Some((since, now));
        self.may_be_given_up |= self.is_given_up();
    }

    /// Whether two minutes of such polls may have ended a wait for a call that has not ended.
    pub fn is_given_up(&self) -> bool {
        let missed = self.missed.filter(|_| !self.is_over());
        missed.is_some_and(|(since, last)| last.saturating_sub(since) >= Duration::from_secs(120))
    }

    /// Whether a wait may ever have given up.
    pub fn may_be_given_up(&self) -> bool {
        self.may_be_given_up
    }

    pub fn observe(&mut self, shown: Observation, operation: Operation) {
        self.missed = None;
        let was_over = self.is_over();
        match shown.view {
            View::Gone => self.gone |= !was_over,
            View::Shows(statuses) => self.apply(statuses, shown),
        }
        self.vanishing.retain(|cancel| *cancel != operation);
        if self.is_over() && !was_over {
            self.entries.push(Entry::Over(shown.now));
        }
    }

    fn apply(&mut self, statuses: Statuses, shown: Observation) {
        let (state, was_over) = (state_of(statuses), self.is_over());
        self.connected |= shows_connection(&state) && !was_over;
        let was_overtaken = self.confirmed.is_some_and(|at| shown.began < at);
        let goes_back = |known| check_transition(known, &state).kind == VerdictKind::Impossible;
        if was_overtaken && self.last.as_ref().is_some_and(goes_back) {
            return;
        }
        if shows_end(&state) {
            self.ended = Some(state.clone());
        }
        self.lost_since = if shows_loss(&state) { self.lost_since.or(Some(shown.now)) } else { None };
        self.gone |= is_not_found(&state) && !self.is_over();
        self.confirmed = Some(shown.now);
        let previous = self.last.replace(state.clone());
        // There are no changes after the end, not even from a poll that began before it.
        if previous.as_ref() != Some(&state) && !was_over {
            let seen = shown.now.saturating_sub(self.began);
            self.is_reordered |= was_overtaken;
            let happened = (!self.is_reordered).then(|| shown.since.saturating_sub(self.began));
            self.entries.push(Entry::Change(Box::new(Expected { previous, state, seen, happened })));
        }
    }

    /// When a subscriber from this position on should have got the end. `None` for a call that has vanished, which the client may
    /// look up in the call log first.
    pub fn end_since(&self, mark: Mark, began: Duration) -> Option<Duration> {
        let over = self.entries[mark.at..].iter().find_map(|entry| match entry {
            Entry::Over(at) => Some(*at),
            Entry::Change(_) => None,
        });
        if mark.was_over { Some(began) } else { over }.filter(|_| !self.gone)
    }

    /// Returns the changes since this position, and how many of them a subscriber must get who follows to the end. The others
    /// came after the platform had lost the state for too long and found it again.
    pub fn changes_since(&self, mark: Mark) -> (Vec<&Expected>, usize) {
        let entries = &self.entries[mark.at..];
        let is_over = entries.iter().position(|entry| matches!(entry, Entry::Over(_)));
        let needed = if mark.was_over { 0 } else { is_over.unwrap_or(entries.len()) };
        let changes = entries.iter().filter_map(|entry| match entry {
            Entry::Change(change) => Some(&**change),
            Entry::Over(_) => None,
        });
        (changes.collect(), needed)
    }

    /// The outcome, as far as the client can know it.
    pub fn outcome(&self, until: Until) -> OutcomeKind {
        if until == Until::Answered && self.connected && !self.is_over() {
            return OutcomeKind::Answered;
        }
        if !self.is_over() {
            return OutcomeKind::StillInProgress;
        }
        if self.connected {
            return OutcomeKind::Completed;
        }
        let decisive = self.ended.as_ref().or(self.last.as_ref()).filter(|_| !self.gone);
        let found = decisive.map_or(OutcomeKind::EndedUnknown, failure);
        let ours = matches!(found, OutcomeKind::Rejected | OutcomeKind::Failed | OutcomeKind::EndedUnknown);
        if self.cancelled && ours { OutcomeKind::Cancelled } else { found }
    }
}

fn failure(state: &CallState) -> OutcomeKind {
    let legs = [&state.caller_status, &state.callee_status];
    // Hanging up before the other side answered counts as rejected if nothing else is known.
    let hung_up = legs.contains(&&Status::Finished).then_some(OutcomeKind::Rejected);
    legs.into_iter().find_map(of_leg).or(hung_up).unwrap_or(OutcomeKind::Failed)
}

fn any(state: &CallState, test: impl Fn(&Status) -> bool) -> bool {
    [&state.call_status, &state.caller_status, &state.callee_status].into_iter().any(test)
}

/// Whether a state shows how the call ended, and not only that the platform has lost it.
fn shows_end(state: &CallState) -> bool {
    any(state, |status| status.is_ended() && !matches!(status, Status::NoSessionFound | Status::Invalid))
}

fn is_not_found(state: &CallState) -> bool {
    !shows_end(state) && any(state, |status| *status == Status::NoSessionFound)
}

fn shows_loss(state: &CallState) -> bool {
    !shows_end(state) && !is_not_found(state) && any(state, |status| *status == Status::Invalid)
}

/// Returns the documented outcome of a leg that ended before both were connected.
pub fn of_leg(status: &Status) -> Option<OutcomeKind> {
    Some(match status.as_str() {
        "Busy" => OutcomeKind::Busy,
        "NoAnswer" => OutcomeKind::NoAnswer,
        "Rejected" => OutcomeKind::Rejected,
        "InternationalDisabled" | "DestinationBlocked" | "RingOutFromThisNumberIsNotSupported" => OutcomeKind::Blocked,
        "NotEnoughFunds" => OutcomeKind::NotEnoughFunds,
        "NoSuchUser" => OutcomeKind::NoSuchUser,
        "GenericError" => OutcomeKind::Failed,
        _ => return None,
    })
}

fn shows_connection(state: &CallState) -> bool {
    let answered = |leg: &Status| matches!(leg, Status::Success | Status::Finished);
    state.call_status == Status::Success || (answered(&state.caller_status) && answered(&state.callee_status))
}
