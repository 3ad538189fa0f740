//! Dial links.

#![allow(clippy::needless_pass_by_value)] // napi hands strings over by value

use napi_derive::napi;
use ringout_core::DialScheme;

use crate::operation::{Settled, settled};
use crate::options::choose;

/// Returns a link that dials a number. `scheme` is the name of a `DialScheme`.
#[napi]
pub fn dial_uri(number: String, scheme: Option<String>) -> Settled<String> {
    let chosen =
        choose("scheme", scheme.as_deref(), &[DialScheme::RcMobile, DialScheme::Tel], |scheme| scheme.as_str());
    settled(chosen.and_then(|scheme| ringout_core::dial_uri(&number, scheme.unwrap_or_default())))
}
