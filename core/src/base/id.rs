//! Ids that may appear in a path: one rule for those from your program and those from the platform.

/// Returns why an id cannot be one segment of a path, or `None` if it can.
///
/// Ids are escaped in any case. This rejects those that no escape could make valid.
pub(crate) fn problem(id: &str) -> Option<&'static str> {
    // The longest one in the documentation has 44 characters.
    const MAX: usize = 256;
    if id.is_empty() {
        Some("is empty")
    } else if id.len() > MAX {
        Some("is longer than 256 bytes")
    } else if id.contains(char::is_control) {
        Some("contains a control character")
    } else if id == "." || id == ".." {
        Some("is a relative path")
    } else {
        None
    }
}
