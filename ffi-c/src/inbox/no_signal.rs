//! Stands in for the descriptor of an inbox on systems without one.

use std::io;

pub(super) struct Signal;

impl Signal {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self)
    }

    pub(super) fn fd(&self) -> i32 {
        -1
    }

    pub(super) fn set(&mut self, _: bool) {}

    pub(super) fn close(self) {}
}
