//! Blocking operations as promises: they run on the core's workers, and `queue` brings their results to Node's thread.
//!
//! They do not run on libuv's pool, whose four threads serve the file system and DNS and must not be blocked by open waits.

use napi::bindgen_prelude::ToNapiValue;
use ringout_core::{Client, Result};

use crate::cancel_token::{CancelToken, token};
use crate::failure::Failure;
use crate::in_flight::InFlight;
use crate::options::duration;
use crate::queue::Ticket;

/// The result of an operation, `[failure, value]` in JavaScript, of which one is null.
pub type Settled<T> = (Option<Failure>, Option<T>);

/// Converts a result for JavaScript.
pub(crate) fn settled<T>(result: Result<T>) -> Settled<T> {
    match result {
        Ok(value) => (None, Some(value)),
        Err(error) => (Some(Failure::from(&error)), None),
    }
}

/// The promise of one operation, and its bounds: its cancel token, and its timeout in milliseconds.
pub(crate) type Bounds<'a> = (Ticket, Option<&'a CancelToken>, Option<f64>);

/// Runs `work` on a worker with a client handle that has these bounds, and settles the promise. The timeout starts now.
pub(crate) fn start<T>(client: &Client, bounds: Bounds<'_>, work: impl FnOnce(Client) -> Result<T> + Send + 'static)
where
    T: ToNapiValue + Send + 'static,
{
    start_with(client, bounds, work, (Client::spawn, false));
}

/// Like [`start`], for a create. `hangs_up` says whether an interruption hangs up, for which the end of the process waits.
pub(crate) fn start_create<T>(
    client: &Client,
    bounds: Bounds<'_>,
    hangs_up: bool,
    work: impl FnOnce(Client) -> Result<T> + Send + 'static,
) where
    T: ToNapiValue + Send + 'static,
{
    start_with(client, bounds, work, (Client::spawn_create, hangs_up));
}

/// Called once, on another thread, with the handle to use, or with an error if the deadline has passed.
type Run = Box<dyn FnOnce(Result<Client>) + Send>;

fn start_with<T>(
    client: &Client,
    (ticket, cancel, timeout): Bounds<'_>,
    work: impl FnOnce(Client) -> Result<T> + Send + 'static,
    (spawn, hangs_up): (fn(&Client, Run), bool),
) where
    T: ToNapiValue + Send + 'static,
{
    let pending = ticket.pending();
    let token = token(cancel);
    let bounded = match bounded(client.with_cancel_token(&token), timeout) {
        Ok(bounded) => bounded,
        Err(error) => return pending.settle(Err(error)),
    };
    let in_flight = InFlight::begin(token, hangs_up);
    let run = move |client: Result<Client>| {
        let result = client.and_then(work);
        drop(in_flight);
        pending.settle(result);
    };
    spawn(&bounded, Box::new(run));
}

fn bounded(client: Client, timeout: Option<f64>) -> Result<Client> {
    match timeout {
        Some(timeout) => client.with_timeout(duration("timeout", timeout)?),
        None => Ok(client),
    }
}
