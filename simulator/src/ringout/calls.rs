//! Store of all calls: live calls, ended calls that are still readable, and the history for the call log.
//!
//! Calls are event-driven: an agenda holds the time of each call's next event, and every request first applies the events
//! that are due.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use serde::Serialize;

use super::id::{self, Family};
use super::machine::{Event, Leg, State};
use super::number::Fate;
use super::status::Status;
use super::timeline::{self, Script};

/// Number of forgotten calls that stay in the call log.
const HISTORY: usize = 10_000;

/// One RingOut call.
#[derive(Debug, Clone)]
pub struct Call {
    pub number: u64,
    pub family: Family,
    pub from: Box<str>,
    pub to: Box<str>,
    /// Whether the caller is asked to press 1.
    pub play_prompt: bool,
    /// When the call was placed, in simulated milliseconds.
    pub placed_at: u64,
    /// The same by the calendar, in milliseconds since the Unix epoch.
    pub placed_on: u64,
    /// Every change since then.
    pub changes: Vec<Change>,
    pub state: State,
    /// Time of the last change.
    pub since: u64,
    pub vanishes: bool,
    script: Script,
}

/// One change of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// In simulated milliseconds.
    pub at: u64,
    pub event: Event,
    /// The state after it.
    pub state: State,
}

/// What a call is waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    CallerRinging,
    /// The caller has answered and is asked to press 1.
    Prompt,
    CalleeRinging,
    Connected,
    Ended,
}

/// A create request that passed all checks.
#[derive(Debug)]
pub struct NewCall {
    pub family: Family,
    pub from: String,
    pub to: String,
    pub prompt: bool,
    pub caller: Fate,
    pub callee: Fate,
    pub vanishes: bool,
}

/// Why an event was not applied.
#[derive(Debug, PartialEq, Eq)]
pub enum EventError {
    NoSuchCall,
    Impossible,
}

/// The calls and their due events.
#[derive(Debug)]
pub struct Calls {
    live: HashMap<u64, Call>,
    /// Time of the next event and number of each call.
    agenda: BTreeSet<(u64, u64)>,
    /// Events planned by the admin API: (time, sequence number) to (call, event).
    plans: BTreeMap<(u64, u64), (u64, Event)>,
    plans_made: u64,
    history: VecDeque<Call>,
    next_number: u64,
    linger_ms: u64,
    ended: u64,
}

impl Calls {
    /// Makes an empty store. Ended calls stay readable for `linger_ms`.
    pub fn new(linger_ms: u64) -> Calls {
        Calls {
            live: HashMap::new(),
            agenda: BTreeSet::new(),
            plans: BTreeMap::new(),
            plans_made: 0,
            history: VecDeque::new(),
            next_number: id::FIRST,
            linger_ms,
            ended: 0,
        }
    }

    /// Places a call at `now`, which is `today` by the calendar.
    pub fn place(&mut self, new: NewCall, now: u64, today: u64) -> &Call {
        let number = self.next_number;
        self.next_number += 1;
        let call = Call {
            number,
            family: new.family,
            from: new.from.into(),
            to: new.to.into(),
            placed_at: now,
            play_prompt: new.prompt,
            placed_on: today,
            changes: Vec::new(),
            state: State::PLACED,
            since: now,
            vanishes: new.vanishes,
            script: Script { caller: new.caller, callee: new.callee, prompt: new.prompt },
        };
        if let Some(due) = self.due(&call) {
            self.agenda.insert((due, number));
        }
        self.live.entry(number).or_insert(call)
    }

    /// Applies every event due by `now`, in order of time. `observe` is called with the call after each change.
    pub fn settle(&mut self, now: u64, observe: &mut dyn FnMut(u64, &Call)) {
        loop {
            let plan = self.plans.first_key_value().map(|((at, _), _)| *at);
            let due = self.agenda.first().copied();
            if let Some(at) = plan.filter(|at| *at <= now && due.is_none_or(|(due, _)| *at < due)) {
                let Some((_, (number, event))) = self.plans.pop_first() else { return };
                // A planned event that has become impossible is dropped.
                if let Ok(call) = self.apply(number, event, at) {
                    observe(at, call);
                }
                continue;
            }
            let Some((at, number)) = due.filter(|(at, _)| *at <= now) else { return };
            self.agenda.pop_first();
            let Some(call) = self.live.get(&number) else { continue };
            match call.next_event() {
                Some((_, event)) if !call.vanishes => {
                    if let Ok(call) = self.transition(number, event, at) {
                        observe(at, call);
                    }
                }
                _ => self.forget(number),
            }
        }
    }

    /// Applies an event of a DELETE or the admin API.
    pub fn apply(&mut self, number: u64, event: Event, now: u64) -> Result<&Call, EventError> {
        let call = self.live.get(&number).ok_or(EventError::NoSuchCall)?;
        if let Some(due) = self.due(call) {
            self.agenda.remove(&(due, number));
        }
        if call.after(event).is_none() {
            self.schedule(number);
            return Err(EventError::Impossible);
        }
        self.transition(number, event, now)
    }

