//! The scripted platform. It answers as the documents say, or goes wrong as the script says, and keeps account of what the
//! client was shown.

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

pub use ledger::{Doing, Placed};
pub use life::{Life, Statuses, View, is_over};
use limits::{Kind, Limits, retry_after};
pub use record::{Mark, Record, of_leg};
use record::{Operation, Shown};

use crate::script::{RetryAfter, Script, Weather};
use faults::{Fault, garbage, not_found};
use ledger::Ledger;
use sessions::Sessions;

thread_local! {
    /// What the thread is about; the users say.
    pub static DOING: Cell<Doing> = const { Cell::new(Doing::Anything) };
}

/// What is asked of the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// With the credentials.
    LogIn,
    /// With a refresh token.
    Refresh,
    Revoke,
    /// To this number.
    Create(String),
    Status(String),
    Cancel(String),
    Log,
}

impl Ask {
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

    /// Whether it names a call in its path.
    pub const fn is_about_a_call(&self) -> bool {
        matches!(self, Self::Status(_) | Self::Cancel(_))
    }

    /// Whether it asks for a token.
    const fn is_login(&self) -> bool {
        matches!(self, Self::LogIn | Self::Refresh)
    }

    const fn kind(&self) -> Kind {
        match self {
            Self::LogIn | Self::Refresh | Self::Revoke => Kind::Auth,
            Self::Create(_) | Self::Cancel(_) | Self::Log => Kind::Heavy,
            Self::Status(_) => Kind::Light,
        }
    }
}

/// A call on the platform, and what the client knows of it.
#[derive(Debug)]
pub struct OnPlatform {
    pub life: Life,
    pub to: String,
    pub record: Option<Record>,
}

/// What the platform knows.
#[derive(Debug)]
pub struct State {
    pub random: Random,
    script: Script,
    limits: Limits,
    sessions: Sessions,
    pub calls: BTreeMap<String, OnPlatform>,
    ledger: Ledger,
    /// Nothing goes wrong yet: the client has still to be told of the limits.
    pub is_new: bool,
    /// No connection comes about until then.
    pub down_until: Duration,
    /// A gateway on the way answers for every call that it does not know it until then.
    pub not_found_until: Duration,
}

/// What the platform answers for a call that it does not know.
const UNKNOWN: &str = r#"{"errorCode":"CMN-102","errors":[{"parameterName":"ringOutId"}]}"#;

/// The platform of one world.
#[derive(Debug)]
pub struct Scripted {
    world: OnceLock<Arc<World>>,
    state: Mutex<State>,
}

/// An answer, and what it shows.
struct Answer {
    reply: Reply,
    view: Option<(View, Duration)>,
}

impl Scripted {
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

    pub fn enter(&self, world: Arc<World>) {
        let _ = self.world.set(world);
    }

    pub fn world(&self) -> &World {
        match self.world.get() {
            Some(world) => world,
            None => unreachable!("the world is entered first"),
        }
    }

    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the client knows of a call; `None` before it has a handle.
    pub fn record(&self, id: &str) -> Option<Record> {
        self.lock().calls.get(id).and_then(|call| call.record.clone())
    }

    pub fn placed(&self, to: &str) -> Placed {
        self.lock().ledger.placed.get(to).cloned().unwrap_or_default()
    }

    /// Whether the platform has ever refused credentials or a token.
    pub fn has_said_no(&self) -> bool {
        self.lock().ledger.has_said_no
    }

    pub fn counts(&self) -> (u64, u64) {
        let state = self.lock();
        (state.ledger.sent, state.ledger.refused)
    }

