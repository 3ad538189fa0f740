//! Dial links.

use pyo3::prelude::*;
use ringout_core::DialScheme;

use crate::ground::error::raise;
use crate::ground::{argument, enums};

/// A link that makes an app on the user's own device dial: `rcmobile://call?number=16505550100` or `tel:+16505550100`.
///
/// - `number`: what `Client.create_call` takes as `to`.
/// - `scheme`: `"rcmobile"` for RingCentral's apps or `"tel"` for whatever the device has, a `DialScheme`.
///
/// Sends nothing. An extension alone is refused with `"tel"`: another app would dial it as a public number.
#[pyfunction]
#[pyo3(signature = (number, scheme=None), text_signature = "(number, scheme='rcmobile')")]
pub fn dial_uri(number: &Bound<'_, PyAny>, scheme: Option<&Bound<'_, PyAny>>) -> PyResult<String> {
    let scheme = scheme.map_or(Ok(DialScheme::default()), |scheme| enums::parse("scheme", scheme))?;
    let link = ringout_core::dial_uri(&argument::text("number", number)?, scheme);
    link.map_err(|error| raise(number.py(), &error))
}
