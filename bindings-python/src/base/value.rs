//! What all value objects have in common: `repr`, `pickle`, pattern matching, dicts of plain JSON types, and pydantic.
//!
//! [`value!`] takes the fields of a class with their kinds, which is their only list. A kind is a type of JSON (`str`, `int`,
//! `float`, `bool`, `dict`), `datetime`, or a class of the package; `?` after it means that None is possible, and brackets mean
//! a tuple.

use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDateTime, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple, PyType};

use crate::base::import::Import;

/// The fields of a class and their kinds, in the order of its constructor.
pub type Fields = &'static [(&'static str, &'static str)];

/// Defines the methods that follow from the fields of a value object.
///
/// Fields after `derived` are in the dict, and are no arguments of the constructor. Instead of plain `Class`, `keywords Class` is
/// for a constructor that takes only keywords, `handle Class` for a value that no dict can restore, and `secret Class` for one
/// that is neither shown nor pickled.
macro_rules! value {
    (keywords $class:ident { $($fields:tt)* }) => {
        crate::base::value::value!(@fields $class { $($fields)* });
        crate::base::value::value!(@shown $class);
        crate::base::value::value!(@readable $class);

        #[pymethods]
        impl $class {
            fn __getnewargs_ex__<'py>(
                slf: &Bound<'py, Self>,
            ) -> PyResult<(Bound<'py, pyo3::types::PyTuple>, Bound<'py, pyo3::types::PyDict>)> {
                Ok((pyo3::types::PyTuple::empty(slf.py()), crate::base::value::named_values(slf, Self::FIELDS)?))
            }
        }
    };
    (handle $class:ident { $($fields:tt)* }) => {
        crate::base::value::value!(@fields $class { $($fields)* });
        crate::base::value::value!(@shown $class);
        crate::base::value::value!(@pickled $class);
    };
    (secret $class:ident { $($fields:tt)* }) => {
        crate::base::value::value!(@fields $class { $($fields)* });
        crate::base::value::value!(@readable $class);
    };
    ($class:ident { $($fields:tt)* }) => {
        crate::base::value::value!(@fields $class { $($fields)* });
        crate::base::value::value!(@shown $class);
        crate::base::value::value!(@pickled $class);
        crate::base::value::value!(@readable $class);
    };

    (@fields $class:ident {
        $($name:ident: $kind:literal),+ $(,)?
        $(; derived $($derived:ident: $derived_kind:literal),+)?
    }) => {
        impl $class {
            const FIELDS: crate::base::value::Fields = &[$((stringify!($name), $kind)),+];
            const DERIVED: crate::base::value::Fields = &[$($((stringify!($derived), $derived_kind)),+)?];
        }

        #[pymethods]
        impl $class {
            /// Returns the value as a dict of plain JSON types, which `json.dumps` takes.
            ///
            /// The keys are the names of the attributes. Enums and statuses become strings, datetimes ISO 8601, tuples lists,
            /// and other values of this package dicts.
            fn to_dict<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, pyo3::types::PyDict>> {
                crate::base::value::to_dict(slf, &[Self::FIELDS, Self::DERIVED])
            }

            /// Returns the kinds of the fields, then those of the derived fields.
            #[staticmethod]
            fn _kinds() -> (crate::base::value::Fields, crate::base::value::Fields) {
                (Self::FIELDS, Self::DERIVED)
            }
        }
    };
    (@shown $class:ident) => {
        #[pymethods]
        impl $class {
            #[classattr]
            fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, pyo3::types::PyTuple>> {
                pyo3::types::PyTuple::new(py, Self::FIELDS.iter().map(|(name, _)| name))
            }

            fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
                crate::base::value::repr(slf, Self::FIELDS)
            }
        }
    };
    (@pickled $class:ident) => {
        #[pymethods]
        impl $class {
            fn __getnewargs__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, pyo3::types::PyTuple>> {
                crate::base::value::values(slf, Self::FIELDS)
            }
        }
    };
    (@readable $class:ident) => {
        #[pymethods]
        impl $class {
            /// Makes a value from a dict of `to_dict`. Ignores other keys.
            ///
            /// Raises:
            ///     TypeError: A key is missing, or a value has the wrong type.
            ///     InvalidArgumentError: A value is wrong.
            #[classmethod]
            #[pyo3(signature = (data, /))]
            fn from_dict<'py>(
                class: &Bound<'py, pyo3::types::PyType>,
                data: &Bound<'py, PyAny>,
            ) -> PyResult<Bound<'py, PyAny>> {
                crate::base::value::from_dict(class, data, Self::FIELDS)
            }

            /// Describes the class to pydantic.
            #[classmethod]
            #[pyo3(signature = (source, handler, /))]
            fn __get_pydantic_core_schema__<'py>(
                class: &Bound<'py, pyo3::types::PyType>,
                source: &Bound<'py, PyAny>,
                handler: &Bound<'py, PyAny>,
            ) -> PyResult<Bound<'py, PyAny>> {
                crate::base::value::pydantic_schema(class, source, handler)
            }
        }
    };
}

