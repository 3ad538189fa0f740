//! The known state of a call, shared by all its handles, and its subscribers.
//!
//! One lock covers the state and the list of subscribers, and it fixes the order of deliveries: a state is entered and
//! put into every mailbox before the lock is released. Nothing is notified under it. A mailbox has a lock, which is
//! taken inside this one or alone, never the other way round.
//!
//! The end is delivered once to each subscriber and empties the list, so that an ended call keeps nothing alive.

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
use crate::fleet::ledger::Keyed;
use crate::model::state::{
    CallState, End, Evidence, Leg, LoggedEnd, Outcome, Status, VerdictKind, check_transition, judge,
};

/// How often the call log is searched for a call. The platform writes the record some time after the end.
const MAX_LOG_POLLS: u8 = 4;

/// Everything known about a call. Shared by all clones of a handle, and by the tracker while it polls.
#[derive(Debug)]
pub(crate) struct CallRecord {
    id: Box<str>,
    /// The values that find the call in the log; `None` for a handle made from an id.
    logged: Option<LogQuery>,
    /// When the handle was made. For a placed call, that is when the platform accepted it.
    began: Instant,
    /// The dedupe key of the call, if it has one.
    keyed: Option<Arc<Keyed>>,
    seen: Monitor<Observations>,
}

/// How long polls must show nothing but `Invalid`, a state that the platform has lost, until that counts as the end.
/// The tracker polls about three times in it.
const INVALID_TIMEOUT: Duration = Duration::from_secs(4);

/// How long the tracker's polls must all get a 404 that does not name the call until the wait is given up.
const NOT_FOUND_TIMEOUT: Duration = Duration::from_secs(120);

/// The facts from which the outcome is judged. `connected`, the answers, `vanished` and `cancel_accepted` only ever
/// become true.
#[allow(clippy::struct_excessive_bools, reason = "each is a separate fact")]
#[derive(Debug, Clone, Default)]
pub(crate) struct Observations {
    pub(crate) state: Option<CallState>,
    /// When `state` was last confirmed.
    pub(crate) at: Option<Instant>,
    /// When the last poll that showed `state` began. The platform may have responded at any time since.
    polled_at: Option<Instant>,
    /// Whether any state showed both sides connected, before or with the end.
    pub(crate) connected: bool,
    /// Whether any state showed that this side's phone was answered.
    pub(crate) caller_answered: bool,
    callee_answered: bool,
    pub(crate) vanished: bool,
    /// The last state that showed how the call ended. It stands, whatever is seen afterwards. Boxed, because most calls
    /// have none.
    ended: Option<Box<CallState>>,
    /// Since when every poll has shown that the platform has lost the state.
    invalid_since: Option<Instant>,
    /// Since when all of the tracker's polls got a 404 that does not name the call.
    not_found_since: Option<Instant>,
    /// Whether a wait was given up because of those, and no poll has shown the call since.
    not_found: bool,
    pub(crate) cancel_accepted: bool,
    /// Whether to hang up if the host cannot hand the placed call over. Here, because there is room.
    cancel_on_exit: bool,
    /// The number of cancels in flight.
    cancels: u16,
    /// The hang-up at an exit: of a wait, a block or a create.
    hang_up: HangUp,
    /// How often the call was detached.
    detaches: u32,
    log: LogState,
    subscribers: Vec<Arc<Mailbox>>,
}

/// The state of the hang-up at an exit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum HangUp {
    /// None was begun, or it failed.
    #[default]
    None,
    InFlight,
    Done,
}

/// What the call log says about the call.
#[derive(Debug, Clone, Default)]
enum LogState {
    /// It cannot be searched for this call, or has no usable record.
    #[default]
    Closed,
    /// It can be searched once the call has vanished. `attempts` searches found no end.
    Open { attempts: u8 },
    /// It has the end of the call.
    Read(Box<LoggedEnd>),
    /// It is not needed: the ledger has the outcome.
    Told(Box<Outcome>),
}

/// A forked child starts with what its parent has seen, but without the parent's subscribers and cancels.
impl ForkState for Observations {
    fn in_child(parent: &Self) -> Self {
        Self { cancels: 0, hang_up: HangUp::None, ..parent.without_subscribers() }
    }
}

