//! Results of a search in RingCentral's call log.

use std::time::SystemTime;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::base::error::Attempt;
use crate::base::{argument, enums, value};
use crate::waiting::output::Output;
use crate::waiting::session::Session;

/// Reads the call to look up: an `Attempt` or its parts.
pub fn attempt(
    whole: Option<&Bound<'_, PyAny>>,
    to: Option<&Bound<'_, PyAny>>,
    from_: Option<&Bound<'_, PyAny>>,
    sent_at: Option<&Bound<'_, PyAny>>,
) -> PyResult<ringout_core::Attempt> {
    let whole = argument::optional_object::<Attempt>("attempt", whole)?;
    let (to, from) = (argument::optional_string("to", to)?, argument::optional_string("from", from_)?);
    let sent_at = argument::optional_datetime("sent_at", sent_at)?;
    match (whole, to, from, sent_at) {
        (Some(attempt), None, None, None) => Ok(attempt.get().0.clone()),
        (None, to @ Some(_), from, Some(sent_at)) => Ok(ringout_core::Attempt { to, from, sent_at }),
        _ => Err(PyTypeError::new_err("call_log() takes an Attempt; or to, sent_at and optionally from_")),
    }
}

/// The result of a search in RingCentral's call log, from `Call.log` or `Client.call_log`. Immutable, comparable, hashable.
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct CallLog(ringout_core::CallLog);

#[pymethods]
impl CallLog {
    #[new]
    fn new(
        matching: &Bound<'_, PyAny>,
        record: Option<&Bound<'_, PyAny>>,
        candidates: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let record = argument::optional_object::<LogRecord>("record", record)?;
        Ok(Self(ringout_core::CallLog {
            matching: enums::parse("matching", matching)?,
            record: record.map(|record| record.get().0.clone()),
            candidates: argument::count("candidates", candidates)?,
        }))
    }

    /// How certain it is that `record` is the call: a `LogMatch`.
    #[getter]
    fn matching<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        enums::member(py, self.0.matching)
    }

    /// The best match, or None if no record matches.
    #[getter]
    fn record(&self) -> Option<LogRecord> {
        self.0.record.clone().map(LogRecord)
    }

    /// The number of records that match equally well.
    #[getter]
    fn candidates(&self) -> usize {
        self.0.candidates
    }

    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        PyTuple::new(py, ["matching", "record", "candidates"])
    }

    fn __getnewargs__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        value::fields(slf)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        value::repr(slf)
    }
}

impl Output for ringout_core::CallLog {
    fn into_python<'py>(self, py: Python<'py>, _: &Session) -> PyResult<Bound<'py, PyAny>> {
        Ok(Bound::new(py, CallLog(self))?.into_any())
    }
}

/// One call in RingCentral's call log, with RingCentral's strings. Immutable, comparable, hashable.
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct LogRecord(ringout_core::LogRecord);

#[pymethods]
impl LogRecord {
    #[new]
    #[allow(clippy::too_many_arguments)] // the fields
    fn new(
        id: &Bound<'_, PyAny>,
        session_id: Option<&Bound<'_, PyAny>>,
        start_time: Option<&Bound<'_, PyAny>>,
        duration: &Bound<'_, PyAny>,
        from_: Option<&Bound<'_, PyAny>>,
        to: Option<&Bound<'_, PyAny>>,
        action: Option<&Bound<'_, PyAny>>,
        result: Option<&Bound<'_, PyAny>>,
        legs: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let leg = |leg: &Bound<'_, PyAny>| Ok(argument::object::<LogLeg>("legs", leg)?.get().0.clone());
        Ok(Self(ringout_core::LogRecord {
            id: argument::string("id", id)?,
            session_id: argument::optional_string("session_id", session_id)?,
            start_time: argument::optional_datetime("start_time", start_time)?,
            duration: argument::seconds("duration", duration)?,
            from: argument::optional_string("from", from_)?,
            to: argument::optional_string("to", to)?,
            action: argument::optional_string("action", action)?,
            result: argument::optional_string("result", result)?,
            legs: argument::list("legs", "LogLegs", legs, leg)?,
        }))
    }

    /// RingCentral's id of the record.
    #[getter]
    fn id(&self) -> &str {
        &self.0.id
    }

