//! What became of one request of many.

use std::ptr;

use ringout_core::Placed;

use crate::call::ringout_call;
use crate::error::ringout_error;
use crate::memory::{self, Handle};
use crate::outcome::ringout_outcome;

/// What became of one request of `ringout_client_place_all()`: an outcome or an error, and the call if there is one. All
/// that is read out of it is borrowed until `ringout_placed_free()`. It never changes.
pub struct ringout_placed {
    index: usize,
    call: Option<ringout_call>,
    result: Result<ringout_outcome, ringout_error>,
}

impl Handle for ringout_placed {}

impl ringout_placed {
    pub(crate) fn new(placed: Placed) -> Self {
        Self {
            index: placed.index,
            call: placed.call.map(ringout_call::new),
            result: placed.result.map(ringout_outcome::new).map_err(ringout_error::new),
        }
    }
}

/// Frees a result, its call, and its outcome or error. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_placed_free(placed: *mut ringout_placed) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::free(placed) }
}

/// The request's place in the array that was given, counted from 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_placed_index(placed: *const ringout_placed) -> usize {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(placed, 0, |placed| placed.index) }
}

/// The call; NULL if it was not placed. `ringout_call_clone()` makes a handle that outlives the result.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_placed_call(placed: *const ringout_placed) -> *const ringout_call {
    let call = |placed: &ringout_placed| placed.call.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(placed, ptr::null(), call) }
}

/// How the call came out; NULL if there is an error instead.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_placed_outcome(placed: *const ringout_placed) -> *const ringout_outcome {
    let outcome = |placed: &ringout_placed| placed.result.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(placed, ptr::null(), outcome) }
}

/// Why there is no call, as `ringout_client_create_call()` would have said it; or, with a call, why it was not followed
/// to its end, as `ringout_call_wait()` would have. NULL if there is an outcome.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_placed_error(placed: *const ringout_placed) -> *const ringout_error {
    let error = |placed: &ringout_placed| placed.result.as_ref().err().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::read(placed, ptr::null(), error) }
}
