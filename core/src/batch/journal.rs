//! What is told of each request, so that its result is known even if the process is interrupted.

use std::fmt::{self, Write as _};
use std::time::SystemTime;

use crate::base::error::{Error, ErrorCode, Result};
use crate::base::line::OneLine;
use crate::model::state::Outcome;

/// Why a journal could not be written. Its text may be shown.
pub type JournalError = Box<dyn std::error::Error + Send + Sync>;

/// The host's function.
pub(super) type Write = dyn FnMut(&JournalEntry) -> std::result::Result<(), JournalError> + Send;

/// One step of one request of [`Client::place_all`](crate::Client::place_all).
///
/// A process that was interrupted goes on like this: requests without an entry, and those whose last entry is `NotPlaced`,
/// can be placed; `Placed` has the id to follow the call with; `Placing` and `MaybePlaced` may have rung phones, and
/// [`Client::call_log`](crate::Client::call_log) finds out.
///
/// Its `Display` is one line: control characters and line separators in the texts are escaped.
#[derive(Debug, Clone)]
pub struct JournalEntry {
    /// What happened.
    pub step: JournalStep,
    /// The request's place in the list that was given, from 0.
    pub index: usize,
    /// When, by this machine's clock. This is the [`sent_at`](crate::Attempt::sent_at) to look for the call with: that of
    /// `MaybePlaced` is when the first byte of the request left, that of `Placing` the last moment before, after the login
    /// and the wait for the limits.
    pub at: SystemTime,
    /// The callee's number, as it is sent.
    pub to: String,
    /// The caller's number as it is sent, if there is one.
    pub from: Option<String>,
    /// The platform's id of the call, from `Placed` on.
    pub call_id: Option<String>,
    /// How the call came out; with `Ended`.
    pub outcome: Option<Outcome>,
    /// Why it was not placed, or may not have been.
    pub error: Option<Error>,
}

/// What an entry of the journal is about. The numbers are the same in every language and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum JournalStep {
    /// The request is about to be sent. Not written if the login fails before.
    Placing = 1,
    /// The platform has accepted it.
    Placed = 2,
    /// No phone rings for it.
    NotPlaced = 3,
    /// It was sent, and no usable answer came: phones may be ringing.
    MaybePlaced = 4,
    /// The call is over, or was waited for long enough.
    Ended = 5,
}

impl JournalStep {
    /// The name, the same in every language: `Placing`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Placing => "Placing",
            Self::Placed => "Placed",
            Self::NotPlaced => "NotPlaced",
            Self::MaybePlaced => "MaybePlaced",
            Self::Ended => "Ended",
        }
    }
}

impl fmt::Display for JournalEntry {
    /// One line whatever the texts hold: a server must not be able to forge an entry.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = OneLine(f);
        write!(line, "{} {} to {}", self.index, self.step.as_str(), self.to)?;
        if let Some(id) = &self.call_id {
            write!(line, " as {id}")?;
        }
        match (&self.outcome, &self.error) {
            (Some(outcome), _) => write!(line, ": {outcome}"),
            (None, Some(error)) => write!(line, ": {error}"),
            (None, None) => Ok(()),
        }
    }
}

/// The host's function, if there is one.
pub(super) struct Journal(Option<Box<Write>>);

impl Journal {
    pub(super) fn new(write: Option<Box<Write>>) -> Self {
        Self(write)
    }

    pub(super) fn write(&mut self, entry: &JournalEntry) -> Result<()> {
        let Some(write) = &mut self.0 else { return Ok(()) };
        write(entry).map_err(|error| {
            let text = format!("the journal could not be written, so nothing more is placed: {error}");
            Error::new(ErrorCode::Storage, text)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::{OutcomeKind, OutcomeSource, Status};

    const FORGED: &str = "a\r\n7 Placed to +1 as forged\u{2028}\u{85}b\u{202e}";

    fn entry(step: JournalStep) -> JournalEntry {
        JournalEntry {
            step,
            index: 3,
            at: SystemTime::UNIX_EPOCH,
            to: "+16505550100".into(),
            from: None,
            call_id: None,
            outcome: None,
            error: None,
        }
    }

    #[test]
    fn an_entry_is_one_line_whatever_its_texts_hold() {
        let outcome = Outcome {
            kind: OutcomeKind::Failed,
            leg: None,
            status: Status::GenericError,
            connected: false,
            cancelled_by_us: false,
            source: OutcomeSource::CallLog,
            explanation: FORGED.into(),
        };
        let error = Error::unscrubbed(ErrorCode::Rejected, FORGED.into());
        let entries = [
            JournalEntry { call_id: Some(FORGED.into()), ..entry(JournalStep::Placed) },
            JournalEntry { to: FORGED.into(), ..entry(JournalStep::Placing) },
            JournalEntry { outcome: Some(outcome), ..entry(JournalStep::Ended) },
            JournalEntry { error: Some(error), ..entry(JournalStep::NotPlaced) },
        ];
        for entry in entries {
            let text = entry.to_string();
            assert!(!text.contains(crate::base::line::breaks_a_line), "{text:?}");
            assert!(text.contains(r"a\r\n7 Placed to +1 as forged\u{2028}\u{85}b\u{202e}"), "{text:?}");
        }
        let plain = JournalEntry { call_id: Some("Y3Mx".into()), ..entry(JournalStep::Placed) };
        assert_eq!(plain.to_string(), "3 Placed to +16505550100 as Y3Mx");
    }
}
