//! The client, and the requests that are not about one call.

use napi::Env;
use napi::bindgen_prelude::{Buffer, Object};
use napi_derive::napi;
use ringout_core::{CancelToken as CoreToken, Client as CoreClient, Credentials};

use crate::call::Call;
use crate::cancel_token::{CancelToken, token};
use crate::operation::{Settled, settled, start};
use crate::options::{ClientOptions, CreateCallOptions, method};

/// A handle of a client of the core.
#[napi]
pub struct Client(CoreClient);

/// The answer to any request.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Response {
    /// The HTTP status.
    pub status: u32,
    /// The platform's id of the request.
    pub request_id: Option<String>,
    /// The media type of the body.
    pub content_type: Option<String>,
    /// The body as it came.
    pub body: Buffer,
}

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

    /// Logs in now.
    #[napi]
    pub fn login<'env>(&self, env: &'env Env, jwt: String, cancel: Option<&CancelToken>) -> napi::Result<Object<'env>> {
        let client = self.0.with_cancel_token(&token(cancel));
        start(env, move || client.login(Credentials::jwt(jwt)))
    }

    /// Places a call.
    #[napi]
    pub fn create_call<'env>(
        &self,
        env: &'env Env,
        options: CreateCallOptions,
        cancel: Option<&CancelToken>,
    ) -> napi::Result<Object<'env>> {
        let client = self.0.with_cancel_token(&token(cancel));
        let request = options.into_request();
        // What interrupts the create must not interrupt the call's own operations later.
        start(env, move || {
            client.create_call(&request).map(|call| Call::new(call.with_cancel_token(&CoreToken::new())))
        })
    }

    /// A handle for a call whose id is known.
    #[napi]
    pub fn call(&self, id: String) -> Settled<Call> {
        settled(self.0.call(id).map(Call::new))
    }

    /// Any other request.
    #[napi]
    pub fn request<'env>(
        &self,
        env: &'env Env,
        name: String,
        path: String,
        query: Vec<(String, String)>,
        body: Option<String>,
        cancel: Option<&CancelToken>,
    ) -> napi::Result<Object<'env>> {
        let client = self.0.with_cancel_token(&token(cancel));
        start(env, move || {
            let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (&**name, &**value)).collect();
            client.request(method(&name)?, &path, &query, body.as_deref()).map(Response::from)
        })
    }
}

impl From<ringout_core::Response> for Response {
    fn from(response: ringout_core::Response) -> Self {
        Self {
            status: u32::from(response.status()),
            request_id: response.request_id().map(str::to_owned),
            content_type: response.content_type().map(str::to_owned),
            body: Buffer::from(response.body().to_vec()),
        }
    }
}
