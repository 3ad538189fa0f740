//! What a client knows of the platform's limits.

use napi_derive::napi;

use crate::client::Client;
use crate::failure::milliseconds;

/// The platform's limit for one group of requests.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Limit {
    /// Our name of the group.
    pub name: String,
    /// The platform's.
    pub platform_name: Option<String>,
    /// How many requests a window has.
    pub limit: u32,
    /// How long a window is.
    pub window: f64,
    /// How many are left in this one.
    pub remaining: Option<u32>,
    /// How long the next request is held back.
    pub opens_in: f64,
    /// All of it in one line.
    pub text: String,
}

#[napi]
impl Client {
    /// What is known of the platform's limits.
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
            platform_name: limit.platform_name,
            limit: limit.limit,
            window: milliseconds(limit.window),
            remaining: limit.remaining,
            opens_in: milliseconds(limit.opens_in),
        }
    }
}
