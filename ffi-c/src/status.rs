//! Statuses of calls and legs.

use std::ffi::{CString, c_char};

use ringout_core::Status;

use crate::guard::guard_value;
use crate::memory;
use crate::names::{self, Names};
use crate::text::c_string;

/// A status that RingCentral's documentation does not have. The `..._status_text()` functions return its string.
pub const RINGOUT_STATUS_UNKNOWN: u32 = 0;
/// Connecting.
pub const RINGOUT_STATUS_IN_PROGRESS: u32 = 1;
/// Answered; for the call as a whole, both legs are connected. The status of the call keeps this value after the end.
pub const RINGOUT_STATUS_SUCCESS: u32 = 2;
/// Hung up after being answered.
pub const RINGOUT_STATUS_FINISHED: u32 = 3;
/// The phone was busy.
pub const RINGOUT_STATUS_BUSY: u32 = 4;
/// Dropped by timeout.
pub const RINGOUT_STATUS_NO_ANSWER: u32 = 5;
/// Cancelled by the user, or the caller hung up while the callee was ringing.
pub const RINGOUT_STATUS_REJECTED: u32 = 6;
/// An error of the phone network or RingCentral.
pub const RINGOUT_STATUS_GENERIC_ERROR: u32 = 7;
/// International, domestic or internal calling is disabled for this extension.
pub const RINGOUT_STATUS_INTERNATIONAL_DISABLED: u32 = 8;
/// The destination is blocked.
pub const RINGOUT_STATUS_DESTINATION_BLOCKED: u32 = 9;
/// Not enough funds.
pub const RINGOUT_STATUS_NOT_ENOUGH_FUNDS: u32 = 10;
/// No such user.
pub const RINGOUT_STATUS_NO_SUCH_USER: u32 = 11;
/// RingOut from this number is not supported.
pub const RINGOUT_STATUS_RING_OUT_FROM_THIS_NUMBER_IS_NOT_SUPPORTED: u32 = 12;
/// One or both legs could not be connected.
pub const RINGOUT_STATUS_CANNOT_REACH: u32 = 13;
/// Internal failure of RingCentral, or no resources.
pub const RINGOUT_STATUS_NO_ANSWERING_MACHINE: u32 = 14;
/// The RingOut call no longer exists.
pub const RINGOUT_STATUS_NO_SESSION_FOUND: u32 = 15;
/// An error without more detail.
pub const RINGOUT_STATUS_ERROR: u32 = 16;
/// RingCentral lost the state.
pub const RINGOUT_STATUS_INVALID: u32 = 17;

static NAMES: Names = Names::new(|| numbered(|status| c_string(status.as_str())));
static EXPLANATIONS: Names = Names::new(|| numbered(|status| c_string(status.explain())));

fn numbered(text: impl Fn(&Status) -> CString) -> Vec<(u32, CString)> {
    let statuses = (RINGOUT_STATUS_UNKNOWN..=RINGOUT_STATUS_INVALID).map(Status::from_number);
    statuses.map(|status| (status.number(), text(&status))).collect()
}

/// A status as a C string. Only undocumented statuses need storage; the others are in a static table.
pub(crate) struct StatusText {
    number: u32,
    unknown: Option<CString>,
}

impl StatusText {
    pub(crate) fn new(status: &Status) -> Self {
        let number = status.number();
        let unknown = (number == RINGOUT_STATUS_UNKNOWN).then(|| c_string(status.as_str()));
        Self { number, unknown }
    }

    pub(crate) fn number(&self) -> u32 {
        self.number
    }

    pub(crate) fn pointer(&self) -> *const c_char {
        self.unknown.as_ref().map_or_else(|| names::name(&NAMES, self.number), |text| text.as_ptr())
    }
}

/// Returns RingCentral's name of a `RINGOUT_STATUS_...`, such as "InProgress"; "Unknown" for any other number. Never
/// NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_status_name(status: u32) -> *const c_char {
    names::name(&NAMES, status)
}

/// Returns the meaning of a status in one sentence without a full stop. Never NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_status_explain(status: u32) -> *const c_char {
    names::name(&EXPLANATIONS, guard_value(RINGOUT_STATUS_UNKNOWN, || Status::from_number(status).number()))
}

/// Returns the number of a status that RingCentral wrote: a `RINGOUT_STATUS_...`. `RINGOUT_STATUS_UNKNOWN` for an
/// undocumented status, a string that is not UTF-8, and NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_status_parse(text: *const c_char) -> u32 {
    // SAFETY: the program keeps the contract of the header.
    let text = unsafe { memory::optional_text(text, "text") };
    guard_value(RINGOUT_STATUS_UNKNOWN, || {
        text.ok().flatten().map_or(RINGOUT_STATUS_UNKNOWN, |text| Status::parse(text).number())
    })
}

/// Returns true if a leg with this status could not be connected: 4 to 12.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_status_is_failed_leg(status: u32) -> bool {
    guard_value(false, || Status::from_number(status).is_failed_leg())
}

/// Returns true if no other status is expected afterwards. False for `RINGOUT_STATUS_SUCCESS`: the legs end a call, not
/// its own status.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_status_is_ended(status: u32) -> bool {
    guard_value(false, || Status::from_number(status).is_ended())
}
