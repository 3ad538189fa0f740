//! The rate limits.

use napi_derive::napi;

use crate::client::Client;
use crate::failure::milliseconds;

/// The platform's rate limit for one group of requests.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Limit {
    /// Our name for the group.
    pub name: String,
    /// The platform's name for the group.
    pub ringcentral_name: Option<String>,
    /// The number of requests allowed in a window.
    pub limit: u32,
    /// The length of a window, in milliseconds.
    pub window: f64,
    /// The requests left in this window.
    pub remaining: Option<u32>,
    /// How long the next request must wait, in milliseconds.
    pub retry_after: f64,
    /// The string form, one line.
    pub text: String,
}

#[napi]
impl Client {
    /// The rate limits as far as the client knows them.
    #[napi]
    pub fn limits(&self) -> Vec<Limit> {
        self.core().limits().into_iter().map(Limit::from).collect()
    }
}

impl From<ringout_core::Limit> for Limit {
    fn from(limit: ringout_core::Limit) -> Self {
        Self {
            text: limit.to_string(),
            name: limit.name.to_owned(),
            ringcentral_name: limit.ringcentral_name,
            limit: limit.limit,
            window: milliseconds(limit.window),
            remaining: limit.remaining,
            retry_after: milliseconds(limit.retry_after),
        }
    }
}
