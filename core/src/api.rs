//! Authenticated requests: adds the token, applies the bounds of a handle, and interprets the response.
//!
//! This module handles the one retry that needs another token, after a 401. All other retries are decided below, in
//! `sender`.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::auth::{Auth, Bearer, TokenKey};
use crate::base::cancel::CancelToken;
use crate::base::error::{self, Error, ErrorCode, RequestKind, Result};
use crate::base::id;
use crate::base::operation::{Operation, RateLimit};
use crate::base::threads;
use crate::base::wire::{self, CallBody, ErrorBody, Group, HttpResponse};
use crate::fleet::ledger::{BoundedLedger, LedgerKey};
use crate::model::state::{CallState, Status};
use crate::transport::http::{Method, Request, encode_segment};
use crate::transport::limits::{Permit, Priority};
use crate::transport::retry::RetryPolicy;
use crate::transport::sender::{SendError, Sender};

/// The shared part of all handles, and the bounds of this one. Two pointers, because each call has several.
#[derive(Clone)]
pub(crate) struct Api {
    shared: Arc<ApiShared>,
    bounds: Arc<Bounds>,
}

/// The bounds of the operations of one handle.
#[derive(Clone)]
pub(crate) struct Bounds {
    pub(crate) token: CancelToken,
    pub(crate) timeout: Option<Duration>,
    /// Ends every operation, whatever its timeout. Set only for handles that are used for one operation.
    pub(crate) deadline: Option<Instant>,
    pub(crate) rate_limit: RateLimit,
}

pub(crate) struct ApiShared {
    auth: Auth,
    sender: Sender,
    /// `/restapi/v1.0/account/~/extension/~`
    extension: String,
    /// `extension` followed by `/ring-out` or `/ringout`.
    calls: String,
    request_timeout: Duration,
    create_timeout: Duration,
    ledger: Option<Arc<BoundedLedger>>,
}

impl Api {
    pub(crate) fn new(
        auth: Auth,
        sender: Sender,
        paths: Paths,
        timeouts: Timeouts,
        rate_limit: RateLimit,
        ledger: Option<BoundedLedger>,
    ) -> Self {
        let Paths { extension, calls } = paths;
        let Timeouts { request: request_timeout, create: create_timeout } = timeouts;
        let ledger = ledger.map(Arc::new);
        let shared = Arc::new(ApiShared { auth, sender, extension, calls, request_timeout, create_timeout, ledger });
        let bounds = Bounds { token: CancelToken::unreachable(), timeout: None, deadline: None, rate_limit };
        Self { shared, bounds: Arc::new(bounds) }
    }

    /// Returns a copy with other bounds.
    pub(crate) fn bounded_by(&self, change: impl FnOnce(&mut Bounds)) -> Self {
        let mut bounds = Bounds::clone(&self.bounds);
        change(&mut bounds);
        Self { shared: Arc::clone(&self.shared), bounds: Arc::new(bounds) }
    }

    /// Returns the token that interrupts the operations of this handle.
    pub(crate) fn token(&self) -> &CancelToken {
        &self.bounds.token
    }

