//! The client, and the calls that it places.

#![allow(clippy::needless_pass_by_value)] // napi hands strings over by value

use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;
use ringout_core::Client as CoreClient;

use crate::asking::Asked;
use crate::call::Call;
use crate::cancel_token::CancelToken;
use crate::operation::{Settled, settled, start_create};
use crate::options::{ClientOptions, CreateCallOptions, duration, rate_limit};
use crate::retire::Retiring;
use crate::store::{Question, TokenStore};

/// A handle of a client of the core.
#[napi]
pub struct Client(Retiring<CoreClient>);

#[napi]
impl Client {
    /// A client with these settings, and a token store if there is one to ask. `locks` says whether it has a lock.
    #[napi]
    pub fn create(
        options: ClientOptions,
        store: Option<Asked<'_, Question>>,
        locks: bool,
    ) -> napi::Result<Settled<Client>> {
        let store = store.map(|asked| TokenStore::new(&asked, locks)).transpose()?;
        Ok(settled(options.build(store).map(Client::of)))
    }

    /// A client with the settings of the environment.
    #[napi]
    pub fn from_env() -> Settled<Client> {
        settled(CoreClient::from_env().map(Client::of))
    }

    /// Places a call.
    #[napi]
    pub fn create_call<'env>(
        &self,
        env: &'env Env,
        options: CreateCallOptions,
        cancel: Option<&CancelToken>,
        timeout: Option<f64>,
    ) -> napi::Result<Object<'env>> {
        let unbounded = CoreClient::clone(&self.0);
        let request = options.into_request();
        // What bounds the create must not bound the call's own operations later.
        start_create(env, &self.0, (cancel, timeout), move |client| {
            client.create_call(&request).map(|call| Call::new(call.with_client(&unbounded)))
        })
    }

    /// A handle for a call whose id is known.
    #[napi]
    pub fn call(&self, id: String) -> Settled<Call> {
        settled(self.0.call(id).map(Call::new))
    }

    /// The same client with another way to take the platform's limits, the name of a `RateLimit`.
    #[napi]
    pub fn with_rate_limit(&self, name: String) -> Settled<Client> {
        settled(rate_limit(&name).map(|rate_limit| Client::of(self.0.with_rate_limit(rate_limit))))
    }

    /// The same client with this deadline for each of its operations.
    #[napi]
    pub fn with_timeout(&self, timeout: f64) -> Settled<Client> {
        settled(duration("timeout", timeout).and_then(|timeout| self.0.with_timeout(timeout)).map(Client::of))
    }
}

impl Client {
    fn of(core: CoreClient) -> Self {
        Self(Retiring::new(core))
    }

    pub(crate) fn core(&self) -> &CoreClient {
        &self.0
    }
}
