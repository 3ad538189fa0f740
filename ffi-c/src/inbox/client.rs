//! Operations of a client whose results come into an inbox.

use std::ffi::c_char;

use ringout_core::{Call, Client, Credentials, Method, Response, Result};

use crate::authorization::ringout_authorization;
use crate::call::ringout_call;
use crate::call_request::{call_request, optional_call_request, ringout_call_request};
use crate::caller_ids::ringout_caller_ids;
use crate::client::ringout_client;
use crate::error::{ringout_error, ringout_status};
use crate::forwarding_numbers::ringout_forwarding_numbers;
use crate::guard::guard;
use crate::logged_call::{attempt, ringout_logged_call};
use crate::memory;
use crate::preflight::ringout_preflight;
use crate::response::ringout_response;

use super::content::Content;
use super::event::{
    RINGOUT_EVENT_CALL_LOG, RINGOUT_EVENT_CALLER_IDS, RINGOUT_EVENT_CREATE_CALL, RINGOUT_EVENT_FIND_CALL,
    RINGOUT_EVENT_FORWARDING_NUMBERS, RINGOUT_EVENT_LOGIN, RINGOUT_EVENT_LOGOUT, RINGOUT_EVENT_PREFLIGHT,
    RINGOUT_EVENT_REFRESH, RINGOUT_EVENT_RESPONSE,
};
use super::ringout_inbox;

/// Like `ringout_client_login_jwt()`, without blocking. The result is a `RINGOUT_EVENT_LOGIN`, which holds nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_login_jwt_into(
    client: *const ringout_client,
    jwt: *const c_char,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let credentials = Credentials::jwt(memory::text(jwt, "jwt")?);
            let inbox = memory::borrow(inbox, "inbox")?;
            inbox.start(client.core(), tag, RINGOUT_EVENT_LOGIN, log_in(credentials))
        })
    }
}

/// Like `ringout_client_login_password()`, without blocking. The result is a `RINGOUT_EVENT_LOGIN`, which holds
/// nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_login_password_into(
    client: *const ringout_client,
    username: *const c_char,
    extension: *const c_char,
    password: *const c_char,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let username = memory::text(username, "username")?;
            let extension = memory::optional_text(extension, "extension")?.map(str::to_owned);
            let credentials = Credentials::password(username, extension, memory::text(password, "password")?);
            let inbox = memory::borrow(inbox, "inbox")?;
            inbox.start(client.core(), tag, RINGOUT_EVENT_LOGIN, log_in(credentials))
        })
    }
}

/// Like `ringout_client_login_code()`, without blocking. The result is a `RINGOUT_EVENT_LOGIN`, which holds nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_login_code_into(
    client: *const ringout_client,
    code: *const c_char,
    redirect_uri: *const c_char,
    verifier: *const c_char,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let code = memory::text(code, "code")?;
            let redirect_uri = memory::text(redirect_uri, "redirect_uri")?;
            let verifier = memory::optional_text(verifier, "verifier")?.map(str::to_owned);
            let credentials = Credentials::code(code, redirect_uri, verifier);
            let inbox = memory::borrow(inbox, "inbox")?;
            inbox.start(client.core(), tag, RINGOUT_EVENT_LOGIN, log_in(credentials))
        })
    }
}

/// Like `ringout_client_login_redirect()`, without blocking. The result is a `RINGOUT_EVENT_LOGIN`, which holds
/// nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_login_redirect_into(
    client: *const ringout_client,
    redirected_to: *const c_char,
    authorization: *const ringout_authorization,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let redirected_to = memory::text(redirected_to, "redirected_to")?.to_owned();
            let authorization = memory::borrow(authorization, "authorization")?.core().clone();
            let inbox = memory::borrow(inbox, "inbox")?;
            inbox.start(client.core(), tag, RINGOUT_EVENT_LOGIN, move |client| {
                client.login_redirect(&redirected_to, &authorization).map(|()| Content::Nothing)
            })
        })
    }
}

/// Like `ringout_client_refresh()`, without blocking. The result is a `RINGOUT_EVENT_REFRESH`. It holds nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_refresh_into(
    client: *const ringout_client,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let inbox = memory::borrow(inbox, "inbox")?;
            inbox.start(client.core(), tag, RINGOUT_EVENT_REFRESH, |client| client.refresh().map(|()| Content::Nothing))
        })
    }
}

/// Like `ringout_client_logout()`, without blocking. The result is a `RINGOUT_EVENT_LOGOUT`. It holds nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_logout_into(
    client: *const ringout_client,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let inbox = memory::borrow(inbox, "inbox")?;
            inbox.start(client.core(), tag, RINGOUT_EVENT_LOGOUT, |client| client.logout().map(|()| Content::Nothing))
        })
    }
}

/// Like `ringout_client_create_call()`, without blocking. The result is a `RINGOUT_EVENT_CREATE_CALL`. Its error says
/// whether phones may be ringing, as there.
///
/// To place many calls at the pace of the rate limits, use `ringout_client_place_all_into()`: an operation that would
/// wait for a rate limit beyond its deadline fails with `RINGOUT_RATE_LIMITED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_create_call_into(
    client: *const ringout_client,
    request: *const ringout_call_request,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let request = call_request(request)?;
            let owner = client.core().clone();
            let inbox = memory::borrow(inbox, "inbox")?;
            inbox.start_create(client.core(), tag, RINGOUT_EVENT_CREATE_CALL, move |client| {
                let call = client.create_call(&request)?;
                Ok(Content::Call(Box::new(ringout_call::new(call.with_client(&owner)))))
            })
        })
    }
}

