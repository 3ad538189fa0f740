//! Any other request to the platform, and its answer.

use napi::Env;
use napi::bindgen_prelude::{Buffer, Object};
use napi_derive::napi;
use ringout_core::Method;

use crate::cancel_token::CancelToken;
use crate::client::Client;
use crate::failure::Failure;
use crate::operation::start;

/// Any request.
#[napi(object, object_to_js = false)]
pub struct AnyRequest {
    /// The method's name.
    pub method: String,
    /// The path.
    pub path: String,
    /// Names and values.
    pub query: Vec<(String, String)>,
    /// JSON text.
    pub body: Option<String>,
}

/// The answer to any request.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Response {
    /// The HTTP status.
    pub status: u32,
    /// What an answer outside 200 to 299 says went wrong.
    pub error: Option<Failure>,
    /// Every header, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The platform's id of the request.
    pub request_id: Option<String>,
    /// The media type of the body.
    pub content_type: Option<String>,
    /// The body as it came.
    pub body: Buffer,
}

#[napi]
impl Client {
    /// Any other request; an answer that is no success is an error.
    #[napi]
    pub fn request<'env>(
        &self,
        env: &'env Env,
        request: AnyRequest,
        cancel: Option<&CancelToken>,
        timeout: Option<f64>,
    ) -> napi::Result<Object<'env>> {
        start(env, self.core(), (cancel, timeout), move |client| {
            request.run(|method, path, query, body| client.request(method, path, query, body))
        })
    }

    /// Any other request; every answer is a response.
    #[napi]
    pub fn send<'env>(
        &self,
        env: &'env Env,
        request: AnyRequest,
        cancel: Option<&CancelToken>,
        timeout: Option<f64>,
    ) -> napi::Result<Object<'env>> {
        start(env, self.core(), (cancel, timeout), move |client| {
            request.run(|method, path, query, body| client.send(method, path, query, body))
        })
    }
}

impl AnyRequest {
    fn run(
        self,
        send: impl FnOnce(Method, &str, &[(&str, &str)], Option<&str>) -> ringout_core::Result<ringout_core::Response>,
    ) -> ringout_core::Result<Response> {
        let query: Vec<(&str, &str)> = self.query.iter().map(|(name, value)| (&**name, &**value)).collect();
        send(Method::parse(&self.method)?, &self.path, &query, self.body.as_deref()).map(Response::from)
    }
}

impl From<ringout_core::Response> for Response {
    fn from(response: ringout_core::Response) -> Self {
        Self {
            status: u32::from(response.status()),
            error: response.error().as_ref().map(Failure::from),
            headers: response.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            request_id: response.request_id().map(str::to_owned),
            content_type: response.content_type().map(str::to_owned),
            body: Buffer::from(response.body().to_vec()),
        }
    }
}