    /// Plans an event for `at`. It is dropped if it is impossible then.
    pub fn plan(&mut self, number: u64, event: Event, at: u64) -> Result<&Call, EventError> {
        let call = self.live.get(&number).ok_or(EventError::NoSuchCall)?;
        self.plans_made += 1;
        self.plans.insert((at, self.plans_made), (number, event));
        Ok(call)
    }

    pub fn get(&self, number: u64) -> Option<&Call> {
        self.live.get(&number)
    }

    /// The latest calls, readable or not, those in progress before all others.
    pub fn latest(&self, count: usize) -> Vec<&Call> {
        let mut calls: Vec<&Call> = self.live.values().chain(&self.history).collect();
        calls.sort_unstable_by_key(|call| (call.state.is_over(), std::cmp::Reverse(call.number)));
        calls.truncate(count);
        calls
    }

    /// Finds a readable or forgotten call.
    pub fn find(&self, number: u64) -> Option<&Call> {
        self.get(number).or_else(|| self.history.iter().rev().find(|call| call.number == number))
    }

    /// Finds an ended call, readable or forgotten.
    pub fn logged(&self, number: u64) -> Option<&Call> {
        self.find(number).filter(|call| call.state.is_over() || self.get(number).is_none())
    }

    /// Number of readable calls.
    pub fn readable(&self) -> usize {
        self.live.len()
    }

    /// Up to `limit` readable calls that were placed after call `after`, in the order they were placed, and whether there are
    /// more.
    pub fn page(&self, after: u64, limit: usize) -> (Vec<&Call>, bool) {
        let mut numbers: Vec<u64> = self.live.keys().copied().filter(|number| *number > after).collect();
        numbers.sort_unstable();
        let more = numbers.len() > limit;
        (numbers.iter().take(limit).filter_map(|number| self.live.get(number)).collect(), more)
    }

    /// Ended calls, readable and forgotten, latest first.
    pub fn finished(&self) -> Vec<&Call> {
        let readable = self.live.values().filter(|call| call.state.is_over());
        let mut calls: Vec<&Call> = readable.chain(&self.history).collect();
        calls.sort_unstable_by_key(|call| std::cmp::Reverse(call.number));
        calls
    }

    /// Time of the next event.
    pub fn next_due(&self) -> Option<u64> {
        let plan = self.plans.first_key_value().map(|((at, _), _)| *at);
        self.agenda.first().map(|(at, _)| *at).into_iter().chain(plan).min()
    }

    pub fn placed(&self) -> u64 {
        self.next_number - id::FIRST
    }

    pub fn ended(&self) -> u64 {
        self.ended
    }

    fn transition(&mut self, number: u64, event: Event, at: u64) -> Result<&Call, EventError> {
        let call = self.live.get_mut(&number).ok_or(EventError::NoSuchCall)?;
        call.state = call.after(event).ok_or(EventError::Impossible)?;
        call.since = at;
        // A call has few changes, and most live calls have one: a growing vector would take room for four.
        call.changes.reserve_exact(1);
        call.changes.push(Change { at, event, state: call.state });
        if event == Event::PressOne {
            call.script.prompt = false;
        }
        self.ended += u64::from(call.state.is_over());
        self.schedule(number);
        self.live.get(&number).ok_or(EventError::NoSuchCall)
    }

    fn schedule(&mut self, number: u64) {
        if let Some(due) = self.live.get(&number).and_then(|call| self.due(call)) {
            self.agenda.insert((due, number));
        }
    }

    fn due(&self, call: &Call) -> Option<u64> {
        if call.vanishes {
            return Some(call.placed_at);
        }
        if call.state.is_over() {
            return Some(call.since.saturating_add(self.linger_ms));
        }
        call.next_event().map(|(at, _)| at)
    }

    fn forget(&mut self, number: u64) {
        if let Some(call) = self.live.remove(&number) {
            if self.history.len() == HISTORY {
                self.history.pop_front();
            }
            self.history.push_back(call);
        }
    }
}

impl Call {
    /// The id, in the form of the path on which the call was placed.
    pub fn id(&self) -> serde_json::Value {
        match self.family {
            Family::RingOut => id::to_text(self.number).into(),
            Family::Deprecated => self.number.into(),
        }
    }

    /// What the call is waiting for.
    pub fn phase(&self) -> Phase {
        match self.state {
            state if state.is_over() => Phase::Ended,
            state if state.is_connected() => Phase::Connected,
            state if state.caller.is_ringing() => Phase::CallerRinging,
            _ if self.script.prompt => Phase::Prompt,
            _ => Phase::CalleeRinging,
        }
    }

    /// Returns the state after `event`, or `None` if it is impossible now. The callee is not rung before the caller presses 1.
    pub fn after(&self, event: Event) -> Option<State> {
        let is_prompted = self.phase() == Phase::Prompt;
        match event {
            Event::PressOne if !is_prompted => None,
            Event::Answer(Leg::Callee) if is_prompted => None,
            _ => self.state.after(event),
        }
    }

