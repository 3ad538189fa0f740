//! Places a call, follows it to its end, and prints the outcome.
//!
//! Reads `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET`, `RC_USER_JWT`, `RINGOUT_CALLER` and
//! `RINGOUT_RECIPIENT`, the names that RingCentral's own samples use.

use std::env;
use std::process::ExitCode;

use ringout_core::{CallRequest, Client, Error, ErrorCode, WaitOptions};

fn main() -> ExitCode {
    let Some(recipient) = variable("RINGOUT_RECIPIENT") else {
        eprintln!("RINGOUT_RECIPIENT is not set; set it to the number to call, such as +16505550100");
        return ExitCode::from(2);
    };
    match follow(&recipient) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            let bad_environment = matches!(error.code(), ErrorCode::InvalidArgument | ErrorCode::NotLoggedIn);
            ExitCode::from(if bad_environment { 2 } else { 1 })
        }
    }
}

fn follow(recipient: &str) -> Result<(), Error> {
    let client = Client::from_env()?;
    let mut request = CallRequest::to(recipient);
    if let Some(caller) = variable("RINGOUT_CALLER") {
        request = request.from(caller);
    }

    let call = client.create_call(&request)?;
    if let Some(state) = call.state() {
        println!("Call placed. Call status: {}", state.call_status);
    }
    for change in call.watch(&WaitOptions::default()) {
        let change = change?;
        println!("{:5.1} s  {}", change.latest.as_secs_f64(), change.state);
    }
    println!("{}", call.outcome());
    Ok(())
}

/// Returns a variable that is set and not empty.
#[allow(clippy::disallowed_methods)] // an example is a separate program
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
