//! Strings for C.

use std::ffi::{CString, c_char};
use std::ptr;

use zeroize::Zeroizing;

/// Converts a string for C. A NUL inside it, which only a server can send, is replaced because it would end the string.
pub(crate) fn c_string(text: impl AsRef<str>) -> CString {
    let text = text.as_ref();
    if text.contains('\0') {
        return c_string(text.replace('\0', "\u{fffd}"));
    }
    // With capacity for the NUL, so that `CString::new` does not copy.
    let mut bytes = Vec::with_capacity(text.len() + 1);
    bytes.extend_from_slice(text.as_bytes());
    CString::new(bytes).unwrap_or_default()
}

/// Converts a secret. The copy is wiped when it is dropped.
pub(crate) fn secret(text: &str) -> Zeroizing<CString> {
    Zeroizing::new(c_string(text))
}

pub(crate) fn optional_c_string(text: Option<&str>) -> Option<CString> {
    text.map(c_string)
}

/// Borrows a string for C; NULL for `None`.
pub(crate) fn pointer(text: Option<&CString>) -> *const c_char {
    text.map_or(ptr::null(), |text| text.as_ptr())
}
