//! Which ids can stand in a path: one rule for those that the user gives and those that the platform returns.

/// What keeps an id from becoming one segment of a path; `None` for a usable one.
///
/// An id is escaped in any case. This finds what no escape makes an id of the platform.
pub(crate) fn problem(id: &str) -> Option<&'static str> {
    // The longest that the documents show has 44 characters.
    const MAX: usize = 256;
    if id.is_empty() {
        Some("is empty")
    } else if id.len() > MAX {
        Some("is longer than 256 bytes")
    } else if id.contains(char::is_control) {
        Some("has a control character in it")
    } else if id == "." || id == ".." {
        Some("is a relative path")
    } else {
        None
    }
}
