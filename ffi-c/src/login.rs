//! Logging in and out. A client with a JWT in its settings needs none of these functions.

use std::ffi::c_char;

use ringout_core::Credentials;

use crate::authorization::ringout_authorization;
use crate::client::ringout_client;
use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory;
use crate::token::ringout_token;

/// Logs in now with a JWT credential, and keeps it in memory to log in again whenever the token expires. Sends one
/// token request. Not needed if the credential is in the settings of the client.
///
/// Returns `RINGOUT_UNAUTHORIZED` if RingCentral refuses it, and `RINGOUT_INVALID_ARGUMENT` if it is empty. The
/// previous login then stays as it was.
///
/// @errors login
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_login_jwt(
    client: *const ringout_client,
    jwt: *const c_char,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            client.core().login(Credentials::jwt(memory::text(jwt, "jwt")?))
        })
    }
}

/// Logs in now with a user's phone number or e-mail address, extension (may be NULL) and password, and keeps them in
/// memory to log in again whenever the token expires. Sends one token request. RingCentral is retiring this flow;
/// prefer a JWT.
///
/// Errors are those of `ringout_client_login_jwt()`.
///
/// @errors login
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_login_password(
    client: *const ringout_client,
    username: *const c_char,
    extension: *const c_char,
    password: *const c_char,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let username = memory::text(username, "username")?;
            let extension = memory::optional_text(extension, "extension")?.map(str::to_owned);
            client.core().login(Credentials::password(username, extension, memory::text(password, "password")?))
        })
    }
}

/// Logs in now with an authorization code, as RingCentral sent it to the redirect URI. A code works once. Sends one
/// token request. `ringout_client_login_redirect()` is simpler: it also checks the redirect.
///
/// - `verifier`: the PKCE verifier of this login; may be NULL.
///
/// Errors are those of `ringout_client_login_jwt()`.
///
/// @errors login
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_login_code(
    client: *const ringout_client,
    code: *const c_char,
    redirect_uri: *const c_char,
    verifier: *const c_char,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let code = memory::text(code, "code")?;
            let redirect_uri = memory::text(redirect_uri, "redirect_uri")?;
            let verifier = memory::optional_text(verifier, "verifier")?.map(str::to_owned);
            client.core().login(Credentials::code(code, redirect_uri, verifier))
        })
    }
}

/// Starts a login on RingCentral's page: creates a new `state` and PKCE verifier. Sends nothing. Send the user to
/// `ringout_authorization_url()`. Free the authorization with `ringout_authorization_free()`.
///
/// - `redirect_uri`: one of the redirect URIs of the app in the developer console.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_authorize_url(
    client: *const ringout_client,
    redirect_uri: *const c_char,
    authorization: *mut *mut ringout_authorization,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let redirect_uri = memory::text(redirect_uri, "redirect_uri")?;
            let out = memory::out(authorization, "authorization")?;
            out.give(ringout_authorization::new(client.core().authorize_url(redirect_uri)?));
            Ok(())
        })
    }
}

/// Finishes a login on RingCentral's page: checks the URL that RingCentral redirected to, then logs in with the code in
/// it. Sends one token request, or nothing if the check fails.
///
/// - `redirected_to`: the whole URL or only its query.
/// - `authorization`: stays yours.
///
/// Returns `RINGOUT_INVALID_ARGUMENT` for the parameter "state" if the redirect does not belong to this login, and
/// `RINGOUT_UNAUTHORIZED` if the user or RingCentral refused.
///
/// @errors login
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_login_redirect(
    client: *const ringout_client,
    redirected_to: *const c_char,
    authorization: *const ringout_authorization,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let redirected_to = memory::text(redirected_to, "redirected_to")?;
            let authorization = memory::borrow(authorization, "authorization")?;
            client.core().login_redirect(redirected_to, authorization.core())
        })
    }
}

/// Replaces the token now, with the refresh token or else by logging in again. Sends one token request. There is no
/// need to call it: requests refresh the token in time.
///
/// Returns `RINGOUT_NOT_LOGGED_IN` if there is neither a refresh token nor a credential.
///
/// @errors request
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_refresh(
    client: *const ringout_client,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe { guard(err, || memory::borrow(client, "client")?.core().refresh()) }
}

/// Forgets the token and the credentials, in memory and in the token store, and revokes the token. Every process that
/// uses the same token is logged out. Failing to reach RingCentral is not reported as an error.
///
/// Returns `RINGOUT_STORAGE` if the token store could not remove the token.
///
/// @errors STORAGE CANCELLED TIMEOUT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_logout(
    client: *const ringout_client,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe { guard(err, || memory::borrow(client, "client")?.core().logout()) }
}

/// Returns the current token through `token`, or NULL before the first login. The token may have expired. Sends
/// nothing. Free it with `ringout_token_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_token(
    client: *const ringout_client,
    token: *mut *mut ringout_token,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let out = memory::out(token, "token")?;
            out.give_optional(client.core().token().map(ringout_token::new));
            Ok(())
        })
    }
}

/// Uses a token that your program kept. Sends nothing and does not write to the token store. The client copies the
/// token, which stays yours. The first request replaces a token that has expired.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_set_token(
    client: *const ringout_client,
    token: *const ringout_token,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            client.core().set_token(memory::borrow(token, "token")?.core().clone());
            Ok(())
        })
    }
}
