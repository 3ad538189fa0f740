//! The class `CallRequest`.

use pyo3::prelude::*;
use ringout_core::CallRequest as Core;

use crate::base::argument::{optional_flag, optional_string, string, with};
use crate::base::value;

/// One call to place with `Client.place_all`. Takes the same arguments as `Client.create_call`. The values are checked when
/// `place_all` is called. Immutable, comparable, hashable.
///
/// Example:
///     >>> CallRequest(to="+16505550100", from_="+16505550123").to
///     '+16505550100'
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct CallRequest {
    to: String,
    from: Option<String>,
    from_forwarding_number: Option<String>,
    caller_id: Option<String>,
    play_prompt: Option<bool>,
    country: Option<String>,
    dedupe_key: Option<String>,
}

#[pymethods]
impl CallRequest {
    #[new]
    #[pyo3(signature = (*, to, from_=None, from_forwarding_number=None, caller_id=None, play_prompt=None, country=None, dedupe_key=None))]
    #[allow(clippy::too_many_arguments)] // keywords in Python
    pub fn new(
        to: &Bound<'_, PyAny>,
        from_: Option<&Bound<'_, PyAny>>,
        from_forwarding_number: Option<&Bound<'_, PyAny>>,
        caller_id: Option<&Bound<'_, PyAny>>,
        play_prompt: Option<&Bound<'_, PyAny>>,
        country: Option<&Bound<'_, PyAny>>,
        dedupe_key: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        Ok(Self {
            to: string("to", to)?,
            from: optional_string("from", from_)?,
            from_forwarding_number: optional_string("from_forwarding_number", from_forwarding_number)?,
            caller_id: optional_string("caller_id", caller_id)?,
            play_prompt: optional_flag("play_prompt", play_prompt)?,
            country: optional_string("country", country)?,
            dedupe_key: optional_string("dedupe_key", dedupe_key)?,
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

    /// The number shown to the callee, or None.
    #[getter]
    fn caller_id(&self) -> Option<&str> {
        self.caller_id.as_deref()
    }

    /// Whether the caller must press 1 before RingCentral dials the callee, or None.
    #[getter]
    fn play_prompt(&self) -> Option<bool> {
        self.play_prompt
    }

    /// RingCentral's id of the country of national numbers, or None.
    #[getter]
    fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }

    /// The key under which this call is placed at most once, or None.
    #[getter]
    fn dedupe_key(&self) -> Option<&str> {
        self.dedupe_key.as_deref()
    }
}

value::value! { keywords CallRequest {
    to: "str", from_: "str?", from_forwarding_number: "str?", caller_id: "str?", play_prompt: "bool?", country: "str?",
    dedupe_key: "str?"
} }

impl CallRequest {
    pub fn core(&self) -> Core {
        let mut request = Core::to(&self.to);
        request = with(request, self.from.as_ref(), Core::from);
        request = with(request, self.from_forwarding_number.as_ref(), Core::from_forwarding_number);
        request = with(request, self.caller_id.as_ref(), Core::caller_id);
        request = with(request, self.play_prompt, Core::play_prompt);
        request = with(request, self.country.as_ref(), Core::country);
        with(request, self.dedupe_key.as_ref(), Core::dedupe_key)
    }
}
