//! Whether one state may follow another.
//!
//! ```text
//! leg:  InProgress -answer-> Success -disconnect-> Finished
//!       InProgress -busy-> Busy, -timeout-> NoAnswer, ... every failed value
//! call: InProgress -both answered-> Success
//!       InProgress -> CannotReach | NoAnsweringMachine | Error
//! both: anything -> NoSessionFound | Invalid
//! ```
//! (flow charts of the vendor's RingOut guide)
//!
//! Polling samples the machine, so steps may go unseen. The charts are silent on much, and the tables rule:
//!
//! - Only `InProgress > Finished` of a leg is `Skipped`: it is the only pair with exactly one legal way through an
//!   unseen state.
//! - Everything may become `NoSessionFound` or `Invalid`, these two each other as well: the platform forgets calls, and
//!   loses their state, whenever it does.
//! - `Invalid` to anything is `Undocumented`: the platform had lost the state and found it again. `NoSessionFound` to
//!   anything but `Invalid` is `Impossible`: nothing comes back from being forgotten.
//! - A text that no document has is `Undocumented` to and from, because nothing is known of it.
//! - A value in a role that the documents do not give it (a leg with `CannotReach`, a call with `Busy`) is
//!   `Undocumented` when it is entered from `InProgress` or left. It is no way out of an ended state: `Finished >
//!   Error` of a leg is `Impossible`.
//! - The rest goes back or leaves an ended state, and is `Impossible`.
//!
//! `Impossible` is a verdict about the platform, not an error: the state is taken as it is, and the change delivered
//! with it.

use std::fmt::{self, Write as _};

use super::combination;
use super::{CallState, Status};
use crate::base::line::OneLine;

/// How an observed step compares with the documents, from best to worst.
///
/// The numbers are the same in every language and never change, and their order is that of the verdicts: the worst is
/// the largest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u32)]
pub enum VerdictKind {
    /// Nothing changed.
    Unchanged = 0,
    /// Each changed status took one documented step.
    Documented = 1,
    /// Legal, through a state that was not seen.
    Skipped = 2,
    /// A value or a combination that the documents do not have: carry on, and report it.
    Undocumented = 3,
    /// It leaves an ended state, or goes back.
    Impossible = 4,
}

/// Which part of a state a reason is about.
///
/// The numbers are the same in every language and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Field {
    /// `callStatus`
    Call = 0,
    /// `callerStatus`
    Caller = 1,
    /// `calleeStatus`
    Callee = 2,
    /// The three together.
    Combination = 3,
}

/// What [`check_transition`] says of a step.
///
/// Its `Display` is the kind and every reason in words, on one line.
///
/// # Examples
///
/// ```
/// use ringout_core::{CallState, Field, Status::*, VerdictKind, check_transition};
///
/// let ringing = CallState::new(InProgress, Success, InProgress);
/// let ended = CallState::new(Success, Finished, Finished);
/// let verdict = check_transition(&ringing, &ended);
/// assert_eq!(verdict.kind, VerdictKind::Skipped);
/// assert_eq!(verdict.reasons[0].field, Field::Callee);
/// assert_eq!(verdict.reasons[0].path, [InProgress, Success, Finished]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The worst of the three statuses and of the new combination.
    pub kind: VerdictKind,
    /// Why, for everything that is not `Unchanged` or `Documented`: empty on a documented step.
    pub reasons: Vec<Reason>,
}

/// One finding about a step.
///
/// The text is English and for people; `field`, `kind` and `path` are for programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What it is about.
    pub field: Field,
    /// How bad it is.
    pub kind: VerdictKind,
    /// The inferred way through states that were not seen, such as `InProgress > Success > Finished`; empty when
    /// nothing was skipped.
    pub path: &'static [Status],
    /// The finding in words.
    pub text: String,
}

impl VerdictKind {
    /// The name, the same in every language: `Documented`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unchanged => "Unchanged",
            Self::Documented => "Documented",
            Self::Skipped => "Skipped",
            Self::Undocumented => "Undocumented",
            Self::Impossible => "Impossible",
        }
    }
}

impl Field {
    /// The name, the same in every language: `caller`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Caller => "caller",
            Self::Callee => "callee",
            Self::Combination => "combination",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.as_str())?;
        self.reasons.iter().try_for_each(|reason| write!(OneLine(&mut *f), "; {}", reason.text))
    }
}

