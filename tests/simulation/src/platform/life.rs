//! The life of a call on the platform, drawn when it is placed.

use std::time::Duration;

use ringout_core::simulation::Random;

use crate::script::Script;

/// The three statuses as in the JSON: call, caller, callee.
pub type Statuses = [&'static str; 3];

const RINGING_CALLER: Statuses = ["InProgress", "InProgress", "InProgress"];
const RINGING_CALLEE: Statuses = ["InProgress", "Success", "InProgress"];
const TALKING: Statuses = ["Success", "Success", "Success"];
const FORGOTTEN: Statuses = ["NoSessionFound", "NoSessionFound", "NoSessionFound"];
const LEG_FAILURES: [&str; 9] = [
    "Busy",
    "NoAnswer",
    "Rejected",
    "GenericError",
    "InternationalDisabled",
    "DestinationBlocked",
    "NotEnoughFunds",
    "NosuchUser",
    "RingOutFromThisNumberIsNotSupported",
];

/// The platform's response to a status request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Shows(Statuses),
    /// A 404.
    Gone,
}

/// The effect of a cancel on a call that has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cancelling {
    HangsUp,
    /// Accepted without an effect.
    Ignored,
    /// Refused as if the call did not exist.
    Refused,
}

/// The states of a call with the time at which each begins, the first at 0. The last one may be that the call is forgotten.
#[derive(Debug, Clone)]
pub struct Life {
    pub placed: Duration,
    steps: Vec<(Duration, View)>,
    cancelling: Cancelling,
    memory: Duration,
}

impl Life {
    pub fn of(random: &mut Random, script: &Script, placed: Duration) -> Self {
        let mut builder =
            LifeBuilder { random, at: Duration::ZERO, steps: vec![(Duration::ZERO, View::Shows(RINGING_CALLER))] };
        builder.ring();
        if script.odd_calls {
            builder.add_anomaly();
        }
        let LifeBuilder { random, at, mut steps } = builder;
        let memory = *random.one_of(&[0, 2, 30, 120].map(Duration::from_secs));
        if steps.last().is_some_and(|(_, view)| is_over(*view)) {
            forget(&mut steps, at + memory, random.once_in(2));
        }
        let cancelling = *random.one_of(&[
            Cancelling::HangsUp,
            Cancelling::HangsUp,
            Cancelling::HangsUp,
            Cancelling::Ignored,
            Cancelling::Refused,
        ]);
        Self { placed, steps, cancelling, memory }
    }

    /// The current view of the call, and since when.
    pub fn view(&self, now: Duration) -> (View, Duration) {
        let age = now.saturating_sub(self.placed);
        let past = self.steps.iter().rev().find(|(at, _)| *at <= age).copied();
        let (since, view) = past.unwrap_or((Duration::ZERO, View::Gone));
        (view, self.placed + since)
    }

    /// The time at which the call ended, if it has ended for good.
    pub fn over_since(&self, now: Duration) -> Option<Duration> {
        let past = self.steps.iter().filter(|(at, _)| self.placed + *at <= now);
        let mut over = None;
        for (at, view) in past {
            over = is_over(*view).then(|| over.unwrap_or(self.placed + *at));
        }
        over
    }

    /// Whether the call was ever connected.
    pub fn was_connected(&self) -> bool {
        self.steps.iter().any(|(_, view)| matches!(view, View::Shows(["Success", ..])))
    }

    /// The last state before the call was forgotten.
    pub fn end(&self) -> Option<Statuses> {
        self.steps.iter().rev().find_map(|(_, view)| match view {
            View::Shows(statuses) if *statuses != FORGOTTEN => Some(*statuses),
            View::Shows(_) | View::Gone => None,
        })
    }

