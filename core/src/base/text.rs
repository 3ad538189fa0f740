//! Text in the spellings that go over the wire.

use std::fmt::Write;

/// Everything but RFC 3986's unreserved characters is escaped.
///
/// The one way to escape: for segments, queries and forms alike. A space is `%20`, which all three understand, where
/// `+` is a plus in a path.
pub(crate) fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
