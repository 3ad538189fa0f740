//! Any other request: its query and body from Python.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyMapping, PyString};
use ringout_core::{Client, Method, Response, Result};

use crate::ground::argument::{invalid, text};
use crate::ground::error;

/// Any other request, read from its arguments in Python.
pub struct AnyRequest {
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    body: Option<String>,
}

/// `Client::request` or `Client::send` of the core.
type Sender = fn(&Client, Method, &str, &[(&str, &str)], Option<&str>) -> Result<Response>;

impl AnyRequest {
    pub fn new(
        method: &Bound<'_, PyAny>,
        path: &Bound<'_, PyAny>,
        query: Option<&Bound<'_, PyAny>>,
        body: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let known = Method::parse(&text("method", method)?).map_err(|unknown| error::raise(method.py(), &unknown))?;
        Ok(Self { method: known, path: text("path", path)?, query: read_query(query)?, body: read_body(body)? })
    }

    pub fn run(&self, client: &Client, send: Sender) -> Result<Response> {
        let query: Vec<_> = self.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        send(client, self.method, &self.path, &query, self.body.as_deref())
    }
}

/// The pairs of a query: from a mapping, or from pairs. Numbers and booleans are written as JSON writes them.
fn read_query(query: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<(String, String)>> {
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
    Ok((text("query", name)?, query_value(&value)?))
}

fn query_value(value: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(flag.is_true().to_string());
    }
    if value.is_instance_of::<PyInt>() || value.is_instance_of::<PyFloat>() {
        return Ok(value.str()?.to_cow()?.into_owned());
    }
    let value = value
        .cast::<PyString>()
        .map_err(|_| PyTypeError::new_err("query: a value must be a str, an int, a float or a bool"))?;
    text("query", value)
}

/// The JSON text of a body; bytes hold it already. What JSON has no form for is Python's own `TypeError`, a value that it
/// cannot write (NaN, a circle) an `InvalidArgumentError`.
fn read_body(body: Option<&Bound<'_, PyAny>>) -> PyResult<Option<String>> {
    let Some(body) = body else { return Ok(None) };
    let py = body.py();
    if let Ok(bytes) = body.cast::<PyBytes>() {
        let text = std::str::from_utf8(bytes.as_bytes());
        return text.map(|text| Some(text.to_owned())).map_err(|_| invalid(py, "body", "is not UTF-8"));
    }
    let strict = PyDict::new(py);
    strict.set_item("allow_nan", false)?;
    let json = py.import("json")?.call_method("dumps", (body,), Some(&strict)).map_err(|problem| {
        if problem.is_instance_of::<PyValueError>(py) {
            invalid(py, "body", &format!("JSON cannot hold it: {}", problem.value(py)))
        } else if problem.is_instance_of::<PyTypeError>(py) {
            PyTypeError::new_err(format!("body must be what JSON can hold, or bytes: {}", problem.value(py)))
        } else {
            problem
        }
    })?;
    Ok(Some(json.extract()?))
}