impl Observations {
    fn without_subscribers(&self) -> Self {
        let (state, ended, log) = (self.state.clone(), self.ended.clone(), self.log.clone());
        Self { subscribers: Vec::new(), state, ended, log, ..*self }
    }

    /// Whether the call has ended, so that no later poll matters.
    pub(crate) fn has_ended(&self) -> bool {
        self.vanished || self.ended.is_some() || self.is_told() || self.stays_invalid()
    }

    /// Whether another worker has seen the end.
    const fn is_told(&self) -> bool {
        matches!(self.log, LogState::Told(_))
    }

    /// Whether the state was lost for too long to be found again.
    ///
    /// Reporting the end a few seconds late is better than reporting a wrong one.
    fn stays_invalid(&self) -> bool {
        let invalid = self.invalid_since.zip(self.at);
        invalid.is_some_and(|(since, at)| at.saturating_duration_since(since) >= INVALID_TIMEOUT)
    }

    /// Begins the hang-up at an exit, unless it is pointless or was begun before. `armed` is the number of detaches when
    /// the exit was armed.
    fn begin_hang_up(&mut self, armed: u32) -> bool {
        let is_needed = self.detaches == armed && self.hang_up == HangUp::None && self.needs_cancel();
        if is_needed {
            self.hang_up = HangUp::InFlight;
        }
        is_needed
    }

    /// Whether the call goes on, and no cancel was accepted.
    pub(crate) fn needs_cancel(&self) -> bool {
        !self.has_ended() && !self.cancel_accepted
    }

    /// Whether the outcome is final: the call has ended, and the call log will not change the outcome.
    pub(crate) fn is_settled(&self) -> bool {
        self.has_ended() && !self.awaits_log()
    }

    /// Whether the call vanished without an explanation that its log record may have. A cancel by this client is an
    /// explanation.
    pub(crate) fn awaits_log(&self) -> bool {
        matches!(self.log, LogState::Open { .. }) && !self.connected && !self.cancel_accepted && self.vanished
    }

    /// Counts a search of the log that found no end.
    fn log_attempt_failed(&mut self) {
        if let LogState::Open { attempts } = &mut self.log {
            *attempts += 1;
            if *attempts == MAX_LOG_POLLS {
                self.log = LogState::Closed;
            }
        }
    }

