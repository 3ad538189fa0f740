//! The scripted platform. It responds as documented or fails as the script says, and records what the client was shown.

mod faults;
mod ledger;
mod life;
mod limits;
mod record;
mod sessions;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime};

use ringout_core::simulation::{Broken, CALENDAR, Line, Platform, Random, Reply, Request, World};

pub use ledger::{Cancel, Doing, Placed};
pub use life::{Life, Statuses, View, is_over};
use limits::{Group, Limits, retry_after};
pub use record::{Mark, Record, of_leg};
use record::{Observation, Operation};

use crate::script::{RetryAfter, Script, Weather};
use faults::{Fault, garbage, not_found};
use ledger::Ledger;
use sessions::Sessions;

thread_local! {
    /// What the thread is doing. The users set it.
    pub static DOING: Cell<Doing> = const { Cell::new(Doing::Anything) };
}

/// The kinds of requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestKind {
    /// A login with the credentials.
    LogIn,
    /// A login with a refresh token.
    Refresh,
    Revoke,
    /// A create to this number.
    Create(String),
    Status(String),
    Cancel(String),
    Log,
}

impl RequestKind {
    fn of(sent: &Request<'_>) -> Self {
        let path = sent.target.split('?').next().unwrap_or_default();
        let last = path.rsplit('/').next().unwrap_or_default().to_owned();
        match (sent.method, last.as_str()) {
            (_, "token") if sent.body.contains("refresh_token=") => Self::Refresh,
            (_, "token") => Self::LogIn,
            (_, "revoke") => Self::Revoke,
            ("POST", "ring-out") => {
                let body: serde_json::Value = serde_json::from_str(sent.body).unwrap_or_default();
                let number = body["to"]["phoneNumber"].as_str().unwrap_or_default();
                Self::Create(number.trim_start_matches('+').to_owned())
            }
            (_, "call-log") => Self::Log,
            ("DELETE", _) => Self::Cancel(last),
            _ => Self::Status(last),
        }
    }

    /// Whether its path contains the id of a call.
    pub const fn is_about_a_call(&self) -> bool {
        matches!(self, Self::Status(_) | Self::Cancel(_))
    }

    /// Whether it requests a token.
    const fn is_login(&self) -> bool {
        matches!(self, Self::LogIn | Self::Refresh)
    }

    const fn group(&self) -> Group {
        match self {
            Self::LogIn | Self::Refresh | Self::Revoke => Group::Auth,
            Self::Create(_) | Self::Cancel(_) | Self::Log => Group::Heavy,
            Self::Status(_) => Group::Light,
        }
    }
}

/// A call on the platform, and what the client knows about it.
#[derive(Debug)]
pub struct PlatformCall {
    pub life: Life,
    pub to: String,
    pub record: Option<Record>,
}

/// The state of the platform.
#[derive(Debug)]
pub struct State {
    pub random: Random,
    script: Script,
    limits: Limits,
    sessions: Sessions,
    pub calls: BTreeMap<String, PlatformCall>,
    ledger: Ledger,
    /// Whether nothing fails, so that the client can learn the rate limits or recover.
    pub is_new: bool,
    /// Until this time every connection is refused.
    pub down_until: Duration,
    /// Until this time a gateway responds with 404 to every request about a call.
    pub not_found_until: Duration,
}

/// The body of the 404 for an unknown call.
const UNKNOWN: &str = r#"{"errorCode":"CMN-102","errors":[{"parameterName":"ringOutId"}]}"#;

/// The platform of one world.
#[derive(Debug)]
pub struct ScriptedPlatform {
    world: OnceLock<Arc<World>>,
    state: Mutex<State>,
}

/// A response, and the view that it shows.
struct Response {
    reply: Reply,
    view: Option<(View, Duration)>,
}

impl ScriptedPlatform {
    pub fn new(script: Script, random: Random) -> Self {
        let state = State {
            random,
            limits: Limits::new(&script),
            script,
            sessions: Sessions::default(),
            calls: BTreeMap::new(),
            ledger: Ledger::default(),
            is_new: true,
            down_until: Duration::ZERO,
            not_found_until: Duration::ZERO,
        };
        Self { world: OnceLock::new(), state: Mutex::new(state) }
    }

    pub fn set_world(&self, world: Arc<World>) {
        let _ = self.world.set(world);
    }

