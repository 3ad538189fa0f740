//! Placing one call, with a request that must never be sent twice.
//!
//! If the call must be hung up when the create is interrupted, the request is sent on a worker. The calling thread
//! leaves at an interruption, and the worker waits a little longer for the response, to learn the id of the call.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::dedupe::{FreeKey, LookUp, look_up};
use super::{Call, hang_up};
use crate::account::call_log::LogQuery;
use crate::api::Api;
use crate::base::cancel::{CancelToken, SLICE};
use crate::base::clock;
use crate::base::error::{Attempt, Error, ErrorCode, Result};
use crate::base::operation::{Linger, Operation};
use crate::base::threads::{OneshotReceiver, OneshotSender, Received, oneshot};
use crate::base::wire::Group;
use crate::base::workers;
use crate::fleet::ledger::{Begun, Keyed, NewCall};
use crate::model::request::CheckedRequest;
use crate::model::state::CallState;
use crate::session::{HANG_UP_TIMEOUT, HangUpInFlight, HangUps, Session};
use crate::tracking::CallRecord;
use crate::transport::http::{Body, Method, Request};
use crate::transport::limits::{Permit, Priority};
use crate::transport::retry::RetryPolicy;
use crate::transport::sender::SendError;

const TEMPLATE: &str = "/restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out";

/// What the response to a create says.
struct PlacedCall {
    id: String,
    state: CallState,
    logged: LogQuery,
    keyed: Option<Arc<Keyed>>,
}

/// Places a call from a checked request, or returns the one that has its dedupe key. With a permit, an interrupted create
/// is not hung up. `free` is what the ledger had for the key, if it was asked before.
pub(crate) fn create(
    session: &Session,
    checked: &CheckedRequest,
    mut permit: Option<Permit<'_>>,
    mut free: Option<FreeKey>,
) -> Result<Call> {
    let operation = session.api.create_operation();
    let hangs_up = checked.cancel_on_exit && permit.is_none() && operation.token.is_bound();
    loop {
        if let (Some(key), None) = (&checked.dedupe_key, &free) {
            match look_up(session, checked, key, &operation)? {
                LookUp::Adopted(call) => return Ok(call),
                LookUp::Free(key) => free = Some(key),
            }
        }
        let sent = if hangs_up {
            CreateOnWorker::begin(session, checked, free.take(), &operation).finish(checked, &operation.token)
        } else {
            send(&session.api, checked, permit.take(), free.take(), &operation)
        };
        // Without a call, another worker has begun to place it.
        if let Some(placed) = sent? {
            // The call outlives this operation.
            return Ok(Call::placed(session.without_deadline(), placed.into_record(checked.cancel_on_exit)));
        }
    }
}

/// Sends the request with its intent in the ledger, if it has a key, and writes what became of it. `None` if another
/// worker places the call.
fn send(
    api: &Api,
    checked: &CheckedRequest,
    permit: Option<Permit<'_>>,
    free: Option<FreeKey>,
    operation: &Operation,
) -> Result<Option<PlacedCall>> {
    let Some(free) = free else { return post(api, checked, permit, operation).map(Some) };
    // Nothing that may take long comes after the intent.
    api.ensure_token(operation)?;
    let permit = match permit {
        Some(permit) => permit,
        None => api.sender().acquire(Group::Heavy, Priority::Foreground, operation)?,
    };
    let Begun::Mine(mut intent) = free.begin(operation)? else { return Ok(None) };
    operation.check("the request was not sent")?;
    intent.sent();
    match post(api, checked, Some(permit), operation) {
        Ok(mut placed) => {
            placed.keyed = Some(intent.placed(&NewCall { id: placed.id.clone(), at: placed.logged.at }));
            Ok(Some(placed))
        }
        Err(error) => {
            if error.may_have_placed() {
                intent.maybe_placed(error.attempt().map_or_else(clock::wall, |attempt| attempt.sent_at));
            } else {
                intent.not_placed();
            }
            Err(error)
        }
    }
}

/// Sends the request and reads the response.
fn post(api: &Api, checked: &CheckedRequest, permit: Option<Permit<'_>>, operation: &Operation) -> Result<PlacedCall> {
    let request = Request {
        method: Method::Post,
        target: api.calls(),
        template: TEMPLATE,
        body: Some(Body::Json(&checked.json)),
        group: Group::Heavy,
        authorization: None,
        keep_headers: false,
    };
    let response = api
        .success(&request, RetryPolicy::IfUnsent, permit, operation)
        .map_err(|failure| failure.into_create_error(|sent_at| attempt(checked, sent_at)))?;
    // From here on the platform has accepted the call, even if the response is unusable.
    let unreadable =
        |error| SendError { error, sent_at: response.sent_at }.into_create_error(|sent_at| attempt(checked, sent_at));
    let (id, state) = api.parse_placed(&response).map_err(unreadable)?;
    let at = response.date.unwrap_or_else(clock::wall);
    let logged = LogQuery { to: (*checked.to).into(), from: checked.from.as_deref().map(Into::into), at };
    Ok(PlacedCall { id, state, logged, keyed: None })
}