/// Judges whether `to` may follow `from`. A pure function that allocates nothing on a documented step.
///
/// The verdict is the worst of four: one for each status that changed, and one for the three of `to` together. The
/// combination of `from` does not count, and a state that has not changed is still judged as a combination. Nothing has
/// to be done about a bad verdict: the state is what the platform said. It is worth a line in a log.
///
/// # Examples
///
/// ```
/// use ringout_core::{CallState, Status::*, VerdictKind, check_transition};
///
/// let connected = CallState::new(Success, Success, Success);
/// let ended = CallState::new(Success, Finished, Finished);
/// assert_eq!(check_transition(&connected, &ended).kind, VerdictKind::Documented);
/// assert_eq!(check_transition(&ended, &connected).kind, VerdictKind::Impossible);
/// ```
///
/// Three statuses that do not belong together:
///
/// ```
/// use ringout_core::{CallState, Field, Status::*, check_transition};
///
/// let odd = CallState::new(InProgress, InProgress, Success);
/// let verdict = check_transition(&CallState::new(InProgress, InProgress, InProgress), &odd);
/// assert_eq!(verdict.reasons[0].field, Field::Combination);
/// ```
pub fn check_transition(from: &CallState, to: &CallState) -> Verdict {
    let mut verdict = Verdict { kind: VerdictKind::Unchanged, reasons: Vec::new() };
    let steps = [
        (Field::Call, &from.call_status, &to.call_status),
        (Field::Caller, &from.caller_status, &to.caller_status),
        (Field::Callee, &from.callee_status, &to.callee_status),
    ];
    for (field, from, to) in steps {
        verdict.add_step(field, from, to);
    }
    if let Some(text) = combination::problem(to) {
        verdict.add(Reason { field: Field::Combination, kind: VerdictKind::Undocumented, path: &[], text });
    }
    verdict
}

impl Verdict {
    /// A documented step is counted and leaves no reason: it is the common one, and must not allocate.
    fn add_step(&mut self, field: Field, from: &Status, to: &Status) {
        let kind = match field {
            Field::Caller | Field::Callee => leg_step(from, to),
            Field::Call | Field::Combination => call_step(from, to),
        };
        self.kind = self.kind.max(kind);
        if kind < VerdictKind::Skipped {
            return;
        }
        let name = field.as_str();
        let (path, text): (&[Status], String) = match kind {
            VerdictKind::Skipped => (
                &[Status::InProgress, Status::Success, Status::Finished],
                format!("{name}: {from} > Success > {to}, of which Success was not seen"),
            ),
            VerdictKind::Undocumented => (&[], format!("{name}: no document describes {from} > {to}")),
            _ => (&[], format!("{name}: {from} > {to} leaves an ended state or goes back")),
        };
        self.reasons.push(Reason { field, kind, path, text });
    }

    fn add(&mut self, reason: Reason) {
        self.kind = self.kind.max(reason.kind);
        self.reasons.push(reason);
    }
}

/// One step of a leg: the transition table. The first arm that fits is the verdict.
fn leg_step(from: &Status, to: &Status) -> VerdictKind {
    use Status::{
        CannotReach, Error, Finished, InProgress, Invalid, NoAnsweringMachine, NoSessionFound, Success, Unknown,
    };
    match (from, to) {
        (from, to) if from == to => VerdictKind::Unchanged,
        (_, NoSessionFound | Invalid) => VerdictKind::Documented,
        (Invalid | Unknown(_), _) | (_, Unknown(_)) => VerdictKind::Undocumented,
        (InProgress, Success) | (Success, Finished) => VerdictKind::Documented,
        (InProgress, failed) if failed.is_failed_leg() => VerdictKind::Documented,
        (InProgress, Finished) => VerdictKind::Skipped,
        // Values that the documents give to the call only: unheard of, but nothing is left or undone by them.
        (CannotReach | NoAnsweringMachine | Error, _) => VerdictKind::Undocumented,
        (InProgress | Success, CannotReach | NoAnsweringMachine | Error) => VerdictKind::Undocumented,
        _ => VerdictKind::Impossible,
    }
}

/// One step of the call: the transition table. The first arm that fits is the verdict. `Success` is left for
/// `NoSessionFound` and `Invalid` only: the end of a connected call shows on its legs.
fn call_step(from: &Status, to: &Status) -> VerdictKind {
    use Status::{
        CannotReach, Error, Finished, InProgress, Invalid, NoAnsweringMachine, NoSessionFound, Success, Unknown,
    };
    match (from, to) {
        (from, to) if from == to => VerdictKind::Unchanged,
        (_, NoSessionFound | Invalid) => VerdictKind::Documented,
        (Invalid | Unknown(_), _) | (_, Unknown(_)) => VerdictKind::Undocumented,
        (InProgress, Success | CannotReach | NoAnsweringMachine | Error) => VerdictKind::Documented,
        // Leg values, which the OpenAPI description lists for the call too: accepted, and called undocumented.
        (InProgress, Finished) => VerdictKind::Undocumented,
        (InProgress, failed) if failed.is_failed_leg() => VerdictKind::Undocumented,
        (Finished, _) => VerdictKind::Undocumented,
        (failed, _) if failed.is_failed_leg() => VerdictKind::Undocumented,
        _ => VerdictKind::Impossible,
    }
}
