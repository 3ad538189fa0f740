//! The operations that each thread of Node has under way: a worker thread that is stopped interrupts its own, which nobody
//! waits for any more.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ringout_core::CancelToken;

thread_local! {
    static UNDER_WAY: OfThread = OfThread::default();
}

/// The operations of one thread of Node. Dropped when the thread ends.
#[derive(Default)]
struct OfThread(Arc<Operations>);

#[derive(Default)]
struct Operations(Mutex<Tokens>);

#[derive(Default)]
struct Tokens {
    begun: u64,
    under_way: HashMap<u64, CancelToken>,
}

/// One operation, from its start to its end.
pub(crate) struct UnderWay {
    number: u64,
    operations: Arc<Operations>,
}

impl UnderWay {
    /// Notes that an operation with this token begins. To be called on Node's thread.
    pub(crate) fn begin(token: CancelToken) -> Self {
        let operations = UNDER_WAY.with(|of_thread| Arc::clone(&of_thread.0));
        let mut tokens = operations.lock();
        tokens.begun += 1;
        let number = tokens.begun;
        tokens.under_way.insert(number, token);
        drop(tokens);
        Self { number, operations }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.operations.lock().under_way.remove(&self.number);
    }
}

impl Drop for OfThread {
    fn drop(&mut self) {
        self.0.lock().under_way.values().for_each(CancelToken::cancel);
    }
}

impl Operations {
    fn lock(&self) -> MutexGuard<'_, Tokens> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
