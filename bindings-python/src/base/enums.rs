//! Conversion between the core's enums and their Python classes, whose members are strings.

use pyo3::prelude::*;
use ringout_core::{
    CallPath, CancelEffect, CheckKind, CheckResult, DialScheme, Field, JournalStep, Leg, LogMatch, OutcomeKind,
    OutcomeSource, Phase, RateLimit, Until, VerdictKind,
};

use crate::base::argument;
use crate::base::import::Import;

/// An enum of the core with its class in `ringout._enums`.
pub trait PyEnum: Copy + 'static {
    const ALL: &'static [Self];

    fn name(self) -> &'static str;

    fn class(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>>;
}

macro_rules! py_enums {
    ($($name:ident { $($variant:ident),+ })+) => {$(
        impl PyEnum for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn name(self) -> &'static str {
                // Names every variant, so that the compiler reports one that is missing above.
                match self { $(Self::$variant)|+ => self.as_str() }
            }

            fn class(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
                static CLASS: Import = Import::new("ringout._enums", stringify!($name));
                CLASS.get(py)
            }
        }
    )+};
}

py_enums! {
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

/// Imports the classes. Not together with the package, because that would double its import time. Not on first use either,
/// because that may be on any thread, and a fork during an import leaves a child that waits for the import forever.
pub fn prepare(py: Python<'_>) -> PyResult<()> {
    py.import("ringout._enums").map(drop)
}

/// Returns the member of the Python class.
pub fn member<T: PyEnum>(py: Python<'_>, value: T) -> PyResult<Bound<'_, PyAny>> {
    T::class(py)?.call1((value.name(),))
}

/// Reads an enum value from a member or its string.
pub fn parse<T: PyEnum>(parameter: &str, value: &Bound<'_, PyAny>) -> PyResult<T> {
    let name = argument::string(parameter, value)?;
    T::ALL.iter().copied().find(|known| known.name() == name).ok_or_else(|| {
        let known: Vec<_> = T::ALL.iter().map(|known| format!("'{}'", known.name())).collect();
        let given: String = name.chars().take(40).collect();
        argument::invalid(value.py(), parameter, &format!("{given:?} is not one of {}", known.join(", ")))
    })
}
