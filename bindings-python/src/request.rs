//! Any other request: its query and body from Python, its answer to Python.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyMapping, PyString};
use ringout_core::ErrorCode;

use crate::{convert, error};

/// The answer to `Client.request`: its status was 200 to 299.
#[pyclass(frozen, module = "ringout")]
pub struct Response(pub ringout_core::Response);

#[pymethods]
impl Response {
    /// The HTTP status, 200 to 299.
    #[getter]
    fn status(&self) -> u16 {
        self.0.status()
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

/// The pairs of a query: from a mapping, or from pairs. Numbers and booleans are written as JSON writes them.
pub fn query(query: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<(String, String)>> {
    let Some(query) = query else { return Ok(Vec::new()) };
    let pairs = match query.cast::<PyMapping>() {
        Ok(mapping) => mapping.items()?.into_any(),
        Err(_) => query.clone(),
    };
    pairs.try_iter().map_err(|_| no_query())?.map(|pair| query_pair(&pair?)).collect()
}

fn no_query() -> PyErr {
    PyTypeError::new_err("query must be a mapping, or pairs of a name and a value")
}

fn query_pair(pair: &Bound<'_, PyAny>) -> PyResult<(String, String)> {
    let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract().map_err(|_| no_query())?;
    let name = name.cast::<PyString>().map_err(|_| PyTypeError::new_err("query: a name must be a str"))?;
    Ok((convert::text("query", name)?, query_value(&value)?))
}

fn query_value(value: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(flag.is_true().to_string());
    }
    if value.is_instance_of::<PyInt>() || value.is_instance_of::<PyFloat>() {
        return Ok(value.str()?.to_cow()?.into_owned());
    }
    let text = value
        .cast::<PyString>()
        .map_err(|_| PyTypeError::new_err("query: a value must be a str, an int, a float or a bool"))?;
    convert::text("query", text)
}

/// The JSON text of a body; bytes hold it already. What JSON has no form for is Python's own `TypeError`, a value that it cannot write (NaN, a
/// circle) an `InvalidArgumentError`.
pub fn body(body: Option<&Bound<'_, PyAny>>) -> PyResult<Option<String>> {
    let Some(body) = body else { return Ok(None) };
    let py = body.py();
    if let Ok(bytes) = body.cast::<PyBytes>() {
        let text = std::str::from_utf8(bytes.as_bytes());
        return text.map(|text| Some(text.to_owned())).map_err(|_| convert::invalid(py, "body", "is not UTF-8"));
    }
    let strict = PyDict::new(py);
    strict.set_item("allow_nan", false)?;
    let json = py.import("json")?.call_method("dumps", (body,), Some(&strict)).map_err(|problem| {
        if problem.is_instance_of::<PyValueError>(py) {
            convert::invalid(py, "body", &format!("JSON cannot hold it: {}", problem.value(py)))
        } else {
            problem
        }
    })?;
    Ok(Some(json.extract()?))
}
