//! Any other API request, and its response.

use napi::bindgen_prelude::Buffer;
use napi_derive::napi;
use ringout_core::Method;

use crate::cancel_token::CancelToken;
use crate::client::Client;
use crate::failure::Failure;
use crate::operation::start;
use crate::queue::Queue;

/// A request.
#[napi(object, object_to_js = false)]
pub struct ApiRequest {
    /// The HTTP method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The query parameters, unescaped.
    pub query: Vec<(String, String)>,
    /// The body as JSON.
    pub body: Option<String>,
}

/// A response.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Response {
    /// The HTTP status.
    pub status: u32,
    /// The error of a response outside 200 to 299.
    pub error: Option<Failure>,
    /// The headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The platform's id of the request.
    pub request_id: Option<String>,
    /// The media type of the body.
    pub content_type: Option<String>,
    /// The body as bytes.
    pub body: Buffer,
}

#[napi]
impl Client {
    /// Sends a request. A status outside 200 to 299 is an error.
    #[napi]
    pub fn request(
        &self,
        request: ApiRequest,
        queue: &Queue,
        number: u32,
        cancel: Option<&CancelToken>,
        timeout: Option<f64>,
    ) {
        start(self.core(), (queue.ticket(number), cancel, timeout), move |client| {
            request.run(|method, path, query, body| client.request(method, path, query, body))
        });
    }

    /// Sends a request. Every status is a response.
    #[napi]
    pub fn send(
        &self,
        request: ApiRequest,
        queue: &Queue,
        number: u32,
        cancel: Option<&CancelToken>,
        timeout: Option<f64>,
    ) {
        start(self.core(), (queue.ticket(number), cancel, timeout), move |client| {
            request.run(|method, path, query, body| client.send(method, path, query, body))
        });
    }
}

impl ApiRequest {
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
