//! Dial links.

use pyo3::prelude::*;
use ringout_core::DialScheme;

use crate::base::error::to_pyerr;
use crate::base::{argument, enums};

/// Returns a link that makes an app on the user's device dial: `rcmobile://call?number=16505550100` or `tel:+16505550100`.
///
/// - `number`: a number as in `to` of `Client.create_call`.
/// - `scheme`: `"rcmobile"` for RingCentral's app or `"tel"` for the device's default app for calls, a `DialScheme`.
///
/// Sends nothing.
///
/// Raises:
///     InvalidArgumentError: The number is wrong. Also an extension alone with `"tel"`, because another app would dial it as a
///         public number.
///
/// Example:
///     >>> dial_uri("+1 650 555 0100")
///     'rcmobile://call?number=16505550100'
#[pyfunction]
#[pyo3(signature = (number, scheme=None), text_signature = "(number, scheme='rcmobile')")]
pub fn dial_uri(number: &Bound<'_, PyAny>, scheme: Option<&Bound<'_, PyAny>>) -> PyResult<String> {
    let scheme = scheme.map_or(Ok(DialScheme::default()), |scheme| enums::parse("scheme", scheme))?;
    let link = ringout_core::dial_uri(&argument::string("number", number)?, scheme);
    link.map_err(|error| to_pyerr(number.py(), &error))
}
