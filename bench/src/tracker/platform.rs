//! The simulator, in a process of its own: its admin API and its clock.

use std::time::{Duration, Instant};

use ringout_core::{Client, Credentials};
use serde_json::{Value, json};

/// A simulator that was just started.
pub struct Platform {
    ready: Value,
    agent: ureq::Agent,
}

/// Which time the platform's clock shows at any moment of this machine's.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    real: Instant,
    shown_ms: f64,
    speed: f64,
}

/// What the platform has answered so far.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    pub now_ms: u64,
    pub polls: u64,
    pub refused: u64,
}

impl Platform {
    /// With the line that the simulator printed when it was ready.
    pub fn new(ready: &str) -> Self {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        Self { ready: serde_json::from_str(ready).expect("a ready line"), agent }
    }

    /// A client whose operations have all the time they need: at a high speed, half a minute may be a few milliseconds.
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

    /// Limits status requests, and nothing else.
    pub fn limit(&self, budget: u32) {
        self.admin("POST", "limits", &json!({ "light": { "limit": budget } }));
    }

    /// The next answers come so much later, in real time.
    pub fn delay_answers(&self, count: u32, by: Duration) {
        let fault = json!({ "delay_ms": u64::try_from(by.as_millis()).unwrap() });
        self.admin("POST", "faults", &json!({ "times": count, "fault": fault }));
    }

    /// From now on the platform's clock runs so many times faster than this machine's.
    pub fn speed_up(&self, speed: f64) {
        self.admin("POST", "clock", &json!({ "speed": speed }));
    }

    /// The platform's clock, as exactly as its fastest answer out of many tells it.
    pub fn clock(&self, speed: f64) -> Clock {
        let ask = |_| {
            let asked = Instant::now();
            let shown = self.admin("GET", "clock", &Value::Null);
            let took = asked.elapsed();
            // It shows whole milliseconds.
            (took, Clock { real: asked + took / 2, shown_ms: shown["now_ms"].as_f64().unwrap() + 0.5, speed })
        };
        (0..200).map(ask).min_by_key(|(took, _)| *took).unwrap().1
    }

    /// The caller of this call answers when the platform's clock shows `at_ms`.
    pub fn caller_answers_at(&self, id: &str, at_ms: u64) {
        self.admin("POST", &format!("calls/{id}/caller/answer"), &json!({ "at_ms": at_ms }));
    }

    /// What was asked of the platform since it started.
    pub fn counts(&self) -> Counts {
        let state = self.admin("GET", "state", &Value::Null);
        Counts {
            now_ms: state["now_ms"].as_u64().unwrap(),
            polls: state["requests"]["status"].as_u64().unwrap_or(0),
            refused: state["answers"]["429"].as_u64().unwrap_or(0),
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
        assert!(response.status().is_success(), "the simulator answered {}: {text}", response.status());
        serde_json::from_str(&text).unwrap()
    }
}

impl Clock {
    /// What the platform's clock shows at this moment, in milliseconds.
    pub fn at(&self, moment: Instant) -> f64 {
        self.shown_ms + moment.duration_since(self.real).as_secs_f64() * 1000.0 * self.speed
    }

    pub fn now(&self) -> f64 {
        self.at(Instant::now())
    }

    /// When the platform's clock shows this.
    pub fn moment(&self, shown_ms: f64) -> Instant {
        self.real + Duration::from_secs_f64(((shown_ms - self.shown_ms) / 1000.0 / self.speed).max(0.0))
    }
}
