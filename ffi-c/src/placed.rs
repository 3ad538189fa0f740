//! Results of a batch.

use std::ptr;

use ringout_core::Placed;

use crate::call::ringout_call;
use crate::error::ringout_error;
use crate::memory::{self, Handle};
use crate::outcome::ringout_outcome;

/// The result of one request of `ringout_client_place_all()`: an outcome or an error, and the call if it was placed.
/// Immutable. Everything read from it is valid until it is freed.
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

/// Frees a result with its call handle and its outcome or error. NULL does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_placed_free(placed: *mut ringout_placed) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(placed) }
}

/// Returns the index of the request in the array, counted from 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_placed_index(placed: *const ringout_placed) -> usize {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(placed, 0, |placed| placed.index) }
}

/// Returns the call; NULL if it was not placed. `ringout_call_clone()` creates a handle that outlives the result.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_placed_call(placed: *const ringout_placed) -> *const ringout_call {
    let call = |placed: &ringout_placed| placed.call.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(placed, ptr::null(), call) }
}

/// Returns the outcome of the call; NULL if there is an error instead.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_placed_outcome(placed: *const ringout_placed) -> *const ringout_outcome {
    let outcome = |placed: &ringout_placed| placed.result.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(placed, ptr::null(), outcome) }
}

/// Returns the error, or NULL if there is an outcome. Without a call it is an error of `ringout_client_create_call()`.
/// With a call it is one of `ringout_call_wait()`: the call was placed but could not be followed to its end.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_placed_error(placed: *const ringout_placed) -> *const ringout_error {
    let error = |placed: &ringout_placed| placed.result.as_ref().err().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::read(placed, ptr::null(), error) }
}
