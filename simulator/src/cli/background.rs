//! `--env`: starts the simulator in the background and prints its variables, like `ssh-agent`.
//!
//! `eval "$(ringout-simulator --env)"` waits until every process with the pipe has closed it. So this process starts another
//! one with its own pipes, copies the lines and ends.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, ExitCode, Stdio};

use super::ready::PID;

/// Starts this program again without a terminal, and returns when that process is ready or has failed.
pub fn start() -> ExitCode {
    match spawn().and_then(copy_announcement) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: cannot start in the background: {error}");
            ExitCode::FAILURE
        }
    }
}

fn spawn() -> io::Result<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(std::env::args_os().skip(1)).arg("--in-background");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // With its own process group, an interrupt at the shell's prompt does not reach it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn()
}

fn copy_announcement(mut child: Child) -> io::Result<ExitCode> {
    let (output, mut errors) = (child.stdout.take(), child.stderr.take());
    let mut lines = vec![];
    for line in output.into_iter().flat_map(|output| BufReader::new(output).lines()) {
        let line = line?;
        let is_last = line.starts_with(&format!("export {PID}="));
        lines.push(line);
        if is_last {
            writeln!(io::stdout(), "{}", lines.join("\n"))?;
            return Ok(ExitCode::SUCCESS);
        }
    }
    let mut text = String::new();
    if let Some(errors) = &mut errors {
        errors.read_to_string(&mut text)?;
    }
    eprint!("{text}");
    let code = child.wait()?.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
