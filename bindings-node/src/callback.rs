//! Callbacks into JavaScript, from threads that wait for the result.
//!
//! The facade's function runs on Node's thread. It receives an argument and a [`Completion`], which it resolves at once or later.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, ThreadId};
use std::time::Duration;

use napi::Status;
use napi::bindgen_prelude::{FnArgs, Function, ToNapiValue};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode, UnknownReturnValue};
use napi_derive::napi;

/// The facade's function.
pub type CallbackFunction<'a, A> = Function<'a, CallbackArgs<A>, UnknownReturnValue>;
type CallbackArgs<A> = FnArgs<(A, Completion)>;
/// Weak, so that it does not keep the process alive. The operation that waits for the result does.
type CallbackHandle<A> = ThreadsafeFunction<(A, Completion), UnknownReturnValue, CallbackArgs<A>, Status, false, true>;

/// The result of a callback: an optional string, or an error message.
pub(crate) type CallbackResult = Result<Option<String>, String>;

/// How often a waiting thread checks whether Node's thread still runs and whether to go on waiting.
const CHECK_INTERVAL: Duration = Duration::from_millis(50);

/// Takes the result of one callback. If it is dropped without a result, the callback fails.
#[napi]
pub struct Completion(Sender<CallbackResult>);

#[napi]
impl Completion {
    /// Completes the callback with a value. Returns false if the waiting thread has given up.
    #[napi]
    pub fn resolve(&self, value: Option<String>) -> bool {
        self.0.send(Ok(value)).is_ok()
    }

    /// Completes the callback with an error message.
    #[napi]
    pub fn reject(&self, message: String) {
        // Fails if the waiting thread has given up, which is fine.
        let _ = self.0.send(Err(message));
    }
}

/// A function of the facade that other threads can call.
pub(crate) struct Callback<A: ToNapiValue + Send + 'static> {
    handle: CallbackHandle<A>,
    thread: ThreadId,
}

impl<A: ToNapiValue + Send + 'static> Callback<A> {
    /// Creates a callback. Call it on Node's thread.
    pub(crate) fn new(function: &CallbackFunction<'_, A>) -> napi::Result<Self> {
        let builder = function.build_threadsafe_function::<(A, Completion)>().callee_handled::<false>().weak::<true>();
        let handle = builder.build_callback(|context| Ok(FnArgs::from(context.value)))?;
        Ok(Self { handle, thread: thread::current().id() })
    }

    /// Calls the function and waits for its result. `give_up` is asked regularly with the time waited so far, and returns a
    /// message to stop waiting.
    pub(crate) fn call(
        &self,
        argument: A,
        mut give_up: impl FnMut(Duration) -> Option<&'static str>,
    ) -> CallbackResult {
        // If no worker thread could be started, the work runs on Node's thread, and waiting here would be a deadlock.
        if thread::current().id() == self.thread {
            return Err("there is no thread to wait for it".to_owned());
        }
        let (sender, receiver) = mpsc::channel();
        if self.handle.call((argument, Completion(sender)), ThreadsafeFunctionCallMode::NonBlocking) != Status::Ok {
            return Err(thread_ended());
        }
        let mut waited = Duration::ZERO;
        loop {
            match receiver.recv_timeout(CHECK_INTERVAL) {
                Ok(result) => return result,
                Err(RecvTimeoutError::Disconnected) => return Err("its promise can never settle".to_owned()),
                Err(RecvTimeoutError::Timeout) if self.handle.aborted() => return Err(thread_ended()),
                Err(RecvTimeoutError::Timeout) => waited += CHECK_INTERVAL,
            }
            if let Some(message) = give_up(waited) {
                return Err(message.to_owned());
            }
        }
    }
}

fn thread_ended() -> String {
    "its Node thread has ended".to_owned()
}
