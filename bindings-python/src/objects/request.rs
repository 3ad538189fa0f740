//! Requests of `Client.request` and `Client.send`: conversion of the query and the body.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyMapping, PyString};
use ringout_core::{Client, Method, Response, Result};

use crate::base::argument::{invalid, string};
use crate::base::error;

/// A request to any path, read from Python arguments.
pub struct RawRequest {
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    body: Option<String>,
}

/// `Client::request` or `Client::send` of the core.
type Sender = fn(&Client, Method, &str, &[(&str, &str)], Option<&str>) -> Result<Response>;

impl RawRequest {
    pub fn new(
        method: &Bound<'_, PyAny>,
        path: &Bound<'_, PyAny>,
        query: Option<&Bound<'_, PyAny>>,
        body: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let known =
            Method::parse(&string("method", method)?).map_err(|unknown| error::to_pyerr(method.py(), &unknown))?;
        Ok(Self { method: known, path: string("path", path)?, query: read_query(query)?, body: read_body(body)? })
    }

    pub fn run(&self, client: &Client, send: Sender) -> Result<Response> {
        let query: Vec<_> = self.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        send(client, self.method, &self.path, &query, self.body.as_deref())
    }
}

/// Reads the query from a mapping or from pairs. Booleans become `true` and `false`.
fn read_query(query: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<(String, String)>> {
    let Some(query) = query else { return Ok(Vec::new()) };
    let pairs = match query.cast::<PyMapping>() {
        Ok(mapping) => mapping.items()?.into_any(),
        Err(_) => query.clone(),
    };
    pairs.try_iter().map_err(|_| query_error())?.map(|pair| query_pair(&pair?)).collect()
}

fn query_error() -> PyErr {
    PyTypeError::new_err("query must be a mapping or an iterable of (name, value) pairs")
}

fn query_pair(pair: &Bound<'_, PyAny>) -> PyResult<(String, String)> {
    let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract().map_err(|_| query_error())?;
    let name = name.cast::<PyString>().map_err(|_| PyTypeError::new_err("query: a name must be a str"))?;
    Ok((string("query", name)?, query_value(&value)?))
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
    string("query", value)
}

/// Returns the body as JSON; bytes are taken as JSON already. `TypeError` for a type that JSON does not have,
/// `InvalidArgumentError` for a value that it cannot represent (NaN, a circular reference).
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
            invalid(py, "body", &format!("cannot be written as JSON: {}", problem.value(py)))
        } else if problem.is_instance_of::<PyTypeError>(py) {
            PyTypeError::new_err(format!("body must be JSON-serializable or bytes: {}", problem.value(py)))
        } else {
            problem
        }
    })?;
    Ok(Some(json.extract()?))
}