fn attempt(checked: &CheckedRequest, sent_at: SystemTime) -> Attempt {
    Attempt { to: Some(checked.to.clone()), from: checked.from.clone(), sent_at }
}

impl PlacedCall {
    fn into_record(self, cancel_on_exit: bool) -> CallRecord {
        CallRecord::placed(self.id, &self.state, self.logged, cancel_on_exit, self.keyed)
    }
}

/// What the worker reports to the calling thread, once.
enum Report {
    Done(Result<Option<PlacedCall>>),
    /// The request was sent at this time, and the create was interrupted before the response. The worker continues.
    Lingers(SystemTime),
}

/// A create on a worker.
struct CreateOnWorker {
    /// Interrupts the worker, which must not call the host's check.
    stop: CancelToken,
    report: OneshotReceiver<Report>,
}

impl CreateOnWorker {
    fn begin(session: &Session, checked: &CheckedRequest, free: Option<FreeKey>, operation: &Operation) -> Self {
        let (sender, report) = oneshot();
        let reporter = Arc::new(Reporter::new(sender, session.hang_ups()));
        let (stop, lingering) = (CancelToken::new(), Arc::clone(&reporter));
        let linger = Linger::new(HANG_UP_TIMEOUT, move |sent_at| lingering.linger(sent_at));
        let operation = operation.lingering(&stop, linger);
        let (api, checked) = (session.api.clone(), checked.clone());
        workers::CREATES.get().spawn_within(operation.clone(), move |begun| {
            let result = begun.and_then(|()| send(&api, &checked, None, free, &operation));
            reporter.finish(&api, result);
        });
        Self { stop, report }
    }

    /// Waits for the worker. After an interruption, returns what is known within two slices.
    fn finish(self, checked: &CheckedRequest, token: &CancelToken) -> Result<Option<PlacedCall>> {
        let maybe_placed = |code, text: &str, sent_at| {
            let failure = SendError { error: Error::new(code, text), sent_at: Some(sent_at) };
            Err(failure.into_create_error(|sent_at| attempt(checked, sent_at)))
        };
        loop {
            match self.report.receive(SLICE) {
                Received::Value(Report::Done(result)) => return result,
                Received::Value(Report::Lingers(sent_at)) => {
                    return maybe_placed(ErrorCode::Cancelled, "the operation was interrupted", sent_at);
                }
                Received::Closed => {
                    return maybe_placed(ErrorCode::Internal, "its thread ended without a result", clock::wall());
                }
                Received::Pending if token.poll() => self.stop.cancel(),
                Received::Pending => {}
            }
        }
    }
}

/// The worker's side of a create.
struct Reporter {
    sender: Mutex<Option<OneshotSender<Report>>>,
    hang_ups: HangUps,
    /// Present while the worker lingers. The last handle of the client waits for it.
    in_flight: Mutex<Option<HangUpInFlight>>,
}

impl Reporter {
    fn new(sender: OneshotSender<Report>, hang_ups: &HangUps) -> Self {
        Self { sender: Mutex::new(Some(sender)), hang_ups: hang_ups.clone(), in_flight: Mutex::default() }
    }

    /// Releases the calling thread.
    fn linger(&self, sent_at: SystemTime) {
        *self.in_flight.lock().unwrap_or_else(PoisonError::into_inner) = Some(self.hang_ups.begin());
        self.report(Report::Lingers(sent_at));
    }

    fn report(&self, report: Report) -> Option<Report> {
        let sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
        match sender {
            Some(sender) => {
                sender.send(report);
                None
            }
            None => Some(report),
        }
    }

    /// Reports the result. If the calling thread has left, hangs up the call that was placed.
    fn finish(&self, api: &Api, result: Result<Option<PlacedCall>>) {
        let Some(Report::Done(result)) = self.report(Report::Done(result)) else { return };
        match result {
            Ok(None) => log::info!(target: "ringout", "another worker places the call of the interrupted create"),
            Ok(Some(placed)) => {
                let record = Arc::new(placed.into_record(true));
                hang_up::begin(api, &self.hang_ups, &record, record.detaches());
            }
            Err(error) if error.may_have_placed() => {
                log::warn!(target: "ringout", "a call that may be ringing cannot be hung up, because its id is unknown: {error}");
            }
            Err(error) => log::info!(target: "ringout", "the interrupted create has placed no call: {error}"),
        }
    }
}
