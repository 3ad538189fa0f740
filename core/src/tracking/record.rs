//! What is known of a call, shared by all its handles, and told to everybody who follows it.
//!
//! There is one lock, over what was seen and over the list of followers together, and it gives deliveries their order:
//! a state is entered and put into every mailbox without letting go of it. Nobody is told under it. A mailbox has a
//! lock of its own, which is only taken inside this one or alone, never the other way round.
//!
//! The end is delivered once to each follower and empties the list, so that a call which is over keeps nobody.

use std::mem;
use std::sync::{Arc, MutexGuard};
use std::time::{Duration, Instant};

use super::Change;
use super::mailbox::{Delivery, Mailbox};
use crate::account::call_log::{CallLog, LogMatch, LogQuery};
use crate::base::clock;
use crate::base::error::Error;
use crate::base::operation::Operation;
use crate::base::process::{ForkState, Monitor};
use crate::model::state::{
    CallState, End, Evidence, Leg, LoggedEnd, Outcome, Status, VerdictKind, check_transition, judge,
};

/// How often the call log is asked for a call: the platform writes it some time after the end.
const MAX_LOG_POLLS: u8 = 4;

/// Shared by all clones of a handle, and by the tracker as long as it looks.
#[derive(Debug)]
pub(crate) struct CallRecord {
    id: Box<str>,
    /// What the call log knows it by; `None` for a handle that was made from an id.
    logged: Option<LogQuery>,
    /// When the handle was made: for a call that was placed, when the platform accepted it.
    began: Instant,
    seen: Monitor<Seen>,
}

/// How long looks must show nothing but that the platform has lost the state, for that to be the end: about three of the
/// tracker's.
const LOST_FOR_GOOD: Duration = Duration::from_secs(4);

/// How long the polls of the tracker must be answered 404, without a word of the call, for the wait to be given up.
const NOT_FOUND_FOR_GOOD: Duration = Duration::from_secs(120);

/// What the outcome is judged by. `connected`, the answers, `gone` and `cancel_accepted` only ever become true.
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    pub(crate) state: Option<CallState>,
    /// When `state` was last confirmed.
    pub(crate) at: Option<Instant>,
    /// When the last look began that showed `state`: the platform may have answered it at any time since.
    asked: Option<Instant>,
    /// Whether any state showed both sides connected, before or with the end.
    pub(crate) connected: bool,
    /// Whether any state showed that side's phone answered.
    pub(crate) caller_answered: bool,
    callee_answered: bool,
    pub(crate) gone: bool,
    /// The last state that showed how the call ended. It stands, whatever is seen afterwards. In a box: most calls have
    /// none.
    ended: Option<Box<CallState>>,
    /// Since when every look has shown that the platform has lost the state.
    lost_since: Option<Instant>,
    /// Since when the tracker's polls have been answered with 404s that do not name the call, and with nothing else.
    not_found_since: Option<Instant>,
    /// Whether a wait was given up because of them, and no poll has shown the call since.
    not_found: bool,
    pub(crate) cancel_accepted: bool,
    /// How many cancels are under way.
    cancels: u16,
    log: LogState,
    subscribers: Vec<Arc<Mailbox>>,
}

/// What is known of the call from the platform's log.
#[derive(Debug, Clone, Default)]
enum LogState {
    /// It cannot be asked for this call, or told nothing.
    #[default]
    Closed,
    /// It can be asked once the call is gone; how often it was, without an answer to how the call ended.
    Open { tries: u8 },
    /// What the end was, by the log.
    Read(Box<LoggedEnd>),
}

/// A child knows what its parent has seen. Who follows the call there, and what the parent's threads have begun, is not its own.
impl ForkState for Seen {
    fn in_child(parent: &Self) -> Self {
        Self { cancels: 0, ..parent.without_subscribers() }
    }
}

impl Seen {
    fn without_subscribers(&self) -> Self {
        let (state, ended, log) = (self.state.clone(), self.ended.clone(), self.log.clone());
        Self { subscribers: Vec::new(), state, ended, log, ..*self }
    }

    /// Nothing that a look can still show is expected to matter.
    pub(crate) fn is_over(&self) -> bool {
        self.gone || self.ended.is_some() || self.stays_lost()
    }

