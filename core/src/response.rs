//! The answer to a request of the caller's own making.

use std::borrow::Cow;

use crate::error::Error;
use crate::wire::Answer;

/// The answer to [`Client::request`](crate::Client::request) and [`Client::send`](crate::Client::send).
#[derive(Debug, Clone)]
pub struct Response {
    answer: Answer,
    error: Option<Error>,
}

impl Response {
    pub(crate) fn new(answer: Answer, error: Option<Error>) -> Self {
        Self { answer, error }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.answer.status
    }

    /// What an answer outside 200 to 299 says went wrong.
    pub fn error(&self) -> Option<Error> {
        self.error.clone()
    }

    /// Every header, names in lower case, in the order in which they came.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The body as it came.
    pub fn body(&self) -> &[u8] {
        &self.answer.body
    }

    /// The body as text; what is not UTF-8 is replaced.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.answer.body)
    }

    /// The media type of the body.
    pub fn content_type(&self) -> Option<&str> {
        self.answer.content_type.as_deref()
    }

    /// The platform's id of the request.
    pub fn request_id(&self) -> Option<&str> {
        self.answer.request_id.as_deref()
    }
}
