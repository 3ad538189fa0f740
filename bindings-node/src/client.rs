//! The client, and the calls that it places.

use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;
use ringout_core::{CancelToken as CoreToken, Client as CoreClient};

use crate::call::Call;
use crate::cancel_token::{CancelToken, token};
use crate::operation::{Settled, settled, start};
use crate::options::{ClientOptions, CreateCallOptions, duration};

/// A handle of a client of the core.
#[napi]
pub struct Client(CoreClient);

#[napi]
impl Client {
    /// A client with these settings.
    #[napi]
    pub fn create(options: ClientOptions) -> Settled<Client> {
        settled(options.build().map(Client))
    }

    /// A client with the settings of the environment.
    #[napi]
    pub fn from_env() -> Settled<Client> {
        settled(CoreClient::from_env().map(Client))
    }

    /// Places a call.
    #[napi]
    pub fn create_call<'env>(
        &self,
        env: &'env Env,
        options: CreateCallOptions,
        cancel: Option<&CancelToken>,
    ) -> napi::Result<Object<'env>> {
        let token = token(cancel);
        let client = self.0.with_cancel_token(&token);
        let request = options.into_request();
        // What interrupts the create must not interrupt the call's own operations later.
        start(env, token, move || {
            client.create_call(&request).map(|call| Call::new(call.with_cancel_token(&CoreToken::new())))
        })
    }

    /// A handle for a call whose id is known.
    #[napi]
    pub fn call(&self, id: String) -> Settled<Call> {
        settled(self.0.call(id).map(Call::new))
    }

    /// The same client with this deadline for each of its operations.
    #[napi]
    pub fn with_timeout(&self, timeout: f64) -> Settled<Client> {
        settled(duration("timeout", timeout).and_then(|timeout| self.0.with_timeout(timeout)).map(Client))
    }
}

impl Client {
    pub(crate) fn core(&self) -> &CoreClient {
        &self.0
    }
}
