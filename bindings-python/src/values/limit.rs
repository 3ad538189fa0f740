//! Rate limits.

use pyo3::prelude::*;

use crate::base::argument::{count, invalid, optional_string, seconds, string};
use crate::base::value;

/// RingCentral's rate limit for one group of requests, as far as the client knows it, from `Client.limits`. `str()` is one line,
/// such as `Heavy: 7 of 10 left in 60 s`. Immutable, comparable, hashable.
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct Limit(pub ringout_core::Limit);

#[pymethods]
impl Limit {
    #[new]
    fn new(
        name: &Bound<'_, PyAny>,
        ringcentral_name: Option<&Bound<'_, PyAny>>,
        limit: &Bound<'_, PyAny>,
        window: &Bound<'_, PyAny>,
        remaining: Option<&Bound<'_, PyAny>>,
        retry_after: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let py = name.py();
        let name = match &*string("name", name)? {
            "Light" => "Light",
            "Heavy" => "Heavy",
            "Auth" => "Auth",
            _ => return Err(invalid(py, "name", "is not one of Light, Heavy and Auth")),
        };
        Ok(Self(ringout_core::Limit {
            name,
            ringcentral_name: optional_string("ringcentral_name", ringcentral_name)?,
            limit: count("limit", limit)?,
            window: seconds("window", window)?,
            remaining: remaining.map(|remaining| count("remaining", remaining)).transpose()?,
            retry_after: seconds("retry_after", retry_after)?,
        }))
    }

    /// `Light` (polls and lists), `Heavy` (placing and cancelling calls, and the call log) or `Auth` (logins).
    #[getter]
    fn name(&self) -> &str {
        self.0.name
    }

    /// RingCentral's name of the group, or None until a response contains it.
    #[getter]
    fn ringcentral_name(&self) -> Option<&str> {
        self.0.ringcentral_name.as_deref()
    }

    /// The number of requests allowed per window. RingCentral's default until a response contains it.
    #[getter]
    fn limit(&self) -> u32 {
        self.0.limit
    }

    /// The length of a window in seconds.
    #[getter]
    fn window(&self) -> f64 {
        self.0.window.as_secs_f64()
    }

    /// The number of requests left in this window, or None until a response contains it. 0 during the penalty after a 429.
    #[getter]
    fn remaining(&self) -> Option<u32> {
        self.0.remaining
    }

    /// How many seconds the next request has to wait; 0.0 if it can be sent now.
    #[getter]
    fn retry_after(&self) -> f64 {
        self.0.retry_after.as_secs_f64()
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }
}

value::value! { Limit {
    name: "str", ringcentral_name: "str?", limit: "int", window: "float", remaining: "int?", retry_after: "float"
} }
