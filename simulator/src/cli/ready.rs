//! How a ready simulator is announced: a JSON line or `export` lines, on standard output and in a file.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::net::IpAddr;
use std::path::PathBuf;

use ringout_simulator::Simulator;

/// The variable with the process to stop, the last one that is printed.
pub const PID: &str = "RINGOUT_SIMULATOR_PID";

/// A published announcement. Dropping it removes its file.
pub struct Announcement(Option<PathBuf>);

impl Announcement {
    /// Writes `text` to standard output and, complete at once, to the file.
    pub fn publish(text: &str, file: Option<PathBuf>) -> io::Result<Announcement> {
        let announcement = Announcement(file);
        if let Some(file) = &announcement.0 {
            let explain = |error: io::Error| {
                io::Error::new(error.kind(), format!("cannot write the ready file {}: {error}", file.display()))
            };
            let mut part = OsString::from(file);
            part.push(format!(".{}.part", std::process::id()));
            fs::write(&part, text).and_then(|()| fs::rename(&part, file)).map_err(explain)?;
        }
        let mut output = io::stdout();
        output.write_all(text.as_bytes())?;
        output.flush()?;
        Ok(announcement)
    }
}

impl Drop for Announcement {
    fn drop(&mut self) {
        if let Some(file) = &self.0 {
            // It may have been removed already.
            let _ = fs::remove_file(file);
        }
    }
}

/// The variables that make a program use the simulator, as lines for a POSIX shell. The page shows the same lines.
pub fn export_lines(simulator: &Simulator) -> String {
    let pid = (PID, std::process::id().to_string());
    let variables = simulator.environment().into_iter().chain([pid]);
    let lines: Vec<String> = variables.map(|(name, value)| format!("export {name}={}\n", quoted(&value))).collect();
    lines.concat()
}

/// Quotes a value for a POSIX shell.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}

pub fn warning(host: IpAddr) -> String {
    format!(
        "warning: listening on {host}: every machine that reaches this one can use the simulator and its admin API, which \
         needs no authorization"
    )
}

/// Adds what to do about a port that cannot be used.
pub fn explained(error: io::Error, port: u16) -> io::Error {
    let advice = match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!("another program uses port {port}; choose another with --port, or 0 for any")
        }
        io::ErrorKind::PermissionDenied if port > 0 && port < 1024 => {
            format!("port {port} needs privileges; choose one above 1023 with --port")
        }
        io::ErrorKind::AddrNotAvailable => "--host must be an address of this machine".to_owned(),
        _ => return error,
    };
    io::Error::new(error.kind(), format!("{error}; {advice}"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_shell_reads_a_quoted_value_as_it_was() {
        assert_eq!(quoted("a b$c"), "'a b$c'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
