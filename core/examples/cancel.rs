//! Places a call, cancels it while the caller's phone is still ringing, and prints the outcome.
//!
//! Reads the same environment as `quickstart`.

use std::env;
use std::error::Error;

use ringout_core::{CallRequest, Client};

#[allow(clippy::disallowed_methods)] // an example is a separate program
fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?;
    let call =
        client.create_call(&CallRequest::to(env::var("RINGOUT_RECIPIENT")?).from(env::var("RINGOUT_CALLER")?))?;
    println!("Call placed.");
    let effect = call.cancel()?;
    println!("Cancel: {}", effect.as_str());
    println!("{}", call.outcome());
    Ok(())
}
