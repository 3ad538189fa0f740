//! The names of the numbers that C sees.

use std::ffi::{CString, c_char};
use std::sync::LazyLock;

use crate::guard::guard_value;
use crate::text::c_string;

/// Numbers and their names, made on first use.
pub(crate) type Names = LazyLock<Vec<(u32, CString)>>;

/// A table out of the core's own numbers and names.
pub(crate) fn table(names: impl IntoIterator<Item = (u32, &'static str)>) -> Vec<(u32, CString)> {
    names.into_iter().map(|(number, name)| (number, c_string(name))).collect()
}

/// The name of a number, for ever valid.
pub(crate) fn name(names: &'static Names, number: u32) -> *const c_char {
    let unknown = c"Unknown".as_ptr();
    guard_value(unknown, || names.iter().find(|(known, _)| *known == number).map_or(unknown, |(_, name)| name.as_ptr()))
}
