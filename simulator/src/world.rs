//! State of the simulator, and the handling of every request.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast;

use crate::admin;
use crate::clock::Clock;
use crate::config::Config;
use crate::events::Events;
use crate::faults::{Fault, Faults};
use crate::identity::Identity;
use crate::journal::{Entry, Journal};
use crate::limits::Limiter;
use crate::oauth::codes::Codes;
use crate::oauth::sessions::Sessions;
use crate::page;
use crate::platform;
use crate::random::Random;
use crate::ringout::calls::Calls;
use crate::server::request::Request;
use crate::server::response::Response;

/// How a connection replies to a request.
#[derive(Debug)]
pub enum Reply {
    /// Send this response, with this fault applied. Without a response, send nothing.
    Response { response: Option<Response>, fault: Option<Fault> },
    /// Stream events until the client disconnects.
    Events(broadcast::Receiver<Arc<str>>),
}

/// State of the simulated platform.
#[derive(Debug)]
pub struct World {
    pub config: Config,
    pub url: String,
    /// File with the authority that clients must trust.
    pub ca_file: Option<PathBuf>,
    pub identity: Identity,
    pub clock: Clock,
    pub random: Random,
    pub calls: Calls,
    pub codes: Codes,
    pub sessions: Sessions,
    pub faults: Faults,
    pub limiter: Limiter,
    pub journal: Journal,
    pub events: Events,
    /// Number of requests by operation.
    pub counts: BTreeMap<&'static str, u64>,
    /// Number of responses by status.
    pub responses: BTreeMap<u16, u64>,
    /// Number of connections accepted.
    pub connections: u64,
    request_ids: Random,
    log_to_terminal: bool,
}

impl World {
    pub fn new(config: Config, url: String) -> World {
        let mut random = Random::new(config.seed);
        let scenario = config.scenario.clone();
        let mut clock = Clock::start(config.speed);
        if let Some(change) = scenario.clock {
            change.apply(&mut clock);
        }
        World {
            url,
            ca_file: None,
            identity: Identity::from_seed(&mut random),
            clock,
            calls: Calls::new(u64::try_from(config.linger.as_millis()).unwrap_or(u64::MAX)),
            codes: Codes::default(),
            sessions: Sessions::default(),
            faults: Faults::new(scenario.faults),
            limiter: Limiter::new(scenario.limits.unwrap_or(config.limits)),
            journal: Journal::default(),
            events: Events::new(),
            counts: BTreeMap::new(),
            responses: BTreeMap::new(),
            connections: 0,
            request_ids: Random::new(!config.seed),
            log_to_terminal: !config.quiet && std::io::stderr().is_terminal(),
            random,
            config,
        }
    }

    /// The URL for links to other resources. A simulator that other machines use has many names, so there it is the one that
    /// the client used.
    pub fn url_for(&self, request: &Request) -> Cow<'_, str> {
        match request.header("host").filter(|host| !self.config.host.is_loopback() && !host.is_empty()) {
            Some(host) => Cow::Owned(format!("{}://{host}", self.scheme())),
            None => Cow::Borrowed(&self.url),
        }
    }

    pub fn scheme(&self) -> &'static str {
        if self.config.tls.is_some() { "https" } else { "http" }
    }

    /// Restores the initial state. Event subscribers and connections stay, and connections keep their numbers.
    pub fn reset(&mut self) {
        let fresh = World::new(self.config.clone(), self.url.clone());
        *self =
            World { events: self.events.clone(), connections: self.connections, ca_file: self.ca_file.take(), ..fresh };
    }

    /// Numbers a connection that was just accepted.
    pub fn next_connection(&mut self) -> u64 {
        self.connections += 1;
        self.connections
    }

    /// Applies everything that is due.
    pub fn settle(&mut self) {
        let events = &self.events;
        self.calls.settle(self.clock.now_ms(), &mut |at, call| events.call_changed(at, call));
    }

    /// Handles one request, from the faults to the journal.
    pub fn handle(&mut self, request: Request) -> Reply {
        self.settle();
        let without_body = request.is_head();
        let page = page::get(self, &request);
        if page.is_some() || admin::path(&request).is_some() {
            let reply = match page {
                Some(response) => Reply::Response { response: Some(response), fault: None },
                None => admin::handle(self, &request),
            };
            return match reply {
                Reply::Response { response: Some(response), fault } => {
                    Reply::Response { response: Some(Response { without_body, ..response }), fault }
                }
                other => other,
            };
        }
        let at_ms = self.clock.now_ms();
        let fault = if platform::is_preflight(&request) { None } else { self.faults.take(&request) };
        if fault.is_some() {
            admin::announce(self, "faults");
        }
        let operation = platform::operation(&request);
        *self.counts.entry(operation.name()).or_default() += 1;
        let mut response = fault.as_ref().and_then(|fault| fault.replacement(request.path()));
        if fault.as_ref().is_none_or(Fault::is_processed) {
            response = Some(platform::handle(self, &operation, &request));
        }
        if fault.as_ref().is_some_and(|fault| !fault.sends_response()) {
            response = None;
        }
        let response = response.map(|response| {
            let response = platform::with_cors(self.with_request_id(response), &request);
            Response { without_body, ..response }
        });
        let status = response.as_ref().map(|response| response.status);
        if let Some(status) = status {
            *self.responses.entry(status).or_default() += 1;
        }
        self.record(Entry { at_ms, status, group: operation.group().map(super::limits::Group::name), request });
        Reply::Response { response, fault }
    }

    /// Completes and counts the response to a request that could not be read. Without a request, there is no journal entry.
    pub fn refuse(&mut self, response: Response) -> Response {
        *self.responses.entry(response.status).or_default() += 1;
        if self.log_to_terminal {
            eprint!("unreadable request -> {}: {}", response.status, String::from_utf8_lossy(&response.body));
        }
        self.with_request_id(response)
    }

    fn with_request_id(&mut self, response: Response) -> Response {
        if response.has_header("RCRequestId") {
            return response;
        }
        let id = self.request_ids.uuid();
        response.header("RCRequestId", id)
    }

    fn record(&mut self, entry: Entry) {
        if self.log_to_terminal {
            let status = entry.status.map_or_else(|| "no response".to_owned(), |status| status.to_string());
            eprintln!("{} {} -> {status}", entry.request.method, entry.request.path());
        }
        self.events.request_handled(self.journal.next_number(), &entry);
        self.journal.push(entry);
    }
}

/// The world and its only lock, which is held while a request is handled and never while data is sent.
#[derive(Debug, Clone)]
pub struct SharedWorld(Arc<Mutex<World>>);

impl SharedWorld {
    pub fn new(world: World) -> SharedWorld {
        SharedWorld(Arc::new(Mutex::new(world)))
    }

    pub fn lock(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
