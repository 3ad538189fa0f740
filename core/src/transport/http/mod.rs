//! HTTP exchange: a request, its response, or the facts of its failure.
//!
//! Nothing here knows about calls, logins or limits, and nothing is retried. [`Failure`] has what the layers above need
//! to decide: whether and when a byte may have been sent, and whether the connection was stale.

mod agent;
mod exchange;
mod explain;
mod no_proxy;
#[cfg(feature = "simulation")]
mod simulated;
mod socket;
mod url;

pub(crate) use agent::{Agent, AgentSettings, MAX_PART, ProxyChoice};
pub(crate) use url::{Server, decode_query, encode_query, encode_segment, without_user};

use std::time::SystemTime;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::base::error::{self, Error, ErrorCode};
use crate::base::secret::Secret;
use crate::base::wire::Group;
use crate::base::wire::HttpResponse;

/// The HTTP methods that RingCentral accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates. Sent at most once, see [`Client::create_call`](crate::Client::create_call).
    Post,
    /// Replaces.
    Put,
    /// Changes a part.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// Returns the name on the wire, such as `GET`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Parses a method's name, in any case. Any other name is [`InvalidArgument`](crate::ErrorCode::InvalidArgument) for
    /// the parameter `method`.
    pub fn parse(name: &str) -> error::Result<Self> {
        let all = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];
        let named = all.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(name));
        named.ok_or_else(|| Error::invalid("method", "is not one of GET, POST, PUT, PATCH and DELETE"))
    }

    /// Whether sending it twice has the same effect as sending it once (RFC 9110, section 9.2.2). PUT is left out,
    /// because the platform does not promise it.
    pub(crate) fn is_idempotent(self) -> bool {
        matches!(self, Self::Get | Self::Delete)
    }
}

/// A request, ready to be sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) method: Method,
    /// Path and query, escaped, beginning with `/`.
    pub(crate) target: &'a str,
    /// The path without ids, for the log.
    pub(crate) template: &'a str,
    pub(crate) body: Option<Body<'a>>,
    /// The rate-limit group.
    pub(crate) group: Group,
    /// Value of the Authorization header.
    pub(crate) authorization: Option<&'a str>,
    /// Whether to keep every header of the response.
    pub(crate) keep_headers: bool,
}

impl Request<'_> {
    /// Whether an id in a response may be an echo of a secret of this request.
    fn carries(&self, id: &str) -> bool {
        // Fields of a form that the server has unescaped are not found literally, but no id has a space or an escape.
        let is_id = id.len() <= 128 && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        !is_id || self.contains(id)
    }

    /// Whether a name in a response may be an echo of a secret of this request. Names are short, and one that is shorter
    /// than any secret is not a part of one.
    fn carries_name(&self, name: &str) -> bool {
        const MIN_SECRET: usize = 8;
        const MAX_NAME: usize = 32;
        let is_name = name.len() <= MAX_NAME && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        !is_name || (name.len() >= MIN_SECRET && self.contains(name))
    }

    fn contains(&self, text: &str) -> bool {
        let form = match self.body {
            Some(Body::Form(form)) => form,
            Some(Body::Json(_)) | None => "",
        };
        let authorization = self.authorization.unwrap_or_default();
        // The client's secret travels in here, and the server sees it decoded.
        let basic = authorization.strip_prefix("Basic ").and_then(|basic| BASE64_STANDARD.decode(basic).ok());
        let basic = Secret::from_bytes(basic.unwrap_or_default());
        let has = |sent: &str| {
            sent.as_bytes().windows(text.len().max(1)).any(|part| part.eq_ignore_ascii_case(text.as_bytes()))
        };
        has(authorization) || has(basic.expose()) || has(form)
    }
}

/// A request's body and its media type.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Body<'a> {
    Json(&'a str),
    Form(&'a str),
}

/// No response arrived.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) kind: FailureKind,
    /// When the first byte of the request was handed to the connection. `None` means that the request provably was never
    /// sent.
    pub(crate) sent_at: Option<SystemTime>,
    /// Whether the server closed a pooled connection without sending a byte.
    pub(crate) stale: bool,
    pub(crate) text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// DNS, connect or TLS failed, or the connection broke.
    Connection,
    /// The connection would fail again in the same way, because of a certificate or because the proxy refuses it.
    Refused,
    /// The deadline passed.
    Deadline,
    /// The cancel token interrupted it.
    Interrupted,
    /// The response violates HTTP or is too large, or the request cannot be written.
    Protocol,
}

impl Failure {
    pub(crate) fn is_sent(&self) -> bool {
        self.sent_at.is_some()
    }

    pub(crate) fn into_error(self) -> Error {
        let code = match self.kind {
            FailureKind::Connection | FailureKind::Refused => ErrorCode::Connection,
            FailureKind::Deadline => ErrorCode::Timeout,
            FailureKind::Interrupted => ErrorCode::Cancelled,
            FailureKind::Protocol => ErrorCode::Protocol,
        };
        let error = Error::new(code, self.text);
        if self.kind == FailureKind::Refused { error.not_retryable() } else { error }
    }
}

/// The result of one exchange.
pub(crate) type ExchangeResult = Result<HttpResponse, Failure>;
