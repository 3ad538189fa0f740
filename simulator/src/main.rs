//! `ringout-simulator`: starts a simulator, prints one JSON line when it is ready, and runs until it is told to stop.

#![forbid(unsafe_code)]

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use ringout_simulator::{CancelRule, Certificate, Config, Limits, Scenario, Simulator};

/// A RingCentral on your own machine: logs in, places, follows and cancels RingOut calls, offline.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// HTTPS, with an authority made on the spot: trust the `ca_file` of the ready line
    #[arg(long)]
    tls: bool,
    /// The certificate to show, for clients that must refuse some
    #[arg(long, default_value = "valid", requires = "tls")]
    tls_certificate: Shown,
    /// Simulated seconds per real second
    #[arg(long, default_value_t = 1.0, value_parser = speed)]
    speed: f64,
    /// Every id, token and secret follows from this
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Rate limits: `real`, `off`, or a file with the JSON of POST /_simulator/limits
    #[arg(long, default_value = "off", value_parser = limits)]
    limits: Limits,
    /// A JSON file with faults, limits and a state of the clock to begin with
    #[arg(long, value_parser = scenario)]
    scenario: Option<Scenario>,
    /// Until when a call can be cancelled: `guide`, while the callee is `InProgress`; `faq`, before the caller answers
    #[arg(long, default_value = "guide")]
    cancel_rule: Rule,
    /// Whether a login gets a refresh token
    #[arg(long, default_value = "off")]
    refresh_tokens: Switch,
    /// How long a finished call stays readable, in simulated time: `500ms`, `30s`, `2m`
    #[arg(long, default_value = "30s", value_parser = duration)]
    linger: Duration,
    /// No line per request on the terminal
    #[arg(long)]
    quiet: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Shown {
    Valid,
    Expired,
    WrongHost,
    SelfSigned,
}

#[derive(Clone, Copy, ValueEnum)]
enum Rule {
    Guide,
    Faq,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Switch {
    On,
    Off,
}

impl From<Options> for Config {
    fn from(options: Options) -> Config {
        Config {
            port: options.port,
            tls: options.tls.then(|| options.tls_certificate.into()),
            speed: options.speed,
            seed: options.seed,
            limits: options.limits,
            scenario: options.scenario.unwrap_or_default(),
            cancel_rule: match options.cancel_rule {
                Rule::Guide => CancelRule::Guide,
                Rule::Faq => CancelRule::Faq,
            },
            refresh_tokens: options.refresh_tokens == Switch::On,
            linger: options.linger,
            quiet: options.quiet,
        }
    }
}

impl From<Shown> for Certificate {
    fn from(shown: Shown) -> Certificate {
        match shown {
            Shown::Valid => Certificate::Valid,
            Shown::Expired => Certificate::Expired,
            Shown::WrongHost => Certificate::WrongHost,
            Shown::SelfSigned => Certificate::SelfSigned,
        }
    }
}

fn main() -> ExitCode {
    let options = match Options::try_parse() {
        Ok(options) => options,
        Err(error) if !error.use_stderr() => error.exit(),
        Err(error) => {
            // clap's first line is the sentence; the rest is its advertisement of --help.
            eprintln!("{}", error.to_string().lines().next().unwrap_or("error: bad options"));
            return ExitCode::from(2);
        }
    };
    match run(options.into()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(config: Config) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        // Asked for before the ready line: whoever reads it may send a signal at once.
        let stop = told_to_stop()?;
        let simulator = Simulator::start(config)?;
        writeln!(io::stdout(), "{}", simulator.ready_line())?;
        io::stdout().flush()?;
        stop.await;
        Ok(())
    })
}

#[cfg(unix)]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

fn speed(text: &str) -> Result<f64, String> {
    let speed: f64 = text.parse().map_err(|_| "a number was expected".to_owned())?;
    if speed.is_finite() && speed > 0.0 { Ok(speed) } else { Err("more than 0 was expected".to_owned()) }
}

fn duration(text: &str) -> Result<Duration, String> {
    let unit_at = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let count: u64 = text[..unit_at].parse().map_err(|_| "a number and a unit was expected".to_owned())?;
    match &text[unit_at..] {
        "ms" => Ok(Duration::from_millis(count)),
        "s" | "" => Ok(Duration::from_secs(count)),
        "m" => Ok(Duration::from_secs(count.saturating_mul(60))),
        unit => Err(format!("unknown unit {unit}: ms, s or m was expected")),
    }
}

fn limits(text: &str) -> Result<Limits, String> {
    match text {
        "off" => Ok(Limits::off()),
        "real" => Ok(Limits::real()),
        file => {
            let wanted = |error: String| format!("off, real or a JSON file was expected; {error}");
            read(file).and_then(|json| Limits::from_json(&json).map_err(|error| error.to_string())).map_err(wanted)
        }
    }
}

fn scenario(file: &str) -> Result<Scenario, String> {
    Scenario::from_json(&read(file)?).map_err(|error| error.to_string())
}

fn read(file: &str) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("the file {file} cannot be read: {error}"))
}
