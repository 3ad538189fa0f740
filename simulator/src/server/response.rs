//! HTTP response and its serialization.

use std::borrow::Cow;

use serde::Serialize;

const JSON: &str = "application/json;charset=utf-8";

/// Status, headers and body. [`head`](Self::head) adds Content-Length and Connection.
#[derive(Debug, Clone)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(Cow<'static, str>, String)>,
    pub body: Vec<u8>,
    /// Announces the body without sending it, as the response to a HEAD.
    pub without_body: bool,
}

impl Response {
    pub fn empty(status: u16) -> Response {
        Response { status, headers: vec![], body: vec![], without_body: false }
    }

    pub fn json(status: u16, body: &impl Serialize) -> Response {
        // Serializing these values cannot fail. An empty body would fail any test.
        let body = serde_json::to_vec(body).unwrap_or_default();
        Response::text(status, JSON, body)
    }

    pub fn text(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Response {
        Response::empty(status).with_body(body.into()).header("Content-Type", content_type)
    }

    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Response {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Pads the body with spaces to at least `body_bytes`. JSON stays valid.
    pub fn padded(mut self, body_bytes: usize) -> Response {
        if self.may_have_body() {
            self.body.resize(self.body.len().max(body_bytes), b' ');
        }
        self
    }

    /// The bytes that follow the head. A body where there must be none would be read as the next response.
    pub fn sent_body(&self) -> &[u8] {
        if self.without_body || !self.may_have_body() { &[] } else { &self.body }
    }

    /// Whether the status allows a body. 1xx, 204 and 304 have none and no Content-Length (RFC 9110, 8.6).
    fn may_have_body(&self) -> bool {
        !matches!(self.status, 100..200 | 204 | 304)
    }

    pub fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    /// Returns the status line and headers, with `content_length` as the Content-Length.
    pub fn head(&self, content_length: usize, keep_alive: bool) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        if self.may_have_body() && !self.has_header("Content-Length") {
            head.push_str("Content-Length: ");
            head.push_str(&content_length.to_string());
            head.push_str("\r\n");
        }
        head.push_str(if keep_alive { "Connection: keep-alive\r\n\r\n" } else { "Connection: close\r\n\r\n" });
        head.into_bytes()
    }

    fn with_body(mut self, body: Vec<u8>) -> Response {
        self.body = body;
        self
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        302 => "Found",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        413 => "Content Too Large",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Status",
    }
}
