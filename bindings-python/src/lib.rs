//! The Python package `ringout`: the native half, `ringout._native`.
//!
//! Converts between Python and the core, and nothing else. Errors and enums are Python classes, written in Python and
//! imported from there ([`error`], [`enums`]).
//!
//! Every operation goes through [`session`], without the GIL. A thread that blocks in one asks Python about every 50 ms
//! whether to go on ([`interrupt`]). For an event loop it runs on one of the core's workers ([`operation`]), and a call is
//! followed without any ([`follow`]); what comes of it is put into the loop's [`inbox`].
//!
//! Many calls are placed by whoever waits for the next result ([`place_all`]): a thread that blocks, or a worker. Their
//! [`journal`] is called on the thread that blocks, or on the event loop's, for which the worker waits.
//!
//! The core's own threads run Python code for token stores and log records ([`store`], [`logging`]), and only in
//! [`attach`]. Nobody waits for the GIL while holding a lock of the core, and nobody who holds the GIL waits for one of the
//! core's threads ([`handle`]).

mod ground;
mod objects;
mod values;
mod waiting;

use ground::{argument, attach, enums, error, handle, value};
use objects::{call, client, follow, journal, login, place_all, request, store, watch};
use pyo3::prelude::pymodule;
use values::{
    authorization, call_log, call_request, change, dial, journal_entry, numbers, outcome, placed, preflight, response,
    state, status, token, verdict,
};
use waiting::{answer, inbox, interrupt, logging, operation, raised, session};

#[pymodule]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use super::authorization::Authorization;
    #[pymodule_export]
    use super::call::Call;
    #[pymodule_export]
    use super::call_log::{CallLog, LogLeg, LogRecord};
    #[pymodule_export]
    use super::call_request::CallRequest;
    #[pymodule_export]
    use super::change::Change;
    #[pymodule_export]
    use super::client::Client;
    #[pymodule_export]
    use super::dial::dial_uri;
    #[pymodule_export]
    use super::error::{Attempt, ErrorDetail};
    #[pymodule_export]
    use super::journal_entry::JournalEntry;
    #[pymodule_export]
    use super::numbers::{ForwardingNumber, PhoneNumber};
    #[pymodule_export]
    use super::outcome::Outcome;
    #[pymodule_export]
    use super::place_all::PlaceAll;
    #[pymodule_export]
    use super::placed::Placed;
    #[pymodule_export]
    use super::preflight::{Check, Preflight};
    #[pymodule_export]
    use super::response::Response;
    #[pymodule_export]
    use super::state::CallState;
    #[pymodule_export]
    use super::status::{documented_statuses, explain_status, number_of_status, text_of_status};
    #[pymodule_export]
    use super::token::{Token, TokenKey};
    #[pymodule_export]
    use super::verdict::{Reason, Verdict, check_transition};
    #[pymodule_export]
    use super::watch::Watch;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::logging::install();
        crate::attach::install(module.py())
    }

    /// The version of the package.
    #[pymodule_export]
    #[allow(non_upper_case_globals)] // Python's name
    const __version__: &str = ringout_core::VERSION;
}
