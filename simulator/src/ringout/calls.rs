//! All calls: the live ones, those that ended a moment ago and can still be read, and the log of the rest.
//!
//! A call costs nothing while nothing happens to it: an agenda holds the moment of its next change, and whoever reads
//! the calls first lets everything happen that is due.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::id::{self, Family};
use super::machine::{Event, Leg, State};
use super::number::Fate;
use super::status::Status;
use super::timeline::{self, Script};

/// So many past calls stay in the call log.
const HISTORY: usize = 10_000;

/// One RingOut call.
#[derive(Debug, Clone)]
pub struct Call {
    pub number: u64,
    pub family: Family,
    pub from: Box<str>,
    pub to: Box<str>,
    pub placed_at: u64,
    /// When the caller and the callee answered.
    pub caller_answered_at: Option<u64>,
    pub callee_answered_at: Option<u64>,
    pub state: State,
    /// The time of the last change.
    pub since: u64,
    pub vanishes: bool,
    script: Script,
}

/// A create that passed all checks.
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

/// Why an event did not happen.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    NoSuchCall,
    NotNow,
}

/// The calls and their agenda.
#[derive(Debug)]
pub struct Calls {
    live: HashMap<u64, Call>,
    agenda: BTreeSet<(u64, u64)>,
    /// What the admin API has planned: when, the how manieth of all plans, and what happens to which call.
    plans: BTreeMap<(u64, u64), (u64, Event)>,
    plans_made: u64,
    history: VecDeque<Call>,
    next_number: u64,
    linger_ms: u64,
    ended: u64,
}

impl Calls {
    /// No calls. A call that ended stays readable for `linger_ms`.
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

