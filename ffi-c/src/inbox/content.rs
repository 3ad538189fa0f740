//! What an event holds.

use std::ffi::CString;

use ringout_core::{Error, Result};

use crate::call::ringout_call;
use crate::caller_ids::ringout_caller_ids;
use crate::change::ringout_change;
use crate::error::ringout_error;
use crate::forwarding_numbers::ringout_forwarding_numbers;
use crate::logged_call::ringout_logged_call;
use crate::memory::Handle;
use crate::outcome::ringout_outcome;
use crate::placed::ringout_placed;
use crate::preflight::ringout_preflight;
use crate::response::ringout_response;
use crate::state::ringout_state;

/// The result of an operation or another piece of news. Boxed, because thousands of events may wait.
pub(super) enum Content {
    /// Also what was taken.
    Nothing,
    Error(Box<ringout_error>),
    Call(Box<ringout_call>),
    State(Box<ringout_state>),
    CancelEffect(u32),
    LeaseLeft(u64),
    Claimed(bool),
    Outcome(Box<ringout_outcome>),
    Change(Box<ringout_change>),
    Preflight(Box<ringout_preflight>),
    CallerIds(Box<ringout_caller_ids>),
    ForwardingNumbers(Box<ringout_forwarding_numbers>),
    LoggedCall(Box<ringout_logged_call>),
    Response(Box<ringout_response>),
    Placed(Box<ringout_placed>),
    Log(u32, CString),
}

impl Content {
    pub(super) fn of(result: Result<Self>) -> Self {
        result.unwrap_or_else(Self::error)
    }

    pub(super) fn error(error: Error) -> Self {
        Self::Error(Box::new(ringout_error::new(error)))
    }
}

/// A type that can be taken from an event.
pub(super) trait Held: Handle {
    /// Takes it out, or gives the content back.
    fn take(content: Content) -> std::result::Result<Box<Self>, Content>;
}

macro_rules! held {
    ($($variant:ident($type:ident)),* $(,)?) => {$(
        impl Held for $type {
            fn take(content: Content) -> std::result::Result<Box<Self>, Content> {
                match content {
                    Content::$variant(held) => Ok(held),
                    other => Err(other),
                }
            }
        }
    )*};
}

held! {
    Error(ringout_error),
    Call(ringout_call),
    State(ringout_state),
    Outcome(ringout_outcome),
    Change(ringout_change),
    Preflight(ringout_preflight),
    CallerIds(ringout_caller_ids),
    ForwardingNumbers(ringout_forwarding_numbers),
    LoggedCall(ringout_logged_call),
    Response(ringout_response),
    Placed(ringout_placed),
}
