//! The answer to any other request.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use ringout_core::ErrorCode;

use crate::ground::error;
use crate::waiting::answer::Answer;
use crate::waiting::session::Session;

/// The answer to `Client.request`, whose status was 200 to 299, or to `Client.send`.
#[pyclass(frozen, module = "ringout")]
pub struct Response(pub ringout_core::Response);

impl Answer for ringout_core::Response {
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

    /// What an answer outside 200 to 299 says went wrong: the error that `Client.request` would raise. None for any other.
    #[getter]
    fn error<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        self.0.error().map(|problem| error::raise(py, &problem).into_value(py).into_bound(py).into_any())
    }

    /// Every header as a pair of name and value, names in lower case, in the order in which they came.
    #[getter]
    fn headers(&self) -> Vec<(&str, &str)> {
        self.0.headers().collect()
    }

    /// The body as it came.
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.body())
    }

    /// The body as text; what is not UTF-8 is replaced.
    #[getter]
    fn text(&self) -> std::borrow::Cow<'_, str> {
        self.0.text()
    }

    /// The media type of the body, or None.
    #[getter]
    fn content_type(&self) -> Option<&str> {
        self.0.content_type()
    }

    /// The platform's id of the request, or None.
    #[getter]
    fn request_id(&self) -> Option<&str> {
        self.0.request_id()
    }

    /// The body, read as JSON. `ProtocolError` if it is none.
    fn json<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?.call_method1("loads", (self.body(py),)).map_err(|problem| {
            if !problem.is_instance_of::<PyValueError>(py) {
                return problem;
            }
            let kind = self.0.content_type().unwrap_or("no content type");
            let message = format!("the answer {} ({kind}) is not JSON", self.0.status());
            error::raise(py, &ringout_core::Error::from_binding(ErrorCode::Protocol, None, message))
        })
    }

    /// Never shows the body: it may hold tokens.
    fn __repr__(&self) -> String {
        format!("<ringout.Response {}, {} bytes>", self.0.status(), self.0.body().len())
    }
}