/// Like `ringout_client_find_call()`, without blocking. The result is a `RINGOUT_EVENT_FIND_CALL`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_find_call_into(
    client: *const ringout_client,
    dedupe_key: *const c_char,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let dedupe_key = memory::text(dedupe_key, "dedupe_key")?.to_owned();
            let owner = client.core().clone();
            let inbox = memory::borrow(inbox, "inbox")?;
            inbox.start(client.core(), tag, RINGOUT_EVENT_FIND_CALL, move |client| {
                let call = client.find_call(&dedupe_key)?;
                let handle = |call: Call| Content::Call(Box::new(ringout_call::new(call.with_client(&owner))));
                Ok(call.map_or(Content::Nothing, handle))
            })
        })
    }
}

/// Like `ringout_client_request()`, without blocking. The result is a `RINGOUT_EVENT_RESPONSE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_request_into(
    client: *const ringout_client,
    method: *const c_char,
    path: *const c_char,
    query: *const *const c_char,
    body: *const c_char,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe { send(client, (method, path, query, body), inbox, tag, err, Client::request) }
}

/// Like `ringout_client_send()`, without blocking. The result is a `RINGOUT_EVENT_RESPONSE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_send_into(
    client: *const ringout_client,
    method: *const c_char,
    path: *const c_char,
    query: *const *const c_char,
    body: *const c_char,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe { send(client, (method, path, query, body), inbox, tag, err, Client::send) }
}

/// Like `ringout_client_caller_ids()`, without blocking. The result is a `RINGOUT_EVENT_CALLER_IDS`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_caller_ids_into(
    client: *const ringout_client,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let inbox = memory::borrow(inbox, "inbox")?;
            inbox.start(client.core(), tag, RINGOUT_EVENT_CALLER_IDS, |client| {
                Ok(Content::CallerIds(Box::new(ringout_caller_ids::new(&client.caller_ids()?))))
            })
        })
    }
}

/// Like `ringout_client_forwarding_numbers()`, without blocking. The result is a `RINGOUT_EVENT_FORWARDING_NUMBERS`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_forwarding_numbers_into(
    client: *const ringout_client,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let inbox = memory::borrow(inbox, "inbox")?;
            inbox.start(client.core(), tag, RINGOUT_EVENT_FORWARDING_NUMBERS, |client| {
                Ok(Content::ForwardingNumbers(Box::new(ringout_forwarding_numbers::new(&client.forwarding_numbers()?))))
            })
        })
    }
}

/// Like `ringout_client_preflight()`, without blocking. The result is a `RINGOUT_EVENT_PREFLIGHT`. `request` may be
/// NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_preflight_into(
    client: *const ringout_client,
    request: *const ringout_call_request,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let request = optional_call_request(request)?;
            let inbox = memory::borrow(inbox, "inbox")?;
            inbox.start(client.core(), tag, RINGOUT_EVENT_PREFLIGHT, move |client| {
                Ok(Content::Preflight(Box::new(ringout_preflight::new(client.preflight(request.as_ref())?))))
            })
        })
    }
}

/// Like `ringout_client_call_log()`, without blocking. The result is a `RINGOUT_EVENT_CALL_LOG`. `from` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_call_log_into(
    client: *const ringout_client,
    to: *const c_char,
    from: *const c_char,
    sent_at_unix_ms: i64,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let attempt = attempt(to, from, sent_at_unix_ms)?;
            let inbox = memory::borrow(inbox, "inbox")?;
            inbox.start(client.core(), tag, RINGOUT_EVENT_CALL_LOG, move |client| {
                Ok(Content::LoggedCall(Box::new(ringout_logged_call::new(client.call_log(&attempt)?))))
            })
        })
    }
}

fn log_in(credentials: Credentials) -> impl FnOnce(Client) -> Result<Content> + Send + 'static {
    move |client| client.login(credentials).map(|()| Content::Nothing)
}

/// `Client::request` or `Client::send`.
type SendRequest = fn(&Client, Method, &str, &[(&str, &str)], Option<&str>) -> Result<Response>;

/// The method, path, query and body.
type Parts = (*const c_char, *const c_char, *const *const c_char, *const c_char);

/// # Safety
/// As for `ringout_client_request()`.
unsafe fn send(
    client: *const ringout_client,
    (method, path, query, body): Parts,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
    send: SendRequest,
) -> ringout_status {
    // SAFETY: guaranteed by this function's contract.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let method = Method::parse(memory::text(method, "method")?)?;
            let path = memory::text(path, "path")?.to_owned();
            let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
            let query: Vec<_> = memory::pairs(query, "query")?.into_iter().map(owned).collect();
            let body = memory::optional_text(body, "body")?.map(str::to_owned);
            let inbox = memory::borrow(inbox, "inbox")?;
            inbox.start(client.core(), tag, RINGOUT_EVENT_RESPONSE, move |client| {
                let query: Vec<_> = query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                let response = send(&client, method, &path, &query, body.as_deref())?;
                Ok(Content::Response(Box::new(ringout_response::new(response))))
            })
        })
    }
}