    /// RingCentral's id of the telephony session, or None.
    #[getter]
    fn session_id(&self) -> Option<&str> {
        self.0.session_id.as_deref()
    }

    /// When the call began, by RingCentral's clock: a datetime in UTC, or None.
    #[getter]
    fn start_time(&self) -> Option<SystemTime> {
        self.0.start_time
    }

    /// The duration in seconds. RingCentral reports whole seconds.
    #[getter]
    fn duration(&self) -> f64 {
        self.0.duration.as_secs_f64()
    }

    /// The caller's number, or None.
    #[getter]
    fn from_(&self) -> Option<&str> {
        self.0.from.as_deref()
    }

    /// The callee's number, or None.
    #[getter]
    fn to(&self) -> Option<&str> {
        self.0.to.as_deref()
    }

    /// The kind of call, such as `RingOut Web`, `RingOut PC` or `RingOut Mobile`; or None.
    #[getter]
    fn action(&self) -> Option<&str> {
        self.0.action.as_deref()
    }

    /// Whether both sides were connected. None if the record does not say, because the call has not ended or RingCentral does
    /// not document the word in `result`.
    #[getter]
    fn connected(&self) -> Option<bool> {
        self.0.connected()
    }

    /// How the call ended, such as `Call connected`, `Busy` or `No Answer`; or None.
    #[getter]
    fn result(&self) -> Option<&str> {
        self.0.result.as_deref()
    }

    /// The legs, in RingCentral's order. There may be only one, or none.
    #[getter]
    fn legs<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.legs.iter().cloned().map(LogLeg))
    }

    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        let names = ["id", "session_id", "start_time", "duration", "from_", "to", "action", "result", "legs"];
        PyTuple::new(py, names)
    }

    fn __getnewargs__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        value::fields(slf)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        value::repr(slf)
    }
}

/// One leg of a call in RingCentral's call log, with RingCentral's strings. Immutable, comparable, hashable.
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct LogLeg(ringout_core::LogLeg);

#[pymethods]
impl LogLeg {
    #[new]
    fn new(
        leg: Option<&Bound<'_, PyAny>>,
        leg_type: Option<&Bound<'_, PyAny>>,
        start_time: Option<&Bound<'_, PyAny>>,
        duration: &Bound<'_, PyAny>,
        from_: Option<&Bound<'_, PyAny>>,
        to: Option<&Bound<'_, PyAny>>,
        result: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        Ok(Self(ringout_core::LogLeg {
            leg: leg.map(|leg| enums::parse("leg", leg)).transpose()?,
            leg_type: argument::optional_string("leg_type", leg_type)?,
            start_time: argument::optional_datetime("start_time", start_time)?,
            duration: argument::seconds("duration", duration)?,
            from: argument::optional_string("from", from_)?,
            to: argument::optional_string("to", to)?,
            result: argument::optional_string("result", result)?,
        }))
    }

    /// The side of the call, a `Leg`; None for a leg that is not part of RingOut.
    #[getter]
    fn leg<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.leg.map(|leg| enums::member(py, leg)).transpose()
    }

    /// RingCentral's leg type, such as `RingOutClientToCaller` or `RingOutClientToSubscriber`; or None.
    #[getter]
    fn leg_type(&self) -> Option<&str> {
        self.0.leg_type.as_deref()
    }

    /// When the leg was dialled, by RingCentral's clock: a datetime in UTC, or None.
    #[getter]
    fn start_time(&self) -> Option<SystemTime> {
        self.0.start_time
    }

    /// The duration in seconds. RingCentral reports whole seconds.
    #[getter]
    fn duration(&self) -> f64 {
        self.0.duration.as_secs_f64()
    }

    /// The number shown as the origin, or None.
    #[getter]
    fn from_(&self) -> Option<&str> {
        self.0.from.as_deref()
    }

    /// The number that was dialled, or None.
    #[getter]
    fn to(&self) -> Option<&str> {
        self.0.to.as_deref()
    }

    /// How the leg ended, such as `Accepted`, `Busy` or `No Answer`; or None.
    #[getter]
    fn result(&self) -> Option<&str> {
        self.0.result.as_deref()
    }

    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        PyTuple::new(py, ["leg", "leg_type", "start_time", "duration", "from_", "to", "result"])
    }

    fn __getnewargs__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        value::fields(slf)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        value::repr(slf)
    }
}
