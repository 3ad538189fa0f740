//! Batches of calls whose results come into an inbox.

use crate::call_request::{call_requests, ringout_call_request};
use crate::client::ringout_client;
use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory;
use crate::place_options::{place_options, ringout_place_options};

use super::ringout_inbox;

/// Like `ringout_client_place_all()`, with the results in the inbox: a `RINGOUT_EVENT_PLACED` for each request, then one
/// `RINGOUT_EVENT_PLACE_ALL_END`.
///
/// Nothing is placed unless your program reads the inbox. `ringout_inbox_next()` and `ringout_inbox_wait()` call the
/// journal, on their thread and one at a time, and a request is sent only after the function that wrote its entry. So call
/// one of them whenever the descriptor is readable. The journal may use the library, but must not free the inbox. Its
/// `user_data` must stay valid until the last event was taken or the inbox is freed.
///
/// To stop placing, use `ringout_inbox_interrupt()`. Returns `RINGOUT_INVALID_ARGUMENT`, with a parameter such as
/// "requests[3].to", if a request is invalid; then no call is placed and no event comes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_place_all_into(
    client: *const ringout_client,
    requests: *const ringout_call_request,
    count: usize,
    options: *const ringout_place_options,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let requests = call_requests(requests, count)?;
            let options = place_options(options)?;
            let inbox = memory::borrow(inbox, "inbox")?;
            let (client, token) = client.core().interruptible();
            inbox.shared.begin_batch(tag, &token, client.place_all(&requests, options)?)
        })
    }
}
