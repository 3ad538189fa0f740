//! Many calls at once.

use ringout_core::PlaceAll;

use crate::call_request::{call_requests, ringout_call_request};
use crate::client::ringout_client;
use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};
use crate::place_options::{place_options, ringout_place_options};
use crate::placed::ringout_placed;

/// Many calls that are placed, followed together, and told as they end. Used by one thread at a time.
pub struct ringout_place_all {
    place_all: PlaceAll,
}

impl Handle for ringout_place_all {}

/// Begins to place many calls, as fast as the platform's limits allow (10 a minute unless it tells otherwise). Sends
/// nothing yet: `ringout_place_all_next()` places them and gives their results. Free it with `ringout_place_all_free()`;
/// it does not need the handle of the client any more.
///
/// - `requests`: an array of `count` structs, which are copied. May be NULL if `count` is 0.
/// - `options`: may be NULL.
///
/// Every request is checked first: `RINGOUT_INVALID_ARGUMENT`, with a parameter such as "requests[3].to", means that
/// nothing was and will be sent. Each is sent by the rules of `ringout_client_create_call()`, so none is placed twice;
/// one that the limits refuse waits for its turn, as long as that takes unless a total timeout is set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_client_place_all(
    client: *const ringout_client,
    requests: *const ringout_call_request,
    count: usize,
    options: *const ringout_place_options,
    place_all: *mut *mut ringout_place_all,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
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

/// Ends the placing. NULL is fine. Nothing more is placed; calls that were placed go on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_place_all_free(place_all: *mut ringout_place_all) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::free(place_all) }
}

/// Waits until the next call has ended, placing others meanwhile, and gives its result; or NULL, with `RINGOUT_OK`, when
/// every request has had its result. Free the result with `ringout_placed_free()`.
///
/// Each request has exactly one result, in the order of the ends. What becomes of a call or a request is in the result
/// and no error of this function. A cancelled token of the client gives every request that has no result yet the result
/// `RINGOUT_CANCELLED`: with its call if it was placed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_place_all_next(
    place_all: *mut ringout_place_all,
    placed: *mut *mut ringout_placed,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
    unsafe {
        guard(err, || {
            let place_all = memory::borrow_mut(place_all, "place_all")?;
            let out = memory::out(placed, "placed")?;
            out.give_optional(place_all.place_all.next().map(ringout_placed::new));
            Ok(())
        })
    }
}

/// How many requests have had no result yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_place_all_remaining(place_all: *const ringout_place_all) -> usize {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(place_all, 0, |place_all| place_all.place_all.remaining()) }
}
