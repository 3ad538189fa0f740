//! The admin API and the clock of the simulator, which is another process.

use std::time::{Duration, Instant};

use ringout_core::{Client, Credentials};
use serde_json::{Value, json};

/// A new simulator.
pub struct Platform {
    ready: Value,
    agent: ureq::Agent,
}

/// Converts between this machine's clock and the platform's.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    real: Instant,
    shown_ms: f64,
    speed: f64,
}

/// The platform's counters so far.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    pub now_ms: u64,
    pub polls: u64,
    pub refused: u64,
}

impl Platform {
    /// Creates it from the simulator's ready line.
    pub fn new(ready: &str) -> Self {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        Self { ready: serde_json::from_str(ready).expect("a ready line"), agent }
    }

    /// Creates a client with long timeouts, because at a high speed half a minute may be a few real milliseconds.
    pub fn client(&self) -> Client {
        let hour = Duration::from_secs(3600);
        Client::builder(self.text("url"), self.text("client_id"))
            .client_secret(self.text("client_secret"))
            .credentials(Credentials::jwt(self.text("jwt")))
            .connect_timeout(hour)
            .request_timeout(hour)
            .create_timeout(hour)
            .build()
            .unwrap()
    }

    /// Limits status requests only.
    pub fn limit(&self, budget: u32) {
        self.admin("POST", "limits", &json!({ "light": { "limit": budget } }));
    }

    /// Delays the next responses, in real time.
    pub fn delay_responses(&self, count: u32, by: Duration) {
        let fault = json!({ "delay_ms": u64::try_from(by.as_millis()).unwrap() });
        self.admin("POST", "faults", &json!({ "times": count, "fault": fault }));
    }

    /// Sets the speed of the platform's clock relative to real time.
    pub fn speed_up(&self, speed: f64) {
        self.admin("POST", "clock", &json!({ "speed": speed }));
    }

    /// Reads the platform's clock, by the fastest of many responses.
    pub fn clock(&self, speed: f64) -> Clock {
        let sample = |_| {
            let began = Instant::now();
            let shown = self.admin("GET", "clock", &Value::Null);
            let took = began.elapsed();
            // The clock shows whole milliseconds.
            (took, Clock { real: began + took / 2, shown_ms: shown["now_ms"].as_f64().unwrap() + 0.5, speed })
        };
        (0..200).map(sample).min_by_key(|(took, _)| *took).unwrap().1
    }

    /// Makes the caller answer when the platform's clock shows `at_ms`.
    pub fn caller_answers_at(&self, id: &str, at_ms: u64) {
        self.admin("POST", &format!("calls/{id}/caller/answer"), &json!({ "at_ms": at_ms }));
    }

    /// Reads the platform's counters.
    pub fn counts(&self) -> Counts {
        let state = self.admin("GET", "state", &Value::Null);
        Counts {
            now_ms: state["now_ms"].as_u64().unwrap(),
            polls: state["requests"]["status"].as_u64().unwrap_or(0),
            refused: state["responses"]["429"].as_u64().unwrap_or(0),
        }
    }

    fn text(&self, name: &str) -> &str {
        self.ready[name].as_str().unwrap()
    }

    fn admin(&self, method: &str, what: &str, body: &Value) -> Value {
        let url = format!("{}/_simulator/{what}", self.text("url"));
        let sent = match method {
            "GET" => self.agent.get(url).call(),
            _ => self.agent.post(url).send(body.to_string()),
        };
        let mut response = sent.unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        assert!(response.status().is_success(), "the simulator responded with {}: {text}", response.status());
        serde_json::from_str(&text).unwrap()
    }
}

impl Clock {
    /// Converts a time of this machine to the platform's clock, in milliseconds.
    pub fn at(&self, moment: Instant) -> f64 {
        self.shown_ms + moment.duration_since(self.real).as_secs_f64() * 1000.0 * self.speed
    }

    pub fn now(&self) -> f64 {
        self.at(Instant::now())
    }

    /// Converts a time of the platform's clock to this machine's.
    pub fn moment(&self, shown_ms: f64) -> Instant {
        self.real + Duration::from_secs_f64(((shown_ms - self.shown_ms) / 1000.0 / self.speed).max(0.0))
    }
}
