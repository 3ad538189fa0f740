//! The platform of a fleet: it counts creates strictly, and knows which number was called how often.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use ringout_core::simulation::{Broken, Line, Platform, Random, Reply, Request, World};
use std::sync::Arc;

use crate::user::lock;

/// How long a call rings.
const RINGING: Duration = Duration::from_secs(8);

/// The limit for creates.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    pub requests: u32,
    pub window: Duration,
}

/// The platform.
#[derive(Debug)]
pub struct FleetPlatform {
    limit: Limit,
    breaks: bool,
    world: OnceLock<Arc<World>>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    random: Random,
    /// When the window of creates began, and how many it has.
    window: Option<(Duration, u32)>,
    penalty_until: Duration,
    refused: u32,
    requests: u64,
    /// When each number was called.
    called: BTreeMap<String, Vec<Duration>>,
}

impl FleetPlatform {
    pub fn new(limit: Limit, breaks: bool, random: Random) -> Self {
        let state = State {
            random,
            window: None,
            penalty_until: Duration::ZERO,
            refused: 0,
            requests: 0,
            called: BTreeMap::new(),
        };
        Self { limit, breaks, world: OnceLock::new(), state: Mutex::new(state) }
    }

    pub fn set_world(&self, world: Arc<World>) {
        let _ = self.world.set(world);
    }

    fn now(&self) -> Duration {
        self.world.get().map_or(Duration::ZERO, |world| world.now())
    }

    /// How many creates were refused, and how many requests there were.
    pub fn counts(&self) -> (u32, u64) {
        let state = lock(&self.state);
        (state.refused, state.requests)
    }

    /// How often a number was called.
    pub fn calls(&self, to: &str) -> usize {
        lock(&self.state).called.get(to).map_or(0, Vec::len)
    }

    fn respond(&self, request: &Request<'_>) -> Reply {
        let (now, mut state) = (self.now(), lock(&self.state));
        state.requests += 1;
        let last = request.target.split('?').next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
        match (request.method, last) {
            (_, "token") => reply(
                200,
                r#"{"access_token":"a-token","token_type":"bearer","expires_in":360000,"scope":"RingOut","owner_id":"1","endpoint_id":"e"}"#,
            ),
            ("POST", "ring-out") => {
                let answer = state.create(self.limit, request, now);
                if let Some(world) = self.world.get() {
                    world.trace(|| format!("create: {} {:?}", answer.status, state.window));
                }
                answer
            }
            ("GET", "call-log") => reply(200, r#"{"records":[]}"#),
            ("GET", to) => match state.called.get(to).and_then(|called| called.first()) {
                None => reply(404, r#"{"errorCode":"CMN-102","message":"not found"}"#),
                Some(at) => reply(200, &state_of(to, now >= *at + RINGING)),
            },
            _ => reply(204, ""),
        }
    }
}

impl State {
    fn create(&mut self, limit: Limit, request: &Request<'_>, now: Duration) -> Reply {
        let is_over = self.window.is_none_or(|(began, _)| now >= began + limit.window);
        let (began, used) = self.window.filter(|_| !is_over).unwrap_or((now, 0));
        self.window = Some((began, used + 1));
        let is_refused = used >= limit.requests || now < self.penalty_until;
        let remaining = limit.requests.saturating_sub(used + 1);
        let seconds = limit.window.as_secs();
        let mut answer = if is_refused {
            self.refused += 1;
            self.penalty_until = now + limit.window;
            self.window = Some((now + limit.window, 0));
            let mut refusal = reply(429, r#"{"errorCode":"CMN-301","message":"Request rate exceeded"}"#);
            refusal.headers.push(("Retry-After".to_owned(), seconds.to_string()));
            refusal
        } else {
            let body: serde_json::Value = serde_json::from_str(request.body).unwrap_or_default();
            let to = body["to"]["phoneNumber"].as_str().unwrap_or_default().trim_start_matches('+').to_owned();
            let created = reply(200, &state_of(&to, false));
            self.called.entry(to).or_default().push(now);
            created
        };
        for (name, value) in [
            ("X-Rate-Limit-Group", "heavy".to_owned()),
            ("X-Rate-Limit-Limit", limit.requests.to_string()),
            ("X-Rate-Limit-Remaining", if is_refused { 0 } else { remaining }.to_string()),
            ("X-Rate-Limit-Window", seconds.to_string()),
        ] {
            answer.headers.push((name.to_owned(), value));
        }
        answer
    }
}

fn state_of(id: &str, is_over: bool) -> String {
    let [call, leg] = if is_over { ["CannotReach", "NoAnswer"] } else { ["InProgress", "InProgress"] };
    format!(
        r#"{{"id":"{id}","uri":"","status":{{"callStatus":"{call}","callerStatus":"{leg}","calleeStatus":"InProgress"}}}}"#
    )
}

fn reply(status: u16, body: &str) -> Reply {
    let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
    Reply { status, headers, body: body.as_bytes().to_vec() }
}

impl Platform for FleetPlatform {
    fn exchange(&self, request: &Request<'_>, line: &Line<'_>) -> Result<Reply, Broken> {
        let [there, back, fate] = {
            let mut state = lock(&self.state);
            let there = state.random.up_to(Duration::from_millis(300));
            let back = state.random.up_to(Duration::from_millis(300));
            [there, back, Duration::from_nanos(state.random.below(40))]
        };
        line.send()?;
        line.wait(there)?;
        if self.breaks && fate.is_zero() {
            return Err(Broken::Connection { stale: false });
        }
        let answer = self.respond(request);
        line.wait(back)?;
        if self.breaks && fate.as_nanos() == 1 { Err(Broken::Connection { stale: false }) } else { Ok(answer) }
    }
}
