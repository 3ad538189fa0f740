//! A login through the platform's page that has begun.

use std::ffi::{CString, c_char};
use std::ptr;

use ringout_core::Authorization;
use zeroize::Zeroizing;

use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};
use crate::text::{c_string, secret};

/// A login through the platform's page that has begun. It never changes.
///
/// Send the user to its URL. Keep it, or its `redirect_uri`, `state` and `verifier` (in a web application: in the
/// user's session), until the platform redirects back, then call `ringout_client_login_redirect()`.
pub struct ringout_authorization {
    authorization: Authorization,
    url: CString,
    redirect_uri: CString,
    state: CString,
    verifier: Zeroizing<CString>,
}

impl Handle for ringout_authorization {}

impl ringout_authorization {
    pub(crate) fn new(authorization: Authorization) -> Self {
        Self {
            url: c_string(authorization.url()),
            redirect_uri: c_string(authorization.redirect_uri()),
            state: c_string(authorization.state()),
            verifier: secret(authorization.verifier()),
            authorization,
        }
    }

    pub(crate) fn core(&self) -> &Authorization {
        &self.authorization
    }
}

/// Makes an authorization again from what was kept of it. Free it with `ringout_authorization_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_authorization_new(
    redirect_uri: *const c_char,
    state: *const c_char,
    verifier: *const c_char,
    authorization: *mut *mut ringout_authorization,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let redirect_uri = memory::text(redirect_uri, "redirect_uri")?;
            let state = memory::text(state, "state")?;
            let verifier = memory::text(verifier, "verifier")?;
            let out = memory::out(authorization, "authorization")?;
            out.give(ringout_authorization::new(Authorization::new(redirect_uri, state, verifier)));
            Ok(())
        })
    }
}

/// Frees an authorization. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_authorization_free(authorization: *mut ringout_authorization) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::free(authorization) }
}

/// Where to send the user; empty for one made with `ringout_authorization_new()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_authorization_url(authorization: *const ringout_authorization) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(authorization, ptr::null(), |authorization| authorization.url.as_ptr()) }
}

/// Where the platform sends the user back to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_authorization_redirect_uri(
    authorization: *const ringout_authorization,
) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(authorization, ptr::null(), |authorization| authorization.redirect_uri.as_ptr()) }
}

/// What the redirect must bring back unchanged.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_authorization_state(authorization: *const ringout_authorization) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(authorization, ptr::null(), |authorization| authorization.state.as_ptr()) }
}

/// The PKCE verifier: a secret, to be kept on your side. Wiped when the authorization is freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_authorization_verifier(authorization: *const ringout_authorization) -> *const c_char {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(authorization, ptr::null(), |authorization| authorization.verifier.as_ptr()) }
}
