//! Simulator settings.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use crate::limits::Limits;
use crate::scenario::Scenario;

/// Settings of a simulator. [`Config::default`] matches the binary without options, except that it is quiet.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address to listen on. On any but a loopback address, other machines can use the simulator and its admin API.
    pub host: IpAddr,
    /// Port; 0 picks a free one.
    pub port: u16,
    /// Serves HTTPS with this certificate; `None` serves HTTP.
    pub tls: Option<Certificate>,
    /// Simulated seconds per real second, greater than 0 and at most 1,000,000. The admin API can change it and stop the clock.
    pub speed: f64,
    /// Seed of every id, token and secret.
    pub seed: u64,
    /// Initial rate limits.
    pub limits: Limits,
    /// Initial clock, limits and faults.
    pub scenario: Scenario,
    /// Which calls a DELETE can cancel.
    pub cancel_rule: CancelRule,
    /// Whether a login returns a refresh token.
    pub refresh_tokens: bool,
    /// How long an ended call stays readable, in simulated time.
    pub linger: Duration,
    /// Suppresses the log line per request. The simulator logs only if standard error is a terminal.
    pub quiet: bool,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
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

/// Which calls can be cancelled. RingCentral's documents contradict each other; each variant follows one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelRule {
    /// Calls whose callee is `InProgress` (the RingOut guide).
    Guide,
    /// Calls whose first leg is not yet established (the voice FAQ).
    Faq,
}

/// Certificate of a simulator that serves HTTPS. A client that trusts the simulator's authority must reject all but
/// [`Valid`](Self::Valid).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certificate {
    /// For 127.0.0.1 and localhost.
    Valid,
    /// For the same hosts; expired in 2021.
    Expired,
    /// For another host.
    WrongHost,
    /// Not issued by the authority.
    SelfSigned,
}
