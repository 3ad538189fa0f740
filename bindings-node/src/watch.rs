//! Following one call change by change.

use std::sync::{Arc, Mutex, PoisonError};

use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;
use ringout_core::CancelToken;

use crate::failure::milliseconds;
use crate::operation::start;
use crate::outcome::Outcome;
use crate::state::{State, Verdict};

/// A watch of the core. Its lock is held while it waits for a change, so Node's thread never takes it.
#[napi]
pub struct Watch {
    core: Arc<Mutex<ringout_core::Watch>>,
    token: CancelToken,
}

/// What one step of a watch brings.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Step {
    /// The change; none at the end.
    pub change: Option<Change>,
    /// How the call came out, going by what was seen up to here.
    pub outcome: Outcome,
}

/// A change of a call's state.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Change {
    /// What was seen before.
    pub previous: Option<State>,
    /// What is seen now.
    pub state: State,
    /// How the step compares with the documents.
    pub verdict: Option<Verdict>,
    /// It happened after this time, in milliseconds.
    pub earliest: f64,
    /// It happened before this time, in milliseconds.
    pub latest: f64,
}

impl Watch {
    pub(crate) fn new(watch: ringout_core::Watch, token: CancelToken) -> Self {
        Self { core: Arc::new(Mutex::new(watch)), token }
    }
}

#[napi]
impl Watch {
    /// Waits for the next change, or for the end.
    #[napi]
    pub fn step<'env>(&self, env: &'env Env) -> napi::Result<Object<'env>> {
        let watch = Arc::clone(&self.core);
        start(env, self.token.clone(), move || {
            let mut watch = watch.lock().unwrap_or_else(PoisonError::into_inner);
            let change = watch.next().transpose()?.map(Change::from);
            Ok(Step { change, outcome: Outcome::from(watch.outcome()) })
        })
    }
}

impl From<ringout_core::Change> for Change {
    fn from(change: ringout_core::Change) -> Self {
        Self {
            previous: change.previous.map(State::from),
            state: State::from(change.state),
            verdict: change.verdict.map(Verdict::from),
            earliest: milliseconds(change.earliest),
            latest: milliseconds(change.latest),
        }
    }
}
