//! What the client has been shown of one call, and what it must make of it. Written from the rules, not from the core.

use std::thread::ThreadId;
use std::time::Duration;

use ringout_core::{CallState, OutcomeKind, Status, Until, VerdictKind, check_transition};

use super::life::{Statuses, View};

/// A change that everybody who follows must be told.
#[derive(Debug, Clone)]
pub struct Expected {
    pub previous: Option<CallState>,
    pub state: CallState,
    /// Since the record began.
    pub seen: Duration,
    /// When the platform had entered this state; `None` once an answer was overtaken by another one, and may have shown what
    /// was before.
    pub happened: Option<Duration>,
}

/// One answer to a status request, as the client got it.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// When the look began.
    pub asked: Duration,
    pub view: View,
    /// Since when the call had looked like that.
    pub since: Duration,
    pub now: Duration,
}

/// The operation that an exchange belongs to.
pub type Operation = (ThreadId, Duration);

#[derive(Debug, Clone)]
enum Entry {
    Change(Box<Expected>),
    /// It is over since then: followers are told no more.
    Over(Duration),
}

/// What is known of a call through one handle.
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone)]
pub struct Record {
    began: Duration,
    last: Option<CallState>,
    confirmed: Option<Duration>,
    connected: bool,
    gone: bool,
    /// The last state that showed how it ended.
    ended: Option<CallState>,
    lost_since: Option<Duration>,
    cancelled: bool,
    /// Since when no poll has shown the call, and one at least was answered 404 without naming it; and the last such answer.
    missed: Option<(Duration, Duration)>,
    /// Whether that was ever long enough for a wait to be given up.
    may_be_given_up: bool,
    /// A cancel was answered with 404: unless its own look shows the call, it counts as gone.
    vanishing: Vec<Operation>,
    /// Whether the order of the changes may be another one than that on the platform.
    is_muddled: bool,
    entries: Vec<Entry>,
}