    /// Time and kind of the next event by the script of the call. The admin API can forestall it.
    pub fn next_event(&self) -> Option<(u64, Event)> {
        timeline::next_event(self.script, self.state, self.since)
    }

    /// When a leg answered, in simulated milliseconds.
    pub fn answered_at(&self, leg: Leg) -> Option<u64> {
        self.changes.iter().find(|change| change.event == Event::Answer(leg)).map(|change| change.at)
    }

    /// A time during the call by the calendar.
    pub fn calendar_ms(&self, at: u64) -> u64 {
        self.placed_on + at.saturating_sub(self.placed_at)
    }

    /// The status of a leg.
    pub fn leg_status(&self, leg: Leg) -> Status {
        match leg {
            Leg::Caller => self.state.caller,
            Leg::Callee => self.state.callee,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Calls, EventError, Family, NewCall, Phase};
    use crate::ringout::machine::{Event, Leg};
    use crate::ringout::number::Fate;
    use crate::ringout::status::Status;

    fn ordinary() -> NewCall {
        NewCall {
            family: Family::RingOut,
            from: "+16505550100".into(),
            to: "+16505550101".into(),
            prompt: false,
            caller: Fate::Answers,
            callee: Fate::Answers,
            vanishes: false,
        }
    }

    #[test]
    fn a_late_settle_applies_all_events_in_order() {
        let mut calls = Calls::new(30_000);
        let number = calls.place(ordinary(), 0, 0).number;
        let mut seen = vec![];
        calls.settle(44_999, &mut |at, call| seen.push((at, call.state.caller)));
        assert_eq!(seen, [(2_000, Status::Success), (5_000, Status::Success), (15_000, Status::Finished)]);
        assert!(calls.get(number).is_some(), "still readable");
        calls.settle(45_000, &mut |_, _| {});
        assert!(calls.get(number).is_none());
        assert_eq!((calls.ended(), calls.finished().len()), (1, 1));
    }

    #[test]
    fn an_early_answer_reschedules_the_script() {
        let mut calls = Calls::new(0);
        let number = calls.place(ordinary(), 0, 0).number;
        calls.apply(number, Event::Answer(Leg::Caller), 500).unwrap();
        assert_eq!(calls.next_due(), Some(3_500));
        assert_eq!(calls.apply(number, Event::Answer(Leg::Caller), 600).unwrap_err(), EventError::Impossible);
        assert_eq!(calls.next_due(), Some(3_500), "an impossible event changes nothing");
    }

    #[test]
    fn planned_events_interleave_with_the_script() {
        let mut calls = Calls::new(30_000);
        let number = calls.place(ordinary(), 0, 0).number;
        calls.plan(number, Event::HangUp(Leg::Caller), 6_000).unwrap();
        calls.plan(number, Event::Answer(Leg::Caller), 1_000).unwrap();
        calls.plan(number, Event::Answer(Leg::Caller), 1_001).unwrap();
        assert_eq!(calls.next_due(), Some(1_000));
        let mut seen = vec![];
        calls.settle(50_000, &mut |at, call| seen.push((at, call.state.caller, call.state.callee)));
        let expected = [
            (1_000, Status::Success, Status::InProgress),
            (4_000, Status::Success, Status::Success),
            (6_000, Status::Finished, Status::Finished),
        ];
        assert_eq!(seen, expected, "the second answer was impossible and is dropped");
        assert_eq!(calls.plan(1, Event::Cancel, 0).unwrap_err(), EventError::NoSuchCall);
    }

    #[test]
    fn a_person_who_answers_has_to_press_1() {
        let mut calls = Calls::new(30_000);
        let new = NewCall { prompt: true, caller: Fate::RingsForever, ..ordinary() };
        let number = calls.place(new, 0, 0).number;
        assert_eq!(calls.apply(number, Event::PressOne, 1).unwrap_err(), EventError::Impossible);
        assert_eq!(calls.apply(number, Event::Answer(Leg::Caller), 1_000).unwrap().phase(), Phase::Prompt);
        assert_eq!(calls.next_due(), None);
        assert_eq!(calls.apply(number, Event::Answer(Leg::Callee), 2_000).unwrap_err(), EventError::Impossible);
        assert_eq!(calls.apply(number, Event::PressOne, 3_000).unwrap().phase(), Phase::CalleeRinging);
        assert_eq!(calls.next_due(), Some(6_000));
        assert_eq!(calls.apply(number, Event::PressOne, 4_000).unwrap_err(), EventError::Impossible, "only once");
        let call = calls.apply(number, Event::Answer(Leg::Callee), 5_000).unwrap();
        let times: Vec<u64> = call.changes.iter().map(|change| change.at).collect();
        assert_eq!(times, [1_000, 3_000, 5_000]);
    }

    #[test]
    fn a_vanishing_call_is_gone_at_the_next_settle() {
        let mut calls = Calls::new(30_000);
        let number = calls.place(NewCall { vanishes: true, ..ordinary() }, 7, 0).number;
        calls.settle(7, &mut |_, _| {});
        assert!(calls.get(number).is_none());
    }
}
