//! Secret strings, which are never shown.
//!
//! A string is a secret from the moment it enters until the line that sends it. So is everything made from it: a form, a
//! header, a stored token. The copies that the HTTP library and TLS make in their buffers are beyond our control.

use std::fmt;

use zeroize::Zeroizing;

/// A secret, a token or a password. It has no `Display`, its `Debug` shows nothing of it, and its memory is overwritten
/// when it is dropped.
#[derive(Clone)]
pub(crate) struct Secret(Zeroizing<String>);

/// Shown instead of a secret.
pub(crate) const REDACTED: &str = "[redacted]";

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Takes over bytes, replacing invalid UTF-8.
    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Self {
        Self::new(String::from_utf8(bytes).unwrap_or_else(|error| {
            let bytes = Zeroizing::new(error.into_bytes());
            String::from_utf8_lossy(&bytes).into_owned()
        }))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the string itself, for the one line that sends it.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_of_it() {
        assert_eq!(format!("{:?}", Secret::new("hunter2-hunter2")), "[redacted]");
    }
}
