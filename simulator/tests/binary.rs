//! The binary: ready line, options, shutdown.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

use serde_json::Value;

fn binary(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ringout-simulator"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
fn prints_one_json_line_when_ready() {
    let mut child = binary(&["--seed", "7", "--speed", "100", "--linger", "2m", "--limits", "real"]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap();
    assert!(ready["url"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    for field in ["client_id", "client_secret", "jwt"] {
        assert!(ready[field].as_str().unwrap().len() > 10, "{field}");
    }
    assert!(ready["numbers"].as_array().unwrap().len() >= 2);
    assert_eq!(ready["ca_file"], Value::Null);
}

#[test]
fn bad_options_print_one_line_and_exit_2() {
    let bad: [&[&str]; 8] = [
        &["--speed", "0"],
        &["--linger", "3 fortnights"],
        &["--cancel-rule", "maybe"],
        &["--limits", "/no/such/file"],
        &["--scenario", "/no/such/file"],
        &["--tls-certificate", "expired"],
        &["--port", "99999"],
        &["--frobnicate"],
    ];
    for arguments in bad {
        let output = binary(arguments).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_bad_limits_option_lists_the_choices() {
    let output = binary(&["--limits", "fast"]).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("expected off, real or a JSON file; cannot read the file fast: "), "{error}");
}

#[cfg(unix)]
#[test]
fn sigterm_stops_it_cleanly() {
    let mut child = binary(&[]).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut String::new()).unwrap();
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}
