//! Tokens, for programs that keep them.

use std::ffi::{CString, c_char};
use std::ptr;
use std::time::UNIX_EPOCH;

use ringout_core::Token;
use zeroize::Zeroizing;

use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};
use crate::text::{optional_c_string, pointer, secret};

/// A token as RingCentral issued it. Its strings are secrets, except the scope, and are wiped when it is freed.
/// Immutable.
pub struct ringout_token {
    token: Token,
    json: Zeroizing<CString>,
    access_token: Zeroizing<CString>,
    refresh_token: Option<Zeroizing<CString>>,
    scope: Option<CString>,
}

impl Handle for ringout_token {}

impl ringout_token {
    pub(crate) fn new(token: Token) -> Self {
        Self {
            json: secret(token.to_json()),
            access_token: secret(token.access_token()),
            refresh_token: token.refresh_token().map(secret),
            scope: optional_c_string(token.scope()),
            token,
        }
    }

    pub(crate) fn core(&self) -> &Token {
        &self.token
    }
}

/// Reads a token from JSON: the output of `ringout_token_json()`, or a token response of RingCentral, whose lifetime
/// then starts now. Sends nothing. Free the token with `ringout_token_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_token_from_json(
    json: *const c_char,
    token: *mut *mut ringout_token,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let json = memory::text(json, "json")?;
            let out = memory::out(token, "token")?;
            out.give(ringout_token::new(Token::from_json(json)?));
            Ok(())
        })
    }
}

/// Frees a token and wipes its secrets. NULL does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_token_free(token: *mut ringout_token) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(token) }
}

/// Returns the JSON to keep, a secret. It contains everything that RingCentral sent, and when the token expires. Valid
/// until the token is freed, like its other strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_token_json(token: *const ringout_token) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(token, ptr::null(), |token| token.json.as_ptr()) }
}

/// Returns the access token, a secret.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_token_access_token(token: *const ringout_token) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(token, ptr::null(), |token| token.access_token.as_ptr()) }
}

/// Returns the refresh token, a secret; NULL if RingCentral issued none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_token_refresh_token(token: *const ringout_token) -> *const c_char {
    let refresh_token = |token: &ringout_token| token.refresh_token.as_ref().map_or(ptr::null(), |text| text.as_ptr());
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(token, ptr::null(), refresh_token) }
}

/// Returns the app's permissions as RingCentral lists them, such as "ReadAccounts RingOut"; NULL if it did not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_token_scope(token: *const ringout_token) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(token, ptr::null(), |token| pointer(token.scope.as_ref())) }
}

/// Returns when the access token expires, in milliseconds since 1970 (UTC). -1 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_token_expires_at_unix_ms(token: *const ringout_token) -> i64 {
    let expires_at = |token: &ringout_token| {
        let since_1970 = token.token.expires_at().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX)
    };
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(token, -1, expires_at) }
}