    pub fn place(&mut self, new: NewCall, now: u64) -> &Call {
        let number = self.next_number;
        self.next_number += 1;
        let call = Call {
            number,
            family: new.family,
            from: new.from.into(),
            to: new.to.into(),
            placed_at: now,
            caller_answered_at: None,
            callee_answered_at: None,
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

    /// Lets everything happen that is due by `now`, in order of time. `observe` sees each call after each change.
    pub fn settle(&mut self, now: u64, observe: &mut dyn FnMut(u64, &Call)) {
        loop {
            let plan = self.plans.first_key_value().map(|((at, _), _)| *at);
            let due = self.agenda.first().copied();
            if let Some(at) = plan.filter(|at| *at <= now && due.is_none_or(|(due, _)| *at < due)) {
                let Some((_, (number, event))) = self.plans.pop_first() else { return };
                // A plan that cannot happen any more does not.
                if let Ok(call) = self.apply(number, event, at) {
                    observe(at, call);
                }
                continue;
            }
            let Some((at, number)) = due.filter(|(at, _)| *at <= now) else { return };
            self.agenda.pop_first();
            let Some(call) = self.live.get(&number) else { continue };
            match timeline::next_event(call.script, call.state, call.since) {
                Some((_, event)) if !call.vanishes => {
                    if let Ok(call) = self.happen(number, event, at) {
                        observe(at, call);
                    }
                }
                _ => self.forget(number),
            }
        }
    }

    /// An event from outside: a DELETE or the admin API.
    pub fn apply(&mut self, number: u64, event: Event, now: u64) -> Result<&Call, Refusal> {
        let call = self.live.get(&number).ok_or(Refusal::NoSuchCall)?;
        if let Some(due) = self.due(call) {
            self.agenda.remove(&(due, number));
        }
        if call.state.after(event).is_none() {
            self.schedule(number);
            return Err(Refusal::NotNow);
        }
        self.happen(number, event, now)
    }

    /// An event from outside that is to happen at `at`, if it can happen then.
    pub fn plan(&mut self, number: u64, event: Event, at: u64) -> Result<&Call, Refusal> {
        let call = self.live.get(&number).ok_or(Refusal::NoSuchCall)?;
        self.plans_made += 1;
        self.plans.insert((at, self.plans_made), (number, event));
        Ok(call)
    }

    pub fn get(&self, number: u64) -> Option<&Call> {
        self.live.get(&number)
    }

    /// Every call that can still be read, in the order they were placed.
    pub fn all(&self) -> Vec<&Call> {
        let mut calls: Vec<&Call> = self.live.values().collect();
        calls.sort_unstable_by_key(|call| call.number);
        calls
    }

    /// Calls that are over, latest first: those still readable and those already forgotten.
    pub fn finished(&self) -> Vec<&Call> {
        let readable = self.live.values().filter(|call| call.state.is_over());
        let mut calls: Vec<&Call> = readable.chain(&self.history).collect();
        calls.sort_unstable_by_key(|call| std::cmp::Reverse(call.number));
        calls
    }

    /// When the next change is due.
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

    fn happen(&mut self, number: u64, event: Event, at: u64) -> Result<&Call, Refusal> {
        let call = self.live.get_mut(&number).ok_or(Refusal::NoSuchCall)?;
        call.state = call.state.after(event).ok_or(Refusal::NotNow)?;
        call.since = at;
        match event {
            Event::Answer(Leg::Caller) => call.caller_answered_at = Some(at),
            Event::Answer(Leg::Callee) => call.callee_answered_at = Some(at),
            _ => {}
        }
        self.ended += u64::from(call.state.is_over());
        self.schedule(number);
        self.live.get(&number).ok_or(Refusal::NoSuchCall)
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
            return Some(call.since + self.linger_ms);
        }
        timeline::next_event(call.script, call.state, call.since).map(|(at, _)| at)
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
    /// The id in the form of the path that placed the call.
    pub fn id(&self) -> serde_json::Value {
        match self.family {
            Family::RingOut => id::to_text(self.number).into(),
            Family::Deprecated => self.number.into(),
        }
    }

    /// The status of the leg, as the call log reads it.
    pub fn leg_status(&self, leg: Leg) -> Status {
        match leg {
            Leg::Caller => self.state.caller,
            Leg::Callee => self.state.callee,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Calls, Family, NewCall, Refusal};
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
    fn one_late_look_lets_the_whole_call_happen_in_order() {
        let mut calls = Calls::new(30_000);
        let number = calls.place(ordinary(), 0).number;
        let mut seen = vec![];
        calls.settle(44_999, &mut |at, call| seen.push((at, call.state.caller)));
        assert_eq!(seen, [(2_000, Status::Success), (5_000, Status::Success), (15_000, Status::Finished)]);
        assert!(calls.get(number).is_some(), "lingers");
        calls.settle(45_000, &mut |_, _| {});
        assert!(calls.get(number).is_none());
        assert_eq!((calls.ended(), calls.finished().len()), (1, 1));
    }

    #[test]
    fn an_early_answer_moves_the_rest_of_the_script() {
        let mut calls = Calls::new(0);
        let number = calls.place(ordinary(), 0).number;
        calls.apply(number, Event::Answer(Leg::Caller), 500).unwrap();
        assert_eq!(calls.next_due(), Some(3_500));
        assert_eq!(calls.apply(number, Event::Answer(Leg::Caller), 600).unwrap_err(), Refusal::NotNow);
        assert_eq!(calls.next_due(), Some(3_500), "a refused event changes nothing");
    }

    #[test]
    fn a_plan_happens_at_its_time_between_the_events_of_the_script() {
        let mut calls = Calls::new(30_000);
        let number = calls.place(ordinary(), 0).number;
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
        assert_eq!(seen, expected, "and the second answer, which could not happen, is no event");
        assert_eq!(calls.plan(1, Event::Cancel, 0).unwrap_err(), Refusal::NoSuchCall);
    }

    #[test]
    fn a_vanishing_call_is_gone_at_the_next_look() {
        let mut calls = Calls::new(30_000);
        let number = calls.place(NewCall { vanishes: true, ..ordinary() }, 7).number;
        calls.settle(7, &mut |_, _| {});
        assert!(calls.get(number).is_none());
    }
}
