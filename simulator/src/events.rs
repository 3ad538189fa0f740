//! Server-sent events: every change of a call and every request, for those who listen.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::{Notify, broadcast};

use crate::journal::Entry;
use crate::ringout::calls::Call;

/// A listener that is further behind than this misses events, and is told so.
const BACKLOG: usize = 10_000;

/// The listeners.
#[derive(Debug, Clone)]
pub struct Events {
    sender: broadcast::Sender<Arc<str>>,
    /// Told whenever the time of the next change may have moved.
    pub wake: Arc<Notify>,
}

impl Events {
    pub fn new() -> Events {
        Events { sender: broadcast::Sender::new(BACKLOG), wake: Arc::new(Notify::new()) }
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Arc<str>> {
        let receiver = self.sender.subscribe();
        self.wake.notify_one();
        receiver
    }

    pub fn has_listeners(&self) -> bool {
        self.sender.receiver_count() > 0
    }

    pub fn call_changed(&self, at_ms: u64, call: &Call) {
        if self.has_listeners() {
            let mut data = call_json(call);
            data["at_ms"] = at_ms.into();
            self.send("call", &data);
            self.wake.notify_one();
        }
    }

    pub fn requested(&self, entry: &Entry) {
        if self.has_listeners() {
            let mut data = entry.to_json();
            for field in ["headers", "body"] {
                data.as_object_mut().map(|data| data.remove(field));
            }
            self.send("request", &data);
        }
    }

    fn send(&self, kind: &str, data: &Value) {
        // An error only says that the last listener has just left.
        let _ = self.sender.send(format!("event: {kind}\ndata: {data}\n\n").into());
    }
}

/// A call as the admin API shows it.
pub fn call_json(call: &Call) -> Value {
    json!({
        "id": call.id(),
        "from": &*call.from,
        "to": &*call.to,
        "call_status": call.state.call,
        "caller_status": call.state.caller,
        "callee_status": call.state.callee,
        "placed_at": call.placed_at,
    })
}
