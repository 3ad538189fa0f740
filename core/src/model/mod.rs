//! Calls: their states and outcomes, requests and numbers. Pure: no I/O and no clock.

pub(crate) mod dial;
pub(crate) mod phone;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod state;
