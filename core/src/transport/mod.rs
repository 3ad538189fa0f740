//! Everything about one request: the rate limits in front of it, the exchange itself, and whether it is sent again.

pub(crate) mod http;
pub(crate) mod limits;
pub(crate) mod retry;
pub(crate) mod sender;
