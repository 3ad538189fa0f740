//! Server-sent events: every change of a call and every request.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::{Notify, broadcast};

use crate::journal::Entry;
use crate::ringout::calls::Call;

/// A subscriber that falls further behind than this misses events and gets a `lagged` event.
const BACKLOG: usize = 10_000;

/// The event subscribers.
#[derive(Debug, Clone)]
pub struct Events {
    sender: broadcast::Sender<Arc<str>>,
    /// Notified when the time of the next due change may have moved.
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

    pub fn has_subscribers(&self) -> bool {
        self.sender.receiver_count() > 0
    }

    pub fn call_changed(&self, at_ms: u64, call: &Call) {
        if self.has_subscribers() {
            let mut data = call_json(call);
            data["at_ms"] = at_ms.into();
            self.send("call", &data);
            self.wake.notify_one();
        }
    }

    pub fn request_handled(&self, entry: &Entry) {
        if self.has_subscribers() {
            let mut data = entry.to_json();
            for field in ["headers", "body"] {
                data.as_object_mut().map(|data| data.remove(field));
            }
            self.send("request", &data);
        }
    }

    fn send(&self, kind: &str, data: &Value) {
        // Fails only if the last subscriber has just left.
        let _ = self.sender.send(format!("event: {kind}\ndata: {data}\n\n").into());
    }
}

/// A call as the admin API lists it.
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
