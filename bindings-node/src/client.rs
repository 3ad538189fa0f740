//! The `Client` class: creating clients and placing calls.

#![allow(clippy::needless_pass_by_value)] // napi hands strings over by value

use napi_derive::napi;
use ringout_core::Client as CoreClient;

use crate::call::Call;
use crate::callback::CallbackFunction;
use crate::cancel_token::CancelToken;
use crate::deferred_drop::DropLater;
use crate::ledger::{Ledger, LedgerRequest};
use crate::operation::{Settled, settled, start, start_create};
use crate::options::{ClientOptions, CreateCallOptions, Stores, duration, rate_limit};
use crate::queue::Queue;
use crate::store::{StoreRequest, TokenStore};

/// A client handle of the core.
#[napi]
pub struct Client(DropLater<CoreClient>);

#[napi]
impl Client {
    /// Creates a client, optionally with a token store, a ledger and a budget. `has_lock` says whether the store has `tryLock`.
    #[napi]
    pub fn create(
        options: ClientOptions,
        store: Option<CallbackFunction<'_, StoreRequest>>,
        has_lock: bool,
        ledger: Option<CallbackFunction<'_, LedgerRequest>>,
        budget: Option<CallbackFunction<'_, LedgerRequest>>,
    ) -> napi::Result<Settled<Client>> {
        let token_store = store.map(|function| TokenStore::new(&function, has_lock)).transpose()?;
        let ledger = ledger.map(|function| Ledger::new(&function)).transpose()?;
        let budget = budget.map(|function| Ledger::new(&function)).transpose()?;
        Ok(settled(options.build(Stores { token_store, ledger, budget }).map(Client::from_core)))
    }

    /// Creates a client from the environment.
    #[napi]
    pub fn from_env() -> Settled<Client> {
        settled(CoreClient::from_env().map(Client::from_core))
    }

    /// The server's scheme, host and port.
    #[napi(getter)]
    pub fn server(&self) -> &str {
        self.0.server()
    }

    /// The app's client id.
    #[napi(getter)]
    pub fn client_id(&self) -> &str {
        self.0.client_id()
    }

    /// Places a call.
    #[napi]
    pub fn create_call(
        &self,
        options: CreateCallOptions,
        queue: &Queue,
        number: u32,
        cancel: Option<&CancelToken>,
        timeout: Option<f64>,
    ) {
        let unbounded = CoreClient::clone(&self.0);
        let hangs_up = options.cancel_on_exit == Some(true);
        let request = options.into_request();
        // The token and the timeout of the create must not apply to later operations of the call.
        start_create(&self.0, (queue.ticket(number), cancel, timeout), hangs_up, move |client| {
            client.create_call(&request).map(|call| Call::new(call.with_client(&unbounded)))
        });
    }

    /// Finds the call of a dedupe key.
    #[napi]
    pub fn find_call(
        &self,
        dedupe_key: String,
        queue: &Queue,
        number: u32,
        cancel: Option<&CancelToken>,
        timeout: Option<f64>,
    ) {
        let unbounded = CoreClient::clone(&self.0);
        start(&self.0, (queue.ticket(number), cancel, timeout), move |client| {
            Ok(client.find_call(&dedupe_key)?.map(|call| Call::new(call.with_client(&unbounded))))
        });
    }

    /// Returns a handle for a call with a known id.
    #[napi]
    pub fn call(&self, id: String) -> Settled<Call> {
        settled(self.0.call(id).map(Call::new))
    }

    /// Returns the same client with another `RateLimit`, given by its name.
    #[napi]
    pub fn with_rate_limit(&self, name: String) -> Settled<Client> {
        settled(rate_limit(&name).map(|rate_limit| Client::from_core(self.0.with_rate_limit(rate_limit))))
    }

    /// Returns the same client with this timeout for each operation, in milliseconds.
    #[napi]
    pub fn with_timeout(&self, timeout: f64) -> Settled<Client> {
        settled(duration("timeout", timeout).and_then(|timeout| self.0.with_timeout(timeout)).map(Client::from_core))
    }
}

impl Client {
    fn from_core(core: CoreClient) -> Self {
        Self(DropLater::new(core))
    }

    pub(crate) fn core(&self) -> &CoreClient {
        &self.0
    }
}
