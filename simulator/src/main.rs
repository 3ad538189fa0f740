//! `ringout-simulator`: starts a simulator, prints one JSON line when it is ready, and runs until SIGINT or SIGTERM, or the
//! end of standard input if the options say so.

#![forbid(unsafe_code)]

mod cli;

use std::io;
use std::process::ExitCode;
use std::thread;

use clap::Parser as _;
use ringout_simulator::{Config, Simulator};
use tokio::sync::oneshot;

use cli::options::Options;
use cli::ready::Announcement;
use cli::{background, ready};

fn main() -> ExitCode {
    let options = match Options::try_parse() {
        Ok(options) => options,
        Err(error) if !error.use_stderr() => error.exit(),
        Err(error) => {
            // clap's first line has the error; the rest points to --help.
            eprintln!("{}", error.to_string().lines().next().unwrap_or("error: bad options"));
            return ExitCode::from(2);
        }
    };
    if !options.host.is_loopback() && !options.in_background {
        eprintln!("{}", ready::warning(options.host));
    }
    if options.env && !options.in_background {
        return background::start();
    }
    match run(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: Options) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (env, stop_on_eof, ready_file) = (options.env, options.stop_on_eof, options.ready_file.clone());
    let port = options.port;
    let config = Config::from(options);
    runtime.block_on(async {
        // Installed before the simulator is announced: the reader may send a signal at once.
        let stop = stop_signal()?;
        let simulator = Simulator::start(config).map_err(|error| ready::explained(error, port))?;
        let text = if env { ready::export_lines(&simulator) } else { format!("{}\n", simulator.ready_line()) };
        let _announcement = Announcement::publish(&text, ready_file)?;
        if stop_on_eof {
            tokio::select! {
                () = stop => {}
                () = end_of_input() => {}
            }
        } else {
            stop.await;
        }
        Ok(())
    })
}

/// Returns when standard input has ended. A thread reads it, because reading cannot be interrupted.
async fn end_of_input() {
    let (ended, end) = oneshot::channel::<()>();
    thread::spawn(move || {
        // An input that cannot be read has ended too.
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        drop(ended);
    });
    let _ = end.await;
}

#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
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
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
