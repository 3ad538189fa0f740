//! Keys of tokens in a token store.

use std::ffi::{CString, c_char};
use std::ptr;

use ringout_core::TokenKey;

use crate::memory;
use crate::text::c_string;

/// The key of a token in a `ringout_token_store`: server, app and user. The library owns it; it is valid, with its
/// strings, until the callback returns.
pub struct ringout_token_key {
    server: CString,
    client_id: CString,
    user: CString,
    text: CString,
}

impl ringout_token_key {
    pub(crate) fn new(key: &TokenKey) -> Self {
        Self {
            server: c_string(&key.server),
            client_id: c_string(&key.client_id),
            user: c_string(&key.user),
            text: c_string(key.to_string()),
        }
    }
}

/// Returns scheme, host and port of the server.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_token_key_server(key: *const ringout_token_key) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(key, ptr::null(), |key| key.server.as_ptr()) }
}

/// Returns the client id of the app.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_token_key_client_id(key: *const ringout_token_key) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(key, ptr::null(), |key| key.client_id.as_ptr()) }
}

/// Returns the user: `token_user` of `ringout_config`, or a name derived from the credentials.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_token_key_user(key: *const ringout_token_key) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(key, ptr::null(), |key| key.user.as_ptr()) }
}

/// Returns server, app and user in one string, unique for each key. Most stores need only this.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_token_key_text(key: *const ringout_token_key) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(key, ptr::null(), |key| key.text.as_ptr()) }
}
