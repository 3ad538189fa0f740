//! Blocking operations as promises: they run on the core's workers and settle on Node's thread.
//!
//! They do not run on libuv's pool, whose four threads serve the file system and DNS and must not be blocked by open waits.

use napi::bindgen_prelude::{Object, ToNapiValue};
use napi::{Env, JsDeferred};
use ringout_core::{Client, Error, ErrorCode, Result};

use crate::cancel_token::{CancelToken, token};
use crate::failure::Failure;
use crate::in_flight::InFlight;
use crate::options::duration;

/// The result of an operation, `[failure, value]` in JavaScript, of which one is null.
pub type Settled<T> = (Option<Failure>, Option<T>);

type Resolver<T> = Box<dyn FnOnce(Env) -> napi::Result<Settled<T>> + Send>;

/// Converts a result for JavaScript.
pub(crate) fn settled<T>(result: Result<T>) -> Settled<T> {
    match result {
        Ok(value) => (None, Some(value)),
        Err(error) => (Some(Failure::from(&error)), None),
    }
}

/// The bounds of one operation: its cancel token, and its timeout in milliseconds.
pub(crate) type Bounds<'a> = (Option<&'a CancelToken>, Option<f64>);

/// Runs `work` on a worker with a client handle that has these bounds. The timeout starts now. Returns a promise of a [`Settled`]
/// value, which keeps the process alive until it settles.
pub(crate) fn start<'env, T>(
    env: &'env Env,
    client: &Client,
    bounds: Bounds<'_>,
    work: impl FnOnce(Client) -> Result<T> + Send + 'static,
) -> napi::Result<Object<'env>>
where
    T: ToNapiValue + Send + 'static,
{
    start_with(env, client, bounds, work, (Client::spawn, false))
}

/// Like [`start`], for a create. `hangs_up` says whether an interruption hangs up, for which the end of the process waits.
pub(crate) fn start_create<'env, T>(
    env: &'env Env,
    client: &Client,
    bounds: Bounds<'_>,
    hangs_up: bool,
    work: impl FnOnce(Client) -> Result<T> + Send + 'static,
) -> napi::Result<Object<'env>>
where
    T: ToNapiValue + Send + 'static,
{
    start_with(env, client, bounds, work, (Client::spawn_create, hangs_up))
}

/// Called once, on another thread, with the handle to use, or with an error if the deadline has passed.
type Run = Box<dyn FnOnce(Result<Client>) + Send>;

fn start_with<'env, T>(
    env: &'env Env,
    client: &Client,
    (cancel, timeout): Bounds<'_>,
    work: impl FnOnce(Client) -> Result<T> + Send + 'static,
    (spawn, hangs_up): (fn(&Client, Run), bool),
) -> napi::Result<Object<'env>>
where
    T: ToNapiValue + Send + 'static,
{
    let (pending, promise) = promise(env)?;
    let token = token(cancel);
    let bounded = match bounded(client.with_cancel_token(&token), timeout) {
        Ok(bounded) => bounded,
        Err(error) => {
            pending.settle(Err(error));
            return Ok(promise);
        }
    };
    let in_flight = InFlight::begin(token, hangs_up);
    let run = move |client: Result<Client>| {
        let result = client.and_then(work);
        drop(in_flight);
        pending.settle(result);
    };
    spawn(&bounded, Box::new(run));
    Ok(promise)
}

fn bounded(client: Client, timeout: Option<f64>) -> Result<Client> {
    match timeout {
        Some(timeout) => client.with_timeout(duration("timeout", timeout)?),
        None => Ok(client),
    }
}

/// Creates a promise of a [`Settled`] value, and the [`Pending`] that settles it.
pub(crate) fn promise<T>(env: &Env) -> napi::Result<(Pending<T>, Object<'_>)>
where
    T: ToNapiValue + Send + 'static,
{
    let (deferred, promise) = env.create_deferred()?;
    Ok((Pending(Some(deferred)), promise))
}

/// Settles a promise exactly once. If it is dropped, because the work panicked, the promise gets an error. If its environment has
/// ended, because a worker thread of Node was stopped, settling does nothing.
pub(crate) struct Pending<T: ToNapiValue + Send + 'static>(Option<JsDeferred<Settled<T>, Resolver<T>>>);

impl<T: ToNapiValue + Send + 'static> Pending<T> {
    pub(crate) fn settle(mut self, result: Result<T>) {
        self.resolve(result);
    }

    fn resolve(&mut self, result: Result<T>) {
        if let Some(deferred) = self.0.take() {
            deferred.resolve(Box::new(move |_| Ok(settled(result))));
        }
    }
}

impl<T: ToNapiValue + Send + 'static> Drop for Pending<T> {
    fn drop(&mut self) {
        let message = "the operation ended without a result; please report this";
        self.resolve(Err(Error::from_binding(ErrorCode::Internal, None, message)));
    }
}
