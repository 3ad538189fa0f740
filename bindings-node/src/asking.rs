//! Questions to functions that are written in JavaScript, from threads that wait for the answer.
//!
//! Each question goes to a function of the facade, on Node's thread, together with the reply that takes what it came to, at once
//! or later.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, ThreadId};
use std::time::Duration;

use napi::Status;
use napi::bindgen_prelude::{FnArgs, Function, ToNapiValue};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode, UnknownReturnValue};
use napi_derive::napi;

/// The facade's function.
pub type Asked<'a, Q> = Function<'a, Asking<Q>, UnknownReturnValue>;
type Asking<Q> = FnArgs<(Q, Reply)>;
/// Weak: it keeps no process alive, only the operation does that waits for it.
type Ask<Q> = ThreadsafeFunction<(Q, Reply), UnknownReturnValue, Asking<Q>, Status, false, true>;

/// What a question came to: a text or nothing, or in words why there is no answer.
pub(crate) type Answer = Result<Option<String>, String>;

/// How often a thread that waits looks whether Node's is still there, and whether it shall go on waiting.
const LOOK: Duration = Duration::from_millis(50);

/// Takes the answer to one question. One that is forgotten is an answer, too.
#[napi]
pub struct Reply(Sender<Answer>);

#[napi]
impl Reply {
    /// What was found. False if nobody waits for it any more.
    #[napi]
    pub fn give(&self, found: Option<String>) -> bool {
        self.0.send(Ok(found)).is_ok()
    }

    /// Why there is nothing to give.
    #[napi]
    pub fn fail(&self, problem: String) {
        // Nobody waits for it any more if the operation has ended.
        let _ = self.0.send(Err(problem));
    }
}

/// Asks a function of the facade.
pub(crate) struct Asker<Q: ToNapiValue + Send + 'static> {
    ask: Ask<Q>,
    thread: ThreadId,
}

impl<Q: ToNapiValue + Send + 'static> Asker<Q> {
    /// To be called on Node's thread.
    pub(crate) fn new(asked: &Asked<'_, Q>) -> napi::Result<Self> {
        let builder = asked.build_threadsafe_function::<(Q, Reply)>().callee_handled::<false>().weak::<true>();
        let ask = builder.build_callback(|context| Ok(FnArgs::from(context.value)))?;
        Ok(Self { ask, thread: thread::current().id() })
    }

    /// Waits for the answer. `give_up` gets the time that was waited, now and then, and says why to wait no longer.
    pub(crate) fn ask(&self, question: Q, mut give_up: impl FnMut(Duration) -> Option<&'static str>) -> Answer {
        // What cannot have a thread of its own runs on Node's, which must answer.
        if thread::current().id() == self.thread {
            return Err("there is no thread to wait for it".to_owned());
        }
        let (reply, answer) = mpsc::channel();
        if self.ask.call((question, Reply(reply)), ThreadsafeFunctionCallMode::NonBlocking) != Status::Ok {
            return Err(ended());
        }
        let mut waited = Duration::ZERO;
        loop {
            match answer.recv_timeout(LOOK) {
                Ok(answer) => return answer,
                Err(RecvTimeoutError::Disconnected) => return Err("its promise can never be settled".to_owned()),
                Err(RecvTimeoutError::Timeout) if self.ask.aborted() => return Err(ended()),
                Err(RecvTimeoutError::Timeout) => waited += LOOK,
            }
            if let Some(reason) = give_up(waited) {
                return Err(reason.to_owned());
            }
        }
    }
}

fn ended() -> String {
    "the thread of Node that it belongs to has ended".to_owned()
}
