//! The class `Call`.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};
use ringout_core::{Call as Core, CancelEffect, Client, Error, WaitOptions};

use crate::base::handle::Handle;
use crate::base::typed::Flag;
use crate::base::{argument, enums, value};
use crate::objects::block::Blocks;
use crate::objects::follow::FollowHandle;
use crate::objects::watch::Watch;
use crate::values::outcome::Outcome;
use crate::values::state::CallState;
use crate::waiting::operation::{self, Spawn};
use crate::waiting::output::Output;
use crate::waiting::session::Session;

/// A RingOut call, from `Client.create_call` or `Client.call`.
///
/// The methods in order of use: `watch` or `wait` to follow the call to its end, `state` and `outcome` for what is known,
/// `status` for one poll, `cancel` or `detach`, and `log` afterwards.
///
/// Can be used from many threads at once. Deleting the object does not end the call. A `with` block hangs it up at the end of the
/// block, unless the call is over or `detach` was called in the block:
///
///     with client.create_call(to="+16505550100", from_="+16505550123") as call:
///         if call.wait(until="answered", timeout=60).kind == "Answered":
///             call.detach()
#[pyclass(frozen, module = "ringout")]
pub struct Call {
    /// Dropped before the handle, so that dropping one never waits for the hang-up.
    blocks: Blocks,
    core: Handle<Core>,
    session: Session,
}

#[pymethods]
impl Call {
    /// RingCentral's id of the call, an opaque string.
    #[getter]
    fn id(&self) -> &str {
        self.core.id()
    }

    /// Whether the call was placed by another request with the same `dedupe_key`, in this process or another, and not by the one
    /// that returned this object.
    #[getter]
    fn adopted(&self) -> bool {
        self.core.adopted()
    }

    /// The last known state, or None if none is known yet. Sends nothing.
    #[getter]
    fn state(&self) -> Option<CallState> {
        self.core.state().map(CallState)
    }

    /// How the call ended, from the states seen so far. The kind is `StillInProgress` until the end is seen. Sends nothing.
    #[getter]
    fn outcome(&self) -> Outcome {
        Outcome(self.core.outcome())
    }

