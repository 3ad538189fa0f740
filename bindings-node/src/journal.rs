//! Journals written in JavaScript.

use napi_derive::napi;
use ringout_core::{CancelToken, JournalError};

use crate::callback::{Callback, CallbackFunction};
use crate::failure::{Failure, since_1970};
use crate::outcome::Outcome;

/// One step of one request.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct JournalEntry {
    /// The name of the step.
    pub step: String,
    /// The index of the request in the list.
    pub index: u32,
    /// When it happened, in milliseconds since 1970.
    pub at: f64,
    /// The callee's number.
    pub to: String,
    /// The caller's number.
    pub from: Option<String>,
    /// The platform's id of the call.
    pub call_id: Option<String>,
    /// The outcome of the call.
    pub outcome: Option<Outcome>,
    /// Why the call was not placed, or may not have been.
    pub failure: Option<Failure>,
    /// The string form, one line.
    pub text: String,
}

/// Returns the function that the core calls with each step. It waits until the facade has written the entry or the token is
/// cancelled.
pub(crate) fn journal_callback(
    function: &CallbackFunction<'_, JournalEntry>,
    token: CancelToken,
) -> napi::Result<impl FnMut(&ringout_core::JournalEntry) -> Result<(), JournalError> + Send + use<>> {
    let callback = Callback::new(function)?;
    Ok(move |entry: &ringout_core::JournalEntry| {
        let give_up = |_| token.is_cancelled().then_some("it was interrupted");
        callback.call(JournalEntry::from(entry), give_up).map(drop).map_err(JournalError::from)
    })
}

impl From<&ringout_core::JournalEntry> for JournalEntry {
    fn from(entry: &ringout_core::JournalEntry) -> Self {
        Self {
            step: entry.step.as_str().to_owned(),
            index: u32::try_from(entry.index).unwrap_or(u32::MAX),
            at: since_1970(entry.at),
            to: entry.to.clone(),
            from: entry.from.clone(),
            call_id: entry.call_id.clone(),
            outcome: entry.outcome.clone().map(Outcome::from),
            failure: entry.error.as_ref().map(Failure::from),
            text: entry.to_string(),
        }
    }
}