/// Where in a record somebody began to follow.
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
            is_muddled: false,
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

    /// A state that the platform has lost for four seconds is the end; before, it may be found again.
    fn stays_lost(&self) -> bool {
        let lost = self.lost_since.zip(self.confirmed);
        lost.is_some_and(|(since, at)| at.saturating_sub(since) >= Duration::from_secs(4))
    }

    /// Whether it is not known at this moment what the client makes of it.
    pub fn is_blurred(&self) -> bool {
        !self.vanishing.is_empty()
    }

    pub fn state(&self) -> Option<&CallState> {
        self.last.as_ref()
    }

    pub fn cancel_accepted(&mut self) {
        self.cancelled = true;
    }

    /// The platform has answered a cancel with 404.
    pub fn cancel_refused(&mut self, operation: Operation, after_lost_try: bool) {
        self.cancelled |= after_lost_try;
        self.vanishing.push(operation);
    }

    /// A poll was answered 404, and the answer does not name the call.
    pub fn miss(&mut self, now: Duration) {
        let since = self.missed.map_or(now, |(since, _)| since);
        self.missed = Some((since, now));
        self.may_be_given_up |= self.is_given_up();
    }

    /// Whether nothing but such answers for two minutes may have ended a wait, with the call not over.
    pub fn is_given_up(&self) -> bool {
        let missed = self.missed.filter(|_| !self.is_over());
        missed.is_some_and(|(since, last)| last.saturating_sub(since) >= Duration::from_secs(120))
    }

    /// Whether a wait may have been given up at any time.
    pub fn may_be_given_up(&self) -> bool {
        self.may_be_given_up
    }

    pub fn show(&mut self, shown: Shown, operation: Operation) {
        self.missed = None;
        let was_over = self.is_over();
        match shown.view {
            View::Gone => self.gone |= !was_over,
            View::Shows(statuses) => self.enter(statuses, shown),
        }
        self.vanishing.retain(|cancel| *cancel != operation);
        if self.is_over() && !was_over {
            self.entries.push(Entry::Over(shown.now));
        }
    }

    fn enter(&mut self, statuses: Statuses, shown: Shown) {
        let (state, was_over) = (state_of(statuses), self.is_over());
        self.connected |= shows_connection(&state) && !was_over;
        let was_overtaken = self.confirmed.is_some_and(|at| shown.asked < at);
        let goes_back = |known| check_transition(known, &state).kind == VerdictKind::Impossible;
        if was_overtaken && self.last.as_ref().is_some_and(goes_back) {
            return;
        }
        if shows_end(&state) {
            self.ended = Some(state.clone());
        }
        self.lost_since = if shows_loss(&state) { self.lost_since.or(Some(shown.now)) } else { None };
        self.gone |= shows_nothing_left(&state) && !self.is_over();
        self.confirmed = Some(shown.now);
        let previous = self.last.replace(state.clone());
        // After the end nothing is a change: a poll that began before it adds nothing.
        if previous.as_ref() != Some(&state) && !was_over {
            let seen = shown.now.saturating_sub(self.began);
            self.is_muddled |= was_overtaken;
            let happened = (!self.is_muddled).then(|| shown.since.saturating_sub(self.began));
            self.entries.push(Entry::Change(Box::new(Expected { previous, state, seen, happened })));
        }
    }

    /// When whoever follows since then had nothing more to wait for, going by what the client was shown. A call that has
    /// vanished may be looked for in the log first.
    pub fn end_since(&self, mark: Mark, began: Duration) -> Option<Duration> {
        let over = self.entries[mark.at..].iter().find_map(|entry| match entry {
            Entry::Over(at) => Some(*at),
            Entry::Change(_) => None,
        });
        if mark.was_over { Some(began) } else { over }.filter(|_| !self.gone)
    }

    /// The changes since then, and how many of them somebody must have been told who has followed to the end. The others
    /// came after a state that the platform had lost for too long, and found again.
    pub fn told_since(&self, mark: Mark) -> (Vec<&Expected>, usize) {
        let entries = &self.entries[mark.at..];
        let is_over = entries.iter().position(|entry| matches!(entry, Entry::Over(_)));
        let needed = if mark.was_over { 0 } else { is_over.unwrap_or(entries.len()) };
        let changes = entries.iter().filter_map(|entry| match entry {
            Entry::Change(change) => Some(&**change),
            Entry::Over(_) => None,
        });
        (changes.collect(), needed)
    }

    /// How the call came out, as far as the client can know.
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
        let told = self.ended.as_ref().or(self.last.as_ref()).filter(|_| !self.gone);
        let found = told.map_or(OutcomeKind::EndedUnknown, failure);
        let ours = matches!(found, OutcomeKind::Rejected | OutcomeKind::Failed | OutcomeKind::EndedUnknown);
        if self.cancelled && ours { OutcomeKind::Cancelled } else { found }
    }
}

fn failure(state: &CallState) -> OutcomeKind {
    let legs = [&state.caller_status, &state.callee_status];
    // Hung up before the other side answered counts as rejected, if nothing else is known.
    let hung_up = legs.contains(&&Status::Finished).then_some(OutcomeKind::Rejected);
    legs.into_iter().find_map(of_leg).or(hung_up).unwrap_or(OutcomeKind::Failed)
}

fn any(state: &CallState, test: impl Fn(&Status) -> bool) -> bool {
    [&state.call_status, &state.caller_status, &state.callee_status].into_iter().any(test)
}

/// Whether it tells how the call ended, and not only that the platform has lost it.
fn shows_end(state: &CallState) -> bool {
    any(state, |status| status.is_ended() && !matches!(status, Status::NoSessionFound | Status::Invalid))
}

fn shows_nothing_left(state: &CallState) -> bool {
    !shows_end(state) && any(state, |status| *status == Status::NoSessionFound)
}

fn shows_loss(state: &CallState) -> bool {
    !shows_end(state) && !shows_nothing_left(state) && any(state, |status| *status == Status::Invalid)
}

/// What the documents make of a leg that ended before both were connected.
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