    pub fn world(&self) -> &World {
        match self.world.get() {
            Some(world) => world,
            None => unreachable!("set_world is called first"),
        }
    }

    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the client knows about a call, or `None` before it has a handle.
    pub fn record(&self, id: &str) -> Option<Record> {
        self.lock().calls.get(id).and_then(|call| call.record.clone())
    }

    pub fn placed(&self, to: &str) -> Placed {
        self.lock().ledger.placed.get(to).cloned().unwrap_or_default()
    }

    /// Whether the platform has ever refused credentials or a token.
    pub fn has_refused_login(&self) -> bool {
        self.lock().ledger.has_refused_login
    }

    pub fn counts(&self) -> (u64, u64) {
        let state = self.lock();
        (state.ledger.sent, state.ledger.refused)
    }

    fn exchange_with_fault(&self, kind: &RequestKind, sent: &Request<'_>, line: &Line<'_>) -> Result<Response, Broken> {
        let (fault, there, back) = self.lock().plan(kind, self.world().now());
        if fault.is_some() {
            self.world().trace(|| format!("  fault: {fault:?}"));
        }
        if fault == Some(Fault::Refused) || self.world().now() < self.lock().down_until {
            line.wait(there)?;
            return Err(Broken::Connection { stale: false });
        }
        line.wait(back / 4)?;
        line.send()?;
        let left = self.lock().note_sent(kind, (thread::current().id(), sent.deadline), self.world().now());
        if let Err(problem) = left {
            self.world().fail(problem);
        }
        if let Some(Fault::Broken | Fault::Stale) = fault {
            line.wait(there)?;
            return Err(Broken::Connection { stale: fault == Some(Fault::Stale) });
        }
        let arrived = line.wait(there);
        if arrived.is_err() && self.lock().random.once_in(2) {
            return Err(Broken::GivenUp);
        }
        let mut response = self.lock().arrive(kind, sent, fault, self.world());
        if let Some(date) = self.lock().date(self.world().now()) {
            response.reply.headers.push(("Date".to_owned(), date));
        }
        arrived?;
        match fault {
            Some(Fault::ResponseLost) => {
                line.wait(back)?;
                return Err(Broken::Connection { stale: false });
            }
            Some(Fault::Slow(time)) => line.wait(time)?,
            Some(Fault::Silence) => line.wait(Duration::from_secs(100 * 24 * 3600))?,
            _ => {}
        }
        line.wait(back)?;
        Ok(response)
    }
}

impl Platform for ScriptedPlatform {
    fn exchange(&self, sent: &Request<'_>, line: &Line<'_>) -> Result<Reply, Broken> {
        let kind = RequestKind::of(sent);
        let operation = (thread::current().id(), sent.deadline);
        let world = self.world();
        world.trace(|| format!("> {kind:?}"));
        let begun = self.lock().ledger.begin(&kind, world.now(), DOING.get());
        if let Err(problem) = begun {
            world.fail(problem);
        }
        let result = self.exchange_with_fault(&kind, sent, line);
        world.trace(|| match &result {
            Ok(response) => format!("< {kind:?}: {} {:?}", response.reply.status, response.view.map(|(view, _)| view)),
            Err(broken) => format!("< {kind:?}: {broken:?}"),
        });
        let mut state = self.lock();
        state.ledger.end(&kind);
        let response = result.as_ref().map_err(|_| line.is_sent());
        state.note_response(&kind, operation, response, world.now());
        result.map(|response| response.reply)
    }
}

impl State {
    /// Returns the fault of an exchange, and the latency in both directions.
    fn plan(&mut self, kind: &RequestKind, now: Duration) -> (Option<Fault>, Duration, Duration) {
        let fault = if self.is_new { None } else { Fault::of(&mut self.random, &self.script, kind) };
        let fault = if kind.is_about_a_call() && now < self.not_found_until { Some(Fault::NotFound) } else { fault };
        let way = self.script.way;
        (fault, self.random.up_to(way), self.random.up_to(way))
    }

