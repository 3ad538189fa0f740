//! What a call is: its states and outcomes, its request, its numbers. Pure: no I/O and no clock.

pub(crate) mod dial;
pub(crate) mod phone;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod state;
