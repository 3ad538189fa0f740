//! Operations in flight, by Node thread. A worker thread that stops cancels its own operations.

use std::collections::HashMap;
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
}

/// One operation, registered from its start until it is dropped.
pub(crate) struct InFlight {
    number: u64,
    operations: Arc<Operations>,
}

impl InFlight {
    /// Registers an operation with its cancel token. Call it on Node's thread.
    pub(crate) fn begin(token: CancelToken) -> Self {
        let operations = OPERATIONS.with(|guard| Arc::clone(&guard.0));
        let mut tokens = operations.lock();
        tokens.last_number += 1;
        let number = tokens.last_number;
        tokens.in_flight.insert(number, token);
        drop(tokens);
        Self { number, operations }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.operations.lock().in_flight.remove(&self.number);
    }
}

impl Drop for CancelOnThreadEnd {
    fn drop(&mut self) {
        self.0.lock().in_flight.values().for_each(CancelToken::cancel);
    }
}

impl Operations {
    fn lock(&self) -> MutexGuard<'_, Tokens> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
