//! Operations in flight, by Node thread. A worker thread that stops cancels its own operations.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ringout_core::CancelToken;

thread_local! {
    static OPERATIONS: CancelOnThreadEnd = CancelOnThreadEnd::default();
}

/// Cancels the operations of one Node thread when it is dropped, which happens when the thread ends.
#[derive(Default)]
struct CancelOnThreadEnd(Arc<Operations>);

#[derive(Default)]
struct Operations(Mutex<Tokens>);

#[derive(Default)]
struct Tokens {
    last_number: u64,
    in_flight: HashMap<u64, CancelToken>,
    /// The numbers of the creates that hang up when they are interrupted.
    that_hang_up: HashSet<u64>,
}

/// One operation, registered from its start until it is dropped.
pub(crate) struct InFlight {
    number: u64,
    operations: Arc<Operations>,
}

impl InFlight {
    /// Registers an operation with its cancel token, and whether it hangs up when it is interrupted. Call it on Node's thread.
    pub(crate) fn begin(token: CancelToken, hangs_up: bool) -> Self {
        let operations = OPERATIONS.with(|guard| Arc::clone(&guard.0));
        let mut tokens = operations.lock();
        tokens.last_number += 1;
        let number = tokens.last_number;
        tokens.in_flight.insert(number, token);
        if hangs_up {
            tokens.that_hang_up.insert(number);
        }
        drop(tokens);
        Self { number, operations }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let mut tokens = self.operations.lock();
        tokens.in_flight.remove(&self.number);
        tokens.that_hang_up.remove(&self.number);
    }
}

impl Drop for CancelOnThreadEnd {
    fn drop(&mut self) {
        self.0.lock().in_flight.values().for_each(CancelToken::cancel);
    }
}

/// Interrupts this thread's operations that hang up. Returns whether there are any.
pub(crate) fn interrupt_those_that_hang_up() -> bool {
    OPERATIONS.with(|guard| {
        let tokens = guard.0.lock();
        let chosen = tokens.that_hang_up.iter().filter_map(|number| tokens.in_flight.get(number));
        chosen.map(CancelToken::cancel).count() > 0
    })
}

impl Operations {
    fn lock(&self) -> MutexGuard<'_, Tokens> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
