//! Rate limits as a client knows them, for the user.

use std::fmt;
use std::time::Duration;

/// RingCentral's rate limit for one group of requests, as far as this client knows it.
///
/// Returned by [`Client::limits`](crate::Client::limits). Displays as one line, such as `Heavy: 7 of 10 left in 60 s`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Limit {
    /// `Light` (status requests and lists), `Heavy` (creates, cancels and the call log) or `Auth` (logins).
    pub name: &'static str,
    /// RingCentral's name of the group, once a response has named it.
    pub ringcentral_name: Option<String>,
    /// Requests allowed in one window: the documented default until a response reports the real limit.
    pub limit: u32,
    /// Length of the window.
    pub window: Duration,
    /// Requests left in this window, or `None` before a response has reported it. 0 after a 429 until the wait is over.
    pub remaining: Option<u32>,
    /// How long the client will delay the next request; zero if it may be sent now.
    pub retry_after: Duration,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, limit, .. } = self;
        match self.remaining {
            Some(remaining) => write!(f, "{name}: {remaining} of {limit} left in ")?,
            None => write!(f, "{name}: {limit} in ")?,
        }
        write!(f, "{} s", self.window.as_secs_f64())?;
        if self.retry_after.is_zero() {
            return Ok(());
        }
        write!(f, ", opens in {:.1} s", self.retry_after.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_string_has_what_is_known() {
        let unknown = Limit {
            name: "Heavy",
            ringcentral_name: None,
            limit: 10,
            window: Duration::from_secs(60),
            remaining: None,
            retry_after: Duration::ZERO,
        };
        let closed = Limit { remaining: Some(0), retry_after: Duration::from_millis(12_340), ..unknown.clone() };
        assert_eq!(unknown.to_string(), "Heavy: 10 in 60 s");
        assert_eq!(closed.to_string(), "Heavy: 0 of 10 left in 60 s, opens in 12.3 s");
    }
}
