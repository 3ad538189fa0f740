//! Logging in and out. A client that has a JWT in its settings needs none of it.

use std::ffi::c_char;

use ringout_core::Credentials;

use crate::authorization::ringout_authorization;
use crate::client::ringout_client;
use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory;
use crate::token::ringout_token;

/// Logs in now with a JWT credential, and keeps it to log in again whenever the token ends.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_login_jwt(
    client: *const ringout_client,
    jwt: *const c_char,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            client.core().login(Credentials::jwt(memory::text(jwt, "jwt")?))
        })
    }
}

/// Logs in now with a user's phone number or address, extension (may be NULL) and password, and keeps them to log in
/// again whenever the token ends. The platform is retiring this; prefer a JWT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_login_password(
    client: *const ringout_client,
    username: *const c_char,
    extension: *const c_char,
    password: *const c_char,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let username = memory::text(username, "username")?;
            let extension = memory::optional_text(extension, "extension")?.map(str::to_owned);
            client.core().login(Credentials::password(username, extension, memory::text(password, "password")?))
        })
    }
}

/// Logs in now with an authorization code, which works once, as the platform sent it to the redirect URI. `verifier` is
/// the PKCE verifier that the login began with, or NULL. `ringout_client_login_redirect()` does it all.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_login_code(
    client: *const ringout_client,
    code: *const c_char,
    redirect_uri: *const c_char,
    verifier: *const c_char,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
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

/// Begins a login through the platform's page. Sends nothing: send the user to `ringout_authorization_url()`. Free the
/// authorization with `ringout_authorization_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_authorize_url(
    client: *const ringout_client,
    redirect_uri: *const c_char,
    authorization: *mut *mut ringout_authorization,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
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

/// Ends a login through the platform's page: checks the URL that the platform redirected to, and logs in with the code
/// in it.
///
/// `RINGOUT_INVALID_ARGUMENT` for "state" means that the redirect does not belong to this login; `RINGOUT_UNAUTHORIZED`
/// that the user or the platform refused.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_login_redirect(
    client: *const ringout_client,
    redirected_to: *const c_char,
    authorization: *const ringout_authorization,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let redirected_to = memory::text(redirected_to, "redirected_to")?;
            let authorization = memory::borrow(authorization, "authorization")?;
            client.core().login_redirect(redirected_to, authorization.core())
        })
    }
}

/// Replaces the token now. There is no need to call it: requests do it when it is time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_refresh(
    client: *const ringout_client,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { guard(err, || memory::borrow(client, "client")?.core().refresh()) }
}

/// Forgets the token and the credentials, here and in the token file, and ends the session on the platform. That the
/// platform cannot be reached is no error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_logout(
    client: *const ringout_client,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { guard(err, || memory::borrow(client, "client")?.core().logout()) }
}

/// Gives the token in use, for those who keep it themselves: one that is freed with `ringout_token_free()`, or NULL,
/// with `RINGOUT_OK`, if the client is not logged in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_token(
    client: *const ringout_client,
    token: *mut *mut ringout_token,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let out = memory::out(token, "token")?;
            out.give_optional(client.core().token().map(ringout_token::new));
            Ok(())
        })
    }
}

/// Goes on with a token that was kept. The token stays the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_set_token(
    client: *const ringout_client,
    token: *const ringout_token,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            client.core().set_token(memory::borrow(token, "token")?.core().clone());
            Ok(())
        })
    }
}
