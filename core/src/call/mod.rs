//! One call: its state, its end, and what can be done about it.
//!
//! A [`Call`] is a handle: the session it goes through and a [`CallRecord`] of what is known. Whoever looks at the call, a
//! user with [`status`](Call::status), the tracker, or a cancel that wants to see its effect, enters what it saw into
//! the record, and the record tells everybody who follows. So all handles of a call agree, and no look is wasted.

mod cancel;
mod create;
mod follow;
mod options;
mod watch;

use std::fmt;
use std::sync::Arc;

pub use cancel::CancelEffect;
pub use follow::{Follow, Followed};
pub use options::{Until, WaitOptions};
pub use watch::Watch;

pub(crate) use create::create;

use crate::account::call_log::{self, CallLog, LogQuery};
use crate::base::cancel::CancelToken;
use crate::base::error::{Attempt, Error, ErrorCode, Result};
use crate::base::operation::Operation;
use crate::base::wire::StatusBody;
use crate::model::state::{CallState, Outcome};
use crate::session::Session;
use crate::tracking::{self, CallRecord, PollResult};
use crate::transport::retry::RetryPolicy;

/// A call on the platform.
///
/// Cheap to clone; clones share what is known of the call. May be used from many threads at once. Dropping it does
/// nothing to the call. Two handles that [`Client::call`](crate::Client::call) made for one id do not know of each
/// other.
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
/// let answer = WaitOptions::default().until(Until::Answered).timeout(Duration::from_secs(45)).cancel_on_timeout(true);
/// if call.wait(&answer)?.kind == OutcomeKind::Answered {
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
    pub(crate) fn placed(session: Session, (id, status): (String, StatusBody), logged: LogQuery) -> Self {
        let record = CallRecord::placed(id, &CallState::from_wire(&status), logged);
        Self { session, record: Arc::new(record) }
    }

    pub(crate) fn known(session: Session, id: String) -> Self {
        let record = CallRecord::known(id);
        Self { session, record: Arc::new(record) }
    }

    /// The platform's id. Opaque: nothing can be read from it.
    ///
    /// With it, [`Client::call`](crate::Client::call) makes another handle, in another process if need be. The ids of
    /// the deprecated path are numbers, and text here all the same.
    pub fn id(&self) -> &str {
        self.record.id()
    }

    /// The same call with its operations bound to a token that can interrupt them.
    ///
    /// What is known of the call stays shared with the other handles. See [`CancelToken`].
    pub fn with_cancel_token(&self, token: &CancelToken) -> Self {
        self.on(&self.session.with_cancel_token(token))
    }

    /// The same call with its operations going through another handle.
    pub(crate) fn on(&self, session: &Session) -> Self {
        Self { session: session.clone(), record: Arc::clone(&self.record) }
    }

    /// Asks the platform once.
    ///
    /// Sends one GET, repeated when an answer is lost or the platform fails, within the client's request timeout. What
    /// it sees is recorded and told to everybody who follows the call. [`NotFound`](ErrorCode::NotFound) once the
    /// platform has forgotten the call, some time after its end; the [outcome](Self::outcome) is known all the same.
    /// A 404 that does not name the call, such as a gateway's, is the same error and leaves the outcome as it was.
    /// [`Protocol`](ErrorCode::Protocol) for an answer that names another call.
    ///
    /// Do not poll with it: [`watch`](Self::watch) looks as often as the platform's limits allow, for all calls of the
    /// client together.
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
            PollResult::Gone(error) => Err(error),
        }
    }

    /// What was last seen, without asking; `None` if nothing was seen yet.
    ///
    /// For a call that was placed through this handle that is at least what the create answered.
    pub fn state(&self) -> Option<CallState> {
        self.record.state()
    }

    /// How the call ended, going by what was seen, without asking. While it has not, the kind is
    /// [`StillInProgress`](crate::OutcomeKind::StillInProgress).
    ///
    /// It may change as long as the call is not over: with another look, or a cancel that is accepted.
    pub fn outcome(&self) -> Outcome {
        self.record.outcome()
    }

    /// Waits for the end of the call, or for its answer, and tells how it came out.
    ///
    /// A deadline that passes is an outcome ([`StillInProgress`](crate::OutcomeKind::StillInProgress)), and so is a
    /// call that vanishes. An error means that the platform could not be asked and will not be: not logged in,
    /// forbidden, interrupted. Lost answers, 5xx and rate limits only make it slower, and so does a state that the platform has
    /// lost ([`Invalid`](crate::Status::Invalid)): it is the end only if it is not found again within four seconds.
    /// A 404 that does not name the call only makes it slower as well. If for two minutes every poll is answered like that,
    /// the wait ends with [`EndedUnknown`](crate::OutcomeKind::EndedUnknown), and a later wait asks again.
    ///
    /// The thread sleeps while the client's tracker looks at the call. An interruption by a [`CancelToken`] ends the
    /// wait with [`Cancelled`](ErrorCode::Cancelled) and leaves the call alone.
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
    ///     println!("they talk for more than five minutes");
    /// }
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn wait(&self, options: &WaitOptions) -> Result<Outcome> {
        let mut watch = self.watch(options);
        watch.by_ref().try_for_each(|change| change.map(drop))?;
        Ok(watch.outcome())
    }

    /// Follows the call change by change, blocking for each. The iterator ends when [`wait`](Self::wait) would;
    /// [`Watch::outcome`] then tells how it came out. An error is the last item.
    ///
    /// Following begins here, not with the first `next`: a change in between is kept. Two looks at the same state are
    /// no change, and what was known before the watch began is none either.
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
    ///         eprintln!("the platform did something odd: {verdict}");
    ///     }
    /// }
    /// println!("{}", watch.outcome());
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn watch(&self, options: &WaitOptions) -> Watch {
        Watch::new(self.clone(), options)
    }

    /// Follows the call without a thread that waits: `tell` is called with each change and with the end, one after
    /// another. It should not take long. Dropping what is returned ends the telling.
    ///
    /// `tell` runs on a worker thread, of which the process has a few for all listeners together. It may use the call and
    /// its client. [`Follow::interrupt`] ends it as a [`CancelToken`] ends a wait; a token that was cancelled before keeps it
    /// from beginning. One that is cancelled later interrupts nothing but the cancel of
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
    /// let following = call.follow(&WaitOptions::default(), move |news| {
    ///     let _ = sender.send(news);
    /// });
    /// for news in receiver {
    ///     match news {
    ///         Followed::Change(change) => println!("{}", change.state),
    ///         Followed::End(outcome) => println!("{}", outcome?),
    ///     }
    /// }
    /// drop(following);
    /// # Ok::<(), ringout_core::Error>(())
    /// ```
    pub fn follow(&self, options: &WaitOptions, tell: impl FnMut(Followed) + Send + 'static) -> Follow {
        Follow::new(self.clone(), options, tell)
    }

    /// What the platform's call log says of the call, and how sure it is that this is the call.
    ///
    /// The log does not know the id of a RingOut, so the call is found by its numbers and by when it was placed. The
    /// platform writes a record some time after the call has ended, at times a minute later;
    /// [`LogMatch::None`](crate::LogMatch::None) until then. A [wait](Self::wait) for a call that vanished before its end was
    /// seen reads the log by itself.
    ///
    /// Sends one request of the Heavy group (10 a minute), and needs the `ReadCallLog` permission:
    /// [`Forbidden`](ErrorCode::Forbidden) without it. [`InvalidArgument`](ErrorCode::InvalidArgument) for a handle that was
    /// made from an id: its numbers and time are not known here. [`Client::call_log`](crate::Client::call_log) takes them.
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
        let unknown = "the call was not placed through this handle, so its numbers and its time are not known; give them to `call_log` of the client";
        let logged = self.record.logged().ok_or_else(|| Error::invalid("id", unknown))?;
        call_log::read(&self.session.api, logged, None, &self.session.api.operation())
    }

    /// Asks the platform to hang up, and looks at the call once to see the effect.
    ///
    /// A call that is already over is not an error, but a 404 that does not name the call is: it says nothing of the call.
    /// What the look showed is in [`state`](Self::state).
    ///
    /// One DELETE, which may be repeated, and one status request, within one request timeout. The look is not part of
    /// the success: if it fails, the effect is [`Accepted`](CancelEffect::Accepted). For a call that is known to be
    /// over nothing is sent.
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
        cancel::cancel(self, &self.session.api.operation())
    }

    /// For hosts whose interruption took the place of this call: [`MaybePlaced`](ErrorCode::MaybePlaced), with the id in its
    /// text and what finds the call in the log.
    #[doc(hidden)]
    pub fn unclaimed(&self) -> Error {
        let text = format!("the call {} was placed at the moment of the interruption", self.id());
        let attempt = self.record.logged().map(|logged| Attempt {
            to: Some(logged.to.as_ref().into()),
            from: logged.from.as_deref().map(Into::into),
            sent_at: logged.at,
        });
        Error::new(ErrorCode::MaybePlaced, text).with_attempt(attempt)
    }

    /// One status request, recorded.
    fn poll(&self, retry_policy: RetryPolicy, operation: &Operation) -> Result<PollResult> {
        tracking::poll(&self.session.api, &self.record, retry_policy, None, operation)
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("id", &self.id()).field("state", &self.state()).finish_non_exhaustive()
    }
}
