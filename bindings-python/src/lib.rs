//! The native module `ringout._native` of the Python package `ringout`.
//!
//! Converts between Python and the core; all behaviour is in the core. Exceptions and enums are classes written in Python
//! ([`error`](base::error), [`enums`](base::enums)).
//!
//! The modules are in four folders, listed top-down. A module names only modules after it in this list.
//!
//! - [`objects`]: clients, calls and iterators, which send requests, and their helpers.
//!   `client`, `place_all`, `call`, `block`, `watch`, `follow`, `journal`, `store`, `ledger`, `request`, `login`.
//! - [`values`]: immutable value objects and pure functions, which send nothing.
//!   `placed`, `journal_entry`, `change`, `verdict`, `outcome`, `state`, `status`, `call_log`, `preflight`, `numbers`,
//!   `call_request`, `response`, `token`, `ledger_key`, `authorization`, `dial`.
//! - [`waiting`]: waiting for operations of the core on a thread or an event loop, and interrupting them.
//!   `operation`, `interrupt`, `output`, `exits`, `session`, `inbox`, `logging`, `raised`.
//! - [`base`]: shared conversions: arguments, exceptions, enums, the fields of values, and the GIL.
//!   `enums`, `argument`, `error`, `typed`, `spelling`, `value`, `handle`, `import`, `attach`.
//!
//! Every operation runs through [`operation`](waiting::operation), without the GIL. A blocked thread checks for interruption
//! about every 50 ms ([`interrupt`](waiting::interrupt)). For an event loop, operations run on the core's workers, and following
//! a call takes no thread ([`follow`](objects::follow)). Results go through the loop's [`inbox`](waiting::inbox).
//!
//! Many calls are placed on the thread that waits for the next result, which is a blocked thread or a worker
//! ([`place_all`](objects::place_all)). Their [`journal`](objects::journal) is called on the blocked thread, or on the event
//! loop's thread while the worker waits.
//!
//! The core's threads run Python code only for token stores, ledgers and log records ([`store`](objects::store),
//! [`ledger`](objects::ledger), [`logging`](waiting::logging)), and only through [`attach`](base::attach). No thread waits for the GIL while it holds a lock
//! of the core, and no thread waits for one of the core's threads while it holds the GIL ([`handle`](base::handle)).

#![forbid(unsafe_code)]
// Doc comments of classes and methods are Python's docstrings, with their lists of exceptions and examples.
#![allow(clippy::doc_markdown, clippy::doc_link_with_quotes)]

mod base;
mod objects;
mod values;
mod waiting;

use pyo3::prelude::pymodule;

#[pymodule]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::base::error::{Attempt, ErrorDetail};
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
    use crate::values::ledger_key::LedgerKey;
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
        crate::base::attach::require_main_interpreter(module.py())?;
        crate::waiting::logging::install();
        crate::base::attach::install(module.py())?;
        crate::waiting::exits::install(module.py())
    }

    /// The version of the package.
    #[pymodule_export]
    #[allow(non_upper_case_globals)] // Python's name
    const __version__: &str = ringout_core::VERSION;
}