    /// Whether the state was lost for too long to be found again.
    ///
    /// Whoever waits is better served by an end that comes some seconds late than by one that is none.
    fn stays_lost(&self) -> bool {
        let lost = self.lost_since.zip(self.at);
        lost.is_some_and(|(since, at)| at.saturating_duration_since(since) >= LOST_FOR_GOOD)
    }

    /// Over for everybody who follows: nothing that can still be learned changes the outcome.
    pub(crate) fn is_settled(&self) -> bool {
        self.is_over() && !self.awaits_log()
    }

    /// Whether the call is gone without an explanation, and its log may have one. A cancel of ours is one.
    pub(crate) fn awaits_log(&self) -> bool {
        matches!(self.log, LogState::Open { .. }) && !self.connected && !self.cancel_accepted && self.gone
    }

    /// The log was asked once more, and did not tell.
    fn miss_log(&mut self) {
        if let LogState::Open { tries } = &mut self.log {
            *tries += 1;
            if *tries == MAX_LOG_POLLS {
                self.log = LogState::Closed;
            }
        }
    }

    pub(crate) fn outcome(&self, end: End) -> Outcome {
        let end = match end {
            End::Seen if self.is_over() => End::Seen,
            End::Seen if self.not_found => End::NotFound,
            End::Seen if self.lost_since.is_some() => End::Lost,
            end => end,
        };
        judge(&Evidence {
            last: self.ended.as_deref().or(self.state.as_ref()),
            connected: self.connected,
            cancel_accepted: self.cancel_accepted,
            end,
            from_log: if let LogState::Read(read) = &self.log { Some(read) } else { None },
        })
    }

    /// Whether a phone was seen to be answered.
    fn was_answered(&self, leg: Leg) -> bool {
        match leg {
            Leg::Caller => self.caller_answered,
            Leg::Callee => self.callee_answered,
        }
    }

    /// Takes in a poll that was answered 404, without a word of the call; whether the wait is given up with it.
    fn miss(&mut self, now: Instant) -> bool {
        let since = *self.not_found_since.get_or_insert(now);
        if self.is_over() || now.saturating_duration_since(since) < NOT_FOUND_FOR_GOOD {
            return false;
        }
        (self.not_found, self.not_found_since) = (true, None);
        true
    }

    /// Takes in a state that was asked for at `asked`; the change it makes, if it makes one.
    ///
    /// An answer that goes back and was overtaken by another one, asked for later or answered faster, shows what was before.
    /// After the end there is no change any more, whatever a poll still shows that began before it.
    fn enter(&mut self, state: &CallState, asked: Instant, now: Instant, began: Instant) -> Option<Change> {
        let was_over = self.is_over();
        let answered = |status: &Status| matches!(status, Status::Success | Status::Finished);
        self.caller_answered |= answered(&state.caller_status);
        self.callee_answered |= answered(&state.callee_status);
        (self.not_found, self.not_found_since) = (false, None);
        self.connected |= state.shows_connection() && !was_over;
        let was_overtaken = self.at.is_some_and(|at| asked < at);
        let goes_back = |known| check_transition(known, state).kind == VerdictKind::Impossible;
        if was_overtaken && self.state.as_ref().is_some_and(goes_back) {
            return None;
        }
        if state.shows_end() {
            self.ended = Some(Box::new(state.clone()));
        }
        self.lost_since = if state.shows_loss() { self.lost_since.or(Some(now)) } else { None };
        self.gone |= state.is_not_found() && !self.is_over();
        let (previous, before) = (self.state.replace(state.clone()), self.asked);
        (self.at, self.asked) = (Some(now), before.max(Some(asked)));
        if was_over || previous.as_ref() == Some(state) {
            return None;
        }
        let since = |at: Instant| at.saturating_duration_since(began);
        Some(Change {
            verdict: previous.as_ref().map(|previous| check_transition(previous, state)),
            earliest: before.map_or(Duration::ZERO, since),
            latest: since(now),
            state: state.clone(),
            previous,
        })
    }
}

impl CallRecord {
    /// Of a call about which nothing but its id is known.
    pub(crate) fn known(id: String) -> Self {
        Self { id: id.into(), logged: None, began: clock::now(), seen: Monitor::new(Seen::default()) }
    }

    /// Of a call that was placed just now. What a create answers is where the call begins, and no change.
    pub(crate) fn placed(id: String, state: &CallState, logged: LogQuery) -> Self {
        let began = clock::now();
        let mut seen = Seen { log: LogState::Open { tries: 0 }, ..Seen::default() };
        drop(seen.enter(state, began, began, began));
        Self { id: id.into(), logged: Some(logged), began, seen: Monitor::new(seen) }
    }

