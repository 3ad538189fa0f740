//! The Python package `ringout`: the native half, `ringout._native`.
//!
//! Converts between Python and the core, and nothing else. Errors and enums are Python classes, written in Python and
//! imported from there ([`error`](ground::error), [`enums`](ground::enums)).
//!
//! The modules stand in four rooms, from the top to the bottom. In this list a module names only those that come after it.
//!
//! - [`objects`]: what asks the platform for something, with a client or a call of the core inside, and what only that needs.
//!   `client`, `place_all`, `call`, `watch`, `follow`, `journal`, `store`, `request`, `login`.
//! - [`values`]: what Python is given and gives, compares and keeps. It asks nobody.
//!   `placed`, `journal_entry`, `change`, `verdict`, `outcome`, `state`, `status`, `call_log`, `preflight`, `numbers`,
//!   `call_request`, `response`, `token`, `authorization`, `dial`.
//! - [`waiting`]: how an operation of the core is waited for, by a thread or by an event loop, and what interrupts it.
//!   `operation`, `interrupt`, `answer`, `session`, `inbox`, `logging`, `raised`.
//! - [`ground`]: what every room needs of Python: arguments, exceptions, enums, the GIL.
//!   `enums`, `argument`, `error`, `typed`, `spelling`, `value`, `handle`, `import`, `attach`.
//!
//! Every operation goes through [`operation`](waiting::operation), without the GIL. A thread that blocks in one asks Python
//! about every 50 ms whether to go on ([`interrupt`](waiting::interrupt)). For an event loop it runs on one of the core's
//! workers, and a call is followed without any ([`follow`](objects::follow)); what comes of it is put into the loop's
//! [`inbox`](waiting::inbox).
//!
//! Many calls are placed by whoever waits for the next result ([`place_all`](objects::place_all)): a thread that blocks, or a
//! worker. Their [`journal`](objects::journal) is called on the thread that blocks, or on the event loop's, for which the
//! worker waits.
//!
//! The core's own threads run Python code for token stores and log records ([`store`](objects::store),
//! [`logging`](waiting::logging)), and only in [`attach`](ground::attach). Nobody waits for the GIL while holding a lock of the
//! core, and nobody who holds the GIL waits for one of the core's threads ([`handle`](ground::handle)).

#![forbid(unsafe_code)]

mod ground;
mod objects;
mod values;
mod waiting;

use pyo3::prelude::pymodule;

#[pymodule]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::ground::error::{Attempt, ErrorDetail};
    #[pymodule_export]
    use crate::objects::call::Call;
    #[pymodule_export]
    use crate::objects::client::Client;
    #[pymodule_export]
    use crate::objects::place_all::PlaceAll;
    #[pymodule_export]
    use crate::objects::watch::Watch;
    #[pymodule_export]
    use crate::values::authorization::Authorization;
    #[pymodule_export]
    use crate::values::call_log::{CallLog, LogLeg, LogRecord};
    #[pymodule_export]
    use crate::values::call_request::CallRequest;
    #[pymodule_export]
    use crate::values::change::Change;
    #[pymodule_export]
    use crate::values::dial::dial_uri;
    #[pymodule_export]
    use crate::values::journal_entry::JournalEntry;
    #[pymodule_export]
    use crate::values::limit::Limit;
    #[pymodule_export]
    use crate::values::numbers::{ForwardingNumber, PhoneNumber};
    #[pymodule_export]
    use crate::values::outcome::Outcome;
    #[pymodule_export]
    use crate::values::placed::Placed;
    #[pymodule_export]
    use crate::values::preflight::{Check, Preflight};
    #[pymodule_export]
    use crate::values::response::Response;
    #[pymodule_export]
    use crate::values::state::CallState;
    #[pymodule_export]
    use crate::values::status::{documented_statuses, explain_status, number_of_status, text_of_status};
    #[pymodule_export]
    use crate::values::token::{Token, TokenKey};
    #[pymodule_export]
    use crate::values::verdict::{Reason, Verdict, check_transition};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::waiting::logging::install();
        crate::ground::attach::install(module.py())
    }

    /// The version of the package.
    #[pymodule_export]
    #[allow(non_upper_case_globals)] // Python's name
    const __version__: &str = ringout_core::VERSION;
}
