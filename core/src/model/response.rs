//! The response to an API request that your program composed.

use std::borrow::Cow;

use crate::base::error::Error;
use crate::base::wire::HttpResponse;

/// The response to [`Client::request`](crate::Client::request) or [`Client::send`](crate::Client::send).
///
/// The whole body is read, at most 1 MiB. From `request` the response is always a success; from `send` it may have any
/// status.
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

    /// Returns the HTTP status.
    pub fn status(&self) -> u16 {
        self.response.status
    }

    /// Returns the error of a response outside 200 to 299, or `None` for a success.
    ///
    /// It is the error that [`Client::request`](crate::Client::request) would have failed with, scrubbed of echoed
    /// secrets. The body is not scrubbed.
    pub fn error(&self) -> Option<Error> {
        self.error.clone()
    }

    /// Returns every header, with names in lower case, in their original order.
    ///
    /// A header that came twice appears twice. Invalid UTF-8 in a value is replaced.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.response.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the body as received.
    pub fn body(&self) -> &[u8] {
        &self.response.body
    }

    /// Returns the body as a string, with invalid UTF-8 replaced.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.response.body)
    }

    /// Returns the media type of the body.
    pub fn content_type(&self) -> Option<&str> {
        self.response.content_type.as_deref()
    }

    /// Returns RingCentral's id of the request (the header `RCRequestId`), which its support desk asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.response.request_id.as_deref()
    }
}
