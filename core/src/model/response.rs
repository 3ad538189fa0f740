//! The answer to a request of the caller's own making.

use std::borrow::Cow;

use crate::base::error::Error;
use crate::base::wire::HttpResponse;

/// The answer to [`Client::request`](crate::Client::request) and [`Client::send`](crate::Client::send).
///
/// Read whole, at most 1 MiB. From `request` it is always a success; from `send` it may be anything that an HTTP server
/// says.
///
/// # Examples
///
/// ```no_run
/// use ringout_core::{Client, Method};
///
/// let client = Client::from_env()?;
/// let response = client.send(Method::Get, "/restapi/v1.0/account/~/extension/~", &[], None)?;
/// match response.error() {
///     None => println!("{}", response.text()),
///     Some(error) => println!("{} {:?}: {error}", response.status(), response.request_id()),
/// }
/// # Ok::<(), ringout_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Response {
    response: HttpResponse,
    error: Option<Error>,
}

impl Response {
    pub(crate) fn new(response: HttpResponse, error: Option<Error>) -> Self {
        Self { response, error }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.response.status
    }

    /// What an answer outside 200 to 299 says went wrong.
    ///
    /// `None` for a success. The same error that [`Client::request`](crate::Client::request) would have failed with,
    /// scrubbed of what the server echoed; the body is as it came.
    pub fn error(&self) -> Option<Error> {
        self.error.clone()
    }

    /// Every header, names in lower case, in the order in which they came.
    ///
    /// A header that came twice is there twice; what is not UTF-8 in a value is replaced.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.response.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The body as it came.
    pub fn body(&self) -> &[u8] {
        &self.response.body
    }

    /// The body as text; what is not UTF-8 is replaced.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.response.body)
    }

    /// The media type of the body.
    pub fn content_type(&self) -> Option<&str> {
        self.response.content_type.as_deref()
    }

    /// The platform's id of the request.
    ///
    /// The header `RCRequestId`: the platform's support desk asks for it.
    pub fn request_id(&self) -> Option<&str> {
        self.response.request_id.as_deref()
    }
}
