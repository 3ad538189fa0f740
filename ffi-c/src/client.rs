//! The client: one user of one app on one server.

use std::ffi::c_char;
use std::time::Duration;

use ringout_core::{Client, Method, Response, Result};

use crate::call::ringout_call;
use crate::call_request::{call_request, ringout_call_request};
use crate::cancel_token::ringout_cancel_token;
use crate::config::{self, ringout_config};
use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};
use crate::response::ringout_response;

/// A user of an app on a server: places calls, and asks the platform anything else. May be used from many threads at
/// once. Its functions block until they have an answer or their deadline has passed.
pub struct ringout_client {
    client: Client,
}

impl Handle for ringout_client {}

impl ringout_client {
    pub(crate) fn core(&self) -> &Client {
        &self.client
    }
}

/// Checks the settings and makes a client. Sends nothing: the first request logs in. Free it with
/// `ringout_client_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_new(
    config: *const ringout_config,
    client: *mut *mut ringout_client,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let builder = config::builder(config)?;
            let out = memory::out(client, "client")?;
            out.give(ringout_client { client: builder.build()? });
            Ok(())
        })
    }
}

/// Makes a client from the environment variables `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` (not for
/// public apps) and `RC_USER_JWT` (or log in with `ringout_client_login_jwt()`). Sends nothing: the first request logs
/// in. Reads the environment, so no other thread may change it meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_from_env(
    client: *mut *mut ringout_client,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let out = memory::out(client, "client")?;
            out.give(ringout_client { client: Client::from_env()? });
            Ok(())
        })
    }
}

/// Frees a client. NULL is fine. Calls made with it live on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_free(client: *mut ringout_client) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::free(client) }
}

/// Makes another handle for the same client, whose operations, and those of its calls, the token can interrupt. Both
/// handles are freed on their own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_with_cancel_token(
    client: *const ringout_client,
    token: *const ringout_cancel_token,
    bound: *mut *mut ringout_client,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let token = memory::borrow(token, "token")?;
            let out = memory::out(bound, "bound")?;
            out.give(ringout_client { client: client.client.with_cancel_token(token.core()) });
            Ok(())
        })
    }
}

/// Makes another handle for the same client with this deadline, 1 to 3600000 milliseconds, for each of its operations,
/// and those of its calls, in the place of the configured ones. Both handles are freed on their own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_with_timeout(
    client: *const ringout_client,
    timeout_ms: u32,
    bound: *mut *mut ringout_client,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let out = memory::out(bound, "bound")?;
            out.give(ringout_client { client: client.client.with_timeout(Duration::from_millis(timeout_ms.into()))? });
            Ok(())
        })
    }
}

/// Makes another handle for the same client with another way to take the platform's limits: a `RINGOUT_RATE_LIMIT_...`.
/// Both handles are freed on their own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_with_rate_limit(
    client: *const ringout_client,
    rate_limit: u32,
    bound: *mut *mut ringout_client,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let rate_limit = config::rate_limit(rate_limit)?;
            let out = memory::out(bound, "bound")?;
            out.give(ringout_client { client: client.client.with_rate_limit(rate_limit) });
            Ok(())
        })
    }
}

/// Places a call. Free it with `ringout_call_free()`, which does nothing to the call itself.
///
/// The request is sent once. If it may have reached the platform and no usable answer came, the error is
/// `RINGOUT_MAYBE_PLACED`, and nothing is repeated: a second try could ring both phones again. It is repeated only if
/// it provably never left, or was refused with a 401 and the client could log in again. Some answers leave it open, too, such
/// as a gateway's 504: `ringout_error_may_have_placed()` is true for all of them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_create_call(
    client: *const ringout_client,
    request: *const ringout_call_request,
    call: *mut *mut ringout_call,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let request = call_request(request)?;
            let out = memory::out(call, "call")?;
            out.give(ringout_call::new(client.client.create_call(&request)?));
            Ok(())
        })
    }
}

/// Makes a handle for a call whose id is known. Sends nothing; its state is not known until it is asked for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_call(
    client: *const ringout_client,
    id: *const c_char,
    call: *mut *mut ringout_call,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let id = memory::text(id, "id")?;
            let out = memory::out(call, "call")?;
            out.give(ringout_call::new(client.client.call(id)?));
            Ok(())
        })
    }
}

/// Sends any other request to the platform, with the login, deadline, repeats and errors of all the others. Free the
/// response with `ringout_response_free()`.
///
/// - `method`: "GET", "POST", "PUT", "PATCH" or "DELETE".
/// - `path` begins with "/" and is sent as it is.
/// - `query`: names and values in turn, ended by NULL; they are escaped. NULL for none.
/// - `body`: JSON text. NULL for none.
///
/// GET and DELETE are repeated when an answer is lost, everything else is not. A lost answer to a POST is
/// `RINGOUT_MAYBE_PLACED`, and so is one outside 200 to 299 and 400 to 599. Any other answer outside 200 to 299 is an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_request(
    client: *const ringout_client,
    method: *const c_char,
    path: *const c_char,
    query: *const *const c_char,
    body: *const c_char,
    response: *mut *mut ringout_response,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { send(client, method, path, query, body, response, err, Client::request) }
}

/// The same, but every answer is a response, whatever its status: `ringout_response_error()` reads one that is no
/// success.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_send(
    client: *const ringout_client,
    method: *const c_char,
    path: *const c_char,
    query: *const *const c_char,
    body: *const c_char,
    response: *mut *mut ringout_response,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { send(client, method, path, query, body, response, err, Client::send) }
}

/// One of the core's two ways to send.
type Send = fn(&Client, Method, &str, &[(&str, &str)], Option<&str>) -> Result<Response>;

/// # Safety
/// As for the two functions above.
#[allow(clippy::too_many_arguments)] // theirs, as they came
unsafe fn send(
    client: *const ringout_client,
    method: *const c_char,
    path: *const c_char,
    query: *const *const c_char,
    body: *const c_char,
    response: *mut *mut ringout_response,
    err: *mut *mut ringout_error,
    send: Send,
) -> ringout_status {
    // SAFETY: passed on from the caller.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let method = Method::parse(memory::text(method, "method")?)?;
            let path = memory::text(path, "path")?;
            let query = memory::pairs(query, "query")?;
            let body = memory::optional_text(body, "body")?;
            let out = memory::out(response, "response")?;
            out.give(ringout_response::new(send(&client.client, method, path, &query, body)?));
            Ok(())
        })
    }
}
