//! What a token store keeps a token under.

use std::ffi::{CString, c_char};
use std::ptr;

use ringout_core::TokenKey;

use crate::memory;
use crate::text::c_string;

/// Whose token it is: what a `ringout_token_store` keeps it under. It belongs to the library and is valid, with its
/// texts, until the callback that received it returns.
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

/// Scheme, host and port of the server.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_token_key_server(key: *const ringout_token_key) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(key, ptr::null(), |key| key.server.as_ptr()) }
}

/// The app.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_token_key_client_id(key: *const ringout_token_key) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(key, ptr::null(), |key| key.client_id.as_ptr()) }
}

/// The user, as `token_user` of `ringout_config` has it, or as the credentials tell.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_token_key_user(key: *const ringout_token_key) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(key, ptr::null(), |key| key.user.as_ptr()) }
}

/// One text for the three, which no other key has: what most stores want.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_token_key_text(key: *const ringout_token_key) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(key, ptr::null(), |key| key.text.as_ptr()) }
}
