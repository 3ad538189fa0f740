//! Dial links.

use std::ffi::c_char;

use ringout_core::{DialScheme, Result};

use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory;
use crate::names::{self, Names};
use crate::text::c_string;

/// A link that opens RingCentral's apps.
pub const RINGOUT_DIAL_SCHEME_RC_MOBILE: u32 = 0;
/// A link that opens the device's default app for calls.
pub const RINGOUT_DIAL_SCHEME_TEL: u32 = 1;

static SCHEMES: Names =
    Names::new(|| names::table([DialScheme::RcMobile, DialScheme::Tel].map(|scheme| (scheme as u32, scheme.as_str()))));

/// Creates a link that dials a number: "rcmobile://call?number=16505550100" or "tel:+16505550100". Sends nothing. Free
/// the link with `ringout_string_free()`.
///
/// - `number`: by the rules of a `ringout_call_request` without a country.
/// - `scheme`: a `RINGOUT_DIAL_SCHEME_...`.
///
/// Returns `RINGOUT_INVALID_ARGUMENT` for a string that is not a phone number, and for an extension alone with
/// `RINGOUT_DIAL_SCHEME_TEL`, because another app would dial it as a public number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_dial_uri(
    number: *const c_char,
    scheme: u32,
    uri: *mut *mut c_char,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let number = memory::text(number, "number")?;
            let scheme = self::scheme(scheme)?;
            let out = memory::out(uri, "uri")?;
            out.give_string(c_string(ringout_core::dial_uri(number, scheme)?));
            Ok(())
        })
    }
}

/// Returns the scheme of a `RINGOUT_DIAL_SCHEME_...`, such as "rcmobile". Never NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_dial_scheme_name(scheme: u32) -> *const c_char {
    names::name(&SCHEMES, scheme)
}

/// Frees a string that a function returned as `char *`. NULL does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_string_free(string: *mut c_char) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free_string(string) }
}

fn scheme(number: u32) -> Result<DialScheme> {
    match number {
        RINGOUT_DIAL_SCHEME_RC_MOBILE => Ok(DialScheme::RcMobile),
        RINGOUT_DIAL_SCHEME_TEL => Ok(DialScheme::Tel),
        other => Err(memory::invalid("scheme", format_args!("{other} is not a RINGOUT_DIAL_SCHEME_..."))),
    }
}
