//! A simulator in the test process, with its admin API.

use std::sync::Arc;
use std::time::Duration;

use ringout_core::{CallPath, Client, ClientBuilder, Credentials};
use ringout_simulator::{Config, Simulator};
use serde_json::{Value, json};
use ureq::tls::TlsConfig;

/// The callee of calls whose numbers do not matter.
pub const TO: &str = "+16505550100";
/// The caller of these calls.
pub const FROM: &str = "+16505550110";
/// The path prefix of calls and of everything else that needs a token.
pub const CALLS: &str = "/restapi/v1.0/account";
/// The path of the token endpoint.
pub const TOKEN: &str = "/restapi/oauth/token";
/// The value of `times` for a fault that never ends.
pub const FOREVER: u64 = 0;

/// A running simulator.
#[derive(Debug)]
pub struct Platform {
    simulator: Simulator,
    agent: ureq::Agent,
}

/// A request in the simulator's journal.
#[derive(Debug, Clone)]
pub struct JournalEntry {
    /// The HTTP method, such as `POST`.
    pub method: String,
    /// The path and the query as sent.
    pub path: String,
    /// The headers, with secrets redacted.
    pub headers: Value,
    /// The body, with secrets redacted.
    pub body: String,
    /// The number of the connection.
    pub connection: u64,
    /// The time since the simulator started.
    pub at: Duration,
}

impl Platform {
    /// Starts a simulator with the default settings.
    pub fn start() -> Self {
        Self::with(Config::default())
    }

    /// Starts a simulator with the given settings.
    pub fn with(config: Config) -> Self {
        // Some tests start a simulator with a bad certificate, and still use its admin API.
        let tls = TlsConfig::builder()
            .disable_verification(true)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let agent = ureq::Agent::config_builder().http_status_as_error(false).tls_config(tls).build().new_agent();
        Self { simulator: Simulator::start(config).unwrap(), agent }
    }

    /// Starts a simulator whose clock moves only with [`advance`](Self::advance).
    pub fn stopped() -> Self {
        let platform = Self::start();
        platform.post("clock", &json!({ "running": false }));
        platform
    }

    /// Returns the simulator.
    pub fn simulator(&self) -> &Simulator {
        &self.simulator
    }

    /// Returns a client builder with timeouts of 10 s, which a busy machine keeps, and a JWT to log in with.
    pub fn builder(&self) -> ClientBuilder {
        self.builder_without_jwt().credentials(Credentials::jwt(self.simulator.jwt()))
    }

    /// Returns a client builder with timeouts of 10 s, which a busy machine keeps, and no credentials.
    pub fn builder_without_jwt(&self) -> ClientBuilder {
        Client::builder(self.simulator.url(), self.simulator.client_id())
            .client_secret(self.simulator.client_secret())
            .request_timeout(Duration::from_secs(10))
            .create_timeout(Duration::from_secs(10))
    }

    /// Returns a client that logs in with its first request.
    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// Returns a client whose requests have this timeout, for tests that wait for it or that are refused a longer wait.
    pub fn client_within(&self, timeout: Duration) -> Client {
        self.builder().request_timeout(timeout).create_timeout(timeout).build().unwrap()
    }

    /// Returns a client that uses one of the platform's two call paths.
    pub fn client_on(&self, path: CallPath) -> Client {
        self.builder().call_path(path).build().unwrap()
    }

    /// Sends `GET /_simulator/{path}`.
    pub fn get(&self, path: &str) -> Value {
        json_body(self.agent.get(self.admin(path)).call())
    }

    /// Sends `POST /_simulator/{path}`.
    pub fn post(&self, path: &str, body: &Value) -> Value {
        json_body(self.agent.post(self.admin(path)).send(body.to_string()))
    }

    /// Sends `DELETE /_simulator/{path}`.
    pub fn delete(&self, path: &str) {
        json_body(self.agent.delete(self.admin(path)).call());
    }

    /// Advances the simulator's clock.
    pub fn advance(&self, time: Duration) {
        self.post("clock", &json!({ "advance_ms": u64::try_from(time.as_millis()).unwrap() }));
    }

    /// Applies a fault to the next `times` matching requests, or to all of them ([`FOREVER`]).
    pub fn fault(&self, method: &str, path: &str, times: u64, fault: &Value) {
        self.post("faults", &json!({ "method": method, "path": path, "times": times, "fault": fault }));
    }

    /// Returns the number of requests of a kind since the last reset, including those with a fault. The kinds are `token`,
    /// `create`, `status` and `cancel`.
    pub fn count(&self, kind: &str) -> u64 {
        self.get("state")["requests"][kind].as_u64().unwrap_or(0)
    }

    /// Returns the number of calls placed since the last reset.
    pub fn placed(&self) -> u64 {
        self.get("state")["calls"]["placed"].as_u64().unwrap()
    }

    /// Returns every request since the journal was last cleared.
    pub fn journal(&self) -> Vec<JournalEntry> {
        let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        let journal = self.get("journal");
        let entries = journal["requests"].as_array().unwrap().iter();
        let requests = entries.map(|entry| JournalEntry {
            method: text(entry, "method"),
            path: text(entry, "path"),
            headers: entry["headers"].clone(),
            body: text(entry, "body"),
            connection: entry["connection"].as_u64().unwrap(),
            at: Duration::from_millis(entry["at_ms"].as_u64().unwrap()),
        });
        requests.collect()
    }

    /// Returns the number of creates in the journal.
    pub fn posts(&self) -> usize {
        let creates = |path: &str| path.ends_with("/ring-out") || path.ends_with("/ringout");
        self.journal().iter().filter(|request| request.method == "POST" && creates(&request.path)).count()
    }

    fn admin(&self, path: &str) -> String {
        format!("{}/_simulator/{path}", self.simulator.url())
    }
}

fn json_body(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Value {
    let mut response = result.unwrap();
    let text = response.body_mut().with_config().limit(64 << 20).read_to_string().unwrap();
    assert!(response.status().is_success(), "the admin API responded with {}: {text}", response.status());
    serde_json::from_str(&text).unwrap()
}
