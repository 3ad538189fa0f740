//! Client handles: construction, placing calls, other API requests.

use std::ffi::c_char;
use std::time::Duration;

use ringout_core::{Client, Method, Response, Result};

use crate::call::ringout_call;
use crate::call_request::{call_request, ringout_call_request};
use crate::cancel_token::ringout_cancel_token;
use crate::config::{self, ringout_config};
use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::log;
use crate::memory::{self, Handle};
use crate::response::ringout_response;

/// A client for one RingCentral app and user: logs in, places calls, and sends any other API request.
///
/// May be used from many threads at once. Its functions block until they have a result or their deadline passes.
pub struct ringout_client {
    client: Client,
}

impl Handle for ringout_client {}

impl ringout_client {
    pub(crate) fn core(&self) -> &Client {
        &self.client
    }
}

/// Checks the settings and creates a client. Sends nothing: the first request logs in. Free it with
/// `ringout_client_free()`.
///
/// Returns `RINGOUT_INVALID_ARGUMENT` for a setting that is out of range or contradicts another one;
/// `ringout_error_parameter()` names it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_new(
    config: *const ringout_config,
    client: *mut *mut ringout_client,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            log::install();
            let builder = config::builder(config)?;
            let out = memory::out(client, "client")?;
            out.give(ringout_client { client: builder.build()? });
            Ok(())
        })
    }
}

/// Creates a client from the environment variables `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` (not for
/// public apps) and `RC_USER_JWT` (not if you log in yourself). Sends nothing: the first request logs in. If
/// `RINGOUT_TOKEN_FILE` is set, the token is kept in that file. Free it with `ringout_client_free()`.
///
/// Returns `RINGOUT_INVALID_ARGUMENT` if a variable is missing, empty or wrong; `ringout_error_parameter()` names it.
/// No other thread may change the environment during this function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_from_env(
    client: *mut *mut ringout_client,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            log::install();
            let out = memory::out(client, "client")?;
            out.give(ringout_client { client: Client::from_env()? });
            Ok(())
        })
    }
}

/// Frees a client handle. NULL does nothing. Calls that were created with it stay usable.
///
/// Freeing the last handle of a client, including those of its calls, waits for hang-ups in flight: `cancel_on_exit` and
/// `ringout_scoped_call`. That takes up to ten seconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_free(client: *mut ringout_client) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(client) }
}

/// Creates another handle for the same client. The token can interrupt the operations of the new handle and of the
/// calls created with it. Sends nothing. Free both handles, in any order, with `ringout_client_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_with_cancel_token(
    client: *const ringout_client,
    token: *const ringout_cancel_token,
    bound: *mut *mut ringout_client,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
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

/// Creates another handle for the same client, with a different timeout for each of its operations and those of its
/// calls, creates included. How long `ringout_call_wait()` waits does not change. Sends nothing. Free both handles, in
/// any order, with `ringout_client_free()`.
///
/// - `timeout_ms`: 1 to 3600000 milliseconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_with_timeout(
    client: *const ringout_client,
    timeout_ms: u32,
    bound: *mut *mut ringout_client,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let out = memory::out(bound, "bound")?;
            out.give(ringout_client { client: client.client.with_timeout(Duration::from_millis(timeout_ms.into()))? });
            Ok(())
        })
    }
}

/// Creates another handle for the same client, with a different reaction to rate limits. Both handles share the same
/// rate-limit budgets. Sends nothing. Free both handles, in any order, with `ringout_client_free()`.
///
/// - `rate_limit`: a `RINGOUT_RATE_LIMIT_...`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_with_rate_limit(
    client: *const ringout_client,
    rate_limit: u32,
    bound: *mut *mut ringout_client,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
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

