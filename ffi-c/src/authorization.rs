//! Authorization-code login: the state between redirect and login.

use std::ffi::{CString, c_char};
use std::ptr;

use ringout_core::Authorization;
use zeroize::Zeroizing;

use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};
use crate::text::{c_string, secret};

/// A login on RingCentral's page that was started and not yet finished. Immutable.
///
/// Send the user to its URL. Keep the object, or its `redirect_uri`, `state` and `verifier` (in a web application, in
/// the user's session), until RingCentral redirects the user back. Then call `ringout_client_login_redirect()`.
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

/// Restores an authorization from the values that your program kept. Sends nothing. Free it with
/// `ringout_authorization_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_authorization_new(
    redirect_uri: *const c_char,
    state: *const c_char,
    verifier: *const c_char,
    authorization: *mut *mut ringout_authorization,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
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

/// Frees an authorization and wipes its verifier. NULL does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_authorization_free(authorization: *mut ringout_authorization) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(authorization) }
}

/// Returns the URL to send the user to. Empty for an object made with `ringout_authorization_new()`. Valid until the
/// authorization is freed, like its other strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_authorization_url(authorization: *const ringout_authorization) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(authorization, ptr::null(), |authorization| authorization.url.as_ptr()) }
}

/// Returns the URL that RingCentral redirects the user to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_authorization_redirect_uri(
    authorization: *const ringout_authorization,
) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(authorization, ptr::null(), |authorization| authorization.redirect_uri.as_ptr()) }
}

/// Returns the value that the redirect must contain unchanged.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_authorization_state(authorization: *const ringout_authorization) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(authorization, ptr::null(), |authorization| authorization.state.as_ptr()) }
}

/// Returns the PKCE verifier, a secret that must stay on your side.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_authorization_verifier(authorization: *const ringout_authorization) -> *const c_char {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(authorization, ptr::null(), |authorization| authorization.verifier.as_ptr()) }
}
