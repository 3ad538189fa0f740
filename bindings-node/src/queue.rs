//! Finished operations on their way to Node's thread.
//!
//! Each copy of the package's JavaScript has one queue. It numbers its promises, and is called once for all operations that have
//! finished since it last took them: a call from another thread costs a wake-up of Node's loop, and a promise of the native half
//! would need a handle of that loop each.

#![allow(clippy::needless_pass_by_value)] // napi hands functions over by value

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fmt, mem};

use napi::bindgen_prelude::{Array, Function, ToNapiValue};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode, UnknownReturnValue};
use napi::{Env, Status};
use napi_derive::napi;
use ringout_core::{Error, ErrorCode, Result};

use crate::failure::Failure;

/// Weak, because the JavaScript of the queue keeps the process alive while a promise is open.
type Notify = ThreadsafeFunction<(), UnknownReturnValue, (), Status, false, true>;

/// Stores a result in the array that JavaScript receives, at this index. Runs on Node's thread.
type Store = Box<dyn FnOnce(&Env, &mut Array<'_>, u32) -> napi::Result<()> + Send>;

/// The elements of one operation in the array that JavaScript receives: its number, its failure and its value.
const ELEMENTS: u32 = 3;

/// The finished operations of one copy of the JavaScript.
#[napi]
pub struct Queue(Arc<Finished>);

struct Finished {
    operations: Mutex<Vec<(u32, Store)>>,
    notify: Notify,
}

#[napi]
impl Queue {
    /// Creates a queue. `notify` is called when it is no longer empty.
    #[napi(constructor)]
    pub fn new(notify: Function<'_, (), UnknownReturnValue>) -> napi::Result<Self> {
        let notify = notify.build_threadsafe_function::<()>().callee_handled::<false>().weak::<true>().build()?;
        Ok(Self(Arc::new(Finished { operations: Mutex::default(), notify })))
    }

    /// Takes the finished operations: for each its number, its failure or a hole, and its value or a hole.
    #[napi]
    pub fn take<'env>(&self, env: &'env Env) -> napi::Result<Array<'env>> {
        let operations = mem::take(&mut *self.0.lock());
        let count = u32::try_from(operations.len()).unwrap_or(u32::MAX);
        let mut array = env.create_array(count * ELEMENTS)?;
        for (place, (number, store)) in (0..count).map(|index| index * ELEMENTS).zip(operations) {
            array.set(place, number)?;
            if let Err(error) = store(env, &mut array, place) {
                let error = Error::from_binding(ErrorCode::Internal, None, error.reason);
                array.set(place + 1, Failure::from(&error))?;
            }
        }
        Ok(array)
    }
}

impl Queue {
    /// Returns the place of the promise with this number.
    pub(crate) fn ticket(&self, number: u32) -> Ticket {
        Ticket { finished: Arc::clone(&self.0), number }
    }
}

impl Finished {
    fn put(&self, number: u32, store: Store) {
        let mut operations = self.lock();
        operations.push((number, store));
        let is_first = operations.len() == 1;
        drop(operations);
        if is_first {
            // Fails if the environment has ended, because a worker thread of Node was stopped.
            self.notify.call((), ThreadsafeFunctionCallMode::NonBlocking);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(u32, Store)>> {
        self.operations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A promise of JavaScript that an operation settles.
pub(crate) struct Ticket {
    finished: Arc<Finished>,
    number: u32,
}

impl Ticket {
    pub(crate) fn pending<T: ToNapiValue + Send + 'static>(self) -> Pending<T> {
        Pending { ticket: Some(self), settle: Self::settle }
    }

    fn settle<T: ToNapiValue + Send + 'static>(self, result: Result<T>) {
        let store: Store = match result {
            Ok(value) => Box::new(move |_, array, place| array.set(place + 2, value)),
            Err(error) => Box::new(move |_, array, place| array.set(place + 1, Failure::from(&error))),
        };
        self.finished.put(self.number, store);
    }
}

/// Settles a promise exactly once. If it is dropped, because the work panicked, the promise gets an error.
pub(crate) struct Pending<T> {
    ticket: Option<Ticket>,
    settle: fn(Ticket, Result<T>),
}

impl<T> Pending<T> {
    pub(crate) fn settle(mut self, result: Result<T>) {
        self.resolve(result);
    }

    fn resolve(&mut self, result: Result<T>) {
        if let Some(ticket) = self.ticket.take() {
            (self.settle)(ticket, result);
        }
    }
}

impl<T> Drop for Pending<T> {
    fn drop(&mut self) {
        if self.ticket.is_some() {
            let message = "the operation ended without a result; please report this";
            self.resolve(Err(Error::from_binding(ErrorCode::Internal, None, message)));
        }
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pending")
    }
}
