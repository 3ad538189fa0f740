//! Runs what blocks on the core's workers, and hands the result back to Node's thread.
//!
//! Node's own pool (libuv's four threads) is left to the file system and to DNS: sixty-four open waits must not hold them up.

use napi::bindgen_prelude::{Object, ToNapiValue};
use napi::{Env, JsDeferred};
use ringout_core::{CancelToken, Error, ErrorCode, Result, spawn};

use crate::failure::Failure;
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

/// Runs `work`, which `token` interrupts, on a worker. The promise is for a [`Settled`] value; until then it keeps the
/// process alive.
pub(crate) fn start<T>(
    env: &Env,
    token: CancelToken,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> napi::Result<Object<'_>>
where
    T: ToNapiValue + Send + 'static,
{
    let (pending, promise) = promise(env)?;
    let under_way = UnderWay::begin(token);
    spawn(move || {
        let result = work();
        drop(under_way);
        pending.settle(result);
    });
    Ok(promise)
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
