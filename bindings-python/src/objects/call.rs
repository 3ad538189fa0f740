//! A call on the platform.

use pyo3::prelude::*;
use pyo3::types::PyString;
use ringout_core::{Call as Core, CancelEffect, Client, Error, WaitOptions};

use crate::ground::handle::Handle;
use crate::ground::typed::Flag;
use crate::ground::{argument, enums};
use crate::objects::follow::Following;
use crate::objects::watch::Watch;
use crate::values::outcome::Outcome;
use crate::values::state::CallState;
use crate::waiting::answer::Answer;
use crate::waiting::operation::{self, Begin};
use crate::waiting::session::Session;

/// A call on the platform, from `Client.create_call` or `Client.call`.
///
/// May be used from many threads at once. Dropping it does nothing to the call.
#[pyclass(frozen, module = "ringout")]
pub struct Call {
    core: Handle<Core>,
    session: Session,
}

#[pymethods]
impl Call {
    /// The platform's id. Opaque: nothing can be read from it.
    #[getter]
    fn id(&self) -> &str {
        self.core.id()
    }

    /// What was last seen, without asking; None if nothing was seen yet.
    #[getter]
    fn state(&self) -> Option<CallState> {
        self.core.state().map(CallState)
    }

    /// How the call ended, going by what was seen, without asking. While it has not, the kind is `StillInProgress`.
    #[getter]
    fn outcome(&self) -> Outcome {
        Outcome(self.core.outcome())
    }

    /// Asks the platform once. `NotFoundError` once the platform has forgotten the call, some time after its end, and for
    /// any other 404, which leaves the outcome as it was.
    fn status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.perform(py, Core::status)
    }

    /// Waits for the end of the call, or for its answer, and tells how it came out.
    ///
    /// - `until`: `"ended"` or `"answered"`, an `Until`.
    /// - `timeout`: seconds, an hour unless given. When it passes, the outcome is `StillInProgress`.
    /// - `cancel_on_timeout`: whether to hang up when the timeout passes. If that fails, the outcome is what is known of the call.
    ///
    /// An error means that the platform could not be asked and will not be: not logged in, forbidden, interrupted. Lost
    /// answers, 5xx, rate limits and 404s that do not name the call only make it slower; two minutes of nothing but such
    /// 404s end it with `EndedUnknown`.
    #[pyo3(
        signature = (*, until=None, timeout=None, cancel_on_timeout=Flag::NO),
        text_signature = "($self, *, until='ended', timeout=None, cancel_on_timeout=False)"
    )]
    fn wait<'py>(
        &self,
        py: Python<'py>,
        until: Option<&Bound<'_, PyAny>>,
        timeout: Option<&Bound<'_, PyAny>>,
        cancel_on_timeout: Flag<'_>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let options = wait_options(until, timeout, cancel_on_timeout)?;
        self.perform_by(py, operation::without_deadline, move |core| core.wait(&options))
    }

    /// Follows the call change by change: an iterator that blocks for each, and ends when `wait` would. Takes what `wait`
    /// takes.
    #[pyo3(
        signature = (*, until=None, timeout=None, cancel_on_timeout=Flag::NO),
        text_signature = "($self, *, until='ended', timeout=None, cancel_on_timeout=False)"
    )]
    fn watch(
        slf: &Bound<'_, Self>,
        until: Option<&Bound<'_, PyAny>>,
        timeout: Option<&Bound<'_, PyAny>>,
        cancel_on_timeout: Flag<'_>,
    ) -> PyResult<Watch> {
        let call = slf.get();
        call.session.check(slf.py())?;
        let options = wait_options(until, timeout, cancel_on_timeout)?;
        Watch::new(slf.py(), &call.core, &call.session, &options)
    }

    /// Has `tell` called on the running event loop's thread with each change, then with the outcome or an exception, until
    /// what is returned is dropped.
    #[pyo3(
        signature = (tell, *, until=None, timeout=None, cancel_on_timeout=Flag::NO),
        text_signature = "($self, tell, *, until='ended', timeout=None, cancel_on_timeout=False)"
    )]
    fn _follow(
        &self,
        tell: &Bound<'_, PyAny>,
        until: Option<&Bound<'_, PyAny>>,
        timeout: Option<&Bound<'_, PyAny>>,
        cancel_on_timeout: Flag<'_>,
    ) -> PyResult<Following> {
        self.session.check(tell.py())?;
        let options = wait_options(until, timeout, cancel_on_timeout)?;
        Following::new(tell, &self.session, &self.core, &options)
    }

    /// What the platform's call log says of the call: a `CallLog`. The log does not know a call's id; it is found by its
    /// numbers and by when it was placed, and the answer says how sure that is.
    ///
    /// The platform writes a record some time after the call has ended, at times a minute later. Takes one of the requests
    /// that creates take as well (10 a minute), and needs the `ReadCallLog` permission. `InvalidArgumentError` for a call from
    /// `Client.call`, whose numbers are not known: `Client.call_log` takes them.
    fn log<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.perform(py, Core::log)
    }

    /// Asks the platform to hang up, and looks at the call once to see the effect: a `CancelEffect`. A call that is already
    /// over is no error.
    fn cancel<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.perform(py, Core::cancel)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let state = self.core.state().map_or_else(|| "not looked at yet".to_owned(), |state| state.to_string());
        Ok(format!("<ringout.Call {}: {state}>", PyString::new(py, self.core.id()).repr()?.to_cow()?))
    }
}

impl Call {
    pub fn new(core: Core, session: &Session) -> Self {
        Self { core: Handle::new(core), session: session.clone() }
    }

    fn perform<'py, T: Answer>(
        &self,
        py: Python<'py>,
        operation: impl FnOnce(&Core) -> ringout_core::Result<T> + Send + 'static,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.perform_by(py, Client::spawn, operation)
    }

    fn perform_by<'py, T: Answer>(
        &self,
        py: Python<'py>,
        begin: Begin,
        operation: impl FnOnce(&Core) -> ringout_core::Result<T> + Send + 'static,
    ) -> PyResult<Bound<'py, PyAny>> {
        let core = self.core.clone();
        let on = move |client: &Client| operation(&core.with_client(client));
        operation::perform(py, &self.session, &self.core.client(), begin, on)
    }
}

impl Answer for Core {
    fn into_python<'py>(self, py: Python<'py>, session: &Session) -> PyResult<Bound<'py, PyAny>> {
        Ok(Bound::new(py, Call::new(self, session))?.into_any())
    }

    fn lost(&self) -> Option<Error> {
        Some(self.unclaimed())
    }
}

impl Answer for CancelEffect {
    fn into_python<'py>(self, py: Python<'py>, _: &Session) -> PyResult<Bound<'py, PyAny>> {
        enums::member(py, self)
    }
}

/// The options that waits have in common.
pub fn wait_options(
    until: Option<&Bound<'_, PyAny>>,
    timeout: Option<&Bound<'_, PyAny>>,
    cancel_on_timeout: Flag<'_>,
) -> PyResult<WaitOptions> {
    let mut options = WaitOptions::default().cancel_on_timeout(cancel_on_timeout.read("cancel_on_timeout")?);
    if let Some(until) = until {
        options = options.until(enums::parse("until", until)?);
    }
    if let Some(timeout) = timeout {
        options = options.timeout(argument::seconds("timeout", timeout)?);
    }
    Ok(options)
}