    fn go(&self, ask: &Ask, sent: &Request<'_>, line: &Line<'_>) -> Result<Answer, Broken> {
        let (fault, there, back) = self.lock().plan(ask, self.world().now());
        if fault.is_some() {
            self.world().trace(|| format!("  goes wrong: {fault:?}"));
        }
        if fault == Some(Fault::Refused) || self.world().now() < self.lock().down_until {
            line.wait(there)?;
            return Err(Broken::Connection { stale: false });
        }
        line.wait(back / 4)?;
        line.send()?;
        let left = self.lock().note_sent(ask, self.world().now());
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
        let mut answer = self.lock().arrive(ask, sent, fault, self.world());
        if let Some(date) = self.lock().date(self.world().now()) {
            answer.reply.headers.push(("Date".to_owned(), date));
        }
        arrived?;
        match fault {
            Some(Fault::AnswerLost) => {
                line.wait(back)?;
                return Err(Broken::Connection { stale: false });
            }
            Some(Fault::Slow(time)) => line.wait(time)?,
            Some(Fault::Silence) => line.wait(Duration::from_secs(100 * 24 * 3600))?,
            _ => {}
        }
        line.wait(back)?;
        Ok(answer)
    }
}

impl Platform for Scripted {
    fn exchange(&self, sent: &Request<'_>, line: &Line<'_>) -> Result<Reply, Broken> {
        let ask = Ask::of(sent);
        let operation = (thread::current().id(), sent.deadline);
        let world = self.world();
        world.trace(|| format!("> {ask:?}"));
        let begun = self.lock().ledger.begin(&ask, world.now(), DOING.get());
        if let Err(problem) = begun {
            world.fail(problem);
        }
        let result = self.go(&ask, sent, line);
        world.trace(|| match &result {
            Ok(answer) => format!("< {ask:?}: {} {:?}", answer.reply.status, answer.view.map(|(view, _)| view)),
            Err(broken) => format!("< {ask:?}: {broken:?}"),
        });
        let mut state = self.lock();
        state.ledger.end(&ask);
        let answer = result.as_ref().map_err(|_| line.is_sent());
        state.note_answer(&ask, operation, answer, world.now());
        result.map(|answer| answer.reply)
    }
}

impl State {
    /// What will go wrong, and how long the ways are.
    fn plan(&mut self, ask: &Ask, now: Duration) -> (Option<Fault>, Duration, Duration) {
        let fault = if self.is_new { None } else { Fault::of(&mut self.random, &self.script, ask) };
        let fault = if ask.is_about_a_call() && now < self.not_found_until { Some(Fault::NotFound) } else { fault };
        let way = self.script.way;
        (fault, self.random.up_to(way), self.random.up_to(way))
    }

    fn note_sent(&mut self, ask: &Ask, now: Duration) -> Result<(), String> {
        if let Ask::Create(to) = ask {
            let placed = self.ledger.placed.entry(to.clone()).or_default();
            placed.sent += 1;
            placed.sent_at = Some(SystemTime::UNIX_EPOCH + CALENDAR + now);
        }
        self.ledger.leave(ask.kind(), now)
    }

    /// The server's clock, if it is not the client's: answers tell it.
    fn date(&self, now: Duration) -> Option<String> {
        let now = std::time::UNIX_EPOCH + CALENDAR + now + self.script.skew;
        (!self.script.skew.is_zero()).then(|| httpdate::fmt_http_date(now))
    }