    pub(crate) fn outcome(&self, end: End) -> Outcome {
        if let LogState::Told(outcome) = &self.log {
            return Outcome::clone(outcome);
        }
        let end = match end {
            End::Seen if self.has_ended() => End::Seen,
            End::Seen if self.not_found => End::NotFound,
            End::Seen if self.invalid_since.is_some() => End::Lost,
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

    /// Returns the outcome as seen so far.
    pub(crate) fn final_outcome(&self) -> Outcome {
        self.outcome(if self.vanished { End::Gone } else { End::Seen })
    }

    /// Whether a state showed that this phone was answered.
    fn was_answered(&self, leg: Leg) -> bool {
        match leg {
            Leg::Caller => self.caller_answered,
            Leg::Callee => self.callee_answered,
        }
    }

    /// Enters a poll that got a 404 without naming the call. Returns whether the wait is given up.
    fn poll_not_found(&mut self, now: Instant) -> bool {
        let since = *self.not_found_since.get_or_insert(now);
        if self.has_ended() || now.saturating_duration_since(since) < NOT_FOUND_TIMEOUT {
            return false;
        }
        (self.not_found, self.not_found_since) = (true, None);
        true
    }

    /// Enters a state from a poll that began at `polled_at`. Returns the change, if there is one.
    ///
    /// A response that steps back, and that was overtaken by one to a later or faster poll, shows an old state and is
    /// ignored. After the end there are no changes, whatever a poll that began earlier still shows.
    fn apply(&mut self, state: &CallState, polled_at: Instant, now: Instant, began: Instant) -> Option<Change> {
        let had_ended = self.has_ended();
        let answered = |status: &Status| matches!(status, Status::Success | Status::Finished);
        self.caller_answered |= answered(&state.caller_status);
        self.callee_answered |= answered(&state.callee_status);
        (self.not_found, self.not_found_since) = (false, None);
        self.connected |= state.shows_connection() && !had_ended;
        let was_overtaken = self.at.is_some_and(|at| polled_at < at);
        let is_backward = |known| check_transition(known, state).kind == VerdictKind::Impossible;
        if was_overtaken && self.state.as_ref().is_some_and(is_backward) {
            return None;
        }
        if state.shows_end() {
            self.ended = Some(Box::new(state.clone()));
        }
        self.invalid_since = if state.shows_loss() { self.invalid_since.or(Some(now)) } else { None };
        self.vanished |= state.is_not_found() && !self.has_ended();
        let (previous, before) = (self.state.replace(state.clone()), self.polled_at);
        (self.at, self.polled_at) = (Some(now), before.max(Some(polled_at)));
        if had_ended || previous.as_ref() == Some(state) {
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
    /// Makes the record of a call of which only the id is known.
    pub(crate) fn known(id: String) -> Self {
        let seen = Monitor::new(Observations::default());
        Self { id: id.into(), logged: None, began: clock::now(), keyed: None, seen }
    }

    /// Makes the record of a call that the ledger has, with its outcome if it has ended.
    pub(crate) fn adopted(id: String, logged: LogQuery, keyed: Arc<Keyed>, outcome: Option<Outcome>) -> Self {
        let open = LogState::Open { attempts: 0 };
        let log = outcome.map_or(open, |outcome| LogState::Told(Box::new(outcome)));
        let seen = Observations { log, ..Observations::default() };
        let (id, seen) = (id.into(), Monitor::new(seen));
        Self { id, logged: Some(logged), began: clock::now(), keyed: Some(keyed), seen }
    }

    /// Makes the record of a call that was just placed. The state in the response to the create is its first one, not a
    /// change.
    pub(crate) fn placed(
        id: String,
        state: &CallState,
        logged: LogQuery,
        cancel_on_exit: bool,
        keyed: Option<Arc<Keyed>>,
    ) -> Self {
        let began = clock::now();
        let log = LogState::Open { attempts: 0 };
        let mut seen = Observations { cancel_on_exit, log, ..Observations::default() };
        drop(seen.apply(state, began, began, began));
        Self { id: id.into(), logged: Some(logged), began, keyed, seen: Monitor::new(seen) }
    }

    /// Returns the values that find the call in the log.
    pub(crate) fn logged(&self) -> Option<&LogQuery> {
        self.logged.as_ref()
    }

    /// Returns the dedupe key of the call.
    pub(crate) fn keyed(&self) -> Option<&Arc<Keyed>> {
        self.keyed.as_ref()
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Whether to hang up if the host cannot hand the placed call over.
    pub(crate) fn cancels_on_exit(&self) -> bool {
        self.lock().cancel_on_exit
    }

    /// Returns a copy without the subscribers, for code that must not hold the lock.
    pub(crate) fn seen(&self) -> Observations {
        self.lock().without_subscribers()
    }

    pub(crate) fn state(&self) -> Option<CallState> {
        self.lock().state.clone()
    }

    pub(crate) fn outcome(&self) -> Outcome {
        self.seen().final_outcome()
    }

    /// Whether there are subscribers.
    pub(crate) fn has_subscribers(&self) -> bool {
        !self.lock().subscribers.is_empty()
    }

    /// Delivers everything from now on to the mailbox. If the outcome is final, delivers the end at once.
    pub(crate) fn subscribe(&self, mailbox: &Arc<Mailbox>) {
        let mut seen = self.lock();
        if seen.is_settled() {
            mailbox.put(Delivery::Ended);
        } else {
            // Responses without a subscriber say nothing about this wait.
            if seen.subscribers.is_empty() {
                seen.not_found_since = None;
            }
            // A call rarely has a second subscriber.
            seen.subscribers.reserve_exact(1);
            seen.subscribers.push(Arc::clone(mailbox));
        }
        drop(seen);
        mailbox.notify();
    }

    pub(crate) fn unsubscribe(&self, mailbox: &Arc<Mailbox>) {
        self.lock().subscribers.retain(|subscriber| !Arc::ptr_eq(subscriber, mailbox));
    }

    /// Enters a state from a poll that began at `polled_at`. Called on any thread. The same state again only moves the
    /// lower bound of the next change, which is `polled_at`.
    pub(crate) fn observe(&self, state: &CallState, polled_at: Instant) {
        let now = clock::now();
        self.update(|seen| seen.apply(state, polled_at, now, self.began).map(Delivery::Change));
    }

    /// Enters that the platform no longer knows the call. An end seen before stands.
    pub(crate) fn vanish(&self) {
        self.update(|seen| {
            seen.vanished |= !seen.has_ended();
            None
        });
    }

    /// Enters a poll by the tracker that got a 404 without naming the call. It may come from a gateway, so only many in
    /// a row end the wait. The call does not count as vanished, and a later wait polls again.
    pub(crate) fn poll_not_found(&self) {
        let mut seen = self.lock();
        let subscribers = if seen.poll_not_found(clock::now()) { mem::take(&mut seen.subscribers) } else { Vec::new() };
        drop(seen);
        notify_last(subscribers, &Delivery::Ended);
    }

    /// Enters a poll by the tracker with any other failure, which interrupts a row of 404s.
    pub(crate) fn reset_not_found(&self) {
        self.lock().not_found_since = None;
    }

    /// Enters the result of a search of the call log. If it has no end, or its record contradicts what was seen and so
    /// is of another call, the log is searched again, up to the limit.
    pub(crate) fn read_log(&self, log: &CallLog) {
        let end = self.logged.as_ref().and_then(|logged| log.end(logged));
        self.update(|seen| {
            let end = end.filter(|end| !end.contradicts(|leg| seen.was_answered(leg)));
            if let Some(end) = end {
                seen.connected |= end.connected;
                seen.log = LogState::Read(Box::new(end));
            } else if log.matching == LogMatch::Ambiguous {
                // Later records only make it more ambiguous.
                seen.log = LogState::Closed;
            } else {
                seen.log_attempt_failed();
            }
            None
        });
    }

    /// Enters a search of the call log that failed.
    pub(crate) fn log_attempt_failed(&self) {
        self.update(|seen| {
            seen.log_attempt_failed();
            None
        });
    }

    /// Enters that the call log cannot be read, so nothing more will be known.
    pub(crate) fn close_log(&self) {
        self.update(|seen| {
            if matches!(seen.log, LogState::Open { .. }) {
                seen.log = LogState::Closed;
            }
            None
        });
    }

    /// Enters that the platform can no longer be polled.
    ///
    /// The record keeps its state. A later watch starts afresh and may succeed.
    pub(crate) fn fail(&self, error: &Error) {
        let mut seen = self.lock();
        let subscribers = mem::take(&mut seen.subscribers);
        drop(seen);
        notify_last(subscribers, &Delivery::Failed(error.clone()));
    }

    /// Marks a cancel as in flight until the returned guard is dropped.
    pub(crate) fn begin_cancel(&self) -> CancelInFlight<'_> {
        self.lock().cancels += 1;
        CancelInFlight(self)
    }

    /// Waits until no cancel is in flight, within the operation's time.
    pub(crate) fn await_cancels(&self, operation: &Operation) {
        self.await_until(operation, |seen| seen.cancels == 0);
    }

    fn await_until(&self, operation: &Operation, is_so: impl Fn(&Observations) -> bool) {
        const INTERVAL: Duration = Duration::from_millis(10);
        while !is_so(&self.lock()) && operation.stop().is_none() {
            operation.sleep(INTERVAL);
        }
    }

    /// Returns how often the call was detached, which arms an exit.
    pub(crate) fn detaches(&self) -> u32 {
        self.lock().detaches
    }

    /// Disarms the exits that are armed now.
    pub(crate) fn detach(&self) {
        let mut seen = self.lock();
        seen.detaches = seen.detaches.wrapping_add(1);
    }

    /// Begins the hang-up at an exit. Returns false if there is nothing to do.
    pub(crate) fn begin_hang_up(&self, armed: u32) -> bool {
        self.lock().begin_hang_up(armed)
    }

    /// Enters the end of the hang-up. After a failure, another exit may begin one.
    pub(crate) fn end_hang_up(&self, has_succeeded: bool) {
        self.lock().hang_up = if has_succeeded { HangUp::Done } else { HangUp::None };
    }

    /// Waits until no hang-up is in flight, within the operation's time.
    pub(crate) fn await_hang_up(&self, operation: &Operation) {
        self.await_until(operation, |seen| seen.hang_up != HangUp::InFlight);
    }

    /// Enters that a cancel was accepted. This is not a change of state, but it explains a call that has vanished, so
    /// the log is not searched any more.
    pub(crate) fn accept_cancel(&self) {
        self.update(|seen| {
            seen.cancel_accepted = true;
            None
        });
    }

    /// Changes the state and notifies the subscribers. The mailboxes are filled under the lock, so that all see the
    /// same order, and notified without it.
    fn update(&self, change: impl FnOnce(&mut Observations) -> Option<Delivery>) {
        let mut seen = self.lock();
        let was_settled = seen.is_settled();
        let delivery = change(&mut seen);
        let is_settled = seen.is_settled();
        for subscriber in &seen.subscribers {
            if let Some(delivery) = &delivery {
                subscriber.put(delivery.clone());
            }
            if is_settled {
                subscriber.put(Delivery::Ended);
            }
        }
        debug_assert!(!was_settled || seen.subscribers.is_empty());
        let to_notify = if is_settled { mem::take(&mut seen.subscribers) } else { seen.subscribers.clone() };
        let end = self.keyed.as_ref().filter(|_| is_settled && !was_settled).map(|keyed| (keyed, seen.final_outcome()));
        drop(seen);
        if let Some((keyed, outcome)) = end {
            keyed.ended(outcome);
        }
        for subscriber in to_notify {
            subscriber.notify();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Observations> {
        self.seen.lock()
    }
}

/// Makes the last delivery to former subscribers.
fn notify_last(subscribers: Vec<Arc<Mailbox>>, last: &Delivery) {
    for subscriber in subscribers {
        subscriber.put(last.clone());
        subscriber.notify();
    }
}

/// Keeps a cancel counted as in flight.
pub(crate) struct CancelInFlight<'a>(&'a CallRecord);

impl Drop for CancelInFlight<'_> {
    fn drop(&mut self) {
        let mut seen = self.0.lock();
        // A child forked in the meantime starts at zero.
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
        CallRecord::placed("1".into(), &ringing, logged, false, None)
    }

    fn follow(record: &CallRecord) -> Arc<Mailbox> {
        let mailbox = Arc::new(Mailbox::for_waiting());
        record.subscribe(&mailbox);
        mailbox
    }

    #[test]
    fn a_change_may_have_come_right_after_the_last_poll_began() {
        let record = record();
        let mailbox = follow(&record);
        let polled_at = clock::now();
        record.observe(&CallState::new(Status::InProgress, Status::Success, Status::InProgress), polled_at);
        record.observe(&CallState::new(Status::Success, Status::Success, Status::Success), clock::now());
        let second = [mailbox.take(), mailbox.take()].into_iter().flatten().last();
        let Some(Delivery::Change(change)) = second else { panic!("no change: {second:?}") };
        assert_eq!(change.earliest, polled_at.saturating_duration_since(record.began));
    }

    fn state(statuses: [&str; 3]) -> CallState {
        let [call, caller, callee] = statuses.map(Status::parse);
        CallState::new(call, caller, callee)
    }

    /// A certain match in the log whose legs ended like this.
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
    fn two_minutes_of_404s_end_the_wait_but_not_the_call() {
        let began = clock::now();
        let at = |seconds| began + Duration::from_secs(seconds);
        for before in [["InProgress"; 3], ["Success"; 3]] {
            let mut seen = Observations { cancel_accepted: true, ..Observations::default() };
            seen.apply(&state(before), began, began, began);
            assert!(!seen.poll_not_found(at(10)) && !seen.poll_not_found(at(129)));
            assert_eq!(seen.outcome(End::Seen).kind, OutcomeKind::StillInProgress);
            assert!(seen.poll_not_found(at(130)));
            let outcome = seen.outcome(End::Seen);
            assert_eq!((outcome.kind, outcome.source), (OutcomeKind::EndedUnknown, OutcomeSource::Gone), "{outcome}");
            assert_eq!(outcome.connected, before[0] == "Success");
            assert!(!seen.has_ended(), "a later wait polls again");
            assert!(
                !seen.poll_not_found(at(140)) && !seen.poll_not_found(at(259)) && seen.poll_not_found(at(260)),
                "takes as long as the first time"
            );
            seen.apply(&state(["Success"; 3]), at(261), at(261), began);
            assert_eq!(seen.outcome(End::Seen).kind, OutcomeKind::StillInProgress, "the call exists after all");
            assert!(!seen.poll_not_found(at(262)) && !seen.poll_not_found(at(381)) && seen.poll_not_found(at(382)));
        }
    }

    #[test]
    fn only_404s_in_a_row_count_and_only_those_of_this_wait() {
        let record = record();
        let first = follow(&record);
        let first_404_at = || record.lock().not_found_since;
        record.poll_not_found();
        assert!(first_404_at().is_some());
        record.reset_not_found();
        assert!(first_404_at().is_none());
        record.poll_not_found();
        record.unsubscribe(&first);
        let second = follow(&record);
        assert!(first_404_at().is_none());
        record.lock().not_found_since = clock::now().checked_sub(NOT_FOUND_TIMEOUT);
        record.poll_not_found();
        assert!(matches!(second.take(), Some(Delivery::Ended)));
        assert!(!record.has_subscribers() && follow(&record).take().is_none(), "a later wait polls again");
    }

    #[test]
    fn after_the_end_there_is_no_change() {
        for late in [["NoSessionFound"; 3], ["InProgress", "Success", "InProgress"], ["CannotReach", "Success", "Busy"]]
        {
            let record = record();
            let mailbox = follow(&record);
            let polled_at = clock::now();
            record.vanish();
            record.observe(&state(late), polled_at);
            assert!(mailbox.take().is_none(), "{late:?}");
            assert_eq!(record.outcome().kind, OutcomeKind::EndedUnknown, "{late:?}");
            record.close_log();
            assert!(matches!(mailbox.take(), Some(Delivery::Ended)), "{late:?}");
        }
    }

    #[test]
    fn a_log_record_that_contradicts_the_seen_states_is_of_another_call() {
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
        assert!(matches!(mailbox.take(), Some(Delivery::Ended)));
        assert_eq!(record.outcome().kind, OutcomeKind::EndedUnknown);
    }

    #[test]
    fn the_outcome_quotes_the_word_of_the_log() {
        let record = record();
        record.observe(&state(["InProgress", "Success", "InProgress"]), clock::now());
        record.vanish();
        record.read_log(&log(&[(Leg::Caller, "Hang Up"), (Leg::Callee, "In Progress")]));
        let outcome = record.outcome();
        assert_eq!((outcome.kind, outcome.leg), (OutcomeKind::Rejected, Some(Leg::Caller)), "answered, then hung up");
        assert!(outcome.explanation.ends_with(r#", going by "Hang Up" in the call log (certain match)"#), "{outcome}");
    }

    #[test]
    fn a_call_is_hung_up_once_unless_it_is_detached_or_over() {
        let begins = |prepare: fn(&CallRecord)| {
            let record = record();
            let armed = record.detaches();
            prepare(&record);
            record.begin_hang_up(armed)
        };
        assert!(begins(|_| ()));
        assert!(!begins(|record| assert!(record.begin_hang_up(0))), "in flight");
        let hang_up = |record: &CallRecord, has_succeeded| {
            assert!(record.begin_hang_up(0));
            record.end_hang_up(has_succeeded);
        };
        assert!(!begins(CallRecord::accept_cancel));
        assert!(!begins(CallRecord::vanish));
        assert!(!begins(|record| record.observe(&state(["CannotReach", "Success", "Busy"]), clock::now())));
        assert!(!begins(CallRecord::detach));
        for has_succeeded in [false, true] {
            let record = record();
            hang_up(&record, has_succeeded);
            assert_eq!(record.begin_hang_up(0), !has_succeeded);
        }
        let record = record();
        record.detach();
        assert!(record.begin_hang_up(record.detaches()), "what begins later is armed");
    }

    #[test]
    fn a_cancel_that_is_accepted_ends_the_wait_for_the_log() {
        let record = record();
        let mailbox = follow(&record);
        record.vanish();
        assert!(mailbox.take().is_none(), "the log may explain it");
        record.accept_cancel();
        assert!(matches!(mailbox.take(), Some(Delivery::Ended)));
    }
}