/// Defines `_repr_html_`, which notebooks show instead of `repr()`.
macro_rules! html {
    ($class:ident) => {
        #[pymethods]
        impl $class {
            fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
                crate::base::value::as_html(slf)
            }
        }
    };
}

pub(crate) use {html, value};

/// Returns the values of the fields, as `pickle` needs them.
pub fn values<'py>(value: &Bound<'py, PyAny>, fields: Fields) -> PyResult<Bound<'py, PyTuple>> {
    let values: PyResult<Vec<_>> = fields.iter().map(|(name, _)| value.getattr(*name)).collect();
    PyTuple::new(value.py(), values?)
}

/// Returns the values of the fields by name.
pub fn named_values<'py>(value: &Bound<'py, PyAny>, fields: Fields) -> PyResult<Bound<'py, PyDict>> {
    let named = PyDict::new(value.py());
    for (name, _) in fields {
        named.set_item(name, value.getattr(*name)?)?;
    }
    Ok(named)
}

/// Returns `Class(field=value, ...)`, which Python can evaluate.
pub fn repr(value: &Bound<'_, PyAny>, fields: Fields) -> PyResult<String> {
    let mut parts = Vec::new();
    for (name, _) in fields {
        parts.push(format!("{name}={}", value.getattr(*name)?.repr()?.to_cow()?));
    }
    Ok(format!("{}({})", value.get_type().name()?, parts.join(", ")))
}

/// Returns the fields as plain JSON types.
pub fn to_dict<'py>(value: &Bound<'py, PyAny>, fields: &[Fields]) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(value.py());
    for (name, _) in fields.iter().copied().flatten() {
        dict.set_item(name, plain(&value.getattr(*name)?)?)?;
    }
    Ok(dict)
}

/// Converts a value to plain JSON types.
pub fn plain<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = value.py();
    let is_plain = value.is_none()
        || value.is_exact_instance_of::<PyBool>()
        || value.is_exact_instance_of::<PyInt>()
        || value.is_exact_instance_of::<PyFloat>();
    if is_plain {
        return Ok(value.clone());
    }
    if value.is_instance_of::<PyString>() {
        // An enum or a status is a subclass of `str`, and this is its string.
        return Ok(value.str()?.into_any());
    }
    if value.is_instance_of::<PyDateTime>() {
        return value.call_method0(intern!(py, "isoformat"));
    }
    if let Ok(mapping) = value.cast::<PyDict>() {
        let dict = PyDict::new(py);
        for (key, item) in mapping {
            dict.set_item(key, plain(&item)?)?;
        }
        return Ok(dict.into_any());
    }
    if value.is_instance_of::<PyTuple>() || value.is_instance_of::<PyList>() {
        let items: PyResult<Vec<_>> = value.try_iter()?.map(|item| plain(&item?)).collect();
        return Ok(PyList::new(py, items?)?.into_any());
    }
    match value.getattr_opt(intern!(py, "to_dict"))? {
        Some(to_dict) => to_dict.call0(),
        None => Err(PyTypeError::new_err(format!("{} has no to_dict()", value.get_type().name()?))),
    }
}

