//! What a call is asked for.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use ringout_core::CallRequest as Core;

use crate::ground::argument::{optional_flag, optional_text, text, with};
use crate::ground::value;

/// What a call is asked for: one of those that `Client.place_all` places. Takes what `Client.create_call` takes; nothing is
/// checked before it is placed. Immutable, comparable, hashable.
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct CallRequest {
    to: String,
    from: Option<String>,
    from_forwarding_number: Option<String>,
    caller_id: Option<String>,
    play_prompt: Option<bool>,
    country: Option<String>,
}

#[pymethods]
impl CallRequest {
    #[new]
    #[pyo3(signature = (*, to, from_=None, from_forwarding_number=None, caller_id=None, play_prompt=None, country=None))]
    pub fn new(
        to: &Bound<'_, PyAny>,
        from_: Option<&Bound<'_, PyAny>>,
        from_forwarding_number: Option<&Bound<'_, PyAny>>,
        caller_id: Option<&Bound<'_, PyAny>>,
        play_prompt: Option<&Bound<'_, PyAny>>,
        country: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        Ok(Self {
            to: text("to", to)?,
            from: optional_text("from", from_)?,
            from_forwarding_number: optional_text("from_forwarding_number", from_forwarding_number)?,
            caller_id: optional_text("caller_id", caller_id)?,
            play_prompt: optional_flag("play_prompt", play_prompt)?,
            country: optional_text("country", country)?,
        })
    }

    /// The callee's number.
    #[getter]
    fn to(&self) -> &str {
        &self.to
    }

    /// The caller's number, or None.
    #[getter]
    fn from_(&self) -> Option<&str> {
        self.from.as_deref()
    }

    /// The id of one of the user's forwarding numbers, or None.
    #[getter(from_forwarding_number)]
    fn forwarding_number(&self) -> Option<&str> {
        self.from_forwarding_number.as_deref()
    }

    /// The number that the callee sees, or None.
    #[getter]
    fn caller_id(&self) -> Option<&str> {
        self.caller_id.as_deref()
    }

    /// Whether the caller must press 1 before the callee is dialled, or None.
    #[getter]
    fn play_prompt(&self) -> Option<bool> {
        self.play_prompt
    }

    /// The platform's id of the country that national numbers belong to, or None.
    #[getter]
    fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }

    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        PyTuple::new(py, ["to", "from_", "from_forwarding_number", "caller_id", "play_prompt", "country"])
    }

    fn __getnewargs_ex__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        Ok((PyTuple::empty(slf.py()), value::named_fields(slf)?))
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        value::repr(slf)
    }
}

impl CallRequest {
    pub fn core(&self) -> Core {
        let mut request = Core::to(&self.to);
        request = with(request, self.from.as_ref(), Core::from);
        request = with(request, self.from_forwarding_number.as_ref(), Core::from_forwarding_number);
        request = with(request, self.caller_id.as_ref(), Core::caller_id);
        request = with(request, self.play_prompt, Core::play_prompt);
        with(request, self.country.as_ref(), Core::country)
    }
}