    /// A request arrives, is counted, and carried out or not.
    fn arrive(&mut self, ask: &Ask, sent: &Request<'_>, fault: Option<Fault>, world: &World) -> Answer {
        let now = world.now();
        let counted = self.limits.count(ask.kind(), now, &self.script, &mut self.random);
        let plain = |status, headers, body: &str| Answer {
            reply: Reply { status, headers, body: body.as_bytes().to_vec() },
            view: None,
        };
        if counted.is_refused {
            if self.script.weather != Weather::Wild {
                world.fail(format!("{ask:?} is one request too many"));
            }
            return plain(429, counted.headers, r#"{"errorCode":"CMN-301"}"#);
        }
        match fault {
            Some(Fault::Limited(form, of_all)) => {
                let headers = if of_all { Vec::new() } else { counted.headers };
                let told = retry_after(form, self.script.penalty, now + self.script.skew);
                return plain(429, headers.into_iter().chain(told).collect(), r#"{"errorCode":"CMN-301"}"#);
            }
            Some(Fault::Later) => {
                let told = retry_after(RetryAfter::Seconds, self.script.penalty, now);
                return plain(503, counted.headers.into_iter().chain(told).collect(), "");
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
        let mut answer = self.carry_out(ask, sent, now, world);
        answer.reply.headers.extend(counted.headers);
        match fault {
            Some(Fault::Status(status, true)) => {
                answer.reply = Reply { status, body: Vec::new(), ..answer.reply };
                answer.view = None;
            }
            Some(Fault::Garbled) if answer.reply.status < 300 => {
                answer.reply.body = garbage(&mut self.random, ask);
                answer.view = None;
            }
            _ => {}
        }
        answer
    }

    fn carry_out(&mut self, ask: &Ask, sent: &Request<'_>, now: Duration, world: &World) -> Answer {
        let reply = |status, body: String| Answer {
            reply: Reply { status, headers: Vec::new(), body: body.into_bytes() },
            view: None,
        };
        if ask.is_login() {
            let json = self.sessions.request(sent.body, now, &self.script);
            return json.map_or_else(|| reply(400, r#"{"error":"invalid_grant"}"#.into()), |json| reply(200, json));
        }
        if *ask != Ask::Revoke && !self.sessions.admits(sent.authorization, now) {
            return reply(401, r#"{"errorCode":"OAU-128"}"#.into());
        }
        match ask {
            Ask::Create(to) => {
                let id = self.place(to, now);
                self.ledger.placed.entry(to.clone()).or_default().times += 1;
                if self.ledger.placed[to].times > 1 {
                    world.fail(format!("the phones of {to} ring twice"));
                }
                self.view(&id, true, now, reply)
            }
            Ask::Status(id) => {
                let is_named = !self.random.once_in(8);
                self.view(id, is_named, now, reply)
            }
            Ask::Cancel(id) => {
                let hung_up = self.calls.get_mut(id).is_some_and(|call| call.life.cancel(now));
                let refusal = *self.random.one_of(&[404, 404, 404, 400]);
                if hung_up { reply(204, String::new()) } else { reply(refusal, UNKNOWN.into()) }
            }
            Ask::Log if self.script.reads_log => reply(200, self.log(now)),
            Ask::Log => reply(403, r#"{"errorCode":"CMN-408"}"#.into()),
            Ask::LogIn | Ask::Refresh | Ask::Revoke => reply(200, String::new()),
        }
    }

    /// A new call, placed by whoever it was.
    pub fn place(&mut self, to: &str, now: Duration) -> String {
        let id = format!("call-{}", self.calls.len() + 1);
        let life = Life::of(&mut self.random, &self.script, now);
        self.calls.insert(id.clone(), OnPlatform { life, to: to.to_owned(), record: None });
        id
    }

    fn view(&self, id: &str, is_named: bool, now: Duration, reply: impl Fn(u16, String) -> Answer) -> Answer {
        let seen = self.calls.get(id).map(|call| call.life.view(now));
        let Some((View::Shows([call, caller, callee]), _)) = seen else {
            return Answer { view: Some((View::Gone, now)), ..reply(404, UNKNOWN.into()) };
        };
        let status = format!(r#"{{"callStatus":"{call}","callerStatus":"{caller}","calleeStatus":"{callee}"}}"#);
        // An answer may leave the id out, and counts for the call that was asked for.
        let id = if is_named { format!(r#""id":"{id}","#) } else { String::new() };
        Answer { view: seen, ..reply(200, format!(r#"{{{id}"uri":"","status":{status}}}"#)) }
    }

    /// The call log: one record for each call that is over.
    fn log(&self, now: Duration) -> String {
        let over = self.calls.values().filter(|call| call.life.over_since(now).is_some());
        let records: Vec<String> = over.filter_map(|call| log_record(call, self.script.skew)).collect();
        format!(r#"{{"records":[{}]}}"#, records.join(","))
    }

    /// What an answer, or its absence, means to the client; an absent one comes with whether the request had left.
    fn note_answer(&mut self, ask: &Ask, operation: Operation, answer: Result<&Answer, bool>, now: Duration) {
        let lost = answer.is_err_and(|was_sent| was_sent);
        let answer = answer.ok();
        let status = answer.map_or(0, |answer| answer.reply.status);
        if let Some(answer) = answer {
            self.note_limit(ask.kind(), &answer.reply, now);
            self.ledger.has_said_no |= matches!(status, 400 | 401);
        }
        match ask {
            Ask::LogIn if status == 400 => self.ledger.login_refused(DOING.get()),
            Ask::LogIn | Ask::Refresh
                if answer.is_some_and(|answer| answer.reply.body.starts_with(br#"{"access_token"#)) =>
            {
                self.ledger.logged_in();
            }
            Ask::Cancel(id) => {
                let after_lost = self.ledger.cancelled(operation, lost, answer.map(|_| now));
                let record = self.calls.get_mut(id).and_then(|call| call.record.as_mut());
                let is_unknown = answer.is_some_and(|answer| answer.reply.body == UNKNOWN.as_bytes());
                match (record, status) {
                    (Some(record), 200..300) => record.cancel_accepted(),
                    (Some(record), 400 | 404) if is_unknown => record.cancel_refused(operation, after_lost),
                    _ => {}
                }
            }
            Ask::Create(to) => {
                let id = self.calls.iter().find(|(_, call)| call.to == *to).map(|(id, _)| id.clone());
                if let (Some(id), Some((View::Shows(statuses), _))) = (id, answer.and_then(|answer| answer.view)) {
                    self.have(&id, now, Some(statuses));
                }
            }
            Ask::Status(id) => {
                let asked = self.ledger.asked(operation, self.script.request_timeout);
                let view = answer.and_then(|answer| answer.view);
                let record = self.calls.get_mut(id).and_then(|call| call.record.as_mut());
                match (record, view) {
                    (Some(record), Some((view, since))) => record.show(Shown { asked, view, since, now }, operation),
                    (Some(record), None) if status == 404 => record.miss(now),
                    _ => {}
                }
            }
            Ask::LogIn | Ask::Refresh | Ask::Revoke | Ask::Log => {}
        }
    }

    /// Until when the client has to stay away: as it was told, or 30 s, but at least a second and at most an hour.
    fn note_limit(&mut self, kind: Kind, reply: &Reply, now: Duration) {
        let of_kind = reply.headers.iter().any(|(name, _)| name.starts_with("X-Rate-Limit")).then_some(kind);
        let told = reply.headers.iter().find(|(name, _)| name == "Retry-After").map(|(_, value)| value.as_str());
        match reply.status {
            429 => self.ledger.hear_refusal(of_kind),
            503 if told.is_some() => return self.ledger.hear_refusal(Some(kind)),
            _ => return self.ledger.hear_success(kind),
        }
        let calendar = std::time::UNIX_EPOCH + CALENDAR + now + self.script.skew;
        let wait = told.and_then(|told| match told.parse() {
            Ok(seconds) => Some(Duration::from_secs(seconds)),
            Err(_) => Some(httpdate::parse_http_date(told).ok()?.duration_since(calendar).unwrap_or_default()),
        });
        let wait = wait.unwrap_or(Duration::from_secs(30)).clamp(Duration::from_secs(1), Duration::from_secs(3600));
        self.ledger.close(of_kind, now + wait);
    }

    /// The client has a handle for a call from now on.
    pub fn have(&mut self, id: &str, now: Duration, first: Option<Statuses>) {
        if let Some(call) = self.calls.get_mut(id) {
            call.record = Some(Record::new(now, first));
        }
    }
}

/// What the log says of a call that is over; nothing if that was never decided.
fn log_record(call: &OnPlatform, skew: Duration) -> Option<String> {
    let end = call.life.end().filter(|end| call.life.was_connected() || is_over(View::Shows(*end)))?;
    let [_, caller, callee] = end;
    let word = |status: &str| {
        match status {
            "Success" | "Finished" => "Accepted",
            "NoAnswer" => "No Answer",
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

/// `Thu, 23 Jul 2026 00:00:00 GMT` as the log writes it.
fn iso(date: &str) -> Option<String> {
    let mut words = date.split([' ', ',']).filter(|word| !word.is_empty()).skip(1);
    let (day, month, year, time) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = months.iter().position(|name| *name == month)? + 1;
    Some(format!("{year}-{month:02}-{day}T{time}Z"))
}
