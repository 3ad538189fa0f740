//! One call.

use napi::Env;
use napi::bindgen_prelude::{Object, ToNapiValue};
use napi_derive::napi;
use ringout_core::{Call as CoreCall, Result};

use crate::call_log::CallLog;
use crate::cancel_token::CancelToken;
use crate::operation::{Bounds, Settled, settled, start};
use crate::options::WaitSettings;
use crate::outcome::Outcome;
use crate::retire::Retiring;
use crate::state::State;
use crate::watch::Watch;

/// A handle of a call of the core.
#[napi]
pub struct Call(Retiring<CoreCall>);

impl Call {
    pub(crate) fn new(call: CoreCall) -> Self {
        Self(Retiring::new(call))
    }

    fn start<'env, T: ToNapiValue + Send + 'static>(
        &self,
        env: &'env Env,
        bounds: Bounds<'_>,
        work: impl FnOnce(CoreCall) -> Result<T> + Send + 'static,
    ) -> napi::Result<Object<'env>> {
        let call = CoreCall::clone(&self.0);
        start(env, &self.0.client(), bounds, move |client| work(call.with_client(&client)))
    }
}

#[napi]
impl Call {
    /// The platform's id.
    #[napi(getter)]
    pub fn id(&self) -> &str {
        self.0.id()
    }

    /// What was last seen, without asking.
    #[napi]
    pub fn state(&self) -> Option<State> {
        self.0.state().map(State::from)
    }

    /// How it ended, going by what was seen, without asking.
    #[napi]
    pub fn outcome(&self) -> Outcome {
        Outcome::from(self.0.outcome())
    }

    /// Asks the platform once.
    #[napi]
    pub fn status<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&CancelToken>,
        timeout: Option<f64>,
    ) -> napi::Result<Object<'env>> {
        self.start(env, (cancel, timeout), |call| call.status().map(State::from))
    }

    /// Follows the call change by change; `interrupted` says that nobody wants it any more.
    #[napi]
    pub fn watch(&self, settings: WaitSettings, interrupted: bool) -> Settled<Watch> {
        settled(settings.into_options().map(|options| Watch::begin(&self.0, &options, interrupted)))
    }

    /// What the call log says of it.
    #[napi]
    pub fn log<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&CancelToken>,
        timeout: Option<f64>,
    ) -> napi::Result<Object<'env>> {
        self.start(env, (cancel, timeout), |call| call.log().map(CallLog::from))
    }

    /// Hangs up.
    #[napi]
    pub fn cancel<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&CancelToken>,
        timeout: Option<f64>,
    ) -> napi::Result<Object<'env>> {
        self.start(env, (cancel, timeout), |call| call.cancel().map(|effect| effect.as_str().to_owned()))
    }
}
