//! One HTTP exchange: what is sent, what comes back, and what is known when nothing does.
//!
//! Nothing here knows of calls, logins or limits, and nothing is repeated. What the layers above need to decide is in
//! [`Failure`]: whether and when a byte may have left, and whether the connection had gone stale.

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

/// The methods that the platform takes.
///
/// # Examples
///
/// ```
/// use ringout_core::Method;
///
/// assert_eq!(Method::parse("delete")?, Method::Delete);
/// assert_eq!(Method::Delete.as_str(), "DELETE");
/// # Ok::<(), ringout_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates. Sent once: see the creation rule.
    Post,
    /// Replaces.
    Put,
    /// Changes a part.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// The name on the wire: `GET`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Reads a method's name, in any case. Any other is [`InvalidArgument`](crate::ErrorCode::InvalidArgument) for the
    /// parameter `method`.
    pub fn parse(name: &str) -> error::Result<Self> {
        let all = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];
        let named = all.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(name));
        named.ok_or_else(|| Error::invalid("method", "is none of GET, POST, PUT, PATCH and DELETE"))
    }

    /// Whether doing it twice is the same as doing it once (RFC 9110, section 9.2.2), leaving out PUT: the platform
    /// does not promise it.
    pub(crate) fn is_idempotent(self) -> bool {
        matches!(self, Self::Get | Self::Delete)
    }
}

/// A request, ready to be sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) method: Method,
    /// The path and the query, escaped, beginning with `/`.
    pub(crate) target: &'a str,
    /// The path without ids, for the log.
    pub(crate) template: &'a str,
    pub(crate) body: Option<Body<'a>>,
    /// Whose budget it spends.
    pub(crate) group: Group,
    /// The value of the Authorization header.
    pub(crate) authorization: Option<&'a str>,
    /// Whether the caller wants every header of the answer.
    pub(crate) keep_headers: bool,
}

impl Request<'_> {
    /// Whether an id of an answer is an echo of what may be a secret of this request.
    fn carries(&self, id: &str) -> bool {
        // Of a form, fields that the server has unescaped are not found as they are; but no id has a space or an
        // escape.
        let is_id = id.len() <= 128 && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        !is_id || self.contains(id)
    }

    /// The same of a name. No name is long, and a shorter one than any secret is not a piece of one.
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
        // The client's secret travels in here, and the server reads it in the clear.
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

/// No answer came.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) kind: FailureKind,
    /// When the first byte of the request was handed down. Without it, the request provably never left.
    pub(crate) sent_at: Option<SystemTime>,
    /// Whether it was a pooled connection that the server closed without a byte: it had gone stale.
    pub(crate) stale: bool,
    pub(crate) text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// DNS, connect, TLS, or a connection that broke.
    Connection,
    /// A connection that would fail again in the same way: a certificate or a proxy's verdict stands.
    Refused,
    /// The deadline passed.
    Deadline,
    /// The caller interrupted it.
    Interrupted,
    /// The answer broke HTTP's rules, or was too large; or the request cannot be written.
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

/// What one exchange comes to.
pub(crate) type ExchangeResult = Result<HttpResponse, Failure>;
