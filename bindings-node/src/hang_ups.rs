//! The end of the process, which waits for hang-ups in flight.

use std::thread;
use std::time::Duration;

use napi_derive::napi;
use ringout_core::hang_ups_in_flight;

use crate::in_flight::interrupt_those_that_hang_up;

/// The longest wait. A hang-up takes up to five seconds, after up to five more for the response to a create.
const TIMEOUT: Duration = Duration::from_secs(11);
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// Interrupts this thread's creates that hang up, and blocks until no hang-up is in flight. For the `exit` event of the process,
/// whose listeners cannot wait for a promise.
#[napi]
pub fn await_hang_ups() {
    let mut waited = Duration::ZERO;
    // A create that was interrupted begins its hang-up before it ends.
    while (interrupt_those_that_hang_up() || hang_ups_in_flight() > 0) && waited < TIMEOUT {
        thread::park_timeout(POLL_INTERVAL);
        waited += POLL_INTERVAL;
    }
}
