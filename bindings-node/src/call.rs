//! The `Call` class.

use napi::bindgen_prelude::ToNapiValue;
use napi_derive::napi;
use ringout_core::{Call as CoreCall, Result};

use crate::call_log::CallLog;
use crate::cancel_token::CancelToken;
use crate::deferred_drop::DropLater;
use crate::operation::{Bounds, Settled, settled, start};
use crate::options::WaitSettings;
use crate::outcome::Outcome;
use crate::queue::Queue;
use crate::state::{PackedState, packed};
use crate::watch::Watch;

/// A call handle of the core.
#[napi]
pub struct Call(DropLater<CoreCall>);

impl Call {
    pub(crate) fn new(call: CoreCall) -> Self {
        Self(DropLater::new(call))
    }

    fn start<T: ToNapiValue + Send + 'static>(
        &self,
        bounds: Bounds<'_>,
        work: impl FnOnce(CoreCall) -> Result<T> + Send + 'static,
    ) {
        let call = CoreCall::clone(&self.0);
        start(&self.0.client(), bounds, move |client| work(call.with_client(&client)));
    }
}

#[napi]
impl Call {
    /// The platform's id of the call.
    #[napi(getter)]
    pub fn id(&self) -> &str {
        self.0.id()
    }

    /// Whether another request placed the call.
    #[napi(getter)]
    pub fn adopted(&self) -> bool {
        self.0.adopted()
    }

    /// The last state that was seen.
    #[napi]
    pub fn state(&self) -> Option<PackedState> {
        self.0.state().map(packed)
    }

    /// The outcome, judged by the states seen so far.
    #[napi]
    pub fn outcome(&self) -> Outcome {
        Outcome::from(self.0.outcome())
    }

    /// Polls the call once.
    #[napi]
    pub fn status(&self, queue: &Queue, number: u32, cancel: Option<&CancelToken>, timeout: Option<f64>) {
        self.start((queue.ticket(number), cancel, timeout), |call| call.status().map(packed));
    }

    /// Watches the call. `aborted` says that the signal has already aborted.
    #[napi]
    pub fn watch(&self, settings: WaitSettings, aborted: bool) -> Settled<Watch> {
        settled(settings.into_options().map(|options| Watch::begin(&self.0, &options, aborted)))
    }

    /// Looks up the call in the call log.
    #[napi]
    pub fn log(&self, queue: &Queue, number: u32, cancel: Option<&CancelToken>, timeout: Option<f64>) {
        self.start((queue.ticket(number), cancel, timeout), |call| call.log().map(CallLog::from));
    }

    /// Takes the lease. Returns for how many milliseconds another worker still has it.
    #[napi]
    pub fn take_lease(&self, queue: &Queue, number: u32, cancel: Option<&CancelToken>, timeout: Option<f64>) {
        self.start((queue.ticket(number), cancel, timeout), |call| {
            Ok(call.take_lease()?.map(|left| left.as_secs_f64() * 1000.0))
        });
    }

    /// Claims the outcome.
    #[napi]
    pub fn claim_outcome(&self, queue: &Queue, number: u32, cancel: Option<&CancelToken>, timeout: Option<f64>) {
        self.start((queue.ticket(number), cancel, timeout), |call| call.claim_outcome());
    }

    /// Hangs up.
    #[napi]
    pub fn cancel(&self, queue: &Queue, number: u32, cancel: Option<&CancelToken>, timeout: Option<f64>) {
        self.start((queue.ticket(number), cancel, timeout), |call| {
            call.cancel().map(|effect| effect.as_str().to_owned())
        });
    }

    /// Lets the call go on: nothing that has begun hangs it up when it is left.
    #[napi]
    pub fn detach(&self) {
        self.0.detach();
    }

    /// Begins to hang up at once, unless the call is over or was ever detached, and waits for the effect: the end of an
    /// `await using` block.
    #[napi]
    pub fn dispose(&self, queue: &Queue, number: u32) {
        self.0.hang_up_unless_detached();
        self.start((queue.ticket(number), None, None), |call| call.await_hang_up());
    }
}