    /// Returns the timeout set for this handle, if any.
    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.bounds.timeout
    }

    pub(crate) fn auth(&self) -> &Auth {
        &self.shared.auth
    }

    pub(crate) fn sender(&self) -> &Sender {
        &self.shared.sender
    }

    /// Returns the ledger, and the user's key in it.
    pub(crate) fn ledger(&self, dedupe_key: &str) -> Result<(&Arc<BoundedLedger>, LedgerKey)> {
        let ledger = self.shared.ledger.as_ref();
        let missing = || Error::invalid("dedupe_key", "needs a ledger, which was not set for the client");
        let TokenKey { server, client_id, user } = self.shared.auth.key();
        let key = LedgerKey { server, client_id, user, dedupe_key: dedupe_key.to_owned() };
        ledger.map(|ledger| (ledger, key)).ok_or_else(missing)
    }

    /// Returns the path of the user's extension.
    pub(crate) fn extension(&self) -> &str {
        &self.shared.extension
    }

    /// Returns the path of a create.
    pub(crate) fn calls(&self) -> &str {
        &self.shared.calls
    }

    /// Sends a status request or a cancel. Both have the path of the call, so the log shows one template without the
    /// id.
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

    /// Builds the path of a call from its id, never from the `uri` of a response, which may be relative or name the
    /// other path.
    fn call_target(&self, id: &str) -> String {
        [&self.shared.calls, "/", &encode_segment(id)].concat()
    }

    /// Starts an operation.
    pub(crate) fn operation(&self) -> Operation {
        self.bounded(self.shared.request_timeout)
    }

    /// Starts a create.
    pub(crate) fn create_operation(&self) -> Operation {
        self.bounded(self.shared.create_timeout)
    }

    /// Starts an operation with this timeout, unless the handle has its own.
    fn bounded(&self, timeout: Duration) -> Operation {
        let Bounds { token, timeout: own, deadline, rate_limit } = &*self.bounds;
        let operation = Operation::new(own.unwrap_or(timeout), token, *rate_limit);
        match deadline {
            Some(deadline) => operation.until(*deadline),
            None => operation,
        }
    }

    /// Sends a request and returns a successful response. Any other response is an error.
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

    /// Sends a request with a token. If the platform refuses the token before it expires, replaces it once and retries
    /// once. A 401 means that nothing was done, so this is safe for a create too. The second 401 is returned.
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
        let retried = self.send_once(request, &bearer, retry_policy, Some(permit), operation)?;
        // An attempt before the 401 may have done what this one finds done.
        Ok((
            HttpResponse { after_lost_attempt: retried.after_lost_attempt || response.after_lost_attempt, ..retried },
            bearer,
        ))
    }

    /// Sends with one token, including the retries of the sender. The Authorization header is added only here.
    fn send_once(
        &self,
        request: &Request<'_>,
        bearer: &Bearer,
        retry_policy: RetryPolicy,
        permit: Option<Permit<'_>>,
        operation: &Operation,
    ) -> std::result::Result<HttpResponse, SendError> {
        let request = Request { authorization: Some(bearer.header()), ..*request };
        let scrub =
            |failure: SendError| SendError { error: self.shared.auth.scrub(failure.error, Some(bearer)), ..failure };
        self.shared.sender.send(&request, retry_policy, permit, operation).map_err(scrub)
    }

    /// Reads the id and the state from the response to a create.
    ///
    /// A success without a call, or with an id that could be neither polled nor cancelled, is
    /// [`Protocol`](ErrorCode::Protocol). A create turns that into [`MaybePlaced`](ErrorCode::MaybePlaced), because the
    /// platform has accepted something.
    pub(crate) fn parse_placed(&self, response: &HttpResponse) -> Result<(String, CallState)> {
        let (id, state) = self.parse_call(response)?;
        let id = id.unwrap_or_default();
        match id::problem(&id) {
            None if self.shared.auth.is_echoed_in(&id) => {
                Err(self.unreadable(response, "does not describe a usable call: its id is a secret of the login"))
            }
            None => Ok((id.into_owned(), state)),
            Some(problem) => {
                Err(self.unreadable(response, &format!("does not describe a usable call: its id {problem}")))
            }
        }
    }

    /// Reads the state of the call with this id from a response. A response that names another call is
    /// [`Protocol`](ErrorCode::Protocol). One that names no call is accepted.
    pub(crate) fn parse_state(&self, response: &HttpResponse, id: &str) -> Result<CallState> {
        let (named, state) = self.parse_call(response)?;
        if named.is_some_and(|named| named != id) {
            return Err(self.unreadable(response, "does not describe the requested call"));
        }
        Ok(state)
    }

    /// Reads a call from a response. An undocumented status is shown unchanged, so it is scrubbed in case it echoes a
    /// secret.
    fn parse_call<'a>(&self, response: &'a HttpResponse) -> Result<(Option<Cow<'a, str>>, CallState)> {
        let call: CallBody<'_> =
            wire::object(&response.body).ok_or_else(|| self.unreadable(response, "does not describe a call"))?;
        let mut state = CallState::from_wire(&call.status);
        for status in [&mut state.call_status, &mut state.caller_status, &mut state.callee_status] {
            if let Status::Unknown(text) = status {
                let mut text = String::from(&**text);
                self.shared.auth.scrub_text(&mut text);
                *status = Status::parse(&text);
            }
        }
        Ok((call.id, state))
    }

    /// Rejects a response that is shown unchanged if it echoes a secret.
    pub(crate) fn refuse_echo(&self, response: &HttpResponse) -> Result<()> {
        if self.shared.auth.is_echoed_in(&String::from_utf8_lossy(&response.body)) {
            return Err(self.unreadable(response, "contains a secret of the login"));
        }
        Ok(())
    }

    /// The error for a successful response that is not usable. The content type in the message is the server's, so it
    /// is scrubbed.
    pub(crate) fn unreadable(&self, response: &HttpResponse, problem: &str) -> Error {
        let kind = response.content_type.as_deref().unwrap_or("no content type");
        let text = format!("the {} response ({kind}) {problem}", response.status);
        self.shared.auth.scrub(Error::unscrubbed(ErrorCode::Protocol, text).with_response(response), None)
    }

    /// Removes secrets from a message with parts that the server sent.
    pub(crate) fn scrub(&self, text: String) -> String {
        self.shared.auth.scrub(Error::unscrubbed(ErrorCode::Protocol, text), None).message().to_owned()
    }

    /// Logs in if there is no usable token, so that the next request is sent at once.
    pub(crate) fn ensure_token(&self, operation: &Operation) -> Result<()> {
        self.bearer(operation).map(drop)
    }

    fn bearer(&self, operation: &Operation) -> Result<Bearer> {
        self.shared.auth.bearer(operation, |deadline| {
            let shared = Arc::clone(&self.shared);
            // A new thread instead of a worker, because it is needed once an hour.
            let log_in = move || shared.auth.log_in_again(&shared.sender, deadline);
            if threads::spawn("ringout-login", log_in.clone()).is_err() {
                log_in();
            }
        })
    }
}

/// The paths of the user's resources on the server.
#[derive(Debug, Clone)]
pub(crate) struct Paths {
    pub(crate) extension: String,
    pub(crate) calls: String,
}

/// The timeouts of operations.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeouts {
    /// Every operation but a create.
    pub(crate) request: Duration,
    pub(crate) create: Duration,
}

/// Whether a new login may help: the token has expired or is damaged (OAU-128, 129, 149), or the response gives no
/// reason. An app that is refused stays refused.
fn is_expired_token(response: &HttpResponse) -> bool {
    if response.status != 401 {
        return false;
    }
    let body = ErrorBody::parse(&response.body);
    let code = body.error_code.or_else(|| body.errors.into_iter().find_map(|entry| entry.error_code));
    code.is_none_or(|code| matches!(code.as_str(), "OAU-128" | "OAU-129" | "OAU-149"))
}