    fn note_sent(&mut self, kind: &RequestKind, operation: Operation, now: Duration) -> Result<(), String> {
        if let RequestKind::Cancel(id) = kind {
            let cancel = Cancel { operation, sent_at: now, status: None };
            self.ledger.cancels_of.entry(id.clone()).or_default().push(cancel);
        }
        if let RequestKind::Create(to) = kind {
            let placed = self.ledger.placed.entry(to.clone()).or_default();
            placed.sent += 1;
            placed.sent_at = Some(SystemTime::UNIX_EPOCH + CALENDAR + now);
        }
        self.ledger.leave(kind.group(), now)
    }

    /// The `Date` header, sent if the server's clock differs from the client's.
    fn date(&self, now: Duration) -> Option<String> {
        let now = std::time::UNIX_EPOCH + CALENDAR + now + self.script.skew;
        (!self.script.skew.is_zero()).then(|| httpdate::fmt_http_date(now))
    }

    /// Counts a request, and carries it out unless a fault prevents that.
    fn arrive(&mut self, kind: &RequestKind, sent: &Request<'_>, fault: Option<Fault>, world: &World) -> Response {
        let now = world.now();
        let counted = self.limits.count(kind.group(), now, &self.script, &mut self.random);
        let plain = |status, headers, body: &str| Response {
            reply: Reply { status, headers, body: body.as_bytes().to_vec() },
            view: None,
        };
        if counted.is_refused {
            if self.script.weather != Weather::Wild {
                world.fail(format!("{kind:?} exceeds the rate limit"));
            }
            return plain(429, counted.headers, r#"{"errorCode":"CMN-301"}"#);
        }
        match fault {
            Some(Fault::Limited(form, of_all)) => {
                let headers = if of_all { Vec::new() } else { counted.headers };
                let retry_after = retry_after(form, self.script.penalty, now + self.script.skew);
                return plain(429, headers.into_iter().chain(retry_after).collect(), r#"{"errorCode":"CMN-301"}"#);
            }
            Some(Fault::Later) => {
                let retry_after = retry_after(RetryAfter::Seconds, self.script.penalty, now);
                return plain(503, counted.headers.into_iter().chain(retry_after).collect(), "");
            }
            Some(Fault::Proxy(status)) => return plain(status, counted.headers, "<html>not the platform</html>"),
            Some(Fault::Denied) => return plain(400, counted.headers, r#"{"error":"invalid_grant"}"#),
            Some(Fault::Expired) => {
                self.sessions.end(sent.authorization);
                return plain(401, counted.headers, r#"{"errorCode":"OAU-128"}"#);
            }
            Some(Fault::Status(status, false)) => return plain(status, counted.headers, ""),
            Some(Fault::NotFound) => return plain(404, counted.headers, not_found(&mut self.random)),
            _ => {}
        }
        let mut response = self.carry_out(kind, sent, now, world);
        response.reply.headers.extend(counted.headers);
        match fault {
            Some(Fault::Status(status, true)) => {
                response.reply = Reply { status, body: Vec::new(), ..response.reply };
                response.view = None;
            }
            Some(Fault::Garbled) if response.reply.status < 300 => {
                response.reply.body = garbage(&mut self.random, kind);
                response.view = None;
            }
            _ => {}
        }
        response
    }

    fn carry_out(&mut self, kind: &RequestKind, sent: &Request<'_>, now: Duration, world: &World) -> Response {
        let reply = |status, body: String| Response {
            reply: Reply { status, headers: Vec::new(), body: body.into_bytes() },
            view: None,
        };
        if kind.is_login() {
            let json = self.sessions.request(sent.body, now, &self.script);
            return json.map_or_else(|| reply(400, r#"{"error":"invalid_grant"}"#.into()), |json| reply(200, json));
        }
        if *kind != RequestKind::Revoke && !self.sessions.admits(sent.authorization, now) {
            return reply(401, r#"{"errorCode":"OAU-128"}"#.into());
        }
        match kind {
            RequestKind::Create(to) => {
                let id = self.place(to, now);
                self.ledger.placed.entry(to.clone()).or_default().times += 1;
                if self.ledger.placed[to].times > 1 {
                    world.fail(format!("the phones of {to} ring twice"));
                }
                self.view(&id, true, now, reply)
            }
            RequestKind::Status(id) => {
                let is_named = !self.random.once_in(8);
                self.view(id, is_named, now, reply)
            }
            RequestKind::Cancel(id) => {
                let hung_up = self.calls.get_mut(id).is_some_and(|call| call.life.cancel(now));
                let refusal = *self.random.one_of(&[404, 404, 404, 400]);
                if hung_up { reply(204, String::new()) } else { reply(refusal, UNKNOWN.into()) }
            }
            RequestKind::Log if self.script.reads_log => reply(200, self.log(now)),
            RequestKind::Log => reply(403, r#"{"errorCode":"CMN-408"}"#.into()),
            RequestKind::LogIn | RequestKind::Refresh | RequestKind::Revoke => reply(200, String::new()),
        }
    }

    /// Returns the cancels of a call, in the order in which they were sent.
    pub fn cancels(&self, id: &str) -> Vec<Cancel> {
        self.ledger.cancels_of.get(id).cloned().unwrap_or_default()
    }

    /// Returns the id of the call to this number.
    pub fn id_of(&self, to: &str) -> Option<String> {
        self.calls.iter().find(|(_, call)| call.to == to).map(|(id, _)| id.clone())
    }

    /// Places a call, for this client or another program.
    pub fn place(&mut self, to: &str, now: Duration) -> String {
        let id = format!("call-{}", self.calls.len() + 1);
        let life = Life::of(&mut self.random, &self.script, now);
        self.calls.insert(id.clone(), PlatformCall { life, to: to.to_owned(), record: None });
        id
    }

    fn view(&self, id: &str, is_named: bool, now: Duration, reply: impl Fn(u16, String) -> Response) -> Response {
        let seen = self.calls.get(id).map(|call| call.life.view(now));
        let Some((View::Shows([call, caller, callee]), _)) = seen else {
            return Response { view: Some((View::Gone, now)), ..reply(404, UNKNOWN.into()) };
        };
        let status = format!(r#"{{"callStatus":"{call}","callerStatus":"{caller}","calleeStatus":"{callee}"}}"#);
        // A response without an id counts for the requested call.
        let id = if is_named { format!(r#""id":"{id}","#) } else { String::new() };
        Response { view: seen, ..reply(200, format!(r#"{{{id}"uri":"","status":{status}}}"#)) }
    }

    /// The call log, with one record for each call that has ended.
    fn log(&self, now: Duration) -> String {
        let over = self.calls.values().filter(|call| call.life.over_since(now).is_some());
        let records: Vec<String> = over.filter_map(|call| log_record(call, self.script.skew)).collect();
        format!(r#"{{"records":[{}]}}"#, records.join(","))
    }

    /// Notes what a response, or its absence, means for the client. The error says whether the request was sent.
    fn note_response(
        &mut self,
        kind: &RequestKind,
        operation: Operation,
        response: Result<&Response, bool>,
        now: Duration,
    ) {
        let lost = response.is_err_and(|was_sent| was_sent);
        let response = response.ok();
        let status = response.map_or(0, |response| response.reply.status);
        if let Some(response) = response {
            self.note_limit(kind.group(), &response.reply, now);
            self.ledger.has_refused_login |= matches!(status, 400 | 401);
        }
        match kind {
            RequestKind::LogIn if status == 400 => self.ledger.login_refused(DOING.get()),
            RequestKind::LogIn | RequestKind::Refresh
                if response.is_some_and(|response| response.reply.body.starts_with(br#"{"access_token"#)) =>
            {
                self.ledger.logged_in();
            }
            RequestKind::Cancel(id) => {
                let mut sent = self.ledger.cancels_of.get_mut(id).into_iter().flatten().rev();
                if let Some(cancel) = sent.find(|cancel| cancel.operation == operation) {
                    cancel.status = response.map(|response| response.reply.status);
                }
                let after_lost = self.ledger.cancelled(operation, lost, response.map(|_| now));
                let record = self.calls.get_mut(id).and_then(|call| call.record.as_mut());
                let is_unknown = response.is_some_and(|response| response.reply.body == UNKNOWN.as_bytes());
                match (record, status) {
                    (Some(record), 200..300) => record.cancel_accepted(),
                    (Some(record), 400 | 404) if is_unknown => record.cancel_refused(operation, after_lost),
                    _ => {}
                }
            }
            RequestKind::Create(to) => {
                if let (Some(id), Some((View::Shows(statuses), _))) =
                    (self.id_of(to), response.and_then(|response| response.view))
                {
                    self.give_handle(&id, now, Some(statuses));
                }
            }
            RequestKind::Status(id) => {
                let began = self.ledger.poll_began(operation, self.script.request_timeout);
                let view = response.and_then(|response| response.view);
                let record = self.calls.get_mut(id).and_then(|call| call.record.as_mut());
                match (record, view) {
                    (Some(record), Some((view, since))) => {
                        record.observe(Observation { began, view, since, now }, operation);
                    }
                    (Some(record), None) if status == 404 => record.observe_unnamed_404(now),
                    _ => {}
                }
            }
            RequestKind::LogIn | RequestKind::Refresh | RequestKind::Revoke | RequestKind::Log => {}
        }
    }

    /// Notes the penalty of a response: as reported or 30 s, at least one second and at most one hour.
    fn note_limit(&mut self, group: Group, reply: &Reply, now: Duration) {
        let of_group = reply.headers.iter().any(|(name, _)| name.starts_with("X-Rate-Limit")).then_some(group);
        let retry_after = reply.headers.iter().find(|(name, _)| name == "Retry-After").map(|(_, value)| value.as_str());
        match reply.status {
            429 => self.ledger.note_refusal(of_group),
            503 if retry_after.is_some() => return self.ledger.note_refusal(Some(group)),
            _ => return self.ledger.note_success(group),
        }
        let calendar = std::time::UNIX_EPOCH + CALENDAR + now + self.script.skew;
        let wait = retry_after.and_then(|retry_after| match retry_after.parse() {
            Ok(seconds) => Some(Duration::from_secs(seconds)),
            Err(_) => Some(httpdate::parse_http_date(retry_after).ok()?.duration_since(calendar).unwrap_or_default()),
        });
        let wait = wait.unwrap_or(Duration::from_secs(30)).clamp(Duration::from_secs(1), Duration::from_secs(3600));
        self.ledger.close(of_group, now + wait);
    }

    /// Begins the record of a call for which the client gets a handle.
    pub fn give_handle(&mut self, id: &str, now: Duration, first: Option<Statuses>) {
        if let Some(call) = self.calls.get_mut(id) {
            call.record = Some(Record::new(now, first));
        }
    }
}

/// Returns the record of an ended call, or `None` if its end is not decided.
fn log_record(call: &PlatformCall, skew: Duration) -> Option<String> {
    let end = call.life.end().filter(|end| call.life.was_connected() || is_over(View::Shows(*end)))?;
    let [_, caller, callee] = end;
    let word = |status: &str| {
        match status {
            "Success" | "Finished" => "Accepted",
            "NoAnswer" => "No Response",
            "GenericError" => "Call Failed",
            "InternationalDisabled" => "International Disabled",
            "DestinationBlocked" | "RingOutFromThisNumberIsNotSupported" => "Blocked",
            "NotEnoughFunds" => "No Calling Credit",
            "NosuchUser" => "Wrong Number",
            "Busy" => "Busy",
            "Rejected" => "Rejected",
            _ => "In Progress",
        }
        .to_owned()
    };
    let start = httpdate::fmt_http_date(std::time::UNIX_EPOCH + CALENDAR + call.life.placed + skew);
    let at = iso(&start)?;
    let leg = |kind: &str, status: &str, to: &str| {
        let result = word(status);
        format!(r#"{{"legType":"{kind}","startTime":"{at}","to":{{"phoneNumber":"{to}"}},"result":"{result}"}}"#)
    };
    let legs =
        [leg("RingOutClientToCaller", caller, crate::CALLER), leg("RingOutClientToSubscriber", callee, &call.to)];
    let result = if call.life.was_connected() { "Call connected".to_owned() } else { word(callee) };
    let to = &call.to;
    Some(format!(
        r#"{{"id":"log","startTime":"{at}","duration":1,"action":"RingOut Web","result":"{result}","to":{{"phoneNumber":"{to}"}},"from":{{"phoneNumber":"{}"}},"legs":[{}]}}"#,
        crate::CALLER,
        legs.join(",")
    ))
}

/// Converts `Thu, 23 Jul 2026 00:00:00 GMT` to the format of the call log.
fn iso(date: &str) -> Option<String> {
    let mut words = date.split([' ', ',']).filter(|word| !word.is_empty()).skip(1);
    let (day, month, year, time) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = months.iter().position(|name| *name == month)? + 1;
    Some(format!("{year}-{month:02}-{day}T{time}Z"))
}
