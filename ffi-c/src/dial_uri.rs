//! Links that make an app on the user's own device dial.

use std::ffi::c_char;

use ringout_core::{DialScheme, Result};

use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory;
use crate::names::{self, Names};
use crate::text::c_string;

/// A link that only RingCentral's apps take.
pub const RINGOUT_DIAL_SCHEME_RC_MOBILE: u32 = 0;
/// A link that whatever the device has for calls takes.
pub const RINGOUT_DIAL_SCHEME_TEL: u32 = 1;

static SCHEMES: Names =
    Names::new(|| names::table([DialScheme::RcMobile, DialScheme::Tel].map(|scheme| (scheme as u32, scheme.as_str()))));

/// Makes a link that dials a number: "rcmobile://call?number=16505550100" or "tel:+16505550100". `scheme` is a
/// `RINGOUT_DIAL_SCHEME_...`. Sends nothing. Free the link with `ringout_string_free()`.
///
/// `RINGOUT_INVALID_ARGUMENT` for what is not a number; the rules are those of a `ringout_call_request` without a country. An
/// extension alone is refused for `RINGOUT_DIAL_SCHEME_TEL`: another app would dial it as a public number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_dial_uri(
    number: *const c_char,
    scheme: u32,
    uri: *mut *mut c_char,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the caller keeps the contract of the header.
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

/// The scheme of a `RINGOUT_DIAL_SCHEME_...`, such as "rcmobile". Never NULL, valid for ever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_dial_scheme_name(scheme: u32) -> *const c_char {
    names::name(&SCHEMES, scheme)
}

/// Frees a string that a function has made. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_string_free(string: *mut c_char) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { memory::free_string(string) }
}

fn scheme(number: u32) -> Result<DialScheme> {
    match number {
        RINGOUT_DIAL_SCHEME_RC_MOBILE => Ok(DialScheme::RcMobile),
        RINGOUT_DIAL_SCHEME_TEL => Ok(DialScheme::Tel),
        other => Err(memory::invalid("scheme", format_args!("{other} is not a RINGOUT_DIAL_SCHEME_..."))),
    }
}
