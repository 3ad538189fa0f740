//! Runs what blocks on the core's workers, and hands the result back to Node's thread.
//!
//! Node's own pool (libuv's four threads) is left to the file system and to DNS: sixty-four open waits must not hold them up.

use napi::bindgen_prelude::{Object, ToNapiValue};
use napi::{Env, JsDeferred};
use ringout_core::{Client, Error, ErrorCode, Result};

use crate::cancel_token::{CancelToken, token};
use crate::failure::Failure;
use crate::options::duration;
use crate::under_way::UnderWay;

/// What an operation came to, `[failure, value]` in JavaScript: one of the two.
pub type Settled<T> = (Option<Failure>, Option<T>);

type Resolver<T> = Box<dyn FnOnce(Env) -> napi::Result<Settled<T>> + Send>;

/// A result as JavaScript gets it.
pub(crate) fn settled<T>(result: Result<T>) -> Settled<T> {
    match result {
        Ok(value) => (None, Some(value)),
        Err(error) => (Some(Failure::from(&error)), None),
    }
}

/// What bounds one operation: what interrupts it, and a deadline of its own in milliseconds.
pub(crate) type Bounds<'a> = (Option<&'a CancelToken>, Option<f64>);

/// Runs `work` on a worker, with a handle of the client that has these bounds, which count from here. The promise is for a
/// [`Settled`] value; until then it keeps the process alive.
pub(crate) fn start<'env, T>(
    env: &'env Env,
    client: &Client,
    bounds: Bounds<'_>,
    work: impl FnOnce(Client) -> Result<T> + Send + 'static,
) -> napi::Result<Object<'env>>
where
    T: ToNapiValue + Send + 'static,
{
    start_by(env, client, bounds, work, Client::spawn)
}

/// The same for a create.
pub(crate) fn start_create<'env, T>(
    env: &'env Env,
    client: &Client,
    bounds: Bounds<'_>,
    work: impl FnOnce(Client) -> Result<T> + Send + 'static,
) -> napi::Result<Object<'env>>
where
    T: ToNapiValue + Send + 'static,
{
    start_by(env, client, bounds, work, Client::spawn_create)
}

/// Called once, on another thread: with the handle to use, or with why there is no time to use it.
type Run = Box<dyn FnOnce(Result<Client>) + Send>;

fn start_by<'env, T>(
    env: &'env Env,
    client: &Client,
    (cancel, timeout): Bounds<'_>,
    work: impl FnOnce(Client) -> Result<T> + Send + 'static,
    spawn: fn(&Client, Run),
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
    let under_way = UnderWay::begin(token);
    let run = move |begun: Result<Client>| {
        let result = begun.and_then(work);
        drop(under_way);
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

/// A promise for a [`Settled`] value, and what settles it.
pub(crate) fn promise<T>(env: &Env) -> napi::Result<(Pending<T>, Object<'_>)>
where
    T: ToNapiValue + Send + 'static,
{
    let (deferred, promise) = env.create_deferred()?;
    Ok((Pending(Some(deferred)), promise))
}

/// What settles a promise exactly once, also when it is forgotten: when the work panics. After its environment has ended (a
/// worker thread of Node that was stopped) settling does nothing.
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
        let text = "the operation ended without a result; please report this";
        self.resolve(Err(Error::from_binding(ErrorCode::Internal, None, text)));
    }
}
