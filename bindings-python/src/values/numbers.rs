//! The user's numbers.

use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};

use crate::ground::argument::{optional_text, text};
use crate::ground::value;
use crate::waiting::answer::Answer;
use crate::waiting::session::Session;

/// A number of the user's that may be shown to the callee, as `caller_id`: from `Client.caller_ids`. Immutable, comparable,
/// hashable.
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct PhoneNumber(ringout_core::PhoneNumber);

#[pymethods]
impl PhoneNumber {
    #[new]
    #[pyo3(signature = (id, phone_number, usage_type=None, label=None))]
    fn new(
        id: &Bound<'_, PyAny>,
        phone_number: &Bound<'_, PyAny>,
        usage_type: Option<&Bound<'_, PyAny>>,
        label: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        Ok(Self(ringout_core::PhoneNumber {
            id: text("id", id)?,
            phone_number: text("phone_number", phone_number)?,
            usage_type: optional_text("usage_type", usage_type)?,
            label: optional_text("label", label)?,
        }))
    }

    /// The platform's id.
    #[getter]
    fn id(&self) -> &str {
        &self.0.id
    }

    /// The number, E.164.
    #[getter]
    fn phone_number(&self) -> &str {
        &self.0.phone_number
    }

    /// What it is for, in the platform's words: `DirectNumber`, `MainCompanyNumber` ... Or None.
    #[getter]
    fn usage_type(&self) -> Option<&str> {
        self.0.usage_type.as_deref()
    }

    /// The name that somebody gave it, or None.
    #[getter]
    fn label(&self) -> Option<&str> {
        self.0.label.as_deref()
    }

    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        PyTuple::new(py, ["id", "phone_number", "usage_type", "label"])
    }

    fn __getnewargs__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        value::fields(slf)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        value::repr(slf)
    }
}

impl Answer for Vec<ringout_core::PhoneNumber> {
    fn into_python<'py>(self, py: Python<'py>, _: &Session) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyList::new(py, self.into_iter().map(PhoneNumber))?.into_any())
    }
}

/// A number at which the user can be reached, and so the caller's side of a call: from `Client.forwarding_numbers`. Its id
/// is what `from_forwarding_number` takes. Immutable, comparable, hashable.
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct ForwardingNumber(ringout_core::ForwardingNumber);

#[pymethods]
impl ForwardingNumber {
    #[new]
    #[pyo3(signature = (id, phone_number=None, label=None, kind=None))]
    fn new(
        id: &Bound<'_, PyAny>,
        phone_number: Option<&Bound<'_, PyAny>>,
        label: Option<&Bound<'_, PyAny>>,
        kind: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        Ok(Self(ringout_core::ForwardingNumber {
            id: text("id", id)?,
            phone_number: optional_text("phone_number", phone_number)?,
            label: optional_text("label", label)?,
            kind: optional_text("kind", kind)?,
        }))
    }

    /// The platform's id.
    #[getter]
    fn id(&self) -> &str {
        &self.0.id
    }

    /// The number, E.164. None for a few kinds of device.
    #[getter]
    fn phone_number(&self) -> Option<&str> {
        self.0.phone_number.as_deref()
    }

    /// The name that the user gave it, or None.
    #[getter]
    fn label(&self) -> Option<&str> {
        self.0.label.as_deref()
    }

    /// What kind of phone it is, in the platform's words: `Mobile`, `Home`, `PhoneLine` ... Or None.
    #[getter]
    fn kind(&self) -> Option<&str> {
        self.0.kind.as_deref()
    }

    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        PyTuple::new(py, ["id", "phone_number", "label", "kind"])
    }

    fn __getnewargs__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        value::fields(slf)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        value::repr(slf)
    }
}

impl Answer for Vec<ringout_core::ForwardingNumber> {
    fn into_python<'py>(self, py: Python<'py>, _: &Session) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyList::new(py, self.into_iter().map(ForwardingNumber))?.into_any())
    }
}
