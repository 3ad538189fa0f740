//! The journal of a batch: one entry for each step of a request, so that results survive an interrupted process.

use std::fmt::{self, Write as _};
use std::time::SystemTime;

use crate::base::error::{Error, ErrorCode, Result};
use crate::base::line::OneLine;
use crate::model::state::Outcome;

/// The error of a journal that could not be written. Its message may be shown.
pub type JournalError = Box<dyn std::error::Error + Send + Sync>;

/// The host's function.
pub(super) type Write = dyn FnMut(&JournalEntry) -> std::result::Result<(), JournalError> + Send;

/// One step of one request of [`Client::place_all`](crate::Client::place_all).
///
/// To resume after an interrupted process, look at the last entry of each request. Place requests without an entry and
/// those at `NotPlaced`. Follow those at `Placed` by their id. Those at `Placing` and `MaybePlaced` may have rung
/// phones; look for them with [`Client::call_log`](crate::Client::call_log).
///
/// Its `Display` is one line. Control characters and line separators are escaped.
#[derive(Debug, Clone)]
pub struct JournalEntry {
    /// The step.
    pub step: JournalStep,
    /// The index of the request in the list, from 0.
    pub index: usize,
    /// The time by this machine's clock. Use it as the [`sent_at`](crate::Attempt::sent_at) to find the call. For
    /// `MaybePlaced` it is when the first byte of the request left. For `Placing` it is the last moment before that,
    /// after logging in and waiting for rate limits.
    pub at: SystemTime,
    /// The callee's number, as sent.
    pub to: String,
    /// The caller's number as sent, if there is one.
    pub from: Option<String>,
    /// RingCentral's id of the call, from `Placed` on.
    pub call_id: Option<String>,
    /// The outcome of the call, with `Ended`.
    pub outcome: Option<Outcome>,
    /// The error, with `NotPlaced` and `MaybePlaced`.
    pub error: Option<Error>,
}

/// A step in the life of a request. The numbers are the same in every language and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum JournalStep {
    /// The request is about to be sent. Not written if the login fails first.
    Placing = 1,
    /// RingCentral accepted the request.
    Placed = 2,
    /// The request failed, and no phone rings for it. With a [`dedupe_key`](crate::CallRequest::dedupe_key), another
    /// worker may be placing the call; place it again with the same key.
    NotPlaced = 3,
    /// The request was sent and no usable response came. Phones may be ringing.
    MaybePlaced = 4,
    /// The call ended, or the wait for it timed out.
    Ended = 5,
}

impl JournalStep {
    /// Returns the name, which is the same in every language, such as `Placing`.
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
    /// Writes one line, whatever the strings contain, so that a server cannot forge an entry.
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
            let text = format!("the journal could not be written, so no more calls are placed: {error}");
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
    fn an_entry_is_one_line_whatever_its_strings_contain() {
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
