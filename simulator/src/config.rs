//! What a simulator can be started with.

use std::time::Duration;

use crate::limits::Limits;
use crate::scenario::Scenario;

/// The options of a simulator; [`Config::default`] is what the binary does without any.
#[derive(Debug, Clone)]
pub struct Config {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// HTTPS with this certificate instead of HTTP.
    pub tls: Option<Certificate>,
    /// Simulated seconds per real second; more than 0. The admin API can change it and stop the clock.
    pub speed: f64,
    /// Every id, token and secret follows from this.
    pub seed: u64,
    /// The rate limits at the start.
    pub limits: Limits,
    /// Faults, limits and a state of the clock to begin with.
    pub scenario: Scenario,
    /// What a DELETE can still stop.
    pub cancel_rule: CancelRule,
    /// Whether a login gets a refresh token.
    pub refresh_tokens: bool,
    /// How long (simulated) a finished call stays readable.
    pub linger: Duration,
    /// No line per request on standard error (there is none anyway unless that is a terminal).
    pub quiet: bool,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            port: 0,
            tls: None,
            speed: 1.0,
            seed: 1,
            limits: Limits::off(),
            scenario: Scenario::default(),
            cancel_rule: CancelRule::Guide,
            refresh_tokens: false,
            linger: Duration::from_secs(30),
            quiet: true,
        }
    }
}

/// The vendor's documents contradict each other about what can be cancelled; both readings are here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelRule {
    /// As long as the callee is `InProgress` (the RingOut guide).
    Guide,
    /// Only before the first leg is established (the voice FAQ).
    Faq,
}

/// The certificate of a simulator that speaks TLS. All but the first must be refused by a client that trusts the
/// simulator's authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certificate {
    /// For 127.0.0.1 and localhost.
    Valid,
    /// As the valid one, but only until 2021.
    Expired,
    /// For another host.
    WrongHost,
    /// Not issued by the authority.
    SelfSigned,
}
