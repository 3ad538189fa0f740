//! Command-line options.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use ringout_simulator::{CancelRule, Certificate, Config, Limits, Scenario};

/// Offline RingCentral simulator: log in, place RingOut calls, poll them and cancel them
#[derive(Parser)]
#[command(version)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Options {
    /// IP address to listen on; any but a loopback address lets other machines in
    #[arg(long, default_value = "127.0.0.1", value_parser = host)]
    pub host: IpAddr,
    /// Port; 0 picks a free one
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// Run in the background and print `export` lines for `eval "$(ringout-simulator --env)"`
    #[arg(long)]
    pub env: bool,
    /// Also write what is printed when the simulator is ready to this file, which is removed at the end
    #[arg(long, value_name = "FILE")]
    pub ready_file: Option<PathBuf>,
    /// Also stop when standard input ends, as a pipe from the program that started the simulator does when that program ends
    #[arg(long, conflicts_with = "env")]
    pub stop_on_eof: bool,
    /// Set by `--env` for the process in the background
    #[arg(long, hide = true, requires = "env")]
    pub in_background: bool,
    /// Serve HTTPS; clients must trust the `ca_file` of the ready line
    #[arg(long)]
    tls: bool,
    /// Certificate to serve; clients must reject all but `valid`
    #[arg(long, default_value = "valid", requires = "tls")]
    tls_certificate: CertificateArg,
    /// Simulated seconds per real second, up to 1000000
    #[arg(long, default_value_t = 1.0, value_parser = speed)]
    speed: f64,
    /// Seed of every id, token and secret
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Rate limits: `off`, `real`, or a file with the JSON of POST /_simulator/limits
    #[arg(long, default_value = "off", value_parser = limits)]
    limits: Limits,
    /// JSON file with the initial clock, limits and faults
    #[arg(long, value_parser = scenario)]
    scenario: Option<Scenario>,
    /// When a call can be cancelled: `guide` while the callee is `InProgress`, `faq` until the caller answers
    #[arg(long, default_value = "guide")]
    cancel_rule: CancelRuleArg,
    /// Whether a login returns a refresh token
    #[arg(long, default_value = "off")]
    refresh_tokens: SwitchArg,
    /// How long an ended call stays readable, in simulated time: `500ms`, `30s`, `2m`
    #[arg(long, default_value = "30s", value_parser = duration)]
    linger: Duration,
    /// Do not log requests to the terminal
    #[arg(long)]
    quiet: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum CertificateArg {
    Valid,
    Expired,
    WrongHost,
    SelfSigned,
}

#[derive(Clone, Copy, ValueEnum)]
enum CancelRuleArg {
    Guide,
    Faq,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum SwitchArg {
    On,
    Off,
}

impl From<Options> for Config {
    fn from(options: Options) -> Config {
        Config {
            host: options.host,
            port: options.port,
            tls: options.tls.then(|| options.tls_certificate.into()),
            speed: options.speed,
            seed: options.seed,
            limits: options.limits,
            scenario: options.scenario.unwrap_or_default(),
            cancel_rule: match options.cancel_rule {
                CancelRuleArg::Guide => CancelRule::Guide,
                CancelRuleArg::Faq => CancelRule::Faq,
            },
            refresh_tokens: options.refresh_tokens == SwitchArg::On,
            linger: options.linger,
            quiet: options.quiet,
        }
    }
}

impl From<CertificateArg> for Certificate {
    fn from(kind: CertificateArg) -> Certificate {
        match kind {
            CertificateArg::Valid => Certificate::Valid,
            CertificateArg::Expired => Certificate::Expired,
            CertificateArg::WrongHost => Certificate::WrongHost,
            CertificateArg::SelfSigned => Certificate::SelfSigned,
        }
    }
}

fn host(text: &str) -> Result<IpAddr, String> {
    if text == "localhost" {
        return Ok(Ipv4Addr::LOCALHOST.into());
    }
    text.parse().map_err(|_| "expected an IP address, such as 0.0.0.0 for all of this machine".to_owned())
}

fn speed(text: &str) -> Result<f64, String> {
    let speed: f64 = text.parse().map_err(|_| "expected a number".to_owned())?;
    if speed > 0.0 && speed <= 1_000_000.0 {
        Ok(speed)
    } else {
        Err("expected a number greater than 0 and at most 1000000".to_owned())
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    let unit_at = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let count: u64 = text[..unit_at].parse().map_err(|_| "expected a number with the unit ms, s or m".to_owned())?;
    match &text[unit_at..] {
        "ms" => Ok(Duration::from_millis(count)),
        "s" | "" => Ok(Duration::from_secs(count)),
        "m" => Ok(Duration::from_secs(count.saturating_mul(60))),
        unit => Err(format!("unknown unit {unit}: expected ms, s or m")),
    }
}

fn limits(text: &str) -> Result<Limits, String> {
    match text {
        "off" => Ok(Limits::off()),
        "real" => Ok(Limits::real()),
        file => {
            let explain = |error: String| format!("expected off, real or a JSON file; {error}");
            read(file).and_then(|json| Limits::from_json(&json).map_err(|error| error.to_string())).map_err(explain)
        }
    }
}

fn scenario(file: &str) -> Result<Scenario, String> {
    Scenario::from_json(&read(file)?).map_err(|error| error.to_string())
}

fn read(file: &str) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("cannot read the file {file}: {error}"))
}
