//! A call: its state, its outcome, and the operations on it.
//!
//! A [`Call`] is a handle: a session, and the [`CallRecord`] with everything known about the call. Every status seen
//! enters the record, whether it comes from [`status`](Call::status), the tracker or a cancel. The record notifies all
//! subscribers, so all handles of a call agree and no poll is wasted.

mod cancel;
mod create;
mod dedupe;
mod follow;
mod hang_up;
mod options;
mod watch;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use cancel::CancelEffect;
pub use follow::{Follow, Followed};
pub use hang_up::ScopedCall;
pub use options::{Until, WaitOptions};
pub use watch::Watch;

pub(crate) use create::create;
pub(crate) use dedupe::{FreeKey, LookUp, find, look_up};
use hang_up::OnExit;

use crate::account::call_log::{self, CallLog};
use crate::base::cancel::CancelToken;
use crate::base::error::{Attempt, Error, ErrorCode, Result};
use crate::base::operation::Operation;
use crate::fleet::ledger::Keyed;
use crate::model::state::{CallState, Outcome, OutcomeKind};
use crate::session::{HANG_UP_TIMEOUT, Session};
use crate::tracking::{self, CallRecord, PollResult};
use crate::transport::retry::RetryPolicy;

/// A RingOut call.
///
/// Cheap to clone; clones share the known state of the call. May be used from many threads at once. Dropping a handle
/// does not affect the call; [`hang_up_on_drop`](Self::hang_up_on_drop) makes one that does. Two handles made by [`Client::call`](crate::Client::call) for the same id share nothing.
///
/// # Examples
///
/// ```no_run
/// use ringout_core::{CallRequest, Client, OutcomeKind, Until, WaitOptions};
/// use std::time::Duration;
///
/// let call = Client::from_env()?.create_call(&CallRequest::to("+16505550100").from("+16505550123"))?;
/// println!("{} {:?}", call.id(), call.state().map(|state| state.phase()));
///
/// let until_answered = WaitOptions::default().until(Until::Answered).timeout(Duration::from_secs(45)).cancel_on_timeout(true);
/// if call.wait(&until_answered)?.kind == OutcomeKind::Answered {
///     println!("they are talking");
///     println!("{}", call.wait(&WaitOptions::default())?);
/// }
/// # Ok::<(), ringout_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Call {
    pub(crate) session: Session,
    record: Arc<CallRecord>,
}

impl Call {
    pub(crate) fn placed(session: Session, record: CallRecord) -> Self {
        Self { session, record: Arc::new(record) }
    }

    pub(crate) fn known(session: Session, id: String) -> Self {
        let record = CallRecord::known(id);
        Self { session, record: Arc::new(record) }
    }

    /// Returns RingCentral's id of the call. The id is opaque.
    ///
    /// [`Client::call`](crate::Client::call) turns it into another handle, also in another process. The ids of the
    /// deprecated path are numbers; here they are strings too.
    pub fn id(&self) -> &str {
        self.record.id()
    }

    /// Whether the call was placed by another request with the same
    /// [`dedupe_key`](crate::CallRequest::dedupe_key), in this process or another, and not by the one that returned this
    /// handle.
    pub fn adopted(&self) -> bool {
        self.record.keyed().is_some_and(|keyed| keyed.is_adopted())
    }

