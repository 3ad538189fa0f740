//! One HTTP request: the rate limits before it, the exchange, and the decision to retry.

pub(crate) mod http;
pub(crate) mod limits;
pub(crate) mod retry;
pub(crate) mod sender;
