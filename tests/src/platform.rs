//! A simulator of the platform in this process, and its admin API.

use std::sync::Arc;
use std::time::Duration;

use ringout_core::{CallPath, Client, ClientBuilder, Credentials};
use ringout_simulator::{Config, Simulator};
use serde_json::{Value, json};
use ureq::tls::TlsConfig;

/// The callee of calls about which nothing matters.
pub const TO: &str = "+16505550100";
/// Their caller.
pub const FROM: &str = "+16505550110";
/// Where the calls are, and everything else that needs a token.
pub const CALLS: &str = "/restapi/v1.0/account";
/// Where tokens come from.
pub const TOKEN: &str = "/restapi/oauth/token";
/// A fault that lasts.
pub const FOREVER: u64 = 0;

/// A running simulator.
#[derive(Debug)]
pub struct Platform {
    simulator: Simulator,
    agent: ureq::Agent,
}

/// A request that the simulator has seen.
#[derive(Debug, Clone)]
pub struct Seen {
    /// `POST`
    pub method: String,
    /// As sent, with its query.
    pub path: String,
    /// Secrets are redacted.
    pub headers: Value,
    /// Secrets are redacted.
    pub body: String,
    /// Which connection it came on.
    pub connection: u64,
    /// When, since the simulator's start.
    pub at: Duration,
}

impl Platform {
    /// A simulator with the default settings.
    pub fn start() -> Self {
        Self::with(Config::default())
    }

    /// A simulator with these settings.
    pub fn with(config: Config) -> Self {
        // The admin API of a simulator with a bad certificate must be reachable, too.
        let tls = TlsConfig::builder()
            .disable_verification(true)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let agent = ureq::Agent::config_builder().http_status_as_error(false).tls_config(tls).build().new_agent();
        Self { simulator: Simulator::start(config).unwrap(), agent }
    }

    /// A simulator whose time stands still until [`advance`](Self::advance).
    pub fn stopped() -> Self {
        let platform = Self::start();
        platform.post("clock", &json!({ "running": false }));
        platform
    }

    /// The simulator itself.
    pub fn simulator(&self) -> &Simulator {
        &self.simulator
    }

    /// The settings of a client for it: deadlines of 1.5 s, and the JWT to log in with.
    pub fn builder(&self) -> ClientBuilder {
        self.builder_without_jwt().credentials(Credentials::jwt(self.simulator.jwt()))
    }

    /// The same without the JWT.
    pub fn builder_without_jwt(&self) -> ClientBuilder {
        Client::builder(self.simulator.url(), self.simulator.client_id())
            .client_secret(self.simulator.client_secret())
            .request_timeout(Duration::from_millis(1500))
            .create_timeout(Duration::from_millis(1500))
    }

    /// A client that logs in when it has to.
    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// A client that uses one of the platform's two paths.
    pub fn client_on(&self, path: CallPath) -> Client {
        self.builder().call_path(path).build().unwrap()
    }

    /// `GET /_simulator/{what}`
    pub fn get(&self, what: &str) -> Value {
        answer(self.agent.get(self.admin(what)).call())
    }

    /// `POST /_simulator/{what}`
    pub fn post(&self, what: &str, body: &Value) -> Value {
        answer(self.agent.post(self.admin(what)).send(body.to_string()))
    }

    /// `DELETE /_simulator/{what}`
    pub fn delete(&self, what: &str) {
        answer(self.agent.delete(self.admin(what)).call());
    }

    /// Lets time pass on the simulator.
    pub fn advance(&self, time: Duration) {
        self.post("clock", &json!({ "advance_ms": u64::try_from(time.as_millis()).unwrap() }));
    }

    /// Spoils the next `times` matching requests, or all of them ([`FOREVER`]).
    pub fn fault(&self, method: &str, path: &str, times: u64, fault: &Value) {
        self.post("faults", &json!({ "method": method, "path": path, "times": times, "fault": fault }));
    }

    /// How many requests of a kind it has processed or spoiled since its reset: `token`, `create`, `status`, `cancel`.
    pub fn count(&self, kind: &str) -> u64 {
        self.get("state")["requests"][kind].as_u64().unwrap_or(0)
    }

    /// How many calls were placed since its reset.
    pub fn placed(&self) -> u64 {
        self.get("state")["calls"]["placed"].as_u64().unwrap()
    }

    /// Every request since the journal was cleared.
    pub fn journal(&self) -> Vec<Seen> {
        let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        let journal = self.get("journal");
        let entries = journal["requests"].as_array().unwrap().iter();
        let seen = entries.map(|entry| Seen {
            method: text(entry, "method"),
            path: text(entry, "path"),
            headers: entry["headers"].clone(),
            body: text(entry, "body"),
            connection: entry["connection"].as_u64().unwrap(),
            at: Duration::from_millis(entry["at_ms"].as_u64().unwrap()),
        });
        seen.collect()
    }

    /// How many creates stand in the journal.
    pub fn posts(&self) -> usize {
        let creates = |seen: &Seen| seen.path.ends_with("/ring-out") || seen.path.ends_with("/ringout");
        self.journal().iter().filter(|seen| seen.method == "POST" && creates(seen)).count()
    }

    fn admin(&self, what: &str) -> String {
        format!("{}/_simulator/{what}", self.simulator.url())
    }
}

fn answer(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Value {
    let mut response = result.unwrap();
    let text = response.body_mut().with_config().limit(64 << 20).read_to_string().unwrap();
    assert!(response.status().is_success(), "the admin API answered {}: {text}", response.status());
    serde_json::from_str(&text).unwrap()
}
