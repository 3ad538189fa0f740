//! Names of constants.

use std::ffi::{CString, c_char};

use once_cell::race::OnceBox;

use crate::guard::guard_value;
use crate::text::c_string;

/// A table of constants and their names, built on first use. Threads do not wait for each other to build it, because
/// after a fork the other thread may not exist.
pub(crate) struct Names {
    made: OnceBox<Vec<(u32, CString)>>,
    make: fn() -> Vec<(u32, CString)>,
}

impl Names {
    pub(crate) const fn new(make: fn() -> Vec<(u32, CString)>) -> Self {
        Self { made: OnceBox::new(), make }
    }

    fn get(&self) -> &[(u32, CString)] {
        self.made.get_or_init(|| Box::new((self.make)()))
    }
}

/// Builds a table from the core's numbers and names.
pub(crate) fn table(names: impl IntoIterator<Item = (u32, &'static str)>) -> Vec<(u32, CString)> {
    names.into_iter().map(|(number, name)| (number, c_string(name))).collect()
}

/// Returns the name of a number, valid forever.
pub(crate) fn name(names: &'static Names, number: u32) -> *const c_char {
    let unknown = c"Unknown".as_ptr();
    guard_value(unknown, || {
        names.get().iter().find(|(known, _)| *known == number).map_or(unknown, |(_, name)| name.as_ptr())
    })
}
