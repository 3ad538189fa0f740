//! Server-sent events: every change of a call, every request, and every change that an admin request makes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use tokio::sync::{Notify, broadcast};

use crate::journal::Entry;
use crate::ringout::calls::{Call, Change};
use crate::ringout::machine::{Event, Leg, State};

/// A subscriber that falls further behind than this misses events and gets a `lagged` event.
const BACKLOG: usize = 10_000;

/// The event subscribers.
#[derive(Debug, Clone)]
pub struct Events {
    sender: broadcast::Sender<Arc<str>>,
    /// Notified when the time of the next due change may have moved.
    pub wake: Arc<Notify>,
    last_id: Arc<AtomicU64>,
}

impl Events {
    pub fn new() -> Events {
        Events { sender: broadcast::Sender::new(BACKLOG), wake: Arc::new(Notify::new()), last_id: Arc::default() }
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Arc<str>> {
        let receiver = self.sender.subscribe();
        self.wake.notify_one();
        receiver
    }

    pub fn has_subscribers(&self) -> bool {
        self.subscribers() > 0
    }

    pub fn subscribers(&self) -> usize {
        self.sender.receiver_count()
    }

    /// Id of the latest event. A subscriber that reads the whole state ignores events up to this one.
    pub fn last_id(&self) -> u64 {
        self.last_id.load(Ordering::Relaxed)
    }

    pub fn call_changed(&self, at_ms: u64, call: &Call) {
        if self.has_subscribers() {
            let mut data = call_json(call);
            data["at_ms"] = at_ms.into();
            let (event, leg) = last_event(call.changes.last());
            (data["event"], data["leg"]) = (event.into(), leg.into());
            self.send("call", &data);
            self.wake.notify_one();
        }
    }

    pub fn request_handled(&self, number: u64, entry: &Entry) {
        if self.has_subscribers() {
            let mut data = entry.to_json(number);
            for field in ["headers", "body"] {
                data.as_object_mut().map(|data| data.remove(field));
            }
            self.send("request", &data);
        }
    }

    /// Sends an event of a `kind` that an admin request caused: `clock`, `faults`, `limits`, `journal` or `reset`.
    pub fn admin_changed(&self, kind: &str, data: &Value) {
        if self.has_subscribers() {
            self.send(kind, data);
        }
    }

    fn send(&self, kind: &str, data: &Value) {
        let id = self.last_id.fetch_add(1, Ordering::Relaxed) + 1;
        // Fails only if the last subscriber has just left.
        let _ = self.sender.send(format!("id: {id}\nevent: {kind}\ndata: {data}\n\n").into());
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
        "phase": call.phase(),
        "play_prompt": call.play_prompt,
    })
}

/// The changes of a call since it was placed, which is the first.
pub fn timeline_json(call: &Call) -> Value {
    let placed = change_json(call.placed_at, None, State::PLACED);
    let changes = call.changes.iter().map(|change| change_json(change.at, Some(change), change.state));
    std::iter::once(placed).chain(changes).collect()
}

fn change_json(at_ms: u64, change: Option<&Change>, state: State) -> Value {
    let (event, leg) = last_event(change);
    json!({
        "at_ms": at_ms,
        "leg": leg,
        "event": event,
        "call_status": state.call,
        "caller_status": state.caller,
        "callee_status": state.callee,
    })
}

/// The same for a change. Without one, the call was just placed.
fn last_event(change: Option<&Change>) -> (&'static str, Option<&'static str>) {
    change.map_or(("placed", None), |change| event_names(change.event))
}

/// The name of an event, the same as of the action that causes it, and its leg.
pub fn event_names(event: Event) -> (&'static str, Option<&'static str>) {
    let (name, leg) = match event {
        Event::Answer(leg) => ("answer", Some(leg)),
        Event::HangUp(leg) => ("hangup", Some(leg)),
        Event::Fail(leg, status) => (status.action(), Some(leg)),
        Event::Divert(leg) => ("divert", Some(leg)),
        Event::PressOne => ("press-1", Some(Leg::Caller)),
        Event::PlatformFailure => ("platform-failure", None),
        Event::Cancel => ("cancel", None),
    };
    (name, leg.map(leg_name))
}

/// The name of a leg, the same as in the admin requests.
pub fn leg_name(leg: Leg) -> &'static str {
    match leg {
        Leg::Caller => "caller",
        Leg::Callee => "callee",
    }
}