/// Places a call: sends one request of the Heavy group. Free the call with `ringout_call_free()`, which does not hang
/// up.
///
/// The request is retried only if it provably was never sent, or was refused with a 401 and the client could log in
/// again. If it may have reached RingCentral and no usable response came, the function returns `RINGOUT_MAYBE_PLACED`
/// and does not retry, because a retry could ring both phones again.
///
/// - Nothing was sent: `RINGOUT_INVALID_ARGUMENT`, `RINGOUT_NOT_LOGGED_IN`, `RINGOUT_TIMEOUT`, `RINGOUT_CONNECTION`,
///   `RINGOUT_CANCELLED`, `RINGOUT_STORAGE`.
/// - RingCentral refused and no phone rings: `RINGOUT_UNAUTHORIZED`, `RINGOUT_FORBIDDEN` (no RingOut permission, a
///   caller ID that is not the user's, no funds), `RINGOUT_NOT_FOUND` (no such account or extension),
///   `RINGOUT_RATE_LIMITED`, `RINGOUT_REJECTED`.
/// - Phones may be ringing: `RINGOUT_MAYBE_PLACED`, and some responses such as a gateway's 504. For all of them
///   `ringout_error_may_have_placed()` is true.
///
/// With a `dedupe_key`, the call is placed at most once by all processes that share the `ringout_ledger`. If the key has a
/// call, that one is returned, also after its end, and no request is sent. After a request whose result no process knows,
/// the call log is asked. If it has the call for certain, that one is returned, with its outcome and "" as its id.
/// Otherwise the function returns `RINGOUT_MAYBE_PLACED`, and the request is never sent again.
///
/// @errors request MAYBE_PLACED
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_create_call(
    client: *const ringout_client,
    request: *const ringout_call_request,
    call: *mut *mut ringout_call,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
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

/// Finds the call that was placed with this `dedupe_key`, by any process that shares the `ringout_ledger`. Never places
/// one. Free it with `ringout_call_free()`.
///
/// `call` receives NULL if no call was placed. A call that another process is placing is waited for. One that has ended
/// has its outcome at once, and a wait for it sends nothing. The lease of the call is this client's, unless another has
/// it: see `ringout_call_take_lease()`.
///
/// Returns `RINGOUT_MAYBE_PLACED` if a request was sent and nothing is known about it, not even by the call log, and
/// `RINGOUT_INVALID_ARGUMENT` without a ledger.
///
/// @errors request MAYBE_PLACED
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_find_call(
    client: *const ringout_client,
    dedupe_key: *const c_char,
    call: *mut *mut ringout_call,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let dedupe_key = memory::text(dedupe_key, "dedupe_key")?;
            let out = memory::out(call, "call")?;
            out.give_optional(client.client.find_call(dedupe_key)?.map(ringout_call::new));
            Ok(())
        })
    }
}

/// Creates a handle for a call with a known id, such as one that your program saved. Sends nothing; the state is
/// unknown until it is requested. Free the handle with `ringout_call_free()`.
///
/// Returns `RINGOUT_INVALID_ARGUMENT` for an id that is empty, longer than 256 bytes, "." or "..", or contains control
/// characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_call(
    client: *const ringout_client,
    id: *const c_char,
    call: *mut *mut ringout_call,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
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

/// Sends any other API request, with the same login, deadline, retries and errors as every other function. Free the
/// response with `ringout_response_free()`.
///
/// - `method`: "GET", "POST", "PUT", "PATCH" or "DELETE".
/// - `path`: begins with one "/", is already escaped, and has no "." or ".." segment. It is sent unchanged.
/// - `query`: alternating names and values, terminated by NULL. The library escapes them. NULL for no query.
/// - `body`: JSON. NULL for no body.
///
/// GET and DELETE are retried if the response is lost, the other methods are not. Returns `RINGOUT_MAYBE_PLACED` for a
/// POST whose response is lost, or is outside 200 to 299 and 400 to 599. Any other response outside 200 to 299 is an
/// error as well. A response of more than 1 MiB is `RINGOUT_PROTOCOL`. Redirects are not followed.
///
/// @errors request MAYBE_PLACED
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
    // SAFETY: the program keeps the contract of the header.
    unsafe { send(client, method, path, query, body, response, err, Client::request) }
}

/// Sends a request like `ringout_client_request()`, but returns a response for every HTTP status.
/// `ringout_response_error()` is the error of one outside 200 to 299. Free the response with `ringout_response_free()`.
///
/// Still fails if no response came or the login failed.
///
/// @errors request MAYBE_PLACED
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
    // SAFETY: the program keeps the contract of the header.
    unsafe { send(client, method, path, query, body, response, err, Client::send) }
}

/// `Client::request` or `Client::send`.
type Send = fn(&Client, Method, &str, &[(&str, &str)], Option<&str>) -> Result<Response>;

/// # Safety
/// As for `ringout_client_request()`.
#[allow(clippy::too_many_arguments)] // the parameters of the exported functions
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
    // SAFETY: guaranteed by this function's contract.
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
