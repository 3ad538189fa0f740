//! Keys of calls in a ledger.

use std::ffi::{CString, c_char};
use std::ptr;

use ringout_core::LedgerKey;

use crate::memory;
use crate::text::c_string;

/// The key of a call in a `ringout_ledger`: server, app, user and the `dedupe_key` of the request. The library owns it;
/// it is valid, with its strings, until the callback returns.
pub struct ringout_ledger_key {
    server: CString,
    client_id: CString,
    user: CString,
    dedupe_key: CString,
    text: CString,
}

impl ringout_ledger_key {
    pub(crate) fn new(key: &LedgerKey) -> Self {
        Self {
            server: c_string(&key.server),
            client_id: c_string(&key.client_id),
            user: c_string(&key.user),
            dedupe_key: c_string(&key.dedupe_key),
            text: c_string(key.to_string()),
        }
    }
}

/// Returns scheme, host and port of the server.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_ledger_key_server(key: *const ringout_ledger_key) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(key, ptr::null(), |key| key.server.as_ptr()) }
}

/// Returns the client id of the app.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_ledger_key_client_id(key: *const ringout_ledger_key) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(key, ptr::null(), |key| key.client_id.as_ptr()) }
}

/// Returns the user: `token_user` of `ringout_config`, or a name derived from the credentials.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_ledger_key_user(key: *const ringout_ledger_key) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(key, ptr::null(), |key| key.user.as_ptr()) }
}

/// Returns the `dedupe_key` of the request. One that begins with `ringout:` names what the library itself keeps, such as a
/// budget.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_ledger_key_dedupe_key(key: *const ringout_ledger_key) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(key, ptr::null(), |key| key.dedupe_key.as_ptr()) }
}

/// Returns the four parts in one string, unique for each key. Most ledgers need only this.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_ledger_key_text(key: *const ringout_ledger_key) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(key, ptr::null(), |key| key.text.as_ptr()) }
}
