//! Batches of calls.

use ringout_core::PlaceAll;

use crate::call_request::{call_requests, ringout_call_request};
use crate::client::ringout_client;
use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};
use crate::place_options::{place_options, ringout_place_options};
use crate::placed::ringout_placed;

/// A batch of calls: places them, follows them all, and returns each result as the call ends. Only one thread at a time
/// may use it.
pub struct ringout_place_all {
    place_all: PlaceAll,
}

impl Handle for ringout_place_all {}

/// Starts a batch of calls, placed as fast as the rate limits allow (10 a minute unless RingCentral reports otherwise).
/// Sends nothing yet: `ringout_place_all_next()` places the calls and returns their results. Free the batch with
/// `ringout_place_all_free()`; the client handle may be freed before.
///
/// - `requests`: an array of `count` structs, which are copied. May be NULL if `count` is 0.
/// - `options`: may be NULL.
///
/// All requests are checked first. `RINGOUT_INVALID_ARGUMENT`, with a parameter such as "requests[3].to", means that no
/// call was or will be placed. The rules of `ringout_client_create_call()` apply to each request, so none is placed
/// twice. A request over the rate limit waits for its turn, without a limit of time unless `total_timeout_ms` is set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_place_all(
    client: *const ringout_client,
    requests: *const ringout_call_request,
    count: usize,
    options: *const ringout_place_options,
    place_all: *mut *mut ringout_place_all,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let client = memory::borrow(client, "client")?;
            let requests = call_requests(requests, count)?;
            let options = place_options(options)?;
            let out = memory::out(place_all, "place_all")?;
            out.give(ringout_place_all { place_all: client.core().place_all(&requests, options)? });
            Ok(())
        })
    }
}

/// Frees a batch. NULL does nothing. No more calls are placed; those that were placed go on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_place_all_free(place_all: *mut ringout_place_all) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(place_all) }
}

/// Waits until the next call ends and returns its result through `placed`, or NULL when every request has had its
/// result. Places the other calls meanwhile. Free the result with `ringout_placed_free()`.
///
/// Each request has exactly one result, in the order in which the calls end. The error of a request or a call is in its
/// result and does not fail this function. Once the client's cancel token is cancelled, and in a forked child, each
/// request without a result gets `RINGOUT_CANCELLED`, together with its call if it was placed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_place_all_next(
    place_all: *mut ringout_place_all,
    placed: *mut *mut ringout_placed,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let place_all = memory::borrow_mut(place_all, "place_all")?;
            let out = memory::out(placed, "placed")?;
            out.give_optional(place_all.place_all.next().map(ringout_placed::new));
            Ok(())
        })
    }
}

/// Returns the number of requests that have no result yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_place_all_remaining(place_all: *const ringout_place_all) -> usize {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(place_all, 0, |place_all| place_all.place_all.remaining()) }
}