/// Calls the constructor with the values of a dict.
pub fn from_dict<'py>(
    class: &Bound<'py, PyType>,
    data: &Bound<'py, PyAny>,
    fields: Fields,
) -> PyResult<Bound<'py, PyAny>> {
    let py = data.py();
    let mapping = data.cast::<PyMapping>().map_err(|_| not_a("dict", "data", data))?;
    let arguments = PyDict::new(py);
    for (name, kind) in fields {
        match (mapping.contains(name)?, kind.ends_with('?')) {
            (true, _) => arguments.set_item(name, read(name, kind, &mapping.get_item(name)?)?)?,
            (false, true) => arguments.set_item(name, py.None())?,
            // The constructor has a default, or reports it.
            (false, false) => {}
        }
    }
    class.call((), Some(&arguments))
}

/// Converts a plain value to what a constructor takes. Leaves a value of the wrong type to the constructor.
fn read<'py>(name: &str, kind: &str, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = value.py();
    let kind = kind.trim_end_matches('?');
    if value.is_none() {
        return Ok(value.clone());
    }
    if let Some(items) = kind.strip_prefix('[').and_then(|kind| kind.strip_suffix(']')) {
        if value.is_instance_of::<PyString>() || value.is_instance_of::<PyDict>() {
            return Err(not_a("list", name, value));
        }
        let read: PyResult<Vec<_>> = value.try_iter()?.map(|item| read(name, items, &item?)).collect();
        return Ok(PyList::new(py, read?)?.into_any());
    }
    match value.cast::<PyString>() {
        Ok(text) if kind == "datetime" => {
            // Python 3.10 does not know the `Z` of other languages.
            let text = text.to_cow()?;
            let text = text.strip_suffix('Z').map_or_else(|| text.to_string(), |local| format!("{local}+00:00"));
            let class = py.import(intern!(py, "datetime"))?.getattr(intern!(py, "datetime"))?;
            // What is not a date is left to the constructor, whose error names the field.
            class.call_method1(intern!(py, "fromisoformat"), (text,)).or_else(|_| Ok(value.clone()))
        }
        _ if value.is_instance_of::<PyMapping>() && kind != "dict" => {
            // `str` and other kinds of Python are none of the package.
            let class = py.import(intern!(py, "ringout"))?.getattr_opt(kind)?;
            let from_dict = class.map(|class| class.getattr_opt(intern!(py, "from_dict"))).transpose()?.flatten();
            from_dict.map_or_else(|| Ok(value.clone()), |from_dict| from_dict.call1((value,)))
        }
        _ => Ok(value.clone()),
    }
}

fn not_a(kind: &str, name: &str, value: &Bound<'_, PyAny>) -> PyErr {
    let given = value.get_type().name().map_or_else(|_| "something else".to_owned(), |given| given.to_string());
    PyTypeError::new_err(format!("{name} must be a {kind}, not {given}"))
}

/// Returns pydantic's schema of a class. Only pydantic calls it, so the package does not depend on pydantic.
pub fn pydantic_schema<'py>(
    class: &Bound<'py, PyType>,
    source: &Bound<'py, PyAny>,
    handler: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    static SCHEMA: Import = Import::new("ringout._pydantic", "schema_of");
    SCHEMA.get(class.py())?.call1((class, source, handler))
}

/// Returns a value as HTML.
pub fn as_html<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    static HTML: Import = Import::new("ringout._html", "html_of");
    HTML.get(value.py())?.call1((value,))
}
