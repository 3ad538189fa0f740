//! Placing one call, with a request that must never be sent twice.

use super::Call;
use crate::account::call_log::LogQuery;
use crate::base::clock;
use crate::base::error::{Attempt, Result};
use crate::base::wire::Group;
use crate::model::request::CheckedRequest;
use crate::session::Session;
use crate::transport::http::{Body, Method, Request};
use crate::transport::limits::Permit;
use crate::transport::retry::RetryPolicy;
use crate::transport::sender::SendError;

const TEMPLATE: &str = "/restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out";

/// Places a call from a checked request.
pub(crate) fn create(session: &Session, checked: &CheckedRequest, permit: Option<Permit<'_>>) -> Result<Call> {
    let operation = session.api.create_operation();
    let attempt = |sent_at| Attempt { to: Some(checked.to.clone()), from: checked.from.clone(), sent_at };
    let request = Request {
        method: Method::Post,
        target: session.api.calls(),
        template: TEMPLATE,
        body: Some(Body::Json(&checked.json)),
        group: Group::Heavy,
        authorization: None,
        keep_headers: false,
    };
    let response = session
        .api
        .success(&request, RetryPolicy::IfUnsent, permit, &operation)
        .map_err(|failure| failure.into_create_error(attempt))?;
    // From here on the platform has accepted the call, even if the response is unusable.
    let unreadable = |error| SendError { error, sent_at: response.sent_at }.into_create_error(attempt);
    let placed = session.api.parse_placed(&response).map_err(unreadable)?;
    let at = response.date.unwrap_or_else(clock::wall);
    let logged = LogQuery { to: (*checked.to).into(), from: checked.from.as_deref().map(Into::into), at };
    // The call outlives this operation.
    Ok(Call::placed(session.without_deadline(), placed, logged))
}
