//! One call: its state, its end, and what can be done about it.

mod cancel;
mod change;
mod follow;
mod mailbox;
mod options;
mod record;
mod watch;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use cancel::CancelEffect;
pub use change::Change;
pub use follow::{Follow, Followed};
pub use options::{Until, WaitOptions};
pub use watch::Watch;

pub(crate) use mailbox::{Delivery, Mailbox};
pub(crate) use record::Record;

use crate::cancel::CancelToken;
use crate::client::Client;
use crate::error::{Error, ErrorCode, Result};
use crate::http::Method;
use crate::operation::Operation;
use crate::retry::Repeat;
use crate::state::{CallState, Outcome};
use crate::tracker::Looked;
use crate::wire::CallBody;
/// A call on the platform.
///
/// Cheap to clone; clones share what is known of the call. May be used from many threads at once. Dropping it does
/// nothing to the call.
#[derive(Clone)]
pub struct Call {
    client: Client,
    record: Arc<Record>,
}

/// What one look at a call shows.
#[derive(Debug)]
enum Look {
    State(CallState),
    /// The platform does not know it any more.
    Gone(Error),
}

impl Call {
    pub(crate) fn placed(client: Client, body: CallBody) -> Self {
        let state = CallState::from_wire(&body.status);
        let record = Record::new(client.call_target(&body.id), body.id, Some(&state));
        Self { client, record: Arc::new(record) }
    }

    pub(crate) fn known(client: Client, id: String) -> Self {
        let record = Record::new(client.call_target(&id), id, None);
        Self { client, record: Arc::new(record) }
    }

    /// The platform's id. Opaque: nothing can be read from it.
    pub fn id(&self) -> &str {
        self.record.id()
    }

    /// The same call with its operations bound to a token that can interrupt them.
    pub fn with_cancel_token(&self, token: &CancelToken) -> Self {
        Self { client: self.client.with_cancel_token(token), record: Arc::clone(&self.record) }
    }

    /// Asks the platform once.
    ///
    /// [`NotFound`](ErrorCode::NotFound) once the platform has forgotten the call, some time after its end.
    pub fn status(&self) -> Result<CallState> {
        let operation = self.client.operation(self.client.request_timeout());
        match self.look(Repeat::Freely, &operation)? {
            Look::State(state) => Ok(state),
            Look::Gone(error) => Err(error),
        }
    }

    /// What was last seen, without asking; `None` if nothing was seen yet.
    pub fn state(&self) -> Option<CallState> {
        self.record.state()
    }

    /// How the call ended, going by what was seen, without asking. While it has not, the kind is
    /// [`StillInProgress`](crate::OutcomeKind::StillInProgress).
    pub fn outcome(&self) -> Outcome {
        self.record.outcome()
    }

    /// Waits for the end of the call, or for its answer, and tells how it came out.
    ///
    /// A deadline that passes is an outcome ([`StillInProgress`](crate::OutcomeKind::StillInProgress)), and so is a call
    /// that vanishes. An error means that the platform could not be asked and will not be: not logged in, forbidden,
    /// interrupted. Lost answers, 5xx and rate limits only make it slower.
    pub fn wait(&self, options: &WaitOptions) -> Result<Outcome> {
        let mut watch = self.watch(options);
        watch.by_ref().try_for_each(|change| change.map(drop))?;
        Ok(watch.outcome())
    }

    /// Follows the call change by change, blocking for each. The iterator ends when [`wait`](Self::wait) would;
    /// [`Watch::outcome`] then tells how it came out. An error is the last item.
    pub fn watch(&self, options: &WaitOptions) -> Watch {
        Watch::new(self.clone(), options)
    }

    /// Follows the call without a thread that waits: `tell` is called with each change and with the end, one after another,
    /// on a thread of the library's own. It should not take long. Dropping what is returned ends the telling.
    pub fn follow(&self, options: &WaitOptions, tell: impl FnMut(Followed) + Send + 'static) -> Follow {
        Follow::new(self.clone(), options, tell)
    }

    /// Asks the platform to hang up, and looks at the call once to see the effect.
    ///
    /// A call that is already over is no error. What the look showed is in [`state`](Self::state).
    pub fn cancel(&self) -> Result<CancelEffect> {
        cancel::cancel(self)
    }

    /// One status request, recorded.
    fn look(&self, repeat: Repeat, operation: &Operation) -> Result<Look> {
        look(&self.client, &self.record, repeat, operation)
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("id", &self.id()).field("state", &self.state()).finish_non_exhaustive()
    }
}

fn look(client: &Client, record: &Record, repeat: Repeat, operation: &Operation) -> Result<Look> {
    match client.call_request(Method::Get, record.target(), repeat, operation) {
        Ok(answer) => {
            let state = CallState::from_wire(&client.parse_call(&answer)?.status);
            record.observe(&state);
            Ok(Look::State(state))
        }
        Err(error) if is_gone(&error) => {
            record.vanish();
            Ok(Look::Gone(error))
        }
        Err(error) => Err(error),
    }
}

/// One look of the tracker, which tells the call's followers what it came to. A failed look only postpones the next; an
/// error that no later look can mend ends the following.
pub(crate) fn look_for_tracker(client: &Client, record: &Record, timeout: Duration) -> Looked {
    match look(client, record, Repeat::Never, &client.operation(timeout)) {
        Ok(_) => Looked::Seen,
        Err(error) if ends_the_following(error.code()) => {
            record.fail(&error);
            Looked::Seen
        }
        Err(error) => Looked::Missed(error.retry_after()),
    }
}

/// The others are the network's or the platform's, and pass.
fn ends_the_following(code: ErrorCode) -> bool {
    !matches!(
        code,
        ErrorCode::Timeout
            | ErrorCode::Connection
            | ErrorCode::Server
            | ErrorCode::RateLimited
            | ErrorCode::Protocol
            | ErrorCode::Rejected
            // By the end of the client, which is the end of the following as well.
            | ErrorCode::Cancelled
    )
}

/// Whether a 404 is about the call, and not about the account, the extension or the path.
fn is_gone(error: &Error) -> bool {
    let elsewhere = |name: &str| name.eq_ignore_ascii_case("accountId") || name.eq_ignore_ascii_case("extensionId");
    error.code() == ErrorCode::NotFound
        && error.error_code() != Some("CMN-120")
        && !error.parameter().is_some_and(elsewhere)
}
