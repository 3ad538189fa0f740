//! Strings for C.

use std::ffi::{CString, c_char};
use std::ptr;

use zeroize::Zeroizing;

/// A string with a NUL at its end. A NUL inside, which only a server could have sent, is replaced: C would see the end
/// there.
pub(crate) fn c_string(text: impl AsRef<str>) -> CString {
    let text = text.as_ref();
    if text.contains('\0') {
        return c_string(text.replace('\0', "\u{fffd}"));
    }
    // With room for the NUL, so that the text is not copied once more.
    let mut bytes = Vec::with_capacity(text.len() + 1);
    bytes.extend_from_slice(text.as_bytes());
    CString::new(bytes).unwrap_or_default()
}

/// The same for a secret, wiped when it is dropped.
pub(crate) fn secret(text: &str) -> Zeroizing<CString> {
    Zeroizing::new(c_string(text))
}

pub(crate) fn optional_c_string(text: Option<&str>) -> Option<CString> {
    text.map(c_string)
}

/// A borrowed pointer for C; NULL for what is not there.
pub(crate) fn pointer(text: Option<&CString>) -> *const c_char {
    text.map_or(ptr::null(), |text| text.as_ptr())
}