    /// Requests the state of the call once and returns a `CallState`.
    ///
    /// Raises:
    ///     NotFoundError: RingCentral no longer knows the call, some time after its end. Also any other 404, which leaves the
    ///         outcome unchanged.
    ///
    /// Example:
    ///     >>> state = call.status()
    ///     >>> state.caller_status
    ///     Status('InProgress')
    fn status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.perform(py, Core::status)
    }

    /// Waits until the call ends, or until both phones have answered, and returns the `Outcome`.
    ///
    /// - `until`: `"ended"` or `"answered"`, an `Until`.
    /// - `timeout`: in seconds, 3600 by default. If it passes, the outcome is `StillInProgress`.
    /// - `cancel_on_timeout`: whether to cancel the call when the timeout passes. If that fails, the outcome is based on the last
    ///   known state.
    /// - `cancel_on_exit`: whether to hang up if the wait is left without an outcome: interrupted, cancelled or failed. The library
    ///   sends the cancel on its own thread, at most once for a call, within five seconds, and logs the effect. The end of the
    ///   program waits for it.
    ///
    /// Lost responses, 5xx, rate limits and 404s that do not name the call only delay the result. After two minutes of nothing
    /// but such 404s, the outcome is `EndedUnknown`.
    ///
    /// Raises:
    ///     NotLoggedInError, UnauthorizedError, ForbiddenError: Polling cannot continue. The call goes on.
    ///     OperationCancelledError: The client was closed. The call goes on.
    ///
    /// Example:
    ///     >>> outcome = call.wait(timeout=120)
    ///     >>> outcome.kind, outcome.connected
    ///     (OutcomeKind.COMPLETED, True)
    #[pyo3(
        signature = (*, until=None, timeout=None, cancel_on_timeout=Flag::NO, cancel_on_exit=Flag::NO),
        text_signature = "($self, *, until='ended', timeout=None, cancel_on_timeout=False, cancel_on_exit=False)"
    )]
    fn wait<'py>(
        &self,
        py: Python<'py>,
        until: Option<&Bound<'_, PyAny>>,
        timeout: Option<&Bound<'_, PyAny>>,
        cancel_on_timeout: Flag<'_>,
        cancel_on_exit: Flag<'_>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let options = wait_options(until, timeout, cancel_on_timeout, cancel_on_exit)?;
        self.perform_by(py, operation::without_deadline, move |core| core.wait(&options))
    }

    /// Returns an iterator over the changes of the call, each a `Change`. It blocks until the next change, and stops when `wait`
    /// would return. Takes the same arguments as `wait`, and raises the same exceptions while iterating. With `cancel_on_exit`, a
    /// watch that is deleted before its end hangs up, which a `break` in `for change in call.watch(cancel_on_exit=True)` does.
    ///
    /// Example:
    ///     >>> for change in call.watch(timeout=120):
    ///     ...     last = change.state
    ///     >>> print(last)
    ///     call Success, caller Finished, callee Finished
    #[pyo3(
        signature = (*, until=None, timeout=None, cancel_on_timeout=Flag::NO, cancel_on_exit=Flag::NO),
        text_signature = "($self, *, until='ended', timeout=None, cancel_on_timeout=False, cancel_on_exit=False)"
    )]
    fn watch(
        slf: &Bound<'_, Self>,
        until: Option<&Bound<'_, PyAny>>,
        timeout: Option<&Bound<'_, PyAny>>,
        cancel_on_timeout: Flag<'_>,
        cancel_on_exit: Flag<'_>,
    ) -> PyResult<Watch> {
        let call = slf.get();
        call.session.check(slf.py())?;
        let options = wait_options(until, timeout, cancel_on_timeout, cancel_on_exit)?;
        Watch::new(slf.py(), &call.core, &call.session, &options)
    }

    /// Calls `notify` on the running event loop's thread with each change, then with the outcome or an exception. Stops when the
    /// returned object is deleted.
    #[pyo3(
        signature = (notify, *, until=None, timeout=None, cancel_on_timeout=Flag::NO, cancel_on_exit=Flag::NO),
        text_signature = "($self, notify, *, until='ended', timeout=None, cancel_on_timeout=False, cancel_on_exit=False)"
    )]
    fn _follow(
        &self,
        notify: &Bound<'_, PyAny>,
        until: Option<&Bound<'_, PyAny>>,
        timeout: Option<&Bound<'_, PyAny>>,
        cancel_on_timeout: Flag<'_>,
        cancel_on_exit: Flag<'_>,
    ) -> PyResult<FollowHandle> {
        self.session.check(notify.py())?;
        let options = wait_options(until, timeout, cancel_on_timeout, cancel_on_exit)?;
        FollowHandle::new(notify, &self.session, &self.core, &options)
    }

    /// Looks up the call in RingCentral's call log and returns a `CallLog`. The log does not contain call ids, so the record is
    /// matched by the numbers and the time of the call. `CallLog.matching` says how certain the match is.
    ///
    /// RingCentral writes the record some time after the call has ended, sometimes a minute later. Counts against the Heavy rate
    /// limit (10 requests per minute by default), like placing a call. Needs the `ReadCallLog` permission.
    ///
    /// Raises:
    ///     InvalidArgumentError: The call is from `Client.call`, so its numbers are unknown. Pass them to `Client.call_log`.
    ///     ForbiddenError: The app has no `ReadCallLog` permission.
    ///
    /// Example:
    ///     >>> log = call.log()  # too early
    ///     >>> print(log)
    ///     None: no record matches
    fn log<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.perform(py, Core::log)
    }

    /// Takes the lease of a call with a `dedupe_key`. Returns None if it is now this client's or the call has ended, otherwise
    /// for how many seconds another worker still has it.
    ///
    /// The lease says which worker follows the call; it does not prevent others. The one that places or finds the call has it,
    /// unless another has it. `wait` and `watch` keep it, and 30 s after a worker has died it is free. A client that polls a call
    /// rarely, because it follows many, has it for longer. Sends nothing to RingCentral.
    ///
    /// Raises:
    ///     InvalidArgumentError: The call has no `dedupe_key`.
    ///     StorageError: The ledger failed.
    fn take_lease<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.perform(py, Core::take_lease)
    }

    /// Claims the outcome of a call with a `dedupe_key`, for the worker that reports it. Returns True once for a key, whichever
    /// workers ask, and False before the end of the call has been seen. A worker that dies between the claim and its report has
    /// claimed it even so. Sends nothing to RingCentral.
    ///
    /// Raises:
    ///     InvalidArgumentError: The call has no `dedupe_key`.
    ///     StorageError: The ledger failed. Ask the same object again.
    fn claim_outcome<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.perform(py, Core::claim_outcome)
    }

    /// Cancels the call, polls it once to see the effect, and returns a `CancelEffect`. A call that has already ended is not
    /// an error.
    ///
    /// Example:
    ///     >>> call.cancel()
    ///     CancelEffect.HUNG_UP
    fn cancel<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.perform(py, Core::cancel)
    }

    /// Returns the `id`, the `state` and the `outcome` as a dict of plain JSON types. Sends nothing.
    fn to_dict<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
        value::to_dict(slf, &[&[("id", "str"), ("state", "CallState?"), ("outcome", "Outcome")]])
    }

    /// Lets the call go on: no `with` block and no wait with `cancel_on_exit` that has begun hangs it up. Sends nothing.
    fn detach(&self) {
        self.core.detach();
    }

    fn __enter__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, Self>> {
        let call = slf.get();
        call.session.check(slf.py())?;
        call.blocks.enter(&call.core);
        Ok(slf.clone())
    }

    /// Hangs up, and waits up to five seconds for the effect. After `close()` of the client it does not wait.
    #[pyo3(signature = (*_exception))]
    fn __exit__<'py>(&self, py: Python<'py>, _exception: &Bound<'_, PyTuple>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.blocks.leave(py);
        if !self.session.is_open() {
            return Ok(None);
        }
        self.perform_by(py, operation::without_deadline, Core::await_hang_up).map(Some)
    }

    /// Hangs up a call that was placed with `cancel_on_exit` and that the program cannot receive.
    fn _abandon(&self, py: Python<'_>) {
        py.detach(|| self.core.abandon());
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let state = self.core.state().map_or_else(|| "state unknown".to_owned(), |state| state.to_string());
        Ok(format!("<ringout.Call {}: {state}>", PyString::new(py, self.core.id()).repr()?.to_cow()?))
    }
}

