//! The names of the numbers that C sees.

use std::ffi::{CString, c_char};

use once_cell::race::OnceBox;

use crate::guard::guard_value;
use crate::text::c_string;

/// Numbers and their names, made on first use. No thread waits for another one that makes them: a fork may lie between.
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

/// A table out of the core's own numbers and names.
pub(crate) fn table(names: impl IntoIterator<Item = (u32, &'static str)>) -> Vec<(u32, CString)> {
    names.into_iter().map(|(number, name)| (number, c_string(name))).collect()
}

/// The name of a number, for ever valid.
pub(crate) fn name(names: &'static Names, number: u32) -> *const c_char {
    let unknown = c"Unknown".as_ptr();
    guard_value(unknown, || {
        names.get().iter().find(|(known, _)| *known == number).map_or(unknown, |(_, name)| name.as_ptr())
    })
}
