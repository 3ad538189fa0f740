//! The user's phone numbers and forwarding numbers.

use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::base::argument::{optional_string, string};
use crate::base::value;
use crate::waiting::output::Output;
use crate::waiting::session::Session;

/// A number of the user that may be shown to a callee as `caller_id`, from `Client.caller_ids`. Immutable, comparable, hashable.
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
            id: string("id", id)?,
            phone_number: string("phone_number", phone_number)?,
            usage_type: optional_string("usage_type", usage_type)?,
            label: optional_string("label", label)?,
        }))
    }

    /// RingCentral's id of the number.
    #[getter]
    fn id(&self) -> &str {
        &self.0.id
    }

    /// The number in E.164.
    #[getter]
    fn phone_number(&self) -> &str {
        &self.0.phone_number
    }

    /// RingCentral's usage type, such as `DirectNumber` or `MainCompanyNumber`; or None.
    #[getter]
    fn usage_type(&self) -> Option<&str> {
        self.0.usage_type.as_deref()
    }

    /// The label set in RingCentral, or None.
    #[getter]
    fn label(&self) -> Option<&str> {
        self.0.label.as_deref()
    }
}

value::value! { PhoneNumber { id: "str", phone_number: "str", usage_type: "str?", label: "str?" } }

impl Output for Vec<ringout_core::PhoneNumber> {
    fn into_python<'py>(self, py: Python<'py>, _: &Session) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyList::new(py, self.into_iter().map(PhoneNumber))?.into_any())
    }
}

/// A phone of the user that can ring first, from `Client.forwarding_numbers`. Pass its id as `from_forwarding_number`. Immutable,
/// comparable, hashable.
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
            id: string("id", id)?,
            phone_number: optional_string("phone_number", phone_number)?,
            label: optional_string("label", label)?,
            kind: optional_string("kind", kind)?,
        }))
    }

    /// RingCentral's id of the forwarding number.
    #[getter]
    fn id(&self) -> &str {
        &self.0.id
    }

    /// The number in E.164; None for some kinds of device.
    #[getter]
    fn phone_number(&self) -> Option<&str> {
        self.0.phone_number.as_deref()
    }

    /// The label set by the user, or None.
    #[getter]
    fn label(&self) -> Option<&str> {
        self.0.label.as_deref()
    }

    /// RingCentral's kind of phone, such as `Mobile`, `Home` or `PhoneLine`; or None.
    #[getter]
    fn kind(&self) -> Option<&str> {
        self.0.kind.as_deref()
    }
}

value::value! { ForwardingNumber { id: "str", phone_number: "str?", label: "str?", kind: "str?" } }

impl Output for Vec<ringout_core::ForwardingNumber> {
    fn into_python<'py>(self, py: Python<'py>, _: &Session) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyList::new(py, self.into_iter().map(ForwardingNumber))?.into_any())
    }
}