impl Call {
    pub fn new(core: Core, session: &Session) -> Self {
        Self { blocks: Blocks::new(), core: Handle::new(core), session: session.clone() }
    }

    fn perform<'py, T: Output>(
        &self,
        py: Python<'py>,
        operation: impl FnOnce(&Core) -> ringout_core::Result<T> + Send + 'static,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.perform_by(py, Client::spawn, operation)
    }

    fn perform_by<'py, T: Output>(
        &self,
        py: Python<'py>,
        spawn_with: Spawn,
        operation: impl FnOnce(&Core) -> ringout_core::Result<T> + Send + 'static,
    ) -> PyResult<Bound<'py, PyAny>> {
        let core = self.core.clone();
        let run = move |client: &Client| operation(&core.with_client(client));
        operation::perform(py, &self.session, &self.core.client(), spawn_with, run)
    }
}

impl Output for Core {
    fn into_python<'py>(self, py: Python<'py>, session: &Session) -> PyResult<Bound<'py, PyAny>> {
        Ok(Bound::new(py, Call::new(self, session))?.into_any())
    }

    fn unclaimed_error(&self) -> Option<Error> {
        Some(self.unclaimed())
    }

    fn abandon(&self) {
        Self::abandon(self);
    }
}

/// A call that was found, which nobody has to hang up.
impl Output for Option<Core> {
    fn into_python<'py>(self, py: Python<'py>, session: &Session) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Some(call) => call.into_python(py, session),
            None => Ok(py.None().into_bound(py)),
        }
    }
}

impl Output for CancelEffect {
    fn into_python<'py>(self, py: Python<'py>, _: &Session) -> PyResult<Bound<'py, PyAny>> {
        enums::member(py, self)
    }
}

/// Reads the options that all waits have in common.
pub fn wait_options(
    until: Option<&Bound<'_, PyAny>>,
    timeout: Option<&Bound<'_, PyAny>>,
    cancel_on_timeout: Flag<'_>,
    cancel_on_exit: Flag<'_>,
) -> PyResult<WaitOptions> {
    let mut options = WaitOptions::default()
        .cancel_on_timeout(cancel_on_timeout.read("cancel_on_timeout")?)
        .cancel_on_exit(cancel_on_exit.read("cancel_on_exit")?);
    if let Some(until) = until {
        options = options.until(enums::parse("until", until)?);
    }
    if let Some(timeout) = timeout {
        options = options.timeout(argument::seconds("timeout", timeout)?);
    }
    Ok(options)
}