    /// Applies a cancel. Returns whether it is accepted.
    pub fn cancel(&mut self, now: Duration) -> bool {
        let (view, _) = self.view(now);
        let age = now.saturating_sub(self.placed);
        let View::Shows(statuses) = view else { return false };
        if is_over(view) {
            return false;
        }
        match self.cancelling {
            Cancelling::Ignored => true,
            Cancelling::Refused => false,
            Cancelling::HangsUp => {
                self.steps.retain(|(at, _)| *at <= age);
                let end = match statuses {
                    ["Success", ..] => ["Success", "Finished", "Finished"],
                    [_, "Success", _] => ["CannotReach", "Finished", "Rejected"],
                    _ => ["CannotReach", "Rejected", "Rejected"],
                };
                self.steps.push((age, View::Shows(end)));
                forget(&mut self.steps, age + self.memory, false);
                true
            }
        }
    }
}

fn forget(steps: &mut Vec<(Duration, View)>, at: Duration, says_so: bool) {
    if says_so {
        steps.push((at, View::Shows(FORGOTTEN)));
    }
    steps.push((at + if says_so { Duration::from_secs(20) } else { Duration::ZERO }, View::Gone));
}

pub fn is_over(view: View) -> bool {
    let ends = |status: &&str| !matches!(*status, "InProgress" | "Success" | "Parked" | "Unknown" | "");
    match view {
        View::Shows(statuses) => statuses.iter().any(ends),
        View::Gone => true,
    }
}

/// Builds a life.
struct LifeBuilder<'a> {
    random: &'a mut Random,
    at: Duration,
    steps: Vec<(Duration, View)>,
}

impl LifeBuilder<'_> {
    fn then(&mut self, first: u64, last: u64, statuses: Statuses) {
        self.at += Duration::from_millis(self.random.between(first, last));
        self.steps.push((self.at, View::Shows(statuses)));
    }

    fn ring(&mut self) {
        match self.random.below(10) {
            // It rings forever.
            0 => {}
            1 => {
                let failure = *self.random.one_of(&LEG_FAILURES);
                self.then(500, 40_000, ["CannotReach", failure, "InProgress"]);
            }
            2 => {
                let end = *self.random.one_of(&["NoAnsweringMachine", "Error", "Invalid", "CannotReach"]);
                self.then(200, 20_000, [end, "InProgress", "InProgress"]);
            }
            _ => {
                self.then(500, 30_000, RINGING_CALLEE);
                self.ring_the_callee();
            }
        }
    }

    fn ring_the_callee(&mut self) {
        match self.random.below(8) {
            0 => {
                let failure = *self.random.one_of(&LEG_FAILURES);
                self.then(500, 40_000, ["CannotReach", "Success", failure]);
            }
            1 => self.then(500, 20_000, ["CannotReach", "Finished", "Rejected"]),
            2 => self.then(500, 20_000, ["InProgress", "Finished", "InProgress"]),
            _ => {
                self.then(500, 30_000, TALKING);
                // Nearly always minutes, sometimes hours.
                let longest = if self.random.once_in(20) { 7_200_000 } else { 400_000 };
                if self.random.once_in(2) {
                    self.then(500, longest, ["Success", "Finished", "Success"]);
                    self.then(1, 3000, ["Success", "Finished", "Finished"]);
                } else {
                    self.then(500, longest, ["Success", "Finished", "Finished"]);
                }
            }
        }
    }

    /// Adds something that RingCentral does not document.
    fn add_anomaly(&mut self) {
        let last = self.steps.len() - 1;
        let somewhere = usize::try_from(self.random.below(self.steps.len() as u64)).unwrap_or(0);
        match self.random.below(6) {
            // The call vanishes.
            0 => {
                self.steps.truncate(somewhere + 1);
                self.at = self.steps[somewhere].0 + Duration::from_millis(self.random.between(500, 20_000));
                let says_so = self.random.once_in(2);
                forget(&mut self.steps, self.at, says_so);
            }
            // An unknown status.
            1 if somewhere > 0 => self.steps[somewhere].1 = View::Shows(["InProgress", "Parked", "InProgress"]),
            // The call goes back to an earlier state and forward again.
            2 if last > 1 => {
                let back = self.steps[last - 1].1;
                let end = self.steps[last].1;
                for view in [back, end] {
                    self.at += Duration::from_millis(self.random.between(500, 9000));
                    self.steps.push((self.at, view));
                }
            }
            // A state is missing.
            3 if last > 1 => drop(self.steps.remove(1)),
            _ => {}
        }
    }
}
