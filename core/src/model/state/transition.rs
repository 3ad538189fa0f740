//! Transitions: whether one state may follow another.
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
//! Polling samples the state machine, so it may miss steps. The charts leave much open, and these tables decide:
//!
//! - Only `InProgress > Finished` of a leg is `Skipped`: it is the only pair with exactly one legal path through an
//!   unseen state.
//! - Everything may become `NoSessionFound` or `Invalid`, including these two each other: the platform may forget a call
//!   or lose its state at any time.
//! - `Invalid` to anything is `Undocumented`: the platform lost the state and found it again. `NoSessionFound` to
//!   anything except `Invalid` is `Impossible`: a forgotten call does not return.
//! - An undocumented string is `Undocumented` to and from, because nothing is known about it.
//! - A value in a role where it is not documented (a leg with `CannotReach`, a call with `Busy`) is `Undocumented` when
//!   it is entered from `InProgress` or left. It does not excuse leaving an ended state: `Finished > Error` of a leg is
//!   `Impossible`.
//! - The rest goes back or leaves an ended state, and is `Impossible`.
//!
//! `Impossible` is a verdict about the platform, not an error: the state is accepted, and the change is delivered with
//! the verdict.

use std::fmt::{self, Write as _};

use super::combination;
use super::{CallState, Status};
use crate::base::line::OneLine;

/// How an observed transition compares with RingCentral's documentation, from best to worst.
///
/// The numbers are the same in every language and never change. They are ordered: the worst verdict is the largest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u32)]
pub enum VerdictKind {
    /// Nothing changed.
    Unchanged = 0,
    /// Each changed status took one documented step.
    Documented = 1,
    /// Legal, through a state that was not seen.
    Skipped = 2,
    /// An undocumented value or combination. Your program can carry on; please report it.
    Undocumented = 3,
    /// It leaves an ended state, or goes back.
    Impossible = 4,
}

/// The part of a state that a reason is about.
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

/// The result of [`check_transition`].
///
/// Its `Display` is the kind and the text of every reason, on one line.
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
    /// The worst verdict of the three statuses and of the new combination.
    pub kind: VerdictKind,
    /// A reason for everything that is not `Unchanged` or `Documented`; empty for a documented transition.
    pub reasons: Vec<Reason>,
}

/// One finding about a transition.
///
/// The text is English and for people; `field`, `kind` and `path` are for programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The part of the state that it is about.
    pub field: Field,
    /// Its severity.
    pub kind: VerdictKind,
    /// The inferred path through unseen states, such as `InProgress > Success > Finished`; empty if nothing was skipped.
    pub path: &'static [Status],
    /// The finding in words.
    pub text: String,
}

impl VerdictKind {
    /// Returns the name, the same in every language, such as `Documented`.
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
    /// Returns the name, the same in every language, such as `caller`.
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

/// Checks whether `to` may follow `from`. A pure function that allocates nothing for a documented transition.
///
/// The verdict is the worst of four: one for each status that changed, and one for the combination of `to`. The
/// combination of `from` does not count, and an unchanged state is still checked as a combination. A bad verdict requires
/// no action, because the state is what RingCentral reported, but it is worth logging.
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
    /// A documented step leaves no reason: it is the common case, and must not allocate.
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
                format!("{name}: {from} > Success > {to}, but Success was not seen"),
            ),
            VerdictKind::Undocumented => (&[], format!("{name}: {from} > {to} is not documented")),
            _ => (&[], format!("{name}: {from} > {to} leaves an ended state or goes back")),
        };
        self.reasons.push(Reason { field, kind, path, text });
    }

    fn add(&mut self, reason: Reason) {
        self.kind = self.kind.max(reason.kind);
        self.reasons.push(reason);
    }
}

/// Transition table of a leg. The first matching arm is the verdict.
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
        // Documented for calls only: unexpected, but no ended state is left or undone.
        (CannotReach | NoAnsweringMachine | Error, _) => VerdictKind::Undocumented,
        (InProgress | Success, CannotReach | NoAnsweringMachine | Error) => VerdictKind::Undocumented,
        _ => VerdictKind::Impossible,
    }
}

/// Transition table of the call. The first matching arm is the verdict. `Success` changes only to `NoSessionFound` and
/// `Invalid`: the end of a connected call shows on its legs.
fn call_step(from: &Status, to: &Status) -> VerdictKind {
    use Status::{
        CannotReach, Error, Finished, InProgress, Invalid, NoAnsweringMachine, NoSessionFound, Success, Unknown,
    };
    match (from, to) {
        (from, to) if from == to => VerdictKind::Unchanged,
        (_, NoSessionFound | Invalid) => VerdictKind::Documented,
        (Invalid | Unknown(_), _) | (_, Unknown(_)) => VerdictKind::Undocumented,
        (InProgress, Success | CannotReach | NoAnsweringMachine | Error) => VerdictKind::Documented,
        // Leg values, which the OpenAPI description lists for the call too: accepted, but undocumented.
        (InProgress | Finished, _) => VerdictKind::Undocumented,
        (failed, _) if failed.is_failed_leg() => VerdictKind::Undocumented,
        _ => VerdictKind::Impossible,
    }
}
