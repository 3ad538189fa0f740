//! The enums of the core as Python sees them: classes written in Python, whose members are texts.

use pyo3::prelude::*;
use ringout_core::{
    CallPath, CancelEffect, CheckKind, CheckResult, DialScheme, Field, JournalStep, Leg, LogMatch, OutcomeKind,
    OutcomeSource, Phase, RateLimit, Until, VerdictKind,
};

use crate::ground::argument;
use crate::ground::import::Import;

/// An enum of the core with its class in `ringout._enums`.
pub trait Named: Copy + 'static {
    const ALL: &'static [Self];

    fn text(self) -> &'static str;

    fn class(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>>;
}

macro_rules! named {
    ($($name:ident { $($variant:ident),+ })+) => {$(
        impl Named for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn text(self) -> &'static str {
                // Names every variant: the compiler tells when one is missing above.
                match self { $(Self::$variant)|+ => self.as_str() }
            }

            fn class(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
                static CLASS: Import = Import::new("ringout._enums", stringify!($name));
                CLASS.get(py)
            }
        }
    )+};
}

named! {
    CallPath { RingOut, Deprecated }
    CancelEffect { HungUp, Accepted, AlreadyEnded }
    CheckKind { Login, Permission, Extension, Line, From, CallerId, Destination, Clock }
    CheckResult { Passed, Warning, Failed, Unknown }
    Field { Call, Caller, Callee, Combination }
    JournalStep { Placing, Placed, NotPlaced, MaybePlaced, Ended }
    Leg { Caller, Callee }
    LogMatch { None, Ambiguous, Likely, Certain }
    OutcomeKind {
        StillInProgress, Answered, Completed, Busy, NoAnswer, Rejected, Cancelled, Blocked, NotEnoughFunds, NoSuchUser,
        Failed, EndedUnknown
    }
    OutcomeSource { Status, Gone, CallLog }
    Phase { Unknown, RingingCaller, RingingCallee, Connected, Ended }
    RateLimit { Wait, FailFast }
    DialScheme { RcMobile, Tel }
    Until { Ended, Answered }
    VerdictKind { Unchanged, Documented, Skipped, Undocumented, Impossible }
}

/// Imports the classes. Not with this package: it takes as long as all the rest. And not when one is first needed, which may be
/// on any thread: a fork in the middle of an import leaves a child that waits for its end.
pub fn prepare(py: Python<'_>) -> PyResult<()> {
    py.import("ringout._enums").map(drop)
}

/// The member of the Python class.
pub fn member<T: Named>(py: Python<'_>, value: T) -> PyResult<Bound<'_, PyAny>> {
    T::class(py)?.call1((value.text(),))
}

/// The value that a text or a member stands for.
pub fn parse<T: Named>(parameter: &str, value: &Bound<'_, PyAny>) -> PyResult<T> {
    let text = argument::text(parameter, value)?;
    T::ALL.iter().copied().find(|known| known.text() == text).ok_or_else(|| {
        let known: Vec<_> = T::ALL.iter().map(|known| format!("'{}'", known.text())).collect();
        let given: String = text.chars().take(40).collect();
        argument::invalid(value.py(), parameter, &format!("{given:?} is not one of {}", known.join(", ")))
    })
}