    /// What the call log knows the call by.
    pub(crate) fn logged(&self) -> Option<&LogQuery> {
        self.logged.as_ref()
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// A copy without the followers, for those who decide without holding the lock.
    pub(crate) fn seen(&self) -> Seen {
        self.lock().without_subscribers()
    }

    pub(crate) fn state(&self) -> Option<CallState> {
        self.lock().state.clone()
    }

    pub(crate) fn outcome(&self) -> Outcome {
        let seen = self.seen();
        seen.outcome(if seen.gone { End::Gone } else { End::Seen })
    }

    /// Whether anybody wants to be told.
    pub(crate) fn has_subscribers(&self) -> bool {
        !self.lock().subscribers.is_empty()
    }

    /// Tells the mailbox of everything from now on; of the end at once if the call is over.
    pub(crate) fn subscribe(&self, mailbox: &Arc<Mailbox>) {
        let mut seen = self.lock();
        if seen.is_settled() {
            mailbox.put(Delivery::Over);
        } else {
            // What was answered while nobody followed says nothing about this wait.
            if seen.subscribers.is_empty() {
                seen.not_found_since = None;
            }
            // A call rarely has a second follower.
            seen.subscribers.reserve_exact(1);
            seen.subscribers.push(Arc::clone(mailbox));
        }
        drop(seen);
        mailbox.notify();
    }

    pub(crate) fn unsubscribe(&self, mailbox: &Arc<Mailbox>) {
        self.lock().subscribers.retain(|subscriber| !Arc::ptr_eq(subscriber, mailbox));
    }

    /// A look that showed a state. Called by whoever looked, on any thread. The same state again only moves the time from
    /// which the next change counts its earliest moment: that is `asked`, when the look began.
    pub(crate) fn observe(&self, state: &CallState, asked: Instant) {
        let now = clock::now();
        self.tell(|seen| seen.enter(state, asked, now, self.began).map(Delivery::Change));
    }

    /// The platform does not know the call any more. An end that was seen before stands.
    pub(crate) fn vanish(&self) {
        self.tell(|seen| {
            seen.gone |= !seen.is_over();
            None
        });
    }

    /// A poll of the tracker was answered 404, without a word of the call. It may be a gateway's answer, so only many of
    /// them in a row end the wait. The call does not count as gone: a later wait asks again.
    pub(crate) fn miss(&self) {
        let mut seen = self.lock();
        let subscribers = if seen.miss(clock::now()) { mem::take(&mut seen.subscribers) } else { Vec::new() };
        drop(seen);
        hand_over(subscribers, &Delivery::Over);
    }

    /// A poll of the tracker came to something else than a state or a 404.
    pub(crate) fn break_misses(&self) {
        self.lock().not_found_since = None;
    }

    /// What the call log says. Without a word of the end it is asked again, for a while, and so it is if the record
    /// contradicts what was seen: then it is another call's.
    pub(crate) fn read_log(&self, log: &CallLog) {
        let end = self.logged.as_ref().and_then(|logged| log.end(logged));
        self.tell(|seen| {
            let end = end.filter(|end| !end.contradicts(|leg| seen.was_answered(leg)));
            if let Some(end) = end {
                seen.connected |= end.connected;
                seen.log = LogState::Read(Box::new(end));
            } else if log.matching == LogMatch::Ambiguous {
                // Later records only make it more so.
                seen.log = LogState::Closed;
            } else {
                seen.miss_log();
            }
            None
        });
    }

    /// The call log could not be asked.
    pub(crate) fn miss_log(&self) {
        self.tell(|seen| {
            seen.miss_log();
            None
        });
    }

    /// The call log cannot be read: what is known is all there is.
    pub(crate) fn close_log(&self) {
        self.tell(|seen| {
            if matches!(seen.log, LogState::Open { .. }) {
                seen.log = LogState::Closed;
            }
            None
        });
    }

    /// The platform cannot be asked any more.
    ///
    /// The record keeps what it knew: a later watch begins anew, and may fare better.
    pub(crate) fn fail(&self, error: &Error) {
        let mut seen = self.lock();
        let subscribers = mem::take(&mut seen.subscribers);
        drop(seen);
        hand_over(subscribers, &Delivery::Failed(error.clone()));
    }

    /// A cancel is about to be sent; it is under way until what is returned is dropped.
    pub(crate) fn begin_cancel(&self) -> CancelUnderWay<'_> {
        self.lock().cancels += 1;
        CancelUnderWay(self)
    }

