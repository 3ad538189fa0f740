//! The way of every request but the login's own: a token put on it, bounds, and what an answer means.
//!
//! It knows the one case in which a request goes out again with another token. What is sent again for other reasons is
//! decided below, in `sender`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::auth::{Auth, Bearer};
use crate::base::cancel::CancelToken;
use crate::base::error::{self, Error, ErrorCode, RequestKind, Result};
use crate::base::id;
use crate::base::operation::{Operation, RateLimit};
use crate::base::threads;
use crate::base::wire::{self, CallBody, ErrorBody, Group, HttpResponse, StatusBody};
use crate::model::state::Status;
use crate::transport::http::{Method, Request, encode_segment};
use crate::transport::limits::{Permit, Priority};
use crate::transport::retry::RetryPolicy;
use crate::transport::sender::{SendError, Sender};

/// What all handles share, and what one handle can have differently from another. Two pointers: each call has several.
#[derive(Clone)]
pub(crate) struct Api {
    shared: Arc<Shared>,
    bounds: Arc<Bounds>,
}

/// What bounds the operations of one handle.
#[derive(Clone)]
pub(crate) struct Bounds {
    pub(crate) token: CancelToken,
    pub(crate) timeout: Option<Duration>,
    /// No operation goes on after it, whatever its timeout. Only handles that nobody keeps have one.
    pub(crate) deadline: Option<Instant>,
    pub(crate) rate_limit: RateLimit,
}

/// Reached through the api only.
pub(crate) struct Shared {
    auth: Auth,
    sender: Sender,
    /// `/restapi/v1.0/account/~/extension/~`
    extension: String,
    /// The same with `/ring-out` at its end.
    calls: String,
    request_timeout: Duration,
    create_timeout: Duration,
}

impl Api {
    pub(crate) fn new(auth: Auth, sender: Sender, paths: Paths, timeouts: Timeouts, rate_limit: RateLimit) -> Self {
        let Paths { extension, calls } = paths;
        let Timeouts { request: request_timeout, create: create_timeout } = timeouts;
        let shared = Arc::new(Shared { auth, sender, extension, calls, request_timeout, create_timeout });
        let bounds = Bounds { token: CancelToken::unreachable(), timeout: None, deadline: None, rate_limit };
        Self { shared, bounds: Arc::new(bounds) }
    }

    /// The same with other bounds.
    pub(crate) fn bounded_by(&self, change: impl FnOnce(&mut Bounds)) -> Self {
        let mut bounds = Bounds::clone(&self.bounds);
        change(&mut bounds);
        Self { shared: Arc::clone(&self.shared), bounds: Arc::new(bounds) }
    }

    /// What ends the operations of this handle before their time.
    pub(crate) fn token(&self) -> &CancelToken {
        &self.bounds.token
    }

