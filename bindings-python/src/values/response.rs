//! Responses to `Client.request` and `Client.send`.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use ringout_core::ErrorCode;

use crate::base::{error, value};
use crate::waiting::output::Output;
use crate::waiting::session::Session;

/// The response to `Client.request` (status 200 to 299) or `Client.send` (any status).
#[pyclass(frozen, module = "ringout")]
pub struct Response(pub ringout_core::Response);

impl Response {
    const FIELDS: value::Fields = &[
        ("status", "int"),
        ("content_type", "str?"),
        ("request_id", "str?"),
        ("headers", "[(str, str)]"),
        ("text", "str"),
        ("error", "RingOutError?"),
    ];
}

impl Output for ringout_core::Response {
    fn into_python<'py>(self, py: Python<'py>, _: &Session) -> PyResult<Bound<'py, PyAny>> {
        Ok(Bound::new(py, Response(self))?.into_any())
    }
}

#[pymethods]
impl Response {
    /// The HTTP status.
    #[getter]
    fn status(&self) -> u16 {
        self.0.status()
    }

    /// The exception that `Client.request` would raise for a status outside 200 to 299, or None.
    #[getter]
    fn error<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        self.0.error().map(|problem| error::to_pyerr(py, &problem).into_value(py).into_bound(py).into_any())
    }

    /// The headers as (name, value) pairs, with names in lower case, in the order received.
    #[getter]
    fn headers(&self) -> Vec<(&str, &str)> {
        self.0.headers().collect()
    }

    /// The body as bytes.
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.body())
    }

    /// The body as a string. Invalid UTF-8 is replaced.
    #[getter]
    fn text(&self) -> std::borrow::Cow<'_, str> {
        self.0.text()
    }

    /// The media type of the body, or None.
    #[getter]
    fn content_type(&self) -> Option<&str> {
        self.0.content_type()
    }

    /// RingCentral's id of the request, or None.
    #[getter]
    fn request_id(&self) -> Option<&str> {
        self.0.request_id()
    }

    /// Returns the body parsed as JSON.
    ///
    /// Raises:
    ///     ProtocolError: The body is not JSON.
    fn json<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?.call_method1("loads", (self.body(py),)).map_err(|problem| {
            if !problem.is_instance_of::<PyValueError>(py) {
                return problem;
            }
            let kind = self.0.content_type().unwrap_or("no content type");
            let message = format!("the response {} ({kind}) is not JSON", self.0.status());
            error::to_pyerr(py, &ringout_core::Error::from_binding(ErrorCode::Protocol, None, message))
        })
    }

    /// Returns the response as a dict of plain JSON types: `status`, `content_type`, `request_id`, `headers` (a list of names and
    /// values), `text` and `error` (a dict, or None). The text may contain secrets.
    fn to_dict<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
        value::to_dict(slf, &[Self::FIELDS])
    }

    /// Does not show the body, which may contain tokens.
    fn __repr__(&self) -> String {
        format!("<ringout.Response {}, {} bytes>", self.0.status(), self.0.body().len())
    }
}