    /// Waits until no cancel is under way any more, if the operation has the time.
    pub(crate) fn await_cancels(&self, operation: &Operation) {
        const LOOK: Duration = Duration::from_millis(10);
        while self.lock().cancels > 0 && operation.stop().is_none() {
            operation.sleep(LOOK);
        }
    }

    /// No change of the call's state, but an explanation for one that has vanished already: its log is not waited for any
    /// more.
    pub(crate) fn accept_cancel(&self) {
        self.tell(|seen| {
            seen.cancel_accepted = true;
            None
        });
    }

    /// Changes what is known, and tells of it. The mailboxes are filled under the lock, so that everybody sees the same
    /// order, and their owners told without it.
    fn tell(&self, change: impl FnOnce(&mut Seen) -> Option<Delivery>) {
        let mut seen = self.lock();
        let was_settled = seen.is_settled();
        let delivery = change(&mut seen);
        let is_settled = seen.is_settled();
        for subscriber in &seen.subscribers {
            if let Some(delivery) = &delivery {
                subscriber.put(delivery.clone());
            }
            if is_settled {
                subscriber.put(Delivery::Over);
            }
        }
        debug_assert!(!was_settled || seen.subscribers.is_empty());
        let told = if is_settled { mem::take(&mut seen.subscribers) } else { seen.subscribers.clone() };
        drop(seen);
        for subscriber in told {
            subscriber.notify();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock()
    }
}

/// The last delivery to those who have followed.
fn hand_over(subscribers: Vec<Arc<Mailbox>>, last: &Delivery) {
    for subscriber in subscribers {
        subscriber.put(last.clone());
        subscriber.notify();
    }
}

/// Counts a cancel out.
pub(crate) struct CancelUnderWay<'a>(&'a CallRecord);

