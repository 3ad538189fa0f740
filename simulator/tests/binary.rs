//! The binary: ready line, options, shutdown.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
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
    let bad: [&[&str]; 12] = [
        &["--stop-on-eof", "--env"],
        &["--speed", "1e12"],
        &["--host", "nonsense"],
        &["--in-background"],
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

#[test]
fn a_port_in_use_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for more in [&[][..], &["--env"]] {
        let output = binary(&[&["--port", &port], more].concat()).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(error.contains(&format!("cannot listen on 127.0.0.1:{port}: ")) && error.contains("--port"), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

#[test]
fn an_address_of_another_machine_is_named() {
    let output = binary(&["--host", "203.0.113.1"]).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("cannot listen on 203.0.113.1:0: ") && error.contains("--host"), "{error}");
}

#[test]
fn other_machines_are_let_in_with_a_warning() {
    let mut child = binary(&["--host", "0.0.0.0", "--quiet"]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    let warning = String::from_utf8(output.stderr).unwrap();
    assert!(warning.starts_with("warning: listening on 0.0.0.0: every machine"), "{warning}");
}

/// An empty folder for one test.
fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("ringout-simulator-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[cfg(unix)]
fn terminate(pid: &str) {
    assert!(Command::new("kill").args(["-TERM", pid]).status().unwrap().success());
}

#[cfg(unix)]
#[test]
fn the_ready_file_exists_while_the_simulator_runs() {
    let folder = folder("ready");
    let file = folder.join("a file");
    std::fs::write(&file, "of an earlier run").unwrap();
    let mut child = binary(&["--ready-file", file.to_str().unwrap()]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), line);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "no part of it is left");
    terminate(&child.id().to_string());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(!file.exists());
    std::fs::remove_dir_all(folder).unwrap();
    let output = binary(&["--ready-file", "/no/such/folder/file"]).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.stdout.is_empty() && error.contains("cannot write the ready file /no/such/folder/file: "),
        "{error}"
    );
}

#[cfg(unix)]
#[test]
fn a_shell_gets_the_variables_and_the_simulator_stays() {
    let folder = folder("env");
    let file = folder.join("ready");
    // Standard error is a pipe too: a process in the background that kept it would block this test forever.
    let script = format!(
        r#"eval "$('{}' --env --tls --ready-file '{}')" && echo "$RC_SERVER_URL" && echo "$RC_APP_CLIENT_ID" &&
           echo "$RC_APP_CLIENT_SECRET" && echo "$RC_USER_JWT" && echo "$SSL_CERT_FILE" &&
           test "$NODE_EXTRA_CA_CERTS$REQUESTS_CA_BUNDLE" = "$SSL_CERT_FILE$SSL_CERT_FILE" &&
           echo "$RINGOUT_SIMULATOR_PID""#,
        env!("CARGO_BIN_EXE_ringout-simulator"),
        file.display(),
    );
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let [url, id, secret, jwt, ca_file, pid] = lines[..] else { panic!("{text}") };
    let same = ringout_simulator::Simulator::start(ringout_simulator::Config::default()).unwrap();
    assert_eq!((id, secret, jwt), (same.client_id(), same.client_secret(), same.jwt()), "of the same seed");
    let address = url.strip_prefix("https://").unwrap();
    assert!(std::net::TcpStream::connect(address).is_ok(), "still running");
    assert!(std::path::Path::new(ca_file).exists());
    let exports = std::fs::read_to_string(&file).unwrap();
    assert!(exports.contains(&format!("\nexport RC_SERVER_URL='{url}'\n")), "{exports}");
    terminate(pid);
    while file.exists() {}
    while std::net::TcpStream::connect(address).is_ok() {}
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_end_of_the_input_stops_it_if_asked_to() {
    let mut child = binary(&["--stop-on-eof"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"ignored\n").unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap();
    let address = ready["url"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
    assert!(std::net::TcpStream::connect(&address).is_ok(), "it runs while the input is open");
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_ready_line_has_the_variables() {
    for (options, count) in [(&[][..], 4), (&["--tls"], 7)] {
        let mut child = binary(options).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        let variables = ready["environment"].as_object().unwrap();
        assert_eq!(variables.len(), count, "{line}");
        for (variable, key) in [("RC_SERVER_URL", "url"), ("RC_APP_CLIENT_ID", "client_id")] {
            assert_eq!(variables[variable], ready[key]);
        }
        for (variable, key) in [("RC_APP_CLIENT_SECRET", "client_secret"), ("RC_USER_JWT", "jwt")] {
            assert_eq!(variables[variable], ready[key]);
        }
        for variable in ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"] {
            assert_eq!(variables.get(variable).unwrap_or(&Value::Null), &ready["ca_file"]);
        }
        // It was killed, so that it could not remove the file.
        ready["ca_file"].as_str().map(std::fs::remove_file).transpose().unwrap();
    }
}

#[cfg(unix)]
#[test]
fn the_folder_of_the_certificate_is_created_or_named() {
    let folder = folder("tls");
    let mut child = binary(&["--tls"]).env("TMPDIR", folder.join("new")).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    terminate(&child.id().to_string());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(folder.join("new").exists() && line.contains(r#""ca_file":""#), "{line}");
    std::fs::write(folder.join("file"), "").unwrap();
    let output = binary(&["--tls"]).env("TMPDIR", folder.join("file/below")).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("cannot write the certificate ") && error.contains("set TMPDIR"), "{error}");
    std::fs::remove_dir_all(folder).unwrap();
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