    /// Takes the lease of a call with a dedupe key. Returns how long another worker still has it, or `None` if it is now
    /// this client's or the call has ended.
    ///
    /// The lease says which worker follows the call; it does not prevent others. The one that places or
    /// [finds](crate::Client::find_call) the call has it, unless another has it. Polling renews it: a
    /// [`wait`](Self::wait), [`watch`](Self::watch) or [`follow`](Self::follow) keeps it, and 30 s after a worker has died
    /// it is free. A client that polls a call rarely, because it follows many, has it for longer. All handles of one
    /// client in one process are the same worker.
    ///
    /// Fails with [`InvalidArgument`](ErrorCode::InvalidArgument) for a call without a key, and with
    /// [`Storage`](ErrorCode::Storage) if the ledger fails.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{CallRequest, Client, WaitOptions};
    ///
    /// # fn job(client: &Client, job_id: &str) -> ringout_core::Result<()> {
    /// let Some(call) = client.find_call(job_id)? else { return Ok(()) };
    /// match call.take_lease()? {
    ///     Some(left) => println!("another worker follows it; look again in {left:?}"),
    ///     None => println!("{}", call.wait(&WaitOptions::default())?),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn take_lease(&self) -> Result<Option<Duration>> {
        self.keyed()?.take_lease(&self.session.api.operation())
    }

    /// Claims the outcome of a call with a dedupe key, for the worker that reports it. True once for a key, whichever
    /// workers ask. False before the end of the call has been seen.
    ///
    /// A worker that dies between the claim and its report has claimed it even so.
    ///
    /// Fails with [`InvalidArgument`](ErrorCode::InvalidArgument) for a call without a key. Fails with
    /// [`Storage`](ErrorCode::Storage) if the ledger fails; ask this handle again then.
    pub fn claim_outcome(&self) -> Result<bool> {
        let keyed = self.keyed()?;
        let (seen, outcome) = (self.record.seen(), self.outcome());
        if outcome.kind == OutcomeKind::StillInProgress || seen.awaits_log() {
            return Ok(false);
        }
        keyed.claim(&outcome, &self.session.api.operation())
    }

    fn keyed(&self) -> Result<&Arc<Keyed>> {
        let missing = || Error::invalid("dedupe_key", "was not set for the request that placed this call");
        self.record.keyed().ok_or_else(missing)
    }

    /// Returns a handle to the same call whose operations a token can interrupt.
    ///
    /// The known state stays shared with the other handles. See [`CancelToken`].
    pub fn with_cancel_token(&self, token: &CancelToken) -> Self {
        self.on(&self.session.with_cancel_token(token))
    }

    /// Returns a handle to the same call that uses another session.
    pub(crate) fn on(&self, session: &Session) -> Self {
        Self { session: session.clone(), record: Arc::clone(&self.record) }
    }

    /// Requests the status of the call.
    ///
    /// Sends one GET within the client's request timeout, retried if the connection fails or RingCentral reports a
    /// server error. Everything that follows the call sees the result too. Do not poll with this method:
    /// [`watch`](Self::watch) polls as often as the rate limits allow, for all calls of the client together.
    ///
    /// # Errors
    ///
    /// - [`NotFound`](ErrorCode::NotFound) once RingCentral has forgotten the call, some time after its end. The
    ///   [outcome](Self::outcome) stays known. A 404 that does not name the call, such as one from a gateway, is the
    ///   same error but does not change the outcome.
    /// - [`Protocol`](ErrorCode::Protocol) for a response that names another call.
    /// - The errors of [every operation](crate::Client#errors).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{Client, ErrorCode};
    ///
    /// let call = Client::from_env()?.call("234343434")?;
    /// match call.status() {
    ///     Ok(state) => println!("{:?}: {state}", state.phase()),
    ///     Err(error) if error.code() == ErrorCode::NotFound => println!("{}", call.outcome()),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn status(&self) -> Result<CallState> {
        let operation = self.session.api.operation();
        match self.poll(RetryPolicy::Idempotent, &operation)? {
            PollResult::State(state) => Ok(state),
            PollResult::NotFound(error) => Err(error),
        }
    }

    /// Returns the last state seen, or `None` if none has been seen. Sends nothing.
    ///
    /// For a call placed through this handle, the first state is the one in the response that placed it.
    pub fn state(&self) -> Option<CallState> {
        self.record.state()
    }

    /// Returns how the call ended, as seen so far. Sends nothing. Until the end the kind is
    /// [`StillInProgress`](crate::OutcomeKind::StillInProgress).
    ///
    /// Until the call ends, the outcome may change with the next poll or an accepted cancel.
    pub fn outcome(&self) -> Outcome {
        self.record.outcome()
    }

    /// Waits until the call ends or is answered, as the options say, and returns the outcome.
    ///
    /// If the timeout passes, returns [`StillInProgress`](crate::OutcomeKind::StillInProgress). A call that vanishes
    /// has an outcome too. The method fails only if RingCentral cannot be polled at all: not logged in, forbidden, or
    /// interrupted. Lost responses, 5xx responses and rate limits only delay it.
    ///
    /// RingCentral sometimes loses the state of a call ([`Invalid`](crate::Status::Invalid)). That counts as the end
    /// only if no other state is seen for four seconds. A 404 that does not name the call delays the wait as well. If
    /// every poll returns one for two minutes, the wait ends with [`EndedUnknown`](crate::OutcomeKind::EndedUnknown). A
    /// later wait polls again.
    ///
    /// The thread sleeps while the client's tracker polls. A [`CancelToken`] ends the wait with
    /// [`Cancelled`](ErrorCode::Cancelled). It does not affect the call, unless
    /// [`cancel_on_exit`](WaitOptions::cancel_on_exit) is set.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{Client, OutcomeKind, WaitOptions};
    /// use std::time::Duration;
    ///
    /// let call = Client::from_env()?.call("234343434")?;
    /// let outcome = call.wait(&WaitOptions::default().timeout(Duration::from_secs(300)))?;
    /// if outcome.kind == OutcomeKind::StillInProgress {
    ///     println!("they have been talking for more than five minutes");
    /// }
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn wait(&self, options: &WaitOptions) -> Result<Outcome> {
        let mut watch = self.watch(options);
        watch.by_ref().try_for_each(|change| change.map(drop))?;
        Ok(watch.outcome())
    }

    /// Returns an iterator over the changes of the call, which blocks until the next change. It ends when
    /// [`wait`](Self::wait) would, and [`Watch::outcome`] then returns the outcome. An error is the last item.
    ///
    /// The watch starts here, not with the first `next`, and keeps every change since. A poll that shows the same state
    /// is not a change, and neither is the state known before the watch began.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{Client, VerdictKind, WaitOptions};
    ///
    /// let call = Client::from_env()?.call("234343434")?;
    /// let mut watch = call.watch(&WaitOptions::default());
    /// for change in watch.by_ref() {
    ///     let change = change?;
    ///     println!("{:.1} s: {}", change.latest.as_secs_f64(), change.state);
    ///     if let Some(verdict) = change.verdict.filter(|verdict| verdict.kind > VerdictKind::Skipped) {
    ///         eprintln!("an unexpected transition: {verdict}");
    ///     }
    /// }
    /// println!("{}", watch.outcome());
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn watch(&self, options: &WaitOptions) -> Watch {
        Watch::new(self.clone(), options)
    }

    /// Calls `on_event` for each change and then once for the end, without blocking a thread. The calls never overlap.
    /// Dropping the returned [`Follow`] unsubscribes.
    ///
    /// `on_event` runs on one of a few worker threads that all listeners of the process share, so it should return
    /// quickly. It may use the call and its client.
    ///
    /// [`Follow::interrupt`] ends the wait as a [`CancelToken`] would. A token that is cancelled before this method is
    /// called prevents it from starting. Cancelled later, the token interrupts only the cancel of
    /// [`cancel_on_timeout`](WaitOptions::cancel_on_timeout).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{Client, Followed, WaitOptions};
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let call = Client::from_env()?.call("234343434")?;
    /// let follow = call.follow(&WaitOptions::default(), move |event| {
    ///     let _ = sender.send(event);
    /// });
    /// for event in receiver {
    ///     match event {
    ///         Followed::Change(change) => println!("{}", change.state),
    ///         Followed::End(outcome) => println!("{}", outcome?),
    ///     }
    /// }
    /// drop(follow);
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn follow(&self, options: &WaitOptions, on_event: impl FnMut(Followed) + Send + 'static) -> Follow {
        Follow::new(self.clone(), options, on_event)
    }

    /// Looks the call up in RingCentral's call log, and says how certain the match is.
    ///
    /// The log does not contain the ids of RingOut calls, so the call is matched by its numbers and the time it was
    /// placed. RingCentral writes the record after the call has ended, sometimes a minute later. Until then the match
    /// is [`LogMatch::None`](crate::LogMatch::None). If a call vanished before its end was seen, [`wait`](Self::wait)
    /// reads the log itself.
    ///
    /// Counts against the Heavy rate limit (10 requests a minute).
    ///
    /// # Errors
    ///
    /// - [`Forbidden`](ErrorCode::Forbidden) without the `ReadCallLog` permission.
    /// - [`InvalidArgument`](ErrorCode::InvalidArgument) for a handle made from an id, whose numbers and time are not
    ///   known. Pass them to [`Client::call_log`](crate::Client::call_log) instead.
    /// - The errors of [every operation](crate::Client#errors).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{CallRequest, Client, WaitOptions};
    ///
    /// let call = Client::from_env()?.create_call(&CallRequest::to("+16505550100").from("+16505550123"))?;
    /// call.wait(&WaitOptions::default())?;
    /// let log = call.log()?;
    /// for leg in log.record.iter().flat_map(|record| &record.legs) {
    ///     println!("{:?} {:?}: {:?}, {} s", leg.leg, leg.to, leg.result, leg.duration.as_secs());
    /// }
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn log(&self) -> Result<CallLog> {
        let unknown = "the call was not placed through this handle, so its numbers and time are not known; pass them to `call_log` of the client";
        let logged = self.record.logged().ok_or_else(|| Error::invalid("id", unknown))?;
        call_log::read(&self.session.api, logged, None, &self.session.api.operation())
    }

    /// Cancels the call, then requests its status once to see the effect.
    ///
    /// Cancelling a call that has already ended is not an error. A 404 that does not name the call is an error, because
    /// it says nothing about the call. [`state`](Self::state) has the status seen afterwards.
    ///
    /// Sends one DELETE, which may be retried, and one status request, within one request timeout. If the status
    /// request fails, the effect is [`Accepted`](CancelEffect::Accepted). If the call is known to have ended, nothing
    /// is sent.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{CancelEffect, Client};
    ///
    /// let call = Client::from_env()?.call("234343434")?;
    /// match call.cancel()? {
    ///     CancelEffect::HungUp => println!("no phone rings any more"),
    ///     CancelEffect::Accepted => println!("accepted; now: {:?}", call.state()),
    ///     CancelEffect::AlreadyEnded => println!("it was over: {}", call.outcome()),
    /// }
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn cancel(&self) -> Result<CancelEffect> {
        cancel::cancel(&self.session.api, &self.record, &self.session.api.operation())
    }

    /// Returns a handle to the same call that hangs it up when it is dropped, if the call is not over by then.
    ///
    /// The client sends the cancel on one of its threads within five seconds and logs the effect, as for
    /// [`cancel_on_exit`](WaitOptions::cancel_on_exit). The cancel token of this handle does not interrupt it. Dropping
    /// the last handle of the client waits for it.
    pub fn hang_up_on_drop(&self) -> ScopedCall {
        ScopedCall::new(self)
    }

    /// Lets the call go on: nothing that has begun so far hangs it up when it is left, neither a
    /// [`ScopedCall`] nor a wait with [`cancel_on_exit`](WaitOptions::cancel_on_exit), through any handle of the call.
    ///
    /// What begins later is not affected, and neither are [`cancel`](Self::cancel) and
    /// [`cancel_on_timeout`](WaitOptions::cancel_on_timeout). Sends nothing.
    pub fn detach(&self) {
        self.record.detach();
    }

    /// For hosts whose blocks end without having begun. Begins to hang up, unless the call is over or was ever detached.
    #[doc(hidden)]
    pub fn hang_up_unless_detached(&self) {
        hang_up::begin(&self.session.api, self.session.hang_ups(), &self.record, 0);
    }

    /// For hosts that drop a [`ScopedCall`] at the end of a block. Waits until its cancel has an effect or has failed, which
    /// takes up to five seconds.
    #[doc(hidden)]
    pub fn await_hang_up(&self) -> Result<()> {
        let api = self.session.api.bounded_by(|bounds| bounds.timeout = Some(HANG_UP_TIMEOUT + Duration::from_secs(1)));
        let operation = api.operation();
        self.record.await_hang_up(&operation);
        if operation.token.is_cancelled() { operation.check("the call was not hung up") } else { Ok(()) }
    }

    /// For hosts that were interrupted just as this call was placed, and cannot hand it over. Begins to hang up, if the
    /// request says so.
    #[doc(hidden)]
    pub fn abandon(&self) {
        if self.record.cancels_on_exit() {
            OnExit::new(self).fire();
        }
    }

    /// For hosts that were interrupted just as this call was placed. Returns [`MaybePlaced`](ErrorCode::MaybePlaced)
    /// with the id in its message and the values that find the call in the log.
    #[doc(hidden)]
    pub fn unclaimed(&self) -> Error {
        let how = if self.adopted() { "placed by another worker and found" } else { "placed" };
        let text = format!("the call {} was {how} at the moment of the interruption", self.id());
        let attempt = self.record.logged().map(|logged| Attempt {
            to: Some(logged.to.as_ref().into()),
            from: logged.from.as_deref().map(Into::into),
            sent_at: logged.at,
        });
        Error::new(ErrorCode::MaybePlaced, text).with_attempt(attempt)
    }

    /// Sends one status request and records the result.
    fn poll(&self, retry_policy: RetryPolicy, operation: &Operation) -> Result<PollResult> {
        tracking::poll(&self.session.api, &self.record, retry_policy, None, operation)
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("id", &self.id()).field("state", &self.state()).finish_non_exhaustive()
    }
}