impl Drop for CancelUnderWay<'_> {
    fn drop(&mut self) {
        let mut seen = self.0.lock();
        // Of a child that was forked meanwhile there was none.
        seen.cancels = seen.cancels.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::call_log::{LogLeg, LogRecord};
    use crate::model::state::{OutcomeKind, OutcomeSource};

    fn record() -> CallRecord {
        let ringing = CallState::new(Status::InProgress, Status::InProgress, Status::InProgress);
        let logged = LogQuery { to: "+16505550100".into(), from: None, at: clock::wall() };
        CallRecord::placed("1".into(), &ringing, logged)
    }

    fn follow(record: &CallRecord) -> Arc<Mailbox> {
        let mailbox = Arc::new(Mailbox::to_wait_at());
        record.subscribe(&mailbox);
        mailbox
    }

    #[test]
    fn a_change_may_have_come_right_after_the_last_look_began() {
        let record = record();
        let mailbox = follow(&record);
        let asked = clock::now();
        record.observe(&CallState::new(Status::InProgress, Status::Success, Status::InProgress), asked);
        record.observe(&CallState::new(Status::Success, Status::Success, Status::Success), clock::now());
        let second = [mailbox.take(), mailbox.take()].into_iter().flatten().last();
        let Some(Delivery::Change(change)) = second else { panic!("no change: {second:?}") };
        assert_eq!(change.earliest, asked.saturating_duration_since(record.began));
    }

    fn state(statuses: [&str; 3]) -> CallState {
        let [call, caller, callee] = statuses.map(Status::parse);
        CallState::new(call, caller, callee)
    }

    /// A record of the log without doubt about the call, in which the legs ended like this.
    fn log(legs: &[(Leg, &str)]) -> CallLog {
        let start_time = Some(clock::wall());
        let leg = |(side, result): &(Leg, &str)| LogLeg {
            leg: Some(*side),
            leg_type: None,
            start_time,
            duration: Duration::ZERO,
            from: None,
            to: None,
            result: Some((*result).into()),
        };
        let record = LogRecord {
            id: "1".into(),
            session_id: None,
            start_time,
            duration: Duration::ZERO,
            from: None,
            to: Some("+16505550100".into()),
            action: None,
            result: None,
            legs: legs.iter().map(leg).collect(),
        };
        CallLog { matching: LogMatch::Certain, record: Some(record), candidates: 1 }
    }

    #[test]
    fn nothing_but_404s_for_two_minutes_ends_a_wait_and_not_the_call() {
        let began = clock::now();
        let at = |seconds| began + Duration::from_secs(seconds);
        for before in [["InProgress"; 3], ["Success"; 3]] {
            let mut seen = Seen { cancel_accepted: true, ..Seen::default() };
            seen.enter(&state(before), began, began, began);
            assert!(!seen.miss(at(10)) && !seen.miss(at(129)));
            assert_eq!(seen.outcome(End::Seen).kind, OutcomeKind::StillInProgress);
            assert!(seen.miss(at(130)));
            let outcome = seen.outcome(End::Seen);
            assert_eq!((outcome.kind, outcome.source), (OutcomeKind::EndedUnknown, OutcomeSource::Gone), "{outcome}");
            assert_eq!(outcome.connected, before[0] == "Success");
            assert!(!seen.is_over(), "a later wait asks again");
            assert!(!seen.miss(at(140)) && !seen.miss(at(259)) && seen.miss(at(260)), "for as long as the first");
            seen.enter(&state(["Success"; 3]), at(261), at(261), began);
            assert_eq!(seen.outcome(End::Seen).kind, OutcomeKind::StillInProgress, "it was there all the time");
            assert!(!seen.miss(at(262)) && !seen.miss(at(381)) && seen.miss(at(382)));
        }
    }

    #[test]
    fn only_404s_in_a_row_count_and_only_those_of_this_wait() {
        let record = record();
        let first = follow(&record);
        let run_began = || record.lock().not_found_since;
        record.miss();
        assert!(run_began().is_some());
        record.break_misses();
        assert!(run_began().is_none());
        record.miss();
        record.unsubscribe(&first);
        let second = follow(&record);
        assert!(run_began().is_none());
        record.lock().not_found_since = clock::now().checked_sub(NOT_FOUND_FOR_GOOD);
        record.miss();
        assert!(matches!(second.take(), Some(Delivery::Over)));
        assert!(!record.has_subscribers() && follow(&record).take().is_none(), "a later wait asks again");
    }

    #[test]
    fn after_the_end_no_change_is_told() {
        for late in [["NoSessionFound"; 3], ["InProgress", "Success", "InProgress"], ["CannotReach", "Success", "Busy"]]
        {
            let record = record();
            let mailbox = follow(&record);
            let asked = clock::now();
            record.vanish();
            record.observe(&state(late), asked);
            assert!(mailbox.take().is_none(), "{late:?}");
            assert_eq!(record.outcome().kind, OutcomeKind::EndedUnknown, "{late:?}");
            record.close_log();
            assert!(matches!(mailbox.take(), Some(Delivery::Over)), "{late:?}");
        }
    }

    #[test]
    fn a_log_that_contradicts_what_was_seen_is_of_another_call() {
        let record = record();
        let mailbox = follow(&record);
        record.observe(&state(["InProgress", "Success", "InProgress"]), clock::now());
        record.observe(&state(["Parked"; 3]), clock::now());
        record.vanish();
        while mailbox.take().is_some() {}
        for _ in 0..MAX_LOG_POLLS {
            assert!(mailbox.take().is_none());
            record.read_log(&log(&[(Leg::Caller, "Busy")]));
        }
        assert!(matches!(mailbox.take(), Some(Delivery::Over)));
        assert_eq!(record.outcome().kind, OutcomeKind::EndedUnknown);
    }

    #[test]
    fn the_word_of_the_log_stands_in_the_outcome() {
        let record = record();
        record.observe(&state(["InProgress", "Success", "InProgress"]), clock::now());
        record.vanish();
        record.read_log(&log(&[(Leg::Caller, "Hang Up"), (Leg::Callee, "In Progress")]));
        let outcome = record.outcome();
        assert_eq!((outcome.kind, outcome.leg), (OutcomeKind::Rejected, Some(Leg::Caller)), "answered, then hung up");
        assert!(outcome.explanation.ends_with(r#", going by "Hang Up" in the call log (certain match)"#), "{outcome}");
    }

    #[test]
    fn a_cancel_that_is_accepted_ends_the_wait_for_the_log() {
        let record = record();
        let mailbox = follow(&record);
        record.vanish();
        assert!(mailbox.take().is_none(), "the log may explain it");
        record.accept_cancel();
        assert!(matches!(mailbox.take(), Some(Delivery::Over)));
    }
}