    /// The timeout of this handle, if it has one of its own.
    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.bounds.timeout
    }

    pub(crate) fn auth(&self) -> &Auth {
        &self.shared.auth
    }

    pub(crate) fn sender(&self) -> &Sender {
        &self.shared.sender
    }

    /// The path of everything that is the user's.
    pub(crate) fn extension(&self) -> &str {
        &self.shared.extension
    }

    /// The path of a create.
    pub(crate) fn calls(&self) -> &str {
        &self.shared.calls
    }

    /// One request about a call: a status request or a cancel. Both are of the call's path, so the log shows one
    /// template, without the id.
    pub(crate) fn call_request(
        &self,
        method: Method,
        id: &str,
        retry_policy: RetryPolicy,
        permit: Option<Permit<'_>>,
        operation: &Operation,
    ) -> Result<HttpResponse> {
        const TEMPLATE: &str = "/restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out/{ringoutId}";
        let request = Request {
            method,
            target: &self.call_target(id),
            template: TEMPLATE,
            body: None,
            group: if method == Method::Get { Group::Light } else { Group::Heavy },
            authorization: None,
            keep_headers: false,
        };
        Ok(self.success(&request, retry_policy, permit, operation)?)
    }

    /// The path of a call, made from the id and never from the `uri` of an answer: that one may be relative, or name
    /// the other path.
    fn call_target(&self, id: &str) -> String {
        format!("{}/{}", self.shared.calls, encode_segment(id))
    }

    /// The bounds of an operation that begins now.
    pub(crate) fn operation(&self) -> Operation {
        self.bounded(self.shared.request_timeout)
    }

    /// The same for a create.
    pub(crate) fn create_operation(&self) -> Operation {
        self.bounded(self.shared.create_timeout)
    }

    /// With this timeout, unless the handle has its own.
    fn bounded(&self, timeout: Duration) -> Operation {
        let Bounds { token, timeout: own, deadline, rate_limit } = &*self.bounds;
        let operation = Operation::new(own.unwrap_or(timeout), token, *rate_limit);
        deadline.map_or(operation.clone(), |deadline| operation.until(deadline))
    }

    /// An answer that is a success; any other is an error.
    pub(crate) fn success(
        &self,
        request: &Request<'_>,
        retry_policy: RetryPolicy,
        permit: Option<Permit<'_>>,
        operation: &Operation,
    ) -> std::result::Result<HttpResponse, SendError> {
        let (response, bearer) = self.response(request, retry_policy, permit, operation)?;
        if response.is_success() {
            return Ok(response);
        }
        let error =
            self.shared.auth.scrub(error::from_response(&response, RequestKind::of(request.template)), Some(&bearer));
        Err(SendError { error, sent_at: response.sent_at })
    }

    /// Sends with a token. A token that is refused before its time is replaced once, and the request repeated once: a
    /// 401 says that nothing was done, so this holds for a create as well. The second 401 is the answer.
    pub(crate) fn response(
        &self,
        request: &Request<'_>,
        retry_policy: RetryPolicy,
        permit: Option<Permit<'_>>,
        operation: &Operation,
    ) -> std::result::Result<(HttpResponse, Bearer), SendError> {
        let refused = |error| SendError { error, sent_at: None };
        let bearer = self.bearer(operation).map_err(refused)?;
        let priority = permit.as_ref().map_or(Priority::Foreground, Permit::retry_priority);
        let response = self.send_once(request, &bearer, retry_policy, permit, operation)?;
        if !is_expired_token(&response) || !self.shared.auth.mark_refused(&bearer) {
            return Ok((response, bearer));
        }
        let bearer = self.bearer(operation).map_err(refused)?;
        let permit = self.sender().acquire(request.group, priority, operation)?;
        let again = self.send_once(request, &bearer, retry_policy, Some(permit), operation)?;
        // A try before the 401 may have done what this one finds done.
        Ok((
            HttpResponse { after_lost_attempt: again.after_lost_attempt || response.after_lost_attempt, ..again },
            bearer,
        ))
    }

    /// The repeats of the sender included: once with one token. The Authorization header is put on here and nowhere
    /// else.
    fn send_once(
        &self,
        request: &Request<'_>,
        bearer: &Bearer,
        retry_policy: RetryPolicy,
        permit: Option<Permit<'_>>,
        operation: &Operation,
    ) -> std::result::Result<HttpResponse, SendError> {
        let request = Request { authorization: Some(bearer.header()), ..*request };
        let scrub = |lost: SendError| SendError { error: self.shared.auth.scrub(lost.error, Some(bearer)), ..lost };
        self.shared.sender.send(&request, retry_policy, permit, operation).map_err(scrub)
    }

    /// The id and the status of the call that a create was answered with.
    ///
    /// A success without a call, or with one that could neither be asked for nor cancelled by its id, is
    /// [`Protocol`](ErrorCode::Protocol). A create turns that into [`MaybePlaced`](ErrorCode::MaybePlaced), because the
    /// platform has said yes to something.
    pub(crate) fn parse_placed(&self, response: &HttpResponse) -> Result<(String, StatusBody)> {
        let body = self.parse_call(response)?;
        let id = body.id.unwrap_or_default();
        match id::problem(&id) {
            None if self.shared.auth.is_echoed_in(&id) => {
                Err(self.unreadable(response, "describe a call: its id is a secret of the login"))
            }
            None => Ok((id, body.status)),
            Some(problem) => {
                Err(self.unreadable(response, &format!("describe a call that can be asked for: its id {problem}")))
            }
        }
    }

    /// The status that an answer shows of the call with this id. An answer that names another call is
    /// [`Protocol`](ErrorCode::Protocol), and one that names none counts.
    pub(crate) fn parse_status(&self, response: &HttpResponse, id: &str) -> Result<StatusBody> {
        let body = self.parse_call(response)?;
        match body.id {
            Some(other) if other != id => Err(self.unreadable(response, "describe the call that was asked for")),
            _ => Ok(body.status),
        }
    }

    /// A status that no document describes may be an echo, so it is scrubbed: it is shown as it came.
    fn parse_call(&self, response: &HttpResponse) -> Result<CallBody> {
        let mut call: CallBody =
            wire::object(&response.body).ok_or_else(|| self.unreadable(response, "describe a call"))?;
        let status = &mut call.status;
        for text in [&mut status.call_status, &mut status.caller_status, &mut status.callee_status] {
            if let Some(text) = text.as_mut().filter(|text| matches!(Status::parse(text), Status::Unknown(_))) {
                self.shared.auth.scrub_text(text);
            }
        }
        Ok(call)
    }

    /// Fails for an answer that is kept and shown as it came, if it echoes a secret.
    pub(crate) fn refuse_echo(&self, response: &HttpResponse) -> Result<()> {
        if self.shared.auth.is_echoed_in(&String::from_utf8_lossy(&response.body)) {
            return Err(self.unreadable(response, "make sense: it has a secret of the login in it"));
        }
        Ok(())
    }

    /// A success that does not do what it should. The content type in the text is the server's, so it is scrubbed.
    pub(crate) fn unreadable(&self, response: &HttpResponse, what: &str) -> Error {
        let kind = response.content_type.as_deref().unwrap_or("no content type");
        let text = format!("the answer {} ({kind}) does not {what}", response.status);
        self.shared.auth.scrub(Error::unscrubbed(ErrorCode::Protocol, text).with_response(response), None)
    }

    /// A text that the server had a part in, without anything secret in it.
    pub(crate) fn scrub(&self, text: String) -> String {
        self.shared.auth.scrub(Error::unscrubbed(ErrorCode::Protocol, text), None).message().to_owned()
    }

    /// Logs in if there is no usable token, so that the next request is sent at once.
    pub(crate) fn make_ready(&self, operation: &Operation) -> Result<()> {
        self.bearer(operation).map(drop)
    }

    fn bearer(&self, operation: &Operation) -> Result<Bearer> {
        self.shared.auth.bearer(operation, |deadline| {
            let shared = Arc::clone(&self.shared);
            // A thread of its own and not a worker: it is needed once an hour.
            let log_in = move || shared.auth.log_in_again(&shared.sender, deadline);
            if threads::spawn("ringout-login", log_in.clone()).is_err() {
                log_in();
            }
        })
    }
}

/// Where the user's things are on the server.
#[derive(Debug, Clone)]
pub(crate) struct Paths {
    pub(crate) extension: String,
    pub(crate) calls: String,
}

/// How long operations may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeouts {
    /// Any but a create.
    pub(crate) request: Duration,
    pub(crate) create: Duration,
}

/// Whether a new login may help: the token has expired or is damaged (OAU-128, 129, 149), or the answer does not say.
/// An application that is refused stays refused.
fn is_expired_token(response: &HttpResponse) -> bool {
    if response.status != 401 {
        return false;
    }
    let body = ErrorBody::parse(&response.body);
    let code = body.error_code.or_else(|| body.errors.into_iter().find_map(|entry| entry.error_code));
    code.is_none_or(|code| matches!(code.as_str(), "OAU-128" | "OAU-129" | "OAU-149"))
}
